// Devices that take pushes, what they were told, and how people want to be reached, as rows.
#pragma once

#include "identity/nudges.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class NudgeRows : public identity::NudgeStore {
  public:
    explicit NudgeRows(Engine& engine) : engine_(engine) {}

    base::Result<identity::ReachWishes> reach_wishes(const model::EmployeeId& employee) override;
    base::Result<void> save_reach_wishes(const model::Employee& employee, const identity::ReachWishes& wishes,
                                         base::Instant now) override;
    base::Result<std::vector<identity::Device>> devices_of(const model::EmployeeId& employee) override;
    base::Result<void> add_device(const identity::Device& device) override;
    base::Result<bool> end_device(const model::EmployeeId& employee, const identity::DeviceId& id) override;
    base::Result<void> drop_device(const identity::DeviceId& id) override;
    base::Result<std::vector<model::BrandId>> brands_with_devices() override;
    base::Result<std::vector<identity::Reachable>> reachable(const model::BrandId& brand, int limit) override;
    base::Result<int> queue_nudges(const std::vector<identity::Nudge>& nudges) override;
    base::Result<std::vector<Due>> due_nudges(base::Instant now, int limit) override;
    base::Result<void> end_nudge(const identity::Nudge& nudge, identity::NudgeEnd end,
                                 base::Instant now) override;
    base::Result<void> delay_nudge(const identity::Nudge& nudge, base::Instant due_at) override;
    base::Result<void> device_state(const identity::Device& device) override;
    base::Result<void> prune_nudges(base::Instant before) override;

  private:
    Engine& engine_;
};

// Within a transaction: the columns quiet_from ... week_report; all null where somebody said nothing yet.
identity::ReachWishes read_reach_wishes(sqlite::Row& row);

}  // namespace manyhands::storage
