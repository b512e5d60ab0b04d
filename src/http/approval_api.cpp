// Approvals: what waits for the caller, approve, return; the brand's lanes and limits.
#include <set>

#include <boost/json.hpp>

#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using model::Action;
using model::AnswerId;

constexpr int kPage = 30;

base::Result<AnswerId> answer_id(const Call& call) {
    if (!base::is_ulid(call.args.at(0))) return base::fail(base::ErrorCode::not_found, "answer.not_found");
    return AnswerId(call.args.at(0));
}

void write_named(JsonWriter& out, const model::Employee& person) {
    out.begin_object().member("id", person.id.value).member("initials", person.initials);
    out.member("name", person.name).end_object();
}

Outcome waiting(const Deps& deps, Call& call) {
    const std::string limit(call.request.query_value("limit").value_or(""));
    MH_LET(page,
           deps.approvals.waiting(call.actor(), std::string(call.request.query_value("cursor").value_or("")),
                                  limit.empty() ? kPage : std::stoi(limit)));
    const auto who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const answer::Waiting& one : page.items) {
        const model::Answer& answer = one.answer;
        out.begin_object().member("answer_id", answer.id.value);
        out.member("conversation_id", answer.conversation.value).member("network", one.conversation.network);
        const model::Person& customer = one.conversation.customer;
        out.member("customer", customer.display_name.empty() ? customer.handle : customer.display_name);
        out.member("excerpt", one.conversation.excerpt).key("author");
        write_named(out, who(answer.author));
        out.member("text", model::unsent_text(answer)).member("parts", answer.parts);
        out.member("asked_at", answer.approval->asked_at).member("due_at", one.due_at);
        out.key("lanes").begin_array();
        for (const answer::WaitingLane& lane : one.lanes) {
            out.begin_object().member("risk", model::to_string(lane.risk));
            out.member("step", model::to_string(lane.step)).member("due_at", lane.due_at);
            out.key("words").begin_array();
            for (const std::string& word : lane.words)
                out.text(word);
            out.end_array().key("approved_by");
            if (lane.approved_by)
                write_named(out, who(*lane.approved_by));
            else
                out.null();
            out.key("deciders").begin_array();
            for (const model::EmployeeId& id : lane.deciders)
                write_named(out, who(id));
            out.end_array().member("mine", lane.mine);
            write_asked_exception(out, *answer.approval, lane.risk);
            out.end_object();
        }
        out.end_array().end_object();
    }
    out.end_array().member("total", page.total).member_or_null("next", page.next).end_object();
    return json_response(out.take());
}

Outcome approve(const Deps& deps, Call& call) {
    MH_LET(id, answer_id(call));
    MH_LET(seen, version_seen(call.request));
    MH_LET(answer, deps.answer_store.answer(call.actor().brand, id));
    answer::ApproveWish wish;
    wish.seen = seen;
    wish.text = call.text_if("text");
    wish.exception = call.text_if("exception").value_or("");
    auto done = deps.approvals.approve(call.actor(), id, wish);
    if (!done) {
        if (done.error().key == "answer.submit.guidelines") {
            answer::Submission edited;
            edited.text = wish.text.value_or(answer.text);
            edited.parent = answer.parent;
            return std::unexpected<Failure>(
                refused_by_guidelines(deps, call, answer.conversation, edited, std::move(done).error()));
        }
        Failure why = with_current(deps, call, answer.conversation, std::move(done).error());
        if (auto fields = at_field(why.error).fields; !fields.empty()) why.fields = std::move(fields);
        return std::unexpected<Failure>(std::move(why));
    }
    return conversation_response(deps, call, answer.conversation);
}

Outcome send_back(const Deps& deps, Call& call) {
    MH_LET(id, answer_id(call));
    MH_LET(answer, deps.answer_store.answer(call.actor().brand, id));
    auto done = deps.approvals.send_back(call.actor(), id, call.text("reason"));
    if (!done) {
        Failure why = with_current(deps, call, answer.conversation, std::move(done).error());
        if (auto fields = at_field(why.error).fields; !fields.empty()) why.fields = std::move(fields);
        return std::unexpected<Failure>(std::move(why));
    }
    return conversation_response(deps, call, answer.conversation);
}

Response lanes_response(const Deps& deps, const answer::SavedLanes& saved) {
    const auto who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().member("version", saved.version);
    out.member("saved_at", saved.version > 0 ? std::optional(saved.saved_at) : std::nullopt);
    out.member_or_null("saved_by", saved.saved_by.value).member("note", saved.note);
    out.key("document").raw(answer::write_lanes(saved.lanes)).key("people").begin_array();
    std::set<model::EmployeeId> named;
    for (const answer::Lane& lane : saved.lanes.lanes)
        for (const auto* const list : {&lane.approvers.people, &lane.deputies.people})
            for (const model::EmployeeId& id : *list)
                if (named.insert(id).second) write_named(out, who(id));
    out.end_array().end_object();
    return json_response(out.take());
}

