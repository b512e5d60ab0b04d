#include "base/id.hpp"

#include <algorithm>
#include <set>
#include <thread>
#include <unordered_set>
#include <vector>

#include <gtest/gtest.h>

namespace manyhands::base {
namespace {

using ThingId = Id<struct ThingTag>;

class ConstantRandom final : public Random {
  public:
    explicit ConstantRandom(std::uint8_t byte) : byte_(byte) {}
    void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), byte_); }

  private:
    std::uint8_t byte_;
};

TEST(Ulid, IsMadeOfTimeAndChance) {
    ConstantRandom lowest(0);
    ConstantRandom highest(255);
    EXPECT_EQ(make_ulid(from_micros(0), lowest), "00000000000000000000000000");
    // 1469918176385 ms, the example of the format's description.
    EXPECT_EQ(make_ulid(from_micros(1'469'918'176'385'000), highest), "01ARYZ6S41ZZZZZZZZZZZZZZZZ");
    // Within one millisecond the time is the same.
    EXPECT_EQ(make_ulid(from_micros(1'469'918'176'385'999), highest), "01ARYZ6S41ZZZZZZZZZZZZZZZZ");
}

TEST(Ulid, SortsByTheTimeItWasMade) {
    SeededRandom random(1);
    std::vector<std::string> made;
    std::int64_t us = 1'700'000'000'000'000;
    for (int i = 0; i < 5'000; ++i) {
        us += 1'000 + static_cast<std::int64_t>(random.below(1'000'000'000));
        made.push_back(make_ulid(from_micros(us), random));
    }
    EXPECT_TRUE(std::is_sorted(made.begin(), made.end()));
    EXPECT_EQ(std::set(made.begin(), made.end()).size(), made.size());
}

TEST(Ulid, IsToldFromOtherText) {
    SeededRandom random(2);
    for (int i = 0; i < 1'000; ++i)
        EXPECT_TRUE(is_ulid(make_ulid(from_micros(std::int64_t{i} * 1'000'000'007), random)));
    EXPECT_TRUE(is_ulid("01ARYZ6S41ZZZZZZZZZZZZZZZZ"));
    EXPECT_TRUE(is_ulid("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"));
    EXPECT_FALSE(is_ulid("8ZZZZZZZZZZZZZZZZZZZZZZZZZ"));  // beyond 48 bits of time
    EXPECT_FALSE(is_ulid(""));
    EXPECT_FALSE(is_ulid("01ARYZ6S41ZZZZZZZZZZZZZZZ"));
    EXPECT_FALSE(is_ulid("01ARYZ6S41ZZZZZZZZZZZZZZZZZ"));
    EXPECT_FALSE(is_ulid("01aryz6s41zzzzzzzzzzzzzzzz"));
    for (const char never : {'I', 'L', 'O', 'U', '-', ' ', '\''})
        EXPECT_FALSE(is_ulid("01ARYZ6S41ZZZZZZZZZZZZZZZ" + std::string(1, never))) << never;
    EXPECT_FALSE(is_ulid(std::string(26, '\0')));
}

TEST(Id, IsATypeOfItsOwn) {
    static_assert(!std::is_convertible_v<std::string, ThingId>);
    static_assert(!std::is_convertible_v<Id<struct OtherTag>, ThingId>);
    const ThingId a("1");
    const ThingId b(std::string_view("2"));
    EXPECT_LT(a, b);
    EXPECT_EQ(a, ThingId(std::string("1")));
    EXPECT_TRUE(ThingId{}.empty());
    EXPECT_FALSE(a.empty());
    const std::unordered_set<ThingId> set{a, b, ThingId("1")};
    EXPECT_EQ(set.size(), 2U);
}

TEST(IdSource, ManyThreadsNeverMakeTheSame) {
    const ManualClock clock(from_micros(1'700'000'000'000'000));
    SeededRandom random(3);
    IdSource ids(clock, random);
    std::vector<std::vector<ThingId>> made(4);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : made)
            threads.emplace_back([&] {
                for (int i = 0; i < 2'000; ++i)
                    mine.push_back(ids.make<ThingId>());
            });
    }
    std::set<std::string> all;
    for (const auto& mine : made)
        for (const ThingId& id : mine) {
            EXPECT_TRUE(is_ulid(id.value));
            all.insert(id.value);
        }
    EXPECT_EQ(all.size(), 8'000U);
}

}  // namespace
}  // namespace manyhands::base
