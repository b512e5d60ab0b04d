// What a network says about its limits in the headers of an answer. Four dialects: `x-rate-limit-*` (Unix
// seconds), `X-RateLimit-*` (RFC 3339, Unix seconds or seconds from now), `RateLimit-*` with a policy, and
// `Retry-After` (seconds or an HTTP date). Wrong values are as if they were not there. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "net/http_client.hpp"

namespace manyhands::net {

struct RateLimit {
    std::optional<std::int64_t> limit{};       // calls or points in a window
    std::optional<std::int64_t> remaining{};   // of these, now; never negative
    std::optional<base::Instant> resets_at{};  // may lie in the past: clocks differ
    std::optional<base::Micros> window{};      // length, when the policy names it
    std::optional<base::Instant> retry_at{};   // from Retry-After; never in the past
    friend bool operator==(const RateLimit&, const RateLimit&) = default;
};

// `now`: our clock when the answer came.
RateLimit read_rate_headers(const Headers& headers, base::Instant now);

// When to try again after a 429 (or a 503 that names a time): Retry-After, else the reset, else nothing.
// Never before `now`, never more than a day after it.
std::optional<base::Instant> retry_time(const RateLimit& limit, base::Instant now);

// "Sun, 06 Nov 1994 08:49:37 GMT" (the form every server sends today). nullopt: not one.
std::optional<base::Instant> parse_http_date(std::string_view text);

}  // namespace manyhands::net
