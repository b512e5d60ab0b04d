// The quick answer of the phone: one question a card, and passing it on.
#include "desk/quick.hpp"
#include "http/api.hpp"
#include "http/crowd_deps.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"
#include "route/know.hpp"

namespace manyhands::http {
namespace {

using model::Action;
using model::ConversationId;

// More are never compared: the most urgent come first.
constexpr int kCandidates = 100;
// "Today" begins at most this long ago, wherever the person is.
constexpr std::chrono::hours kTodayAtMost{48};

// There is something to go through first; a program has nothing to go through.
base::Result<bool> first_minutes_wait(const Deps& deps, const model::Actor& actor) {
    if (actor.token_scopes || !model::may(actor.role, Action::submit_answer, model::Scope::own)) return false;
    MH_LET(standing, deps.crowd->certifier.standing(actor));
    return standing.to_do();
}

Outcome next(const Deps& deps, Call& call) {
    const model::Actor& actor = call.actor();
    const base::Instant now = deps.clock.now();
    MH_TRY(model::check(actor, Action::claim_conversation, model::Scope::own));
    base::Instant since = now - std::chrono::hours(24);
    if (const auto given = call.request.query_value("since"); given && !given->empty()) {
        MH_LET(parsed, base::parse_rfc3339(*given));
        since = std::max(parsed, now - kTodayAtMost);
    }
    MH_LET(counts, deps.inbox.counts(actor.brand, actor.employee));
    MH_LET(today, deps.inbox.answered_since(actor.brand, actor.employee, since));
    MH_LET(found, desk::next_card(
                      deps.inbox, actor, base::to_string(call.lang), now, kCandidates,
                      [&](const std::vector<ConversationId>& ids) {
                          return deps.crowd->certifier.on_topic(actor, ids);
                      },
                      [&](const std::vector<ConversationId>& ids) {
                          return route::known_to(deps.crowd->know, actor.brand, actor.employee, ids, now);
                      }));
    const desk::Card* card = found ? &found->card : nullptr;
    MH_LET(first, first_minutes_wait(deps, actor));
    JsonWriter out;
    out.begin_object().member("first", first).key("conversation");
    if (card) {
        auto shown = conversation_response(deps, call, card->conversation);
        if (!shown) return shown;
        out.raw(shown->body);
    } else {
        out.null();
    }
    out.key("why").begin_array();
    if (card)
        for (const desk::Why why : card->why)
            out.text(desk::to_string(why));
    out.end_array().member("waiting", counts.queue).key("today").begin_object();
    out.member("answered", today.all).member("within", today.within).end_object().end_object();
    return json_response(out.take());
}

}  // namespace

std::vector<Route> quick_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/quick/next", "next_question");
        r.actions = {Action::claim_conversation};
        r.response = shapes::quick_card();
        r.query = {{"since", shape::instant()}};
        r.handle = [&deps](Call& call) { return next(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/quick/pass", "pass_question");
        r.actions = {Action::claim_conversation};
        r.request = shapes::pass_request();
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_TRY(model::check(call.actor(), Action::claim_conversation, model::Scope::own));
            MH_TRY(deps.inbox.pass(call.actor().brand, call.actor().employee,
                                   ConversationId(call.text("conversation_id"))));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
