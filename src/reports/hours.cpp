#include "reports/hours.hpp"

#include "model/policy.hpp"

namespace manyhands::reports {

using base::Result;
using model::Action;

Result<model::HoursOfBrand> hours_of(HoursStore& store, const model::Actor& actor) {
    MH_TRY(model::check(actor, Action::see_hours, model::Scope::brand));
    return store.hours(actor.brand);
}

Result<void> set_hours(HoursStore& store, const model::Actor& actor, const model::DepartmentId& department,
                       const std::optional<model::BusinessHours>& hours) {
    MH_TRY(model::check(actor, Action::manage_hours, model::scope_of(actor, actor.brand, department, {})));
    if (hours) MH_TRY(model::check(*hours));
    return store.set_hours(actor.brand, department, hours);
}

}  // namespace manyhands::reports
