// "I know this": hints to the person who holds a conversation, and what came of them.
#include "http/hint_api.hpp"

#include "http/crowd_deps.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using base::ErrorCode;
using model::Action;
using model::ConversationId;

// Characters of four bytes each; the room counts the characters and says so.
constexpr std::size_t kHintBytes = 4 * 4 * desk::kHintCharacters;

SchemaPtr hint_request() {
    static const SchemaPtr s = shape::object("HintText", {shape::req("text", shape::text(1, kHintBytes))});
    return s;
}

SchemaPtr hint_marks() {
    static const SchemaPtr s = shape::object(
        "HintMarks", {shape::req("items", shape::array(shape::object(
                                              "HintMark", {shape::req("note_id", shape::id()),
                                                           shape::req("used", shape::boolean()),
                                                           shape::req("thanked", shape::boolean())})))});
    return s;
}

template <class AnyId>
base::Result<AnyId> path_id(const Call& call, const char* missing) {
    if (!base::is_ulid(call.args.at(0))) return base::fail(ErrorCode::not_found, missing);
    return AnyId(call.args.at(0));
}

Outcome add(const Deps& deps, Call& call) {
    MH_LET(id, path_id<ConversationId>(call, "route.conversation.not_found"));
    auto done = deps.crowd->hints->add(call.actor(), id, call.text("text"));
    if (!done) {
        Failure why = with_current(deps, call, id, std::move(done).error());
        if (why.error.key == "desk.hint.too_long" || why.error.key == "desk.note.empty")
            why.fields.push_back({"/text", why.error.key, why.error.args});
        return std::unexpected<Failure>(std::move(why));
    }
    return conversation_response(deps, call, id, 201);
}

Outcome thank(const Deps& deps, Call& call) {
    MH_LET(id, path_id<model::NoteId>(call, "desk.hint.not_found"));
    auto done = deps.crowd->hints->thank(call.actor(), id);
    if (!done) return std::unexpected<Failure>(Failure(std::move(done).error()));
    return conversation_response(deps, call, done->conversation.id);
}

Outcome marks(const Deps& deps, Call& call) {
    MH_LET(id, path_id<ConversationId>(call, "route.conversation.not_found"));
    MH_LET(all, deps.crowd->hints->marks(call.actor(), id));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const desk::HintMark& one : all)
        out.begin_object()
            .member("note_id", one.note.value)
            .member("used", one.used)
            .member("thanked", one.thanked)
            .end_object();
    out.end_array().end_object();
    return json_response(out.take());
}

}  // namespace

std::vector<Route> hint_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    const auto add_route = [&](const char* method, const char* path, const char* operation, Action action,
                               SchemaPtr request, SchemaPtr response, int status, Endpoint handle) {
        Route r = make_route(method, path, operation);
        r.actions = {action};
        r.request = std::move(request);
        r.response = std::move(response);
        r.status = status;
        r.handle = std::move(handle);
        routes.push_back(std::move(r));
    };
    add_route("POST", "/api/v1/conversations/{id}/hints", "add_hint", Action::write_note, hint_request(),
              shapes::conversation_detail(), 201, [&deps](Call& call) { return add(deps, call); });
    add_route("GET", "/api/v1/conversations/{id}/hints", "list_hint_marks", Action::see_conversation, nullptr,
              hint_marks(), 200, [&deps](Call& call) { return marks(deps, call); });
    add_route("POST", "/api/v1/notes/{id}/thanks", "thank_hint", Action::write_note, shapes::nothing(),
              shapes::conversation_detail(), 200, [&deps](Call& call) { return thank(deps, call); });
    return routes;
}

}  // namespace manyhands::http
