#include "app/account_worker.hpp"

#include <algorithm>
#include <set>

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "route/route.hpp"
#include "understand/language.hpp"

namespace manyhands::app {

using base::Error;
using base::ErrorCode;
using base::Instant;
using base::LogLevel;
using base::Result;
using channels::Refusal;
using model::AccountStatus;

namespace {

constexpr int kWatchedAtMost = 100;
constexpr std::size_t kHeardAtMost = 5'000;
// How often the account's "last listened" is written when nothing else changed.
constexpr base::Micros kSayListening = std::chrono::seconds(20);

// A like may wait: it stops no clock. Read again behind what was read, for what is listed late; after a
// start, the last days.
constexpr std::chrono::nanoseconds kLikesEvery = std::chrono::minutes(1);
constexpr base::Micros kLikesOverlap = std::chrono::minutes(10);
constexpr base::Micros kLikesAtFirst = std::chrono::hours(72);

// Who holds the lease of an account's sender. One server owns the data folder (decision 22): the lease of one
// that was killed a moment ago, or of an account switched off and on, is ours and need not run out first.
constexpr const char* kSenderOfThisFolder = "the server of this data folder";

std::string fingerprint(const model::RemotePost& post) {
    // Context at first, addressed to us when the network lists it: that is news.
    return post.remote_version + (post.deleted ? "-" : "+") + (post.addressed_to_us ? "!" : "") +
           std::to_string(std::hash<std::string>{}(post.text));
}

// A network may tell an answer before what it answers. Read in that order nobody knew yet whose thread it
// stands in, and it would be passed over.
std::vector<const model::RemotePost*> parents_first(const std::vector<model::RemotePost>& posts) {
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < posts.size(); ++i)
        places.emplace(posts[i].remote_id, i);
    std::vector<bool> placed(posts.size(), false);
    std::vector<const model::RemotePost*> ordered;
    ordered.reserve(posts.size());
    std::vector<std::size_t> line;  // a post, what it answers, what that answers ...
    for (std::size_t i = 0; i < posts.size(); ++i) {
        for (std::size_t at = i; !placed[at];) {
            placed[at] = true;
            line.push_back(at);
            auto above = places.find(posts[at].parent_remote_id);
            if (above == places.end()) above = places.find(posts[at].root_remote_id);
            if (above == places.end()) break;
            at = above->second;
        }
        for (; !line.empty(); line.pop_back())
            ordered.push_back(&posts[line.back()]);
    }
    return ordered;
}

}  // namespace

AccountWorker::AccountWorker(const WorkerPorts& ports, model::Account account,
                             const channels::Channel& channel,
                             std::unique_ptr<channels::ChannelSession> session, listen::Terms terms)
    : ports_(ports),
      account_(std::move(account)),
      info_(channel.info()),
      session_(std::move(session)),
      terms_(std::move(terms)),
      meter_(ports.clock),
      carrier_(*session_, info_, ports.read_image, &meter_),
      sender_(ports.transactor, ports.outbox, carrier_, ports.clock, account_.id, kSenderOfThisFolder),
      saved_state_(session_->state()) {
    carrier_.learn_lag(account_.lag);
    if (ports_.own != nullptr && info_.finds_people)
        own_ = std::make_unique<OwnReader>(*ports_.own, account_, ports_.clock, ports_.ids);
    if (ports_.ears == nullptr) return;
    ports_.ears->add_own(account_.brand, account_.network, account_.remote_id);
    ear_ = std::make_unique<listen::Ear>(*ports_.ears, account_.brand);
}

AccountWorker::~AccountWorker() {
    stop();
    if (listening_.joinable()) listening_.join();
    if (sending_.joinable()) sending_.join();
}

void AccountWorker::start() {
    listening_ = std::thread([this] { listen_loop(); });
    sending_ = std::thread([this] { send_loop(); });
}

void AccountWorker::stop() {
    listen_waker_.stop();
    send_waker_.stop();
}

void AccountWorker::listen_loop() {
    std::optional<Instant> next = ports_.clock.now();
    while (listen_waker_.wait(ports_.clock, next)) {
        const auto again = listen_once();
        if (!again) {  // our own store: full disk, closing
            base::log(LogLevel::error, "listen", "cannot keep what was heard",
                      {{"account", account_.id.value}, {"cause", again.error().cause}});
            next = ports_.clock.now() + std::chrono::seconds(5);
            continue;
        }
        next = *again;
    }
}

void AccountWorker::send_loop() {
    std::optional<Instant> next = ports_.clock.now();
    while (send_waker_.wait(ports_.clock, next)) {
        const auto again = send_once();
        if (!again) {
            base::log(LogLevel::error, "outbox", "cannot write",
                      {{"account", account_.id.value}, {"cause", again.error().cause}});
            next = ports_.clock.now() + std::chrono::seconds(5);
            continue;
        }
        next = *again;
    }
}

