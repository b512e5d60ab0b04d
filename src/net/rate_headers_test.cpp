#include "net/rate_headers.hpp"

#include <gtest/gtest.h>

namespace manyhands::net {
namespace {

using namespace std::chrono_literals;

base::Instant at(const char* text) {
    return base::parse_rfc3339(text).value();
}
const base::Instant kNow = at("2026-03-09T05:23:00Z");  // Unix 1773033780

TEST(RateHeaders, TheFourDialects) {
    struct Row {
        const char* what;
        Headers headers;
        RateLimit expected;
    };
    const std::vector<Row> rows{
        {"unix seconds",
         {{"x-rate-limit-limit", "100"},
          {"x-rate-limit-remaining", "7"},
          {"x-rate-limit-reset", "1773034680"}},
         {.limit = 100, .remaining = 7, .resets_at = kNow + 15min}},
        {"rfc 3339 reset",
         {{"X-RateLimit-Limit", "300"},
          {"X-RateLimit-Remaining", "299"},
          {"X-RateLimit-Reset", "2026-03-09T05:25:00.000000Z"}},
         {.limit = 300, .remaining = 299, .resets_at = kNow + 2min}},
        {"unix reset in the second dialect",
         {{"X-RateLimit-Reset", "1773033900"}},
         {.resets_at = kNow + 2min}},
        {"seconds from now", {{"X-RateLimit-Reset", "120"}}, {.resets_at = kNow + 2min}},
        {"fraction", {{"X-RateLimit-Reset", "120.75"}}, {.resets_at = kNow + 2min}},
        {"policy",
         {{"RateLimit-Limit", "3000"},
          {"RateLimit-Remaining", "2993"},
          {"RateLimit-Reset", "1773034080"},
          {"RateLimit-Policy", "3000;w=300"}},
         {.limit = 3000, .remaining = 2993, .resets_at = kNow + 5min, .window = 5min}},
        {"two policies",
         {{"RateLimit-Limit", "100, 100;w=60"}, {"RateLimit-Policy", "100;w=60, 1000;w=3600"}},
         {.limit = 100, .window = 1min}},
        {"retry after seconds", {{"Retry-After", "289"}}, {.retry_at = kNow + 289s}},
        {"retry after a date", {{"retry-after", "Mon, 09 Mar 2026 05:24:00 GMT"}}, {.retry_at = kNow + 1min}},
        {"retry after a past date", {{"retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"}}, {.retry_at = kNow}},
        {"reset in the past", {{"ratelimit-reset", "1773033000"}}, {.resets_at = kNow - 13min}},
        {"nothing", {{"content-type", "text/html"}}, {}},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.what);
        const RateLimit seen = read_rate_headers(row.headers, kNow);
        EXPECT_EQ(seen.limit, row.expected.limit);
        EXPECT_EQ(seen.remaining, row.expected.remaining);
        EXPECT_EQ(seen.resets_at, row.expected.resets_at);
        EXPECT_EQ(seen.window, row.expected.window);
        EXPECT_EQ(seen.retry_at, row.expected.retry_at);
    }
}

TEST(RateHeaders, NonsenseIsAsIfItWereNotThere) {
    for (const char* value :
         {"", " ", "-1", "abc", "1e9", "0x10", "99999999999999999999999", "12abc", "1.2.3", "한국",
          "2026-13-40T99:99:99Z", "Mon, 99 Foo 2026 05:24:00 GMT", "NaN", "\x01\x02", ";w=", ","}) {
        SCOPED_TRACE(value);
        const RateLimit seen = read_rate_headers({{"ratelimit-limit", value},
                                                  {"ratelimit-remaining", value},
                                                  {"ratelimit-reset", value},
                                                  {"ratelimit-policy", value},
                                                  {"retry-after", value}},
                                                 kNow);
        EXPECT_EQ(seen, RateLimit{});
    }
    EXPECT_FALSE(read_rate_headers({{"ratelimit-reset", "999999999999999"}}, kNow).resets_at.has_value());
    EXPECT_FALSE(read_rate_headers({{"ratelimit-policy", "10;w=0"}}, kNow).window.has_value());
    EXPECT_FALSE(read_rate_headers({{"retry-after", "1773034080"}}, kNow).retry_at.has_value());
}

TEST(RateHeaders, RetryTimeIsNeverInThePastAndNeverMoreThanADayAway) {
    EXPECT_EQ(retry_time({.resets_at = kNow + 5min, .retry_at = kNow + 7s}, kNow), kNow + 7s);
    EXPECT_EQ(retry_time({.resets_at = kNow + 5min}, kNow), kNow + 5min);
    EXPECT_EQ(retry_time({.resets_at = kNow - 5min}, kNow), kNow);
    EXPECT_EQ(retry_time({.resets_at = kNow + 24h * 400}, kNow), kNow + 24h);
    EXPECT_EQ(retry_time({}, kNow), std::nullopt);
}

TEST(RateHeaders, HttpDates) {
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), at("1994-11-06T08:49:37Z"));
    EXPECT_EQ(parse_http_date(" Mon, 09 Mar 2026 05:23:00 GMT "), kNow);
    EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), std::nullopt);
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 KST"), std::nullopt);
    EXPECT_EQ(parse_http_date("Sun, 31 Feb 2026 08:49:37 GMT"), std::nullopt);
}

}  // namespace
}  // namespace manyhands::net
