// The inbox: lists, counts, one conversation, who holds it, drafts.
#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/remembered.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"

namespace manyhands::http {
namespace {

using model::Action;
using model::ConversationId;

model::Scope scope(const model::Actor& actor, const model::Conversation& c) {
    return model::scope_of(actor, c.brand, c.department, c.claim ? c.claim->holder : model::EmployeeId{});
}

struct Rendered {
    std::string json;
    std::int64_t public_version = 0;
};

base::Result<Rendered> render(const Deps& deps, const Call& call, const ConversationId& id) {
    const model::Actor& actor = call.actor();
    MH_LET(detail, deps.inbox.detail(actor.brand, id));
    const model::Conversation& c = detail.row.conversation;
    MH_TRY(model::check(actor, Action::see_conversation, scope(actor, c)));
    MH_LET(draft, deps.drafts.draft(actor.brand, id, actor.employee));
    JsonWriter out;
    write_detail(
        out,
        {detail, std::move(draft), deps.presence.in(actor.brand, id), deps.accounts.text_rule(c.account),
         " ^" + actor.initials, call.lang, zone_of(call.who->employee), people_lookup(deps), deps.clock.now(),
         [&](const model::PrivateForm& form) { return deps.forms.may_read(actor, c, form); },
         [&](const model::PromisedAction& action) { return deps.actions.may_change(actor, action); }});
    return Rendered{out.take(), c.public_version};
}

// A path argument that is no id can be no conversation.
base::Result<ConversationId> conversation_id(const Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return base::fail(base::ErrorCode::not_found, "route.conversation.not_found");
    return ConversationId(call.args.at(0));
}

using Command = std::function<base::Result<model::ConversationState>(Call&, const ConversationId&)>;

Endpoint command(const Deps& deps, Command run) {
    return [&deps, run = std::move(run)](Call& call) -> Outcome {
        MH_LET(id, conversation_id(call));
        auto done = run(call, id);
        if (!done) return std::unexpected<Failure>(with_current(deps, call, id, std::move(done).error()));
        return conversation_response(deps, call, id);
    };
}

using Pages = Remembered<std::string>;
constexpr std::size_t kPages = 64;
constexpr std::chrono::seconds kPageLives{10};

// Through a query: what it means depends on who asks and when, so no other's bytes serve.
Outcome narrowed(const Deps& deps, const Call& call, const desk::PageQuery& query, const std::string& text) {
    MH_LET(found, deps.views.page(call.actor(), query, text, zone_of(call.who->employee)));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const desk::Row& row : found.page.rows)
        write_row(out, row);
    out.end_array().member_or_null("next", found.page.next).member("seq", found.page.seq);
    out.key("looked").begin_object().member("conversations", found.looked_at);
    out.member("to", found.looked_to).end_object().end_object();
    return json_response(out.take());
}

Outcome list(const Deps& deps, Pages& pages, Call& call) {
    const Request& request = call.request;
    desk::PageQuery query;
    query.brand = call.actor().brand;
    query.viewer = call.actor().employee;
    const auto given = [&](std::string_view name) { return request.query_value(name).value_or(""); };
    if (const auto name = given("view"); !name.empty())
        query.view = desk::view(name).value_or(desk::View::queue);
    if (const auto id = given("account"); !id.empty()) query.account = model::AccountId(id);
    if (const auto id = given("department"); !id.empty()) query.department = model::DepartmentId(id);
    query.cursor = std::string(given("cursor"));
    if (const auto limit = given("limit"); !limit.empty()) query.limit = std::stoi(std::string(limit));
    // A list shows what every member of the brand may see; the table says who that is.
    MH_TRY(model::check(call.actor(), Action::see_conversation, model::Scope::brand));
    if (const auto text = given("q"); !text.empty()) {
        if (given("view").empty()) query.view = desk::View::all;
        return narrowed(deps, call, query, std::string(text));
    }
    // The same bytes for everybody of the brand, but for one's own list.
    const std::int64_t stamp = deps.inbox.stamp();
    std::string key = query.brand.value + request.target;
    if (query.view == desk::View::mine) key += ' ' + query.viewer.value;
    auto body = pages.find(key, stamp, deps.clock.monotonic());
    if (!body) {
        MH_LET(page, deps.inbox.page(query));
        JsonWriter out;
        out.begin_object().key("items").begin_array();
        for (const desk::Row& row : page.rows)
            write_row(out, row);
        out.end_array().member_or_null("next", page.next).member("seq", page.seq).end_object();
        body = pages.keep(std::move(key), stamp, deps.clock.monotonic(), out.take());
    }
    Response response = json_response({});
    response.shared_body = std::move(body);
    return response;
}

Outcome counts(const Deps& deps, Call& call) {
    MH_TRY(model::check(call.actor(), Action::see_conversation, model::Scope::brand));
    MH_LET(numbers, deps.inbox.counts(call.actor().brand, call.actor().employee));
    JsonWriter out;
    write_counts(out, numbers);
    return json_response(out.take());
}

Route command_route(std::string method, std::string path, std::string operation, Action action,
                    SchemaPtr request = nullptr) {
    Route r;
    r.method = std::move(method);
    r.pattern = "/api/v1/conversations/{id}" + path;
    r.operation = std::move(operation);
    r.actions = {action};
    r.request = std::move(request);
    r.response = shapes::conversation_detail();
    return r;
}

}  // namespace

