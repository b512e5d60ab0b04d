#include "http/remembered.hpp"

#include <gtest/gtest.h>

namespace manyhands::http {
namespace {

using namespace std::chrono_literals;

TEST(Remembered, LivesUntilTheStoreChanges) {
    Remembered<std::string> seen(10, 1s);
    EXPECT_EQ(seen.find("a", 1, 0s), nullptr);
    seen.keep("a", 1, 0s, "one");
    ASSERT_NE(seen.find("a", 1, 0s), nullptr);
    EXPECT_EQ(*seen.find("a", 1, 0s), "one");
    EXPECT_EQ(seen.find("a", 2, 0s), nullptr);
    EXPECT_EQ(seen.find("b", 1, 0s), nullptr);
    seen.keep("a", 2, 0s, "two");
    EXPECT_EQ(*seen.find("a", 2, 0s), "two");
    EXPECT_EQ(seen.find("a", 1, 0s), nullptr);
}

TEST(Remembered, LivesNoLongerThanItsTime) {
    Remembered<int> seen(10, 1s);
    seen.keep("a", 1, 5s, 7);
    EXPECT_NE(seen.find("a", 1, 6s), nullptr);
    EXPECT_EQ(seen.find("a", 1, 6s + 1ns), nullptr);
}

TEST(Remembered, TakesNoMoreThanItMayAndWhoHoldsAValueKeepsIt) {
    Remembered<int> seen(3, 1s);
    const auto held = seen.keep("0", 1, 0s, 0);
    for (int i = 1; i < 4; ++i)
        seen.keep(std::to_string(i), 1, 0s, i);
    EXPECT_EQ(seen.find("0", 1, 0s), nullptr);
    EXPECT_EQ(*held, 0);
    EXPECT_EQ(*seen.find("3", 1, 0s), 3);
    seen.keep("3", 1, 0s, 33);
    EXPECT_EQ(*seen.find("3", 1, 0s), 33);
}

}  // namespace
}  // namespace manyhands::http
