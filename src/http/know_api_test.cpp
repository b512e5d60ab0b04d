// Who knows: from answers about a tag to names beside the next question about it.
#include "http/world_test.hpp"
#include "storage/know_store.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;

class KnowApiTest : public test::World {
  protected:
    void SetUp() override {
        ann_ = hire("Ann Crowd", model::Role::employee);
        ann = sign_in(ann_);
    }
    static std::vector<std::string> names(const Reply& reply) {
        std::vector<std::string> found;
        const auto all = json_of(reply);
        for (const auto& one : all.at("items").as_array())
            found.emplace_back(one.at("name").as_string());
        return found;
    }
    model::Employee ann_;
    std::unique_ptr<test::Client> ann;
};

TEST_F(KnowApiTest, WhoAnsweredAboutItComesWithTheReason) {
    const model::Actor lead{ann_.id, ann_.brand, ann_.department, model::Role::lead, ann_.initials, {}};
    const auto tag = notes_->make_tag(lead, "환불 Refund", "red");
    ASSERT_TRUE(tag);
    const auto first = customer_writes("a", "환불은 언제 되나요", "a");
    const auto next = customer_writes("b", "환불해 주세요", "b");
    for (const auto& id : {first, next})
        ASSERT_TRUE(notes_->tag(lead, model::ConversationId(id), {tag->id}, {}));
    const std::string beside = "/api/v1/who-knows?conversation=" + next;
    EXPECT_EQ(names(call(*ann, "GET", beside)), std::vector<std::string>{}) << "nobody has shown anything";
    ASSERT_EQ(claim(*ann, first).status, 200);
    const Reply sent = answer(*ann, first, "사흘 안에 됩니다.", "\"1\"", "answer-a");
    ASSERT_EQ(sent.status, 202) << sent.body;
    clock_.advance(std::chrono::seconds(30));
    network_accepts(test::text_at(json_of(sent), "/conversation/going_out/answer_id"));
    ASSERT_TRUE(store_->know().learn(ann_.brand, 10'000));
    const Reply reply = call(*ann, "GET", beside);
    ASSERT_EQ(reply.status, 200) << reply.body;
    expect_declared("GET", "/api/v1/who-knows", reply);
    ASSERT_EQ(names(reply), std::vector<std::string>{"Ann Crowd"});
    const auto one = json_of(reply).at("items").at(0);
    EXPECT_EQ(one.at("answers").as_int64(), 1);
    EXPECT_EQ(one.at("about").as_string(), "환불 Refund");
    EXPECT_EQ(names(call(*ann, "GET", "/api/v1/who-knows?q=refund")), std::vector<std::string>{"Ann Crowd"});
    EXPECT_TRUE(names(call(*ann, "GET", "/api/v1/who-knows?q=printer")).empty());
    EXPECT_EQ(call(*ann, "GET", "/api/v1/who-knows").status, 400);
    EXPECT_EQ(call(*ann, "GET", "/api/v1/who-knows?conversation=none").status, 404);
    EXPECT_EQ(call(*ann, "GET", "/api/v1/quick/next").status, 200);
    EXPECT_NE(call(*ann, "GET", "/api/v1/quick/next").body.find("\"why\":[\"knows\""), std::string::npos);
}

}  // namespace
}  // namespace manyhands::http
