// Saved views, and whether a query can be read.
#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"
#include "model/query/parser.hpp"

namespace manyhands::http {
namespace {

using model::Action;

constexpr std::int64_t kName = 320;
constexpr std::int64_t kQuery = 16 * 1024;  // longer than a query may be: the parser says by how much
constexpr std::int64_t kPosition = 1'000'000;

SchemaPtr shared_schema() {
    return shape::one_of({"me", "department", "brand"});
}

const SchemaPtr& view_schema() {
    using namespace shape;  // NOLINT(google-build-using-namespace)
    static const SchemaPtr s = object(
        "SavedView", {req("id", id()), req("name", text(0, kName)), req("query", text(0, kQuery)),
                      req("shared", shared_schema()),
                      req("owner", object("ViewOwner", {req("id", id()), req("initials", text(0, kName)),
                                                        req("name", text(0, kName))})),
                      req("position", integer(0, kPosition)), req("count", integer(0, kPosition)),
                      req("count_is_floor", boolean())});
    return s;
}

void write_view(JsonWriter& out, const desk::SavedView& view, const desk::Length& length,
                const model::Employee& owner) {
    out.begin_object().member("id", view.id.value).member("name", view.name).member("query", view.query);
    out.member("shared", desk::to_string(view.shared)).key("owner").begin_object();
    out.member("id", view.owner.value)
        .member("initials", owner.initials)
        .member("name", owner.name)
        .end_object();
    out.member("position", view.position).member("count", length.count);
    out.member("count_is_floor", length.is_floor).end_object();
}

Outcome list(const Deps& deps, Call& call) {
    MH_LET(views, deps.views.list(call.actor(), zone_of(call.who->employee)));
    const auto who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const auto& listed : views)
        write_view(out, listed.view, listed.length, who(listed.view.owner));
    out.end_array().end_object();
    return json_response(out.take());
}

Outcome shown(const Deps& deps, const Call& call, const desk::SavedView& view, int status) {
    const auto length = deps.views.length(call.actor(), view.query, zone_of(call.who->employee));
    JsonWriter out;
    write_view(out, view, length.value_or(desk::Length{0, true}), people_lookup(deps)(view.owner));
    return json_response(out.take(), status);
}

base::Result<desk::ViewId> view_id(const Call& call) {
    if (!base::is_ulid(call.args.at(0))) return base::fail(base::ErrorCode::not_found, "desk.view.not_found");
    return desk::ViewId(call.args.at(0));
}

Outcome change(const Deps& deps, Call& call) {
    MH_LET(id, view_id(call));
    desk::Views::Change wanted;
    wanted.name = call.text_if("name");
    wanted.query = call.text_if("query");
    if (const auto shared = call.text_if("shared")) wanted.shared = desk::shared(*shared);
    const auto& fields = call.body.as_object();
    if (const auto* position = fields.if_contains("position"))
        wanted.position = position->to_number<std::int64_t>();
    MH_LET(view, deps.views.change(call.actor(), id, wanted));
    return shown(deps, call, view, 200);
}

const SchemaPtr& hits_schema() {
    using namespace shape;  // NOLINT(google-build-using-namespace)
    static const SchemaPtr s = [] {
        const auto hit =
            object("SearchHit", {req("conversation", shapes::conversation_row()), req("post_id", id()),
                                 req("posted_at", instant()), req("excerpt", text(0, kQuery)),
                                 req("highlights", array(array(integer(0, kQuery))))});
        return object("SearchPage",
                      {req("items", array(hit)), req("next", nullable(text(0, kName))),
                       req("looked", object("SearchLooked", {req("posts", integer(0, kPosition)),
                                                             req("to", nullable(instant()))}))});
    }();
    return s;
}

Outcome search(const Deps& deps, Call& call) {
    const auto given = [&](std::string_view name) {
        return std::string(call.request.query_value(name).value_or(""));
    };
    const std::string limit = given("limit");
    MH_LET(found, deps.views.search(call.actor(), given("q"), zone_of(call.who->employee), given("cursor"),
                                    limit.empty() ? 30 : std::stoi(limit)));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const desk::Hit& hit : found.hits) {
        out.begin_object().key("conversation");
        write_row(out, hit.row);
        out.member("post_id", hit.post.value)
            .member("posted_at", hit.posted_at)
            .member("excerpt", hit.excerpt);
        out.key("highlights").begin_array();
        for (const auto& range : hit.highlights)
            out.begin_array()
                .integer(static_cast<std::int64_t>(range.from))
                .integer(static_cast<std::int64_t>(range.to))
                .end_array();
        out.end_array().end_object();
    }
    out.end_array().member_or_null("next", found.next).key("looked").begin_object();
    out.member("posts", found.looked_at).member("to", found.looked_to).end_object().end_object();
    return json_response(out.take());
}

