#include "app/hook_worker.hpp"

#include <algorithm>

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "net/rate_headers.hpp"

namespace manyhands::app {
namespace {

using base::Result;
using hooks::Delivery;
using hooks::Webhook;

// So much stands in the queue of one webhook at most; the rest waits in the log, which keeps it anyway.
constexpr std::int64_t kQueueAtMost = 1'000;
constexpr int kFactsAtOnce = 500;
// Looked at without finding anything to tell: only so often is that written down.
constexpr std::int64_t kUnwritten = 5'000;
constexpr std::chrono::milliseconds kBetweenRounds{200};
constexpr std::chrono::seconds kLookAgain{1};
constexpr std::chrono::hours kPruneEvery{1};

}  // namespace

net::NamedHosts named_hosts(const model::SettingLayers& layers) {
    return net::NamedHosts(model::resolve(*model::find_setting("webhooks.allowed_hosts"), layers, {}).value);
}

hooks::Service::Ports HookWorker::service_ports() {
    return {ports_.store,
            ports_.clock,
            ports_.random,
            ports_.ids,
            [this](std::string_view plain) { return ports_.secrets.seal(plain); },
            [this](const std::string& url) -> Result<void> {
                auto target = ports_.named.check(url);
                if (target) return {};
                target.error().args.emplace_back("pointer", "/url");
                return std::unexpected(std::move(target).error());
            },
            [this] { changed(); }};
}

HookWorker::~HookWorker() {
    stop();
}

void HookWorker::start() {
    thread_ = std::thread([this] { loop(); });
}

void HookWorker::stop() {
    waker_.stop();
    pause_.stop();
    if (thread_.joinable()) thread_.join();
    for (auto& [id, lane] : lanes_)
        if (lane->thread.joinable()) lane->thread.join();
    lanes_.clear();
}

void HookWorker::loop() {
    std::optional<base::Instant> next = ports_.clock.now();  // what a killed process left
    while (waker_.wait(ports_.clock, next)) {
        const auto again = round(true);
        if (!again)
            base::log(base::LogLevel::error, "hooks", "webhooks cannot go on",
                      {{"cause", again.error().cause}});
        next = again ? *again : ports_.clock.now() + kLookAgain;
        if (!pause_.wait(ports_.clock, ports_.clock.now() + kBetweenRounds)) break;
    }
}

Result<void> HookWorker::run_once() {
    MH_TRY(round(false));
    MH_LET(all, ports_.store.all_webhooks());
    for (const Webhook& hook : all)
        MH_TRY(deliver_due(hook.brand, hook.id));
    return {};
}

Result<std::optional<base::Instant>> HookWorker::round(bool threads) {
    MH_LET(all, ports_.store.all_webhooks());
    any_ = !all.empty();
    if (all.empty()) return std::nullopt;
    const base::Instant now = ports_.clock.now();
    if (!pruned_ || now - *pruned_ >= kPruneEvery) {
        MH_TRY(ports_.store.prune_deliveries(now));
        pruned_ = now;
    }
    std::erase_if(lanes_, [](auto& entry) {
        if (!entry.second->done) return false;
        entry.second->thread.join();
        return true;
    });
    std::optional<base::Instant> again;
    for (const Webhook& hook : all) {
        bool more = false;
        if (hook.state == hooks::HookState::on && hook.waiting < kQueueAtMost) {
            MH_LET(fed, feed(hook));
            more = fed;
        }
        if (more || hook.waiting > 0) again = now + kLookAgain;
        if (!threads || lanes_.contains(hook.id)) continue;
        MH_LET(due, ports_.store.next_delivery(hook, now));
        if (!due) continue;
        auto lane = std::make_unique<Lane>();
        lane->thread = std::thread([this, brand = hook.brand, id = hook.id, &done = lane->done] {
            if (const auto sent = deliver_due(brand, id); !sent)
                base::log(base::LogLevel::error, "hooks", "a webhook cannot go on",
                          {{"webhook", id.value}, {"cause", sent.error().cause}});
            done = true;
            changed();
        });
        lanes_.emplace(hook.id, std::move(lane));
        again = now + kLookAgain;
    }
    return again;
}

Result<bool> HookWorker::feed(const Webhook& hook) {
    std::int64_t& looked = looked_[hook.id];
    // Switched on anew, it begins at the log's end: the row may be further than what was looked at, never
    // before.
    looked = std::max(looked, hook.told_seq);
    MH_LET(facts, ports_.store.facts_after(hook.brand, looked, kFactsAtOnce));
    std::vector<Delivery> deliveries;
    const base::Instant now = ports_.clock.now();
    for (const hooks::Fact& fact : facts.items) {
        auto message = hooks::message_of(fact);
        if (!message || !hook.wants(message->event)) continue;
        Delivery delivery;
        delivery.id = ports_.ids.make<model::DeliveryId>();
        delivery.brand = hook.brand;
        delivery.webhook = hook.id;
        delivery.event = message->event;
        delivery.seq = fact.seq;
        delivery.conversation = fact.conversation;
        delivery.body = std::move(message->body);
        delivery.due_at = delivery.created_at = now;
        deliveries.push_back(std::move(delivery));
    }
    const bool moved = facts.seq > looked;
    if (!deliveries.empty() || facts.seq - hook.told_seq >= kUnwritten) {
        MH_TRY(ports_.store.queue(hook, hook.told_seq, facts.seq, deliveries));
        base::failpoint("hooks.queued");
    }
    looked = facts.seq;
    return moved;
}

Result<void> HookWorker::deliver_due(const model::BrandId& brand, const model::WebhookId& id) {
    while (!waker_.stopped()) {
        // Read anew each time: somebody may have switched it off, or changed its address.
        const auto hook = ports_.store.webhook(brand, id);
        if (!hook)
            return hook.error().code == base::ErrorCode::not_found ? Result<void>{}
                                                                   : std::unexpected(hook.error());
        MH_LET(delivery, ports_.store.next_delivery(*hook, ports_.clock.now()));
        if (!delivery) return {};
        MH_LET(tried, attempt(*hook, *delivery));
        base::failpoint("hooks.sent_not_recorded");
        const hooks::Verdict verdict = hooks::judge(*hook, *delivery, tried, ports_.random);
        MH_TRY(ports_.store.record(verdict));
        if (hook->state == hooks::HookState::on && verdict.hook != hooks::HookState::on)
            base::log(base::LogLevel::error, "hooks", "a webhook was switched off",
                      {{"webhook", id.value}, {"state", std::string(hooks::to_string(verdict.hook))}});
    }
    return {};
}

Result<hooks::Attempt> HookWorker::attempt(const Webhook& hook, const Delivery& delivery) {
    hooks::Attempt result;
    const base::Instant at = ports_.clock.now();
    result.at = at;
    const auto target = ports_.named.check(hook.url);
    if (!target) {
        result.problem = target.error().key;
        return result;
    }
    MH_LET(signature, signatures(delivery, at));
    net::HttpRequest request;
    request.method = "POST";
    request.url = hook.url;
    request.body = delivery.body;
    request.timeout = ports_.timeout;
    request.head_is_enough = true;
    request.headers = {
        {"Content-Type", "application/json"},
        {"webhook-id", delivery.id.value},
        {"webhook-timestamp",
         std::to_string(std::chrono::duration_cast<base::Seconds>(at.time_since_epoch()).count())},
        {"webhook-signature", signature}};
    net::HttpClient& client = ports_.named.has(target->host) ? ports_.inside : ports_.outside;
    const auto response = client.exchange(request);
    result.at = ports_.clock.now();
    if (!response) {
        result.problem = response.error().error.key;
        return result;
    }
    result.status = response->status;
    if (const auto retry_at = net::read_rate_headers(response->headers, result.at).retry_at)
        result.retry_after = *retry_at - result.at;
    return result;
}

Result<std::string> HookWorker::signatures(const Delivery& delivery, base::Instant at) {
    MH_LET(boxes, ports_.store.webhook_boxes(delivery.webhook));
    MH_LET(secret, ports_.secrets.open(boxes.secret));
    MH_LET(all, hooks::signature(secret, delivery.id.value, at, delivery.body));
    if (!boxes.former.empty() && boxes.former_until && at < *boxes.former_until) {
        MH_LET(former, ports_.secrets.open(boxes.former));
        MH_LET(second, hooks::signature(former, delivery.id.value, at, delivery.body));
        all += " " + second;
    }
    return all;
}

}  // namespace manyhands::app
