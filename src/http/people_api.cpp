// Departments, employees and API tokens.
#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"

namespace manyhands::http {
namespace {

using model::Action;

Outcome departments(const Deps& deps, Call& call) {
    MH_LET(all, deps.people.departments(call.actor().brand));
    MH_LET(queues, deps.inbox.queues(call.actor().brand));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const model::Department& department : all) {
        out.begin_object().member("id", department.id.value);
        out.member("name", call.lang == base::Lang::ko ? department.name_ko : department.name_en);
        out.member("name_ko", department.name_ko).member("name_en", department.name_en);
        out.member("waiting", queues[department.id]).end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

Outcome add_employee(const Wiring& w, Call& call) {
    MH_TRY(model::check(call.actor(), Action::manage_people, model::Scope::brand));
    identity::NewEmployee wanted;
    wanted.name = call.text("name");
    wanted.email = call.text("email");
    wanted.role = *model::role(call.text("role"));
    wanted.department = model::DepartmentId(call.text("department_id"));
    wanted.initials = call.text_if("initials").value_or("");
    MH_LET(employee, w.deps.identity.add_employee(call.actor().brand, wanted));
    MH_LET(token, w.deps.identity.make_link(employee.id, identity::kInvitationLives));
    JsonWriter out;
    out.begin_object().key("employee");
    write_employee(out, employee);
    out.member("link", link_to(w, call, token)).end_object();
    return json_response(out.take(), 201);
}

void write_scopes(JsonWriter& out, std::string_view scopes) {
    out.key("scopes").begin_array();
    while (!scopes.empty()) {
        const auto end = scopes.find(' ');
        if (end != 0) out.text(scopes.substr(0, end));
        scopes = end == std::string_view::npos ? std::string_view{} : scopes.substr(end + 1);
    }
    out.end_array();
}

Outcome tokens(const Deps& deps, Call& call) {
    MH_LET(all, deps.people.tokens_of(call.actor().employee));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const identity::TokenRow& token : all) {
        out.begin_object().member("id", token.id).member("name", token.name);
        write_scopes(out, token.scopes);
        out.member("created_at", token.created_at).member("revoked_at", token.revoked_at).end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

Outcome make_token(const Deps& deps, Call& call) {
    std::string scopes;
    for (const auto& scope : call.body.as_object().at("scopes").as_array())
        scopes += (scopes.empty() ? "" : " ") + std::string(scope.as_string().c_str());
    MH_LET(made, deps.identity.create_token(call.actor(), call.text("name"), scopes));
    JsonWriter out;
    out.begin_object().member("id", made.id).member("token", made.token).member("name", call.text("name"));
    write_scopes(out, scopes);
    out.end_object();
    return json_response(out.take(), 201);
}

}  // namespace

std::string url_to(const Wiring& w, const Call& call, const std::string& path) {
    const std::string base = !w.base_url.empty() ? w.base_url
                                                 : (call.secure ? "https://" : "http://") +
                                                       std::string(call.request.header("host"));
    return base + (base.ends_with('/') ? "" : "/") + path;
}

std::string link_to(const Wiring& w, const Call& call, const std::string& token) {
    return url_to(w, call, "link/" + token);
}

std::vector<Route> people_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/departments", "list_departments");
        r.actions = {Action::see_people};
        r.response = shapes::departments();
        r.handle = [&deps](Call& call) { return departments(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/employees", "add_employee");
        r.actions = {Action::manage_people};
        r.request = shapes::employee_request();
        r.response = shapes::new_employee();
        r.status = 201;
        r.handle = [w](Call& call) { return add_employee(w, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/tokens", "list_tokens");
        r.actions = {Action::manage_token};
        r.response = shapes::tokens();
        r.handle = [&deps](Call& call) { return tokens(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/tokens", "make_token");
        r.actions = {Action::manage_token};
        r.request = shapes::token_request();
        r.response = shapes::new_token();
        r.status = 201;
        r.handle = [&deps](Call& call) { return make_token(deps, call); };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
