// The brand's accounts on networks and the form to connect one.
#include "http/api.hpp"
#include "http/json_desk.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using model::Action;

constexpr int kLeftOutShown = 100;

void write_left_out(JsonWriter& out, const route::LeftOut& post) {
    out.begin_object().member("id", post.id).member("account_id", post.account.value);
    out.member_or_null("remote_id", post.remote_id).member_or_null("url", post.url);
    out.member("told", post.told).member_or_null("cause", post.cause).member("at", post.at).end_object();
}

std::string_view kind_name(AccountsPort::SettingField::Kind kind) {
    switch (kind) {
        case AccountsPort::SettingField::Kind::text:
            return "text";
        case AccountsPort::SettingField::Kind::secret:
            return "secret";
        case AccountsPort::SettingField::Kind::url:
            return "url";
    }
    return "text";
}

Outcome networks(const Deps& deps, Call& call) {
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    const bool alt_required = deps.settings.value(call.actor().brand, "answer.alt_required").value == "1";
    for (const auto& network : deps.accounts.networks()) {
        out.begin_object().member("id", network.id).member("label", network.label);
        out.member("text_rule", network.text_rule).key("settings_form").begin_array();
        for (const auto& field : network.settings_form) {
            out.begin_object()
                .member("name", field.name)
                .member("label", base::tr(call.lang, field.label_key));
            out.member("kind", kind_name(field.kind)).member("required", field.required);
            out.member("hint", field.hint_key.empty() ? "" : base::tr(call.lang, field.hint_key));
            out.member("placeholder", field.placeholder).end_object();
        }
        out.end_array().key("media").begin_object();
        const answer::ImageRules& images = network.images;
        out.member("max", images.at_most).member("max_bytes", images.bytes).member("max_side", images.side);
        out.key("types").begin_array();
        for (const std::string& type : images.types)
            out.text(type);
        out.end_array()
            .member("max_alt", images.alt_at_most)
            .member("alt_required", images.alt_required || alt_required);
        out.end_object().end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

AccountsPort::Settings settings_of(const Call& call) {
    AccountsPort::Settings settings;
    for (const auto& [name, value] : call.body.as_object().at("settings").as_object())
        settings.emplace(std::string(name), std::string(value.as_string().c_str()));
    return settings;
}

Outcome account_json(const Deps& deps, const Call& call, const model::Account& account, int status) {
    JsonWriter out;
    write_account(out, account, deps.accounts, call.lang);
    return json_response(out.take(), status);
}

Outcome test(const Deps& deps, Call& call) {
    MH_LET(result, deps.accounts.test(call.text("network"), settings_of(call)));
    JsonWriter out;
    out.begin_object().member("ok", result.ok).key("checks").begin_array();
    for (const auto& check : result.checks) {
        out.begin_object().member("key", check.key).member("ok", check.ok);
        out.member("label", base::tr(call.lang, check.key));
        out.member("detail", check.detail.key.empty() ? "" : base::tr(call.lang, check.detail)).end_object();
    }
    out.end_array();
    if (!result.handle.empty()) out.member("handle", result.handle);
    if (!result.display_name.empty()) out.member("display_name", result.display_name);
    out.end_object();
    return json_response(out.take());
}

}  // namespace

std::vector<Route> account_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    LiveHub& live = w.live;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/networks", "list_networks");
        r.actions = {Action::see_account};
        r.response = shapes::networks();
        r.handle = [&deps](Call& call) { return networks(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/accounts", "list_accounts");
        r.actions = {Action::see_account};
        r.response = shapes::accounts();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(accounts, deps.accounts.list(call.actor().brand));
            JsonWriter out;
            out.begin_object().key("items").begin_array();
            for (const model::Account& account : accounts)
                write_account(out, account, deps.accounts, call.lang);
            out.end_array().end_object();
            return json_response(out.take());
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/accounts/test", "test_account");
        r.actions = {Action::manage_account};
        r.request = shapes::account_request();
        r.response = shapes::account_test();
        r.speed = Speed::slow;
        r.handle = [&deps](Call& call) { return test(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/accounts", "add_account");
        r.actions = {Action::manage_account};
        r.request = shapes::account_request();
        r.response = shapes::account();
        r.status = 201;
        r.speed = Speed::slow;
        r.handle = [&deps, &live](Call& call) -> Outcome {
            MH_LET(account, deps.accounts.add(call.actor(), call.text("network"), settings_of(call)));
            live.account_changed(account);
            return account_json(deps, call, account, 201);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("PATCH", "/api/v1/accounts/{id}", "change_account");
        r.actions = {Action::manage_account};
        r.request = shapes::account_status_request();
        r.response = shapes::account();
        r.handle = [&deps, &live](Call& call) -> Outcome {
            const auto status = model::account_status(call.text("status"));
            MH_LET(account,
                   deps.accounts.set_status(call.actor(), model::AccountId(call.args.at(0)), *status));
            live.account_changed(account);
            return account_json(deps, call, account, 200);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/accounts/{id}/gap", "close_account_gap");
        r.actions = {Action::manage_account};
        r.response = shapes::account();
        r.handle = [&deps, &live](Call& call) -> Outcome {
            MH_LET(account, deps.accounts.gap_seen(call.actor(), model::AccountId(call.args.at(0))));
            live.account_changed(account);
            return account_json(deps, call, account, 200);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/left-out", "list_left_out");
        r.actions = {Action::manage_account};
        r.response = shapes::left_out_list();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(posts, deps.accounts.left_out(call.actor().brand, kLeftOutShown));
            JsonWriter out;
            out.begin_object().key("items").begin_array();
            for (const route::LeftOut& post : posts)
                write_left_out(out, post);
            out.end_array().end_object();
            return json_response(out.take());
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/left-out/{id}", "close_left_out");
        r.actions = {Action::manage_account};
        r.response = shapes::left_out();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(post, deps.accounts.left_out_seen(call.actor(), std::string(call.args.at(0))));
            JsonWriter out;
            write_left_out(out, post);
            return json_response(out.take());
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
