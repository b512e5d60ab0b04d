// Answers over HTTP: undo, send now, pause, held, taking over, and what each of them looks like from outside.
#include <atomic>
#include <thread>

#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::Client;
using test::json_of;
using test::Reply;
using test::text_at;

class AnswerApiTest : public test::World {
  protected:
    AnswerApiTest() : id_(customer_writes("chan", "이어폰이 안 들려요", "p1")), kim_client_(sign_in(kim_)) {}

    // Kim's answer, on its way; gives its id.
    std::string submitted(const std::string& key = "key-00000001") {
        const std::string seen = claim(*kim_client_, id_).header("etag");
        const Reply reply = answer(*kim_client_, id_, "바로 확인하겠습니다.", seen, key);
        EXPECT_EQ(reply.status, 202) << reply.body;
        return text_at(json_of(reply), "/answers/0/id");
    }

    // What the outbox does when the network hung up after the send, and the look-up found nothing.
    void becomes_held(const std::string& answer_id) {
        const model::AnswerId id(answer_id);
        const auto apply = [&](auto decide) {
            const auto done = store_->transact(brand_.id, model::ConversationId(id_), decide);
            ASSERT_TRUE(done.has_value()) << done.error().key;
        };
        outbox::SendResult lost;
        lost.outcome = outbox::Outcome::unknown;
        outbox::SendResult absent;
        absent.outcome = outbox::Outcome::refused;
        apply(
            [&](const auto* state) { return outbox::begin(*state, id, {"k", clock_.now()}, clock_.now()); });
        apply([&](const auto* state) {
            return outbox::record(*state, id, lost, base::Seconds(5), clock_.now());
        });
        clock_.advance(base::Seconds(10));
        apply([&](const auto* state) {
            return outbox::settle(*state, id, absent, false, base::Seconds(5), clock_.now());
        });
    }

    Reply on_answer(Client& client, const std::string& answer_id, const std::string& verb,
                    const std::string& body = {}) {
        return call(client, "POST", "/api/v1/answers/" + answer_id + verb, body);
    }

    std::string id_;
    std::unique_ptr<Client> kim_client_;
};

TEST_F(AnswerApiTest, UndoMakesTheTextADraftAgain) {
    const std::string answer_id = submitted();
    EXPECT_EQ(text_at(json_of(call(*kim_client_, "GET", "/api/v1/conversations/" + id_)), "/draft"), "null");
    const auto undone = json_of(on_answer(*kim_client_, answer_id, "/cancel"));
    EXPECT_EQ(text_at(undone, "/draft/text"), "바로 확인하겠습니다.");
    EXPECT_EQ(text_at(undone, "/conversation/going_out"), "null");
    // Undoing twice is as good as once.
    EXPECT_EQ(on_answer(*kim_client_, answer_id, "/cancel").status, 200);
}

TEST_F(AnswerApiTest, SendNowEndsTheWait) {
    const std::string answer_id = submitted();
    clock_.advance(base::Seconds(1));
    const auto now = json_of(on_answer(*kim_client_, answer_id, "/send-now"));
    EXPECT_EQ(text_at(now, "/conversation/going_out/goes_out_at"), "2026-03-09T05:23:01Z");
}

TEST_F(AnswerApiTest, TheChosenUndoIsKept) {
    const std::string seen = claim(*kim_client_, id_).header("etag");
    const std::string path = "/api/v1/conversations/" + id_ + "/answers";
    const std::map<std::string, std::string> headers{{"If-Match", seen}, {"Idempotency-Key", "key-00000001"}};
    EXPECT_EQ(call(*kim_client_, "POST", path, R"({"text":"네","undo_seconds":3})", headers).status, 400);
    const Reply reply = call(*kim_client_, "POST", path, R"({"text":"네","undo_seconds":20})", headers);
    EXPECT_EQ(text_at(json_of(reply), "/answers/0/goes_out_at"), "2026-03-09T05:23:20Z");
}

