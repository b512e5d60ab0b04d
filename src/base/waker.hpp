// How a loop sleeps until something is to be done: woken at once by wake(), or when an instant has come.
// Deadlines are UTC, but the sleep itself is monotonic and short, so that a clock that jumps neither fires
// early nor never.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>

#include "base/clock.hpp"

namespace manyhands::base {

// Thread-safe. One loop waits, anybody wakes.
class Waker {
  public:
    // The longest sleep before the wall clock is looked at again.
    static constexpr Micros kGlance = std::chrono::seconds(1);

    void wake();
    // wait() returns false from now on, also the one that is sleeping.
    void stop();
    // Sleeps until woken or until `deadline` (nothing: until woken). False when stopped.
    bool wait(const Clock& clock, std::optional<Instant> deadline);
    bool stopped() const;

  private:
    mutable std::mutex mutex_;
    std::condition_variable condition_;
    bool woken_ = false;
    bool stopped_ = false;
};

}  // namespace manyhands::base
