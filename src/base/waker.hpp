// How a loop sleeps until something is to be done: woken at once by wake(), or when an instant has come.
// Deadlines are UTC, but the sleep itself is monotonic and short, so that a clock that jumps neither fires
// early nor never.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>

#include "base/clock.hpp"

namespace manyhands::base {

// When a sleep is over: its instant has come, or the wall clock was set back meanwhile, so that nobody knows
// any more how far off that instant is. Whoever is woken early looks again and sleeps on.
class Alarm {
  public:
    // Set back by less than this is corrected by sleeping on: clocks are nudged all the time.
    static constexpr Micros kNudge = std::chrono::seconds(2);

    // Nothing: it never rings by itself.
    Alarm(const Clock& clock, std::optional<Instant> deadline)
        : deadline_(deadline), wall_(clock.now()), steady_(clock.monotonic()) {}
    // How long until it rings, zero when it does; nothing: never.
    std::optional<Micros> left(const Clock& clock) const;

  private:
    std::optional<Instant> deadline_;
    Instant wall_;
    std::chrono::nanoseconds steady_;
};

// Thread-safe. One loop waits, anybody wakes.
class Waker {
  public:
    // The longest sleep before the wall clock is looked at again.
    static constexpr Micros kGlance = std::chrono::seconds(1);

    void wake();
    // wait() returns false from now on, also the one that is sleeping.
    void stop();
    // Sleeps until woken or until `deadline` (nothing: until woken); a wall clock that was set back ends it
    // too. False when stopped.
    bool wait(const Clock& clock, std::optional<Instant> deadline);
    bool stopped() const;

  private:
    mutable std::mutex mutex_;
    std::condition_variable condition_;
    bool woken_ = false;
    bool stopped_ = false;
};

}  // namespace manyhands::base
