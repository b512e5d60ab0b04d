#include "model/holidays.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <unicode/ucal.h>

namespace manyhands::model {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::weekday;
using List = std::vector<Holiday>;

constexpr weekday kSunday{0};
constexpr weekday kMonday{1};
constexpr weekday kThursday{4};
constexpr weekday kSaturday{6};

sys_days on(int year, unsigned month, unsigned day) {
    return std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
}
sys_days nth(int year, unsigned month, weekday day, unsigned n) {
    return std::chrono::year{year} / std::chrono::month{month} / day[n];
}
sys_days last(int year, unsigned month, weekday day) {
    return std::chrono::year{year} / std::chrono::month{month} / day[std::chrono::last];
}
bool holds(const List& list, sys_days date) {
    return std::ranges::any_of(list, [&](const Holiday& h) { return h.date == date; });
}

// The day of a Korean lunar date that falls into the Gregorian year. ICU's Dangi calendar counts by Seoul's
// new moons, which differ from Beijing's (Seollal 2027 is a day after the Chinese one).
sys_days lunar(int year, int month, int day) {
    UErrorCode error = U_ZERO_ERROR;
    const char16_t zone[] = u"Asia/Seoul";
    const std::unique_ptr<UCalendar, decltype(&ucal_close)> calendar(
        ucal_open(zone, -1, "ko@calendar=dangi", UCAL_TRADITIONAL, &error), &ucal_close);
    if (U_FAILURE(error)) throw std::runtime_error("ICU has no Dangi calendar");
    // Midsummer lies in the lunar year that began in this Gregorian one; its number is ICU's own affair.
    const auto midsummer = on(year, 7, 1).time_since_epoch();
    ucal_setMillis(calendar.get(), std::chrono::duration<double, std::milli>(midsummer).count(), &error);
    const int32_t lunar_year = ucal_get(calendar.get(), UCAL_EXTENDED_YEAR, &error);
    ucal_clear(calendar.get());
    ucal_set(calendar.get(), UCAL_EXTENDED_YEAR, lunar_year);
    ucal_set(calendar.get(), UCAL_MONTH, month - 1);
    ucal_set(calendar.get(), UCAL_IS_LEAP_MONTH, 0);
    ucal_set(calendar.get(), UCAL_DATE, day);
    ucal_set(calendar.get(), UCAL_HOUR_OF_DAY, 12);  // noon: the same day in Seoul and in UTC
    const double millis = ucal_getMillis(calendar.get(), &error);
    if (U_FAILURE(error)) throw std::runtime_error("ICU's Dangi calendar does not know the year");
    const std::chrono::sys_time<std::chrono::milliseconds> at{
        std::chrono::milliseconds(static_cast<std::int64_t>(millis))};
    return std::chrono::floor<days>(at);
}

// -- Korea: the Public Holidays Act and the decree on holidays of public offices
// -------------------------------
enum class Substitute { none, sunday, weekend };  // or when it meets another holiday

struct KoreanDay {
    Holiday holiday;
    Substitute substitute;
};

List korea(int year) {
    if (year < 2014) return {};
    std::vector<KoreanDay> all;
    const auto add = [&](sys_days date, std::string_view key, Substitute substitute) {
        all.push_back({{date, key, HolidayKind::day}, substitute});
    };
    const auto since = [&](int first, Substitute then) { return year >= first ? then : Substitute::none; };
    add(on(year, 1, 1), "model.holiday.kr.new_year", Substitute::none);
    const sys_days seollal = lunar(year, 1, 1);
    for (const int by : {-1, 0, 1})
        add(seollal + days(by), by == 0 ? "model.holiday.kr.seollal" : "model.holiday.kr.seollal_days",
            since(2014, Substitute::sunday));
    // The four national days since Liberation Day 2021; of 2021 only March 1 lay before it, a Monday.
    add(on(year, 3, 1), "model.holiday.kr.march_first", since(2021, Substitute::weekend));
    if (year >= 2026) add(on(year, 5, 1), "model.holiday.kr.labour", Substitute::weekend);
    add(lunar(year, 4, 8), "model.holiday.kr.buddha", since(2023, Substitute::weekend));
    add(on(year, 5, 5), "model.holiday.kr.children", since(2014, Substitute::weekend));
    add(on(year, 6, 6), "model.holiday.kr.memorial", Substitute::none);
    if (year >= 2026) add(on(year, 7, 17), "model.holiday.kr.constitution", Substitute::weekend);
    add(on(year, 8, 15), "model.holiday.kr.liberation", since(2021, Substitute::weekend));
    const sys_days chuseok = lunar(year, 8, 15);
    for (const int by : {-1, 0, 1})
        add(chuseok + days(by), by == 0 ? "model.holiday.kr.chuseok" : "model.holiday.kr.chuseok_days",
            since(2014, Substitute::sunday));
    add(on(year, 10, 3), "model.holiday.kr.foundation", since(2021, Substitute::weekend));
    add(on(year, 10, 9), "model.holiday.kr.hangul", since(2021, Substitute::weekend));
    add(on(year, 12, 25), "model.holiday.kr.christmas", since(2023, Substitute::weekend));
    std::ranges::stable_sort(all, {}, [](const KoreanDay& d) { return d.holiday.date; });

    List list;
    for (const KoreanDay& d : all)
        list.push_back(d.holiday);
    // Each cause gives one substitute: the first day behind it that is neither a holiday (Sundays are) nor a
    // Saturday. Two holidays of one day are one cause; three days of Chuseok around a Sunday, the last one's.
    const List given = list;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& [holiday, rule] = all[i];
        const weekday day{holiday.date};
        const bool meets = std::ranges::count(given, holiday.date, &Holiday::date) > 1;
        // Of two that meet, the one with a rule gives it; of two with rules, the first.
        bool first_with_rule = true;
        for (std::size_t j = 0; j < i; ++j)
            if (all[j].holiday.date == holiday.date && all[j].substitute != Substitute::none)
                first_with_rule = false;
        const bool on_weekend = day == kSunday || (rule == Substitute::weekend && day == kSaturday);
        if (rule == Substitute::none || !first_with_rule || !(on_weekend || meets)) continue;
        sys_days next = holiday.date + days(1);
        while (holds(list, next) || weekday{next} == kSunday || weekday{next} == kSaturday)
            next += days(1);
        std::string_view key = holiday.key;
        if (key.ends_with("_days")) key.remove_suffix(5);  // of the feast, not of the days around it
        list.push_back({next, key, HolidayKind::substitute});
    }
    return list;
}

