#include "answer/holding.hpp"

#include <gtest/gtest.h>

#include "answer/lint.hpp"
#include "base/time.hpp"

namespace manyhands::answer {
namespace {

// A Monday, 11:20 in Seoul.
const base::Instant kNow = *base::parse_rfc3339("2026-03-09T02:20:00Z");
constexpr std::string_view kSeoul = "Asia/Seoul";

// "2026-03-09 15:00 in Seoul", "-" when it names none, "past" when it is over.
std::string time_of(const std::string& text) {
    const Reading reading(text);
    const auto time = named_time(reading.sentences().front().text);
    if (!time) return "-";
    const auto at = instant_of(*time, kNow, kSeoul);
    if (!at) return "past";
    const auto local = *base::to_local(*at, kSeoul);
    const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(local.day) + " " + two(local.hour) + ":" + two(local.minute);
}

TEST(NamedTime, Korean) {
    EXPECT_EQ(time_of("15시까지 알려 드리겠습니다."), "09 15:00");
    EXPECT_EQ(time_of("15:30까지 알려 드리겠습니다."), "09 15:30");
    EXPECT_EQ(time_of("오후 3시까지"), "09 15:00");
    EXPECT_EQ(time_of("오후 3시 반까지"), "09 15:30");
    EXPECT_EQ(time_of("세 시까지"), "09 15:00") << "nobody promises three in the morning";
    EXPECT_EQ(time_of("오늘 세 시까지"), "09 15:00");
    EXPECT_EQ(time_of("9시 10분까지"), "09 21:10") << "nine in the morning is over";
    EXPECT_EQ(time_of("오전 9시까지"), "past");
    EXPECT_EQ(time_of("내일 오전 10시까지"), "10 10:00");
    EXPECT_EQ(time_of("내일까지 답을 드리겠습니다"), "10 18:00");
    EXPECT_EQ(time_of("오늘 중으로"), "09 18:00");
    EXPECT_EQ(time_of("내일 오전 중에"), "10 12:00");
    EXPECT_EQ(time_of("저녁까지"), "09 21:00");
    EXPECT_EQ(time_of("금요일까지"), "13 18:00");
    EXPECT_EQ(time_of("30분 안에"), "09 11:50");
    EXPECT_EQ(time_of("한 시간 내로"), "09 12:20");
    EXPECT_EQ(time_of("이틀 안에 답을 드리겠습니다"), "11 11:20");
    EXPECT_EQ(time_of("3시간 걸립니다"), "-");
    EXPECT_EQ(time_of("확인하고 있습니다"), "-");
    EXPECT_EQ(time_of("2026년 제품입니다"), "-");
}

TEST(NamedTime, English) {
    EXPECT_EQ(time_of("You will hear from us by 3 pm."), "09 15:00");
    EXPECT_EQ(time_of("by 3:30 p.m. today"), "09 15:30");
    EXPECT_EQ(time_of("by 15:00"), "09 15:00");
    EXPECT_EQ(time_of("reply by three."), "09 15:00");
    EXPECT_EQ(time_of("before six"), "09 18:00");
    EXPECT_EQ(time_of("by noon"), "09 12:00");
    EXPECT_EQ(time_of("tomorrow morning"), "10 12:00");
    EXPECT_EQ(time_of("by 10 am tomorrow"), "10 10:00");
    EXPECT_EQ(time_of("by Friday"), "13 18:00");
    EXPECT_EQ(time_of("within an hour"), "09 12:20");
    EXPECT_EQ(time_of("in half an hour"), "09 11:50");
    EXPECT_EQ(time_of("within two days"), "11 11:20");
    EXPECT_EQ(time_of("by 9 am"), "past");
    EXPECT_EQ(time_of("it costs 15 dollars"), "-");
    EXPECT_EQ(time_of("order 12 is on its way"), "-");
    EXPECT_EQ(time_of("version 3.10"), "-");
}

TEST(NamedTime, AgreesWithAPromise) {
    const auto agree = [](const std::string& text, const char* until) {
        const Reading reading(text);
        return agrees(*named_time(reading.sentences().front().text), *base::parse_rfc3339(until), kNow,
                      kSeoul);
    };
    EXPECT_TRUE(agree("15시까지", "2026-03-09T06:00:00Z"));
    EXPECT_FALSE(agree("15시까지", "2026-03-09T07:00:00Z")) << "16:00";
    EXPECT_FALSE(agree("15시까지", "2026-03-09T05:00:00Z")) << "14:00";
    EXPECT_TRUE(agree("9시까지", "2026-03-09T12:00:00Z")) << "21:00";
    EXPECT_TRUE(agree("내일까지", "2026-03-10T01:00:00Z"));
    EXPECT_FALSE(agree("내일까지", "2026-03-12T01:00:00Z"));
    EXPECT_FALSE(agree("오전 9시까지", "2026-03-10T06:00:00Z"));
    EXPECT_TRUE(agree("within an hour", "2026-03-09T03:20:00Z"));
    EXPECT_FALSE(agree("within an hour", "2026-03-09T06:20:00Z"));
    // No zone: nothing can be said.
    const Reading reading("15시까지");
    EXPECT_TRUE(agrees(*named_time(reading.sentences().front().text), kNow, kNow, "Nowhere/At_all"));
}

class HoldingRule : public testing::Test {
  protected:
    static Linter linter() {
        Rule rule;
        rule.id = "holding";
        rule.check = Check::holding;
        rule.severity = Severity::warning;
        return Linter(Guidelines{{rule}});
    }
    static std::vector<Finding> lint(const std::string& text, std::optional<base::Instant> until = {},
                                     std::string_view zone = kSeoul) {
        static const Linter all = linter();
        Subject subject;
        subject.text = text;
        subject.now = kNow;
        subject.zone = zone;
        subject.holding_until = until;
        return all.lint(subject);
    }
    static std::string written(const std::string& text, const Finding& finding) {
        return text.substr(finding.at.from, finding.at.to - finding.at.from);
    }
};

TEST_F(HoldingRule, NamesWholeWordsAsTheyWereWritten) {
    const std::string text = "확인 중입니다. 15시까지 알려 드리겠습니다.";
    const auto found = lint(text);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(written(text, found[0]), "15시까지 알려 드리겠습니다");
    EXPECT_EQ(found[0].until, *base::parse_rfc3339("2026-03-09T06:00:00Z"));
    EXPECT_FALSE(found[0].differs);

    // The same in letters that are put together only on the screen.
    const std::string apart =
        "\xE1\x84\x92\xE1\x85\xAA\xE1\x86\xA8\xE1\x84\x8B\xE1\x85\xB5\xE1\x86\xAB 중입니다";
    const auto decomposed = lint(apart);
    ASSERT_EQ(decomposed.size(), 1U);
    EXPECT_EQ(written(apart, decomposed[0]), apart);
    EXPECT_FALSE(decomposed[0].until);

    const std::string english = "Sorry! We're still checking, you will hear from us by 3 pm.";
    const auto there = lint(english);
    ASSERT_EQ(there.size(), 1U);
    EXPECT_EQ(written(english, there[0]), "still checking, you will hear from us by 3 pm");
}

TEST_F(HoldingRule, IsSilentAboutAHoldingAnswerUnlessTheTimesContradict) {
    const std::string text = "확인 중입니다. 15시까지 알려 드리겠습니다.";
    EXPECT_TRUE(lint(text, *base::parse_rfc3339("2026-03-09T06:00:00Z")).empty());
    const auto found = lint(text, *base::parse_rfc3339("2026-03-09T08:00:00Z"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].differs);
    EXPECT_EQ(written(text, found[0]), "15시");
    EXPECT_TRUE(lint(text, *base::parse_rfc3339("2026-03-09T08:00:00Z"), "").empty()) << "no clock, no word";
    const auto past =
        lint("확인 중입니다. 오전 9시까지 알려 드리겠습니다.", *base::parse_rfc3339("2026-03-09T08:00:00Z"));
    ASSERT_EQ(past.size(), 1U) << "a time that is over contradicts every promise";
    EXPECT_TRUE(past[0].differs);
    EXPECT_FALSE(past[0].until);
}

}  // namespace
}  // namespace manyhands::answer