Result<std::optional<Instant>> AccountWorker::send_once() {
    MH_LET(step, sender_.run_once());
    if (!step.problem.key.empty())
        report(step.problem, step.problem.code == ErrorCode::unauthenticated ? AccountStatus::signed_out
                                                                             : AccountStatus::failing);
    else
        measure();
    say_budget();
    if (!step.wake_at || !meter_.next()) return step.wake_at ? step.wake_at : meter_.next();
    return std::min(step.wake_at, meter_.next());
}

void AccountWorker::say_budget() {
    const channels::Budget budget = session_->budget();
    const auto spent = [](std::optional<std::int64_t> remaining) { return remaining && *remaining <= 0; };
    const std::scoped_lock guard(report_mutex_);
    if (spent(budget.remaining) == spent(account_.budget_remaining)) return;
    account_.budget_remaining = budget.remaining;
    account_.budget_resets_at = budget.resets_at;
    keep_and_tell();
}

void AccountWorker::keep_and_tell() {
    if (const auto kept = ports_.identity.update_account(account_); !kept)
        base::log(LogLevel::error, "accounts", "cannot keep the status", {{"cause", kept.error().cause}});
    if (ports_.account_changed) ports_.account_changed(account_);
}

void AccountWorker::measure() {
    const auto sample = meter_.look(*session_);
    if (!sample) return;
    const std::scoped_lock guard(report_mutex_);
    const std::optional<base::Micros> former = account_.lag;
    account_.lag = learnt_lag(former, *sample);
    carrier_.learn_lag(account_.lag);
    // What would change nothing that anybody sees is not written.
    if (former && std::chrono::abs(*former - *account_.lag) < *former / 10) return;
    if (const auto kept = ports_.identity.set_account_lag(account_.id, *account_.lag); !kept)
        base::log(LogLevel::error, "accounts", "cannot keep the lag", {{"cause", kept.error().cause}});
    if (ports_.account_changed) ports_.account_changed(account_);
}

void AccountWorker::gap_seen() {
    const std::scoped_lock guard(report_mutex_);
    account_.gap.reset();
}

Result<void> AccountWorker::look_for_gap(const channels::Delivery& delivery) {
    const std::scoped_lock guard(report_mutex_);
    // Up to kSayListening older than the account really listened: rather too long a gap than a missed one.
    const auto last = account_.last_listened_at;
    if (!delivery.begins || !last || *delivery.begins <= *last) return {};
    model::ListeningGap gap{*last, *delivery.begins};
    MH_LET(stored, ports_.identity.account(account_.id));  // a person may have looked meanwhile
    if (stored.gap) gap = {std::min(gap.from, stored.gap->from), std::max(gap.to, stored.gap->to)};
    account_.gap = gap;
    said_listening_.reset();  // told with the next report
    if (stored.gap == gap) return {};
    base::log(LogLevel::warn, "accounts", "mentions may be missing",
              {{"account", account_.id.value},
               {"from", base::to_rfc3339(gap.from)},
               {"to", base::to_rfc3339(gap.to)}});
    return ports_.identity.set_account_gap(account_.id, gap);
}

Result<std::optional<Instant>> AccountWorker::listen_once() {
    MH_LET(cursor, ports_.ingest.cursor(account_.id));
    MH_LET(watched, ports_.ingest.watched(account_.id, kWatchedAtMost));
    auto delivery = session_->listen(cursor, watched);
    const Instant now = ports_.clock.now();
    if (!delivery) {
        const channels::Problem& problem = delivery.error();
        ++failures_;
        report(problem.error,
               problem.refusal == Refusal::signed_out ? AccountStatus::signed_out : AccountStatus::failing);
        // A network's clock may say "come back in the past": then as after any failure, never at once.
        if (problem.retry_at && *problem.retry_at > now) return problem.retry_at;
        return now + outbox::back_off(failures_);
    }
    failures_ = 0;
    // Before the new place is kept: a server that is killed in between finds the gap again.
    MH_TRY(look_for_gap(*delivery));

    if (own_) own_->look(*session_, delivery->posts);
    route::IngestBatch batch = batch_of(*delivery);
    add_threads(batch);
    // Durable before the network's place moves: a server that is killed behind it finds them.
    if (own_) MH_TRY(own_->keep(batch.posts));
    if (!batch.posts.empty() || !batch.unreadable.empty() || delivery->next != cursor) {
        const route::ReceiveContext context{account_.brand,     account_.id, account_.department,
                                            account_.remote_id, now,         ports_.ids,
                                            ports_.present};
        base::failpoint("listen.before_ingest");
        MH_TRY(ports_.ingest.ingest(batch, [&](const route::Incoming& incoming, route::ThreadReader& reader) {
            return route::receive(incoming, reader, context);
        }));
        base::failpoint("listen.ingested");
        remember(batch);
    }
    if (own_) MH_TRY(own_->decide());
    MH_TRY(look_for_likes());
    report({}, AccountStatus::listening);
    return delivery->more ? now : now + info_.poll_every;
}