// -- United States: 5 U.S.C. 6103; a Saturday is kept on the Friday before, a Sunday on the Monday after
// ---------
List united_states(int year) {
    if (year < 1986) return {};
    List list;
    const auto fixed = [&](sys_days date, std::string_view key) {
        if (std::chrono::year_month_day{date}.year() == std::chrono::year{year})
            list.push_back({date, key, HolidayKind::day});
        const weekday day{date};
        const sys_days kept = day == kSaturday ? date - days(1) : day == kSunday ? date + days(1) : date;
        if (kept != date && std::chrono::year_month_day{kept}.year() == std::chrono::year{year})
            list.push_back({kept, key, HolidayKind::substitute});
    };
    fixed(on(year, 1, 1), "model.holiday.us.new_year");
    list.push_back({nth(year, 1, kMonday, 3), "model.holiday.us.king"});
    list.push_back({nth(year, 2, kMonday, 3), "model.holiday.us.washington"});
    list.push_back({last(year, 5, kMonday), "model.holiday.us.memorial"});
    if (year >= 2021) fixed(on(year, 6, 19), "model.holiday.us.juneteenth");
    fixed(on(year, 7, 4), "model.holiday.us.independence");
    list.push_back({nth(year, 9, kMonday, 1), "model.holiday.us.labor"});
    list.push_back({nth(year, 10, kMonday, 2), "model.holiday.us.columbus"});
    fixed(on(year, 11, 11), "model.holiday.us.veterans");
    list.push_back({nth(year, 11, kThursday, 4), "model.holiday.us.thanksgiving"});
    fixed(on(year, 12, 25), "model.holiday.us.christmas");
    fixed(on(year + 1, 1, 1), "model.holiday.us.new_year");  // kept on December 31 when it is a Saturday
    return list;
}

// -- England and Wales: the Banking and Financial Dealings Act and the proclamations of single years
// -------------
sys_days easter_sunday(int year) {  // the Gregorian computus
    const int a = year % 19, b = year / 100, c = year % 100;
    const int d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;
    const int f = d + e - 7 * ((a + 11 * d + 22 * e) / 451) + 114;
    return on(year, static_cast<unsigned>(f / 31), static_cast<unsigned>(f % 31 + 1));
}

