// Answers: submit, undo, send now, a person's word on a held one.
#include <charconv>

#include "http/api.hpp"
#include "http/crowd_deps.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
base::Result<std::int64_t> version_seen(const Request& request) {
    const std::string_view tag = request.header("if-match");
    std::int64_t version = -1;
    if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"') {
        const char* end = tag.data() + tag.size() - 1;
        const auto [at, ec] = std::from_chars(tag.data() + 1, end, version);
        if (ec != std::errc{} || at != end) version = -1;
    }
    if (version < 0) return base::fail(base::ErrorCode::invalid, "http.if_match.malformed");
    return version;
}

namespace {

using model::Action;
using model::AnswerId;
using model::ConversationId;

base::Result<AnswerId> answer_id(const Call& call) {
    if (!base::is_ulid(call.args.at(0))) return base::fail(base::ErrorCode::not_found, "answer.not_found");
    return AnswerId(call.args.at(0));
}

Outcome submit(const Deps& deps, Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return std::unexpected<Failure>(
            Failure(404, base::ErrorCode::not_found, "route.conversation.not_found"));
    const ConversationId id(call.args.at(0));
    answer::Submission submission;
    submission.text = call.text("text");
    if (const auto parent = call.text_if("parent_post_id")) submission.parent = model::PostId(*parent);
    if (const auto* undo = call.body.as_object().if_contains("undo_seconds"))
        submission.undo = base::Seconds(undo->to_number<std::int64_t>());
    if (const auto* parts = call.body.as_object().if_contains("parts"))
        for (const auto& part : parts->as_array())
            submission.parts.emplace_back(std::string_view(part.as_string()));
    if (const auto* media = call.body.as_object().if_contains("media"))
        for (const auto& one : media->as_array())
            submission.images.push_back({model::MediaId(std::string_view(one.at("id").as_string())),
                                         std::string(one.at("alt").as_string())});
    if (call.body.as_object().contains("number_parts")) submission.number_parts = call.flag("number_parts");
    if (const auto until = call.text_if("holding_until")) {
        MH_LET(parsed, base::parse_rfc3339(*until));
        submission.holding_until = parsed;
    }
    // The inbox asks its writer and says null where the real answer is meant; whoever says nothing was not
    // asked.
    submission.reads_holding = !call.body.as_object().contains("holding_until");
    MH_LET(seen, version_seen(call.request));
    submission.public_version_seen = seen;
    submission.idempotency_key = std::string(call.request.header("idempotency-key"));
    submission.exception = call.text_if("exception").value_or("");
    if (const auto other = call.text_if("withdraw")) submission.withdraw = AnswerId(*other);
    // What colleagues offered: tips, and hints to this holder. Each room knows its own.
    std::vector<knowledge::TipId> tips;
    std::vector<model::NoteId> hints;
    if (const auto* ids = call.body.as_object().if_contains("tips"))
        for (const auto& one : ids->as_array()) {
            tips.emplace_back(std::string_view(one.as_string()));
            hints.emplace_back(std::string_view(one.as_string()));
        }
    // Before: it may be out before we come back from here.
    MH_TRY(deps.crowd->hints->used(call.actor(), id, hints));
    auto done = deps.answers.submit(call.actor(), id, submission);
    if (!done) {
        if (!hints.empty()) MH_TRY(deps.crowd->hints->unused(call.actor(), id));
        if (done.error().key == "answer.submit.guidelines")
            return std::unexpected<Failure>(
                refused_by_guidelines(deps, call, id, submission, std::move(done).error()));
        Failure why = with_current(deps, call, id, std::move(done).error());
        if (auto fields = at_field(why.error).fields; !fields.empty()) why.fields = std::move(fields);
        return std::unexpected<Failure>(std::move(why));
    }
    // Again: an answer that this one took the place of took its hints along.
    MH_TRY(deps.crowd->hints->used(call.actor(), id, hints));
    std::vector<model::PhraseId> used;
    if (const auto* phrases = call.body.as_object().if_contains("phrases"))
        for (const auto& one : phrases->as_array())
            used.emplace_back(std::string_view(one.as_string()));
    MH_TRY(deps.phrases.used(call.actor(), used));
    MH_TRY(deps.crowd->tips.used(call.actor(), id.value, tips));
    return conversation_response(deps, call, id, 202);
}

using Command =
    std::function<base::Result<model::ConversationState>(Call&, const AnswerId&, const ConversationId&)>;

Endpoint command(const Deps& deps, Command run) {
    return [&deps, run = std::move(run)](Call& call) -> Outcome {
        MH_LET(id, answer_id(call));
        MH_LET(answer, deps.answer_store.answer(call.actor().brand, id));
        auto done = run(call, id, answer.conversation);
        if (!done)
            return std::unexpected<Failure>(
                with_current(deps, call, answer.conversation, std::move(done).error()));
        return conversation_response(deps, call, answer.conversation);
    };
}

Route answer_route(std::string path, std::string operation, Action action, SchemaPtr request) {
    Route r;
    r.method = "POST";
    r.pattern = "/api/v1/answers/{id}" + path;
    r.operation = std::move(operation);
    r.actions = {action};
    r.request = std::move(request);
    r.response = shapes::conversation_detail();
    return r;
}

}  // namespace

std::vector<Route> answer_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("POST", "/api/v1/conversations/{id}/answers", "submit_answer");
        r.actions = {Action::submit_answer};
        r.request = shapes::submit_request();
        r.response = shapes::conversation_detail();
        r.status = 202;
        r.condition = Condition::if_match;
        r.repeat = Repeat::idempotency_key;
        r.handle = [&deps](Call& call) { return submit(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = answer_route("/cancel", "cancel_answer", Action::submit_answer, shapes::nothing());
        r.handle = command(deps, [&deps](Call& call, const AnswerId& id, const ConversationId&) {
            return deps.answers.cancel(call.actor(), id);
        });
        routes.push_back(std::move(r));
    }
    {
        Route r = answer_route("/send-now", "send_answer_now", Action::submit_answer, shapes::nothing());
        r.handle = command(deps, [&deps](Call& call, const AnswerId& id, const ConversationId&) {
            return deps.answers.send_now(call.actor(), id);
        });
        routes.push_back(std::move(r));
    }
    {
        Route r = answer_route("/resolve", "resolve_answer", Action::resolve_held, shapes::resolve_request());
        r.handle = command(deps, [&deps](Call& call, const AnswerId& id, const ConversationId& conversation) {
            return deps.outbox.resolve(call.actor(), conversation, id, call.flag("was_posted"),
                                       call.text_if("remote_id").value_or(""));
        });
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
