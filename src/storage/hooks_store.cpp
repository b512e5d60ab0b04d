#include "storage/hooks_store.hpp"

#include <algorithm>

#include "storage/audit_store.hpp"
#include "storage/event_codec.hpp"

namespace manyhands::storage {
namespace {

using base::ErrorCode;
using base::Result;
using hooks::Delivery;
using hooks::Webhook;

constexpr base::Micros kDeliveredKept{std::chrono::hours(24 * 7)};
constexpr base::Micros kDeadKept{std::chrono::hours(24 * 90)};
constexpr int kPruneAtOnce = 2'000;
constexpr int kPageAtMost = 100;

std::string words(const std::vector<std::string>& all) {
    std::string text;
    for (const std::string& one : all)
        text.append(text.empty() ? "" : " ").append(one);
    return text;
}

std::vector<std::string> from_words(const std::string& text) {
    std::vector<std::string> all;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        all.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return all;
}

// {hook_columns}
Webhook read_hook(sqlite::Row row) {
    Webhook hook;
    hook.id = row.id<model::WebhookId>();
    hook.brand = row.id<model::BrandId>();
    hook.url = row.text();
    hook.events = from_words(row.text());
    const auto state = hooks::hook_state(row.text());
    if (!state) throw std::logic_error("row: unknown state of a webhook");
    hook.state = *state;
    hook.told_seq = row.number();
    hook.streak = row.integer();
    hook.failing_since = row.maybe_at();
    hook.rest_until = row.maybe_at();
    hook.last_ok_at = row.maybe_at();
    hook.former_until = row.maybe_at();
    hook.created_at = row.at();
    hook.waiting = row.number();
    hook.dead = row.number();
    return hook;
}

// {delivery_columns}
Delivery read_delivery(sqlite::Row row) {
    Delivery delivery;
    delivery.id = row.id<model::DeliveryId>();
    delivery.brand = row.id<model::BrandId>();
    delivery.webhook = row.id<model::WebhookId>();
    delivery.event = row.text();
    delivery.seq = row.number();
    delivery.conversation = row.id<model::ConversationId>();
    delivery.body = row.text();
    const auto state = hooks::delivery_state(row.text());
    if (!state) throw std::logic_error("row: unknown state of a delivery");
    delivery.state = *state;
    delivery.attempts = row.integer();
    delivery.due_at = row.at();
    delivery.created_at = row.at();
    delivery.last_at = row.maybe_at();
    delivery.last_status = row.integer();
    delivery.last_problem = row.text();
    return delivery;
}

void insert(sqlite::Connection& db, const Delivery& delivery) {
    db.use("hooks.add_delivery")
        .bind("id", delivery.id)
        .bind("brand", delivery.brand)
        .bind("webhook", delivery.webhook)
        .bind("event", delivery.event)
        .bind("seq", delivery.seq)
        .bind("conversation", delivery.conversation)
        .bind("body", delivery.body)
        .bind("due_at", delivery.due_at)
        .bind("created_at", delivery.created_at)
        .run();
}

// The last of a ULID's letters counts: every webhook's message has an id of its own.
std::string numbered(std::string ulid, std::size_t n) {
    static constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    static_assert(kLetters.size() >= hooks::kHooksAtMost);
    ulid.back() = kLetters.at(n);
    return ulid;
}

Result<Webhook> find(sqlite::Connection& db, const model::BrandId& brand, const model::WebhookId& id) {
    auto query = db.use("hooks.one");
    query.bind("id", id).bind("brand", brand);
    if (!query.step()) return base::fail(ErrorCode::not_found, "hooks.not_found");
    return read_hook(query.row());
}

std::int64_t end_of_log(sqlite::Connection& db, const model::BrandId& brand) {
    auto query = db.use("desk.last_seq");
    query.bind("brand", brand);
    return query.step() ? query.row().number() : 0;
}

void audit(sqlite::Connection& db, base::Instant now, std::string_view action, const Webhook& hook,
           bool with_events) {
    std::string detail = R"({"state":")" + std::string(hooks::to_string(hook.state)) + "\"";
    if (with_events) detail += R"(,"events":")" + words(hook.events) + "\"";
    audit_add(db, hook.brand, now, {action, "webhook", hook.id.value, detail + "}"});
}