TEST_F(AnswerApiTest, TheParentMustBeOfThisConversation) {
    const std::string other = customer_writes("dana", "배송 언제 와요?", "p9");
    const auto theirs = json_of(call(*kim_client_, "GET", "/api/v1/conversations/" + other));
    const std::string seen = claim(*kim_client_, id_).header("etag");
    const std::string body = R"({"text":"네","parent_post_id":")" + text_at(theirs, "/posts/0/id") + "\"}";
    const std::map<std::string, std::string> headers{{"If-Match", seen}, {"Idempotency-Key", "key-00000001"}};
    EXPECT_EQ(call(*kim_client_, "POST", "/api/v1/conversations/" + id_ + "/answers", body, headers).status,
              400);
}

TEST_F(AnswerApiTest, ANewPostPausesTheAnswerAndAsks) {
    const std::string answer_id = submitted();
    customer_writes("chan", "아, 해결됐어요", "p2", "p1");
    const auto paused = json_of(call(*kim_client_, "GET", "/api/v1/conversations/" + id_));
    EXPECT_EQ(text_at(paused, "/conversation/attention"), "paused");
    EXPECT_EQ(text_at(paused, "/answers/0/state"), "paused");
    const std::string why = text_at(paused, "/answers/0/problem");
    EXPECT_FALSE(why.empty() || why == "null" || why.starts_with("answer.") || why.starts_with("model."))
        << why;
    const auto sent = json_of(on_answer(*kim_client_, answer_id, "/send-now"));
    EXPECT_EQ(text_at(sent, "/answers/0/state"), "queued");
    EXPECT_EQ(text_at(sent, "/conversation/attention"), "null");
}

TEST_F(AnswerApiTest, AHeldAnswerIsResolvedByAPerson) {
    const std::string answer_id = submitted();
    clock_.advance(base::Seconds(6));
    becomes_held(answer_id);
    const auto held = json_of(call(*kim_client_, "GET", "/api/v1/conversations/" + id_));
    EXPECT_EQ(text_at(held, "/conversation/attention"), "held");
    EXPECT_EQ(on_answer(*kim_client_, answer_id, "/cancel").status, 409);
    EXPECT_EQ(on_answer(*kim_client_, answer_id, "/send-now").status, 409);
    EXPECT_EQ(on_answer(*kim_client_, answer_id, "/resolve", R"({"was_posted":"yes"})").status, 400);
    const Reply done =
        on_answer(*kim_client_, answer_id, "/resolve", R"({"was_posted":true,"remote_id":"remote-1"})");
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(text_at(json_of(done), "/conversation/state"), "answered");
    EXPECT_EQ(on_answer(*kim_client_, answer_id, "/resolve", R"({"was_posted":true})").status, 409);
}

TEST_F(AnswerApiTest, AHeldAnswerMayGoAgain) {
    const std::string answer_id = submitted();
    clock_.advance(base::Seconds(6));
    becomes_held(answer_id);
    const auto again = json_of(on_answer(*kim_client_, answer_id, "/resolve", R"({"was_posted":false})"));
    EXPECT_EQ(text_at(again, "/answers/0/state"), "queued");
    EXPECT_EQ(text_at(again, "/conversation/state"), "going_out");
}

TEST_F(AnswerApiTest, SomebodyElsesAnswerIsNotTheirs) {
    const std::string answer_id = submitted();
    const auto lee = sign_in(lee_);
    EXPECT_EQ(on_answer(*lee, answer_id, "/cancel").status, 403);
    EXPECT_EQ(on_answer(*lee, answer_id, "/send-now").status, 403);
    const auto lead = sign_in(hire("Ma Lead", model::Role::lead));
    EXPECT_EQ(on_answer(*lead, answer_id, "/cancel").status, 200);
}

TEST_F(AnswerApiTest, OnlyOneAnswerIsOnItsWay) {
    submitted();
    const auto lee = sign_in(lee_);
    const Reply second = answer(*lee, id_, "저도 답할게요", "\"1\"", "key-of-lee-1");
    EXPECT_EQ(second.status, 409);
    EXPECT_EQ(text_at(json_of(second), "/current/answers/0/author/initials"), "KG");
}

