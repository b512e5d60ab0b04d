#include "base/random.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace manyhands::base {
namespace {

TEST(SeededRandom, IsTheSameForTheSameSeed) {
    SeededRandom a(42);
    SeededRandom b(42);
    SeededRandom c(43);
    std::vector<std::uint64_t> first, second, other;
    for (int i = 0; i < 100; ++i) {
        first.push_back(a.next());
        second.push_back(b.next());
        other.push_back(c.next());
    }
    EXPECT_EQ(first, second);
    EXPECT_NE(first, other);
}

// The first numbers of xoshiro256** seeded by splitmix64 with 0, computed independently: another generator
// would change every seeded run that somebody wrote down.
TEST(SeededRandom, IsTheGeneratorItSaysItIs) {
    SeededRandom random(0);
    EXPECT_EQ(random.next(), 0x99ec5f36cb75f2b4U);
    EXPECT_EQ(random.next(), 0xbf6e1f784956452aU);
    EXPECT_EQ(random.next(), 0x1a5f849d4933e6e0U);
}

TEST(SeededRandom, FillsEveryLength) {
    for (std::size_t length = 0; length < 40; ++length) {
        SeededRandom random(length);
        std::vector<std::uint8_t> bytes(length + 1, 0xAA);
        std::set<std::vector<std::uint8_t>> seen;
        for (int i = 0; i < 20; ++i) {
            random.fill({bytes.data(), length});
            EXPECT_EQ(bytes[length], 0xAA) << "wrote beyond the end";
            seen.insert(bytes);
        }
        EXPECT_TRUE(length < 4 || seen.size() == 20U) << length;
    }
}

TEST(Random, BelowIsUniformAndBelow) {
    SeededRandom random(5);
    constexpr int kDraws = 60'000;
    std::array<int, 6> counts{};
    for (int i = 0; i < kDraws; ++i)
        ++counts[random.below(6)];
    // Chi-square with 5 degrees of freedom: 20.5 is passed once in a thousand seeds; the seed is fixed.
    double chi = 0;
    for (const int n : counts)
        chi += (n - kDraws / 6.0) * (n - kDraws / 6.0) / (kDraws / 6.0);
    EXPECT_LT(chi, 20.5);
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(random.below(1), 0U);
    for (int i = 0; i < 1'000; ++i)
        EXPECT_LT(random.below((1ULL << 63) + 1), (1ULL << 63) + 1);
    EXPECT_THROW(random.below(0), std::invalid_argument);
}

TEST(Random, UnitStaysBelowOne) {
    SeededRandom random(6);
    double least = 1;
    double most = 0;
    double sum = 0;
    for (int i = 0; i < 50'000; ++i) {
        const double u = random.unit();
        least = std::min(least, u);
        most = std::max(most, u);
        sum += u;
    }
    EXPECT_GE(least, 0.0);
    EXPECT_LT(most, 1.0);
    EXPECT_LT(least, 0.001);
    EXPECT_GT(most, 0.999);
    EXPECT_NEAR(sum / 50'000, 0.5, 0.01);
}

TEST(Random, TokensAreLongAndFitIntoAUrl) {
    SystemRandom random;
    std::set<std::string> tokens;
    for (int i = 0; i < 1'000; ++i) {
        const std::string token = random.token();
        EXPECT_EQ(token.size(), 43U);  // 32 bytes
        EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                  std::string::npos);
        tokens.insert(token);
    }
    EXPECT_EQ(tokens.size(), 1'000U);
    EXPECT_EQ(random.token(6).size(), 8U);
    EXPECT_EQ(random.token(0), "");
}

}  // namespace
}  // namespace manyhands::base