// So many failures in a row are no hiccup: with the rests between them some five minutes.
constexpr int kTellAfter = 6;

void tell_admins(sqlite::Connection& db, const base::Clock& clock, const Webhook& hook,
                 std::string_view kind) {
    base::SystemRandom random;
    base::IdSource ids(clock, random);
    db.use("hooks.tell_admins")
        .bind("id", ids.make<model::NoticeId>())
        .bind("kind", kind)
        .bind("body", hook.url)
        .bind("at", clock.now())
        .bind("brand", hook.brand)
        .run();
}

}  // namespace

Result<std::vector<Webhook>> HookRows::webhooks(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Webhook>> {
        auto query = db.use("hooks.of_brand");
        query.bind("brand", brand);
        std::vector<Webhook> all;
        while (query.step())
            all.push_back(read_hook(query.row()));
        return all;
    });
}

Result<std::vector<Webhook>> HookRows::all_webhooks() {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Webhook>> {
        auto query = db.use("hooks.all");
        std::vector<Webhook> all;
        while (query.step())
            all.push_back(read_hook(query.row()));
        return all;
    });
}

Result<Webhook> HookRows::webhook(const model::BrandId& brand, const model::WebhookId& id) {
    return engine_.read([&](sqlite::Connection& db) { return find(db, brand, id); });
}

Result<hooks::Boxes> HookRows::webhook_boxes(const model::WebhookId& id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<hooks::Boxes> {
        auto query = db.use("hooks.secrets");
        query.bind("id", id);
        if (!query.step()) return base::fail(ErrorCode::not_found, "hooks.not_found");
        auto row = query.row();
        hooks::Boxes boxes;
        boxes.secret = row.text();
        boxes.former = row.text();
        boxes.former_until = row.maybe_at();
        return boxes;
    });
}

Result<void> HookRows::add_webhook(const Webhook& hook, const hooks::Boxes& boxes) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        std::size_t there = 0;
        {
            auto query = db.use("hooks.of_brand");
            query.bind("brand", hook.brand);
            while (query.step())
                ++there;
        }
        if (there >= hooks::kHooksAtMost)
            return base::fail(ErrorCode::conflict, "hooks.too_many",
                              {{"limit", std::to_string(hooks::kHooksAtMost)}});
        db.use("hooks.add")
            .bind("id", hook.id)
            .bind("brand", hook.brand)
            .bind("url", hook.url)
            .bind("events", words(hook.events))
            .bind("secret_box", boxes.secret)
            .bind("state", hooks::to_string(hook.state))
            .bind("told_seq", end_of_log(db, hook.brand))
            .bind("created_at", hook.created_at)
            .run();
        audit(db, engine_.clock().now(), "webhook.added", hook, true);
        return {};
    });
}

Result<void> HookRows::change_webhook(const Webhook& hook) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        MH_LET(now, find(db, hook.brand, hook.id));
        const bool switched_on = hook.state == hooks::HookState::on && now.state != hook.state;
        now.url = hook.url;
        now.events = hook.events;
        now.state = hook.state;
        if (switched_on) {
            now.told_seq = end_of_log(db, hook.brand);
            now.streak = 0;
            now.failing_since = std::nullopt;
        }
        now.rest_until = std::nullopt;
        db.use("hooks.change")
            .bind("url", now.url)
            .bind("events", words(now.events))
            .bind("state", hooks::to_string(now.state))
            .bind("told_seq", now.told_seq)
            .bind("streak", now.streak)
            .bind("failing_since", now.failing_since)
            .bind("rest_until", now.rest_until)
            .bind("id", now.id)
            .bind("brand", now.brand)
            .run();
        audit(db, engine_.clock().now(), "webhook.changed", now, true);
        return {};
    });
}

