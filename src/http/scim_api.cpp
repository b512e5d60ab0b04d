// What a company's directory tells us of people, in the words of SCIM 2.0 (RFC 7644): who is here, and who is
// not any more. It makes nobody: people come by invitation, file or link.
#include <algorithm>

#include <boost/json.hpp>

#include "http/api.hpp"
#include "identity/person.hpp"
#include "model/policy.hpp"

namespace manyhands::http {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using model::Action;

constexpr const char* kMedia = "application/scim+json";

std::string lower(std::string_view text) {
    return identity::lower(text);
}

json::object user(const Wiring& w, const Call& call, const model::Employee& e) {
    return {
        {"schemas", json::array{"urn:ietf:params:scim:schemas:core:2.0:User"}},
        {"id", e.id.value},
        {"userName", e.email},
        {"name", {{"formatted", e.name}}},
        {"displayName", e.name},
        {"active", e.active},
        {"emails", json::array{json::object{{"value", e.email}, {"primary", true}}}},
        {"meta", {{"resourceType", "User"}, {"location", url_to(w, call, "scim/v2/Users/" + e.id.value)}}}};
}

Response scim(const json::object& body) {
    Response response;
    response.set("Content-Type", kMedia);
    response.body = json::serialize(body);
    return response;
}

// Of one's own brand, as everything here.
base::Result<model::Employee> person(const Deps& deps, const Call& call) {
    MH_TRY(model::check(call.actor(), Action::manage_people, model::Scope::brand));
    const auto found = deps.people.employee(model::EmployeeId(call.args[0]));
    if (!found || found->brand != call.actor().brand)
        return base::fail(ErrorCode::not_found, "identity.employee.not_found");
    return *found;
}

std::unexpected<base::Error> unsupported() {
    return base::fail(ErrorCode::invalid, "http.scim.unsupported");
}

// Directories write true, "True" and "true".
base::Result<bool> truth(const json::value& value) {
    if (value.is_bool()) return value.as_bool();
    if (value.is_string()) {
        const std::string text = lower(std::string_view(value.as_string().data(), value.as_string().size()));
        if (text == "true") return true;
        if (text == "false") return false;
    }
    return unsupported();
}

// What a PatchOp makes of "active", which is all that can be changed here.
base::Result<bool> wanted_active(const std::string& body) {
    MH_LET(document, parse_json(body));
    const auto* operations = document.is_object() ? document.as_object().if_contains("Operations") : nullptr;
    if (operations == nullptr || !operations->is_array()) return unsupported();
    std::optional<bool> wanted;
    for (const json::value& one : operations->as_array()) {
        if (!one.is_object()) return unsupported();
        const auto& object = one.as_object();
        const auto* op = object.if_contains("op");
        const auto* path = object.if_contains("path");
        const auto* value = object.if_contains("value");
        if (op == nullptr || !op->is_string() || value == nullptr) return unsupported();
        const std::string name = lower(std::string_view(op->as_string().data(), op->as_string().size()));
        if (name != "replace" && name != "add") return unsupported();
        if (path == nullptr) {
            if (!value->is_object()) return unsupported();
            value = value->as_object().if_contains("active");
            if (value == nullptr || one.at("value").as_object().size() != 1) return unsupported();
        } else if (!path->is_string() || lower(std::string_view(path->as_string())) != "active") {
            return unsupported();
        }
        MH_LET(active, truth(*value));
        wanted = active;
    }
    if (!wanted) return unsupported();
    return *wanted;
}

base::Result<model::Employee> set_active(const Wiring& w, const Call& call, bool active) {
    identity::EmployeeChange change;
    change.active = active;
    MH_LET(changed, w.deps.staff.change(call.actor(), model::EmployeeId(call.args[0]), change));
    w.live.recheck_sessions();  // their streams end now, not with the next look
    return changed;
}

// userName eq "kim@hanbit.example", the one filter that directories need to find somebody.
base::Result<std::string> wanted_name(std::string_view filter) {
    constexpr std::string_view kBegin = "username eq \"";
    if (!lower(filter).starts_with(kBegin) || !filter.ends_with('"') || filter.size() <= kBegin.size())
        return unsupported();
    return lower(filter.substr(kBegin.size(), filter.size() - kBegin.size() - 1));
}

Outcome find(const Wiring& w, Call& call) {
    MH_TRY(model::check(call.actor(), Action::manage_people, model::Scope::brand));
    MH_LET(name, wanted_name(call.request.query_value("filter").value_or("")));
    MH_LET(people, w.deps.people.employees_by_email(name));
    json::array found;
    for (const model::Employee& one : people)
        if (one.brand == call.actor().brand) found.push_back(user(w, call, one));
    const auto count = found.size();
    return scim({{"schemas", json::array{"urn:ietf:params:scim:api:messages:2.0:ListResponse"}},
                 {"totalResults", count},
                 {"startIndex", 1},
                 {"itemsPerPage", count},
                 {"Resources", std::move(found)}});
}

Route scim_route(const char* method, const char* path, const char* operation) {
    Route r = make_route(method, path, operation);
    r.actions = {Action::manage_people};
    r.media = kMedia;
    return r;
}

}  // namespace

std::vector<Route> scim_routes(const Wiring& w) {
    std::vector<Route> routes;
    {
        Route r = scim_route("GET", "/scim/v2/Users", "scim_find_user");
        r.query = {{"filter", shape::line(0, 512)},
                   {"startIndex", shape::integer(0, 1'000'000)},
                   {"count", shape::integer(0, 1'000'000)},
                   {"attributes", shape::line(0, 512)},
                   {"excludedAttributes", shape::line(0, 512)}};
        r.handle = [w](Call& call) { return find(w, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = scim_route("GET", "/scim/v2/Users/{id}", "scim_user");
        r.handle = [w](Call& call) -> Outcome {
            MH_LET(found, person(w.deps, call));
            return scim(user(w, call, found));
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = scim_route("PATCH", "/scim/v2/Users/{id}", "scim_change_user");
        r.takes = kMedia;
        r.request = shape::text(0, 64 * 1024);
        r.handle = [w](Call& call) -> Outcome {
            MH_LET(active, wanted_active(call.request.body));
            MH_LET(changed, set_active(w, call, active));
            return scim(user(w, call, changed));
        };
        routes.push_back(std::move(r));
    }
    {
        // Nobody is deleted: what they answered keeps its author.
        Route r = scim_route("DELETE", "/scim/v2/Users/{id}", "scim_remove_user");
        r.status = 204;
        r.handle = [w](Call& call) -> Outcome {
            MH_TRY(set_active(w, call, false));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
