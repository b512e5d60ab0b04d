#include "app/nudge_worker.hpp"

#include <algorithm>
#include <atomic>

#include <boost/json.hpp>

#include "base/catalogue.hpp"
#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "net/rate_headers.hpp"

namespace manyhands::app {
namespace {

using base::Result;
using identity::NudgeEnd;
using identity::PushVerdict;
using identity::Reachable;
using model::Actor;

constexpr std::chrono::seconds kLook{3};
constexpr std::chrono::hours kPruneEvery{1};
constexpr std::chrono::hours kKept{24 * 30};
constexpr int kCandidates = 50;
// Of the log, in one round: a first reading of a year's takes some minutes.
constexpr int kLogAtOnce = 5'000;
constexpr int kDueAtOnce = 64;
// A push service that takes its time must not make a crowd wait for one another.
constexpr std::size_t kThreads = 8;
constexpr std::size_t kSalt = 16;
constexpr std::size_t kTextAtMost = 200;
constexpr std::chrono::hours kSignedFor{12};

Actor actor_of(const model::Employee& e) {
    return {e.id, e.brand, e.department, e.role, e.initials, std::nullopt};
}

std::int64_t question_of(const model::Conversation& c) {
    return c.episode ? base::to_micros(c.episode->opened_at) : 0;
}

std::string without_the_end(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    // Never in the middle of a character.
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U)
        --most;
    return text.substr(0, most) + "…";
}

base::Lang lang_of(const Reachable& person) {
    return person.wishes.lang == "ko" ? base::Lang::ko : base::Lang::en;
}

std::string origin_of(const net::Target& target) {
    const int usual = target.secure ? 443 : 80;
    const std::string host =
        target.host.find(':') == std::string::npos ? target.host : "[" + target.host + "]";
    return (target.secure ? "https://" : "http://") + host +
           (target.port == usual ? "" : ":" + std::to_string(target.port));
}

}  // namespace

Result<std::string> PushServices::check(const identity::Endpoint& endpoint) const {
    const auto at = [](base::Error error, const char* pointer) {
        error.args.emplace_back("pointer", pointer);
        return std::unexpected(std::move(error));
    };
    const auto target = own_.check(endpoint.url);
    if (!target) return at(target.error(), "/endpoint");
    bool known = own_.has(target->host);
    std::string_view rest = list_;
    while (!known && !rest.empty()) {
        const auto end = std::min(rest.find_first_of(" ,"), rest.size());
        const std::string_view one = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        known = !one.empty() && (one.front() == '.' ? target->host.ends_with(one) : target->host == one);
    }
    if (!known)
        return at({base::ErrorCode::invalid, "identity.nudge.service", {{"host", target->host}}, {}},
                  "/endpoint");
    if (!net::is_receiver({endpoint.p256dh, endpoint.auth}))
        return at({base::ErrorCode::invalid, "net.push.bad_receiver", {}, {}}, "/p256dh");
    return target->host;
}

NudgeWorker::~NudgeWorker() {
    stop();
}

void NudgeWorker::start() {
    thread_ = std::thread([this] { loop(); });
}

void NudgeWorker::stop() {
    waker_.stop();
    if (thread_.joinable()) thread_.join();
}

void NudgeWorker::loop() {
    std::optional<base::Instant> next = ports_.clock.now();
    while (waker_.wait(ports_.clock, next)) {
        if (const auto round = run_once(); !round)
            base::log(base::LogLevel::error, "push", "nobody can be told",
                      {{"cause", round.error().key + " " + round.error().cause}});
        next = ports_.clock.now() + kLook;
    }
}

Result<void> NudgeWorker::run_once() {
    const base::Instant now = ports_.clock.now();
    MH_LET(brands, ports_.store.brands_with_devices());
    MH_LET(all, ports_.inbox.brands());
    for (const model::BrandId& brand : all)
        MH_TRY(ports_.know.learn(brand, kLogAtOnce));
    for (const model::BrandId& brand : brands)
        MH_TRY(offer(brand, now));
    if (!pruned_ || now - *pruned_ >= kPruneEvery) {
        MH_TRY(ports_.store.prune_nudges(now - kKept));
        pruned_ = now;
    }
    MH_LET(due, ports_.store.due_nudges(now, kDueAtOnce));
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    Result<void> outcome;
    std::vector<std::jthread> lanes;
    for (std::size_t lane = 0; lane < std::min(kThreads, due.size()); ++lane)
        lanes.emplace_back([&] {
            for (std::size_t i = next++; i < due.size() && !waker_.stopped(); i = next++)
                if (const auto sent = send(due[i]); !sent) {
                    const std::scoped_lock guard(mutex);
                    outcome = std::unexpected(sent.error());
                }
        });
    lanes.clear();
    return outcome;
}