Outcome check_query(Call& call) {
    const auto purpose =
        call.text("for") == "listening" ? model::query::Purpose::listening : model::query::Purpose::view;
    const model::query::Parsed parsed = model::query::parse(call.text("query"), purpose);
    JsonWriter out;
    out.begin_object().member("ok", parsed.ok()).key("problems").begin_array();
    for (const model::query::Problem& problem : parsed.problems) {
        out.begin_object().member("from", static_cast<std::int64_t>(problem.at.from));
        out.member("to", static_cast<std::int64_t>(problem.at.to));
        out.member("message", base::tr(call.lang, problem.key, problem.args));
        out.member("suggestion", problem.suggestion).end_object();
    }
    out.end_array().member("canonical",
                           parsed.ok() ? std::optional(model::query::print(*parsed.root)) : std::nullopt);
    out.end_object();
    return json_response(out.take());
}

}  // namespace

std::vector<Route> view_routes(const Wiring& w) {
    using namespace shape;  // NOLINT(google-build-using-namespace)
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/views", "list_views");
        r.actions = {Action::see_conversation};
        r.response = object("SavedViews", {req("items", array(view_schema()))});
        r.speed = Speed::slow;
        r.handle = [&deps](Call& call) { return list(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/views", "save_view");
        r.actions = {Action::manage_view};
        r.request = object("ViewToSave", {req("name", line(1, kName)), req("query", text(0, kQuery)),
                                          req("shared", shared_schema())});
        r.response = view_schema();
        r.status = 201;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(view, deps.views.add(call.actor(), call.text("name"), call.text("query"),
                                        desk::shared(call.text("shared")).value_or(desk::Shared::me)));
            return shown(deps, call, view, 201);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("PATCH", "/api/v1/views/{id}", "change_view");
        r.actions = {Action::manage_view};
        r.request =
            object("ViewChange", {opt("name", line(1, kName)), opt("query", text(0, kQuery)),
                                  opt("shared", shared_schema()), opt("position", integer(0, kPosition))});
        r.response = view_schema();
        r.handle = [&deps](Call& call) { return change(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/views/{id}", "remove_view");
        r.actions = {Action::manage_view};
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, view_id(call));
            MH_TRY(deps.views.remove(call.actor(), id));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/search", "search");
        r.actions = {Action::see_conversation};
        r.response = hits_schema();
        r.query = {
            {"q", shape::text(1, 4096)}, {"cursor", shape::line(0, 512)}, {"limit", shape::integer(1, 100)}};
        r.speed = Speed::slow;
        r.handle = [&deps](Call& call) { return search(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/queries/check", "check_query");
        r.actions = {Action::see_conversation};
        r.request = object("QueryToCheck",
                           {req("query", text(0, kQuery)), req("for", one_of({"view", "listening"}))});
        r.response = object(
            "QueryChecked",
            {req("ok", boolean()),
             req("problems",
                 array(object("QueryProblem", {req("from", integer(0, kQuery)), req("to", integer(0, kQuery)),
                                               req("message", text(0, kQuery)),
                                               req("suggestion", nullable(text(0, kQuery)))}))),
             req("canonical", nullable(text(0, kQuery)))});
        r.handle = [](Call& call) { return check_query(call); };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