Result<void> HookRows::rotate_webhook(const model::BrandId& brand, const model::WebhookId& id,
                                      const hooks::Boxes& boxes) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        MH_LET(hook, find(db, brand, id));
        db.use("hooks.save_secrets")
            .bind("secret_box", boxes.secret)
            .bind("former_box", boxes.former)
            .bind("former_until", boxes.former_until)
            .bind("id", id)
            .run();
        audit(db, engine_.clock().now(), "webhook.secret_changed", hook, false);
        return {};
    });
}

Result<void> HookRows::remove_webhook(const model::BrandId& brand, const model::WebhookId& id) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        MH_LET(hook, find(db, brand, id));
        db.use("hooks.remove_deliveries").bind("webhook", id).run();
        db.use("hooks.remove").bind("id", id).bind("brand", brand).run();
        audit(db, engine_.clock().now(), "webhook.removed", hook, false);
        return {};
    });
}

Result<hooks::Facts> HookRows::facts_after(const model::BrandId& brand, std::int64_t seq, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<hooks::Facts> {
        hooks::Facts facts;
        facts.seq = seq;
        auto query = db.use("hooks.facts");
        query.bind("brand", brand).bind("seq", seq).bind("limit", limit);
        while (query.step()) {
            auto row = query.row();
            hooks::Fact fact;
            fact.brand = brand;
            fact.seq = facts.seq = row.number();
            fact.conversation = row.id<model::ConversationId>();
            const std::string type = row.text();
            fact.event.at = row.at();
            fact.event.by = row.maybe_id<model::EmployeeId>();
            if (!hooks::tells(type)) continue;
            auto body = decode_event(type, row.text(), {});
            if (!body) continue;
            fact.event.body = std::move(*body);
            facts.items.push_back(std::move(fact));
        }
        return facts;
    });
}

Result<void> HookRows::queue(const Webhook& hook, std::int64_t former, std::int64_t seq,
                             const std::vector<Delivery>& deliveries) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        {
            auto query = db.use("hooks.has_moved");
            query.bind("id", hook.id).bind("told_seq", former);
            if (!query.step()) return {};  // changed or removed meanwhile
        }
        db.use("hooks.move").bind("told_seq", seq).bind("id", hook.id).bind("former_seq", former).run();
        for (const Delivery& delivery : deliveries)
            insert(db, delivery);
        return {};
    });
}

Result<void> HookRows::add_delivery(const Delivery& delivery) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        MH_TRY(find(db, delivery.brand, delivery.webhook));
        insert(db, delivery);
        return {};
    });
}

void queue_for_all(sqlite::Connection& db, const model::BrandId& brand, const hooks::Message& message,
                   const std::string& id, base::Instant at) {
    std::vector<Webhook> wanting;
    {
        auto query = db.use("hooks.of_brand");
        query.bind("brand", brand);
        while (query.step())
            if (Webhook hook = read_hook(query.row());
                hook.state == hooks::HookState::on && hook.wants(message.event))
                wanting.push_back(std::move(hook));
    }
    for (std::size_t n = 0; n < wanting.size(); ++n) {
        Delivery delivery;
        delivery.id = model::DeliveryId(numbered(id, n));
        delivery.brand = brand;
        delivery.webhook = wanting[n].id;
        delivery.event = message.event;
        delivery.seq = std::max<std::int64_t>(1, end_of_log(db, brand));  // 0 would be a test
        delivery.body = message.body;
        delivery.due_at = delivery.created_at = at;
        insert(db, delivery);
    }
}

Result<std::optional<Delivery>> HookRows::next_delivery(const Webhook& hook, base::Instant now) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<Delivery>> {
        const bool open = hook.state == hooks::HookState::on && (!hook.rest_until || *hook.rest_until <= now);
        auto query = db.use(open ? "hooks.next_due" : "hooks.next_ping");
        query.bind("webhook", hook.id).bind("now", now);
        if (!query.step()) return std::nullopt;
        return read_delivery(query.row());
    });
}

