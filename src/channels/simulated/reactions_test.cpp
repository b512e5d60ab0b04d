#include "channels/simulated/reactions.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "base/asset.hpp"

namespace manyhands::channels::simulated {
namespace {

constexpr std::string_view kGoodKo =
    "놀라셨죠, 죄송합니다. 전원 버튼을 5초 눌러 주세요. 그래도 울리면 오늘 새것으로 바꿔 드리겠습니다. ^DY";
constexpr std::string_view kGoodEn =
    "That's annoying, sorry. Hold the power button for five seconds. If it beeps again we'll swap it today. "
    "^DY";
constexpr std::string_view kPlainEn = "It was made that way so that the light stays on during the night. ^DY";

const ReactionBook& book() {
    static const ReactionBook parsed = [] {
        const auto text = base::asset("practice/reactions.json");
        return text ? parse_reactions(*text).value() : ReactionBook{};
    }();
    return parsed;
}

ReactionInput ask(std::string_view answer, std::string_view lang) {
    return {.posts = {{Side::customer,
                       lang == "ko" ? "물통이 비었는데 삑삑거려요" : "It beeps with an empty tank"}},
            .answer = std::string(answer),
            .lang = std::string(lang),
            .waited = base::Seconds(400)};
}

double sum(const ReactionChances& c) {
    return c.thanks + c.follow_up + c.unhappy + c.nothing;
}

// ---- chances
// -----------------------------------------------------------------------------------------------

TEST(ReactionChances, AddUpToOne) {
    for (const std::string_view answer : {kGoodEn, kPlainEn, std::string_view("Ok."), std::string_view("")}) {
        EXPECT_NEAR(sum(reaction_chances(ask(answer, "en"))), 1.0, 1e-12);
    }
}

TEST(ReactionChances, ApologyAndStepEarnThanks) {
    const auto plain = reaction_chances(ask(kPlainEn, "en"));
    const auto sorry = reaction_chances(ask("Sorry about that. " + std::string(kPlainEn), "en"));
    const auto good = reaction_chances(ask(kGoodEn, "en"));
    EXPECT_GT(sorry.thanks, plain.thanks);
    EXPECT_LT(sorry.unhappy, plain.unhappy);
    EXPECT_GT(good.thanks, 0.6);
    EXPECT_LT(good.unhappy, 0.06);
}

TEST(ReactionChances, KoreanAndEnglishAreTreatedAlike) {
    const auto ko = reaction_chances(ask(kGoodKo, "ko"));
    const auto en = reaction_chances(ask(kGoodEn, "en"));
    EXPECT_NEAR(ko.thanks, en.thanks, 0.02);
    EXPECT_NEAR(ko.unhappy, en.unhappy, 0.02);
}

TEST(ReactionChances, ShortAnswersDisplease) {
    const auto plain = reaction_chances(ask(kPlainEn, "en"));
    const auto brief = reaction_chances(ask("It is made that way. ^DY", "en"));
    EXPECT_GT(brief.unhappy, plain.unhappy * 2);
    EXPECT_LT(brief.thanks, plain.thanks);
}

TEST(ReactionChances, PrivateDataInPublicDispleasesMost) {
    const auto asked =
        reaction_chances(ask("Happy to help, please post your phone number and address here.", "en"));
    EXPECT_GT(asked.unhappy, 0.5);
    EXPECT_LT(asked.thanks, 0.15);
}

TEST(ReactionChances, AQuestionBringsAnAnswer) {
    const auto asked =
        reaction_chances(ask("Let's find out together. Which version does the app show you?", "en"));
    EXPECT_GT(asked.follow_up, 0.5);
}

TEST(ReactionChances, TheSameTextTwiceDispleases) {
    ReactionInput input = ask(kGoodEn, "en");
    input.posts.push_back({Side::brand, std::string(kGoodEn)});
    input.posts.push_back({Side::customer, "Same as before"});
    EXPECT_GT(reaction_chances(input).unhappy, 0.25);
}

TEST(ReactionChances, ContentCustomersMostlyStaySilent) {
    ReactionInput input = ask(kGoodKo, "ko");
    input.posts.push_back({Side::customer, "됐어요! 감사합니다"});
    EXPECT_GT(reaction_chances(input).nothing, 0.55);
    EXPECT_LT(reaction_chances(input).unhappy, 0.01);
}

TEST(ReactionChances, AfterSixPostsNothingNewIsAsked) {
    ReactionInput input = ask("Ok.", "en");
    for (int i = 0; i < 5; ++i) {
        input.posts.push_back({Side::brand, "Ok."});
        input.posts.push_back({Side::customer, "Still broken"});
    }
    const auto chances = reaction_chances(input);
    EXPECT_EQ(chances.follow_up, 0);
    EXPECT_EQ(chances.unhappy, 0);
}

// ---- react
// -------------------------------------------------------------------------------------------------

TEST(React, SameSeedSameReactions) {
    base::SeededRandom one(7);
    base::SeededRandom two(7);
    int spoken = 0;
    for (int i = 0; i < 200; ++i) {
        const auto a = react(book(), ask(kGoodKo, "ko"), one);
        const auto b = react(book(), ask(kGoodKo, "ko"), two);
        ASSERT_EQ(a.has_value(), b.has_value());
        if (!a) continue;
        ++spoken;
        EXPECT_EQ(a->text, b->text);
        EXPECT_EQ(a->delay, b->delay);
    }
    EXPECT_GT(spoken, 100);
    EXPECT_LT(spoken, 200);
}

TEST(React, FollowsItsChances) {
    base::SeededRandom random(11);
    const auto chances = reaction_chances(ask(kPlainEn, "en"));
    constexpr int kDraws = 20000;
    int thanks = 0;
    int follow_up = 0;
    int unhappy = 0;
    for (int i = 0; i < kDraws; ++i) {
        const auto reaction = react(book(), ask(kPlainEn, "en"), random);
        if (!reaction) continue;
        thanks += reaction->kind == ReactionKind::thanks ? 1 : 0;
        follow_up += reaction->kind == ReactionKind::follow_up ? 1 : 0;
        unhappy += reaction->kind == ReactionKind::unhappy ? 1 : 0;
    }
    EXPECT_NEAR(thanks / double{kDraws}, chances.thanks, 0.015);
    EXPECT_NEAR(follow_up / double{kDraws}, chances.follow_up, 0.015);
    EXPECT_NEAR(unhappy / double{kDraws}, chances.unhappy, 0.015);
}

TEST(React, DelaysAreWithinTheStatedRange) {
    base::SeededRandom random(3);
    for (int i = 0; i < 2000; ++i) {
        const auto reaction = react(book(), ask(kGoodEn, "en"), random);
        if (!reaction) continue;
        EXPECT_GE(reaction->delay, base::Seconds(20));
        EXPECT_LE(reaction->delay, base::Seconds(900));
    }
}

TEST(React, TextsFitTheAnswer) {
    base::SeededRandom random(5);
    std::set<std::string> refunds;
    for (const ReactionText& one : book().at("en").thanks) {
        if (one.fits == Signal::refund || one.fits == Signal::store) refunds.insert(one.text);
    }
    ASSERT_FALSE(refunds.empty());
    for (int i = 0; i < 3000; ++i) {
        const auto reaction = react(book(), ask(kGoodEn, "en"), random);
        if (!reaction) continue;
        EXPECT_FALSE(refunds.contains(reaction->text)) << reaction->text;
    }
}

TEST(React, ComplaintsOfPrivateDataSaySo) {
    base::SeededRandom random(9);
    std::set<std::string> texts;
    for (const ReactionText& one : book().at("ko").unhappy) {
        if (one.fits == Signal::private_data) texts.insert(one.text);
    }
    int unhappy = 0;
    int to_the_point = 0;
    for (int i = 0; i < 2000; ++i) {
        const auto reaction =
            react(book(), ask("확인해 드리겠습니다. 성함과 전화번호를 댓글로 남겨 주세요.", "ko"), random);
        if (!reaction || reaction->kind != ReactionKind::unhappy) continue;
        ++unhappy;
        to_the_point += texts.contains(reaction->text) ? 1 : 0;
    }
    EXPECT_GT(unhappy, 1000);
    EXPECT_GT(to_the_point * 10, unhappy * 8);
}

TEST(React, NeverRepeatsItself) {
    const ReactionBook small = parse_reactions(R"({"en": {
        "thanks": [{"fits": "any", "text": "Thanks"}],
        "follow_up": [{"fits": "any", "text": "And then?"}],
        "unhappy": [{"fits": "any", "text": "No"}]}})")
                                   .value();
    ReactionInput input = ask(kPlainEn, "en");
    input.posts = {{Side::customer, "Thanks"}, {Side::customer, "And then?"}, {Side::customer, "No"}};
    base::SeededRandom random(1);
    for (int i = 0; i < 300; ++i)
        EXPECT_FALSE(react(small, input, random));
}

