// Hourly staff and their shifts, and what the log of their time is made of.
#pragma once

#include "identity/shifts.hpp"
#include "reports/time_log.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class ShiftRows final : public identity::ShiftStore, public reports::WorkStore {
  public:
    explicit ShiftRows(Engine& engine) : engine_(engine) {}

    base::Result<identity::Duty> duty(const model::EmployeeId& employee, base::Instant now) override;
    base::Result<std::vector<model::EmployeeId>> hourly(const model::BrandId& brand) override;
    base::Result<void> set_hourly(const model::BrandId& brand, const model::EmployeeId& employee, bool hourly,
                                  base::Instant at) override;
    base::Result<std::vector<identity::Shift>> shifts(const model::BrandId& brand, base::Instant from,
                                                      base::Instant until,
                                                      const model::EmployeeId& employee) override;
    base::Result<void> add_shifts(const model::BrandId& brand, const std::vector<identity::Shift>& all,
                                  const std::optional<Clear>& clear, base::Instant at) override;
    base::Result<void> remove_shift(const model::BrandId& brand, const identity::ShiftId& id,
                                    base::Instant at) override;
    base::Result<std::vector<model::Employee>> shift_people(const model::BrandId& brand) override;

    base::Result<void> work(const model::BrandId& brand, base::Instant from, base::Instant until,
                            const EachEvent& each) override;
    base::Result<std::vector<reports::WorkPerson>> hourly_people(const model::BrandId& brand) override;
    base::Result<std::vector<reports::WorkSpan>> work_spans(const model::BrandId& brand, base::Instant from,
                                                            base::Instant until) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