Result<void> HookRows::record(const hooks::Verdict& verdict) {
    const Delivery& delivery = verdict.delivery;
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        const auto hook = find(db, delivery.brand, delivery.webhook);
        if (!hook) return {};  // removed meanwhile
        db.use("hooks.record_delivery")
            .bind("state", hooks::to_string(delivery.state))
            .bind("attempts", delivery.attempts)
            .bind("due_at", delivery.due_at)
            .bind("last_at", delivery.last_at)
            .bind("last_status", delivery.last_status)
            .bind("last_problem", delivery.last_problem)
            .bind("id", delivery.id)
            .run();
        db.use("hooks.record_hook")
            .bind("state", hooks::to_string(verdict.hook))
            .bind("streak", verdict.streak)
            .bind("failing_since", verdict.failing_since)
            .bind("rest_until", verdict.rest_until)
            .bind("last_ok_at", verdict.arrived ? delivery.last_at : std::nullopt)
            .bind("id", delivery.webhook)
            .run();
        if (hook->state != hooks::HookState::on) return {};
        if (verdict.hook != hooks::HookState::on) {
            Webhook ended = *hook;
            ended.state = verdict.hook;
            audit(db, engine_.clock().now(), "webhook.ended", ended, false);
            tell_admins(db, engine_.clock(), ended, "webhook_ended");
        } else if (hook->streak < kTellAfter && verdict.streak >= kTellAfter) {
            tell_admins(db, engine_.clock(), *hook, "webhook_failing");
        }
        return {};
    });
}

Result<std::vector<Delivery>> HookRows::deliveries(const model::BrandId& brand, const model::WebhookId& hook,
                                                   std::optional<hooks::DeliveryState> state,
                                                   const std::string& before, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<Delivery>> {
        auto query = db.use("hooks.deliveries");
        query.bind("webhook", hook)
            .bind("brand", brand)
            .bind("before", before.empty() ? std::string("~") : before)  // behind every id
            .bind("state", state ? std::string(hooks::to_string(*state)) : std::string())
            .bind("limit", std::clamp(limit, 1, kPageAtMost));
        std::vector<Delivery> all;
        while (query.step())
            all.push_back(read_delivery(query.row()));
        return all;
    });
}

Result<Delivery> HookRows::resend(const model::BrandId& brand, const model::WebhookId& hook,
                                  const model::DeliveryId& id, base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<Delivery> {
        Delivery delivery;
        {
            auto query = db.use("hooks.delivery");
            query.bind("id", id).bind("webhook", hook).bind("brand", brand);
            if (!query.step()) return base::fail(ErrorCode::not_found, "hooks.delivery.not_found");
            delivery = read_delivery(query.row());
        }
        if (delivery.state == hooks::DeliveryState::waiting)
            return base::fail(ErrorCode::conflict, "hooks.delivery.waiting");
        db.use("hooks.resend").bind("now", now).bind("id", id).run();
        db.use("hooks.rest_no_more").bind("id", hook).run();
        delivery.state = hooks::DeliveryState::waiting;
        delivery.attempts = 0;
        delivery.due_at = now;
        return delivery;
    });
}

Result<std::int64_t> HookRows::resend_dead(const model::BrandId& brand, const model::WebhookId& hook,
                                           base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<std::int64_t> {
        std::int64_t count = 0;
        {
            auto query = db.use("hooks.count_dead");
            query.bind("webhook", hook).bind("brand", brand);
            if (query.step()) count = query.row().number();
        }
        db.use("hooks.resend_dead").bind("now", now).bind("webhook", hook).bind("brand", brand).run();
        db.use("hooks.rest_no_more").bind("id", hook).run();
        return count;
    });
}

Result<void> HookRows::prune_deliveries(base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("hooks.prune")
            .bind("delivered_before", now - kDeliveredKept)
            .bind("dead_before", now - kDeadKept)
            .bind("limit", kPruneAtOnce)
            .run();
        return {};
    });
}

}  // namespace manyhands::storage
