// Sessions, me and my settings.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/log.hpp"
#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/shapes.hpp"
#include "identity/person.hpp"
#include "model/conversation.hpp"

namespace manyhands::http {
namespace {

namespace json = boost::json;
using model::Action;
using model::Scope;

// What a person has never set.
json::object settings_of(const Deps& deps, const model::Employee& employee) {
    const auto undo = model::whole(deps.settings.value(employee.brand, "answer.undo_seconds").value);
    json::object all{{"lang", nullptr},      {"theme", "system"},
                     {"undo_seconds", undo}, {"single_key_shortcuts", true},
                     {"enter_sends", false}, {"zone", nullptr}};
    boost::system::error_code ec;
    const json::value stored = json::parse(employee.settings_json, ec);
    if (!ec && stored.is_object()) {
        for (auto& [name, value] : all)
            if (const json::value* set = stored.as_object().if_contains(name)) value = *set;
    }
    return all;
}

// What the brand said to itself when it was set up.
void write_word(JsonWriter& out, const Deps& deps, const model::BrandId& brand) {
    const auto value = [&](const std::string& key) { return deps.settings.value(brand, key).value; };
    out.key("word").begin_object();
    for (const auto& [name, key] :
         {std::pair("promise", "promise.text_"), std::pair("scope", "promise.scope_"),
          std::pair("hold", "answer.hold_")}) {
        out.key(name).begin_object().member("ko", value(std::string(key) + "ko"));
        out.member("en", value(std::string(key) + "en")).end_object();
    }
    out.end_object().key("goals").begin_object();
    const auto goal = [&](const char* name) {
        const std::int64_t at = model::whole(value(std::string("goals.") + name));
        out.member(name, at > 0 ? std::optional(at) : std::nullopt);
    };
    goal("within_promise");
    goal("real_answer_minutes");
    out.end_object();
}

base::Result<std::string> me_json(const Deps& deps, const model::Employee& employee,
                                  const model::Actor& actor, const std::string& csrf_token,
                                  const std::string& session_token) {
    MH_LET(brands, deps.identity.brands_of(session_token, actor));
    MH_LET(has_password, deps.identity.has_password(employee.id));
    model::Brand brand;
    for (const model::Brand& b : brands)
        if (b.id == employee.brand) brand = b;
    const auto can = [&](Action action, Scope scope) {
        return model::check(actor, action, scope).has_value();
    };
    JsonWriter out;
    out.begin_object().key("employee");
    write_employee(out, employee);
    out.key("brand").begin_object().member("id", brand.id.value).member("name", brand.name).end_object();
    out.key("brands").begin_array();
    for (const model::Brand& b : brands)
        out.begin_object()
            .member("id", b.id.value)
            .member("name", b.name)
            .member("current", b.id == brand.id)
            .end_object();
    out.end_array();
    out.member("csrf_token", csrf_token).member("must_set_password", !has_password);
    out.member("practice", brand.practice);
    const std::string settings = json::serialize(settings_of(deps, employee));
    out.key("settings").raw(settings);
    const auto promises = deps.settings.promises(brand.id);
    out.member("promise_minutes", promises->now().minutes).key("bands_minutes").begin_array();
    for (const int minutes : promises->now().bands)
        out.integer(minutes);
    out.end_array().member("sign_parts", deps.settings.value(brand.id, "answer.sign_parts").value == "1");
    write_word(out, deps, brand.id);
    out.key("may").begin_object();
    out.member("claim", can(Action::claim_conversation, Scope::brand));
    out.member("take_over", can(Action::take_over, Scope::brand));
    out.member("manage_accounts", can(Action::manage_account, Scope::brand));
    out.member("manage_employees", can(Action::manage_people, Scope::brand));
    out.member("read_reports", can(Action::see_report, Scope::brand));
    out.member("resolve_held", can(Action::resolve_held, Scope::brand));
    out.member("hand_off", can(Action::hand_off, Scope::own));
    out.member("close", can(Action::close_conversation, Scope::own));
    out.member("snooze", can(Action::snooze_conversation, Scope::own));
    out.member("tag", can(Action::tag_conversation, Scope::own));
    out.member("ask_opinion", can(Action::ask_opinion, Scope::own));
    out.member("write_notes", can(Action::write_note, Scope::brand));
    out.member("merge", can(Action::merge_conversations, Scope::brand));
    out.member("bulk", can(Action::run_bulk, Scope::brand));
    out.member("manage_tags", can(Action::manage_tags, Scope::brand));
    out.member("export", can(Action::export_report, Scope::brand));
    out.member("erase_customer", can(Action::erase_customer, Scope::brand));
    out.member("see_audit", can(Action::see_audit, Scope::brand));
    out.member("see_listening", can(Action::see_listening, Scope::brand));
    out.member("ask_details", can(Action::ask_details, Scope::own));
    out.member("see_quality", can(Action::see_quality, Scope::brand));
    out.member("mark_answers", can(Action::mark_answers, Scope::brand));
    out.member("manage_quality", can(Action::manage_quality, Scope::brand));
    out.member("manage_joining", can(Action::manage_joining, Scope::department));
    out.member("propose_tip", can(Action::propose_tip, Scope::own));
    out.member("publish_tip", can(Action::publish_tip, Scope::brand));
    out.end_object().member("server_time", deps.clock.now()).end_object();
    return out.take();
}

Outcome change_settings(const Wiring& w, Call& call) {
    // Read anew: the session's copy may be older than another tab's change.
    MH_LET(employee, w.deps.people.employee(call.actor().employee));
    json::object all = settings_of(w.deps, employee);
    for (const auto& [name, value] : call.body.as_object())
        all[name] = value;
    if (const auto* zone = all["zone"].if_string()) {
        const auto known = base::to_local(w.deps.clock.now(), std::string_view(zone->data(), zone->size()));
        if (!known) return std::unexpected<Failure>(Failure(known.error()));
    }
    employee.settings_json = json::serialize(all);
    MH_TRY(w.deps.people.update_employee(employee));
    MH_LET(body, me_json(w.deps, employee, call.actor(), call.who->csrf_token, call.session_token));
    return json_response(std::move(body));
}

// A wrong password for somebody there is stands in their brand's audit log; invented addresses stand nowhere.
void note_refused(const Wiring& w, const Call& call, const base::Error& error) {
    if (error.code != base::ErrorCode::unauthenticated) return;
    const auto people = w.deps.people.employees_by_email(identity::lower(call.text("email")));
    if (!people) return;
    for (const model::Employee& one : *people)
        if (one.active)
            if (const auto noted =
                    w.deps.audit.note(one.brand, {"session.refused", "employee", one.id.value});
                !noted)
                base::log(base::LogLevel::error, "http", "a refused sign-in is not in the audit log",
                          {{"cause", noted.error().cause}});
}

}  // namespace

Outcome signed_in(const Wiring& w, const Call& call, const identity::Session& session) {
    const model::Employee& e = session.employee;
    const model::Actor actor{e.id, e.brand, e.department, e.role, e.initials, std::nullopt};
    MH_LET(body, me_json(w.deps, e, actor, session.csrf_token, session.token));
    Response response = json_response(std::move(body));
    response.set("Set-Cookie", w.guard.session_cookie(session.token, call.secure, identity::kSessionLives));
    return response;
}

std::vector<Route> session_routes(const Wiring& w) {
    std::vector<Route> routes;
    {
        Route r = make_route("POST", "/api/v1/session/link", "sign_in_with_link");
        r.access = Access::open;
        r.csrf = Csrf::exempt;
        r.rate = Rate::sign_in;
        r.request = shapes::link_request();
        r.response = shapes::me();
        r.handle = [w](Call& call) -> Outcome {
            MH_LET(session, w.deps.identity.sign_in_with_link(call.text("token")));
            return signed_in(w, call, session);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/session", "sign_in");
        r.access = Access::open;
        r.csrf = Csrf::exempt;
        r.rate = Rate::sign_in;
        r.request = shapes::sign_in_request();
        r.response = shapes::me();
        r.handle = [w](Call& call) -> Outcome {
            auto session = w.deps.identity.sign_in(call.text("email"), call.text("password"),
                                                   call.text_if("code").value_or(""));
            if (!session) {
                note_refused(w, call, session.error());
                return std::unexpected<Failure>(Failure(std::move(session).error()));
            }
            return signed_in(w, call, *session);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/session/brand", "switch_brand");
        r.actions = {Action::manage_self};
        r.request = shapes::brand_choice();
        r.response = shapes::me();
        r.handle = [w](Call& call) -> Outcome {
            MH_LET(session,
                   w.deps.identity.switch_brand(call.session_token, model::BrandId(call.text("brand_id"))));
            w.live.recheck_sessions();
            return signed_in(w, call, session);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/session", "sign_out");
        r.actions = {Action::manage_self};
        r.status = 204;
        r.handle = [w](Call& call) -> Outcome {
            if (!call.session_token.empty()) MH_TRY(w.deps.identity.sign_out(call.session_token));
            w.live.recheck_sessions();
            Response response = no_content();
            response.set("Set-Cookie", w.guard.ended_cookie(call.secure));
            return response;
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/me", "me");
        r.actions = {Action::see_people};
        r.response = shapes::me();
        r.handle = [w](Call& call) -> Outcome {
            MH_LET(body, me_json(w.deps, call.who->employee, call.actor(), call.who->csrf_token,
                                 call.session_token));
            return json_response(std::move(body));
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("PATCH", "/api/v1/me", "change_settings");
        r.actions = {Action::manage_self};
        r.request = shapes::settings_request();
        r.response = shapes::me();
        r.handle = [w](Call& call) { return change_settings(w, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("PUT", "/api/v1/me/password", "set_password");
        r.actions = {Action::manage_self};
        r.request = shapes::password_request();
        r.status = 204;
        r.handle = [w](Call& call) -> Outcome {
            MH_TRY(w.deps.identity.set_password(call.actor().employee, call.text("password")));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
