// What is due to be sent, and the lease that makes one sender per account.
#pragma once

#include "outbox/outbox.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class OutboxRows : public outbox::OutboxStore {
  public:
    explicit OutboxRows(Engine& engine) : engine_(engine) {}

    base::Result<std::vector<model::Answer>> due_answers(const model::AccountId& account, base::Instant now,
                                                         int limit) override;
    base::Result<std::optional<base::Instant>> next_due_answer(const model::AccountId& account) override;
    // Renewed by its holder: the same number. Free, or its time is over: the next number. Errors: conflict
    // ("storage.sender_elsewhere").
    base::Result<std::int64_t> sender_lease(const model::AccountId& account, const std::string& holder,
                                            base::Instant now, base::Micros length) override;
    base::Result<bool> lease_is_current(const model::AccountId& account, std::int64_t fence) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
