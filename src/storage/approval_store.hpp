// Approval lanes as rows, and what a judgement reads.
#pragma once

#include "answer/approvals.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class ApprovalRows : public answer::ApprovalStore {
  public:
    explicit ApprovalRows(Engine& engine) : engine_(engine) {}

    base::Result<std::optional<answer::SavedLanes>> lanes(const model::BrandId& brand) override;
    base::Result<std::optional<answer::SavedLanes>> lanes_at(const model::BrandId& brand,
                                                             std::int64_t version) override;
    base::Result<std::vector<answer::GuidelineVersion>> lane_versions(const model::BrandId& brand) override;
    base::Result<void> save_lanes(const model::BrandId& brand, const answer::SavedLanes& saved,
                                  std::int64_t former) override;
    base::Result<std::vector<model::Answer>> awaiting(const model::BrandId& brand, int limit) override;
    base::Result<std::vector<std::string>> said_by_customer(const model::BrandId& brand,
                                                            const model::ConversationId& id,
                                                            int limit) override;
    base::Result<int> sent_by(const model::BrandId& brand, const model::EmployeeId& author,
                              int at_most) override;
    base::Result<std::vector<model::Employee>> active_people(const model::BrandId& brand) override;
    base::Result<std::vector<std::pair<model::BrandId, std::int64_t>>> unheard() override;
    base::Result<void> heard(const model::BrandId& brand, std::int64_t changes) override;

  private:
    base::Result<std::optional<answer::SavedLanes>> read_lanes(const model::BrandId& brand,
                                                               std::optional<std::int64_t> version);
    Engine& engine_;
};

// With each change of a person that may leave a lane with nobody. In the transaction of that change.
void note_moved(sqlite::Connection& db, const model::BrandId& brand);

}  // namespace manyhands::storage
