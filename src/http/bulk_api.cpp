// One action over many conversations, as a job.
#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using base::ErrorCode;
using model::Action;

std::string text_in(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value == nullptr || value->is_null() ? std::string() : std::string(value->as_string().c_str());
}

Failure bad_field(std::string pointer, std::string key) {
    Failure why(400, ErrorCode::invalid, "http.request.bad_fields");
    why.fields.push_back({std::move(pointer), std::move(key), {}});
    return why;
}

// A field of another kind of action is refused: it would do nothing.
std::optional<Failure> wrong_fields(const boost::json::object& in, desk::BulkKind kind) {
    const auto expect = [&](std::string_view name, bool wanted) -> std::optional<Failure> {
        const bool there = in.contains(name);
        if (there == wanted) return std::nullopt;
        return bad_field("/action/" + std::string(name), there ? "http.field.unknown" : "http.field.missing");
    };
    const bool tags = kind == desk::BulkKind::tag || kind == desk::BulkKind::untag;
    const bool hand_off = kind == desk::BulkKind::hand_off;
    if (auto wrong = expect("until", kind == desk::BulkKind::snooze)) return wrong;
    if (auto wrong = expect("tags", tags)) return wrong;
    if (auto wrong = expect("reason", hand_off)) return wrong;
    if (hand_off) {
        if (in.contains("department_id") == in.contains("employee_id"))
            return bad_field("/action/department_id", "http.field.one_of_two");
        return std::nullopt;
    }
    if (auto wrong = expect("department_id", false)) return wrong;
    return expect("employee_id", false);
}

Outcome job_response(const Call& call, const Deps& deps, const desk::Job& job, int status) {
    JsonWriter out;
    write_job(out, job, deps.clock.now(), call.lang, zone_of(call.who->employee), people_lookup(deps));
    return json_response(out.take(), status);
}

Outcome start(const Deps& deps, Call& call) {
    const auto& body = call.body.as_object();
    const auto& in = body.at("action").as_object();
    desk::BulkAction action;
    action.kind = desk::bulk_kind(text_in(in, "kind")).value_or(desk::BulkKind::close);
    if (auto wrong = wrong_fields(in, action.kind)) return std::unexpected<Failure>(std::move(*wrong));
    if (const auto until = text_in(in, "until"); !until.empty()) {
        MH_LET(instant, base::parse_rfc3339(until));
        action.until = instant;
    }
    if (const auto* tags = in.if_contains("tags"))
        for (const auto& tag : tags->as_array())
            action.tags.emplace_back(std::string(tag.as_string().c_str()));
    action.department = model::DepartmentId(text_in(in, "department_id"));
    action.employee = model::EmployeeId(text_in(in, "employee_id"));
    action.reason = text_in(in, "reason");
    std::vector<model::ConversationId> ids;
    for (const auto& id : body.at("ids").as_array())
        ids.emplace_back(std::string(id.as_string().c_str()));
    MH_LET(job, deps.jobs.start(call.actor(), ids, action));
    return job_response(call, deps, job, 202);
}

}  // namespace

std::vector<Route> bulk_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("POST", "/api/v1/bulk", "start_job");
        r.actions = {Action::run_bulk};
        r.request = shapes::bulk_request();
        r.response = shapes::job();
        r.status = 202;
        r.handle = [&deps](Call& call) { return start(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/jobs/{id}", "job");
        r.actions = {Action::run_bulk};
        r.response = shapes::job();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(job, deps.jobs.job(call.actor(), call.args.at(0)));
            return job_response(call, deps, job, 200);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/jobs/{id}/undo", "undo_job");
        r.actions = {Action::run_bulk};
        r.request = shapes::nothing();
        r.response = shapes::job();
        r.status = 202;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(job, deps.jobs.undo(call.actor(), call.args.at(0)));
            return job_response(call, deps, job, 202);
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
