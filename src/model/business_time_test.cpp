#include "model/business_time.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace manyhands::model {
namespace {

using namespace std::chrono_literals;
using base::Instant;
using base::Micros;
using base::Minutes;

Instant at(std::string_view text) {
    return base::parse_rfc3339(text).value();
}

// Monday to Friday 09:00 to 18:00.
BusinessHours office(std::string zone, std::vector<std::string> calendars = {}) {
    BusinessHours hours;
    hours.zone = std::move(zone);
    hours.calendars = std::move(calendars);
    for (std::size_t day = 0; day < 5; ++day)
        hours.week[day] = {{9 * 60, 18 * 60}};
    return hours;
}

std::chrono::sys_days day(int y, unsigned m, unsigned d) {
    return std::chrono::year{y} / std::chrono::month{m} / std::chrono::day{d};
}

Micros open_time(const BusinessHours& hours, std::string_view from, std::string_view to) {
    return BusinessTime::over(hours, at(from), at(to)).value().between(at(from), at(to));
}

TEST(BusinessTime, ADayAWeekAndANight) {
    const auto seoul = office("Asia/Seoul");
    EXPECT_EQ(open_time(seoul, "2026-03-09T00:00:00+09:00", "2026-03-10T00:00:00+09:00"), 9h);
    EXPECT_EQ(open_time(seoul, "2026-03-09T00:00:00+09:00", "2026-03-16T00:00:00+09:00"), 45h);
    EXPECT_EQ(open_time(seoul, "2026-03-09T17:55:00+09:00", "2026-03-10T09:07:00+09:00"), 12min);
    EXPECT_EQ(open_time(seoul, "2026-03-06T17:59:59+09:00", "2026-03-09T09:00:01+09:00"), 2s)
        << "over a weekend";
    EXPECT_EQ(open_time(seoul, "2026-03-09T18:00:00+09:00", "2026-03-10T09:00:00+09:00"), 0s);
}

TEST(BusinessTime, HolidaysAndOwnDays) {
    auto seoul = office("Asia/Seoul", {"kr"});
    // Chuseok 2025: Friday October 3 to Thursday October 9 are all days off.
    EXPECT_EQ(open_time(seoul, "2025-10-02T17:00:00+09:00", "2025-10-10T10:00:00+09:00"), 2h);
    seoul.own_days = {
        {day(2025, 10, 4), "추석 특별 근무", {{10 * 60, 14 * 60}}}};  // a Saturday in a holiday week
    EXPECT_EQ(open_time(seoul, "2025-10-02T17:00:00+09:00", "2025-10-10T10:00:00+09:00"), 6h);
    seoul.own_days.insert(seoul.own_days.begin(), {day(2025, 10, 2), "창립기념일", {}});
    EXPECT_EQ(open_time(seoul, "2025-10-02T17:00:00+09:00", "2025-10-10T10:00:00+09:00"), 5h);
}

TEST(BusinessTime, ANightBelongsToTheDayItBeginsOn) {
    BusinessHours nights;
    nights.zone = "Asia/Seoul";
    nights.calendars = {"kr"};
    for (auto& spans : nights.week)
        spans = {{22 * 60, 6 * 60}};
    EXPECT_EQ(open_time(nights, "2026-03-09T00:00:00+09:00", "2026-03-10T00:00:00+09:00"), 8h);
    // December 25 is off: the night before it runs to its end, its own evening does not begin.
    EXPECT_EQ(open_time(nights, "2026-12-25T00:00:00+09:00", "2026-12-26T12:00:00+09:00"), 6h);
}

TEST(BusinessTime, ClocksThatChange) {
    auto always = office("America/New_York");
    for (auto& spans : always.week)
        spans = {{0, 1440}};
    EXPECT_EQ(open_time(always, "2026-03-08T00:00:00-05:00", "2026-03-09T00:00:00-04:00"), 23h);
    EXPECT_EQ(open_time(always, "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"), 25h);
    auto night = office("America/New_York");
    for (auto& spans : night.week)
        spans = {{1 * 60, 5 * 60}};
    EXPECT_EQ(open_time(night, "2026-03-08T00:00:00-05:00", "2026-03-09T00:00:00-04:00"), 3h)
        << "an hour is missing";
    EXPECT_EQ(open_time(night, "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"), 5h)
        << "an hour twice";
    // Open from a time that the clocks skip: from the moment they have gone on.
    for (auto& spans : night.week)
        spans = {{2 * 60 + 30, 5 * 60}};
    EXPECT_EQ(open_time(night, "2026-03-08T00:00:00-05:00", "2026-03-09T00:00:00-04:00"), 2h);
}

TEST(BusinessTime, OpenNowAndTheNextChange) {
    const auto seoul = office("Asia/Seoul", {"kr"});
    const auto friday = hours_now(seoul, at("2026-03-06T17:00:00+09:00")).value();
    EXPECT_TRUE(friday.open);
    EXPECT_EQ(friday.changes_at, at("2026-03-06T18:00:00+09:00"));
    const auto evening = hours_now(seoul, at("2026-03-06T18:00:00+09:00")).value();
    EXPECT_FALSE(evening.open);
    EXPECT_EQ(evening.changes_at, at("2026-03-09T09:00:00+09:00"));
    ASSERT_EQ(evening.next.size(), 5U);
    EXPECT_EQ(evening.next.front().date, day(2026, 5, 1));
    EXPECT_EQ(evening.next.front().holiday->key, "model.holiday.kr.labour");
    BusinessHours always;
    always.zone = "Asia/Seoul";
    for (auto& spans : always.week)
        spans = {{0, 1440}};
    const auto shop = hours_now(always, at("2026-03-06T18:00:00+09:00")).value();
    EXPECT_TRUE(shop.open);
    EXPECT_EQ(shop.changes_at, std::nullopt) << "never closes";
    EXPECT_TRUE(shop.next.empty());
}

// Additive, monotone, never more than the wall clock, and the same however the range was cut.
TEST(BusinessTime, PropertiesOfRandomHours) {
    base::SeededRandom random(2026);
    const char* zones[] = {"Asia/Seoul",       "America/New_York", "Europe/London", "Australia/Lord_Howe",
                           "America/Santiago", "Asia/Kathmandu",   "Pacific/Apia",  "Africa/Casablanca"};
    const auto below = [&](int n) { return static_cast<int>(random.below(static_cast<std::uint64_t>(n))); };
    const Instant start = at("2025-09-01T00:00:00Z");
    int open_ones = 0;
    for (int round = 0; round < 120; ++round) {
        BusinessHours hours;
        hours.zone = zones[below(8)];
        if (below(2) == 0) hours.calendars = {holiday_calendars()[static_cast<std::size_t>(below(4))]};
        for (auto& spans : hours.week)
            for (int part = 0; part < 2; ++part)
                if (below(3) != 0) {
                    const int from = part * 720 + below(300);
                    spans.push_back({from, from + 1 + below(400)});
                }
        for (int n = below(4); n > 0; --n)
            hours.own_days.push_back(
                {std::chrono::floor<std::chrono::days>(start) + std::chrono::days(n == 0 ? 1 : 40 * (4 - n)),
                 "x", below(2) == 0 ? std::vector<OpenSpan>{} : std::vector<OpenSpan>{{600, 900}}});
        if (!check(hours)) continue;
        const auto whole = BusinessTime::over(hours, start, start + 24h * 300).value();
        Instant a = start + Minutes(below(60 * 24 * 290));
        for (int step = 0; step < 30; ++step) {
            const Instant b = a + base::Seconds(below(3600 * 60));
            const Instant c = b + base::Seconds(below(3600 * 60));
            if (c >= start + 24h * 300) break;
            const Micros ab = whole.between(a, b), bc = whole.between(b, c);
            EXPECT_EQ(ab + bc, whole.between(a, c)) << hours.zone;
            EXPECT_GE(ab, 0s);
            EXPECT_LE(ab, b - a) << hours.zone;
            EXPECT_EQ(whole.between(b, a), 0s);
            EXPECT_EQ(BusinessTime::over(hours, a, c).value().between(a, c), whole.between(a, c));
            if (whole.is_open(a)) {
                ++open_ones;
                const Instant closes = whole.next_change(a).value();
                EXPECT_EQ(whole.between(a, closes), closes - a);
                EXPECT_FALSE(whole.is_open(closes));
            } else if (const auto opens = whole.next_change(a); opens) {
                EXPECT_EQ(whole.between(a, *opens), 0s);
                EXPECT_TRUE(whole.is_open(*opens));
            }
            a = b;
        }
    }
    EXPECT_GT(open_ones, 100);
}

// The same figure, counted minute by minute from the local clock.
TEST(BusinessTime, AgreesWithCountingMinutes) {
    for (const char* zone : {"Asia/Seoul", "America/New_York"}) {
        const auto hours = office(zone, {"us"});
        const Instant from = at("2026-10-28T00:00:00Z"), to = at("2026-11-14T00:00:00Z");
        const DayKinds kinds(&hours, 2026, 2026);
        Micros counted{0};
        for (Instant t = from; t < to; t += 1min) {
            const auto local = base::to_local(t, zone).value();
            const auto date =
                day(local.year, static_cast<unsigned>(local.month), static_cast<unsigned>(local.day));
            if (kinds.of(date) == DayKind::working && local.hour >= 9 && local.hour < 18) counted += 1min;
        }
        EXPECT_EQ(BusinessTime::over(hours, from, to).value().between(from, to), counted) << zone;
    }
}

TEST(BusinessHours, KindsOfDays) {
    auto hours = office("Asia/Seoul", {"kr"});
    hours.own_days = {{day(2026, 6, 3), "지방선거", {}}, {day(2026, 6, 6), "", {{600, 720}}}};
    const DayKinds kinds(&hours, 2026, 2026);
    EXPECT_EQ(kinds.of(day(2026, 3, 9)), DayKind::working);
    EXPECT_EQ(kinds.of(day(2026, 3, 8)), DayKind::weekend);
    EXPECT_EQ(kinds.of(day(2026, 3, 2)), DayKind::holiday);
    EXPECT_EQ(kinds.of(day(2026, 8, 15)), DayKind::holiday) << "a holiday on a Saturday";
    EXPECT_EQ(kinds.of(day(2026, 6, 3)), DayKind::holiday);
    EXPECT_EQ(kinds.of(day(2026, 6, 6)), DayKind::working) << "open although a holiday and a Saturday";
    const DayKinds none(nullptr, 2026, 2026);
    EXPECT_EQ(none.of(day(2026, 3, 2)), DayKind::working);
    EXPECT_EQ(none.of(day(2026, 3, 7)), DayKind::weekend);
    EXPECT_EQ(to_string(DayKind::holiday), "holiday");
}

TEST(BusinessHours, JsonThereAndBack) {
    auto hours = office("Asia/Seoul", {"kr", "us"});
    hours.week[5] = {{22 * 60, 6 * 60}, {0, 1440 - 360}};
    hours.week[6] = {{8 * 60, 1440}};
    hours.own_days = {{day(2026, 6, 3), "지방선거 \"투표일\"", {}}, {day(2026, 12, 31), "", {{0, 1440}}}};
    const auto back = business_hours(to_json(hours));
    ASSERT_TRUE(back) << back.error().key << back.error().cause;
    EXPECT_EQ(*back, hours);
}

TEST(BusinessHours, WhatIsRefused) {
    const auto key = [](const BusinessHours& hours) {
        const auto result = check(hours);
        return result ? std::string("ok") : result.error().key;
    };
    auto hours = office("Asia/Seoul");
    EXPECT_EQ(key(hours), "ok");
    hours.zone = "Asia/Nowhere";
    EXPECT_EQ(key(hours), "base.time.unknown_zone");
    hours = office("Asia/Seoul", {"fr"});
    EXPECT_EQ(key(hours), "model.hours.unknown_calendar");
    hours = office("Asia/Seoul");
    hours.week = std::vector<std::vector<OpenSpan>>(7);
    EXPECT_EQ(key(hours), "model.hours.never_open");
    hours = office("Asia/Seoul");
    hours.week[0].push_back({17 * 60, 19 * 60});
    EXPECT_EQ(key(hours), "model.hours.overlap");
    hours = office("Asia/Seoul");
    hours.week[6] = {{22 * 60, 10 * 60}};  // into Monday morning
    EXPECT_EQ(key(hours), "model.hours.overlap");
    hours = office("Asia/Seoul");
    hours.own_days = {{day(2026, 6, 3), "a", {}}, {day(2026, 6, 3), "b", {}}};
    EXPECT_EQ(key(hours), "model.hours.day_twice");
    hours.own_days = {{day(2026, 6, 3), "a", {{600, 700}, {650, 800}}}};
    EXPECT_EQ(key(hours), "model.hours.overlap");
    hours.own_days = {{day(2026, 6, 3), std::string(201, 'x'), {}}};
    EXPECT_EQ(key(hours), "model.hours.malformed");
    hours.own_days.clear();
    for (int i = 0; i < 9; ++i)
        hours.week[5].push_back({i * 60, i * 60 + 30});
    EXPECT_EQ(key(hours), "model.hours.too_many");
    for (
        const char* broken :
        {"", "{}", "[]", R"({"zone":"Asia/Seoul","week":[],"calendars":[],"own_days":[]})",
         R"({"zone":"Asia/Seoul","week":[[{"from":"9:00","to":"18:00"}],[],[],[],[],[],[]],"calendars":[],"own_days":[]})",
         R"({"zone":"Asia/Seoul","week":[[{"from":"24:00","to":"18:00"}],[],[],[],[],[],[]],"calendars":[],"own_days":[]})",
         R"({"zone":"Asia/Seoul","week":[[{"from":"09:00","to":"24:01"}],[],[],[],[],[],[]],"calendars":[],"own_days":[]})",
         R"({"zone":"Asia/Seoul","week":[[{"from":"09:00","to":"18:00"}],[],[],[],[],[],[]],"calendars":[],"own_days":[{"date":"2026-02-30","name":"","spans":[]}]})"}) {
        const auto result = business_hours(std::string_view(broken));
        ASSERT_FALSE(result) << broken;
        EXPECT_EQ(result.error().key, "model.hours.malformed") << broken;
    }
}

}  // namespace
}  // namespace manyhands::model
