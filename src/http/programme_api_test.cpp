// Setting up over HTTP: who may, what stays, and the rules at work when somebody hands off.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class ProgrammeApiTest : public test::World {
  protected:
    static constexpr const char* kPath = "/api/v1/programme";
    void SetUp() override {
        kim = sign_in(kim_);
        ahn = sign_in(ahn_);
    }
    std::string rule(const std::string& to, const std::string& back, const std::string& more = "") {
        return R"({"tags":[],"words":["소송"],"to_id":")" + to + R"(","back_id":")" + back +
               R"(","minutes":60,"loop":false)" + more + "}";
    }
    static std::string body(std::int64_t version, const std::string& plan, const std::string& rules) {
        return R"({"version":)" + std::to_string(version) + R"(,"steps":{"plan":")" + plan +
               R"(","expectations":"open","collaboration":"open","loop":"skipped","guidelines":"open"},"rules":[)" +
               rules + "]}";
    }
    std::string good() { return rule(delivery_.id.value, support_.id.value); }
    std::unique_ptr<test::Client> kim, ahn;
};

TEST_F(ProgrammeApiTest, AStepIsKeptWithWhoAndWhenAndASecondAdminSeesIt) {
    const auto empty = json_of(call(*ahn, "GET", kPath));
    EXPECT_EQ(text_at(empty, "/version"), "0");
    EXPECT_EQ(text_at(empty, "/steps/plan/state"), "open");
    EXPECT_EQ(text_at(empty, "/steps/plan/by"), "null");
    const Reply saved = call(*ahn, "PUT", kPath, body(0, "done", good()));
    ASSERT_EQ(saved.status, 200) << saved.body;
    const auto boss = sign_in(hire("Second Admin", model::Role::admin));
    const auto seen = json_of(call(*boss, "GET", kPath));
    EXPECT_EQ(text_at(seen, "/version"), "1");
    EXPECT_EQ(text_at(seen, "/steps/plan/by/initials"), ahn_.initials);
    EXPECT_EQ(text_at(seen, "/steps/loop/state"), "skipped");
    EXPECT_EQ(text_at(seen, "/rules/0/words/0"), "소송");
    // Whoever saves without having seen that is told, and a step that did not change keeps its mark.
    EXPECT_EQ(call(*boss, "PUT", kPath, body(0, "done", "")).status, 412);
    clock_.advance(base::Minutes(5));
    const auto again = json_of(call(*boss, "PUT", kPath, body(1, "done", good())));
    EXPECT_EQ(text_at(again, "/steps/plan/by/initials"), ahn_.initials);
    EXPECT_EQ(text_at(again, "/steps/plan/at"), text_at(seen, "/steps/plan/at"));
}

TEST_F(ProgrammeApiTest, OnlyAdminsSetUp) {
    EXPECT_EQ(call(*kim, "GET", kPath).status, 403);
    EXPECT_EQ(call(*kim, "PUT", kPath, body(0, "done", "")).status, 403);
    const auto lead = sign_in(hire("Lead Person", model::Role::lead));
    EXPECT_EQ(call(*lead, "PUT", kPath, body(0, "done", "")).status, 403);
}

TEST_F(ProgrammeApiTest, ARuleThatCannotHoldIsRefusedAtItsField) {
    const Reply itself =
        call(*ahn, "PUT", kPath, body(0, "done", rule(support_.id.value, support_.id.value)));
    EXPECT_EQ(itself.status, 400);
    EXPECT_EQ(text_at(json_of(itself), "/errors/0/pointer"), "/rules/0/back_id");
    EXPECT_EQ(call(*ahn, "PUT", kPath, body(0, "lunch", good())).status, 400);
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", kPath)), "/version"), "0") << "nothing was kept";
}

TEST_F(ProgrammeApiTest, ARuleIsProposedAndItsClockBringsTheConversationBack) {
    const auto id = customer_writes("chan", "환불 안 되면 소송합니다", "p1");
    const std::string path = "/api/v1/conversations/" + id + "/hand-off";
    EXPECT_EQ(json_of(call(*kim, "GET", path)).at("items").as_array().size(), 0U);
    ASSERT_EQ(call(*ahn, "PUT", kPath, body(0, "done", good())).status, 200);
    const auto proposed = json_of(call(*kim, "GET", path));
    EXPECT_EQ(text_at(proposed, "/items/0/department_id"), delivery_.id.value);
    EXPECT_EQ(text_at(proposed, "/items/0/word"), "소송");
    EXPECT_EQ(text_at(proposed, "/items/0/tag_id"), "null");
    const std::string rule_id = text_at(proposed, "/items/0/rule_id");
    // A rule of another department is none.
    EXPECT_EQ(call(*kim, "POST", path,
                   R"({"reason":"","department_id":")" + delivery_.id.value +
                       R"(","rule_id":"01J0000000000000000000N0NE"})")
                  .status,
              400);
    const Reply handed = call(*kim, "POST", path,
                              R"({"reason":"법무 판단이 필요합니다","department_id":")" + delivery_.id.value +
                                  R"(","rule_id":")" + rule_id + "\"}");
    ASSERT_EQ(handed.status, 200) << handed.body;
    EXPECT_EQ(text_at(json_of(handed), "/conversation/department_id"), delivery_.id.value);
    EXPECT_EQ(text_at(json_of(handed), "/hand_back/department_id"), support_.id.value);
    clock_.advance(base::Minutes(61));
    const auto due = store_->due(clock_.now(), 10);
    ASSERT_TRUE(due);
    for (const auto& one : *due)
        ASSERT_TRUE(route_->fire(one));
    const auto back = json_of(call(*kim, "GET", "/api/v1/conversations/" + id));
    EXPECT_EQ(text_at(back, "/conversation/department_id"), support_.id.value);
    EXPECT_EQ(text_at(back, "/hand_back"), "null");
}

TEST_F(ProgrammeApiTest, WhatWasSetUpIsSaidToEverybodyWhoAnswers) {
    const auto before = json_of(call(*kim, "GET", "/api/v1/me"));
    EXPECT_EQ(text_at(before, "/word/promise/ko"), "");
    EXPECT_EQ(text_at(before, "/goals/within_promise"), "null");
    const Reply changed = call(
        *ahn, "PATCH", "/api/v1/settings",
        R"({"promise.text_ko":"12분 안에 답합니다","goals.within_promise":"90","answer.hold_en":"By {time} we know."})");
    ASSERT_EQ(changed.status, 200) << changed.body;
    const auto after = json_of(call(*kim, "GET", "/api/v1/me"));
    EXPECT_EQ(text_at(after, "/word/promise/ko"), "12분 안에 답합니다");
    EXPECT_EQ(text_at(after, "/word/hold/en"), "By {time} we know.");
    EXPECT_EQ(text_at(after, "/goals/within_promise"), "90");
    EXPECT_EQ(text_at(after, "/goals/real_answer_minutes"), "null");
    const Reply timeless =
        call(*ahn, "PATCH", "/api/v1/settings", R"({"answer.hold_ko":"곧 알려 드립니다"})");
    EXPECT_EQ(timeless.status, 400);
    EXPECT_NE(timeless.body.find("{time}"), std::string::npos) << timeless.body;
}

}  // namespace
}  // namespace manyhands::http