TEST(React, SilentInALanguageTheBookLacks) {
    base::SeededRandom random(1);
    for (int i = 0; i < 50; ++i)
        EXPECT_FALSE(react(book(), ask(kGoodEn, "ja"), random));
    EXPECT_FALSE(react({}, ask(kGoodEn, "en"), random));
}

TEST(React, TakesTheLanguageOfARegion) {
    base::SeededRandom random(2);
    int spoken = 0;
    for (int i = 0; i < 50; ++i)
        spoken += react(book(), ask(kGoodEn, "en-GB"), random) ? 1 : 0;
    EXPECT_GT(spoken, 10);
}

// ---- the book
// ----------------------------------------------------------------------------------------------

TEST(ParseReactions, ThePracticeBookIsWhole) {
    ASSERT_EQ(book().size(), 2U);
    for (const auto& [lang, texts] : book()) {
        EXPECT_GE(texts.thanks.size(), 40U) << lang;
        EXPECT_GE(texts.follow_up.size(), 40U) << lang;
        EXPECT_GE(texts.unhappy.size(), 40U) << lang;
    }
}

TEST(ParseReactions, RefusesWhatIsMalformedAndSaysWhere) {
    const auto at = [](std::string_view text) {
        const auto parsed = parse_reactions(text);
        EXPECT_FALSE(parsed) << text;
        if (parsed) return std::string("accepted");
        EXPECT_EQ(parsed.error().code, base::ErrorCode::invalid);
        EXPECT_EQ(parsed.error().key, "practice.reactions.bad_book");
        return parsed.error().args.at(0).second;
    };
    EXPECT_EQ(at(""), "/");
    EXPECT_EQ(at("{"), "/");
    EXPECT_EQ(at("[]"), "/");
    EXPECT_EQ(at("{}"), "/");
    EXPECT_EQ(at(R"({"en": []})"), "/en");
    EXPECT_EQ(at(R"({"en": {"thanks": []}})"), "/en");
    EXPECT_EQ(at(R"({"en": {"thanks": [], "follow_up": [], "angry": []}})"), "/en/thanks");
    const std::string any = R"([{"fits": "any", "text": "x"}])";
    const auto with_thanks = [&](const std::string& thanks) {
        return R"({"en": {"thanks": )" + thanks + R"(, "follow_up": )" + any + R"(, "unhappy": )" + any +
               "}}";
    };
    EXPECT_TRUE(parse_reactions(with_thanks(any)));
    EXPECT_EQ(at(with_thanks(R"([{"fits": "step", "text": "x"}])")), "/en/thanks");
    EXPECT_EQ(at(with_thanks(R"([{"fits": "any", "text": ""}])")), "/en/thanks/0");
    EXPECT_EQ(at(with_thanks(R"([{"fits": "any", "text": 3}])")), "/en/thanks/0");
    EXPECT_EQ(at(with_thanks(R"([{"fits": "any", "text": "x"}, {"fits": "rain", "text": "y"}])")),
              "/en/thanks/1");
    EXPECT_EQ(at(with_thanks(R"([{"fits": "any", "text": "x", "mood": 1}])")), "/en/thanks/0");
    EXPECT_EQ(at(with_thanks(R"("x")")), "/en/thanks");
}

}  // namespace
}  // namespace manyhands::channels::simulated
