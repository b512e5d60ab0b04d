#include "listen/live_set.hpp"

#include <utility>

namespace manyhands::listen {

base::Result<std::unique_ptr<LiveSet>> LiveSet::start() {
    std::vector<RefusedQuery> refused;
    MH_LET(none, QuerySet::compile({}, refused));
    return std::unique_ptr<LiveSet>(new LiveSet(std::move(none)));
}

LiveSet::LiveSet(std::shared_ptr<const QuerySet> first) : current_(std::move(first)) {
    compiler_ = std::thread([this] { work(); });
}

LiveSet::~LiveSet() {
    {
        const std::scoped_lock lock(mutex_);
        stopped_ = true;
    }
    changed_.notify_all();
    compiler_.join();
}

std::shared_ptr<const QuerySet> LiveSet::current() const {
    const std::scoped_lock lock(mutex_);
    return current_;
}

void LiveSet::replace(std::vector<NamedQuery> queries, Done done) {
    {
        const std::scoped_lock lock(mutex_);
        next_.emplace(std::move(queries), std::move(done));
    }
    changed_.notify_all();
}

void LiveSet::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stopped_ || next_.has_value(); });
        if (stopped_) return;
        const Job job = std::exchange(next_, std::nullopt).value();
        std::shared_ptr<const QuerySet> former = current_;
        lock.unlock();
        std::vector<RefusedQuery> refused;
        auto set = QuerySet::compile(job.queries, refused, former.get());
        if (set) put(*set);
        former.reset();
        if (job.done && set) job.done(std::move(refused));
        if (job.done && !set) job.done(std::unexpected(set.error()));
        lock.lock();
        if (!set || !(*set)->is_patched() || stopped_ || next_) continue;
        // Nobody waits: all of it in one pass again.
        lock.unlock();
        refused.clear();
        set = QuerySet::compile(job.queries, refused);
        if (set) put(*set);
        lock.lock();
    }
}

void LiveSet::put(std::shared_ptr<const QuerySet> set) {
    {
        const std::scoped_lock lock(mutex_);
        current_.swap(set);
    }
    set.reset();  // the former one is taken apart without the mutex
}

}  // namespace manyhands::listen
