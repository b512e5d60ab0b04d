// The simulator itself: the same seed is the same life, and what is broken on purpose is found.
#include "app/simulate/simulate.hpp"

#include <map>

#include <gtest/gtest.h>

namespace manyhands::app::simulate {
namespace {

using namespace std::chrono_literals;

Outcome live(std::uint64_t seed, base::Micros lasts, Mistake mistake = Mistake::none) {
    Life life;
    life.seed = seed;
    life.lasts = lasts;
    life.mistake = mistake;
    return simulate(life);
}

std::string told(const Outcome& outcome) {
    return outcome.broken ? outcome.broken->rule + ": " + outcome.broken->what : "held";
}

TEST(SimulateTest, TheSameSeedIsTheSameLife) {
    const Outcome once = live(7, 6min);
    const Outcome again = live(7, 6min);
    const Outcome other = live(8, 6min);
    EXPECT_EQ(told(once), "held");
    EXPECT_EQ(told(other), "held");
    EXPECT_EQ(once.digest, again.digest);
    EXPECT_EQ(once.counts, again.counts);
    EXPECT_EQ(once.failpoints, again.failpoints);
    EXPECT_NE(once.digest, other.digest);
}

// Three of them: a crash comes every four minutes or so, and may well not come in twelve.
TEST(SimulateTest, LivesAreNotEmpty) {
    std::map<std::string, std::int64_t> counts;
    for (std::uint64_t seed = 4; seed <= 6; ++seed) {
        const Outcome life = live(seed, 12min);
        ASSERT_EQ(told(life), "held");
        for (const auto& [name, count] : life.counts)
            counts[name] += count;
        EXPECT_GT(life.checks, 1000);
        EXPECT_GT(life.failpoints.at("outbox.intent_committed"), 40);
    }
    EXPECT_GT(counts["conversations"], 3 * 40);
    EXPECT_GT(counts["posted"], 3 * 40);
    EXPECT_GT(counts["crashes"], 1);
    EXPECT_GT(counts["storms"], 2);
    EXPECT_GT(counts["draft"], 3 * 5);
}

TEST(SimulateTest, TheTraceIsWhatTheDigestIsOf) {
    std::string text;
    Life life;
    life.seed = 3;
    life.lasts = 1min;
    life.print = [&](const std::string& line) { text += line; };
    const std::string digest = simulate(life).digest;
    EXPECT_NE(text.find("customer"), std::string::npos);
    std::uint64_t sum = 0xcbf29ce484222325ULL;
    for (const char c : text)
        sum = (sum ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ULL;
    EXPECT_EQ(fmt::format("{:016x}", sum), digest);
}

// The slower ones are looked for by tests/simulate/run.sh.
class QuickMistake : public testing::TestWithParam<std::pair<Mistake, std::string>> {};

TEST_P(QuickMistake, IsFoundWithinFourSeeds) {
    const auto& [mistake, rule] = GetParam();
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const Outcome outcome = live(seed, 10min, mistake);
        if (!outcome.broken) continue;
        EXPECT_TRUE(rule.empty() || outcome.broken->rule == rule) << told(outcome);
        return;
    }
    ADD_FAILURE() << to_string(mistake) << " was not found";
}

INSTANTIATE_TEST_SUITE_P(
    All, QuickMistake,
    // A file that was never synced is empty after a cut, or none at all: lost, or it does not start again.
    testing::Values(std::pair{Mistake::lying_disk, std::string()},
                    std::pair{Mistake::stolen_claims, std::string("nobody loses a claim but by a rule")},
                    std::pair{Mistake::moved_deadline, std::string("deadlines never move silently")}),
    [](const auto& one) {
        std::string name(to_string(one.param.first));
        std::erase(name, '-');
        return name;
    });

TEST(SimulateTest, EveryMistakeHasAName) {
    for (const Mistake each : kMistakes)
        EXPECT_EQ(mistake(to_string(each)), each);
    EXPECT_FALSE(mistake("none"));
    EXPECT_FALSE(mistake("nonsense"));
}

}  // namespace
}  // namespace manyhands::app::simulate
