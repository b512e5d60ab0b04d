// Listening queries: written, switched, removed.
#include "http/api.hpp"
#include "http/listening_json.hpp"
#include "http/shapes.hpp"
#include "model/query/parser.hpp"

namespace manyhands::http {
namespace {

using listen::Query;
using model::Action;

void write_query(JsonWriter& out, const Query& query, const model::Employee& owner,
                 const listen::Live::Counted& counted) {
    out.begin_object().member("id", query.id.value).member("name", query.name).member("query", query.text);
    out.member("canonical", query.canonical).member("purpose", listen::to_string(query.purpose));
    out.member("colour", listen::to_string(query.colour)).key("owner").begin_object();
    out.member("id", query.owner.value).member("initials", owner.initials).member("name", owner.name);
    out.end_object().member("state", listen::to_string(query.state)).key("alert");
    if (query.alert) {
        out.begin_object().member("at_least", query.alert->at_least);
        out.member("minutes", query.alert->minutes).end_object();
    } else {
        out.null();
    }
    out.member("alerted_at", query.alerted_at).key("dry_run");
    if (query.dry_run)
        write_summary(out, *query.dry_run);
    else
        out.null();
    out.key("judged");
    write_judged(out, query.marked);
    out.member("found_24h", counted.of_day).member("found_total", counted.total);
    out.member("created_at", query.created_at).member("updated_at", query.updated_at);
    out.member("version", query.version).end_object();
}

Response one(const Deps& deps, const Query& query, int status = 200) {
    JsonWriter out;
    write_query(out, query, people_lookup(deps)(query.owner), deps.ears.counted(query.brand, query.id));
    return json_response(out.take(), status);
}

listen::QueryChange change_of(const Call& call) {
    listen::QueryChange change;
    change.name = call.text_if("name");
    change.text = call.text_if("query");
    if (const auto purpose = call.text_if("purpose")) change.purpose = listen::query_purpose(*purpose);
    if (const auto colour = call.text_if("colour")) change.colour = listen::query_colour(*colour);
    const auto& body = call.body.as_object();
    if (const auto* alert = body.if_contains("alert")) {
        change.alert.emplace();
        if (const auto* rule = alert->if_object())
            change.alert->emplace(listen::AlertRule{rule->at("at_least").to_number<std::int64_t>(),
                                                    rule->at("minutes").to_number<std::int64_t>()});
    }
    if (const auto owner = call.text_if("owner_id")) change.owner = model::EmployeeId(*owner);
    if (const auto* version = body.if_contains("version"))
        change.version = version->to_number<std::int64_t>();
    return change;
}

base::Result<model::QueryId> query_id(const Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return base::fail(base::ErrorCode::not_found, "listening.query.not_found");
    return model::QueryId(call.args.at(0));
}

Outcome list(const Deps& deps, Call& call) {
    MH_LET(all, deps.listening.list(call.actor()));
    const auto who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const Query& query : all)
        write_query(out, query, who(query.owner), deps.ears.counted(query.brand, query.id));
    out.end_array().member("may_manage", listen::Queries::may_manage(call.actor()));
    const listen::Live::SetInfo set = deps.ears.set(call.actor().brand);
    out.key("set").begin_object().member("queries", static_cast<std::int64_t>(set.queries));
    out.member("literals", static_cast<std::int64_t>(set.literals));
    out.member("bytes", static_cast<std::int64_t>(set.bytes)).member("live_since", set.live_since);
    out.end_object().end_object();
    return json_response(out.take());
}

Outcome ring(const Deps& deps, const Call& call) {
    const listen::Ring::Info info = deps.ears.ring(call.actor().brand).info();
    JsonWriter out;
    out.begin_object().member("posts", static_cast<std::int64_t>(info.posts));
    out.member("bytes", static_cast<std::int64_t>(info.bytes));
    out.member("limit_bytes", static_cast<std::int64_t>(info.limit_bytes));
    out.member("from", info.from).member("to", info.to).end_object();
    return json_response(out.take());
}

Outcome written(const Deps& deps, const Call& call, const base::Result<Query>& query, int status) {
    if (query) return one(deps, *query, status);
    return std::unexpected<Failure>(query_failure(query.error(), call.text_if("query").value_or("")));
}

Route listening_route(std::string method, const std::string& rest, std::string operation, Action action) {
    Route r = make_route(std::move(method), "/api/v1/listening/queries" + rest, std::move(operation));
    r.actions = {action};
    return r;
}

}  // namespace

Failure query_failure(base::Error error, std::string_view text) {
    if (error.key != "listening.query.refused") return at_field(std::move(error));
    Failure failure(std::move(error));
    failure.status = 422;
    const auto parsed = model::query::parse(text, model::query::Purpose::listening);
    for (const model::query::Problem& problem : parsed.problems)
        failure.fields.push_back({"/query", problem.key, problem.args,
                                  std::pair{problem.at.from, problem.at.to}, problem.suggestion});
    return failure;
}

void write_summary(JsonWriter& out, const listen::DrySummary& summary) {
    out.begin_object().member("at", summary.at).member("source", listen::to_string(summary.source));
    out.member("posts", summary.posts).member("found", summary.found).end_object();
}

void write_judged(JsonWriter& out, const listen::Marked& marked) {
    const auto precision = listen::precision_of(marked.ours, marked.noise);
    if (!precision) {
        out.null();
        return;
    }
    out.begin_object().member("ours", marked.ours).member("noise", marked.noise);
    out.member("precision", precision->share).member("low", precision->low);
    out.member("high", precision->high).end_object();
}

std::vector<Route> listening_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = listening_route("GET", "", "list_listening_queries", Action::see_listening);
        r.response = shapes::listening_queries();
        r.speed = Speed::slow;
        r.handle = [&deps](Call& call) { return list(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = listening_route("POST", "", "add_listening_query", Action::manage_listening);
        r.request = shapes::listening_query_request();
        r.response = shapes::listening_query();
        r.status = 201;
        r.handle = [&deps](Call& call) {
            return written(deps, call, deps.listening.add(call.actor(), change_of(call)), 201);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = listening_route("GET", "/{id}", "get_listening_query", Action::see_listening);
        r.response = shapes::listening_query();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, query_id(call));
            MH_LET(query, deps.listening.get(call.actor(), id));
            return one(deps, query);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = listening_route("PATCH", "/{id}", "change_listening_query", Action::manage_listening);
        r.request = shapes::listening_query_request();
        r.response = shapes::listening_query();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, query_id(call));
            return written(deps, call, deps.listening.change(call.actor(), id, change_of(call)), 200);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = listening_route("DELETE", "/{id}", "remove_listening_query", Action::manage_listening);
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, query_id(call));
            MH_TRY(deps.listening.remove(call.actor(), id));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = listening_route("POST", "/{id}/state", "switch_listening_query", Action::manage_listening);
        r.request = shapes::listening_state_request();
        r.response = shapes::listening_query();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, query_id(call));
            MH_LET(query, deps.listening.set_state(
                              call.actor(), id,
                              listen::query_state(call.text("state")).value_or(listen::QueryState::off)));
            return one(deps, query);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/listening/ring", "listening_ring");
        r.actions = {Action::see_listening};
        r.response = shapes::listening_ring();
        r.handle = [&deps](Call& call) { return ring(deps, call); };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
