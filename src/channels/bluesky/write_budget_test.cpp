#include "channels/bluesky/write_budget.hpp"

#include <gtest/gtest.h>

#include "channels/bluesky/cursor.hpp"

namespace manyhands::channels::bluesky {
namespace {

using namespace std::chrono_literals;
const base::Instant kNow = base::parse_rfc3339("2026-03-09T05:20:00Z").value();

TEST(WriteBudget, TwoPointsAPutOfFiveThousandAnHour) {
    WriteBudget budget;
    EXPECT_EQ(budget.budget(kNow).remaining, 2'500);
    for (int i = 0; i < 100; ++i)
        budget.sent(kNow);
    EXPECT_EQ(budget.budget(kNow).remaining, 2'400);
    for (int i = 0; i < 3'000; ++i)
        budget.sent(kNow + 1min);
    EXPECT_EQ(budget.budget(kNow + 1min).remaining, 0);
    ASSERT_TRUE(budget.budget(kNow + 1min).resets_at.has_value());
    EXPECT_GT(*budget.budget(kNow + 1min).resets_at, kNow + 1h);
    // Counted by slots of ten minutes: never too generous, at most ten minutes too strict.
    EXPECT_EQ(budget.budget(kNow + 59min).remaining, 0);
    EXPECT_EQ(budget.budget(kNow + 80min).remaining, 2'500);
}

TEST(WriteBudget, TheDayCountsToo) {
    WriteBudget budget;
    for (int hour = 0; hour < 7; ++hour)
        for (int i = 0; i < 2'490; ++i)
            budget.sent(kNow + hour * 70min);
    EXPECT_EQ(budget.budget(kNow + 9h).remaining, 17'500 - 7 * 2'490);
    EXPECT_EQ(budget.budget(kNow + 26h).remaining, 2'500);
}

TEST(WriteBudget, HeadersTightenIt) {
    WriteBudget budget;
    budget.learn({.limit = 5'000, .remaining = 30, .resets_at = kNow + 10min, .window = 1h}, kNow);
    EXPECT_EQ(budget.budget(kNow).remaining, 15);
    EXPECT_EQ(budget.budget(kNow).resets_at, kNow + 10min);
    EXPECT_EQ(budget.budget(kNow + 10min).remaining, 2'500);
    budget.learn({.limit = 3'000, .remaining = 9, .resets_at = kNow + 5min, .window = 5min}, kNow);
    EXPECT_EQ(budget.budget(kNow).remaining, 3);
    budget.learn({.remaining = 0, .resets_at = kNow - 5min}, kNow);  // a reset in the past says nothing
    EXPECT_EQ(budget.budget(kNow).remaining, 3);
    budget.exhausted_until(kNow + 2min);
    EXPECT_EQ(budget.budget(kNow).remaining, 0);
    EXPECT_EQ(budget.budget(kNow).resets_at, kNow + 2min);
}

TEST(WriteBudget, SurvivesAStartAndNonsense) {
    WriteBudget before;
    for (int i = 0; i < 10; ++i)
        before.sent(kNow);
    WriteBudget after;
    after.from_json(before.to_json());
    EXPECT_EQ(after.budget(kNow).remaining, 2'490);
    for (const char* text :
         {"null", "{}", "[1,2]", "[[1]]", "[[\"a\",1]]", "[[1,-5]]", "[[1,99999999]]", "[[1.5,1]]"}) {
        after.from_json(json::parse(text));
        EXPECT_EQ(after.budget(kNow).remaining, 2'500) << text;
    }
}

TEST(Cursor, GoesThereAndBack) {
    Position position{7, kNow - 24h, {}};
    position.lists["notifications"] = {kNow, {}, {}};
    position.lists["search 냉장고 \"A\""] = {kNow - 1h, kNow, "2026::x"};
    EXPECT_EQ(from_cursor(to_cursor(position)), position);
}

TEST(Cursor, WhatIsNotOursIsNone) {
    for (const char* text :
         {"", "null", "{}", "[]", "{\"v\":2,\"n\":1,\"floor\":1,\"lists\":{}}",
          "{\"v\":1,\"n\":\"1\",\"floor\":1,\"lists\":{}}", "{\"v\":1,\"n\":1,\"floor\":1,\"lists\":[]}",
          "{\"v\":1,\"n\":1,\"floor\":1,\"lists\":{\"a\":{}}}",
          "{\"v\":1,\"n\":1,\"floor\":1,\"lists\":{\"a\":3}}", "\xFF\xFE", "12"})
        EXPECT_EQ(from_cursor(text), std::nullopt) << text;
}

}  // namespace
}  // namespace manyhands::channels::bluesky