Result<void> NudgeWorker::send(const Due& due) {
    const base::Instant now = ports_.clock.now();
    const Actor actor = actor_of(due.person.employee);
    // What has changed since: somebody took it, the night began, the person came.
    MH_LET(waiting, ports_.inbox.for_one(actor.brand, actor.employee, now, kCandidates));
    const auto question = std::ranges::find(waiting, due.nudge.conversation, &model::Conversation::id);
    const bool still = question != waiting.end() && !question->claim &&
                       question_of(*question) == due.nudge.question &&
                       now < due.nudge.made_at + identity::kPushLives &&
                       !identity::is_quiet(due.person.wishes.quiet, now, due.person.wishes.zone) &&
                       !ports_.is_here(actor.employee);
    if (!still) return ports_.store.end_nudge(due.nudge, NudgeEnd::gone, now);
    MH_LET(text, message(due, *question, waiting.size()));
    MH_LET(tried, attempt(due, text));
    base::failpoint("push.sent_not_recorded");
    const PushVerdict verdict = identity::judge_push(due.device, due.nudge, tried, ports_.random);
    if (tried.status < 200 || tried.status >= 300)
        base::log(base::LogLevel::warn, "push", "a push service did not take a message",
                  {{"service", due.device.service}, {"status", std::to_string(tried.status)}});
    switch (verdict.next) {
        case PushVerdict::Next::done:
            MH_TRY(ports_.store.device_state(verdict.device));
            return ports_.store.end_nudge(due.nudge, NudgeEnd::sent, tried.at);
        case PushVerdict::Next::device_gone:
            return ports_.store.drop_device(due.device.id);
        case PushVerdict::Next::again:
            MH_TRY(ports_.store.device_state(verdict.device));
            return ports_.store.delay_nudge(due.nudge, verdict.due_at);
        case PushVerdict::Next::failed:
            MH_TRY(ports_.store.device_state(verdict.device));
            return ports_.store.end_nudge(due.nudge, NudgeEnd::failed, tried.at);
    }
    return {};
}

Result<std::string> NudgeWorker::message(const Due& due, const model::Conversation& question,
                                         std::size_t waiting) {
    const base::Lang lang = lang_of(due.person);
    const Actor actor = actor_of(due.person.employee);
    MH_LET(ticked, ports_.on_topic(actor, {question.id}));
    MH_LET(known,
           route::known_to(ports_.know, actor.brand, actor.employee, {question.id}, ports_.clock.now()));
    const auto why =
        desk::reasons(question, actor, base::to_string(lang), ports_.clock.now(),
                      desk::OnTopic(ticked.begin(), ticked.end()), desk::Known(known.begin(), known.end()));
    std::string body = base::tr(
        lang, "identity.nudge.why." + std::string(why.empty() ? "urgent" : desk::to_string(why.front())));
    if (waiting > 1)
        body += " " + base::tr(lang, "identity.nudge.more", {{"n", std::to_string(waiting - 1)}});
    if (ports_.rules(actor.brand).show_text && !question.excerpt.empty())
        body = without_the_end(question.excerpt, kTextAtMost);
    return boost::json::serialize(boost::json::object{{"title", base::tr(lang, "identity.nudge.title")},
                                                      {"body", body},
                                                      {"lang", base::to_string(lang)},
                                                      {"tag", "question"},
                                                      {"url", "/quick"}});
}

Result<identity::PushAttempt> NudgeWorker::attempt(const Due& due, const std::string& text) {
    identity::PushAttempt result;
    result.at = ports_.clock.now();
    MH_LET(opened, ports_.open(due.device.box));
    MH_LET(endpoint, identity::endpoint_of(opened));
    const auto host = ports_.services.check(endpoint);  // the list may have become shorter
    if (!host) {
        result.refused = true;
        return result;
    }
    MH_LET(target, net::read_target(endpoint.url));
    MH_LET(once, net::new_push_key(ports_.random));
    std::string salt(kSalt, '\0');
    ports_.random.fill({reinterpret_cast<std::uint8_t*>(salt.data()), salt.size()});
    MH_LET(body, net::seal_push(text, {endpoint.p256dh, endpoint.auth}, once, salt));
    MH_LET(authorization, net::vapid(ports_.key, origin_of(target), result.at + kSignedFor, ports_.contact));
    net::HttpRequest request;
    request.method = "POST";
    request.url = endpoint.url;
    request.body = std::move(body);
    request.timeout = ports_.timeout;
    request.head_is_enough = true;
    // A newer question replaces the one that was not delivered yet: nobody finds ten messages of one evening.
    request.headers = {{"Content-Type", "application/octet-stream"},
                       {"Content-Encoding", "aes128gcm"},
                       {"TTL", std::to_string(identity::kPushLives.count())},
                       {"Urgency", "high"},
                       {"Topic", "question"},
                       {"Authorization", authorization}};
    const auto response = (ports_.services.is_own(*host) ? ports_.inside : ports_.outside).exchange(request);
    result.at = ports_.clock.now();
    if (!response) {
        result.refused = response.error().at == net::Break::refused_by_guard;
        return result;
    }
    result.status = response->status;
    if (const auto retry_at = net::read_rate_headers(response->headers, result.at).retry_at)
        result.retry_after = *retry_at - result.at;
    return result;
}

}  // namespace manyhands::app