Outcome conversation_response(const Deps& deps, const Call& call, const ConversationId& id, int status) {
    MH_LET(rendered, render(deps, call, id));
    Response response = json_response(std::move(rendered.json), status);
    response.set("ETag", "\"" + std::to_string(rendered.public_version) + "\"");
    return response;
}

Failure with_current(const Deps& deps, const Call& call, const ConversationId& id, base::Error error) {
    Failure why(std::move(error));
    if (why.error.code != base::ErrorCode::conflict && why.error.code != base::ErrorCode::stale) return why;
    if (auto now = render(deps, call, id)) {
        why.current = std::move(now->json);
        why.headers = {{"ETag", "\"" + std::to_string(now->public_version) + "\""}};
    }
    return why;
}

std::vector<Route> conversation_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/conversations", "list_conversations");
        r.actions = {Action::see_conversation};
        r.response = shapes::conversation_page();
        r.query = {{"view",
                    shape::one_of({"mine", "queue", "going_out", "attention", "answered", "snoozed", "all"})},
                   {"account", shape::id()},
                   {"department", shape::id()},
                   {"q", shape::text(0, 4096)},
                   {"cursor", shape::line(0, 512)},
                   {"limit", shape::integer(1, 200)}};
        auto pages = std::make_shared<Pages>(kPages, kPageLives);
        r.handle = [&deps, pages](Call& call) { return list(deps, *pages, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/conversations/counts", "count_conversations");
        r.actions = {Action::see_conversation};
        r.response = shapes::counts();
        r.handle = [&deps](Call& call) { return counts(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = command_route("GET", "", "conversation", Action::see_conversation);
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, conversation_id(call));
            return conversation_response(deps, call, id);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = command_route("POST", "/claim", "claim_conversation", Action::claim_conversation,
                                shapes::nothing());
        r.handle = command(deps, [&deps](Call& call, const ConversationId& id) {
            return deps.route.claim(call.actor(), id);
        });
        routes.push_back(std::move(r));
    }
    {
        Route r = command_route("DELETE", "/claim", "release_conversation", Action::claim_conversation);
        r.handle = command(deps, [&deps](Call& call, const ConversationId& id) {
            return deps.route.release(call.actor(), id);
        });
        routes.push_back(std::move(r));
    }
    {
        Route r = command_route("POST", "/claim/renew", "renew_claim", Action::claim_conversation,
                                shapes::nothing());
        r.response = nullptr;
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, conversation_id(call));
            auto done = deps.route.renew(call.actor(), id);
            if (!done) return std::unexpected<Failure>(with_current(deps, call, id, std::move(done).error()));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    {
        // Anybody who may claim may take over after two silent minutes; the room knows who may at once.
        Route r = command_route("POST", "/take-over", "take_over_conversation", Action::claim_conversation,
                                shapes::take_over_request());
        r.handle = command(deps, [&deps](Call& call, const ConversationId& id) {
            return deps.route.take_over(call.actor(), id);
        });
        routes.push_back(std::move(r));
    }
    {
        Route r = command_route("POST", "/close", "close_conversation", Action::close_conversation,
                                shapes::nothing());
        r.handle = command(deps, [&deps](Call& call, const ConversationId& id) {
            return deps.route.close(call.actor(), id);
        });
        routes.push_back(std::move(r));
    }
    {
        Route r = command_route("POST", "/reopen", "reopen_conversation", Action::close_conversation,
                                shapes::nothing());
        r.handle = command(deps, [&deps](Call& call, const ConversationId& id) {
            return deps.route.reopen(call.actor(), id);
        });
        routes.push_back(std::move(r));
    }
    {
        Route r =
            command_route("PUT", "/draft", "save_draft", Action::claim_conversation, shapes::draft_request());
        r.response = shapes::draft_saved();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, conversation_id(call));
            const std::string text = call.text("text");
            std::vector<model::Image> images;
            if (const auto* media = call.body.as_object().if_contains("media")) {
                for (const auto& one : media->as_array())
                    images.push_back({model::MediaId(std::string_view(one.at("id").as_string())),
                                      std::string(one.at("alt").as_string())});
            } else if (!text.empty()) {  // who knows nothing of pictures takes none away
                MH_LET(kept, deps.drafts.draft(call.actor().brand, id, call.actor().employee));
                if (kept) images = std::move(kept->images);
            }
            MH_LET(saved, deps.answers.save_draft(call.actor(), id, text, images));
            JsonWriter out;
            out.begin_object().member("saved_at", saved).end_object();
            return json_response(out.take());
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
