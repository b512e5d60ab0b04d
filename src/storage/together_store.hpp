// Several conversations in one transaction: merges and splits. Also whom the brand has.
#pragma once

#include "model/people.hpp"
#include "route/ports.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class TogetherStore : public route::TogetherStore {
  public:
    explicit TogetherStore(Engine& engine) : engine_(engine) {}
    base::Result<std::vector<model::ConversationState>> transact_together(
        const model::BrandId& brand, const std::vector<model::ConversationId>& ids,
        const route::DecideTogether& decide) override;
    base::Result<std::optional<model::ConversationId>> merged_into(const model::BrandId& brand,
                                                                   const model::ConversationId& id) override;

  private:
    Engine& engine_;
};

class ColleagueRows : public model::Colleagues {
  public:
    explicit ColleagueRows(Engine& engine) : engine_(engine) {}
    base::Result<bool> has_department(const model::BrandId& brand, const model::DepartmentId& id) override;
    base::Result<std::optional<model::Employee>> colleague(const model::BrandId& brand,
                                                           const model::EmployeeId& id) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
