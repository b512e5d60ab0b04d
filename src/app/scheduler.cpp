#include "app/scheduler.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace manyhands::app {

namespace {
constexpr int kBatch = 500;
}

Scheduler::~Scheduler() {
    stop();
    if (thread_.joinable()) thread_.join();
}

void Scheduler::start() {
    thread_ = std::thread([this] {
        std::optional<base::Instant> next = clock_.now();
        while (waker_.wait(clock_, next)) {
            const auto again = run_once();
            if (!again)
                base::log(base::LogLevel::error, "route", "the scheduler cannot write",
                          {{"cause", again.error().cause}});
            next = again ? *again : clock_.now() + std::chrono::seconds(5);
        }
    });
}

base::Result<std::optional<base::Instant>> Scheduler::run_once() {
    MH_LET(due, store_.due(clock_.now(), kBatch));
    for (const route::DueConversation& conversation : due)
        MH_TRY(route_.fire(conversation));
    std::optional<base::Instant> other;
    if (also_) {
        MH_LET(next, also_());
        other = next;
    }
    if (static_cast<int>(due.size()) == kBatch) return clock_.now();
    MH_LET(next, store_.next_due());
    return next && other ? std::min(*next, *other) : next ? next : other;
}

}  // namespace manyhands::app
