#include "hooks/hooks.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "base/encoding.hpp"

namespace manyhands::hooks {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

const base::Instant kNow = base::from_micros(1'767'250'800'000'000);  // 2026-01-01T07:00:00Z

// The example of the Standard Webhooks specification's own libraries.
TEST(Signing, TheSpecificationsExample) {
    const auto made = signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                base::from_micros(1'614'265'330'000'000), R"({"test": 2432232314})");
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(*made, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Signing, EveryPartCounts) {
    base::SystemRandom random;
    const std::string secret = new_secret(random);
    EXPECT_TRUE(secret.starts_with("whsec_"));
    EXPECT_EQ(base::from_base64(secret.substr(6))->size(), 32U);
    EXPECT_NE(secret, new_secret(random));
    const std::string made = *signature(secret, "id", kNow, "body");
    EXPECT_NE(made, *signature(secret, "id2", kNow, "body"));
    EXPECT_NE(made, *signature(secret, "id", kNow + 1s, "body"));
    EXPECT_NE(made, *signature(secret, "id", kNow, "body "));
    EXPECT_EQ(made, *signature(secret, "id", kNow + 999ms, "body")) << "seconds, as the header says";
    for (const char* bad : {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_*", "whsec_MfKQ9r8"})
        EXPECT_EQ(signature(bad, "id", kNow, "body").error().key, "hooks.secret.damaged") << bad;
}

class JudgeTest : public ::testing::Test {
  protected:
    JudgeTest() {
        hook_.events = {"conversation.opened"};
        delivery_.seq = 7;
        delivery_.due_at = kNow;
    }
    Verdict after(int status, std::optional<base::Micros> retry_after = {}) {
        return judge(hook_, delivery_, {kNow, status, {}, retry_after}, random_);
    }
    base::SeededRandom random_{3};
    Webhook hook_;
    Delivery delivery_;
};

TEST_F(JudgeTest, TwoHundredHasArrivedAndHealsTheWebhook) {
    hook_.streak = 4;
    hook_.failing_since = kNow - 10min;
    hook_.rest_until = kNow;
    delivery_.last_problem = "net.timed_out";
    for (const int status : {200, 202, 204, 299}) {
        const auto verdict = after(status);
        EXPECT_EQ(verdict.delivery.state, DeliveryState::delivered);
        EXPECT_TRUE(verdict.arrived);
        EXPECT_EQ(verdict.streak, 0);
        EXPECT_FALSE(verdict.failing_since);
        EXPECT_FALSE(verdict.rest_until);
        EXPECT_EQ(verdict.delivery.last_problem, "");
        EXPECT_EQ(verdict.delivery.last_status, status);
    }
}

TEST_F(JudgeTest, GoneEndsTheWebhook) {
    const auto verdict = after(410);
    EXPECT_EQ(verdict.hook, HookState::gone);
    EXPECT_EQ(verdict.delivery.state, DeliveryState::dead);
    EXPECT_EQ(verdict.delivery.last_problem, "hooks.problem.gone");
}

TEST_F(JudgeTest, EverythingElseIsTriedAgainWithGrowingWaitsOverDays) {
    base::Micros before{0};
    base::Micros together{0};
    int tries = 0;
    for (; delivery_.state == DeliveryState::waiting; ++tries) {
        const auto verdict = after(tries % 2 == 0 ? 500 : 404);
        EXPECT_EQ(verdict.hook, HookState::on);
        delivery_ = verdict.delivery;
        if (delivery_.state == DeliveryState::dead) break;
        const base::Micros wait = delivery_.due_at - kNow;
        EXPECT_GT(wait, 2s);
        EXPECT_LE(wait, 24h);
        together += wait;
        if (tries < 8) {
            EXPECT_GT(wait, before / 2);
        }
        before = wait;
    }
    EXPECT_EQ(delivery_.state, DeliveryState::dead);
    EXPECT_EQ(delivery_.attempts, 14);
    EXPECT_GT(together, 48h);
    EXPECT_LT(together, 120h);
}

TEST_F(JudgeTest, ARedirectIsNoSuccess) {
    const auto verdict = after(302);
    EXPECT_EQ(verdict.delivery.state, DeliveryState::waiting);
    EXPECT_EQ(verdict.delivery.last_problem, "hooks.problem.redirect");
}

TEST_F(JudgeTest, RetryAfterIsRespectedUpToADay) {
    EXPECT_GE(after(429, 1h).delivery.due_at, kNow + 1h);
    EXPECT_GE(*after(429, 1h).rest_until, kNow + 1h);
    EXPECT_LE(after(503, 24h * 365).delivery.due_at, kNow + 24h);
    EXPECT_LE(after(503, -1h).delivery.due_at, kNow + 5s);
}

TEST_F(JudgeTest, AFailingTargetRests) {
    hook_.streak = 0;
    EXPECT_LE(*after(500).rest_until, kNow + 5s);
    hook_.streak = 40;
    EXPECT_LE(*after(500).rest_until, kNow + 10min);
    EXPECT_GE(*after(500).rest_until, kNow + 5min);
    EXPECT_EQ(after(500).streak, 41);
    EXPECT_EQ(after(500).failing_since, kNow);
}

TEST_F(JudgeTest, FiveDaysWithoutASuccessEndIt) {
    hook_.failing_since = kNow - 119h;
    EXPECT_EQ(after(500).hook, HookState::on);
    hook_.failing_since = kNow - 121h;
    EXPECT_EQ(after(500).hook, HookState::failing);
    EXPECT_EQ(after(200).hook, HookState::on);
}

TEST_F(JudgeTest, ATestIsTriedOnceAndCountsForNothingElse) {
    delivery_.seq = 0;
    const auto verdict = judge(hook_, delivery_, {kNow, 0, "net.timed_out", {}}, random_);
    EXPECT_EQ(verdict.delivery.state, DeliveryState::dead);
    EXPECT_EQ(verdict.delivery.last_problem, "net.timed_out");
    EXPECT_EQ(verdict.streak, 0);
    EXPECT_FALSE(verdict.rest_until);
}

// -- what is told
// --------------------------------------------------------------------------------------------------
Fact fact(model::EventBody body) {
    Fact made;
    made.brand = model::BrandId("brand");
    made.seq = 12;
    made.conversation = model::ConversationId("c");
    made.event = {kNow, model::EmployeeId("kim"), std::move(body)};
    return made;
}

TEST(Message, IdsAndFiguresOnly) {
    model::ConversationOpened opened;
    opened.conversation.network = "simulated";
    opened.conversation.account = model::AccountId("a");
    opened.conversation.customer.handle = "secret.person";
    opened.conversation.excerpt = "my address is ...";
    const auto message = message_of(fact(opened));
    ASSERT_TRUE(message.has_value());
    EXPECT_EQ(message->event, "conversation.opened");
    const auto value = json::parse(message->body);
    EXPECT_EQ(value.at("type").as_string(), "conversation.opened");
    EXPECT_EQ(value.at("timestamp").as_string(), "2026-01-01T07:00:00Z");
    EXPECT_EQ(value.at_pointer("/data/network").as_string(), "simulated");
    EXPECT_EQ(value.at_pointer("/data/conversation").as_string(), "c");
    EXPECT_EQ(value.at_pointer("/data/sequence").as_int64(), 12);
    EXPECT_EQ(value.at_pointer("/data/by").as_string(), "kim");
    EXPECT_EQ(message->body.find("secret.person"), std::string::npos);
    EXPECT_EQ(message->body.find("my address"), std::string::npos);
}

TEST(Message, AHandOffsReasonIsAPersonsText) {
    const auto message = message_of(fact(
        model::HandedOff{model::DepartmentId("x"), model::DepartmentId("y"), "환자분이 화나심", {}, {}, {}}));
    ASSERT_TRUE(message.has_value());
    EXPECT_EQ(message->body.find("환자분"), std::string::npos);
    EXPECT_EQ(json::parse(message->body).at_pointer("/data/to_department").as_string(), "y");
}

TEST(Message, AnApprovalWithoutTextsAndReasons) {
    model::ApprovalAsked asked;
    asked.answer = model::AnswerId("ans");
    asked.approval.asked_at = kNow;
    for (const auto risk : {model::RiskClass::goodwill, model::RiskClass::legal}) {
        model::ApprovalWait wait;
        wait.risk = risk;
        wait.due_at = kNow + (risk == model::RiskClass::legal ? 60s : 90s);
        wait.words = {"변호사"};
        asked.approval.waits.push_back(wait);
    }
    const auto first = message_of(fact(asked));
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->event, "approval.asked");
    EXPECT_EQ(first->body.find("변호사"), std::string::npos);
    const auto value = json::parse(first->body);
    EXPECT_EQ(value.at_pointer("/data/risks/1").as_string(), "legal");
    EXPECT_EQ(value.at_pointer("/data/due_at").as_string(), base::to_rfc3339(kNow + 60s));

    model::ApprovalEscalated escalated{model::AnswerId("ans"), model::RiskClass::legal,
                                       model::ApprovalStep::leads};
    const auto second = json::parse(message_of(fact(escalated))->body);
    EXPECT_EQ(second.at_pointer("/data/step").as_string(), "leads");
    EXPECT_FALSE(second.at("data").as_object().contains("due_at")) << "nobody comes after them";

    model::AnswerApproved approved{model::AnswerId("ans"), {model::RiskClass::legal}};
    approved.edit = model::ApprovalEdit{"고친 글", "고친 글 ^AB"};
    const auto third = message_of(fact(approved));
    EXPECT_EQ(third->body.find("고친"), std::string::npos);
    EXPECT_FALSE(json::parse(third->body).at_pointer("/data/goes_out").as_bool());

    const auto last = message_of(fact(model::AnswerReturned{model::AnswerId("ans"), "말투가 거칩니다"}));
    EXPECT_EQ(last->event, "approval.returned");
    EXPECT_EQ(last->body.find("말투"), std::string::npos);
}

TEST(Message, AnActionWithoutWhatWasPromised) {
    model::ActionPromised promised;
    promised.action.id = model::ActionId("act");
    promised.action.kind = model::ActionKind::repair;
    promised.action.what = "문 여는 손잡이";
    promised.action.due_at = kNow + 60s;
    const auto message = message_of(fact(promised));
    ASSERT_TRUE(message.has_value());
    EXPECT_EQ(message->body.find("손잡이"), std::string::npos);
    const auto value = json::parse(message->body);
    EXPECT_EQ(value.at_pointer("/data/kind").as_string(), "repair");
    EXPECT_EQ(value.at_pointer("/data/due_at").as_string(), base::to_rfc3339(kNow + 60s));
}

TEST(Message, FiguresOfAnAnswer) {
    model::EpisodeAnswered answered{};
    answered.opened_at = kNow;
    answered.answered_at = kNow + 90s;
    const auto value = json::parse(message_of(fact(answered))->body);
    EXPECT_EQ(value.at_pointer("/data/seconds").as_int64(), 90);
    model::AnswerHeld held;
    held.answer = model::AnswerId("an");
    held.problem.key = "outbox.unknown";
    EXPECT_EQ(json::parse(message_of(fact(held))->body).at_pointer("/data/problem").as_string(),
              "outbox.unknown");
}

TEST(Message, EveryChoiceIsToldAndNothingElse) {
    std::vector<std::string_view> told;
    for (const model::EventBody& body :
         {model::EventBody(model::ConversationOpened{}), model::EventBody(model::Claimed{}),
          model::EventBody(model::HandedOff{}), model::EventBody(model::BandPassed{}),
          model::EventBody(model::OwedAlarmed{}), model::EventBody(model::EpisodeAnswered{}),
          model::EventBody(model::Closed{}), model::EventBody(model::AnswerSent{}),
          model::EventBody(model::AnswerHeld{}), model::EventBody(model::ActionPromised{}),
          model::EventBody(model::ActionChanged{}), model::EventBody(model::ActionDone{}),
          model::EventBody(model::ActionOverdue{}), model::EventBody(model::ApprovalAsked{}),
          model::EventBody(model::ApprovalEscalated{}), model::EventBody(model::AnswerApproved{}),
          model::EventBody(model::AnswerReturned{})}) {
        EXPECT_TRUE(tells(model::type_of(body)));
        told.push_back(message_of(fact(body))->event);
    }
    told.push_back(message_of(ListeningAlert{}).event);  // not of the log
    EXPECT_TRUE(std::ranges::equal(told, kEvents));
    EXPECT_TRUE(tells(model::type_of(model::ActionCancelled{})));
    EXPECT_EQ(message_of(fact(model::ActionCancelled{}))->event, "action.changed");
    EXPECT_FALSE(message_of(fact(model::NoteAdded{})).has_value());
    EXPECT_FALSE(tells("note_added"));
    EXPECT_FALSE(tells("post_received"));
}

}  // namespace
}  // namespace manyhands::hooks
