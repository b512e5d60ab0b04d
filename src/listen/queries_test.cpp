#include "listen/queries.hpp"

#include <gtest/gtest.h>

#include "listen/precision.hpp"

namespace manyhands::listen {
namespace {

const auto kNow = base::from_micros(1'767'250'800'000'000);

Query of(const std::string& text, QueryState state = QueryState::draft) {
    Query query;
    query.name = "환불";
    query.state = state;
    QueryChange wanted;
    wanted.text = text;
    auto made = change(query, wanted, [](const auto&) { return true; }, kNow);
    EXPECT_TRUE(made) << made.error().key;
    return made.value();
}
const Tried kNothing = [](const std::string&) { return false; };

TEST(QueryChange, KeepsTheTextAndItsCanonicalForm) {
    const Query query = of("refund   AND (late OR 배송)");
    EXPECT_EQ(query.text, "refund   AND (late OR 배송)");
    EXPECT_EQ(query.canonical, "refund (late OR 배송)");
    EXPECT_EQ(query.text_key, text_key_of("refund (late OR 배송)"));
    EXPECT_EQ(query.version, 2);
}

TEST(QueryChange, WhatIsRefusedSaysWhere) {
    const auto refused = [](QueryChange wanted) {
        const auto made = change(of("환불"), wanted, kNothing, kNow);
        if (made) return std::string("taken");
        for (const auto& [name, value] : made.error().args)
            if (name == "pointer") return made.error().key + " " + value;
        return made.error().key;
    };
    QueryChange wanted;
    wanted.text = "-환불";
    EXPECT_EQ(refused(wanted), "listening.query.refused /query");
    wanted = {};
    wanted.name = "  \n ";
    EXPECT_EQ(refused(wanted), "listening.name.bad /name");
    wanted.name = std::string(81, 'x');
    EXPECT_EQ(refused(wanted), "listening.name.bad /name");
    wanted = {};
    wanted.alert = AlertRule{0, 10};
    EXPECT_EQ(refused(wanted), "listening.alert.bad /alert");
    wanted.alert = AlertRule{5, 24 * 60 + 1};
    EXPECT_EQ(refused(wanted), "listening.alert.bad /alert");
    wanted = {};
    wanted.version = 7;
    EXPECT_EQ(refused(wanted), "listening.changed");
    wanted.version = 2;
    EXPECT_EQ(refused(wanted), "taken");
}

TEST(QueryChange, WhatIsOnIsOnlyReplacedByWhatWasTried) {
    const Query on = of("환불", QueryState::on);
    QueryChange wanted;
    wanted.text = "환불 OR 반품";
    auto made = change(on, wanted, kNothing, kNow);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().key, "listening.dry_run_first");
    EXPECT_EQ(made.error().code, base::ErrorCode::conflict);
    const std::string key = text_key_of("환불 OR 반품");
    EXPECT_TRUE(change(on, wanted, [&](const std::string& tried) { return tried == key; }, kNow));
    wanted.text = " (환불) ";  // means the same
    made = change(on, wanted, kNothing, kNow);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->text_key, on.text_key);
    wanted.text = "반품";
    EXPECT_TRUE(change(of("환불", QueryState::muted), wanted, kNothing, kNow)) << "only what is on";
}

TEST(QuerySwitch, OnNeedsADryRunOfThisVeryText) {
    const Query draft = of("환불");
    EXPECT_FALSE(switch_to(draft, QueryState::on, kNothing, kNow));
    const auto tried = [&](const std::string& key) { return key == draft.text_key; };
    const auto on = switch_to(draft, QueryState::on, tried, kNow);
    ASSERT_TRUE(on);
    EXPECT_EQ(on->state, QueryState::on);
    EXPECT_EQ(on->version, draft.version + 1);
    EXPECT_EQ(switch_to(*on, QueryState::on, tried, kNow)->version, on->version) << "nothing changed";
    EXPECT_TRUE(switch_to(draft, QueryState::muted, kNothing, kNow));
    EXPECT_TRUE(switch_to(*on, QueryState::off, kNothing, kNow));
}

// Figures of the published tables for the score interval.
TEST(Precision, IsWilsons) {
    EXPECT_FALSE(precision_of(0, 0));
    const auto most = precision_of(9, 1).value();
    EXPECT_DOUBLE_EQ(most.share, 0.9);
    EXPECT_NEAR(most.low, 0.5958, 0.0001);
    EXPECT_NEAR(most.high, 0.9821, 0.0001);
    const auto none = precision_of(0, 10).value();
    EXPECT_EQ(none.low, 0);
    EXPECT_NEAR(none.high, 0.2775, 0.0001);
    const auto all = precision_of(20, 0).value();
    EXPECT_NEAR(all.low, 0.8389, 0.0001);
    EXPECT_EQ(all.high, 1);
}

TEST(QueryWords, ComeBackAsTheyWere) {
    for (const char* name : {"draft", "on", "muted", "off"})
        EXPECT_EQ(to_string(query_state(name).value()), name);
    for (const char* name : {"service", "brand", "product", "competitor", "campaign", "risk"})
        EXPECT_EQ(to_string(query_purpose(name).value()), name);
    for (const char* name : {"blue", "green", "amber", "red", "violet", "teal", "pink", "grey"})
        EXPECT_EQ(to_string(query_colour(name).value()), name);
    EXPECT_FALSE(query_state("paused"));
    EXPECT_FALSE(query_colour(""));
}

}  // namespace
}  // namespace manyhands::listen
