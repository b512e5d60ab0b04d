// Promised actions as rows.
#pragma once

#include "desk/promised_actions.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class ActionRows : public desk::ActionStore {
  public:
    explicit ActionRows(Engine& engine) : engine_(engine) {}

    base::Result<model::ConversationState> transact_action(const model::BrandId& brand,
                                                           const model::ActionId& id,
                                                           const DecideAction& decide) override;
    base::Result<std::vector<desk::ListedAction>> actions(const model::BrandId& brand,
                                                          const desk::ActionQuery& query) override;
    base::Result<desk::ListedAction> action(const model::BrandId& brand, const model::ActionId& id) override;
    base::Result<std::vector<desk::DueAction>> actions_due(base::Instant now, int limit) override;
    base::Result<std::optional<base::Instant>> next_action_due() override;
    base::Result<std::vector<desk::DueAction>> follow_ups_waiting(int limit) override;
    base::Result<void> follow_up_settled(const model::ActionId& id) override;
    base::Result<std::vector<model::EmployeeId>> leads(const model::BrandId& brand,
                                                       const model::DepartmentId& department) override;

  private:
    Engine& engine_;
};

// Open ones first, by their due time; inside a snapshot.
std::vector<model::PromisedAction> actions_of(sqlite::Connection& db,
                                              const model::ConversationId& conversation);

}  // namespace manyhands::storage
