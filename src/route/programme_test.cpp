// Hand-off rules: what they refuse, what they propose, and what is kept of the setting-up.
#include "route/programme.hpp"

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/random.hpp"

namespace manyhands::route {
namespace {

const model::DepartmentId kCareTeam("01CARE00000000000000000000");
const model::DepartmentId kLegalTeam("01LEGA00000000000000000000");
const model::DepartmentId kProduct("01PR0D00000000000000000000");
const model::TagId kRefund("01REFD00000000000000000000");
const model::TagId kDefect("01DEFE00000000000000000000");
const std::vector<model::DepartmentId> kAll{kCareTeam, kLegalTeam, kProduct};

HandOffRule legal() {
    return {"01RULE00000000000000000001",
            {kRefund},
            {"소송", "lawyer"},
            kLegalTeam,
            kCareTeam,
            base::Minutes(60)};
}
HandOffRule defects() {
    return {"01RULE00000000000000000002", {kDefect}, {"불량"}, kProduct, kCareTeam, base::Minutes(240), true};
}
model::Conversation talk(std::string excerpt, std::vector<model::TagId> tags = {}) {
    model::Conversation c;
    c.department = kCareTeam;
    c.excerpt = std::move(excerpt);
    c.tags = std::move(tags);
    return c;
}
std::string refusal(HandOffRule rule) {
    const auto checked = check_rules({legal(), std::move(rule)}, kAll);
    if (checked) return "ok";
    EXPECT_FALSE(checked.error().args.empty());
    return checked.error().key + " " + checked.error().args.front().second;
}

TEST(HandOffRules, AWordOfThePostOrATagProposesADepartment) {
    const auto found = proposals({legal(), defects()}, talk("환불 안 해 주면 소송까지 갈 겁니다"), kAll);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].rule, legal());
    EXPECT_EQ(found[0].word, "소송") << "a particle stands behind it";
    EXPECT_FALSE(found[0].tag);
    EXPECT_EQ(proposals({legal()}, talk("My LAWYER will write"), kAll).at(0).word, "lawyer");
    EXPECT_TRUE(proposals({legal(), defects()}, talk("배송이 늦어요"), kAll).empty());
}

TEST(HandOffRules, ATagGoesBeforeAWordAndBothAreProposed) {
    const auto found = proposals({legal(), defects()}, talk("소송하겠습니다", {kDefect}), kAll);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].rule.to, kProduct);
    EXPECT_EQ(found[0].tag, kDefect);
    EXPECT_TRUE(found[0].word.empty());
    EXPECT_EQ(found[1].word, "소송");
}

TEST(HandOffRules, NothingIsProposedToWhoeverHasItAndToNobody) {
    model::Conversation there = talk("소송하겠습니다");
    there.department = kLegalTeam;
    EXPECT_TRUE(proposals({legal()}, there, kAll).empty());
    EXPECT_TRUE(proposals({legal()}, talk("소송"), {kCareTeam, kProduct}).empty())
        << "the department is no more";
    EXPECT_TRUE(proposals({legal()}, talk("소송"), {kLegalTeam}).empty()) << "nobody to come back to";
}

TEST(HandOffRules, WhatCannotHoldIsRefusedWithItsPlace) {
    EXPECT_EQ(refusal(defects()), "ok");
    HandOffRule rule = defects();
    rule.to = model::DepartmentId("01N0NE00000000000000000000");
    EXPECT_EQ(refusal(rule), "route.programme.no_department /rules/1/to_id");
    rule = defects();
    rule.back = model::DepartmentId("01N0NE00000000000000000000");
    EXPECT_EQ(refusal(rule), "route.programme.no_department /rules/1/back_id");
    rule.back = rule.to;
    EXPECT_EQ(refusal(rule), "route.programme.back_to_itself /rules/1/back_id");
    rule = defects();
    rule.tags.clear();
    rule.words.clear();
    EXPECT_EQ(refusal(rule), "route.programme.nothing /rules/1/words") << "it would match everything";
    rule = defects();
    rule.tags.push_back(kRefund);
    EXPECT_EQ(refusal(rule), "route.programme.tag_twice /rules/1/tags")
        << "two rules that contradict each other";
    for (const int minutes : {0, 4, kRuleMinutesMost + 1}) {
        rule = defects();
        rule.within = base::Minutes(minutes);
        EXPECT_EQ(refusal(rule), "route.programme.minutes /rules/1/minutes") << minutes;
    }
    for (const std::string& word :
         {std::string("  ?!"), std::string(kRuleWordBytes + 1, 'a'), std::string("\xff")}) {
        rule = defects();
        rule.words = {word};
        EXPECT_EQ(refusal(rule), "route.programme.bad_word /rules/1/words") << word;
    }
    rule = defects();
    rule.words.assign(kRuleWordsAtMost + 1, "a");
    EXPECT_EQ(refusal(rule), "route.programme.many_words /rules/1/words");
    EXPECT_FALSE(check_rules(std::vector<HandOffRule>(kRulesAtMost + 1, legal()), kAll));
}

TEST(Programme, ComesBackAsItWasStored) {
    Programme programme;
    programme.steps[1] = {StepState::done, model::EmployeeId("01KIM000000000000000000000"),
                          base::from_micros(1'700'000'000'000'000)};
    programme.steps[4] = {StepState::skipped, model::EmployeeId("01LEE000000000000000000000"),
                          base::from_micros(5)};
    programme.rules = {legal(), defects()};
    const auto read = read_programme(write_programme(programme));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, programme);
    EXPECT_EQ(*read_programme(write_programme({})), Programme{});
    for (const char* damaged : {"", "[]", "{}", R"({"steps":{"lunch":["done","x",1]},"rules":[]})",
                                R"({"steps":{},"rules":[{"id":"x"}]})"})
        EXPECT_FALSE(read_programme(damaged)) << damaged;
}

TEST(Programme, StepsAndStatesHaveTheirNames) {
    for (const auto step : {SetupStep::plan, SetupStep::expectations, SetupStep::collaboration,
                            SetupStep::loop, SetupStep::guidelines})
        EXPECT_EQ(setup_step(to_string(step)), step);
    for (const auto state : {StepState::open, StepState::done, StepState::skipped})
        EXPECT_EQ(step_state(to_string(state)), state);
    EXPECT_FALSE(setup_step("lunch"));
    EXPECT_FALSE(step_state(""));
}

}  // namespace
}  // namespace manyhands::route
