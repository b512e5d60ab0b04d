#include "base/waker.hpp"

#include <algorithm>

namespace manyhands::base {

void Waker::wake() {
    const std::scoped_lock guard(mutex_);
    woken_ = true;
    condition_.notify_all();
}

void Waker::stop() {
    const std::scoped_lock guard(mutex_);
    stopped_ = true;
    condition_.notify_all();
}

bool Waker::stopped() const {
    const std::scoped_lock guard(mutex_);
    return stopped_;
}

std::optional<Micros> Alarm::left(const Clock& clock) const {
    if (!deadline_) return std::nullopt;
    const Instant now = clock.now();
    const Micros slept = std::chrono::floor<Micros>(clock.monotonic() - steady_);
    if (now - wall_ < slept - kNudge) return Micros{0};
    return std::max(*deadline_ - now, Micros{0});
}

bool Waker::wait(const Clock& clock, std::optional<Instant> deadline) {
    const Alarm alarm(clock, deadline);
    std::unique_lock held(mutex_);
    while (!stopped_ && !woken_) {
        const Micros left = alarm.left(clock).value_or(kGlance);
        if (left <= Micros{0}) break;
        condition_.wait_for(held, std::min(left, kGlance));
    }
    woken_ = false;
    return !stopped_;
}

}  // namespace manyhands::base
