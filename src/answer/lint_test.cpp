#include "answer/lint.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "answer/korean.hpp"
#include "base/random.hpp"

namespace manyhands::answer {
namespace {

using namespace std::chrono_literals;

Rule rule(std::string id, Check check, std::vector<std::string> terms = {}, std::string instead = {}) {
    Rule made;
    made.id = std::move(id);
    made.check = check;
    made.terms = std::move(terms);
    made.instead = std::move(instead);
    made.at_most = 1;
    return made;
}

// What is found, as it stands in the text; with " -> " and what would be put there.
std::vector<std::string> found(const std::vector<Rule>& rules, std::string_view text, Subject subject = {}) {
    subject.text = text;
    std::vector<std::string> out;
    for (const Finding& one : Linter(Guidelines{rules}).lint(subject)) {
        std::string said(text.substr(one.at.from, one.at.to - one.at.from));
        if (one.replacement) said += " -> " + *one.replacement;
        out.push_back(said);
    }
    return out;
}

using Strings = std::vector<std::string>;

TEST(Lint, ATermIsAWordWithItsParticles) {
    const std::vector<Rule> rules{rule("a", Check::banned, {"손님", "shop", "환불*"})};
    EXPECT_EQ(found(rules, "손님께서는 오셨습니다"), Strings{"손님"});
    EXPECT_EQ(found(rules, "손님맞이, 큰손님, shops, eshop"), Strings{});
    EXPECT_EQ(found(rules, "SHOP에서, 환불됩니다"), (Strings{"SHOP", "환불"}));
    EXPECT_EQ(found(rules, "손님이라고 부른 손님들에게도"), (Strings{"손님", "손님"}));
    EXPECT_EQ(found(rules, ""), Strings{});
    EXPECT_EQ(found(rules, "   \n "), Strings{});
}

TEST(Lint, SpansAreWhatWasWritten) {
    const std::vector<Rule> rules{rule("a", Check::preferred, {"손님", "확인 중", "cafe"}, "고객님")};
    // Decomposed, with a blank of no width, in wide letters, with an accent, in several blanks.
    EXPECT_EQ(found(rules, "네 \u1109\u1169\u11ab\u1102\u1175\u11b7은"),
              Strings{"\u1109\u1169\u11ab\u1102\u1175\u11b7 -> 고객님"});
    EXPECT_EQ(found(rules, "가 손\u200b님도"), Strings{"손\u200b님 -> 고객님"});
    EXPECT_EQ(found(rules, "ｃａｆｅ 앞"), Strings{"ｃａｆｅ -> 고객님"});
    EXPECT_EQ(found(rules, "e\u0301 Cafe\u0301에"), Strings{"Cafe\u0301 -> 고객님"});
    EXPECT_EQ(found(rules, "확인  중, 확인중"), (Strings{"확인  중 -> 고객님", "확인중 -> 고객님"}));
    EXPECT_EQ(found(rules, "👨‍👩‍👧손님👍"), Strings{"손님 -> 고객님"});
    EXPECT_EQ(found(rules, "ㅅㅗㄴ님 ㅋㅋ손님ㅋㅋ"), Strings{"손님 -> 고객님"});
}

TEST(Lint, LinksAndHandlesAreNobodysWords) {
    const std::vector<Rule> rules{rule("a", Check::competitor, {"brightmart", "환불"})};
    EXPECT_EQ(found(rules, "https://x.example/brightmart @brightmart www.x.example/환불"), Strings{"환불"});
    EXPECT_EQ(found(rules, "@brightmart는 환불"), Strings{"환불"});
    EXPECT_EQ(found(rules, "끝 ^brightmart"), Strings{});
}

TEST(Lint, AnEmbargoEndsOnItsDay) {
    Rule one = rule("a", Check::embargo, {"daybreak"});
    one.until = base::Instant{} + 10min;
    Subject subject;
    subject.now = base::Instant{} + 10min - base::Micros(1);
    EXPECT_EQ(found({one}, "Daybreak!", subject), Strings{"Daybreak"});
    subject.now += base::Micros(1);
    EXPECT_EQ(found({one}, "Daybreak!", subject), Strings{});
}

TEST(Lint, RulesAreForLanguagesNetworksAndRoles) {
    Rule one = rule("a", Check::banned, {"bonk"});
    one.languages = {base::Lang::en};
    EXPECT_EQ(found({one}, "a bonk"), Strings{"bonk"});
    EXPECT_EQ(found({one}, "bonk입니다"), Strings{});
    one.networks = {"forum"};
    EXPECT_EQ(found({one}, "a bonk"), Strings{});
    Subject subject;
    subject.network = "forum";
    EXPECT_EQ(found({one}, "a bonk", subject), Strings{"bonk"});
    one.roles = {model::Role::lead};
    subject.role = model::Role::lead;
    EXPECT_EQ(found({one}, "a bonk", subject), Strings{});
    one.on = false;
    subject.role = model::Role::desk;
    EXPECT_EQ(found({one}, "a bonk", subject), Strings{});
}

TEST(Lint, ANameIsWrittenOneWay) {
    const std::vector<Rule> rules{rule("a", Check::spelling, {"매니핸즈"}, "Manyhands")};
    EXPECT_EQ(found(rules, "Manyhands, manyhands, 매니핸즈는"),
              (Strings{"manyhands -> Manyhands", "매니핸즈 -> Manyhands"}));
}

TEST(Lint, WhatMustBeSaidIsMissedAtTheEnd) {
    Rule one = rule("a", Check::required, {"영업일"}, "영업일 3일이 걸립니다.");
    one.when = {"환불*"};
    EXPECT_EQ(found({one}, "환불됩니다.  "), Strings{" ->  영업일 3일이 걸립니다."});
    EXPECT_EQ(found({one}, "환불됩니다. 영업일 3일입니다."), Strings{});
    EXPECT_EQ(found({one}, "교환됩니다."), Strings{});
    const Linter linter(Guidelines{{one}});
    const std::string_view text = "환불됩니다.  ";
    Subject subject;
    subject.text = text;
    const auto findings = linter.lint(subject);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings.front().at, (Span{text.size() - 2, text.size() - 2}));
}

TEST(Lint, OneLevelOfSpeech) {
    const std::vector<Rule> rules{rule("a", Check::speech)};
    EXPECT_EQ(found(rules, "확인했습니다. 내일 알려 드릴게요."), Strings{"드릴게요 -> 드리겠습니다"});
    EXPECT_EQ(found(rules, "확인했어요. 네, 있어요! 내일 갑니다."), Strings{"갑니다"});
    EXPECT_EQ(found(rules, "안녕하세요. 확인했습니다. 감사합니다."), Strings{});
    EXPECT_EQ(found(rules, "“안 돼요”라고 하셨습니다. 봤습니다."), Strings{});
    EXPECT_EQ(found(rules, "알겠어. 확인했습니다."), Strings{"알겠어"});
    Rule formal = rules.front();
    formal.level = Level::formal;
    EXPECT_EQ(found({formal}, "지금은 없어요ㅠㅠ 👍 ^KG"), Strings{"없어요 -> 없습니다"});
    EXPECT_EQ(found({formal}, "안녕하세요, 확인해 주세요!"), Strings{"주세요 -> 주시기 바랍니다"});
    Rule polite = rules.front();
    polite.level = Level::polite;
    EXPECT_EQ(found({polite}, "새 책입니다. 찾았습니다. 감사합니다."),
              (Strings{"책입니다 -> 책이에요", "찾았습니다 -> 찾았어요"}));
    EXPECT_EQ(found(rules, "We did it. 네."), Strings{});
}

TEST(Lint, LevelsComeBackAsTheyWere) {
    for (const char* formal : {"했습니다", "드립니다", "없습니다", "됩니다", "드리겠습니다", "하겠습니다",
                               "같습니다", "바랍니다", "봤습니다"}) {
        const auto polite = in_level(formal, Ending::polite);
        ASSERT_TRUE(polite) << formal;
        EXPECT_EQ(in_level(*polite, Ending::formal), formal) << *polite;
    }
    EXPECT_FALSE(in_level("필요", Ending::formal));
    EXPECT_FALSE(in_level("했습니다", Ending::plain));
}

TEST(Lint, OrdersBecomeRequests) {
    const std::vector<Rule> rules{rule("a", Check::orders)};
    EXPECT_EQ(found(rules, "앱을 다시 설치하세요."), Strings{"하세요 -> 해 주세요"});
    EXPECT_EQ(found(rules, "확인하십시오. 좋은 하루 보내세요. 어디 계세요?"),
              Strings{"하십시오 -> 해 주시기 바랍니다"});
    EXPECT_EQ(found(rules, "Restart it. Please restart it. Hi, call us."),
              (Strings{"Restart -> Please restart", "call -> please call"}));
    EXPECT_EQ(found(rules, "You don’t need to. Don’t worry."), Strings{});
}

TEST(Lint, AComplaintGetsAnApology) {
    const std::vector<Rule> rules{rule("a", Check::apology)};
    Subject subject;
    subject.customer = "냉장고가 고장 났어요";
    EXPECT_EQ(found(rules, "확인하겠습니다.", subject), Strings{" -> 불편을 드려 죄송합니다. "});
    EXPECT_EQ(found(rules, "죄송합니다. 확인하겠습니다.", subject), Strings{});
    subject.part = Subject::Part::rest;
    EXPECT_EQ(found(rules, "확인하겠습니다.", subject), Strings{});
    EXPECT_EQ(found(rules, "확인하겠습니다."), Strings{});
}

TEST(Lint, OnlyTermsAndPrivateDataBesideAPicture) {
    const std::vector<Rule> rules{rule("g", Check::greeting), rule("b", Check::banned, {"bonk"}),
                                  rule("p", Check::shows_private), rule("m", Check::marks)};
    Subject subject;
    subject.part = Subject::Part::beside;
    EXPECT_EQ(found(rules, "bonk!!! 010-0000-1234", subject), (Strings{"bonk", "010-0000-1234"}));
}

TEST(Lint, TheHousesOwnAddressesMayBeShown) {
    const std::vector<Rule> rules{rule("p", Check::shows_private, {"help@brand.example", "02-000-1234"})};
    EXPECT_EQ(found(rules, "Help@Brand.example, 02-000-1234, me@brand.example"), Strings{"me@brand.example"});
}

TEST(Lint, TheSameTextAgainAndAgain) {
    Rule one = rule("r", Check::repetition);
    one.at_most = 2;
    one.hours = 1;
    const base::Instant now = base::Instant{} + 100h;
    const std::string same = fingerprint("감사합니다, 확인 중입니다!");
    std::vector<Earlier> earlier{{same, now - 10min}, {fingerprint("다른 글"), now}, {same, now - 61min}};
    Subject subject;
    subject.now = now;
    subject.earlier = earlier;
    EXPECT_EQ(found({one}, "감사합니다 확인중입니다 ^KG", subject), Strings{});
    earlier.push_back({same, now - 59min});
    subject.earlier = earlier;
    EXPECT_EQ(found({one}, "감사합니다 확인중입니다 ^KG", subject), Strings{"감사합니다 확인중입니다"});
    EXPECT_EQ(found({one}, "@kim 감사합니다! 확인중입니다", subject).size(), 1U);
    EXPECT_EQ(found({one}, "감사합니다 지금 확인중입니다", subject), Strings{});
}

TEST(Lint, FindingsComeByPlaceAndAreNotTooMany) {
    std::string text;
    for (int i = 0; i < 3000; ++i)
        text += "bonk zonk ";
    Rule grave = rule("z", Check::banned, {"zonk"});
    grave.severity = Severity::block;
    Subject subject;
    subject.text = text;
    const auto all = Linter(Guidelines{{rule("b", Check::banned, {"bonk"}), grave}}).lint(subject);
    ASSERT_EQ(all.size(), kFindingsAtMost);
    for (std::size_t i = 1; i < all.size(); ++i)
        EXPECT_LE(all[i - 1].at.from, all[i].at.from);
    EXPECT_TRUE(std::ranges::all_of(all, [](const Finding& f) { return f.severity == Severity::block; }));
}

// Whatever comes in: spans lie within the text and cut no character of it.
TEST(Lint, AnyBytes) {
    Guidelines every = starter_guidelines();
    for (Rule& one : every.rules)
        one.on = true;
    const Linter linter(every);
    base::SeededRandom random(20260511);
    const Strings pieces{"손님",   "하세요.",      "\u1109\u1169",
                         "\u200b", "!!",           "ㅋㅋ",
                         "\xff",   "\xed\xa0\x80", "010-",
                         "0000",   "\"",           "“",
                         "^",      "@a",           "a@b.c ",
                         "\n",     "고객님",       " ",
                         "We'll ", "refund",       "👨‍👩‍👧",
                         "’",      "\0 ",          "했어요?"};
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (std::uint64_t i = random.below(24); i > 0; --i)
            text += pieces[random.below(pieces.size())];
        Subject subject;
        subject.text = text;
        subject.customer = "고장";
        for (const Finding& one : linter.lint(subject)) {
            ASSERT_LE(one.at.from, one.at.to);
            ASSERT_LE(one.at.to, text.size());
            for (const std::size_t at : {one.at.from, one.at.to}) {
                if (at == text.size()) continue;
                const auto byte = static_cast<unsigned char>(text[at]);
                if ((byte & 0xC0U) != 0x80U) continue;
                // A lone continuation byte is a character of its own; one behind its lead is not.
                std::size_t lead = at;
                while (lead > 0 && at - lead < 3 && (static_cast<unsigned char>(text[lead]) & 0xC0U) == 0x80U)
                    --lead;
                ASSERT_NE(static_cast<unsigned char>(text[lead]) & 0xF0U, 0xE0U) << text;
            }
        }
    }
}

TEST(Lint, OrdinaryQuestionsForPrivateThings) {
    const Linter linter(starter_guidelines());
    const auto asks = [&](const char* text) {
        Subject subject;
        subject.text = text;
        return std::ranges::any_of(linter.lint(subject), [&](const Finding& one) {
            return linter.guidelines().rules[one.rule].id == "asks-private";
        });
    };
    for (const char* text :
         {"성함이랑 연락처 좀 여기에 써 주세요", "폰 번호 뒷자리 네 개만 적어 주세요", "생년월일이 언제세요?",
          "어디 사세요? 동네만 남겨 주세요", "What's the best number to reach you on?",
          "Your date of birth, please.", "Where do you live?", "Can I get your last name and postal code?"})
        EXPECT_TRUE(asks(text)) << text;
    for (const char* text : {"Please restart your phone.", "이메일로 영수증을 보내 드렸습니다.",
                             "Which number of lights is on?", "Please send us your order number by DM."})
        EXPECT_FALSE(asks(text)) << text;
}

}  // namespace
}  // namespace manyhands::answer