TEST_F(AnswerApiTest, AKeyBelongsToOneConversation) {
    submitted("key-00000001");
    const std::string other = customer_writes("dana", "배송 언제 와요?", "p9");
    const std::string seen = claim(*kim_client_, other).header("etag");
    EXPECT_EQ(answer(*kim_client_, other, "네", seen, "key-00000001").status, 409);
}

TEST_F(AnswerApiTest, UnknownAnswersAreNotFound) {
    for (const char* id : {"01J0000000000000000000N0NE", "x", "%00", "..%2f"}) {
        const Reply reply =
            kim_client_->request("POST", std::string("/api/v1/answers/") + id + "/cancel", "");
        EXPECT_EQ(reply.status, 404) << id;
    }
}

TEST_F(AnswerApiTest, ALeadTakesOverAtOnceOthersAfterTwoSilentMinutes) {
    claim(*kim_client_, id_);
    const std::string path = "/api/v1/conversations/" + id_ + "/take-over";
    const auto lee = sign_in(lee_);
    EXPECT_EQ(call(*lee, "POST", path, R"({"reason":"급함"})").status, 409);
    clock_.advance(base::Seconds(121));
    const auto taken = json_of(call(*lee, "POST", path, R"({"reason":"급함"})"));
    EXPECT_EQ(text_at(taken, "/conversation/claim/holder/initials"), "LN");
    EXPECT_EQ(text_at(taken, "/conversation/claim/fence"), "2");
    const auto lead = sign_in(hire("Ma Lead", model::Role::lead));
    EXPECT_EQ(call(*lead, "POST", path, R"({"reason":""})").status, 200);
    // Who lost it meanwhile cannot answer any more.
    EXPECT_EQ(answer(*lee, id_, "네", "\"1\"", "key-of-lee-1").status, 409);
}

