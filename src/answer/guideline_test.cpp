#include "answer/guideline.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace manyhands::answer {
namespace {

Rule banned(std::string id, std::vector<std::string> terms) {
    Rule rule;
    rule.id = std::move(id);
    rule.terms = std::move(terms);
    rule.at_most = 1;
    rule.reason = {"까닭", "reason"};
    const std::string& term = rule.terms.front();
    rule.wrong = {{}, "Well, " + term.substr(0, term.find('*')) + "."};
    rule.right = {{}, "Well."};
    return rule;
}

Rule preferred(std::string id, std::string term, std::string instead) {
    Rule rule = banned(std::move(id), {std::move(term)});
    rule.check = Check::preferred;
    rule.instead = std::move(instead);
    return rule;
}

std::vector<std::string> keys(const Guidelines& guidelines) {
    std::vector<std::string> out;
    for (const GuidelineProblem& one : problems_of(guidelines))
        out.push_back(one.pointer + " " + one.key.substr(one.key.rfind('.') + 1));
    return out;
}

using Strings = std::vector<std::string>;

TEST(Guideline, StarterIsFitAndComesBackAsItWasWritten) {
    const Guidelines& starter = starter_guidelines();
    EXPECT_GE(starter.rules.size(), 15U);
    EXPECT_EQ(keys(starter), Strings{});
    const auto again = read_guidelines(write_guidelines(starter));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, starter);
}

TEST(Guideline, StarterIsFitWithEveryRuleOn) {
    Guidelines all = starter_guidelines();
    for (Rule& rule : all.rules)
        rule.on = true;
    EXPECT_EQ(keys(all), Strings{});
}

TEST(Guideline, RefusesWhatItDoesNotKnowWithItsPlace) {
    const auto pointer = [](std::string_view text) {
        const auto read = read_guidelines(text);
        return read ? std::string("read") : read.error().args.front().second;
    };
    EXPECT_EQ(pointer("{"), "");
    EXPECT_EQ(pointer("[]"), "");
    EXPECT_EQ(pointer(R"({"rules":{}})"), "/rules");
    EXPECT_EQ(pointer(R"({"rules":[],"more":1})"), "/more");
    EXPECT_EQ(pointer(R"({"rules":[7]})"), "/rules/0");
    EXPECT_EQ(pointer(R"({"rules":[{"check":"banned","severity":"hint"}]})"), "/rules/0/id");
    EXPECT_EQ(pointer(R"({"rules":[{"id":"a","check":"forbidden","severity":"hint"}]})"), "/rules/0/check");
    EXPECT_EQ(pointer(R"({"rules":[{"id":"a","check":"banned","severity":"fatal"}]})"), "/rules/0/severity");
    EXPECT_EQ(pointer(R"({"rules":[{"id":"a","check":"banned","severity":"hint","colour":1}]})"),
              "/rules/0/colour");
    EXPECT_EQ(pointer(R"({"rules":[{"id":"a","check":"banned","severity":"hint","terms":[1]}]})"),
              "/rules/0/terms");
    EXPECT_EQ(pointer(R"({"rules":[{"id":"a","check":"banned","severity":"hint","reason":{"fr":"x"}}]})"),
              "/rules/0/reason/fr");
    EXPECT_EQ(pointer(R"({"rules":[{"id":"a","check":"embargo","severity":"hint","until":"soon"}]})"),
              "/rules/0/until");
    EXPECT_EQ(pointer(R"({"rules":[{"id":"a","check":"promise","severity":"hint","roles":["king"]}]})"),
              "/rules/0/roles");
    EXPECT_EQ(pointer(R"({"rules":[{"id":"a","check":"banned","severity":"hint","on":"yes"}]})"),
              "/rules/0/on");
    EXPECT_EQ(pointer(R"({"rules":[{"id":"a","check":"banned","severity":"hint","hours":1e12}]})"),
              "/rules/0/hours");
}

