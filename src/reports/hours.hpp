// Business hours of a brand and its departments: who may change them, and what they say now.
#pragma once

#include "base/clock.hpp"
#include "model/business_time.hpp"
#include "model/people.hpp"

namespace manyhands::reports {

class HoursStore {
  public:
    virtual ~HoursStore() = default;
    virtual base::Result<model::HoursOfBrand> hours(const model::BrandId& brand) = 0;
    // An empty department: the brand's. Nothing: the department has the brand's again. Errors: not_found
    // ("identity.employee.bad_department": no department of this brand).
    virtual base::Result<void> set_hours(const model::BrandId& brand, const model::DepartmentId& department,
                                         const std::optional<model::BusinessHours>& hours) = 0;
};

// Thread-safe. Errors of set: forbidden by policy (manage_hours at the scope of the brand or the
// department), invalid as model::check, those of the store.
base::Result<model::HoursOfBrand> hours_of(HoursStore& store, const model::Actor& actor);
base::Result<void> set_hours(HoursStore& store, const model::Actor& actor,
                             const model::DepartmentId& department,
                             const std::optional<model::BusinessHours>& hours);

}  // namespace manyhands::reports