List england(int year) {
    if (year < 2000) return {};
    List list;
    const auto add = [&](sys_days date, std::string_view key) {
        list.push_back({date, key, HolidayKind::day});
    };
    const auto with_substitute = [&](sys_days date, std::string_view key) {
        add(date, key);
        if (weekday{date} != kSaturday && weekday{date} != kSunday) return;
        sys_days next = date + days(1);
        while (weekday{next} == kSaturday || weekday{next} == kSunday || holds(list, next))
            next += days(1);
        list.push_back({next, key, HolidayKind::substitute});
    };
    with_substitute(on(year, 1, 1), "model.holiday.gb.new_year");
    const sys_days easter = easter_sunday(year);
    add(easter - days(2), "model.holiday.gb.good_friday");
    add(easter + days(1), "model.holiday.gb.easter_monday");
    add(year == 2020 ? on(2020, 5, 8) : nth(year, 5, kMonday, 1), "model.holiday.gb.may_day");
    add(year == 2002   ? on(2002, 6, 4)
        : year == 2012 ? on(2012, 6, 4)
        : year == 2022 ? on(2022, 6, 2)
                       : last(year, 5, kMonday),
        "model.holiday.gb.spring");
    add(last(year, 8, kMonday), "model.holiday.gb.summer");
    // Boxing Day's substitute gives way to Christmas Day's: both days first, then the substitutes.
    const sys_days christmas = on(year, 12, 25);
    add(christmas, "model.holiday.gb.christmas");
    add(christmas + days(1), "model.holiday.gb.boxing");
    for (const auto& [date, key] : {std::pair{christmas, "model.holiday.gb.christmas"},
                                    std::pair{christmas + days(1), "model.holiday.gb.boxing"}}) {
        if (weekday{date} != kSaturday && weekday{date} != kSunday) continue;
        sys_days next = date + days(1);
        while (weekday{next} == kSaturday || weekday{next} == kSunday || holds(list, next))
            next += days(1);
        list.push_back({next, key, HolidayKind::substitute});
    }
    if (year == 2002) add(on(2002, 6, 3), "model.holiday.gb.jubilee");
    if (year == 2011) add(on(2011, 4, 29), "model.holiday.gb.wedding");
    if (year == 2012) add(on(2012, 6, 5), "model.holiday.gb.jubilee");
    if (year == 2022) add(on(2022, 6, 3), "model.holiday.gb.jubilee");
    if (year == 2022) add(on(2022, 9, 19), "model.holiday.gb.funeral");
    if (year == 2023) add(on(2023, 5, 8), "model.holiday.gb.coronation");
    return list;
}

// -- Japan: the Act on National Holidays as it stands since 2020, the Olympic years left out
// ---------------------
List japan(int year) {
    if (year < 2022) return {};
    // The equinoxes follow the sun; the formula agrees with the almanac for these years (1980 to 2099).
    const auto equinox = [&](double base) {
        const double years = year - 1980;
        return static_cast<unsigned>(base + 0.242194 * years) - static_cast<unsigned>((year - 1980) / 4);
    };
    List list;
    const auto add = [&](sys_days date, std::string_view key) {
        list.push_back({date, key, HolidayKind::day});
    };
    add(on(year, 1, 1), "model.holiday.jp.new_year");
    add(nth(year, 1, kMonday, 2), "model.holiday.jp.coming_of_age");
    add(on(year, 2, 11), "model.holiday.jp.foundation");
    add(on(year, 2, 23), "model.holiday.jp.emperor");
    add(on(year, 3, equinox(20.8431)), "model.holiday.jp.vernal_equinox");
    add(on(year, 4, 29), "model.holiday.jp.showa");
    add(on(year, 5, 3), "model.holiday.jp.constitution");
    add(on(year, 5, 4), "model.holiday.jp.greenery");
    add(on(year, 5, 5), "model.holiday.jp.children");
    add(nth(year, 7, kMonday, 3), "model.holiday.jp.marine");
    add(on(year, 8, 11), "model.holiday.jp.mountain");
    add(nth(year, 9, kMonday, 3), "model.holiday.jp.aged");
    add(on(year, 9, equinox(23.2488)), "model.holiday.jp.autumnal_equinox");
    add(nth(year, 10, kMonday, 2), "model.holiday.jp.sports");
    add(on(year, 11, 3), "model.holiday.jp.culture");
    add(on(year, 11, 23), "model.holiday.jp.labour");
    const List given = list;
    for (const Holiday& holiday : given) {
        if (weekday{holiday.date} == kSunday) {  // the next day that is no holiday
            sys_days next = holiday.date + days(1);
            while (holds(given, next))
                next += days(1);
            list.push_back({next, holiday.key, HolidayKind::substitute});
        }
        // A day between two holidays is one as well.
        const sys_days between = holiday.date + days(1);
        if (holds(given, between + days(1)) && !holds(given, between) && weekday{between} != kSunday &&
            !holds(list, between))
            add(between, "model.holiday.jp.citizens");
    }
    return list;
}

}  // namespace

const std::vector<std::string>& holiday_calendars() {
    static const std::vector<std::string> kCalendars{"kr", "us", "gb-eng", "jp"};
    return kCalendars;
}

std::vector<Holiday> holidays(std::string_view calendar, int year) {
    if (year > 2099) return {};
    List list;
    if (calendar == "kr") list = korea(year);
    if (calendar == "us") list = united_states(year);
    if (calendar == "gb-eng") list = england(year);
    if (calendar == "jp") list = japan(year);
    std::ranges::stable_sort(list, {}, &Holiday::date);
    return list;
}

std::string name_of(const Holiday& holiday, base::Lang lang) {
    const std::string name = base::tr(lang, holiday.key);
    return holiday.kind == HolidayKind::day ? name
                                            : base::tr(lang, "model.holiday.substitute", {{"name", name}});
}

}  // namespace manyhands::model
