// The event stream and presence.
#include <charconv>

#include "http/api.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"

namespace manyhands::http {
namespace {

using model::Action;

std::optional<std::int64_t> sequence(std::string_view text) {
    std::int64_t seq = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), seq);
    if (text.empty() || ec != std::errc{} || end != text.data() + text.size() || seq < 0) return std::nullopt;
    return seq;
}

Outcome open_stream(LiveHub& live, Call& call) {
    // The header is what a browser sends by itself when it comes back, so it is the newer of the two.
    auto after = sequence(call.request.header("last-event-id"));
    if (!after) after = sequence(call.request.query_value("after").value_or(""));
    Response response;
    response.set("Content-Type", "text/event-stream");
    response.set("Cache-Control", "no-store");
    response.set("X-Accel-Buffering", "no");  // a proxy that collects would hold the events back
    if (call.request.method == "HEAD") return response;
    response.stream = live.open({call.actor(), call.lang, call.session_token, call.bearer_token}, after);
    return response;
}

Outcome heartbeat(const Deps& deps, LiveHub& live, Call& call) {
    const auto wanted = call.text_if("conversation_id");
    const model::ConversationId id(wanted.value_or(""));
    if (wanted) {
        MH_LET(rows, deps.inbox.rows(call.actor().brand, {id}));
        if (rows.empty())
            return std::unexpected<Failure>(
                Failure(404, base::ErrorCode::not_found, "route.conversation.not_found"));
        const model::Conversation& c = rows.front().conversation;
        MH_TRY(model::check(call.actor(), Action::see_conversation,
                            model::scope_of(call.actor(), c.brand, c.department, {})));
    }
    live.presence_changed(call.actor().brand, deps.presence.heartbeat(call.actor(), call.who->employee.name,
                                                                      id, call.flag("typing")));
    return no_content();
}

}  // namespace

std::vector<Route> live_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    LiveHub& live = w.live;
    std::vector<Route> routes;
    {
        Route r = make_route("POST", "/api/v1/presence", "presence");
        r.actions = {Action::see_conversation};
        r.request = shapes::presence_request();
        r.status = 204;
        r.handle = [&deps, &live](Call& call) { return heartbeat(deps, live, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/events", "events");
        r.actions = {Action::see_conversation};
        r.media = "text/event-stream";
        r.query = {{"after", shape::integer(0, INT64_MAX)}};
        r.handle = [&live](Call& call) { return open_stream(live, call); };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
