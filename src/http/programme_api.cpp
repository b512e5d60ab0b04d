// Setting up: the five steps and the hand-off rules, and what is proposed when a conversation is handed off.
#include <boost/json.hpp>

#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"

namespace manyhands::http {
namespace {

using model::Action;
using route::SetupStep;

constexpr SetupStep kSteps[] = {SetupStep::plan, SetupStep::expectations, SetupStep::collaboration,
                                SetupStep::loop, SetupStep::guidelines};

Response programme_response(const Deps& deps, const route::SavedProgramme& saved) {
    const auto who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().member("version", saved.version);
    out.member("saved_at", saved.version > 0 ? std::optional(saved.saved_at) : std::nullopt);
    out.member_or_null("saved_by", saved.saved_by.value).key("steps").begin_object();
    for (const SetupStep step : kSteps) {
        const route::StepMark& mark = saved.programme.steps[static_cast<std::size_t>(step)];
        out.key(to_string(step)).begin_object().member("state", to_string(mark.state)).key("by");
        if (mark.by.empty()) {
            out.null();
        } else {
            const model::Employee by = who(mark.by);
            out.begin_object().member("id", mark.by.value).member("initials", by.initials);
            out.member("name", by.name).end_object();
        }
        out.member("at", mark.by.empty() ? std::nullopt : std::optional(mark.at)).end_object();
    }
    out.end_object().key("rules").begin_array();
    for (const route::HandOffRule& rule : saved.programme.rules) {
        out.begin_object().member("id", rule.id).key("tags").begin_array();
        for (const model::TagId& tag : rule.tags)
            out.text(tag.value);
        out.end_array().key("words").begin_array();
        for (const std::string& word : rule.words)
            out.text(word);
        out.end_array().member("to_id", rule.to.value).member("back_id", rule.back.value);
        out.member("minutes", static_cast<std::int64_t>(rule.within.count()));
        out.member("loop", rule.loop).end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

route::HandOffRule rule_of(const boost::json::object& in) {
    const auto text = [&](const char* name) { return std::string_view(in.at(name).as_string()); };
    route::HandOffRule rule;
    if (in.contains("id")) rule.id = text("id");
    for (const auto& tag : in.at("tags").as_array())
        rule.tags.emplace_back(std::string_view(tag.as_string()));
    for (const auto& word : in.at("words").as_array())
        rule.words.emplace_back(std::string_view(word.as_string()));
    rule.to = model::DepartmentId(text("to_id"));
    rule.back = model::DepartmentId(text("back_id"));
    rule.within = base::Minutes(in.at("minutes").to_number<int>());
    rule.loop = in.at("loop").as_bool();
    return rule;
}

Outcome get(const Deps& deps, Call& call) {
    MH_LET(saved, deps.programmes.get(call.actor()));
    return programme_response(deps, saved);
}

Outcome save(const Deps& deps, Call& call) {
    const auto& body = call.body.as_object();
    route::ProgrammeChange change;
    for (const SetupStep step : kSteps) {
        const std::string_view state = body.at("steps").at(to_string(step)).as_string();
        change.steps[static_cast<std::size_t>(step)] =
            route::step_state(state).value_or(route::StepState::open);
    }
    for (const auto& rule : body.at("rules").as_array())
        change.rules.push_back(rule_of(rule.as_object()));
    auto saved = deps.programmes.save(call.actor(), change, body.at("version").to_number<std::int64_t>());
    if (!saved) {
        Failure why(std::move(saved).error());
        for (const auto& [name, value] : why.error.args)
            if (name == "pointer") why.fields.push_back({value, why.error.key, why.error.args});
        return std::unexpected<Failure>(std::move(why));
    }
    return programme_response(deps, *saved);
}

Outcome propose(const Deps& deps, Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return std::unexpected<Failure>(
            Failure({base::ErrorCode::not_found, "route.conversation.not_found", {}, {}}));
    const model::ConversationId id(call.args.at(0));
    MH_TRY(model::check(call.actor(), Action::see_conversation, model::Scope::brand));
    MH_LET(rows, deps.inbox.rows(call.actor().brand, {id}));
    if (rows.empty())
        return std::unexpected<Failure>(
            Failure({base::ErrorCode::not_found, "route.conversation.not_found", {}, {}}));
    MH_LET(found, deps.programmes.propose(call.actor(), rows.front().conversation));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const route::Proposal& one : found) {
        out.begin_object().member("rule_id", one.rule.id).member("department_id", one.rule.to.value);
        out.member("back_id", one.rule.back.value);
        out.member("minutes", static_cast<std::int64_t>(one.rule.within.count()));
        out.member_or_null("tag_id", one.tag ? one.tag->value : "");
        out.member_or_null("word", one.word).end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

}  // namespace

std::vector<Route> programme_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/programme", "get_programme");
        r.actions = {Action::manage_settings};
        r.response = shapes::programme();
        r.handle = [&deps](Call& call) { return get(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("PUT", "/api/v1/programme", "save_programme");
        r.actions = {Action::manage_settings};
        r.request = shapes::save_programme_request();
        r.response = shapes::programme();
        r.handle = [&deps](Call& call) { return save(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/conversations/{id}/hand-off", "propose_hand_off");
        r.actions = {Action::hand_off};
        r.response = shapes::hand_off_proposals();
        r.handle = [&deps](Call& call) { return propose(deps, call); };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
