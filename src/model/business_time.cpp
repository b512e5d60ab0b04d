#include "model/business_time.hpp"

#include <algorithm>

namespace manyhands::model {
namespace {

using base::Instant;
using base::Micros;
using base::Result;
using std::chrono::days;
using std::chrono::sys_days;

Result<sys_days> local_day(Instant t, const std::string& zone) {
    MH_LET(local, base::to_local(t, zone));
    return sys_days{std::chrono::year{local.year} / local.month / local.day};
}

int year_of(sys_days day) {
    return static_cast<int>(std::chrono::year_month_day{day}.year());
}

Result<Instant> at(sys_days day, int minute, const std::string& zone) {
    day += days(minute / 1440);
    const std::chrono::year_month_day ymd{day};
    return base::from_local(
        static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
        static_cast<int>(static_cast<unsigned>(ymd.day())), minute % 1440 / 60, minute % 60, zone);
}

}  // namespace

Result<BusinessTime> BusinessTime::over(const BusinessHours& hours, Instant from, Instant to) {
    MH_TRY(check(hours));
    MH_LET(first, local_day(from, hours.zone));
    MH_LET(last, local_day(to, hours.zone));
    first -= days(1);  // a night that began the day before
    const DayKinds kinds(&hours, year_of(first), year_of(last));
    std::vector<std::pair<Instant, Instant>> found;
    for (sys_days day = first; day <= last; day += days(1)) {
        const std::vector<OpenSpan>* spans = nullptr;
        if (const OwnDay* own = kinds.own_day(day); own != nullptr)
            spans = &own->spans;
        else if (kinds.holiday(day) == nullptr)
            spans = &hours.week[std::chrono::weekday{day}.iso_encoding() - 1];
        if (spans == nullptr) continue;
        for (const OpenSpan& span : *spans) {
            MH_LET(opens, at(day, span.from, hours.zone));
            MH_LET(closes, at(day, span.from + span.minutes(), hours.zone));
            if (closes > opens && closes > from && opens < to) found.emplace_back(opens, closes);
        }
    }
    std::ranges::sort(found);
    BusinessTime time;
    Micros before{0};
    for (const auto& [opens, closes] : found) {
        // An own day's night may run into the next morning's hours: open is open.
        if (!time.opens_.empty() && opens <= time.opens_.back().to) {
            Open& last_one = time.opens_.back();
            if (closes > last_one.to) {
                before += closes - last_one.to;
                last_one.to = closes;
            }
            continue;
        }
        time.opens_.push_back({opens, closes, before});
        before += closes - opens;
    }
    return time;
}

Micros BusinessTime::upto(Instant t) const {
    const auto after = std::ranges::upper_bound(opens_, t, {}, &Open::from);
    if (after == opens_.begin()) return Micros(0);
    const Open& open = *std::prev(after);
    return open.before + (std::min(t, open.to) - open.from);
}

bool BusinessTime::is_open(Instant t) const {
    const auto after = std::ranges::upper_bound(opens_, t, {}, &Open::from);
    return after != opens_.begin() && t < std::prev(after)->to;
}

std::optional<Instant> BusinessTime::next_change(Instant t) const {
    const auto after = std::ranges::upper_bound(opens_, t, {}, &Open::from);
    if (after != opens_.begin() && t < std::prev(after)->to) return std::prev(after)->to;
    return after == opens_.end() ? std::nullopt : std::optional(after->from);
}

Result<HoursNow> hours_now(const BusinessHours& hours, Instant now, std::size_t days_at_most) {
    constexpr auto kYear = std::chrono::hours(24 * 366);
    MH_LET(time, BusinessTime::over(hours, now - std::chrono::hours(48), now + kYear));
    HoursNow out;
    out.open = time.is_open(now);
    out.changes_at = time.next_change(now);
    if (out.changes_at && *out.changes_at >= now + kYear) out.changes_at.reset();  // open day and night
    MH_LET(today, local_day(now, hours.zone));
    const DayKinds kinds(&hours, year_of(today), year_of(today) + 1);
    for (sys_days day = today; day < today + days(366) && out.next.size() < days_at_most; day += days(1)) {
        const OwnDay* own = kinds.own_day(day);
        const Holiday* holiday = kinds.holiday(day);
        if (own == nullptr && holiday == nullptr) continue;
        HoursNow::Day next{day, std::nullopt, std::nullopt};
        if (holiday != nullptr) next.holiday = *holiday;
        if (own != nullptr) next.own = *own;
        out.next.push_back(std::move(next));
    }
    return out;
}

}  // namespace manyhands::model
