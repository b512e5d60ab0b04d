#include "base/clock.hpp"

namespace manyhands::base {

Instant SystemClock::now() const {
    return std::chrono::floor<Micros>(std::chrono::system_clock::now());
}

std::chrono::nanoseconds SystemClock::monotonic() const {
    return std::chrono::steady_clock::now().time_since_epoch();
}

Instant ManualClock::now() const {
    const std::scoped_lock guard(mutex_);
    return now_;
}

std::chrono::nanoseconds ManualClock::monotonic() const {
    const std::scoped_lock guard(mutex_);
    return monotonic_;
}

void ManualClock::advance(Micros by) {
    const std::scoped_lock guard(mutex_);
    now_ += by;
    monotonic_ += by;
}

void ManualClock::jump_to(Instant when) {
    const std::scoped_lock guard(mutex_);
    now_ = when;
}

}  // namespace manyhands::base