TEST_F(AnswerApiTest, TwentyWhoAnswerAtOnceMakeOneAnswer) {
    std::vector<std::unique_ptr<Client>> people;
    for (int i = 0; i < 20; ++i)
        people.push_back(sign_in(hire("Person Number" + std::to_string(i), model::Role::employee)));
    std::atomic<int> accepted{0};
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < people.size(); ++i)
        threads.emplace_back([&, i] {
            const Reply reply = people[i]->request("POST", "/api/v1/conversations/" + id_ + "/answers",
                                                   R"({"text":"바로 보내 드리겠습니다."})",
                                                   {{"Content-Type", "application/json"},
                                                    {"If-Match", "\"1\""},
                                                    {"Idempotency-Key", "key-person-" + std::to_string(i)}});
            accepted += reply.status == 202 ? 1 : 0;
            refused += reply.status == 409 ? 1 : 0;
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(accepted.load(), 1);
    EXPECT_EQ(refused.load(), 19);
    const auto detail = json_of(call(*kim_client_, "GET", "/api/v1/conversations/" + id_));
    EXPECT_EQ(detail.at("answers").as_array().size(), 1U);
}

TEST_F(AnswerApiTest, TheSameKeySentTwiceAtOnceIsOneAnswer) {
    const std::string seen = claim(*kim_client_, id_).header("etag");
    std::vector<std::unique_ptr<Client>> tabs;
    for (int i = 0; i < 8; ++i) {
        tabs.push_back(client());
        tabs.back()->headers = kim_client_->headers;
    }
    std::atomic<int> accepted{0};
    std::vector<std::thread> threads;
    for (const auto& tab : tabs)
        threads.emplace_back([&, t = tab.get()] {
            const Reply reply = t->request("POST", "/api/v1/conversations/" + id_ + "/answers",
                                           R"({"text":"바로 보내 드리겠습니다."})",
                                           {{"Content-Type", "application/json"},
                                            {"If-Match", seen},
                                            {"Idempotency-Key", "key-double-enter"}});
            accepted += reply.status == 202 ? 1 : 0;
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(accepted.load(), 8);
    const auto detail = json_of(call(*kim_client_, "GET", "/api/v1/conversations/" + id_));
    EXPECT_EQ(detail.at("answers").as_array().size(), 1U);
}

TEST_F(AnswerApiTest, AHoldingAnswerIsOwedUntilTheRealOneAndTheReportSaysBoth) {
    const std::string seen = claim(*kim_client_, id_).header("etag");
    const auto until = clock_.now() + std::chrono::hours(2);
    const auto say = [&](const std::string& text, const std::string& version, const std::string& key,
                         const std::string& more) {
        return call(*kim_client_, "POST", "/api/v1/conversations/" + id_ + "/answers",
                    R"({"text":")" + text + R"(")" + more + "}",
                    {{"If-Match", version}, {"Idempotency-Key", key}});
    };
    const auto promise = [](base::Instant at) {
        return R"(,"holding_until":")" + base::to_rfc3339(at) + R"(")";
    };
    const Reply past = say("확인 중입니다.", seen, "key-00000001", promise(clock_.now()));
    EXPECT_EQ(past.status, 400);
    EXPECT_EQ(text_at(json_of(past), "/errors/0/pointer"), "/holding_until");
    EXPECT_EQ(
        say("확인 중입니다.", seen, "key-00000001", promise(clock_.now() + std::chrono::hours(169))).status,
        400);
    EXPECT_EQ(say("확인 중입니다.", seen, "key-00000001", R"(,"holding_until":"by three")").status, 400);

    const Reply said = say("확인 중입니다.", seen, "key-00000001", promise(until));
    ASSERT_EQ(said.status, 202) << said.body;
    EXPECT_EQ(text_at(json_of(said), "/answers/0/holding_until"), base::to_rfc3339(until));
    EXPECT_EQ(text_at(json_of(said), "/conversation/going_out/holding_until"), base::to_rfc3339(until));
    EXPECT_EQ(text_at(json_of(said), "/conversation/owed"), "null") << "not before it is out";
    clock_.advance(base::Seconds(6));
    network_accepts(text_at(json_of(said), "/answers/0/id"));
    const auto owed = json_of(call(*kim_client_, "GET", "/api/v1/conversations/" + id_));
    EXPECT_EQ(text_at(owed, "/conversation/state"), "waiting");
    EXPECT_EQ(text_at(owed, "/conversation/waiting_since"), "null");
    EXPECT_EQ(text_at(owed, "/conversation/owed/until"), base::to_rfc3339(until));
    EXPECT_EQ(text_at(owed, "/conversation/owed/holding_answers"), "1");
    EXPECT_EQ(text_at(owed, "/conversation/owed/employee_id"), kim_.id.value);

    clock_.advance(std::chrono::minutes(30));
    const std::string now = claim(*kim_client_, id_).header("etag");
    const Reply real = say("교환해 드리겠습니다.", now, "key-00000002", "");
    ASSERT_EQ(real.status, 202) << real.body;
    clock_.advance(base::Seconds(6));
    network_accepts(text_at(json_of(real), "/answers/0/id"));
    EXPECT_EQ(
        text_at(json_of(call(*kim_client_, "GET", "/api/v1/conversations/" + id_)), "/conversation/owed"),
        "null");
    clock_.advance(base::Seconds(1));
    const auto ahn = sign_in(ahn_);
    const auto report = json_of(call(*ahn, "GET", "/api/v1/reports/first-answer?zone=Asia/Seoul"));
    EXPECT_EQ(text_at(report, "/p50_seconds"), "6");
    EXPECT_EQ(text_at(report, "/real/p50_seconds"), "1812");
    EXPECT_EQ(text_at(report, "/real/answered"), "1");
    EXPECT_EQ(text_at(report, "/real/only_held"), "0");
    EXPECT_EQ(text_at(report, "/held"), "1");
    EXPECT_EQ(text_at(report, "/action"), "null");
    EXPECT_EQ(text_at(report, "/departments/0/seconds"), "1812");
    const auto drill = json_of(call(
        *ahn, "GET", "/api/v1/reports/first-answer/conversations?zone=Asia/Seoul&answer=real&fate=held"));
    EXPECT_EQ(text_at(drill, "/items/0/seconds"), "1812");
    EXPECT_EQ(text_at(drill, "/items/0/conversation/id"), id_);
}

}  // namespace
}  // namespace manyhands::http
