// The inbox's lists, one conversation whole, and the log: reads beside the writer.
#pragma once

#include "desk/desk.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class DeskStore : public desk::InboxStore {
  public:
    explicit DeskStore(Engine& engine) : engine_(engine) {}

    // Errors: invalid ("storage.bad_cursor").
    base::Result<desk::RowPage> page(const desk::PageQuery& query) override;
    base::Result<desk::Counts> counts(const model::BrandId& brand, const model::EmployeeId& viewer) override;
    // The newest 200 posts. Errors: not_found ("route.conversation.not_found").
    base::Result<desk::Detail> detail(const model::BrandId& brand, const model::ConversationId& id) override;
    // In the order asked; those that are not there are left out.
    base::Result<std::vector<desk::Row>> rows(const model::BrandId& brand,
                                              const std::vector<model::ConversationId>& ids) override;
    base::Result<std::vector<desk::LoggedEvent>> events_after(const model::BrandId& brand, std::int64_t seq,
                                                              int limit) override;
    base::Result<std::int64_t> last_seq(const model::BrandId& brand) override;
    base::Result<std::vector<model::BrandId>> brands() override;
    std::int64_t stamp() const override { return engine_.commits(); }

    // How far a reader of the log has come, kept over restarts; 0 at first. Never goes back by itself.
    base::Result<std::int64_t> consumer_seq(const model::BrandId& brand, const std::string& consumer);
    base::Result<void> save_consumer_seq(const model::BrandId& brand, const std::string& consumer,
                                         std::int64_t seq);

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
