#include "storage/audit_people.hpp"

#include <boost/json.hpp>

#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

// Where an employee stands: no names, those are in the row.
std::string standing(const model::Employee& e) {
    return boost::json::serialize(boost::json::object{
        {"role", model::to_string(e.role)}, {"department", e.department.value}, {"active", e.active}});
}

}  // namespace

// What of the role, the department and so on changes; a new theme or zone is nobody else's business.
void audit_changed(sqlite::Connection& db, base::Instant now, const model::Employee& e) {
    auto query = db.use("identity.employee");
    query.bind("id", e.id);
    if (!query.step()) return;
    auto row = query.row();
    const model::Employee was = read_employee(row);
    boost::json::object detail;
    const auto changed = [&](const char* name, const auto& before, const auto& after) {
        if (before != after) detail[name] = {{"from", before}, {"to", after}};
    };
    changed("role", model::to_string(was.role), model::to_string(e.role));
    changed("department", was.department.value, e.department.value);
    changed("active", was.active, e.active);
    if (was.name != e.name) detail["name"] = true;
    if (was.email != e.email) detail["email"] = true;
    if (was.initials != e.initials) detail["initials"] = true;
    if (detail.empty()) return;
    // What they signed stays theirs.
    if (was.initials != e.initials || (was.active && !e.active))
        db.use("identity.give_up_initials")
            .bind("brand", e.brand)
            .bind("initials", was.initials)
            .bind("employee", e.id)
            .bind("now", now)
            .run();
    audit_add(db, e.brand, now, {"employee.changed", "employee", e.id.value, boost::json::serialize(detail)});
}

void audit_added(sqlite::Connection& db, base::Instant now, const model::Employee& e) {
    audit_add(db, e.brand, now, {"employee.added", "employee", e.id.value, standing(e)});
}

void audit_department(sqlite::Connection& db, base::Instant now, std::string_view action,
                      const model::BrandId& brand, const model::DepartmentId& id) {
    audit_add(db, brand, now, {action, "department", id.value});
}

}  // namespace manyhands::storage
