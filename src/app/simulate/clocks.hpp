// The time of a simulation: it stands still until the world moves it. The networks have the true time; the
// product's wall clock may be set wrong.
#pragma once

#include <algorithm>

#include "base/clock.hpp"

namespace manyhands::app::simulate {

class TrueClock final : public base::Clock {
  public:
    base::Instant now() const override { return kBegins + since_; }
    std::chrono::nanoseconds monotonic() const override { return since_; }
    base::Micros since() const { return since_; }
    void advance(base::Micros by) { since_ += by; }

  private:
    // 2026-03-09 09:00 UTC, a Monday.
    static constexpr base::Instant kBegins{base::Micros(1'773'046'800'000'000)};
    base::Micros since_{0};
};

class ProductClock final : public base::Clock {
  public:
    explicit ProductClock(const TrueClock& truth) : truth_(truth) {}
    base::Instant now() const override { return truth_.now() + off_by_; }
    std::chrono::nanoseconds monotonic() const override { return truth_.monotonic(); }
    void jump(base::Micros by) {
        ahead_ = std::max(ahead_, off_by_);
        off_by_ += by;
    }
    // How far it is behind what it once said.
    base::Micros behind() const { return std::max(ahead_ - off_by_, base::Micros{0}); }

  private:
    const TrueClock& truth_;
    base::Micros off_by_{0};
    base::Micros ahead_{0};
};

}  // namespace manyhands::app::simulate
