// Instants are microseconds since 1970 in UTC (int64), everywhere: in memory, in rows and on the wire of our
// own store. RFC 3339 text appears only at the edges.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace manyhands::base {

using Micros = std::chrono::microseconds;
using Seconds = std::chrono::seconds;
using Minutes = std::chrono::minutes;
using Instant = std::chrono::sys_time<Micros>;

constexpr std::int64_t to_micros(Instant t) {
    return t.time_since_epoch().count();
}
constexpr Instant from_micros(std::int64_t us) {
    return Instant(Micros(us));
}

// "2026-03-09T05:23:00.123456Z"; the fraction is left out when it is zero.
std::string to_rfc3339(Instant t);

// Accepts any RFC 3339 offset and 0 to 9 digits of fraction (cut to microseconds).
// Errors: invalid ("base.time.bad_instant").
Result<Instant> parse_rfc3339(std::string_view text);

// A local wall-clock time of a zone of the IANA database, for reports: {year, month, day, hour, minute,
// second, ISO weekday 1-7, offset in seconds}. Errors: invalid ("base.time.unknown_zone").
struct LocalTime {
    int year, month, day, hour, minute, second, weekday, offset_seconds;
};
Result<LocalTime> to_local(Instant t, std::string_view zone);

// The instant at which that wall-clock time begins in the zone (the earlier one where it happens twice, the
// first valid one after a gap).
Result<Instant> from_local(int year, int month, int day, int hour, int minute, std::string_view zone);

}  // namespace manyhands::base