Result<void> AccountWorker::look_for_likes() {
    const auto at = ports_.clock.monotonic();
    if (!ports_.liked || !info_.likes || at < likes_due_) return {};
    likes_due_ = at + kLikesEvery;
    const Instant now = ports_.clock.now();
    const auto likes = session_->likes(likes_since_.value_or(now - kLikesAtFirst) - kLikesOverlap);
    if (!likes) return {};  // what is wrong with the network is listening's to say
    if (!likes->empty()) MH_TRY(ports_.liked(account_.id, *likes));
    likes_since_ = now;
    return {};
}

route::IngestBatch AccountWorker::batch_of(const channels::Delivery& delivery) {
    route::IngestBatch batch{account_.brand, account_.id, {}, delivery.next, delivery.unreadable};
    for (const model::RemotePost* post : parents_first(delivery.posts))
        if (!heard_before(*post)) batch.posts.push_back(incoming_of(*post));
    return batch;
}

route::Incoming AccountWorker::incoming_of(const model::RemotePost& post) {
    route::Incoming incoming;
    incoming.remote = post;
    incoming.lang = understand::language_of(post.text, post.declared_lang);
    if (own_) incoming.staff = own_->staff(post);
    if (incoming.staff) return incoming;
    incoming.concerns_us = listen::concerns_us(post, account_.remote_id, terms_);
    if (!ear_) return incoming;
    const auto time = heard_.contains(post.remote_id) ? listen::Ear::Time::again : listen::Ear::Time::first;
    listen::Ear::Finding finding =
        ear_->hear({post, incoming.lang, account_.id.value, account_.handle, {}, ports_.clock.now()}, time);
    incoming.concerns_us = incoming.concerns_us || finding.brings;
    incoming.found_by = std::move(finding.found);
    return incoming;
}

// Channels tell overlapping pages, so that nothing is missed. What is in the store already need not go
// through a transaction again; a restart forgets this, and the store's unique key still knows.
bool AccountWorker::heard_before(const model::RemotePost& post) const {
    const auto known = heard_.find(post.remote_id);
    return known != heard_.end() && known->second == fingerprint(post);
}

void AccountWorker::remember(const route::IngestBatch& batch) {
    if (heard_.size() > kHeardAtMost) heard_.clear();
    for (const route::Incoming& incoming : batch.posts)
        heard_[incoming.remote.remote_id] = fingerprint(incoming.remote);
}

// A mention in the middle of a thread brings the thread with it, so that whoever answers has read it.
void AccountWorker::add_threads(route::IngestBatch& batch) {
    std::set<std::string> here;   // posts of this batch
    std::set<std::string> asked;  // roots whose thread was fetched
    std::vector<std::string> mentions;
    for (const route::Incoming& incoming : batch.posts) {
        const model::RemotePost& post = incoming.remote;
        here.insert(post.remote_id);
        if (incoming.concerns_us && !post.deleted && !post.parent_remote_id.empty() &&
            post.author.remote_id != account_.remote_id && asked.insert(post.root_remote_id).second)
            mentions.push_back(post.remote_id);
    }
    for (const std::string& mention : mentions) {
        const auto thread = session_->thread(mention);
        if (!thread) continue;  // the mention itself is here; its thread may come another time
        for (const model::RemotePost& post : *thread)
            if (!post.deleted && here.insert(post.remote_id).second) {
                batch.posts.push_back(incoming_of(post));
                if (!batch.posts.back().concerns_us) batch.posts.back().context_of = mention;
            }
    }
}

void AccountWorker::report(const Error& problem, AccountStatus status) {
    const std::scoped_lock guard(report_mutex_);
    const Instant now = ports_.clock.now();
    if (const channels::SessionState state = session_->state(); state != saved_state_) {
        if (auto secret = ports_.identity.account_secret(account_.id)) {
            secret->state_box = ports_.secrets.seal(state);
            if (ports_.identity.set_account_secret(account_.id, *secret)) saved_state_ = state;
        }
    }
    const channels::Budget budget = session_->budget();
    const bool listening = status == AccountStatus::listening;
    const bool news = account_.status != status || account_.problem.key != problem.key;
    if (!news && said_listening_ && now - *said_listening_ < kSayListening && now >= *said_listening_) return;
    account_.status = status;
    account_.problem = problem;
    account_.budget_remaining = budget.remaining;
    account_.budget_resets_at = budget.resets_at;
    if (listening) account_.last_listened_at = now;
    said_listening_ = now;
    if (news)
        base::log(listening ? LogLevel::info : LogLevel::warn, "accounts", "status",
                  {{"account", account_.id.value},
                   {"status", std::string(to_string(status))},
                   {"problem", problem.key},
                   {"cause", problem.cause}});
    keep_and_tell();
}

}  // namespace manyhands::app
