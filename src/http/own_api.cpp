// Employees' own accounts on networks, and how to answer from there.
#include <algorithm>

#include "http/api.hpp"
#include "http/crowd_deps.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using identity::Binding;
using identity::BindingWish;
using model::Action;

void write_binding(JsonWriter& out, const Binding& one) {
    out.member("id", one.id).member("network", one.network).member("handle", one.handle);
    out.member("kind", identity::to_string(one.kind)).member("bound_at", one.bound_at);
    out.member("ended_at", one.ended_at).member_or_null("ended_why", one.ended_why);
}

void write_wish(JsonWriter& out, const BindingWish& one) {
    out.begin_object().member("id", one.id).member("network", one.network).member("handle", one.handle);
    out.member("code", one.code).member_or_null("problem", one.problem);
    out.member("made_at", one.made_at).member("expires_at", one.expires_at).end_object();
}

// Where the brand has an account and people's own can be read.
base::Result<std::vector<model::Account>> accounts_for_own(const Deps& deps, const model::BrandId& brand) {
    MH_LET(accounts, deps.accounts.list(brand));
    const auto networks = deps.accounts.networks();
    std::erase_if(accounts, [&](const model::Account& account) {
        const auto network = std::ranges::find(networks, account.network, &AccountsPort::Network::id);
        return network == networks.end() || !network->finds_people;
    });
    return accounts;
}

Outcome mine(const Deps& deps, Call& call) {
    MH_LET(own, deps.crowd->bindings.mine(call.actor()));
    MH_LET(posts, deps.crowd->own_client.mine(call.actor()));
    MH_LET(accounts, accounts_for_own(deps, call.actor().brand));
    const answer::OwnRules rules = deps.crowd->own_client.rules(call.actor().brand);
    const auto networks = deps.accounts.networks();
    JsonWriter out;
    out.begin_object().member_or_null("tag", rules.tag);
    out.member("signature", rules.signature == answer::OwnSignature::handle ? "handle" : "initials");
    out.key("networks").begin_array();
    for (const auto& network : networks) {
        const auto account = std::ranges::find(accounts, network.id, &model::Account::network);
        if (account == accounts.end()) continue;
        out.begin_object().member("id", network.id).member("label", network.label);
        out.member("brand_handle", account->handle).end_object();
    }
    out.end_array().key("items").begin_array();
    for (const Binding& one : own.bindings) {
        out.begin_object();
        write_binding(out, one);
        out.end_object();
    }
    out.end_array().key("wishes").begin_array();
    for (const BindingWish& one : own.wishes)
        write_wish(out, one);
    out.end_array().key("posts").begin_array();
    for (const answer::OwnPost& one : posts) {
        out.begin_object().member("network", one.network).member("handle", one.handle);
        out.member_or_null("url", one.url).member("at", one.posted_at);
        out.member("state", answer::to_string(one.state)).member_or_null("reason", one.reason);
        out.member_or_null("conversation_id", one.conversation ? one.conversation->value : std::string());
        out.end_object();
    }
    out.end_array().end_object();
    return json_response(out.take());
}

Outcome begin(const Deps& deps, Call& call) {
    const std::string network = call.text("network");
    MH_LET(accounts, accounts_for_own(deps, call.actor().brand));
    if (std::ranges::find(accounts, network, &model::Account::network) == accounts.end())
        return std::unexpected<Failure>(at_field(
            {base::ErrorCode::invalid, "identity.binding.no_such_network", {{"pointer", "/network"}}, {}}));
    auto wish = deps.crowd->bindings.begin(call.actor(), network, call.text("handle"));
    if (!wish) return std::unexpected<Failure>(at_field(std::move(wish).error()));
    JsonWriter out;
    write_wish(out, *wish);
    return json_response(out.take(), 201);
}

Outcome all(const Deps& deps, Call& call) {
    MH_LET(bindings, deps.crowd->bindings.all(call.actor()));
    MH_LET(strangers, deps.crowd->bindings.strangers(call.actor()));
    const auto who = people_lookup(deps);
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const Binding& one : bindings) {
        const model::Employee employee = who(one.employee);
        out.begin_object().key("employee").begin_object().member("id", one.employee.value);
        out.member("initials", employee.initials).member("name", employee.name).end_object();
        write_binding(out, one);
        out.end_object();
    }
    out.end_array().member("strangers", strangers).end_object();
    return json_response(out.take());
}

Outcome code(const Deps& deps, Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return std::unexpected<Failure>(
            Failure(404, base::ErrorCode::not_found, "route.conversation.not_found"));
    const model::ConversationId id(call.args.at(0));
    MH_LET(made, deps.crowd->own_client.short_code(call.actor(), id));
    MH_LET(conversation, deps.answer_store.conversation_now(call.actor().brand, id));
    MH_LET(accounts, deps.accounts.list(call.actor().brand));
    const auto account = std::ranges::find(accounts, conversation.account, &model::Account::id);
    JsonWriter out;
    out.begin_object().member("code", made.code).member("expires_at", made.expires_at);
    out.member("tag", deps.crowd->own_client.rules(call.actor().brand).tag);
    out.member("brand_handle", account == accounts.end() ? std::string() : account->handle).end_object();
    return json_response(out.take());
}

}  // namespace

std::vector<Route> own_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/me/bindings", "my_bindings");
        r.actions = {Action::manage_binding};
        r.response = shapes::my_bindings();
        r.handle = [&deps](Call& call) { return mine(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/me/bindings", "begin_binding");
        r.actions = {Action::manage_binding};
        r.request = shapes::binding_request();
        r.response = shapes::binding_wish();
        r.status = 201;
        r.handle = [&deps](Call& call) { return begin(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/me/binding-wishes/{id}", "give_up_binding");
        r.actions = {Action::manage_binding};
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_TRY(deps.crowd->bindings.give_up(call.actor(), call.args[0]));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/bindings", "list_bindings");
        r.actions = {Action::manage_binding};
        r.response = shapes::all_bindings();
        r.handle = [&deps](Call& call) { return all(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("PATCH", "/api/v1/bindings/{id}", "change_binding");
        r.actions = {Action::manage_binding};
        r.request = shapes::binding_change();
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_TRY(deps.crowd->bindings.set_kind(call.actor(), call.args[0],
                                                 *identity::binding_kind(call.text("kind"))));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/bindings/{id}", "end_binding");
        r.actions = {Action::manage_binding};
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_TRY(deps.crowd->bindings.end(call.actor(), call.args[0]));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/conversations/{id}/code", "conversation_code");
        r.actions = {Action::claim_conversation};
        r.request = shapes::nothing();
        r.response = shapes::conversation_code();
        r.handle = [&deps](Call& call) { return code(deps, call); };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
