// Settings with their sources, brands and the switch between them, and what an empty company still lacks.
#include <algorithm>

#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/shapes.hpp"
#include "model/policy.hpp"

namespace manyhands::http {
namespace {

using model::Action;

std::string_view kind_name(model::SettingKind kind) {
    switch (kind) {
        case model::SettingKind::whole:
            return "whole";
        case model::SettingKind::truth:
            return "truth";
        case model::SettingKind::choice:
            return "choice";
        case model::SettingKind::line:
            return "line";
        case model::SettingKind::whole_list:
            return "whole_list";
    }
    return "line";
}

Outcome settings(const Deps& deps, Call& call) {
    MH_LET(items, deps.settings.list(call.actor()));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const identity::Settings::Item& item : items) {
        const model::Setting& s = *item.setting;
        const std::string label = model::label_key(s);
        out.begin_object().member("key", s.key).member("label", base::tr(call.lang, label));
        out.member("hint", base::tr(call.lang, label + ".hint")).member("section", s.section);
        out.member("section_label", base::tr(call.lang, "settings.section." + std::string(s.section)));
        out.member("kind", kind_name(s.kind)).key("choices").begin_array();
        std::string_view rest = s.choices;
        while (!rest.empty()) {
            out.text(rest.substr(0, rest.find(' ')));
            rest.remove_prefix(
                std::min(rest.size(), rest.find(' ') == rest.npos ? rest.size() : rest.find(' ') + 1));
        }
        out.end_array().member("value", item.now.value).member("standard", s.standard);
        out.member("source", to_string(item.now.source)).member("environment", model::environment_name(s));
        out.member("flag", s.flag).member("restart_needed", s.restart);
        out.member("changeable", item.changeable).end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

Outcome change_settings(const Deps& deps, Call& call) {
    std::map<std::string, std::string> values;
    for (const auto& [key, value] : call.body.as_object())
        values.emplace(key, value.as_string().c_str());
    MH_TRY(deps.settings.change(call.actor(), values));
    return settings(deps, call);
}

// What a company needs before it can answer in public; each looked up, none ticked by hand.
Outcome checklist(const Deps& deps, Call& call) {
    MH_TRY(model::check(call.actor(), Action::manage_settings, model::Scope::brand));
    MH_LET(accounts, deps.accounts.list(call.actor().brand));
    MH_LET(departments, deps.people.departments(call.actor().brand));
    MH_LET(people, deps.staff.page(call.actor(), {{}, {}, {}, {}, true, 1, {}}));
    MH_LET(has_password, deps.identity.has_password(call.actor().employee));
    MH_LET(hours, deps.episodes.hours(call.actor().brand));
    MH_LET(items, deps.settings.list(call.actor()));
    const bool promise = std::ranges::any_of(items, [](const auto& item) {
        return item.setting->section == "promise" && item.now.source != model::SettingSource::standard;
    });
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    const auto item = [&](std::string_view key, bool done, std::int64_t count) {
        out.begin_object().member("key", key).member("done", done).member("count", count).end_object();
    };
    item("password", has_password, has_password ? 1 : 0);
    item("account", !accounts.empty(), std::ssize(accounts));
    item("departments", departments.size() > 1, std::ssize(departments));
    item("people", people.total > 1, people.total);
    item("hours", hours.brand.has_value(), hours.brand ? 1 : 0);
    item("promise", promise, promise ? 1 : 0);
    out.end_array().end_object();
    return json_response(out.take());
}

Outcome brands(const Deps& deps, Call& call) {
    MH_LET(reachable, deps.identity.brands_of(call.session_token, call.actor()));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const model::Brand& brand : reachable)
        out.begin_object()
            .member("id", brand.id.value)
            .member("name", brand.name)
            .member("current", brand.id == call.actor().brand)
            .end_object();
    out.end_array()
        .member("may_add", deps.settings.check_installation(call.actor()).has_value())
        .end_object();
    return json_response(out.take());
}

Outcome add_brand(const Deps& deps, Call& call) {
    MH_LET(brand, deps.staff.add_brand(call.actor(), call.text("name"), call.text("department_ko"),
                                       call.text("department_en"), [&](const model::EmployeeId& admin) {
                                           // A token is no session that could switch.
                                           return call.session_token.empty()
                                                      ? base::Result<void>{}
                                                      : deps.identity.reach_also(call.session_token, admin);
                                       }));
    JsonWriter out;
    out.begin_object().member("id", brand.id.value).member("name", brand.name).member("current", false);
    out.end_object();
    return json_response(out.take(), 201);
}

}  // namespace

std::vector<Route> settings_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/settings", "list_settings");
        r.actions = {Action::manage_settings};
        r.response = shapes::settings();
        r.handle = [&deps](Call& call) { return settings(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("PATCH", "/api/v1/settings", "change_brand_settings");
        r.actions = {Action::manage_settings};
        r.request = shapes::settings_change();
        r.response = shapes::settings();
        r.handle = [&deps](Call& call) { return change_settings(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/checklist", "checklist");
        r.actions = {Action::manage_settings};
        r.response = shapes::checklist();
        r.handle = [&deps](Call& call) { return checklist(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/brands", "list_brands");
        r.actions = {Action::manage_self};
        r.response = shapes::brands();
        r.handle = [&deps](Call& call) { return brands(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/brands", "add_brand");
        r.actions = {Action::manage_installation};
        r.request = shapes::brand_request();
        r.response = shapes::brand();
        r.status = 201;
        r.handle = [&deps](Call& call) { return add_brand(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/tokens/{id}", "revoke_token");
        r.actions = {Action::manage_token};
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_TRY(deps.identity.revoke_token(call.actor(), call.args[0]));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
