#include "model/holidays.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace manyhands::model {
namespace {

std::string text(std::chrono::sys_days day) {
    const std::chrono::year_month_day ymd{day};
    return fmt::format("{:02}-{:02}", static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
}

// Every day off of a year, once.
std::set<std::string> days_of(std::string_view calendar, int year) {
    std::set<std::string> out;
    for (const Holiday& holiday : holidays(calendar, year))
        out.insert(text(holiday.date));
    return out;
}

std::set<std::string> substitutes_of(std::string_view calendar, int year) {
    std::set<std::string> out;
    for (const Holiday& holiday : holidays(calendar, year))
        if (holiday.kind == HolidayKind::substitute) out.insert(text(holiday.date));
    return out;
}

// As published by the government; elections and temporary holidays left out (2024-04-10, 2024-10-01,
// 2025-01-27, 2025-06-03, 2026-06-03).
const std::map<int, std::set<std::string>> kKorea{
    {2014,
     {"01-01", "01-30", "01-31", "02-01", "03-01", "05-05", "05-06", "06-06", "08-15", "09-07", "09-08",
      "09-09", "09-10", "10-03", "10-09", "12-25"}},
    {2017,
     {"01-01", "01-27", "01-28", "01-29", "01-30", "03-01", "05-03", "05-05", "06-06", "08-15", "10-03",
      "10-04", "10-05", "10-06", "10-09", "12-25"}},
    {2018,
     {"01-01", "02-15", "02-16", "02-17", "03-01", "05-05", "05-07", "05-22", "06-06", "08-15", "09-23",
      "09-24", "09-25", "09-26", "10-03", "10-09", "12-25"}},
    {2021,
     {"01-01", "02-11", "02-12", "02-13", "03-01", "05-05", "05-19", "06-06", "08-15", "08-16", "09-20",
      "09-21", "09-22", "10-03", "10-04", "10-09", "10-11", "12-25"}},
    {2023,
     {"01-01", "01-21", "01-22", "01-23", "01-24", "03-01", "05-05", "05-27", "05-29", "06-06", "08-15",
      "09-28", "09-29", "09-30", "10-03", "10-09", "12-25"}},
    {2024,
     {"01-01", "02-09", "02-10", "02-11", "02-12", "03-01", "05-05", "05-06", "05-15", "06-06", "08-15",
      "09-16", "09-17", "09-18", "10-03", "10-09", "12-25"}},
    {2025,
     {"01-01", "01-28", "01-29", "01-30", "03-01", "03-03", "05-05", "05-06", "06-06", "08-15", "10-03",
      "10-05", "10-06", "10-07", "10-08", "10-09", "12-25"}},
    {2026, {"01-01", "02-16", "02-17", "02-18", "03-01", "03-02", "05-01", "05-05", "05-24", "05-25", "06-06",
            "07-17", "08-15", "08-17", "09-24", "09-25", "09-26", "10-03", "10-05", "10-09", "12-25"}},
    {2027, {"01-01", "02-06", "02-07", "02-08", "02-09", "03-01", "05-01", "05-03",
            "05-05", "05-13", "06-06", "07-17", "07-19", "08-15", "08-16", "09-14",
            "09-15", "09-16", "10-03", "10-04", "10-09", "10-11", "12-25", "12-27"}},
    {2028,
     {"01-01", "01-26", "01-27", "01-28", "03-01", "05-01", "05-02", "05-05", "06-06", "07-17", "08-15",
      "10-02", "10-03", "10-04", "10-05", "10-09", "12-25"}},
};

TEST(Holidays, KoreaAsTheGovernmentPublishedIt) {
    for (const auto& [year, expected] : kKorea)
        EXPECT_EQ(days_of("kr", year), expected) << year;
}

TEST(Holidays, KoreasSubstituteDaysHaveTheirYears) {
    EXPECT_EQ(substitutes_of("kr", 2014), (std::set<std::string>{"09-10"})) << "Chuseok only";
    EXPECT_EQ(substitutes_of("kr", 2020), (std::set<std::string>{"01-27"}))
        << "August 17, 2020 was a temporary holiday";
    EXPECT_EQ(substitutes_of("kr", 2021), (std::set<std::string>{"08-16", "10-04", "10-11"}));
    EXPECT_EQ(substitutes_of("kr", 2022), (std::set<std::string>{"09-12", "10-10"})) << "not yet Christmas";
    EXPECT_EQ(substitutes_of("kr", 2023), (std::set<std::string>{"01-24", "05-29"}));
}

TEST(Holidays, TwoCausesGiveTwoDaysOneBehindTheOther) {
    // October 3, 2036: Foundation Day meets the eve of Chuseok, whose last day is a Sunday.
    EXPECT_EQ(substitutes_of("kr", 2036).contains("10-06"), true);
    EXPECT_EQ(substitutes_of("kr", 2036).contains("10-07"), true);
}

TEST(Holidays, SeollalFollowsSeoulsMoonNotBeijings) {
    bool found = false;
    for (const Holiday& holiday : holidays("kr", 2027))
        if (holiday.key == "model.holiday.kr.seollal" && holiday.kind == HolidayKind::day) {
            EXPECT_EQ(text(holiday.date), "02-07");
            found = true;
        }
    EXPECT_TRUE(found);
}

TEST(Holidays, UnitedStates) {
    EXPECT_EQ(days_of("us", 2024),
              (std::set<std::string>{"01-01", "01-15", "02-19", "05-27", "06-19", "07-04", "09-02", "10-14",
                                     "11-11", "11-28", "12-25"}));
    EXPECT_EQ(days_of("us", 2021),
              (std::set<std::string>{"01-01", "01-18", "02-15", "05-31", "06-18", "06-19", "07-04", "07-05",
                                     "09-06", "10-11", "11-11", "11-25", "12-24", "12-25", "12-31"}))
        << "New Year's Day 2022 is a Saturday, kept in the old year";
    EXPECT_FALSE(days_of("us", 2022).contains("12-31"));
    EXPECT_FALSE(days_of("us", 2020).contains("06-19")) << "Juneteenth is a holiday since 2021";
}

TEST(Holidays, England) {
    EXPECT_EQ(days_of("gb-eng", 2022),
              (std::set<std::string>{"01-01", "01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29",
                                     "09-19", "12-25", "12-26", "12-27"}));
    EXPECT_EQ(days_of("gb-eng", 2021), (std::set<std::string>{"01-01", "04-02", "04-05", "05-03", "05-31",
                                                              "08-30", "12-25", "12-26", "12-27", "12-28"}));
    EXPECT_EQ(days_of("gb-eng", 2026), (std::set<std::string>{"01-01", "04-03", "04-06", "05-04", "05-25",
                                                              "08-31", "12-25", "12-26", "12-28"}));
    EXPECT_TRUE(days_of("gb-eng", 2020).contains("05-08"));
    EXPECT_FALSE(days_of("gb-eng", 2020).contains("05-04"));
}

TEST(Holidays, Japan) {
    EXPECT_EQ(days_of("jp", 2024),
              (std::set<std::string>{"01-01", "01-08", "02-11", "02-12", "02-23", "03-20", "04-29",
                                     "05-03", "05-04", "05-05", "05-06", "07-15", "08-11", "08-12",
                                     "09-16", "09-22", "09-23", "10-14", "11-03", "11-04", "11-23"}));
    EXPECT_EQ(days_of("jp", 2026),
              (std::set<std::string>{"01-01", "01-12", "02-11", "02-23", "03-20", "04-29", "05-03", "05-04",
                                     "05-05", "05-06", "07-20", "08-11", "09-21", "09-22", "09-23", "10-12",
                                     "11-03", "11-23"}))
        << "September 22 lies between two holidays";
}

TEST(Holidays, UnknownCalendarsAndYearsHaveNone) {
    EXPECT_TRUE(holidays("fr", 2026).empty());
    EXPECT_TRUE(holidays("kr", 2013).empty());
    EXPECT_TRUE(holidays("jp", 2021).empty());
    EXPECT_TRUE(holidays("kr", 2100).empty());
    for (const std::string& calendar : holiday_calendars())
        EXPECT_GE(holidays(calendar, 2026).size(), 8U) << calendar;
}

TEST(Holidays, AreInOrderAndNamedInBothLanguages) {
    for (const std::string& calendar : holiday_calendars()) {
        EXPECT_NE(base::tr(base::Lang::ko, "model.calendar." + calendar), "model.calendar." + calendar);
        for (const int year : {2022, 2024, 2026, 2033, 2060}) {
            const auto list = holidays(calendar, year);
            EXPECT_TRUE(std::ranges::is_sorted(list, {}, &Holiday::date)) << calendar << year;
            for (const Holiday& holiday : list)
                for (const base::Lang lang : {base::Lang::ko, base::Lang::en})
                    EXPECT_EQ(name_of(holiday, lang).find("model."), std::string::npos) << holiday.key;
        }
    }
    const auto list = holidays("kr", 2026);
    const auto substitute = std::ranges::find(list, HolidayKind::substitute, &Holiday::kind);
    ASSERT_NE(substitute, list.end());
    EXPECT_EQ(name_of(*substitute, base::Lang::ko), "삼일절 대체공휴일");
    EXPECT_EQ(name_of(*substitute, base::Lang::en), "Independence Movement Day (substitute day)");
}

}  // namespace
}  // namespace manyhands::model
