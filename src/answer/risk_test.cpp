#include "answer/risk.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/text/utf8.hpp"

namespace manyhands::answer {
namespace {

using model::Goodwill;
using model::RiskClass;
using model::Role;

Lanes all_on() {
    Lanes lanes = starter_lanes();
    for (Lane& lane : lanes.lanes)
        lane.on = true;
    return lanes;
}

std::string risks_of(const std::string& answer, const std::string& customer = "", Role role = Role::employee,
                     int sent = 100) {
    static const RiskReader reader(all_on());
    RiskMaterial material;
    material.answer = {answer};
    if (!customer.empty()) material.customer = {customer};
    material.author = role;
    material.sent_answers = sent;
    std::string list;
    for (const Risk& one : reader.read(material).found)
        (list += list.empty() ? "" : " ") += model::to_string(one.risk);
    return list;
}

TEST(Amounts, InBothLanguages) {
    const std::vector<std::pair<std::string, Goodwill>> cases{
        {"5만원 드릴게요", {50'000, 0, 0, false}},
        {"5만 원", {50'000, 0, 0, false}},
        {"50,000원을", {50'000, 0, 0, false}},
        {"50000 원", {50'000, 0, 0, false}},
        {"오만 원", {50'000, 0, 0, false}},
        {"십이만 삼천 원", {123'000, 0, 0, false}},
        {"5만5천원", {55'000, 0, 0, false}},
        {"5만", {50'000, 0, 0, false}},
        {"만원", {10'000, 0, 0, false}},
        {"환불오만원", {50'000, 0, 0, false}},
        {"1.5만원", {15'000, 0, 0, false}},
        {"１０만원", {100'000, 0, 0, false}},
        {"₩50,000", {50'000, 0, 0, false}},
        {"￦50,000", {50'000, 0, 0, false}},
        {"KRW 30,000", {30'000, 0, 0, false}},
        {"1억원", {100'000'000, 0, 0, false}},
        {"$50", {0, 5'000, 0, false}},
        {"$1,250.50", {0, 125'050, 0, false}},
        {"US$ 20", {0, 2'000, 0, false}},
        {"50 USD", {0, 5'000, 0, false}},
        {"50 dollars", {0, 5'000, 0, false}},
        {"$5k", {0, 500'000, 0, false}},
        {"50달러", {0, 5'000, 0, false}},
        {"10% or 15 percent", {0, 0, 25, false}},
        {"20퍼센트", {0, 0, 20, false}},
        {"３０％", {0, 0, 30, false}},
        {"€20", {0, 0, 0, true}},
        {"fifty dollars", {0, 0, 0, true}},
        {"fifty pounds", {0, 0, 0, true}},
        {"80 AUD", {0, 0, 0, true}},
        {"AUD 80", {0, 0, 0, true}},
        {"₹300", {0, 0, 0, true}},
        {"5 million won", {5'000'000, 0, 0, false}},
        {"$2 thousand", {0, 200'000, 0, false}},
        {"80 cents", {0, 80, 0, false}},
        {"3만원, 7만원, $3", {100'000, 300, 0, false}},
        {"99999999999999999999999999원", {1'000'000'000'000'0, 0, 0, false}},
    };
    for (const auto& [text, expected] : cases) {
        const Reading reading(text);
        const Goodwill found = amounts_in(reading);
        EXPECT_EQ(found.krw, expected.krw) << text;
        EXPECT_EQ(found.usd_cents, expected.usd_cents) << text;
        EXPECT_EQ(found.percent, expected.percent) << text;
        EXPECT_EQ(found.beyond, expected.beyond) << text;
    }
}

TEST(Amounts, WhatIsNoMoney) {
    for (const char* text : {"사원", "만일 안 되면", "iPhone 15", "2026년 3월 9일", "010-1234-5678", "구원",
                             "", "5 원하시는 대로", "offers 50", "50 centimetres", "3만 명",
                             "모델 S24를 50 개", "https://shop.example/$50", "\xFF\xFE"}) {
        const Reading reading(text);
        EXPECT_TRUE(amounts_in(reading).empty()) << text;
    }
}

TEST(Amounts, TellWhatTheyWereReadFrom) {
    std::vector<std::string> words;
    const Reading reading("그래서 5만 원과 $10 쿠폰을");
    (void)amounts_in(reading, &words);
    EXPECT_EQ(words, (std::vector<std::string>{"5만 원", "$10"}));
}

TEST(Risk, OfWhatAnAnswerSaysAndWhatItAnswers) {
    EXPECT_EQ(risks_of("전원 버튼을 10초 동안 눌러 주세요."), "");
    EXPECT_EQ(risks_of("Please hold the power key for 10 seconds."), "");
    EXPECT_EQ(risks_of("Please hold the power key", "My battery is swollen and smoking"), "safety");
    EXPECT_EQ(risks_of("점검해 드리겠습니다.", "배터리가 부풀어 올랐어요"), "safety");
    EXPECT_EQ(risks_of("안내해 드리겠습니다", "소비자원에 신고하고 소송하겠습니다"), "legal");
    EXPECT_EQ(risks_of("Our lawyer will write to you"), "legal");
    EXPECT_EQ(risks_of("홍보팀에 전하겠습니다", "OO일보 기자입니다. 취재하고 싶습니다"), "press");
    EXPECT_EQ(risks_of("Thanks", "I am a journalist writing about this"), "press");
    EXPECT_EQ(risks_of("고객님 번호가 010-1234-5678 맞으신가요?"), "personal_data");
    EXPECT_EQ(risks_of("안녕하세요", "", Role::employee, 4), "newcomer");
    EXPECT_EQ(risks_of("안녕하세요", "", Role::employee, 5), "") << "the first five";
    EXPECT_EQ(risks_of("Our lawyers and the fire", "journalist"), "safety legal press") << "all of them";
}

TEST(Risk, ALongWayAroundIsNoWayOut) {
    EXPECT_EQ(risks_of("Our ｌａｗｙｅｒ will write"), "legal") << "another width";
    EXPECT_EQ(risks_of("Our LAW\u200BYER will write"), "legal") << "an invisible character";
    EXPECT_EQ(risks_of("변 호사"), "") << "a word torn apart is another word; the auditors see it";
    EXPECT_NE(risks_of("환불 ５０만원 드리겠습니다"), "");
}

TEST(Risk, GoodwillByTheLimitOfTheRole) {
    const std::string fifty = "쿠폰 5만원을 보내드리겠습니다.";
    EXPECT_EQ(risks_of(fifty, "", Role::employee), "goodwill");
    EXPECT_EQ(risks_of(fifty, "", Role::desk), "") << "exactly its limit";
    EXPECT_EQ(risks_of("쿠폰 5만 1천원을 보내드리겠습니다.", "", Role::desk), "goodwill");
    EXPECT_EQ(risks_of("We will refund you $501.", "", Role::lead), "goodwill");
    EXPECT_EQ(risks_of("We will refund you $500.", "", Role::lead), "");
    EXPECT_EQ(risks_of("We will refund you $50,000.", "", Role::admin), "");
    EXPECT_EQ(risks_of("다음 구매 시 11% 할인해 드립니다", "", Role::desk), "goodwill");
    EXPECT_EQ(risks_of("전액 환불해 드리겠습니다.", "", Role::lead), "goodwill") << "no figure bounds it";
    EXPECT_EQ(risks_of("We will refund you in full", "", Role::lead), "goodwill");
    EXPECT_EQ(risks_of("We will refund you €5", "", Role::lead), "goodwill") << "a currency without a limit";
    EXPECT_EQ(risks_of("We will refund you fifty dollars", "", Role::desk), "goodwill");
    EXPECT_EQ(risks_of("환불 규정은 홈페이지에서 확인해 주세요."), "") << "a word promises nothing";
    EXPECT_EQ(risks_of("이 모델은 5만원입니다"), "") << "a price is no promise";
}

TEST(Risk, AnOrdinaryPromiseOfMoneyWaits) {
    for (const char* text :
         {"구매 금액 전부 돌려 드리겠습니다.", "내일 새 휴대폰을 보내 드릴게요.",
          "이번 달 요금은 저희가 부담하겠습니다.", "We refunded your order in full.",
          "A new phone will be at your door tomorrow.", "refund of fifty pounds", "refund 80 AUD",
          "refund ₹300", "refund of 80", "r e f u n d $80", "환 불 8만원"})
        EXPECT_EQ(risks_of(text, "", Role::employee), "goodwill") << text;
}

TEST(Risk, OneSumDoesNotHideTheRestOfThePromise) {
    EXPECT_EQ(risks_of("We will refund you $40.", "", Role::desk), "");
    EXPECT_EQ(risks_of("We will refund you. The amount is $40.", "", Role::desk), "");
    for (const char* text :
         {"We will refund you $40 and 5 million won.", "We will refund you $40 and 900 AUD.",
          "We will refund you $40 and replace the phone.",
          "We will refund you $40 for each of your 20 devices.", "We will refund you $40 and another $40.",
          "We will refund you $40. We have also credited your account.",
          "매달 5천 원씩 할인해 드리겠습니다."})
        EXPECT_EQ(risks_of(text, "", Role::desk), "goodwill") << text;
}

TEST(Risk, ASumThatIsOnlySpokenOfAgainCountsOnce) {
    for (const char* text :
         {"We will refund you $40. The $40 will be on your card tomorrow.",
          "4만 원을 환불해 드리겠습니다. 말씀드린 4만 원은 내일 입금됩니다.",
          "40,000원(4만 원)을 환불해 드리겠습니다.", "2만 원과 2만 원, 모두 4만 원을 환불해 드리겠습니다.",
          "We will refund $20 for the cable and $20 for the case, $40 in total."})
        EXPECT_EQ(risks_of(text, "", Role::desk), "") << text;
    // In doubt it is a second one.
    for (const char* text : {"We will refund you $40 and $40.", "We will refund the $40 and the $40.",
                             "We will refund you $40. We will refund you $40.",
                             "We will refund the $40 for the phone. The $40 for the case follows.",
                             "We will refund you $40. The extra $40 follows.",
                             "4만 원을 환불해 드리고 그 4만 원은 쿠폰으로 드리겠습니다.",
                             "휴대폰 4만 원을 환불해 드립니다. 케이스 4만 원도 환불해 드립니다.",
                             "4만 원을 환불해 드립니다. 추가로 그 4만 원도 드립니다."})
        EXPECT_EQ(risks_of(text, "", Role::desk), "goodwill") << text;
}

TEST(Risk, AnOrdinaryAnswerDoesNotWait) {
    for (const char* text :
         {"환불은 3~5일 걸립니다.", "Refunds take 3 to 5 working days.",
          "환불은 14일 안에 신청하실 수 있습니다.", "The refund for order 12345 is being checked.",
          "새 소식을 이메일로 보내 드리겠습니다.", "A new version will arrive on your phone tomorrow.",
          "We can't refund an opened box.", "Our new phone arrives in shops on Monday.",
          "담당자에게 전화를 돌려 드리겠습니다.", "We'll send you a new link."})
        EXPECT_EQ(risks_of(text, "", Role::employee), "") << text;
}

TEST(Risk, ThatIsOffIsNotLookedFor) {
    const RiskReader reader(starter_lanes());
    RiskMaterial material;
    material.answer = {"Our lawyer will refund you $5,000"};
    EXPECT_TRUE(reader.read(material).found.empty()) << "a new brand begins with lanes that are off";
    Lanes legal = starter_lanes();
    legal.lanes[static_cast<std::size_t>(RiskClass::legal)].on = true;
    const auto found = RiskReader(legal).read(material).found;
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].risk, RiskClass::legal);
    EXPECT_EQ(found[0].words, std::vector<std::string>{"lawyer"});
}

TEST(Risk, AnyBytes) {
    const RiskReader reader(all_on());
    RiskMaterial material;
    material.answer = {std::string(60000, '9'), "\xFF\xC0 5만", std::string(20000, '\0')};
    material.customer = {"\xED\xA0\x80"};
    material.embargoed = {"Model Z"};
    const auto found = reader.read(material).found;
    EXPECT_TRUE(std::ranges::any_of(found, [](const Risk& one) { return one.risk == RiskClass::embargo; }));
}

TEST(LanesDocument, ComesBackAsItWas) {
    Lanes lanes = all_on();
    lanes.lanes[0].approvers.people = {model::EmployeeId("01HZX0000000000000000000AA")};
    lanes.lanes[7].tags = {model::TagId("01HZX0000000000000000000TT")};
    const auto back = read_lanes(write_lanes(lanes));
    ASSERT_TRUE(back) << back.error().key << back.error().args.front().second;
    EXPECT_EQ(*back, lanes);
    EXPECT_FALSE(starter_lanes().any_on());
}

TEST(LanesDocument, Refusals) {
    const std::string limits =
        R"("limits":{"employee":{"krw":0,"usd":0,"percent":0},"desk":{"krw":0,"usd":0,"percent":0},)"
        R"("lead":{"krw":0,"usd":0,"percent":0},"admin":{"krw":null,"usd":null,"percent":null}})";
    const auto read = [&](const std::string& lanes) {
        return read_lanes("{\"lanes\":[" + lanes + "]," + limits + "}");
    };
    const auto problem = [&](const std::string& lanes) {
        const auto result = read(lanes);
        return result ? std::string("fine") : result.error().key + " " + result.error().args.front().second;
    };
    EXPECT_EQ(problem(""), "fine");
    EXPECT_EQ(problem(R"({"risk":"legal","on":true,"approvers":{"roles":["lead"]},"terms":["sue"]})"),
              "fine");
    EXPECT_EQ(problem(R"({"risk":"legal","on":true,"terms":["sue"]})"),
              "answer.lanes.nobody /lanes/0/approvers");
    EXPECT_EQ(problem(R"({"risk":"legal","on":true,"approvers":{"roles":["lead"]}})"),
              "answer.lanes.no_terms /lanes/0/terms");
    EXPECT_EQ(problem(R"({"risk":"incident","on":true,"approvers":{"roles":["lead"]}})"),
              "answer.lanes.no_tags /lanes/0/tags");
    EXPECT_EQ(problem(R"({"risk":"newcomer","on":true,"approvers":{"roles":["lead"]}})"),
              "answer.lanes.out_of_range /lanes/0/answers");
    EXPECT_EQ(problem(R"({"risk":"war"})"), "answer.lanes.malformed /lanes/0/risk");
    EXPECT_EQ(problem(R"({"risk":"legal"},{"risk":"legal"})"), "answer.lanes.twice /lanes/1/risk");
    EXPECT_EQ(problem(R"({"risk":"legal","minutes":0})"), "answer.lanes.out_of_range /lanes/0/minutes");
    EXPECT_EQ(problem(R"({"risk":"legal","minutes":1441})"), "answer.lanes.out_of_range /lanes/0/minutes");
    EXPECT_EQ(problem(R"({"risk":"legal","colour":"red"})"), "answer.lanes.malformed /lanes/0/colour");
    EXPECT_EQ(problem(R"({"risk":"legal","terms":["a*"]})"), "answer.lanes.bad_term /lanes/0/terms/0");
    EXPECT_EQ(problem(R"({"risk":"legal","terms":["fine"," * "]})"),
              "answer.lanes.bad_term /lanes/0/terms/1");
    EXPECT_EQ(problem(R"({"risk":"legal","approvers":{"people":["kim"]}})"),
              "answer.lanes.malformed /lanes/0/approvers/people/0");
    EXPECT_FALSE(read_lanes("{}"));
    EXPECT_FALSE(read_lanes("[]"));
    EXPECT_FALSE(read_lanes("\xFF"));
    EXPECT_FALSE(read_lanes(R"({"lanes":[],"limits":{}})"));
    std::string many;
    for (std::size_t i = 0; i <= kLaneTermsAtMost; ++i)
        many += (i == 0 ? "\"" : ",\"") + std::string("word") + std::to_string(i) + "\"";
    EXPECT_EQ(problem(R"({"risk":"legal","terms":[)" + many + "]}"), "answer.lanes.too_many /lanes/0/terms");
    EXPECT_EQ(read_lanes(std::string(1U << 20U, ' ')).error().key, "answer.lanes.too_large");
}

}  // namespace
}  // namespace manyhands::answer
