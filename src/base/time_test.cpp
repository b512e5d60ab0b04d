#include "base/time.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace manyhands::base {
namespace {

Instant at(std::string_view text) {
    const auto parsed = parse_rfc3339(text);
    EXPECT_TRUE(parsed.has_value()) << text;
    return parsed.value_or(Instant{});
}

struct Good {
    std::string_view text;
    std::int64_t micros;
};

class GoodInstants : public testing::TestWithParam<Good> {};

TEST_P(GoodInstants, AreRead) {
    const auto parsed = parse_rfc3339(GetParam().text);
    ASSERT_TRUE(parsed.has_value()) << GetParam().text;
    EXPECT_EQ(to_micros(*parsed), GetParam().micros) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Rfc3339, GoodInstants,
    testing::Values(Good{"1970-01-01T00:00:00Z", 0}, Good{"1970-01-01T00:00:00.000001Z", 1},
                    Good{"1970-01-01t00:00:01z", 1'000'000}, Good{"1970-01-01 00:00:01Z", 1'000'000},
                    Good{"1969-12-31T23:59:59.999999Z", -1}, Good{"1970-01-01T09:00:00+09:00", 0},
                    Good{"1969-12-31T19:00:00-05:00", 0}, Good{"1970-01-01T05:45:00+05:45", 0},
                    Good{"1969-12-31T20:30:00-03:30", 0}, Good{"1970-01-01T23:59:00+23:59", 0},
                    Good{"1970-01-01T00:00:00-00:00", 0},
                    // Digits beyond microseconds are cut, never rounded into the next second.
                    Good{"1970-01-01T00:00:00.9999999Z", 999'999},
                    Good{"1970-01-01T00:00:00.123456789Z", 123'456}, Good{"1970-01-01T00:00:00.5Z", 500'000},
                    // A leap second is the first instant of the next minute: UTC in microseconds has no 60.
                    Good{"2016-12-31T23:59:60Z", 1'483'228'800'000'000},
                    Good{"2017-01-01T00:00:00Z", 1'483'228'800'000'000},
                    Good{"2024-02-29T12:00:00Z", 1'709'208'000'000'000},
                    Good{"2000-02-29T00:00:00Z", 951'782'400'000'000},
                    Good{"0001-01-01T00:00:00Z", -62'135'596'800'000'000},
                    Good{"9999-12-31T23:59:59Z", 253'402'300'799'000'000}));

class BadInstants : public testing::TestWithParam<std::string_view> {};

TEST_P(BadInstants, AreRefused) {
    const auto parsed = parse_rfc3339(GetParam());
    ASSERT_FALSE(parsed.has_value()) << GetParam();
    EXPECT_EQ(parsed.error().code, ErrorCode::invalid);
    EXPECT_EQ(parsed.error().key, "base.time.bad_instant");
    ASSERT_EQ(parsed.error().args.size(), 1U);
    EXPECT_EQ(parsed.error().args[0].second, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Rfc3339, BadInstants,
    testing::Values("", "2026", "2026-03-09", "2026-03-09T14:23:00", "2026-03-09T14:23Z",
                    "2026-3-9T14:23:00Z", "2026-03-09T24:00:00Z", "2026-03-09T14:60:00Z",
                    "2026-03-09T14:23:61Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
                    "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z",
                    "2026-03-09T14:23:00.Z", "2026-03-09T14:23:00.1234567890Z", "2026-03-09T14:23:00+0900",
                    "2026-03-09T14:23:00+9:00", "2026-03-09T14:23:00+24:00", "2026-03-09T14:23:00+09:60",
                    "2026-03-09T14:23:00Z ", " 2026-03-09T14:23:00Z", "2026-03-09T14:23:00,5Z",
                    "-026-03-09T14:23:00Z", "2026-03-09X14:23:00Z", "2026-03-09T", "2026-03-09T14:23:00+",
                    "2026-03-09T14:23:00+09:"));

TEST(Rfc3339, IsWrittenShortest) {
    EXPECT_EQ(to_rfc3339(from_micros(0)), "1970-01-01T00:00:00Z");
    EXPECT_EQ(to_rfc3339(from_micros(1)), "1970-01-01T00:00:00.000001Z");
    EXPECT_EQ(to_rfc3339(from_micros(-1)), "1969-12-31T23:59:59.999999Z");
    EXPECT_EQ(to_rfc3339(from_micros(1'773'033'780'120'000)), "2026-03-09T05:23:00.120000Z");
}

TEST(Rfc3339, ComesBackAsItWas) {
    SeededRandom random(20260309);
    for (int i = 0; i < 20'000; ++i) {
        const Instant t = from_micros(static_cast<std::int64_t>(random.below(315'537'897'600'000'000U)) -
                                      62'135'596'800'000'000);
        EXPECT_EQ(at(to_rfc3339(t)), t);
    }
}

// No text makes the reader crash or read beyond its end, and what it takes it can write.
TEST(Rfc3339, DamagedTextIsRefusedOrRead) {
    SeededRandom random(7);
    for (int i = 0; i < 20'000; ++i) {
        std::string text = "2026-03-09T14:23:00.25+09:00";
        for (std::uint64_t n = random.below(3) + 1; n > 0; --n)
            text[random.below(text.size())] = static_cast<char>(random.below(256));
        text.resize(random.below(text.size() + 1));
        const auto parsed = parse_rfc3339(text);
        EXPECT_TRUE(!parsed || at(to_rfc3339(*parsed)) == *parsed) << text;
    }
}

TEST(Zones, LocalTimeOfAnInstant) {
    const auto seoul = to_local(at("2026-03-08T15:30:05Z"), "Asia/Seoul");
    ASSERT_TRUE(seoul.has_value());
    EXPECT_EQ(seoul->year, 2026);
    EXPECT_EQ(seoul->month, 3);
    EXPECT_EQ(seoul->day, 9);
    EXPECT_EQ(seoul->hour, 0);
    EXPECT_EQ(seoul->minute, 30);
    EXPECT_EQ(seoul->second, 5);
    EXPECT_EQ(seoul->weekday, 1);  // a Monday
    EXPECT_EQ(seoul->offset_seconds, 9 * 3600);

    const auto chatham = to_local(at("2026-01-01T00:00:00Z"), "Pacific/Chatham");
    ASSERT_TRUE(chatham.has_value());
    EXPECT_EQ(chatham->offset_seconds, 13 * 3600 + 45 * 60);
    const auto before_1970 = to_local(at("1960-07-01T00:00:00.5Z"), "UTC");
    ASSERT_TRUE(before_1970.has_value());
    EXPECT_EQ(before_1970->second, 0);
    EXPECT_EQ(before_1970->weekday, 5);
}

TEST(Zones, ADayWithAGap) {
    // New York, 8 March 2026: 02:00 to 03:00 does not exist.
    EXPECT_EQ(from_local(2026, 3, 8, 1, 59, "America/New_York").value(), at("2026-03-08T06:59:00Z"));
    EXPECT_EQ(from_local(2026, 3, 8, 2, 0, "America/New_York").value(), at("2026-03-08T07:00:00Z"));
    EXPECT_EQ(from_local(2026, 3, 8, 2, 30, "America/New_York").value(), at("2026-03-08T07:00:00Z"));
    EXPECT_EQ(from_local(2026, 3, 8, 3, 0, "America/New_York").value(), at("2026-03-08T07:00:00Z"));
    // Where midnight itself falls into the gap, the day begins at one.
    EXPECT_EQ(from_local(2026, 4, 24, 0, 0, "Africa/Cairo").value(), at("2026-04-23T22:00:00Z"));
}

TEST(Zones, AnHourThatComesTwice) {
    // New York, 1 November 2026: 01:30 is first 05:30 UTC, then 06:30 UTC.
    EXPECT_EQ(from_local(2026, 11, 1, 1, 30, "America/New_York").value(), at("2026-11-01T05:30:00Z"));
    const auto first = to_local(at("2026-11-01T05:30:00Z"), "America/New_York");
    const auto second = to_local(at("2026-11-01T06:30:00Z"), "America/New_York");
    EXPECT_EQ(first->hour, second->hour);
    EXPECT_EQ(first->offset_seconds, -4 * 3600);
    EXPECT_EQ(second->offset_seconds, -5 * 3600);
}

TEST(Zones, SummerTimeSeoulOnceHad) {
    EXPECT_EQ(to_local(at("1988-07-01T00:00:00Z"), "Asia/Seoul")->offset_seconds, 10 * 3600);
    EXPECT_EQ(to_local(at("1989-07-01T00:00:00Z"), "Asia/Seoul")->offset_seconds, 9 * 3600);
}

TEST(Zones, ThereAndBack) {
    for (const auto* zone : {"Asia/Seoul", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"})
        for (int hour = 0; hour < 24 * 366; hour += 5) {
            const Instant t = at("2026-01-01T00:00:00Z") + std::chrono::hours(hour);
            const auto local = to_local(t, zone);
            ASSERT_TRUE(local.has_value());
            const auto back =
                from_local(local->year, local->month, local->day, local->hour, local->minute, zone);
            ASSERT_TRUE(back.has_value());
            // The second of two equal wall-clock times comes back as the first: up to an hour earlier.
            EXPECT_LE(*back, t);
            EXPECT_LE(t - *back, std::chrono::hours(1)) << zone << " " << to_rfc3339(t);
        }
}

TEST(Zones, UnknownAndImpossible) {
    for (const auto* zone : {"", "Seoul", "Asia/Busan2", "../etc/passwd", "asia/seoul ", "KST9"}) {
        const auto local = to_local(Instant{}, zone);
        ASSERT_FALSE(local.has_value()) << zone;
        EXPECT_EQ(local.error().key, "base.time.unknown_zone");
        EXPECT_EQ(from_local(2026, 1, 1, 0, 0, zone).error().key, "base.time.unknown_zone");
    }
    EXPECT_EQ(from_local(2026, 2, 30, 0, 0, "UTC").error().key, "base.time.bad_instant");
    EXPECT_EQ(from_local(2026, 1, 1, 24, 0, "UTC").error().key, "base.time.bad_instant");
    EXPECT_EQ(from_local(2026, 1, 1, 0, -1, "UTC").error().key, "base.time.bad_instant");
    EXPECT_EQ(from_local(2026, 0, 1, 0, 0, "UTC").error().key, "base.time.bad_instant");
}

}  // namespace
}  // namespace manyhands::base
