// Webhooks: other systems of the company are told what happened, signed by Standard Webhooks, at least once
// and each message under one id for ever. What is told is ids and public facts (message.cpp); no customer's
// text.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/random.hpp"
#include "model/event.hpp"
#include "model/people.hpp"

namespace manyhands::hooks {

// What may be chosen, in the order in which people read it.
inline constexpr std::array<std::string_view, 18> kEvents{
    "conversation.opened",  "conversation.claimed",  "conversation.handed_off", "conversation.waiting",
    "conversation.promise", "conversation.answered", "conversation.closed",     "answer.published",
    "answer.held",          "action.promised",       "action.changed",          "action.done",
    "action.overdue",       "approval.asked",        "approval.escalated",      "approval.approved",
    "approval.returned",    "listening.alert"};
inline constexpr std::string_view kPing = "ping";  // the test; sent whatever is chosen

inline constexpr std::size_t kHooksAtMost = 20;  // a brand
inline constexpr base::Seconds kFormerSigns{86'400};

// on; off by a person; gone: the target said so (410); failing: nothing arrived for days.
enum class HookState { on, off, gone, failing };
std::string_view to_string(HookState state);
std::optional<HookState> hook_state(std::string_view text);

struct Webhook {
    model::WebhookId id;
    model::BrandId brand;
    std::string url;
    std::vector<std::string> events;
    HookState state = HookState::on;
    std::int64_t told_seq = 0;  // of the brand's log: up to here everything stands in the queue
    int streak = 0;             // failures in a row
    std::optional<base::Instant> failing_since;
    std::optional<base::Instant> rest_until;  // after a failure nothing is tried before
    std::optional<base::Instant> last_ok_at;
    std::optional<base::Instant> former_until;  // the secret before the last change signs, too, until then
    base::Instant created_at{};
    std::int64_t waiting = 0;  // deliveries; read only
    std::int64_t dead = 0;

    bool wants(std::string_view event) const;
};

// Sealed; opened by whoever signs.
struct Boxes {
    std::string secret;
    std::string former;  // empty: none
    std::optional<base::Instant> former_until;
};

enum class DeliveryState { waiting, delivered, dead };
std::string_view to_string(DeliveryState state);
std::optional<DeliveryState> delivery_state(std::string_view text);

struct Delivery {
    model::DeliveryId id;  // the webhook-id of every attempt
    model::BrandId brand;
    model::WebhookId webhook;
    std::string event;
    std::int64_t seq = 0;  // of the log; 0: a test
    model::ConversationId conversation;
    std::string body;
    DeliveryState state = DeliveryState::waiting;
    int attempts = 0;
    base::Instant due_at{};
    base::Instant created_at{};
    std::optional<base::Instant> last_at;
    int last_status = 0;       // of the last response; 0: there was none
    std::string last_problem;  // key of the catalogue; empty: all was well
};

// An event of the log with its place.
struct Fact {
    model::BrandId brand;
    std::int64_t seq = 0;
    model::ConversationId conversation;
    model::Event event;
};

struct Message {
    std::string_view event;
    std::string body;  // JSON: {"type", "timestamp", "data"}
};
// Nothing: nobody can choose to hear of it. Pure.
std::optional<Message> message_of(const Fact& fact);

// A listening query found so many posts within so many minutes.
struct ListeningAlert {
    model::BrandId brand;
    model::QueryId query;
    std::int64_t found = 0;
    std::int64_t at_least = 0;  // of its rule
    std::int64_t minutes = 0;
    base::Instant at{};
};
Message message_of(const ListeningAlert& alert);
std::string ping_body(const model::WebhookId& id, base::Instant at);
// Whether an event of that name in the log can become a message.
bool tells(std::string_view log_type);

// What one attempt came to.
struct Attempt {
    base::Instant at{};
    int status = 0;       // 0: no response
    std::string problem;  // of the catalogue; empty with a response
    std::optional<base::Micros> retry_after;
};

// What it means for the delivery and for its webhook.
struct Verdict {
    Delivery delivery;
    HookState hook = HookState::on;
    int streak = 0;
    std::optional<base::Instant> failing_since;
    std::optional<base::Instant> rest_until;
    bool arrived = false;
};
// 2xx has arrived; 410 ends the webhook; everything else is tried again, 14 times over about four days, with
// growing waits, half of each at random, never before Retry-After (at most a day). Five days without any
// success end the webhook, too. A test is tried once. Pure but for `random`.
Verdict judge(const Webhook& hook, const Delivery& delivery, const Attempt& attempt, base::Random& random);

struct Facts {
    std::vector<Fact> items;  // those that tells()
    std::int64_t seq = 0;     // everything up to here was looked at
};

// Thread-safe; writes block until durable. Not found in another brand as well ("hooks.not_found").
class HookStore {
  public:
    virtual ~HookStore() = default;
    virtual base::Result<std::vector<Webhook>> webhooks(const model::BrandId& brand) = 0;
    virtual base::Result<std::vector<Webhook>> all_webhooks() = 0;
    virtual base::Result<Webhook> webhook(const model::BrandId& brand, const model::WebhookId& id) = 0;
    virtual base::Result<Boxes> webhook_boxes(const model::WebhookId& id) = 0;
    // Hears of what comes after this. conflict ("hooks.too_many").
    virtual base::Result<void> add_webhook(const Webhook& hook, const Boxes& boxes) = 0;
    // Address, events, state. Switched on: from the log's end, without a rest.
    virtual base::Result<void> change_webhook(const Webhook& hook) = 0;
    virtual base::Result<void> rotate_webhook(const model::BrandId& brand, const model::WebhookId& id,
                                              const Boxes& boxes) = 0;
    virtual base::Result<void> remove_webhook(const model::BrandId& brand, const model::WebhookId& id) = 0;

    virtual base::Result<Facts> facts_after(const model::BrandId& brand, std::int64_t seq, int limit) = 0;
    // The messages and the webhook's place in the log, together; nothing when its place is no more `former`.
    virtual base::Result<void> queue(const Webhook& hook, std::int64_t former, std::int64_t seq,
                                     const std::vector<Delivery>& deliveries) = 0;
    virtual base::Result<void> add_delivery(const Delivery& delivery) = 0;
    // The oldest that is due; while the webhook is off or rests, only tests.
    virtual base::Result<std::optional<Delivery>> next_delivery(const Webhook& hook, base::Instant now) = 0;
    virtual base::Result<void> record(const Verdict& verdict) = 0;

    // Newest first, older than `before` (empty: from the newest); state empty: any. limit 1 to 100.
    virtual base::Result<std::vector<Delivery>> deliveries(const model::BrandId& brand,
                                                           const model::WebhookId& hook,
                                                           std::optional<DeliveryState> state,
                                                           const std::string& before, int limit) = 0;
    // As new, under the same id. not_found ("hooks.delivery.not_found"); conflict ("hooks.delivery.waiting").
    virtual base::Result<Delivery> resend(const model::BrandId& brand, const model::WebhookId& hook,
                                          const model::DeliveryId& id, base::Instant now) = 0;
    virtual base::Result<std::int64_t> resend_dead(const model::BrandId& brand, const model::WebhookId& hook,
                                                   base::Instant now) = 0;
    // Delivered ones after a week, dead ones after 90 days; some of them.
    virtual base::Result<void> prune_deliveries(base::Instant now) = 0;
};

// -- signing (Standard Webhooks)
// -----------------------------------------------------------------------------
std::string new_secret(base::Random& random);  // "whsec_" and 32 random bytes as base64
// "v1,<base64>" of HMAC-SHA256 over "id.seconds.body". Errors: internal ("hooks.secret.damaged").
base::Result<std::string> signature(std::string_view secret, std::string_view id, base::Instant at,
                                    std::string_view body);

// -- for people
// ------------------------------------------------------------------------------------------------
struct HookChange {
    std::optional<std::string> url;
    std::optional<std::vector<std::string>> events;
    std::optional<bool> enabled;
};

class Service {
  public:
    struct Ports {
        HookStore& store;
        const base::Clock& clock;
        base::Random& random;
        base::IdSource& ids;
        std::function<std::string(std::string_view)> seal;
        // Whether this address may be a target at all. Errors: invalid, with the argument "pointer".
        std::function<base::Result<void>(const std::string& url)> check_target;
        std::function<void()> changed;  // what the deliverer knows may be wrong now
    };
    explicit Service(Ports ports) : ports_(std::move(ports)) {}

    struct Made {
        Webhook hook;
        std::string secret;  // shown once
    };
    // All: forbidden; not_found.
    base::Result<std::vector<Webhook>> list(const model::Actor& actor);
    // Errors: invalid ("hooks.url.*", "hooks.events.none", "hooks.events.unknown"), conflict
    // ("hooks.too_many").
    base::Result<Made> add(const model::Actor& actor, const HookChange& wanted);
    base::Result<Webhook> change(const model::Actor& actor, const model::WebhookId& id,
                                 const HookChange& change);
    // A new secret; the former one signs, too, for a day.
    base::Result<Made> rotate(const model::Actor& actor, const model::WebhookId& id);
    base::Result<void> remove(const model::Actor& actor, const model::WebhookId& id);
    // Puts a test into the queue, also for one that is off.
    base::Result<Delivery> ping(const model::Actor& actor, const model::WebhookId& id);
    base::Result<std::vector<Delivery>> deliveries(const model::Actor& actor, const model::WebhookId& id,
                                                   std::optional<DeliveryState> state,
                                                   const std::string& before, int limit);
    base::Result<Delivery> resend(const model::Actor& actor, const model::WebhookId& id,
                                  const model::DeliveryId& delivery);
    base::Result<std::int64_t> resend_dead(const model::Actor& actor, const model::WebhookId& id);

  private:
    base::Result<Webhook> mine(const model::Actor& actor, const model::WebhookId& id);
    base::Result<void> apply(Webhook& hook, const HookChange& change);

    Ports ports_;
};

}  // namespace manyhands::hooks
