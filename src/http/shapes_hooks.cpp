// The shapes of webhooks.
#include "hooks/hooks.hpp"
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

SchemaPtr count() {
    return integer(0, std::int64_t{1} << 53U);
}
SchemaPtr event_name() {
    return one_of({hooks::kEvents.begin(), hooks::kEvents.end()});
}
SchemaPtr url() {
    return line(1, 2048);
}

}  // namespace

const SchemaPtr& webhook() {
    static const SchemaPtr s =
        object("Webhook", {req("id", id()), req("url", url()), req("events", array(event_name())),
                           req("state", one_of({"on", "off", "gone", "failing"})), req("failures", count()),
                           req("failing_since", nullable(instant())), req("next_try_at", nullable(instant())),
                           req("last_ok_at", nullable(instant())), req("former_until", nullable(instant())),
                           req("waiting", count()), req("dead", count()), req("created_at", instant())});
    return s;
}

const SchemaPtr& webhooks() {
    static const SchemaPtr s =
        object("Webhooks", {req("items", array(webhook())), req("events", array(event_name()))});
    return s;
}

const SchemaPtr& new_webhook() {
    static const SchemaPtr s = object("NewWebhook", {req("webhook", webhook()), req("secret", line(1, 128))});
    return s;
}

const SchemaPtr& webhook_request() {
    static const SchemaPtr s =
        object("WebhookToAdd", {req("url", url()), req("events", array(event_name(), 16))});
    return s;
}

const SchemaPtr& webhook_change() {
    static const SchemaPtr s =
        object("WebhookChange",
               {opt("url", url()), opt("events", array(event_name(), 16)), opt("enabled", boolean())});
    return s;
}

const SchemaPtr& webhook_delivery() {
    static const SchemaPtr s =
        object("WebhookDelivery",
               {req("id", id()), req("event", line(1, 64)), req("conversation_id", nullable(id())),
                req("state", one_of({"waiting", "delivered", "dead"})), req("attempts", count()),
                req("created_at", instant()), req("due_at", nullable(instant())),
                req("last_at", nullable(instant())), req("last_status", nullable(integer(100, 999))),
                req("problem", nullable(text(0, 4096))), req("body", text(0, 65'536))});
    return s;
}

const SchemaPtr& webhook_deliveries() {
    static const SchemaPtr s = object(
        "WebhookDeliveries", {req("items", array(webhook_delivery())), req("next", nullable(line(1, 64)))});
    return s;
}

const SchemaPtr& webhook_resent() {
    static const SchemaPtr s = object("WebhookResent", {req("count", count())});
    return s;
}

}  // namespace manyhands::http::shapes
