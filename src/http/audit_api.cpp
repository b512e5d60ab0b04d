// The audit log: who did what, when and from where.
#include <boost/json.hpp>

#include "http/api.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"

namespace manyhands::http {
namespace {

using model::Action;

constexpr int kPage = 50;

base::Result<identity::AuditQuery> query_of(const Call& call) {
    const auto given = [&](std::string_view name) {
        return std::string(call.request.query_value(name).value_or(""));
    };
    identity::AuditQuery query;
    query.brand = call.actor().brand;
    query.action = given("action");
    query.employee = given("employee");
    if (const std::string cursor = given("cursor"); !cursor.empty()) query.before = std::stoll(cursor);
    if (const std::string since = given("from"); !since.empty()) {
        MH_LET(at, base::parse_rfc3339(since));
        query.since = at;
    }
    if (const std::string until = given("to"); !until.empty()) {
        MH_LET(at, base::parse_rfc3339(until));
        query.until = at;
    }
    const std::string limit = given("limit");
    query.limit = limit.empty() ? kPage : std::stoi(limit);
    return query;
}

// {"role": {"from": "desk", "to": "lead"}} as "role.from", "role.to".
void write_flat(JsonWriter& out, const std::string& before, const boost::json::object& object) {
    for (const auto& [name, value] : object) {
        const std::string key = before + std::string(name);
        if (value.is_object()) {
            write_flat(out, key + ".", value.get_object());
        } else if (value.is_string()) {
            out.member(key, std::string_view(value.get_string()));
        } else {
            out.member(key, boost::json::serialize(value));
        }
    }
}

void write_entry(JsonWriter& out, const model::AuditEntry& entry, const model::Employee& who) {
    out.begin_object().member("seq", entry.seq).member("at", entry.at).key("by");
    if (entry.employee.empty()) {
        out.null();
    } else {
        out.begin_object().member("id", entry.employee).member("initials", who.initials);
        out.member("name", who.name).end_object();
    }
    out.member("kind", entry.kind).member_or_null("from", entry.from).member("action", entry.action);
    out.member("object_kind", entry.object_kind).member("object", entry.object);
    out.key("detail").begin_object();
    boost::system::error_code ec;
    const auto detail = boost::json::parse(entry.detail, ec);
    if (!ec && detail.is_object()) write_flat(out, "", detail.get_object());
    out.end_object().member("digest", entry.digest).end_object();
}

}  // namespace

std::vector<Route> audit_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    Route r = make_route("GET", "/api/v1/audit", "list_audit");
    r.actions = {Action::see_audit};
    r.response = shapes::audit_page();
    r.query = {{"cursor", shape::integer(1, std::int64_t{1} << 53U)},
               {"limit", shape::integer(1, 200)},
               {"action", shape::line(0, 64)},
               {"employee", shape::line(0, 64)},
               {"from", shape::instant()},
               {"to", shape::instant()}};
    r.speed = Speed::slow;
    r.handle = [&deps](Call& call) -> Outcome {
        MH_TRY(model::check(call.actor(), Action::see_audit, model::Scope::brand));
        MH_LET(query, query_of(call));
        MH_LET(entries, deps.audit.audit_page(query));
        const auto who = people_lookup(deps);
        JsonWriter out;
        out.begin_object().key("items").begin_array();
        for (const model::AuditEntry& entry : entries)
            write_entry(out, entry,
                        entry.employee.empty() ? model::Employee{} : who(model::EmployeeId(entry.employee)));
        out.end_array().key("next");
        if (std::ssize(entries) < query.limit) {
            out.null();
        } else {
            out.text(std::to_string(entries.back().seq));
        }
        out.end_object();
        return json_response(out.take());
    };
    routes.push_back(std::move(r));
    return routes;
}

}  // namespace manyhands::http
