#include "channels/simulated/answer_signals.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "base/asset.hpp"

namespace manyhands::channels::simulated {
namespace {

std::set<Signal> signals(std::string_view answer, std::string_view lang) {
    return answer_signals(answer, lang, {}, base::Seconds(300));
}

bool has(const std::set<Signal>& found, Signal signal) {
    return found.contains(signal);
}

TEST(AnswerSignals, KoreanAnswerWithApologyStepAndExchange) {
    const auto found = signals(
        "놀라셨죠, 죄송합니다. 물통 안쪽의 흰 부표를 두세 번 움직이고 닦아 주세요. 그래도 울리면 가까운 "
        "매장에서 오늘 "
        "교환해 드릴게요. ^DY",
        "ko");
    EXPECT_EQ(found, (std::set<Signal>{Signal::apology, Signal::step, Signal::exchange, Signal::store,
                                       Signal::time}));
}

TEST(AnswerSignals, EnglishAnswerWithApologyStepAndRefund) {
    const auto found = signals(
        "I'm sorry. Hold the button for ten seconds and pair again. If it stays quiet you get your money "
        "back within "
        "three days. ^GY",
        "en");
    EXPECT_EQ(found, (std::set<Signal>{Signal::apology, Signal::step, Signal::refund, Signal::time}));
}

TEST(AnswerSignals, LatinWordsMatchAtTheBeginningOnly) {
    EXPECT_FALSE(
        has(signals("The workshop restored it to an impressive state for everybody", "en"), Signal::store));
    EXPECT_FALSE(
        has(signals("The workshop restored it to an impressive state for everybody", "en"), Signal::step));
    EXPECT_TRUE(has(signals("Both shops and stores are open for everybody on Sunday", "en"), Signal::store));
}

TEST(AnswerSignals, PrivateDataAskedForInPublic) {
    EXPECT_TRUE(has(signals("확인해 드리겠습니다. 주문 번호와 연락처를 댓글로 남겨 주세요.", "ko"),
                    Signal::private_data));
    EXPECT_TRUE(has(signals("성함과 주소를 알려 주시면 보내 드리겠습니다.", "ko"), Signal::private_data));
    EXPECT_TRUE(has(signals("Happy to help! Please send your phone number and order number.", "en"),
                    Signal::private_data));
    EXPECT_TRUE(has(signals("What is your address? Then a courier can come.", "en"), Signal::private_data));
}

TEST(AnswerSignals, PrivateDataKeptOutOfPublicIsNoFault) {
    EXPECT_FALSE(
        has(signals("주문 번호는 여기 말고 onmaru.example/s 에만 적어 주세요.", "ko"), Signal::private_data));
    EXPECT_FALSE(has(signals("일련번호는 이 글에 적지 말아 주세요.", "ko"), Signal::private_data));
    EXPECT_FALSE(has(signals("Please don't post your order number here.", "en"), Signal::private_data));
    EXPECT_FALSE(
        has(signals("Leave your address at onmaru.example/s and write back.", "en"), Signal::private_data));
    EXPECT_FALSE(has(signals("The serial number is printed below the tank.", "en"), Signal::private_data));
}

TEST(AnswerSignals, ADotInsideALinkEndsNoSentence) {
    EXPECT_FALSE(has(signals("Your order number goes to onmaru.example/s only, then send it.", "en"),
                     Signal::private_data));
    EXPECT_TRUE(has(signals("See onmaru.example/s first. Send your order number to us.", "en"),
                    Signal::private_data));
}

TEST(AnswerSignals, ShortIsMeasuredWithoutTheSignature) {
    EXPECT_TRUE(has(signals("확인해 주세요. ^KG", "ko"), Signal::short_answer));
    EXPECT_TRUE(has(signals("Please check again. ^KG", "en"), Signal::short_answer));
    EXPECT_FALSE(has(signals("앱에서 다시 연결을 누르면 바로 켜집니다. ^KG", "ko"), Signal::short_answer));
    EXPECT_FALSE(has(signals("Open the app, choose Reconnect and wait until it blinks. ^KG", "en"),
                     Signal::short_answer));
}

TEST(AnswerSignals, WrongLanguage) {
    EXPECT_TRUE(has(signals("Please hold the button for five seconds.", "ko"), Signal::language));
    EXPECT_TRUE(has(signals("버튼을 다섯 번 눌러 주시면 초기화됩니다.", "en"), Signal::language));
    EXPECT_FALSE(has(signals("설정에서 Wi-Fi를 끄고 D20을 다시 연결해 주세요.", "ko"), Signal::language));
    EXPECT_FALSE(
        has(signals("Choose 한국어 in the settings, then restart the television.", "en"), Signal::language));
    EXPECT_FALSE(has(signals("👍", "ko"), Signal::language));
}

TEST(AnswerSignals, AskedBack) {
    EXPECT_TRUE(has(signals("불편하셨죠. 몇 번쯤 깜빡이나요? 앱 버전도 궁금합니다.", "ko"), Signal::asked));
    EXPECT_TRUE(has(signals("Sorry about that. Which version does the app show?", "en"), Signal::asked));
    EXPECT_FALSE(
        has(signals("Nice, isn't it? Enjoy the quiet night in your living room.", "en"), Signal::asked));
}

TEST(AnswerSignals, RepeatComparesWithoutSignatureAndOnlyWithOurs) {
    const std::string text = "앱을 지우고 다시 설치한 뒤 로그인해 주세요.";
    const std::vector<SpokenPost> ours = {{Side::customer, "안 돼요"}, {Side::brand, text + " ^KG"}};
    const std::vector<SpokenPost> theirs = {{Side::customer, text}};
    EXPECT_TRUE(has(answer_signals(text + " ^SM", "ko", ours, base::Seconds(0)), Signal::repeat));
    EXPECT_FALSE(has(answer_signals(text + " ^SM", "ko", theirs, base::Seconds(0)), Signal::repeat));
}

TEST(AnswerSignals, LateFromAnHourOn) {
    const std::string text = "Open the app and choose Reconnect, then wait.";
    EXPECT_FALSE(has(answer_signals(text, "en", {}, base::Seconds(3599)), Signal::late));
    EXPECT_TRUE(has(answer_signals(text, "en", {}, base::Seconds(3600)), Signal::late));
}

TEST(AnswerSignals, Deflecting) {
    EXPECT_TRUE(has(signals("자세한 내용은 고객센터로 문의해 주시기 바랍니다.", "ko"), Signal::deflect));
    EXPECT_TRUE(has(signals("Please contact support and they will be able to help.", "en"), Signal::deflect));
}

TEST(AnswerSignals, ParsesEveryName) {
    for (const std::string_view name :
         {"apology", "step", "exchange", "refund", "store", "time", "link", "asked", "short", "private_data",
          "deflect", "language", "repeat", "late"}) {
        EXPECT_TRUE(parse_signal(name)) << name;
    }
    EXPECT_EQ(parse_signal("short"), Signal::short_answer);
    EXPECT_FALSE(parse_signal("any"));
    EXPECT_FALSE(parse_signal(""));
}

TEST(WithoutSignature, RemovesOnlyATrailingSignature) {
    EXPECT_EQ(without_signature("고맙습니다. ^KG"), "고맙습니다.");
    EXPECT_EQ(without_signature("Thanks ^KG \n"), "Thanks");
    EXPECT_EQ(without_signature("2^10 is 1024"), "2^10 is 1024");
    EXPECT_EQ(without_signature("smile ^^"), "smile ^^");
    EXPECT_EQ(without_signature("smile ^_^"), "smile ^_^");
    EXPECT_EQ(without_signature(""), "");
    EXPECT_EQ(without_signature("^KG"), "^KG");
}

TEST(CustomerIsContent, LooksAtTheLatestPostOfTheCustomer) {
    EXPECT_TRUE(
        customer_is_content({{Side::customer, "안 돼요"}, {Side::customer, "해결됐어요 감사합니다"}}));
    EXPECT_TRUE(customer_is_content({{Side::customer, "Works now, cheers"}, {Side::other, "not for me"}}));
    EXPECT_FALSE(customer_is_content({{Side::customer, "감사한데 여전히 안 돼요"}}));
    EXPECT_FALSE(customer_is_content({{Side::customer, "Thanks, but it is still dead"}}));
    EXPECT_FALSE(customer_is_content({{Side::customer, "고맙습니다. 근데 언제 오나요?"}}));
    EXPECT_FALSE(customer_is_content({{Side::brand, "감사합니다"}}));
    EXPECT_FALSE(customer_is_content({}));
}

// The practice company's own answers are good ones: they must not be taken for bad ones.
TEST(AnswerSignals, PracticeAnswersAskNothingPrivateAndSpeakTheRightLanguage) {
    const auto text = base::asset("practice/conversations.json");
    ASSERT_TRUE(text);
    const boost::json::value root = boost::json::parse(*text);
    int answers = 0;
    int helpful = 0;
    for (const auto& conversation : root.at("conversations").as_array()) {
        for (const auto& post : conversation.at("posts").as_array()) {
            if (post.at("side").as_string() != "brand") continue;
            const std::string answer(post.at("text").as_string());
            const auto found = signals(answer, std::string_view(post.at("lang").as_string()));
            EXPECT_FALSE(has(found, Signal::private_data)) << answer;
            EXPECT_FALSE(has(found, Signal::language)) << answer;
            EXPECT_FALSE(has(found, Signal::deflect)) << answer;
            ++answers;
            if (!found.empty() && !has(found, Signal::short_answer)) ++helpful;
        }
    }
    EXPECT_GT(answers, 250);
    EXPECT_GT(helpful * 3, answers * 2) << helpful << " of " << answers;
}

}  // namespace
}  // namespace manyhands::channels::simulated
