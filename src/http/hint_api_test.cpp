// "I know this" from the hint to the points: through the routes, with the store that keeps it.
#include "http/world_test.hpp"
#include "storage/honour_store.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class HintApi : public test::World {
  protected:
    void SetUp() override {
        id_ = customer_writes("chan", "강남점 주차장은 어디인가요?", "p1");
        kim_client_ = sign_in(kim_);
        lee_client_ = sign_in(lee_);
    }
    std::string at(const std::string& path) { return "/api/v1/conversations/" + id_ + path; }
    Reply hint(test::Client& client, const std::string& text) {
        return call(client, "POST", at("/hints"),
                    boost::json::serialize(boost::json::object{{"text", text}}));
    }
    // Kim holds it, Lee knows: the hint's id.
    std::string given() {
        EXPECT_EQ(claim(*kim_client_, id_).status, 200);
        const Reply told = hint(*lee_client_, "지하 2층 B구역입니다");
        EXPECT_EQ(told.status, 201) << told.body;
        return text_at(json_of(told), "/notes/0/id");
    }
    Reply answer_with(const std::string& what, const std::string& key) {
        const auto version =
            text_at(json_of(call(*kim_client_, "GET", at(""))), "/conversation/public_version");
        return call(*kim_client_, "POST", at("/answers"),
                    R"({"text":"지하 2층 B구역입니다","tips":[")" + what + R"("]})",
                    {{"If-Match", "\"" + version + "\""}, {"Idempotency-Key", key}});
    }
    std::size_t points() {
        const auto all = store_->honour().tip_uses(brand_.id, clock_.now() - base::Minutes(60),
                                                   clock_.now() + base::Minutes(60));
        EXPECT_TRUE(all);
        for (const auto& one : *all) {
            EXPECT_EQ(one.author, lee_.id);
            EXPECT_EQ(one.user, kim_.id);
            EXPECT_EQ(one.conversation.value, id_);
        }
        return all->size();
    }
    std::string newest_notice(test::Client& client) {
        return text_at(json_of(call(client, "GET", "/api/v1/notices")), "/items/0/kind");
    }

    std::string id_;
    std::unique_ptr<test::Client> kim_client_, lee_client_;
};

TEST_F(HintApi, AHintIsForSomebodyElseWhoHoldsIt) {
    EXPECT_EQ(hint(*lee_client_, "지하 2층").status, 409) << "nobody holds it";
    const auto note = given();
    const auto seen = json_of(call(*kim_client_, "GET", at("")));
    EXPECT_EQ(text_at(seen, "/notes/0/kind"), "opinion");
    EXPECT_EQ(text_at(seen, "/notes/0/answers"), "null");
    EXPECT_EQ(text_at(seen, "/notes/0/asked/id"), kim_.id.value);
    EXPECT_EQ(text_at(seen, "/notes/0/author/initials"), lee_.initials);
    EXPECT_EQ(newest_notice(*kim_client_), "hint");
    EXPECT_EQ(hint(*kim_client_, "나도 알아요").status, 409) << "one's own conversation";
    std::string long_one;
    for (int i = 0; i < 1001; ++i)
        long_one += "가";
    const Reply refused = hint(*lee_client_, long_one);
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(text_at(json_of(refused), "/errors/0/pointer"), "/text");
    EXPECT_EQ(points(), 0U) << "giving it earns nothing";
}

TEST_F(HintApi, ThanksCountOnceAndTellTheAuthor) {
    const auto note = given();
    const std::string thanks = "/api/v1/notes/" + note + "/thanks";
    EXPECT_EQ(call(*lee_client_, "POST", thanks).status, 403) << "one's own hint";
    ASSERT_EQ(call(*kim_client_, "POST", thanks).status, 200);
    EXPECT_EQ(newest_notice(*lee_client_), "hint_thanked");
    EXPECT_EQ(call(*kim_client_, "POST", thanks).status, 200) << "again is the same";
    EXPECT_EQ(text_at(json_of(call(*lee_client_, "GET", "/api/v1/notices")), "/unread"), "1");
    const auto marks = json_of(call(*kim_client_, "GET", at("/hints")));
    EXPECT_EQ(text_at(marks, "/items/0/note_id"), note);
    EXPECT_EQ(text_at(marks, "/items/0/thanked"), "true");
    EXPECT_EQ(text_at(marks, "/items/0/used"), "false");
    EXPECT_EQ(points(), 1U);
}

TEST_F(HintApi, AHintCountsWhenTheAnswerWithItIsOut) {
    const auto note = given();
    const Reply sent = answer_with(note, "key-00000001");
    ASSERT_EQ(sent.status, 202) << sent.body;
    EXPECT_EQ(points(), 0U) << "not before it is out";
    EXPECT_EQ(text_at(json_of(call(*kim_client_, "GET", at("/hints"))), "/items"), "[]");
    clock_.advance(base::Seconds(30));  // nobody undoes it
    network_accepts(text_at(json_of(sent), "/answers/0/id"));
    EXPECT_EQ(points(), 1U);
    EXPECT_EQ(newest_notice(*lee_client_), "hint_used");
    EXPECT_EQ(text_at(json_of(call(*kim_client_, "GET", at("/hints"))), "/items/0/used"), "true");
}

TEST_F(HintApi, AnAnswerThatWasTakenBackTakesItsHintsAlong) {
    const auto note = given();
    const Reply sent = answer_with(note, "key-00000001");
    ASSERT_EQ(sent.status, 202) << sent.body;
    const auto first = text_at(json_of(sent), "/answers/0/id");
    ASSERT_EQ(call(*kim_client_, "POST", "/api/v1/answers/" + first + "/cancel").status, 200);
    // The next one goes out without it.
    const Reply other = answer_with("01J0000000000000000000N0NE", "key-00000002");
    ASSERT_EQ(other.status, 202) << other.body;
    clock_.advance(base::Seconds(30));  // nobody undoes it
    network_accepts(text_at(json_of(other), "/conversation/going_out/answer_id"));
    EXPECT_EQ(points(), 0U);
}

TEST_F(HintApi, WhatWasRefusedUsesNothing) {
    const auto note = given();
    const Reply refused =
        call(*kim_client_, "POST", at("/answers"), R"({"text":"지하 2층","tips":[")" + note + R"("]})",
             {{"If-Match", "\"999\""}, {"Idempotency-Key", "key-00000001"}});
    EXPECT_GE(refused.status, 400);
    const Reply plain = answer_with("01J0000000000000000000N0NE", "key-00000002");
    ASSERT_EQ(plain.status, 202) << plain.body;
    clock_.advance(base::Seconds(30));  // nobody undoes it
    network_accepts(text_at(json_of(plain), "/answers/0/id"));
    EXPECT_EQ(points(), 0U);
}

}  // namespace
}  // namespace manyhands::http
