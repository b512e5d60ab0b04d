// Guidelines: read, try, save, their versions and exceptions; and what they have against an answer.
#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

#include "http/api.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using model::Action;

std::string write(const model::Actor& actor, const answer::SavedGuidelines& saved) {
    const answer::GuidelineVersion& about = saved.about;
    JsonWriter out;
    out.begin_object().member("version", about.version);
    out.member("saved_at", about.version > 0 ? std::optional(about.saved_at) : std::nullopt);
    out.member_or_null("saved_by", about.saved_by.value).member("note", about.note);
    out.member("may_edit", answer::Guide::may_manage(actor));
    // The document is an object with one member: {"rules":[...]}.
    const std::string document = answer::write_guidelines(saved.guidelines);
    constexpr std::string_view kBefore = "{\"rules\":";
    out.key("rules").raw(
        std::string_view(document).substr(kBefore.size(), document.size() - kBefore.size() - 1));
    out.end_object();
    return out.take();
}

// The document in a body that has more than it.
std::string document_of(const Call& call) {
    boost::json::object document;
    document["rules"] = call.body.as_object().at("rules");
    return boost::json::serialize(document);
}

answer::Submission submission_of(const Call& call) {
    answer::Submission submission;
    const auto& body = call.body.as_object();
    submission.text = call.text("text");
    if (const auto parent = call.text_if("parent_post_id")) submission.parent = model::PostId(*parent);
    if (const auto* parts = body.if_contains("parts"))
        for (const auto& part : parts->as_array())
            submission.parts.emplace_back(std::string_view(part.as_string()));
    if (const auto* alts = body.if_contains("alts"))
        for (const auto& alt : alts->as_array())
            submission.images.push_back({{}, std::string(alt.as_string())});
    if (const auto until = call.text_if("holding_until"))
        if (const auto at = base::parse_rfc3339(*until)) submission.holding_until = *at;
    return submission;
}

