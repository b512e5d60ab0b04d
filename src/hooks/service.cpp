#include <algorithm>

#include "hooks/hooks.hpp"
#include "model/policy.hpp"

namespace manyhands::hooks {
namespace {

using base::ErrorCode;
using base::Result;
using model::Action;
using model::Actor;
using model::WebhookId;

constexpr std::pair<HookState, std::string_view> kHookStates[] = {{HookState::on, "on"},
                                                                  {HookState::off, "off"},
                                                                  {HookState::gone, "gone"},
                                                                  {HookState::failing, "failing"}};
constexpr std::pair<DeliveryState, std::string_view> kDeliveryStates[] = {
    {DeliveryState::waiting, "waiting"},
    {DeliveryState::delivered, "delivered"},
    {DeliveryState::dead, "dead"}};

template <class Enum, std::size_t n>
std::string_view name_of(Enum value, const std::pair<Enum, std::string_view> (&names)[n]) {
    for (const auto& [one, name] : names)
        if (one == value) return name;
    return "";
}
template <class Enum, std::size_t n>
std::optional<Enum> value_of(std::string_view text, const std::pair<Enum, std::string_view> (&names)[n]) {
    for (const auto& [one, name] : names)
        if (name == text) return one;
    return std::nullopt;
}

}  // namespace

std::string_view to_string(HookState state) {
    return name_of(state, kHookStates);
}
std::optional<HookState> hook_state(std::string_view text) {
    return value_of(text, kHookStates);
}
std::string_view to_string(DeliveryState state) {
    return name_of(state, kDeliveryStates);
}
std::optional<DeliveryState> delivery_state(std::string_view text) {
    return value_of(text, kDeliveryStates);
}

bool Webhook::wants(std::string_view event) const {
    return std::ranges::find(events, event) != events.end();
}

Result<Webhook> Service::mine(const Actor& actor, const WebhookId& id) {
    MH_TRY(model::check(actor, Action::manage_webhooks, model::Scope::brand));
    return ports_.store.webhook(actor.brand, id);
}

Result<void> Service::apply(Webhook& hook, const HookChange& change) {
    if (change.url && *change.url != hook.url) {
        MH_TRY(ports_.check_target(*change.url));
        hook.url = *change.url;
    }
    if (change.events) {
        hook.events.clear();
        for (const std::string& event : *change.events)
            if (std::ranges::find(kEvents, event) == kEvents.end())
                return base::fail(ErrorCode::invalid, "hooks.events.unknown",
                                  {{"event", event}, {"pointer", "/events"}});
        for (const std::string_view event : kEvents)
            if (std::ranges::find(*change.events, event) != change.events->end())
                hook.events.emplace_back(event);
    }
    if (hook.events.empty())
        return base::fail(ErrorCode::invalid, "hooks.events.none", {{"pointer", "/events"}});
    if (change.enabled) hook.state = *change.enabled ? HookState::on : HookState::off;
    return {};
}

Result<std::vector<Webhook>> Service::list(const Actor& actor) {
    MH_TRY(model::check(actor, Action::manage_webhooks, model::Scope::brand));
    return ports_.store.webhooks(actor.brand);
}

Result<Service::Made> Service::add(const Actor& actor, const HookChange& wanted) {
    MH_TRY(model::check(actor, Action::manage_webhooks, model::Scope::brand));
    Webhook hook;
    hook.id = ports_.ids.make<WebhookId>();
    hook.brand = actor.brand;
    hook.created_at = ports_.clock.now();
    if (!wanted.url) return base::fail(ErrorCode::invalid, "hooks.url.bad", {{"pointer", "/url"}});
    MH_TRY(apply(hook, wanted));
    const std::string secret = new_secret(ports_.random);
    MH_TRY(ports_.store.add_webhook(hook, {ports_.seal(secret), {}, {}}));
    ports_.changed();
    return Made{hook, secret};
}

Result<Webhook> Service::change(const Actor& actor, const WebhookId& id, const HookChange& change) {
    MH_LET(hook, mine(actor, id));
    MH_TRY(apply(hook, change));
    MH_TRY(ports_.store.change_webhook(hook));
    ports_.changed();
    return ports_.store.webhook(actor.brand, id);
}

Result<Service::Made> Service::rotate(const Actor& actor, const WebhookId& id) {
    MH_LET(hook, mine(actor, id));
    MH_LET(boxes, ports_.store.webhook_boxes(id));
    const std::string secret = new_secret(ports_.random);
    hook.former_until = ports_.clock.now() + kFormerSigns;
    MH_TRY(
        ports_.store.rotate_webhook(actor.brand, id, {ports_.seal(secret), boxes.secret, hook.former_until}));
    return Made{hook, secret};
}

Result<void> Service::remove(const Actor& actor, const WebhookId& id) {
    MH_LET(hook, mine(actor, id));
    MH_TRY(ports_.store.remove_webhook(actor.brand, hook.id));
    ports_.changed();
    return {};
}

Result<Delivery> Service::ping(const Actor& actor, const WebhookId& id) {
    MH_LET(hook, mine(actor, id));
    Delivery delivery;
    delivery.id = ports_.ids.make<model::DeliveryId>();
    delivery.brand = actor.brand;
    delivery.webhook = id;
    delivery.event = kPing;
    delivery.created_at = delivery.due_at = ports_.clock.now();
    delivery.body = ping_body(id, delivery.created_at);
    MH_TRY(ports_.store.add_delivery(delivery));
    ports_.changed();
    return delivery;
}

Result<std::vector<Delivery>> Service::deliveries(const Actor& actor, const WebhookId& id,
                                                  std::optional<DeliveryState> state,
                                                  const std::string& before, int limit) {
    MH_LET(hook, mine(actor, id));
    return ports_.store.deliveries(actor.brand, hook.id, state, before, limit);
}

Result<Delivery> Service::resend(const Actor& actor, const WebhookId& id, const model::DeliveryId& delivery) {
    MH_LET(hook, mine(actor, id));
    MH_LET(again, ports_.store.resend(actor.brand, hook.id, delivery, ports_.clock.now()));
    ports_.changed();
    return again;
}

Result<std::int64_t> Service::resend_dead(const Actor& actor, const WebhookId& id) {
    MH_LET(hook, mine(actor, id));
    MH_LET(count, ports_.store.resend_dead(actor.brand, hook.id, ports_.clock.now()));
    ports_.changed();
    return count;
}

}  // namespace manyhands::hooks