// What is wrong stands in the document of the body.
Outcome in_document(base::Error error) {
    Failure why(std::move(error));
    for (const auto& [name, value] : why.error.args)
        if (name == "pointer") why.fields.push_back({"/document" + value, why.error.key, why.error.args});
    return std::unexpected<Failure>(std::move(why));
}

Outcome save_lanes(const Deps& deps, Call& call) {
    const auto& body = call.body.as_object();
    auto saved = deps.approvals.save(
        call.actor(), boost::json::serialize(body.at("document")), call.text_if("note").value_or(""),
        body.at("version").to_number<std::int64_t>(), call.text_if("confirm").value_or(""));
    if (!saved) return in_document(std::move(saved).error());
    return lanes_response(deps, *saved);
}

Outcome try_lanes(const Deps& deps, Call& call) {
    auto run =
        deps.approvals.dry_run(call.actor(), boost::json::serialize(call.body.as_object().at("document")));
    if (!run) return in_document(std::move(run).error());
    JsonWriter out;
    out.begin_object().member("answers", run->answers).member("waiting", run->waiting);
    out.key("wide").begin_array();
    for (const model::RiskClass risk : run->wide)
        out.text(model::to_string(risk));
    out.end_array().member_or_null("confirm", run->confirm).key("lanes").begin_array();
    for (const auto& hit : run->lanes) {
        out.begin_object().member("risk", model::to_string(hit.risk)).member("answers", hit.answers);
        out.key("samples").begin_array();
        for (std::size_t i = 0; i < hit.samples.size(); ++i) {
            out.begin_object().member("conversation_id", hit.samples[i].conversation.value);
            out.member("text", hit.samples[i].text).key("words").begin_array();
            for (const std::string& word : hit.words[i])
                out.text(word);
            out.end_array().end_object();
        }
        out.end_array().end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

Outcome lane_versions(const Deps& deps, Call& call) {
    MH_LET(all, deps.approvals.versions(call.actor()));
    return json_response(versions_json(all));
}

Outcome lane_version(const Deps& deps, Call& call) {
    const auto version = version_in(call.args.at(0));
    if (!version) return base::fail(base::ErrorCode::not_found, "answer.lanes.not_found");
    MH_LET(saved, deps.approvals.version(call.actor(), *version));
    return lanes_response(deps, saved);
}

}  // namespace

std::vector<Route> approval_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    const auto add = [&](const char* method, const char* path, const char* operation, Action action,
                         SchemaPtr request, SchemaPtr response,
                         Outcome (*handle)(const Deps&, Call&)) -> Route& {
        Route r = make_route(method, path, operation);
        r.actions = {action};
        r.request = std::move(request);
        r.response = std::move(response);
        r.handle = [&deps, handle](Call& call) { return handle(deps, call); };
        routes.push_back(std::move(r));
        return routes.back();
    };
    add("GET", "/api/v1/approvals", "list_approvals", Action::approve_answer, nullptr, shapes::approvals(),
        waiting)
        .query = {{"cursor", shape::line(0, 64)}, {"limit", shape::integer(1, 100)}};
    add("POST", "/api/v1/answers/{id}/approve", "approve_answer", Action::approve_answer,
        shapes::approve_request(), shapes::conversation_detail(), approve)
        .condition = Condition::if_match;
    add("POST", "/api/v1/answers/{id}/return", "return_answer", Action::approve_answer,
        shapes::return_request(), shapes::conversation_detail(), send_back);
    add("GET", "/api/v1/approvals/lanes", "get_lanes", Action::manage_settings, nullptr, shapes::lanes(),
        [](const Deps& d, Call& call) -> Outcome {
            MH_LET(saved, d.approvals.lanes(call.actor()));
            return lanes_response(d, saved);
        });
    add("PUT", "/api/v1/approvals/lanes", "save_lanes", Action::manage_settings, shapes::save_lanes_request(),
        shapes::lanes(), save_lanes);
    add("POST", "/api/v1/approvals/lanes/dry-run", "try_lanes", Action::manage_settings,
        shapes::try_lanes_request(), shapes::lane_dry_run(), try_lanes);
    add("GET", "/api/v1/approvals/lanes/versions", "list_lane_versions", Action::manage_settings, nullptr,
        shapes::guideline_versions(), lane_versions);
    add("GET", "/api/v1/approvals/lanes/versions/{version}", "get_lane_version", Action::manage_settings,
        nullptr, shapes::lanes(), lane_version);
    return routes;
}

}  // namespace manyhands::http
