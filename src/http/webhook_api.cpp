// Webhooks: made, changed, tried, and what became of their messages.
#include <boost/json/array.hpp>

#include "http/api.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using hooks::Delivery;
using hooks::Webhook;
using model::Action;

constexpr int kPage = 50;

void write_hook(JsonWriter& out, const Webhook& hook) {
    out.begin_object().member("id", hook.id.value).member("url", hook.url).key("events").begin_array();
    for (const std::string& event : hook.events)
        out.text(event);
    out.end_array().member("state", to_string(hook.state)).member("failures", hook.streak);
    out.member("failing_since", hook.failing_since).member("next_try_at", hook.rest_until);
    out.member("last_ok_at", hook.last_ok_at).member("former_until", hook.former_until);
    out.member("waiting", hook.waiting).member("dead", hook.dead).member("created_at", hook.created_at);
    out.end_object();
}

Response one(const Webhook& hook) {
    JsonWriter out;
    write_hook(out, hook);
    return json_response(out.take());
}

Response with_secret(const hooks::Service::Made& made, int status) {
    JsonWriter out;
    out.begin_object().key("webhook");
    write_hook(out, made.hook);
    out.member("secret", made.secret).end_object();
    return json_response(out.take(), status);
}

void write_delivery(JsonWriter& out, base::Lang lang, const Delivery& delivery) {
    const bool waiting = delivery.state == hooks::DeliveryState::waiting;
    out.begin_object().member("id", delivery.id.value).member("event", delivery.event);
    out.member_or_null("conversation_id", delivery.conversation.value);
    out.member("state", to_string(delivery.state)).member("attempts", delivery.attempts);
    out.member("created_at", delivery.created_at);
    out.member("due_at", waiting ? std::optional(delivery.due_at) : std::nullopt);
    out.member("last_at", delivery.last_at);
    out.member("last_status", delivery.last_status > 0 ? std::optional(delivery.last_status) : std::nullopt);
    out.member_or_null("problem",
                       delivery.last_problem.empty()
                           ? std::string()
                           : base::tr(lang, delivery.last_problem,
                                      {{"status", std::to_string(delivery.last_status)}, {"host", ""}}));
    out.member("body", delivery.body).end_object();
}

Response one(const Call& call, const Delivery& delivery, int status = 200) {
    JsonWriter out;
    write_delivery(out, call.lang, delivery);
    return json_response(out.take(), status);
}

hooks::HookChange change_of(const Call& call) {
    hooks::HookChange change;
    change.url = call.text_if("url");
    const auto& body = call.body.as_object();
    if (const auto* events = body.if_contains("events")) {
        change.events.emplace();
        for (const auto& event : events->as_array())
            change.events->emplace_back(event.as_string());
    }
    if (const auto* enabled = body.if_contains("enabled")) change.enabled = enabled->as_bool();
    return change;
}

base::Result<model::WebhookId> hook_id(const Call& call) {
    if (!base::is_ulid(call.args.at(0))) return base::fail(base::ErrorCode::not_found, "hooks.not_found");
    return model::WebhookId(call.args.at(0));
}

Outcome page(const Deps& deps, Call& call) {
    MH_LET(id, hook_id(call));
    const auto state = call.request.query_value("state");
    MH_LET(all, deps.hooks.deliveries(call.actor(), id, state ? hooks::delivery_state(*state) : std::nullopt,
                                      std::string(call.request.query_value("cursor").value_or("")), kPage));
    JsonWriter out;
    out.begin_object().key("items").begin_array();
    for (const Delivery& delivery : all)
        write_delivery(out, call.lang, delivery);
    out.end_array().member_or_null("next", std::ssize(all) < kPage ? std::string() : all.back().id.value);
    out.end_object();
    return json_response(out.take());
}

Route hook_route(std::string method, const std::string& rest, std::string operation) {
    Route r = make_route(std::move(method), "/api/v1/webhooks" + rest, std::move(operation));
    r.actions = {Action::manage_webhooks};
    return r;
}

}  // namespace

std::vector<Route> webhook_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = hook_route("GET", "", "list_webhooks");
        r.response = shapes::webhooks();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(all, deps.hooks.list(call.actor()));
            JsonWriter out;
            out.begin_object().key("items").begin_array();
            for (const Webhook& hook : all)
                write_hook(out, hook);
            out.end_array().key("events").begin_array();
            for (const std::string_view event : hooks::kEvents)
                out.text(event);
            out.end_array().end_object();
            return json_response(out.take());
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = hook_route("POST", "", "add_webhook");
        r.request = shapes::webhook_request();
        r.response = shapes::new_webhook();
        r.status = 201;
        r.handle = [&deps](Call& call) -> Outcome {
            auto made = deps.hooks.add(call.actor(), change_of(call));
            if (!made) return std::unexpected<Failure>(at_field(std::move(made).error()));
            return with_secret(*made, 201);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = hook_route("PATCH", "/{id}", "change_webhook");
        r.request = shapes::webhook_change();
        r.response = shapes::webhook();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, hook_id(call));
            auto changed = deps.hooks.change(call.actor(), id, change_of(call));
            if (!changed) return std::unexpected<Failure>(at_field(std::move(changed).error()));
            return one(*changed);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = hook_route("DELETE", "/{id}", "remove_webhook");
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, hook_id(call));
            MH_TRY(deps.hooks.remove(call.actor(), id));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = hook_route("POST", "/{id}/secret", "rotate_webhook_secret");
        r.request = shapes::nothing();
        r.response = shapes::new_webhook();
        r.status = 201;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, hook_id(call));
            MH_LET(made, deps.hooks.rotate(call.actor(), id));
            return with_secret(made, 201);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = hook_route("POST", "/{id}/test", "test_webhook");
        r.request = shapes::nothing();
        r.response = shapes::webhook_delivery();
        r.status = 202;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, hook_id(call));
            MH_LET(delivery, deps.hooks.ping(call.actor(), id));
            return one(call, delivery, 202);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = hook_route("GET", "/{id}/deliveries", "list_webhook_deliveries");
        r.response = shapes::webhook_deliveries();
        r.query = {{"state", shape::one_of({"waiting", "delivered", "dead"})},
                   {"cursor", shape::line(0, 64)}};
        r.handle = [&deps](Call& call) { return page(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = hook_route("POST", "/{id}/deliveries/{delivery}/resend", "resend_webhook_delivery");
        r.request = shapes::nothing();
        r.response = shapes::webhook_delivery();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, hook_id(call));
            MH_LET(again, deps.hooks.resend(call.actor(), id, model::DeliveryId(call.args.at(1))));
            return one(call, again);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = hook_route("POST", "/{id}/resend", "resend_dead_webhook_deliveries");
        r.request = shapes::nothing();
        r.response = shapes::webhook_resent();
        r.handle = [&deps](Call& call) -> Outcome {
            MH_LET(id, hook_id(call));
            MH_LET(count, deps.hooks.resend_dead(call.actor(), id));
            JsonWriter out;
            out.begin_object().member("count", count).end_object();
            return json_response(out.take());
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
