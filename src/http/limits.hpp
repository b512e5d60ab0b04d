// How many requests a minute one session, one token or one visitor's address may make: a bucket each that
// refills evenly. Told in the response as draft-ietf-httpapi-ratelimit-headers has it: RateLimit-Policy and
// RateLimit; and 429 with Retry-After when it is empty. Thread-safe.
#pragma once

#include <array>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "http/request.hpp"

namespace manyhands::http {

// Requests a minute; 0: as many as they like.
struct LimitConfig {
    int reads = 0;
    int changes = 0;
    int heavy = 0;     // reports, files, whatever is slow to read
    int visitors = 0;  // of one address that is not signed in
};

enum class LimitKind { reads, changes, heavy, visitors };

class RateLimits {
  public:
    RateLimits(const LimitConfig& config, const base::Clock& clock) : config_(config), clock_(clock) {}

    struct Verdict {
        bool allowed = true;
        base::Seconds wait{0};  // when not allowed: at least one
        Fields headers;         // for the response, allowed or not
    };
    Verdict take(LimitKind kind, const std::string& who);

  private:
    static constexpr std::size_t kMaxKeys = 50'000;
    struct Bucket {
        double left = 0;
        std::chrono::nanoseconds at{0};
    };
    int limit_of(LimitKind kind) const;

    const LimitConfig config_;
    const base::Clock& clock_;
    std::mutex mutex_;
    std::array<std::unordered_map<std::string, Bucket>, 4> buckets_;
};

}  // namespace manyhands::http
