// How long to wait after a failure: exponential, with jitter from the injected random source, so that a
// thousand accounts do not come back in the same second; never earlier than the other side asked.
#pragma once

#include <optional>

#include "base/random.hpp"
#include "base/time.hpp"

namespace manyhands::net {

struct BackoffRule {
    base::Micros first{std::chrono::milliseconds(500)};
    base::Micros most{std::chrono::minutes(1)};
    double factor = 2.0;
    // What another server may ask for at most; a header of a year must not silence an account for a year.
    base::Micros longest_request{std::chrono::hours(24)};
};

// One sequence of failures. Not thread-safe.
class Backoff {
  public:
    Backoff(BackoffRule rule, base::Random& random) : rule_(rule), random_(random) {}

    // The wait before the next attempt: between half and all of first * factor^n, at most `most`. With a wait
    // asked for by the other side: at least that, plus up to a tenth of it (at most 10 s).
    base::Micros next(std::optional<base::Micros> asked = std::nullopt);

    // It worked: the next failure starts from the beginning.
    void reset() { failures_ = 0; }
    int failures() const { return failures_; }

  private:
    BackoffRule rule_;
    base::Random& random_;
    int failures_ = 0;
};

}  // namespace manyhands::net
