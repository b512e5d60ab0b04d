// Business seconds: how much of the time between two instants a department was open. Right across changes of
// the clocks, because each opening is a pair of instants. Pure; thread-safe once made.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "model/business_hours.hpp"

namespace manyhands::model {

class BusinessTime {
  public:
    // The openings that touch [from, to). Costs about a microsecond a day. Errors: those of check(hours).
    static base::Result<BusinessTime> over(const BusinessHours& hours, base::Instant from, base::Instant to);

    // Open time in [a, b); zero when b is not after a. What lies outside of [from, to) counts as closed.
    base::Micros between(base::Instant a, base::Instant b) const { return upto(b) - upto(std::min(a, b)); }
    bool is_open(base::Instant t) const;
    // The next opening or closing after t; nothing within the range.
    std::optional<base::Instant> next_change(base::Instant t) const;

  private:
    struct Open {
        base::Instant from;
        base::Instant to;
        base::Micros before;  // open time in all earlier ones
    };
    base::Micros upto(base::Instant t) const;
    std::vector<Open> opens_;  // apart from each other, ascending
};

// What a settings screen shows: open or closed now, until when, and the next days that differ from the week.
struct HoursNow {
    bool open = false;
    std::optional<base::Instant> changes_at;  // nothing within a year
    struct Day {
        std::chrono::sys_days date;
        std::optional<Holiday> holiday;
        std::optional<OwnDay> own;
    };
    std::vector<Day> next;  // at most `days`, from today on, within a year
};
base::Result<HoursNow> hours_now(const BusinessHours& hours, base::Instant now, std::size_t days = 5);

}  // namespace manyhands::model
