// Whom to ask: who knows it comes first, the load is spread, rings are drawn in time.
#include "route/whom.hpp"

#include <gtest/gtest.h>

#include "route/know.hpp"

namespace manyhands::route {
namespace {

using namespace std::chrono_literals;
using model::Why;

Candidate person(const std::string& id, std::vector<Why> why, double shown = 0) {
    Candidate one;
    one.employee = model::EmployeeId(id);
    one.why = std::move(why);
    one.shown = shown;
    return one;
}

Candidate ticked(const std::string& id) {
    return person(id, {Why::topic});
}

std::vector<std::string> names(const std::vector<Candidate>& all, int told, base::Micros waiting = 0s,
                               const Rings& rings = {}) {
    std::vector<std::string> found;
    for (const std::size_t one : whom(all, told, rings, waiting, 12min))
        found.push_back(all[one].employee.value);
    return found;
}

using Names = std::vector<std::string>;

TEST(Whom, RingsWidenOnAClock) {
    const Rings rings;
    const auto at = [&](base::Micros waiting) { return reach(rings, waiting, 12min, 2600); };
    EXPECT_EQ(at(-1min), 3) << "a network's clock may be ahead";
    EXPECT_EQ(at(119s), 3);
    EXPECT_EQ(at(2min), 10);
    EXPECT_EQ(at(4min), 161) << "half of the way, by equal factors";
    EXPECT_LT(at(359s), 2600);
    EXPECT_EQ(at(6min), 2600);
    EXPECT_EQ(reach(rings, 3min, 12min, 5), 5) << "there are no more";
}

TEST(Whom, EverybodyIsAskedBeforeThePromiseIsHalfGone) {
    Rings rings;
    for (int promise = 1; promise <= 60; ++promise)
        for (int last = 0; last <= 40; ++last) {
            rings.everyone_after = base::Minutes(last);
            const base::Micros half = base::Micros(base::Minutes(promise)) / 2;
            EXPECT_EQ(reach(rings, half, base::Minutes(promise), 2600), 2600) << promise << " " << last;
            int before = 0;
            for (base::Micros waiting{0}; waiting < half; waiting += 7s) {
                const int now = reach(rings, waiting, base::Minutes(promise), 2600);
                EXPECT_GE(now, before) << "it never narrows";
                before = now;
            }
        }
    rings = {};
    EXPECT_EQ(reach(rings, 59s, 6min, 2600), 3) << "all of it is drawn together";
    EXPECT_EQ(reach(rings, 60s, 6min, 2600), 10);
    EXPECT_EQ(reach(rings, 3min, 6min, 2600), 2600);
}

TEST(Whom, WhoKnowsComesFirst) {
    std::vector<Candidate> all{person("a", {Why::department, Why::language}), person("b", {Why::topic}),
                               person("c", {Why::knows}, 1), person("d", {Why::knows, Why::language}, 30),
                               person("e", {Why::language})};
    EXPECT_EQ(names(all, 0), (Names{"d", "c", "b"}));
    EXPECT_EQ(names(all, 2), (Names{"d"})) << "one more of the three";
    EXPECT_EQ(names(all, 3), Names{});
    EXPECT_EQ(names(all, 0, 6min).size(), 5U);
}

TEST(Whom, TheLoadIsSpread) {
    std::vector<Candidate> all{person("asked", {Why::knows, Why::language}, 3),
                               person("knows", {Why::knows}, 3),
                               person("ticked", {Why::topic, Why::language})};
    all[0].asked_today = 5;
    all[1].holding = 2;
    EXPECT_EQ(names(all, 2), (Names{"ticked"}));
    all[0].asked_today = all[1].holding = 0;
    all[0].answered_week = 40;
    EXPECT_EQ(names(all, 2), (Names{"knows"})) << "who answers most is not asked for everything";
    std::vector<Candidate> same{ticked("a"), ticked("b"), ticked("c")};
    same[0].last_asked = base::from_micros(5);
    same[2].last_asked = base::from_micros(3);
    EXPECT_EQ(names(same, 0), (Names{"b", "c", "a"})) << "of equals, whom nobody told for longest";
}

TEST(Whom, WhereNobodyKnowsItTheRingsBeginWider) {
    std::vector<Candidate> all;
    for (int i = 0; i < 20; ++i)
        all.push_back(person("p" + std::to_string(i), {Why::language}));
    EXPECT_EQ(names(all, 0).size(), 10U);
    all.push_back(person("knows", {Why::topic}));
    EXPECT_EQ(names(all, 0).size(), 3U);
    for (Candidate& one : all)
        one.why.clear();
    EXPECT_EQ(names(all, 0).size(), 21U) << "nobody fits: everybody at once";
}

TEST(Know, AnswersFadeByHalfInAQuarter) {
    const auto day = [](int n) { return base::from_micros(0) + std::chrono::hours(24 * n); };
    Shown one = with_answer({}, day(0));
    EXPECT_EQ(one.answers, 1);
    EXPECT_DOUBLE_EQ(worth(one, day(0)), 1);
    EXPECT_DOUBLE_EQ(worth(one, day(90)), 0.5);
    EXPECT_GE(worth(one, day(180)), kWorthKnowing);
    EXPECT_LT(worth(one, day(181)), kWorthKnowing);
    const Shown two = with_answer(one, day(90));
    EXPECT_EQ(two.thousandths, 1500);
    EXPECT_EQ(two.last_at, day(90));
    // In whatever order they are read.
    EXPECT_EQ(with_answer(with_answer({}, day(90)), day(0)), two);
    EXPECT_DOUBLE_EQ(worth(one, day(-5)), 1) << "a clock that went back makes nobody wiser";
}

}  // namespace
}  // namespace manyhands::route
