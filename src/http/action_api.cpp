// What was promised to customers: promise it, hand it on, say that it is done, see what is late.
#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using model::Action;

base::Result<model::ActionId> action_id(const Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return base::fail(base::ErrorCode::not_found, "desk.action.not_found");
    return model::ActionId(call.args.at(0));
}

Outcome shown(const Deps& deps, const Call& call, base::Result<desk::ListedAction> done, int status = 200) {
    if (!done) return std::unexpected<Failure>(at_field(std::move(done).error()));
    JsonWriter out;
    write_action(out, *done, people_lookup(deps), deps.actions.may_change(call.actor(), done->action));
    return json_response(out.take(), status);
}

Outcome promise(const Deps& deps, Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return std::unexpected<Failure>(
            Failure(404, base::ErrorCode::not_found, "route.conversation.not_found"));
    desk::ActionWish wish;
    wish.kind = model::action_kind(call.text("kind")).value_or(model::ActionKind::other);
    wish.what = call.text("what");
    MH_LET(due, base::parse_rfc3339(call.text("due_at")));
    wish.due_at = due;
    wish.owner = model::EmployeeId(call.text_if("owner_id").value_or(""));
    wish.department = model::DepartmentId(call.text_if("department_id").value_or(""));
    return shown(deps, call, deps.actions.promise(call.actor(), model::ConversationId(call.args.at(0)), wish),
                 201);
}

Outcome change(const Deps& deps, Call& call) {
    MH_LET(id, action_id(call));
    desk::ActionChange to;
    if (const auto owner = call.text_if("owner_id")) to.owner = model::EmployeeId(*owner);
    if (const auto department = call.text_if("department_id"))
        to.department = model::DepartmentId(*department);
    if (const auto text = call.text_if("due_at")) {
        MH_LET(due, base::parse_rfc3339(*text));
        to.due_at = due;
    }
    return shown(deps, call, deps.actions.change(call.actor(), id, to));
}

Outcome list(const Deps& deps, Call& call) {
    desk::ActionQuery query;
    const std::string_view which = call.request.query_value("which").value_or("open");
    if (which == "overdue") query.which = desk::ActionQuery::Which::overdue;
    if (which == "ended") query.which = desk::ActionQuery::Which::ended;
    if (call.request.query_value("mine") == "true") query.owner = call.actor().employee;
    query.department = model::DepartmentId(std::string(call.request.query_value("department").value_or("")));
    MH_LET(all, deps.actions.list(call.actor(), query));
    JsonWriter out;
    const auto who = people_lookup(deps);
    out.begin_object().key("items").begin_array();
    for (const desk::ListedAction& one : all)
        write_action(out, one, who, deps.actions.may_change(call.actor(), one.action));
    out.end_array().end_object();
    return json_response(out.take());
}

}  // namespace

std::vector<Route> action_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    const auto add = [&](const char* method, const char* path, const char* operation, Action action,
                         SchemaPtr request, SchemaPtr response,
                         std::function<Outcome(const Deps&, Call&)> handle) -> Route& {
        Route r = make_route(method, path, operation);
        r.actions = {action};
        r.request = std::move(request);
        r.response = std::move(response);
        r.handle = [&deps, handle = std::move(handle)](Call& call) { return handle(deps, call); };
        return routes.emplace_back(std::move(r));
    };
    add("GET", "/api/v1/actions", "list_actions", Action::see_conversation, nullptr,
        shapes::promised_actions(), list)
        .query = {{"which", shape::one_of({"open", "overdue", "ended"})},
                  {"mine", shape::one_of({"true", "false"})},
                  {"department", shape::id()}};
    add("POST", "/api/v1/conversations/{id}/actions", "promise_action", Action::promise_action,
        shapes::promise_request(), shapes::promised_action(), promise)
        .status = 201;
    add("PATCH", "/api/v1/actions/{id}", "change_action", Action::promise_action,
        shapes::change_promise_request(), shapes::promised_action(), change);
    add("POST", "/api/v1/actions/{id}/done", "finish_action", Action::promise_action, shapes::nothing(),
        shapes::promised_action(), [](const Deps& d, Call& call) -> Outcome {
            MH_LET(id, action_id(call));
            return shown(d, call, d.actions.done(call.actor(), id));
        });
    add("POST", "/api/v1/actions/{id}/cancel", "cancel_action", Action::promise_action, shapes::nothing(),
        shapes::promised_action(), [](const Deps& d, Call& call) -> Outcome {
            MH_LET(id, action_id(call));
            return shown(d, call, d.actions.cancel(call.actor(), id));
        });
    return routes;
}

}  // namespace manyhands::http
