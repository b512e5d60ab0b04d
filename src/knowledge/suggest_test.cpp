#include "knowledge/suggest.hpp"

#include <gtest/gtest.h>

namespace manyhands::knowledge {
namespace {

const std::vector<std::string> kTips{
    "제습기에서 물이 새요\n물통을 빼고 플로트를 위아래로 움직여 주세요. 물통이 찼는데 멈추지 않으면 플로트가 "
    "걸린 것입니다.",
    "The dehumidifier leaks\nTake the tank out and move the float switch up and down.",
    "배송이 늦어요\n주문 내역에서 기사님 위치를 볼 수 있습니다.",
    "Printer does not connect to Wi-Fi\nHold the wireless button for five seconds until it blinks.",
    "환불은 며칠 걸리나요\n접수한 날부터 영업일 3일 안에 들어옵니다.",
};

std::size_t best(std::string_view asked) {
    const auto fits = Suggester(kTips).fitting(asked, 5);
    return fits.empty() ? kTips.size() : fits.front().index;
}

TEST(Suggest, FindsWhatIsMeantWhateverTheParticlesAndTheSpacing) {
    EXPECT_EQ(best("@onmaru_care 제습기가 어제부터 물이새네요ㅠㅠ"), 0U);
    EXPECT_EQ(best("배송 지연 언제 풀리나요? 배송이 너무 늦습니다"), 2U);
    EXPECT_EQ(best("환불 신청했는데 며칠이나 걸려요?"), 4U);
}

TEST(Suggest, FindsEnglishAndMixedTexts) {
    EXPECT_EQ(best("My DEHUMIDIFIER leaks all over the floor"), 1U);
    EXPECT_EQ(best("new printer, won't connect to wi-fi!"), 3U);
}

TEST(Suggest, SaysNothingWhereNothingFits) {
    EXPECT_EQ(best("안녕하세요 좋은 아침입니다"), kTips.size());
    EXPECT_EQ(best(""), kTips.size());
    EXPECT_EQ(best("the"), kTips.size());
    EXPECT_EQ(best("Printer"), 3U) << "one word was asked, and one word is there";
    EXPECT_TRUE(Suggester({}).fitting("제습기 물", 5).empty());
}

TEST(Suggest, GivesNoMoreThanAskedForAndTheBetterFitFirst) {
    const auto fits = Suggester(kTips).fitting("제습기 물통 플로트 dehumidifier float tank", 1);
    ASSERT_EQ(fits.size(), 1U);
    const auto both = Suggester(kTips).fitting("제습기 물통 플로트 dehumidifier float tank", 5);
    ASSERT_EQ(both.size(), 2U);
    EXPECT_GE(both[0].score, both[1].score);
}

TEST(Suggest, AnyBytesDoNoHarm) {
    const std::string bytes("\xff\xfe\x00\xed\xa0\x80 \xea\xb0", 8);
    EXPECT_TRUE(Suggester({bytes, ""}).fitting(bytes, 5).size() <= 1);
}

}  // namespace
}  // namespace manyhands::knowledge
