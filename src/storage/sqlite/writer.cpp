#include "storage/sqlite/writer.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/failpoint.hpp"
#include "base/log.hpp"

namespace manyhands::storage::sqlite {
namespace {

// A group closes when it is this long or this many: whoever came first does not wait for all who come after.
constexpr std::size_t kGroupAtMost = 512;
constexpr std::chrono::milliseconds kGroupLasts{4};
// While nobody waits, deliveries share a commit for so long.
constexpr std::chrono::milliseconds kDeliveriesLast{12};

// A piece of work failed after it had written.
struct LeftTraces {};

base::Error to_error(const std::exception& broken) {
    base::log(base::LogLevel::error, "storage", "broken invariant", {{"cause", broken.what()}});
    return {base::ErrorCode::internal, "storage.failed", {}, broken.what()};
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, std::function<void()> committed, Threads threads)
    : connection_(std::move(connection)),
      committed_(std::move(committed)),
      thread_(threads == Threads::own ? std::thread([this] { loop(); }) : std::thread()) {}

Writer::~Writer() {
    {
        const std::scoped_lock guard(mutex_);
        closing_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

base::Result<void> Writer::run_alone(const Work& work, Turn turn) {
    Group group{std::make_shared<Pending>()};
    group.front()->work = &work;
    delivering_ = turn == Turn::delivery;
    run_group(group);
    return std::move(group.front()->outcome);
}

base::Result<void> Writer::run(const Work& work, Turn turn) {
    if (!thread_.joinable()) return run_alone(work, turn);
    // Shared: the writer may still be inside set_value when this call returns.
    const auto pending = std::make_shared<Pending>();
    pending->work = &work;
    auto done = pending->done.get_future();
    {
        const std::scoped_lock guard(mutex_);
        if (closing_) return base::fail(base::ErrorCode::unavailable, "storage.closing");
        (turn == Turn::person ? people_ : deliveries_).push_back(pending);
        if (people_.size() + deliveries_.size() == 1) wake_.notify_one();
    }
    return done.get();
}

std::int64_t Writer::commits() const {
    return commits_;
}

std::size_t Writer::waiting() const {
    const std::scoped_lock guard(mutex_);
    return people_.size() + deliveries_.size();
}

bool Writer::person_waits() const {
    const std::scoped_lock guard(mutex_);
    return !people_.empty();
}

// Of the people who wait, the first ones.
Writer::Group Writer::take(std::size_t most) {
    const std::scoped_lock guard(mutex_);
    if (people_.size() <= most) return std::exchange(people_, {});
    const auto end = people_.begin() + static_cast<std::ptrdiff_t>(most);
    Group taken(people_.begin(), end);
    people_.erase(people_.begin(), end);
    return taken;
}

// The next delivery, when nobody waits.
std::shared_ptr<Writer::Pending> Writer::take_delivery() {
    const std::scoped_lock guard(mutex_);
    if (!people_.empty() || deliveries_.empty()) return nullptr;
    auto first = deliveries_.front();
    deliveries_.erase(deliveries_.begin());
    return first;
}

// What the next group begins with: one delivery, or people.
Writer::Group Writer::next() {
    {
        const std::scoped_lock guard(mutex_);
        if (!deliveries_.empty() && (delivery_next_ || people_.empty())) {
            Group one{deliveries_.front()};
            deliveries_.erase(deliveries_.begin());
            delivery_next_ = false;
            delivering_ = true;
            return one;
        }
        delivery_next_ = true;
        delivering_ = false;
    }
    return take(kGroupAtMost);
}

void Writer::loop() {
    for (;;) {
        {
            std::unique_lock guard(mutex_);
            wake_.wait(guard, [this] { return closing_ || !people_.empty() || !deliveries_.empty(); });
            if (people_.empty() && deliveries_.empty()) return;
        }
        Group group = next();
        run_group(group);
        for (const auto& pending : group)
            pending->done.set_value(std::move(pending->outcome));
    }
}

// Adds to `group` whoever comes in time; all outcomes are final when it returns.
void Writer::run_group(Group& group) {
    const std::int64_t before = connection_->changes();
    try {
        connection_->begin_writing();
        run_all(group);
        base::failpoint("storage.before_commit");
        connection_->commit();
        base::failpoint("storage.after_commit");
    } catch (const Failure& failure) {
        roll_back();
        refuses_ = true;
        const base::Error error = failure.to_error();
        base::log(base::LogLevel::error, "storage", "a group was not committed", {{"cause", error.cause}});
        for (const auto& pending : group)
            pending->outcome = std::unexpected(error);
        return;
    }
    // Who only looked, or was refused, changed nothing: what was read before still holds, and nobody is
    // woken.
    if (connection_->changes() == before) return;
    ++commits_;
    refuses_ = false;
    const bool kept =
        std::ranges::any_of(group, [](const auto& pending) { return pending->outcome.has_value(); });
    if (kept && committed_) committed_();
    base::failpoint("storage.before_ack");
}

// Runs the group and whoever comes meanwhile, until it is full or old enough. Throws only what must end the
// whole group.
void Writer::run_all(Group& group) {
    const auto began = std::chrono::steady_clock::now();
    try {
        for (std::size_t done = 0; done < group.size();) {
            for (; done < group.size(); ++done)
                run_plain(*group[done]);
            const auto lasts = delivering_ ? kDeliveriesLast : kGroupLasts;
            const bool old = std::chrono::steady_clock::now() - began >= lasts;
            if (group.size() >= kGroupAtMost || (old && !delivering_)) return;
            if (delivering_ && !old) {
                if (auto more = take_delivery()) {
                    group.push_back(std::move(more));
                    continue;
                }
            }
            // Whoever came during the delivery is committed with it, however long it took.
            const Group more = take(kGroupAtMost - group.size());
            group.insert(group.end(), more.begin(), more.end());
            delivering_ = false;
        }
    } catch (const LeftTraces&) {
        roll_back();
        connection_->begin_writing();
        for (const auto& pending : group)
            run_in_savepoint(*pending);
    }
}

void Writer::run_plain(Pending& pending) {
    const std::int64_t before = connection_->changes();
    connection_->set_careful(false);
    attempt(pending);
    if (!pending.outcome && connection_->changes() != before) throw LeftTraces();
}

void Writer::run_in_savepoint(Pending& pending) {
    connection_->exec("savepoint work");
    connection_->set_careful(true);
    attempt(pending);
    if (!pending.outcome) connection_->exec("rollback to work");
    connection_->exec("release work");
}

void Writer::attempt(Pending& pending) {
    try {
        pending.outcome = (*pending.work)(*connection_);
    } catch (const Failure& failure) {
        if (failure.is_hard() || !connection_->in_transaction()) throw;
        pending.outcome = std::unexpected(failure.to_error());
    } catch (const std::exception& broken) {
        pending.outcome = std::unexpected(to_error(broken));
    }
}

void Writer::roll_back() noexcept {
    try {
        if (connection_->in_transaction()) connection_->exec("rollback");
    } catch (const std::exception& failed) {
        base::log(base::LogLevel::error, "storage", "rollback failed", {{"cause", failed.what()}});
    }
}

}  // namespace manyhands::storage::sqlite
