// Time is injected. Rooms and edges ask a Clock; tests and the simulator turn the hands themselves.
#pragma once

#include <chrono>
#include <mutex>

#include "base/time.hpp"

namespace manyhands::base {

// Thread-safe.
class Clock {
  public:
    virtual ~Clock() = default;
    // Wall clock, UTC. May jump when the machine's clock is set.
    virtual Instant now() const = 0;
    // Never jumps, never goes back; its zero means nothing.
    virtual std::chrono::nanoseconds monotonic() const = 0;
};

class SystemClock final : public Clock {
  public:
    Instant now() const override;
    std::chrono::nanoseconds monotonic() const override;
};

// A clock that stands still until it is told otherwise.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(Instant start) : now_(start) {}
    Instant now() const override;
    std::chrono::nanoseconds monotonic() const override;
    void advance(Micros by);     // both hands
    void jump_to(Instant when);  // the wall clock only, as an administrator or NTP does

  private:
    mutable std::mutex mutex_;
    Instant now_;
    std::chrono::nanoseconds monotonic_{0};
};

}  // namespace manyhands::base
