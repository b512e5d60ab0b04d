// Who gets in whom the provider vouches for. Pure.
#include <algorithm>

#include "identity/person.hpp"
#include "identity/single_sign_on.hpp"

namespace manyhands::identity {

using base::ErrorCode;
using base::Result;
using model::Employee;
using model::Role;

namespace {

// The provider's groups decide again at each sign-in; the brand keeps its last admin whatever they say.
bool apply(const SsoPerson& person, const SsoAround& around, Employee& employee) {
    const Employee before = employee;
    const bool last = employee.active && employee.role == Role::admin && around.other_admins == 0;
    if (person.role && !(last && *person.role != Role::admin)) employee.role = *person.role;
    if (person.department) employee.department = *person.department;
    return employee.role != before.role || employee.department != before.department;
}

Result<SsoAdmission> admit_linked(const SsoPerson& person, const SsoAround& around) {
    SsoAdmission admission{SsoWay::in, *around.linked, false};
    Employee& employee = admission.employee;
    if (!employee.active) {
        // Whom a person switched off stays off; whom the provider did comes back with it.
        if (!around.cut) return base::fail(ErrorCode::forbidden, "identity.sso.deactivated");
        employee.active = true;
        if (around.initials.contains(employee.initials))
            employee.initials = model::any_initials(employee.name, around.initials);
        admission.changed = true;
    }
    admission.changed = apply(person, around, employee) || admission.changed;
    return admission;
}

}  // namespace

std::string_view to_string(Newcomers newcomers) {
    switch (newcomers) {
        case Newcomers::refused:
            return "refused";
        case Newcomers::confirmed:
            return "confirmed";
        case Newcomers::at_once:
            return "at_once";
    }
    return "";
}

std::optional<Newcomers> newcomers(std::string_view name) {
    for (const Newcomers one : {Newcomers::refused, Newcomers::confirmed, Newcomers::at_once})
        if (name == to_string(one)) return one;
    return std::nullopt;
}

Result<SsoAdmission> admit(const SsoSettings& settings, const SsoPerson& person, const SsoAround& around,
                           const model::DepartmentId& department) {
    if (around.linked) return admit_linked(person, around);
    // An address that nobody checked could be anybody's: by it nobody becomes somebody.
    if (person.email.empty() || !person.email_sure)
        return base::fail(ErrorCode::forbidden, "identity.sso.email_unverified");
    if (around.same_email) {
        if (!around.same_email->active) return base::fail(ErrorCode::forbidden, "identity.sso.deactivated");
        if (around.taken) return base::fail(ErrorCode::conflict, "identity.sso.other_identity");
        SsoAdmission admission{SsoWay::linked, *around.same_email, false};
        admission.changed = apply(person, around, admission.employee);
        return admission;
    }
    if (settings.newcomers == Newcomers::refused)
        return base::fail(ErrorCode::forbidden, "identity.sso.unknown", {{"email", person.email}});
    SsoAdmission admission;
    admission.way = settings.newcomers == Newcomers::at_once ? SsoWay::enrolled : SsoWay::waits;
    Employee& employee = admission.employee;
    employee.brand = settings.brand;
    employee.email = person.email;
    employee.name = check_name(person.name) ? person.name : person.email.substr(0, person.email.find('@'));
    employee.initials = model::any_initials(employee.name, around.initials);
    employee.role = person.role.value_or(Role::employee);
    employee.department = person.department.value_or(department);
    return admission;
}

}  // namespace manyhands::identity
