// Tips over HTTP: from an answer to a tip that somebody else uses.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class TipApiTest : public test::World {
  protected:
    static constexpr const char* kPath = "/api/v1/tips";
    void SetUp() override {
        kim = sign_in(kim_);
        lead_ = hire("Lead Person", model::Role::lead);
        lead = sign_in(lead_);
    }
    static std::string body(const std::string& title, const std::string& ko, const std::string& more = "") {
        return R"({"title":")" + title + R"(","texts":{"ko":")" + ko + R"("})" + more + "}";
    }
    // Somebody's answer that stands on the network.
    std::pair<std::string, std::string> answered(const std::string& customer, const std::string& post) {
        const auto id = customer_writes(customer, "제습기에서 물이 새요", post);
        EXPECT_EQ(claim(*kim, id).status, 200);
        const Reply sent = answer(*kim, id, "물통을 뺐다가 다시 끼워 주세요.", "\"1\"", "answer-" + post);
        EXPECT_EQ(sent.status, 202) << sent.body;
        const std::string answer_id = text_at(json_of(sent), "/conversation/going_out/answer_id");
        clock_.advance(std::chrono::seconds(30));  // nobody undoes it
        network_accepts(answer_id);
        return {id, answer_id};
    }
    model::Employee lead_;
    std::unique_ptr<test::Client> kim, lead;
};

TEST_F(TipApiTest, AnAnswerBecomesATipWithItsAuthorAndIsOfferedWhenItFits) {
    const auto [conversation, answer_id] = answered("chan", "p1");
    const Reply made = call(*lead, "POST", kPath,
                            body("제습기에서 물이 샐 때", "물통을 뺐다가 다시 끼워 주세요.",
                                 R"(,"answer_id":")" + answer_id + R"(","state":"published")"));
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(text_at(json_of(made), "/author/initials"), kim_.initials) << "whose knowledge it is";
    EXPECT_EQ(text_at(json_of(made), "/proposed_by/initials"), lead_.initials);
    EXPECT_EQ(text_at(json_of(made), "/conversation_id"), conversation);
    const std::string tip = text_at(json_of(made), "/id");

    const auto other = customer_writes("yoon", "제습기 물이 계속 새네요", "p2");
    const auto fits = json_of(call(*kim, "GET", "/api/v1/conversations/" + other + "/tips"));
    ASSERT_EQ(fits.at("items").as_array().size(), 1U);
    EXPECT_EQ(text_at(fits, "/items/0/id"), tip);
    const auto away = customer_writes("han", "매장이 몇 시에 여나요", "p3");
    EXPECT_TRUE(
        json_of(call(*kim, "GET", "/api/v1/conversations/" + away + "/tips")).at("items").as_array().empty());

    EXPECT_EQ(claim(*kim, other).status, 200);
    const Reply sent = call(*kim, "POST", "/api/v1/conversations/" + other + "/answers",
                            R"({"text":"물통을 뺐다가 다시 끼워 주세요.","tips":[")" + tip + R"("]})",
                            {{"If-Match", "\"1\""}, {"Idempotency-Key", "answer-with-tip"}});
    ASSERT_EQ(sent.status, 202) << sent.body;
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", kPath)), "/items/0/uses"), "1");
}

TEST_F(TipApiTest, AProposalIsSeenByItsWriterAndByLeadsUntilItIsPublished) {
    const Reply mine = call(*kim, "POST", kPath, body("배송", "주문 내역에서 볼 수 있습니다."));
    ASSERT_EQ(mine.status, 201) << mine.body;
    const std::string path = std::string(kPath) + "/" + text_at(json_of(mine), "/id");
    const auto lee = sign_in(hire("Lee Other", model::Role::employee));
    EXPECT_TRUE(json_of(call(*lee, "GET", kPath)).at("items").as_array().empty());
    EXPECT_EQ(call(*lee, "PATCH", path, R"({"version":1,"title":"x"})").status, 404);
    EXPECT_EQ(call(*kim, "PATCH", path, R"({"version":1,"state":"published"})").status, 403);
    EXPECT_EQ(call(*kim, "PATCH", path, R"({"version":1,"title":"배송이 늦을 때"})").status, 200);
    EXPECT_EQ(call(*lead, "PATCH", path, R"({"version":1,"state":"published"})").status, 412) << "not seen";
    EXPECT_EQ(call(*lead, "PATCH", path, R"({"version":2,"state":"published"})").status, 200);
    EXPECT_EQ(json_of(call(*lee, "GET", kPath)).at("items").as_array().size(), 1U);
    EXPECT_EQ(call(*kim, "PATCH", path, R"({"version":3,"title":"y"})").status, 403)
        << "published: the house's";
    EXPECT_EQ(call(*lead, "PATCH", path, R"({"version":3,"state":"retired"})").status, 200);
    EXPECT_TRUE(json_of(call(*kim, "GET", kPath)).at("items").as_array().empty());
    EXPECT_EQ(
        json_of(call(*lead, "GET", std::string(kPath) + "?state=retired")).at("items").as_array().size(), 1U);
}

TEST_F(TipApiTest, WhatIsNoTipIsRefusedAtItsField) {
    EXPECT_EQ(text_at(json_of(call(*kim, "POST", kPath, body("", "x"))), "/errors/0/pointer"), "/title");
    EXPECT_EQ(text_at(json_of(call(*kim, "POST", kPath, body("t", " "))), "/errors/0/pointer"), "/texts");
    EXPECT_EQ(call(*kim, "POST", kPath, body("t", "x", R"(,"state":"published")")).status, 403);
    EXPECT_EQ(
        call(*kim, "POST", kPath, body("t", "x", R"(,"answer_id":"01ARZ3NDEKTSV4RRFFQ69G5FAV")")).status,
        404);
    EXPECT_TRUE(json_of(call(*kim, "GET", kPath)).at("items").as_array().empty());
    EXPECT_EQ(call(*kim, "GET", "/api/v1/conversations/none/tips").status, 404);
}

TEST_F(TipApiTest, WordsFindTheBestFirst) {
    for (const char* title : {"제습기 물통", "배송 조회", "환불 기한"})
        EXPECT_EQ(call(*lead, "POST", kPath, body(title, "내용", R"(,"state":"published")")).status, 201);
    const auto found =
        json_of(call(*kim, "GET", std::string(kPath) + "?q=%ED%99%98%EB%B6%88%20%EA%B8%B0%ED%95%9C"));
    ASSERT_EQ(found.at("items").as_array().size(), 1U);
    EXPECT_EQ(text_at(found, "/items/0/title"), "환불 기한");
}

}  // namespace
}  // namespace manyhands::http
