// Conversations: the transactor of every room's commands, the ingest of a channel's delivery, what is due.
#pragma once

#include "route/ports.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class RouteStore : public model::Transactor, public route::IngestStore, public route::DueStore {
  public:
    explicit RouteStore(Engine& engine) : engine_(engine) {}

    base::Result<model::ConversationState> transact(const model::BrandId& brand,
                                                    const model::ConversationId& id,
                                                    const model::Decide& decide) override;
    // `receive` may be called again for the same batch (see Writer): only the last run counts.
    // A post whose change breaks an invariant is left out (logged, counted in `failed`), so that one of them
    // cannot stop an account's listening for ever.
    base::Result<route::IngestCounts> ingest(const route::IngestBatch& batch,
                                             const route::Receive& receive) override;
    base::Result<std::string> cursor(const model::AccountId& account) override;
    base::Result<std::vector<route::LeftOut>> left_out(const model::BrandId& brand, int limit) override;
    base::Result<route::LeftOut> left_out_seen(const model::BrandId& brand, const std::string& id) override;
    base::Result<int> erase_left_out(base::Instant before) override;
    base::Result<std::vector<std::string>> watched(const model::AccountId& account, int limit) override;
    base::Result<std::vector<route::DueConversation>> due(base::Instant now, int limit) override;
    base::Result<std::optional<base::Instant>> next_due() override;

  private:
    Engine& engine_;
};

// Within the transaction of its delivery. The same of the same account is kept once.
void leave_out(sqlite::Connection& db, const route::IngestBatch& batch, base::Instant now,
               const route::LeftOut& post, const std::string& author_remote_id);

}  // namespace manyhands::storage