TEST(Guideline, RefusesTenThousandRulesBeforeItReadsThem) {
    std::string text = "{\"rules\":[";
    for (int i = 0; i < 10000; ++i)
        text += i == 0 ? "{}" : ",{}";
    const auto read = read_guidelines(text + "]}");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().key, "answer.guideline.too_many");
    Guidelines made;
    for (int i = 0; i < 1001; ++i)
        made.rules.push_back(banned("r" + std::to_string(i), {"word" + std::to_string(i)}));
    EXPECT_EQ(keys(made), Strings{"/rules too_many"});
    made.rules.pop_back();
    EXPECT_EQ(keys(made), Strings{});
    EXPECT_FALSE(read_guidelines(std::string(kDocumentBytes + 1, ' ')));
}

TEST(Guideline, WantsIdsTermsReasonsAndExamples) {
    Rule rule = banned("Bad Id", {"zonk"});
    EXPECT_EQ(keys({{rule}}), Strings{"/rules/0/id bad_id"});
    EXPECT_EQ(keys({{banned("a", {"zonk"}), banned("a", {"bonk"})}}), Strings{"/rules/1/id same_id"});
    rule = banned("a", {"zonk"});
    rule.terms.clear();
    EXPECT_EQ(keys({{rule}}), Strings{"/rules/0/terms no_terms"});
    rule = banned("a", {"zonk"});
    rule.reason.en.clear();
    EXPECT_EQ(keys({{rule}}), Strings{"/rules/0/reason/en no_reason"});
    rule = banned("a", {"zonk"});
    rule.wrong = {};
    rule.right = {};
    EXPECT_EQ(keys({{rule}}), Strings{"/rules/0/wrong no_example"});
    rule = banned("a", {"zonk"});
    rule.right = {};
    EXPECT_EQ(keys({{rule}}), Strings{"/rules/0/right/en no_example"});
    rule = preferred("a", "zonk", "...");
    EXPECT_EQ(keys({{rule}}), Strings{"/rules/0/instead no_instead"});
    rule = banned("a", {"zonk"});
    rule.check = Check::embargo;
    EXPECT_EQ(keys({{rule}}), Strings{"/rules/0/until no_until"});
    rule = banned("a", {"zonk"});
    rule.at_most = 0;
    rule.hours = 721;
    EXPECT_EQ(keys({{rule}}), (Strings{"/rules/0/at_most bad_number", "/rules/0/hours bad_number"}));
}

TEST(Guideline, RefusesTermsThatSayNothingOrEverything) {
    EXPECT_EQ(keys({{banned("a", {"x"})}}), Strings{"/rules/0/terms/0 short_term"});
    EXPECT_EQ(keys({{banned("a", {"zonk", "요*"})}}), Strings{"/rules/0/terms/1 short_term"});
    EXPECT_EQ(keys({{banned("a", {"\u200b\u200b*"})}}), Strings{"/rules/0/terms/0 short_term"});
    EXPECT_EQ(keys({{banned("a", {"!?"})}}), Strings{"/rules/0/terms/0 short_term"});
    EXPECT_EQ(keys({{banned("a", {std::string(81, 'z')})}}), Strings{"/rules/0/terms/0 long_term"});
    EXPECT_EQ(keys({{banned("a", {"the"})}}), Strings{"/rules/0/terms/0 matches_everything"});
    EXPECT_EQ(keys({{banned("a", {"zonk", "감사합니다"})}}), Strings{"/rules/0/terms/1 matches_everything"});
    EXPECT_EQ(keys({{banned("a", Strings(65, "zonk"))}}), Strings{"/rules/0/terms too_many_terms"});
}

TEST(Guideline, KnowsWhatWouldRefuseEveryAnswer) {
    using Places = std::vector<std::size_t>;
    Rule must = banned("must", {"tonk"});
    must.check = Check::required;
    must.severity = Severity::block;
    must.wrong.en = "Well.";
    must.right.en = "Well, tonk.";
    EXPECT_EQ(refuse_everything({{must}}), Places{0});
    EXPECT_EQ(keys({{must}}), Strings{}) << "whoever has seen what it does may want it";
    must.languages = {base::Lang::en};
    EXPECT_EQ(refuse_everything({{must}}), Places{0});
    Rule said = must;
    said.terms = {"tonk", "the"};  // what most say anyway
    EXPECT_EQ(refuse_everything({{said}}), Places{});
    must.severity = Severity::warning;
    EXPECT_EQ(refuse_everything({{must}}), Places{});
    must.severity = Severity::block;
    must.on = false;
    EXPECT_EQ(refuse_everything({{must}}), Places{});
    must.on = true;
    must.when = {"zonk"};
    EXPECT_EQ(refuse_everything({{must}}), Places{});
}

