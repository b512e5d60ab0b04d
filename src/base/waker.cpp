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

bool Waker::wait(const Clock& clock, std::optional<Instant> deadline) {
    std::unique_lock held(mutex_);
    while (!stopped_ && !woken_) {
        const Micros left = deadline ? *deadline - clock.now() : kGlance;
        if (left <= Micros{0}) break;
        condition_.wait_for(held, std::min(left, kGlance));
    }
    woken_ = false;
    return !stopped_;
}

}  // namespace manyhands::base
