// Tips: find, propose, change, publish; those that fit a conversation.
#include "http/api.hpp"
#include "http/crowd_deps.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using knowledge::Tip;
using knowledge::TipId;
using model::Action;
using PeopleLookup = std::function<model::Employee(const model::EmployeeId&)>;

void write_tip(JsonWriter& out, const model::Actor& actor, const Tip& tip, const PeopleLookup& who) {
    const auto person = [&](std::string_view name, const model::EmployeeId& id) {
        const model::Employee found = who(id);
        out.key(name).begin_object().member("id", id.value).member("initials", found.initials);
        out.member("name", found.name).end_object();
    };
    out.begin_object().member("id", tip.id.value).member("title", tip.title).key("texts").begin_object();
    if (!tip.text_ko.empty()) out.member("ko", tip.text_ko);
    if (!tip.text_en.empty()) out.member("en", tip.text_en);
    out.end_object().member("state", to_string(tip.state));
    person("author", tip.author);
    person("proposed_by", tip.proposed_by);
    out.member_or_null("conversation_id", tip.from_conversation).member("version", tip.version);
    out.member("uses", tip.uses).member("changed_at", tip.changed_at);
    out.member("may_change", knowledge::Tips::may_change(actor, tip));
    out.member("may_publish", knowledge::Tips::may_publish(actor)).end_object();
}

Outcome shown(const Deps& deps, const Call& call, base::Result<Tip> done, int status = 200) {
    if (!done) return std::unexpected<Failure>(at_field(std::move(done).error()));
    JsonWriter out;
    write_tip(out, call.actor(), *done, people_lookup(deps));
    return json_response(out.take(), status);
}

Response listed(const Deps& deps, const Call& call, const std::vector<Tip>& all) {
    const auto who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const Tip& tip : all)
        write_tip(out, call.actor(), tip, who);
    out.end_array().end_object();
    return json_response(out.take());
}

knowledge::TipChange change_of(const Call& call) {
    knowledge::TipChange change;
    change.title = call.text_if("title");
    if (const auto state = call.text_if("state")) change.state = knowledge::tip_state(*state);
    if (const auto* texts = call.body.as_object().if_contains("texts")) {
        const auto text = [&](const char* lang) -> std::optional<std::string> {
            const auto* found = texts->as_object().if_contains(lang);
            if (found == nullptr) return std::nullopt;
            return std::string(found->as_string());
        };
        change.text_ko = text("ko");
        change.text_en = text("en");
    }
    return change;
}

Outcome list(const Deps& deps, Call& call) {
    knowledge::Tips::Wish wish;
    if (const auto state = call.request.query_value("state")) wish.state = knowledge::tip_state(*state);
    wish.words = std::string(call.request.query_value("q").value_or(""));
    MH_LET(all, deps.crowd->tips.list(call.actor(), wish));
    return listed(deps, call, all);
}

Outcome change(const Deps& deps, Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return std::unexpected<Failure>(Failure(404, base::ErrorCode::not_found, "knowledge.tip.not_found"));
    return shown(deps, call,
                 deps.crowd->tips.change(call.actor(), TipId(call.args.at(0)), change_of(call),
                                         call.body.as_object().at("version").to_number<std::int64_t>()));
}

Outcome suggest(const Deps& deps, Call& call) {
    MH_LET(all, deps.crowd->tips.suggest(call.actor(), std::string(call.args.at(0))));
    return listed(deps, call, all);
}

}  // namespace

std::vector<Route> tip_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    const auto add = [&](const char* method, const char* path, const char* operation, Action action,
                         SchemaPtr request, SchemaPtr response, Endpoint handle) -> Route& {
        Route r = make_route(method, path, operation);
        r.actions = {action};
        r.request = std::move(request);
        r.response = std::move(response);
        r.handle = std::move(handle);
        routes.push_back(std::move(r));
        return routes.back();
    };
    add("GET", "/api/v1/tips", "list_tips", Action::see_tips, nullptr, shapes::tips(), [&deps](Call& call) {
        return list(deps, call);
    }).query = {{"state", shape::one_of({"proposed", "published", "retired"})}, {"q", shape::line(0, 1024)}};
    add("POST", "/api/v1/tips", "propose_tip", Action::propose_tip, shapes::propose_tip_request(),
        shapes::tip(),
        [&deps](Call& call) {
            return shown(deps, call,
                         deps.crowd->tips.propose(call.actor(), change_of(call),
                                                  call.text_if("answer_id").value_or("")),
                         201);
        })
        .status = 201;
    add("PATCH", "/api/v1/tips/{id}", "change_tip", Action::propose_tip, shapes::change_tip_request(),
        shapes::tip(), [&deps](Call& call) { return change(deps, call); });
    add("GET", "/api/v1/conversations/{id}/tips", "suggest_tips", Action::see_tips, nullptr, shapes::tips(),
        [&deps](Call& call) { return suggest(deps, call); });
    return routes;
}

}  // namespace manyhands::http
