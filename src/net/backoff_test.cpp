#include "net/backoff.hpp"

#include <set>

#include <gtest/gtest.h>

namespace manyhands::net {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, DoublesBetweenHalfAndAllUntilTheMost) {
    base::SeededRandom random(1);
    Backoff backoff({.first = 500ms, .most = 16s}, random);
    base::Micros whole = 500ms;
    for (int i = 0; i < 40; ++i) {
        const base::Micros wait = backoff.next();
        EXPECT_GE(wait, whole / 2) << i;
        EXPECT_LE(wait, whole) << i;
        whole = std::min<base::Micros>(whole * 2, 16s);
    }
    EXPECT_EQ(backoff.failures(), 40);
}

TEST(Backoff, StartsAgainAfterASuccess) {
    base::SeededRandom random(2);
    Backoff backoff({.first = 1s, .most = 60s}, random);
    for (int i = 0; i < 10; ++i)
        backoff.next();
    backoff.reset();
    EXPECT_LE(backoff.next(), 1s);
}

TEST(Backoff, NeverEarlierThanAskedAndLittleLater) {
    base::SeededRandom random(3);
    for (const base::Micros asked : {base::Micros(2s), base::Micros(90s), base::Micros(289s)}) {
        Backoff backoff({.first = 500ms, .most = 60s}, random);
        for (int i = 0; i < 3; ++i) {
            const base::Micros wait = backoff.next(asked);
            EXPECT_GE(wait, asked);
            EXPECT_LE(wait, asked + std::min<base::Micros>(asked / 10, 10s) + 1us);
        }
    }
}

TEST(Backoff, AnAskedWaitShorterThanOursDoesNotShortenOurs) {
    base::SeededRandom random(4);
    Backoff backoff({.first = 32s, .most = 60s}, random);
    EXPECT_GE(backoff.next(1s), 16s);
}

TEST(Backoff, ARequestOfAYearIsCutToADay) {
    base::SeededRandom random(5);
    Backoff backoff({}, random);
    EXPECT_LE(backoff.next(24h * 365), 24h + 10s);
}

TEST(Backoff, ARequestOfNothingOrInThePastIsNoRequest) {
    base::SeededRandom random(6);
    Backoff backoff({.first = 1s, .most = 60s}, random);
    EXPECT_GE(backoff.next(0s), 500ms);
    EXPECT_GE(backoff.next(-5s), 1s);
}

TEST(Backoff, TwoSequencesDoNotMarchInStep) {
    base::SeededRandom random(7);
    std::set<base::Micros> waits;
    for (int i = 0; i < 100; ++i)
        waits.insert(Backoff({.first = 1s}, random).next());
    EXPECT_GT(waits.size(), 95U);
}

TEST(Backoff, SurvivesAMillionFailures) {
    base::SeededRandom random(8);
    Backoff backoff({.first = 1s, .most = 60s}, random);
    for (int i = 0; i < 1'000'000; ++i) {
        const base::Micros wait = backoff.next();
        ASSERT_GT(wait, base::Micros::zero());
        ASSERT_LE(wait, 60s);
    }
}

}  // namespace
}  // namespace manyhands::net