Outcome check(const Deps& deps, Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return std::unexpected<Failure>(
            Failure(404, base::ErrorCode::not_found, "route.conversation.not_found"));
    const model::ConversationId id(call.args.at(0));
    MH_LET(checked,
           deps.guide.check(call.actor(), id, submission_of(call), call.text_if("zone").value_or("")));
    JsonWriter out;
    out.begin_object().member("version", checked.version).key("findings").begin_array();
    for (const auto& [pointer, finding] : checked.findings) {
        const answer::Rule& rule = checked.linter->guidelines().rules[finding.rule];
        out.begin_object().member("rule", rule.id).member("severity", answer::to_string(finding.severity));
        out.member("pointer", pointer).member("from", static_cast<std::int64_t>(finding.at.from));
        out.member("to", static_cast<std::int64_t>(finding.at.to)).member("replacement", finding.replacement);
        out.member("reason", rule.reason.in(call.lang));
        out.member_or_null("wrong", rule.wrong.in(call.lang))
            .member_or_null("right", rule.right.in(call.lang));
        out.key("holding");
        if (rule.check == answer::Check::holding)
            out.begin_object().member("until", finding.until).member("differs", finding.differs).end_object();
        else
            out.null();
        out.end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

// Networks that this server does not know: a rule for them would find nothing, ever.
std::vector<answer::GuidelineProblem> unknown_networks(const Deps& deps, const Call& call) {
    std::vector<std::string> ids;
    std::string known;
    for (const auto& network : deps.accounts.networks()) {
        ids.push_back(network.id);
        known += (known.empty() ? "" : ", ") + network.id;
    }
    std::vector<answer::GuidelineProblem> problems;
    std::size_t i = 0;
    for (const auto& rule : call.body.at("rules").as_array()) {
        const std::string at = "/rules/" + std::to_string(i++) + "/networks/";
        const auto* named = rule.as_object().if_contains("networks");
        if (named == nullptr) continue;
        std::size_t n = 0;
        for (const auto& one : named->as_array()) {
            const std::string id(std::string_view(one.as_string()));
            if (std::ranges::find(ids, id) == ids.end())
                problems.push_back({at + std::to_string(n),
                                    "answer.guideline.unknown_network",
                                    {{"network", id}, {"known", known}}});
            ++n;
        }
    }
    return problems;
}

Outcome save(const Deps& deps, Call& call) {
    if (const auto unknown = unknown_networks(deps, call); !unknown.empty()) {
        auto args = unknown.front().args;
        args.emplace_back("pointer", unknown.front().pointer);
        return std::unexpected<Failure>(
            at_field(base::fail(base::ErrorCode::invalid, unknown.front().key, std::move(args)).error()));
    }
    const auto former = call.body.as_object().at("version").to_number<std::int64_t>();
    auto saved = deps.guide.save(call.actor(), document_of(call), call.text_if("note").value_or(""), former,
                                 call.text_if("confirm").value_or(""));
    if (!saved) return std::unexpected<Failure>(at_field(std::move(saved).error()));
    return json_response(write(call.actor(), *saved));
}

Outcome dry_run(const Deps& deps, Call& call) {
    auto run = deps.guide.dry_run(call.actor(), document_of(call));
    if (!run) return std::unexpected<Failure>(at_field(std::move(run).error()));
    for (auto& one : unknown_networks(deps, call))
        run->problems.push_back(std::move(one));
    JsonWriter out;
    out.begin_object().member("answers", run->answers).key("problems").begin_array();
    for (const answer::GuidelineProblem& problem : run->problems)
        out.begin_object()
            .member("pointer", problem.pointer)
            .member("detail", base::tr(call.lang, problem.key, problem.args))
            .end_object();
    out.end_array().key("wide").begin_array();
    for (const auto& one : run->wide)
        out.begin_object()
            .member("id", one.rule)
            .member("answers", one.answers)
            .member("refuses", one.refuses)
            .end_object();
    out.end_array().member_or_null("confirm", run->confirm);
    out.key("rules").begin_array();
    for (const auto& hit : run->rules) {
        out.begin_object().member("id", hit.rule).member("answers", hit.answers).key("samples").begin_array();
        for (std::size_t i = 0; i < hit.samples.size(); ++i)
            out.begin_object()
                .member("conversation_id", hit.samples[i].conversation.value)
                .member("text", hit.samples[i].text)
                .member("from", static_cast<std::int64_t>(hit.at[i].from))
                .member("to", static_cast<std::int64_t>(hit.at[i].to))
                .end_object();
        out.end_array().end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

base::Result<std::int64_t> version_of(const Call& call) {
    const auto version = version_in(call.args.at(0));
    if (!version) return base::fail(base::ErrorCode::not_found, "answer.guideline.not_found");
    return *version;
}

Outcome versions(const Deps& deps, Call& call) {
    MH_LET(all, deps.guide.versions(call.actor()));
    return json_response(versions_json(all));
}

Outcome exceptions(const Deps& deps, Call& call) {
    MH_LET(all, deps.guide.exceptions(call.actor()));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const answer::GuidelineException& one : all) {
        out.begin_object().member("at", one.at).member("conversation_id", one.conversation.value);
        out.member("employee_id", one.employee.value)
            .member("version", one.version)
            .key("rules")
            .begin_array();
        for (const std::string& rule : one.rules)
            out.text(rule);
        out.end_array().member("reason", one.reason);
        out.member_or_null("answer_id", one.answer.value).end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

}  // namespace

std::optional<std::int64_t> version_in(std::string_view text) {
    std::int64_t version = -1;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (ec != std::errc{} || end != text.data() + text.size() || version < 0) return std::nullopt;
    return version;
}

std::string versions_json(const std::vector<answer::GuidelineVersion>& versions) {
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const answer::GuidelineVersion& one : versions)
        out.begin_object()
            .member("version", one.version)
            .member("saved_at", one.saved_at)
            .member("saved_by", one.saved_by.value)
            .member("note", one.note)
            .end_object();
    out.end_array().end_object();
    return out.take();
}

Failure refused_by_guidelines(const Deps& deps, const Call& call, const model::ConversationId& id,
                              const answer::Submission& submission, base::Error error) {
    Failure failure(std::move(error));
    failure.status = 422;
    const auto checked = deps.guide.check(call.actor(), id, submission);
    if (!checked) return failure;
    for (const auto& [pointer, finding] : checked->findings) {
        if (finding.severity != answer::Severity::block) continue;
        // The reason is the company's own sentence; no catalogue has it.
        failure.fields.push_back({pointer,
                                  checked->linter->guidelines().rules[finding.rule].reason.in(call.lang),
                                  {},
                                  std::pair{finding.at.from, finding.at.to},
                                  finding.replacement});
    }
    return failure;
}

std::vector<Route> guideline_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    const auto add = [&](const char* method, const char* path, const char* operation, Action action,
                         SchemaPtr request, SchemaPtr response, Outcome (*handle)(const Deps&, Call&)) {
        Route r = make_route(method, path, operation);
        r.actions = {action};
        r.request = std::move(request);
        r.response = std::move(response);
        r.handle = [&deps, handle](Call& call) { return handle(deps, call); };
        routes.push_back(std::move(r));
    };
    add("GET", "/api/v1/guidelines", "get_guidelines", Action::see_conversation, nullptr,
        shapes::guidelines(), [](const Deps& d, Call& call) -> Outcome {
            MH_LET(saved, d.guide.current(call.actor()));
            return json_response(write(call.actor(), saved));
        });
    add("PUT", "/api/v1/guidelines", "save_guidelines", Action::manage_settings,
        shapes::save_guidelines_request(), shapes::guidelines(), save);
    add("POST", "/api/v1/guidelines/dry-run", "try_guidelines", Action::manage_settings,
        shapes::guideline_dry_run_request(), shapes::guideline_dry_run(), dry_run);
    add("GET", "/api/v1/guidelines/versions", "list_guideline_versions", Action::see_conversation, nullptr,
        shapes::guideline_versions(), versions);
    add("GET", "/api/v1/guidelines/versions/{version}", "get_guideline_version", Action::see_conversation,
        nullptr, shapes::guidelines(), [](const Deps& d, Call& call) -> Outcome {
            MH_LET(version, version_of(call));
            MH_LET(saved, d.guide.version(call.actor(), version));
            return json_response(write(call.actor(), saved));
        });
    add("GET", "/api/v1/guidelines/exceptions", "list_guideline_exceptions", Action::see_audit, nullptr,
        shapes::guideline_exceptions(), exceptions);
    add("POST", "/api/v1/conversations/{id}/answers/check", "check_answer", Action::submit_answer,
        shapes::check_answer_request(), shapes::answer_findings(), check);
    return routes;
}

}  // namespace manyhands::http
