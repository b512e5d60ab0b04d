// How many more answers an account may send: the network counts points (a put costs 2 of 5,000 an hour and
// 35,000 a day), and tells in its headers how far we are. The stricter of both wins. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "channels/bluesky/json.hpp"
#include "channels/channel.hpp"
#include "net/rate_headers.hpp"

namespace manyhands::channels::bluesky {

class WriteBudget {
  public:
    static constexpr std::int64_t kPointsPerPut = 2;
    static constexpr std::int64_t kPointsPerHour = 5'000;
    static constexpr std::int64_t kPointsPerDay = 35'000;

    void sent(base::Instant now);
    // From the headers of an answer to a write.
    void learn(const net::RateLimit& limit, base::Instant now);
    // After a 429: nothing until then.
    void exhausted_until(base::Instant when);
    Budget budget(base::Instant now) const;

    // Kept between two starts: how much was sent in the last day.
    json::value to_json() const;
    void from_json(const json::value& kept);

  private:
    // Sends of the last `window` before now, and when the oldest of them stops counting.
    struct Used {
        std::int64_t puts = 0;
        std::optional<base::Instant> oldest_leaves;
    };
    Used used(base::Instant now, base::Micros window) const;

    std::map<std::int64_t, std::int64_t> puts_;  // by ten minutes since 1970
    std::optional<net::RateLimit> told_;
    std::optional<base::Instant> exhausted_until_;
};

}  // namespace manyhands::channels::bluesky
