// People and departments as an admin keeps them, and what each role may do.
#include <charconv>

#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"

namespace manyhands::http {
namespace {

using model::Action;
using model::Role;

constexpr Role kRoles[] = {Role::employee, Role::desk, Role::lead, Role::auditor, Role::analyst, Role::admin};

std::optional<std::string> given(const Call& call, std::string_view name) {
    const auto value = call.request.query_value(name);
    if (!value || value->empty()) return std::nullopt;
    return std::string(*value);
}

// Without a limit: everybody, as the pickers want it.
Outcome employees(const Deps& deps, Call& call) {
    identity::PeopleQuery query;
    query.limit = 5'000;
    if (const auto limit = given(call, "limit"))
        std::from_chars(limit->data(), limit->data() + limit->size(), query.limit);
    query.text = given(call, "q").value_or("");
    query.cursor = given(call, "cursor").value_or("");
    if (const auto role = given(call, "role")) query.role = model::role(*role);
    if (const auto department = given(call, "department"))
        query.department = model::DepartmentId(*department);
    if (const auto active = given(call, "active")) query.active = *active == "1";
    MH_LET(page, deps.staff.page(call.actor(), query));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const model::Employee& employee : page.people)
        write_employee(out, employee);
    out.end_array().member_or_null("next", page.next).member("total", page.total).end_object();
    return json_response(out.take());
}

Outcome change_employee(const Wiring& w, Call& call) {
    identity::EmployeeChange change;
    change.name = call.text_if("name");
    change.initials = call.text_if("initials");
    if (const auto role = call.text_if("role")) change.role = model::role(*role);
    if (const auto department = call.text_if("department_id"))
        change.department = model::DepartmentId(*department);
    if (const auto* active = call.body.as_object().if_contains("active")) change.active = active->as_bool();
    MH_LET(employee, w.deps.staff.change(call.actor(), model::EmployeeId(call.args[0]), change));
    // Whoever was deactivated, or may now do less, hears it at once.
    w.live.recheck_sessions();
    JsonWriter out;
    write_employee(out, employee);
    return json_response(out.take());
}

Outcome new_link(const Wiring& w, Call& call) {
    const model::EmployeeId id(call.args[0]);
    // The one before is lost, or in somebody else's hands.
    MH_TRY(w.deps.joining.end_invitations(call.actor(), id));
    MH_LET(token, w.deps.staff.new_link(call.actor(), id));
    JsonWriter out;
    out.begin_object().member("link", link_to(w, call, token)).end_object();
    return json_response(out.take(), 201);
}

Outcome import_people(const Wiring& w, Call& call) {
    const auto mode =
        given(call, "dry_run") == "1" ? identity::ImportMode::dry_run : identity::ImportMode::save;
    MH_LET(report, w.deps.staff.import_people(call.actor(), call.request.body, mode));
    using identity::RowOutcome;
    JsonWriter out;
    out.begin_object().member("dry_run", mode == identity::ImportMode::dry_run);
    out.member("encoding", report.encoding);
    out.member("total", static_cast<std::int64_t>(report.rows.size()));
    for (const auto outcome :
         {RowOutcome::created, RowOutcome::updated, RowOutcome::unchanged, RowOutcome::failed})
        out.member(to_string(outcome), report.count(outcome));
    out.key("ignored").begin_array();
    for (const std::string& column : report.ignored)
        out.text(column);
    out.end_array().key("rows").begin_array();
    for (const identity::ImportRow& row : report.rows) {
        const bool ok = row.outcome != RowOutcome::failed;
        out.begin_object().member("row", static_cast<std::int64_t>(row.row));
        out.member("line", static_cast<std::int64_t>(row.line)).member("ok", ok);
        out.member("outcome", to_string(row.outcome));
        out.member("name", ok ? row.employee.name : row.name);
        out.member("email", ok ? row.employee.email : row.email);
        out.member("initials", row.employee.initials);
        out.member_or_null("link", row.link_token.empty() ? "" : link_to(w, call, row.link_token));
        out.member_or_null("problem", ok ? "" : base::tr(call.lang, row.problem)).end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

void write_department(JsonWriter& out, const model::Department& department, base::Lang lang) {
    out.begin_object().member("id", department.id.value);
    out.member("name", lang == base::Lang::ko ? department.name_ko : department.name_en);
    out.member("name_ko", department.name_ko).member("name_en", department.name_en);
    out.member("waiting", std::int64_t{0}).end_object();
}

Outcome add_department(const Deps& deps, Call& call) {
    MH_LET(made, deps.staff.add_department(call.actor(), call.text("name_ko"), call.text("name_en")));
    JsonWriter out;
    write_department(out, made, call.lang);
    return json_response(out.take(), 201);
}

Outcome rename_department(const Deps& deps, Call& call) {
    MH_LET(renamed, deps.staff.rename_department(call.actor(), model::DepartmentId(call.args[0]),
                                                 call.text_if("name_ko"), call.text_if("name_en")));
    JsonWriter out;
    write_department(out, renamed, call.lang);
    return json_response(out.take());
}

Outcome remove_department(const Wiring& w, Call& call) {
    std::optional<model::DepartmentId> successor;
    if (const auto wanted = given(call, "successor")) successor = model::DepartmentId(*wanted);
    MH_TRY(w.deps.staff.remove_department(call.actor(), model::DepartmentId(call.args[0]), successor));
    w.live.recheck_sessions();  // its people belong to another one now
    return no_content();
}

Outcome roles(Call& call) {
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const Action action : model::all_actions()) {
        const std::string name(to_string(action));
        out.begin_object().member("action", name);
        out.member("label", base::tr(call.lang, "policy.action." + name));
        out.member("token_scope", model::token_scope(action)).key("reach").begin_object();
        for (const Role role : kRoles)
            out.member(to_string(role), to_string(model::reach(role, action)));
        out.end_object().end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

}  // namespace

std::vector<Route> staff_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/employees", "list_employees");
        r.actions = {Action::see_people};
        r.query = {{"q", shape::line(0, 254)},
                   {"role", shape::one_of({"", "employee", "desk", "lead", "auditor", "analyst", "admin"})},
                   {"department", shape::line(0, 26)},
                   {"active", shape::one_of({"", "0", "1"})},
                   {"cursor", shape::line(0, 1024)},
                   {"limit", shape::integer(1, 5'000)}};
        r.response = shapes::employees();
        r.speed = Speed::slow;
        r.handle = [&deps](Call& call) { return employees(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/employees/import", "import_employees");
        r.actions = {Action::manage_people};
        r.takes = "text/csv";
        r.request = shape::text(0, 1024 * 1024);
        r.query = {{"dry_run", shape::one_of({"", "0", "1"})}};
        r.response = shapes::import_report();
        r.handle = [w](Call& call) { return import_people(w, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("PATCH", "/api/v1/employees/{id}", "change_employee");
        r.actions = {Action::manage_people};
        r.request = shapes::employee_change();
        r.response = shapes::employee();
        r.handle = [w](Call& call) { return change_employee(w, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/employees/{id}/link", "make_link");
        r.actions = {Action::manage_people};
        r.request = shapes::nothing();
        r.response = shapes::one_time_link();
        r.status = 201;
        r.handle = [w](Call& call) { return new_link(w, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/departments", "add_department");
        r.actions = {Action::manage_people};
        r.request = shapes::department_request();
        r.response = shapes::department();
        r.status = 201;
        r.handle = [&deps](Call& call) { return add_department(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("PATCH", "/api/v1/departments/{id}", "rename_department");
        r.actions = {Action::manage_people};
        r.request = shapes::department_change();
        r.response = shapes::department();
        r.handle = [&deps](Call& call) { return rename_department(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/departments/{id}", "remove_department");
        r.actions = {Action::manage_people};
        r.query = {{"successor", shape::line(0, 26)}};
        r.status = 204;
        r.handle = [w](Call& call) { return remove_department(w, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/roles", "list_roles");
        r.actions = {Action::see_people};
        r.response = shapes::roles();
        r.handle = [](Call& call) { return roles(call); };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