TEST(Guideline, RefusesRulesThatNoAnswerCanFollow) {
    // One wants what the other forbids, in a circle or by itself.
    EXPECT_EQ(keys({{preferred("a", "zonk", "bonk"), banned("b", {"bonk"})}}),
              Strings{"/rules/0/instead contradicts"});
    EXPECT_EQ(keys({{preferred("a", "zonk", "bonk"), preferred("b", "bonk", "zonk")}}),
              (Strings{"/rules/0/instead contradicts", "/rules/1/instead contradicts"}));
    EXPECT_EQ(keys({{preferred("a", "zonk", "Zonk please")}}), Strings{"/rules/0/instead contradicts"});
    EXPECT_EQ(keys({{banned("a", {"zonk"}), banned("b", {"ZONK"})}}), Strings{"/rules/1/terms said_twice"});
    Rule must = banned("must", {"bonk", "tonk"});
    must.check = Check::required;
    must.wrong.en = "Well.";
    must.right.en = "Well, tonk.";
    EXPECT_EQ(keys({{banned("a", {"bonk"}), must}}), Strings{});
    EXPECT_EQ(keys({{banned("a", {"bonk", "tonk"}), must}}), Strings{"/rules/1/terms contradicts"});
    // Not in one and the same answer: no contradiction.
    Rule ko = banned("b", {"bonk"});
    ko.languages = {base::Lang::ko};
    ko.wrong = {"음, bonk입니다.", ""};
    ko.right = {"음입니다.", ""};
    Rule en = preferred("a", "zonk", "bonk");
    en.languages = {base::Lang::en};
    EXPECT_EQ(keys({{en, ko}}), Strings{});
    Rule off = banned("b", {"bonk"});
    off.on = false;
    EXPECT_EQ(keys({{preferred("a", "zonk", "bonk"), off}}), Strings{});
}

TEST(Guideline, RefusesTwoLevelsOfSpeechForOneNetwork) {
    Rule formal;
    formal.id = "formal";
    formal.check = Check::speech;
    formal.level = Level::formal;
    formal.at_most = 1;
    formal.reason = {"까닭", "reason"};
    formal.wrong.ko = "했어요.";
    formal.right.ko = "했습니다.";
    Rule polite = formal;
    polite.id = "polite";
    polite.level = Level::polite;
    polite.wrong.ko = "했습니다.";
    polite.right.ko = "했어요.";
    EXPECT_EQ(keys({{formal, polite}}), Strings{"/rules/1 contradicts"});
    // Consistent everywhere and stricter on one network is no contradiction; on the same ones it is said
    // twice.
    Rule everywhere = formal;
    everywhere.id = "everywhere";
    everywhere.level = Level::consistent;
    everywhere.wrong.ko = "했습니다. 할게요.";
    everywhere.right.ko = "했습니다.";
    EXPECT_EQ(keys({{everywhere, polite}}), Strings{"/rules/1 same_check"});
    polite.networks = {"two"};
    EXPECT_EQ(keys({{everywhere, polite}}), Strings{});
    EXPECT_EQ(keys({{polite, everywhere}}), Strings{});
    EXPECT_EQ(keys({{formal, polite}}), Strings{"/rules/1 contradicts"});
    formal.networks = {"one"};
    EXPECT_EQ(keys({{formal, polite}}), Strings{});
}

TEST(Guideline, ExamplesAreTried) {
    Rule rule = banned("a", {"zonk"});
    rule.wrong.en = "Well.";
    EXPECT_EQ(keys({{rule}}), Strings{"/rules/0/wrong/en wrong_passes"});
    rule = banned("a", {"zonk"});
    rule.right.en = "A Zonk, then.";
    EXPECT_EQ(keys({{rule}}), Strings{"/rules/0/right/en right_fails"});
}

}  // namespace
}  // namespace manyhands::answer
