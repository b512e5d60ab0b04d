// Retention over HTTP: what would go is counted first; one customer's texts at their wish.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using namespace std::chrono_literals;
using test::json_of;
using test::Reply;
using test::text_at;

class ErasureApiTest : public test::World {
  protected:
    std::string ended() {
        const auto kim = sign_in(kim_);
        const std::string id = customer_writes("chan", "택배가 아직 안 왔어요", "p1");
        claim(*kim, id);
        EXPECT_EQ(call(*kim, "POST", "/api/v1/conversations/" + id + "/close").status, 200);
        return id;
    }
    void run() {
        for (int n = 0; n < 100; ++n) {
            const auto more = erasures_->run_once(n == 0);
            ASSERT_TRUE(more.has_value()) << more.error().key << " " << more.error().cause;
            if (!*more) return;
        }
        FAIL() << "it does not end";
    }
};

TEST_F(ErasureApiTest, WhatWouldGoIsCountedBeforeAnythingGoes) {
    const std::string id = ended();
    clock_.advance(24h * 40);
    const auto ahn = sign_in(ahn_);
    const Reply off = call(*ahn, "GET", "/api/v1/retention");
    EXPECT_EQ(text_at(json_of(off), "/days"), "0");
    EXPECT_EQ(text_at(json_of(off), "/conversations"), "0");
    const Reply dry = call(*ahn, "GET", "/api/v1/retention?days=30");
    EXPECT_EQ(text_at(json_of(dry), "/conversations"), "1");
    EXPECT_EQ(text_at(json_of(dry), "/days"), "0") << "asked, not set";
    run();
    EXPECT_NE(call(*ahn, "GET", "/api/v1/conversations/" + id).body.find("택배"), std::string::npos);

    ASSERT_EQ(call(*ahn, "PATCH", "/api/v1/settings", R"({"retention.days":"30"})").status, 200);
    run();
    const Reply after = call(*ahn, "GET", "/api/v1/conversations/" + id);
    EXPECT_EQ(after.body.find("택배"), std::string::npos);
    EXPECT_EQ(after.body.find("chan"), std::string::npos) << after.body;
    const Reply told = call(*ahn, "GET", "/api/v1/retention");
    EXPECT_EQ(text_at(json_of(told), "/runs/0/done"), "1");
    EXPECT_EQ(text_at(json_of(told), "/conversations"), "0");
    EXPECT_NE(call(*ahn, "GET", "/api/v1/audit?action=retention.").body.find("retention.erased"),
              std::string::npos);
}

TEST_F(ErasureApiTest, ACustomerAtTheirWishByLeadsAndAdmins) {
    const std::string id = ended();
    const std::string path = "/api/v1/conversations/" + id + "/erase-customer";
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "POST", path).status, 403);
    EXPECT_EQ(call(*kim, "GET", path).status, 403);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/erasures/x").status, 403);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/retention").status, 403);
    const auto ahn = sign_in(hire("Park Lead", model::Role::lead));
    const Reply asked = call(*ahn, "GET", path);
    ASSERT_EQ(asked.status, 200) << asked.body;
    EXPECT_EQ(text_at(json_of(asked), "/handle"), "chan.example");
    EXPECT_EQ(text_at(json_of(asked), "/conversations"), "1");
    EXPECT_EQ(text_at(json_of(asked), "/open"), "0");
    const Reply begun = call(*ahn, "POST", path);
    ASSERT_EQ(begun.status, 202) << begun.body;
    EXPECT_EQ(text_at(json_of(begun), "/total"), "1");
    const std::string at = "/api/v1/erasures/" + text_at(json_of(begun), "/id");
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", at)), "/finished_at"), "null");
    run();
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", at)), "/done"), "1");
    EXPECT_NE(text_at(json_of(call(*ahn, "GET", at)), "/finished_at"), "null");
    EXPECT_EQ(call(*ahn, "GET", at + "0").status, 404);
    EXPECT_EQ(call(*ahn, "GET", path).status, 409);
    EXPECT_EQ(call(*ahn, "GET", "/api/v1/conversations/" + id).body.find("chan"), std::string::npos);
    EXPECT_EQ(call(*ahn, "POST", path).status, 409) << "done already";
    EXPECT_EQ(call(*ahn, "POST", "/api/v1/conversations/01J0000000000000000000NONE/erase-customer").status,
              404);
    const std::string open = customer_writes("dana", "환불해 주세요", "p2");
    const Reply refused = call(*ahn, "POST", "/api/v1/conversations/" + open + "/erase-customer");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(text_at(json_of(refused), "/type"), "urn:manyhands:problem:desk.erasure.open");
}

TEST_F(ErasureApiTest, ARefusedSignInStandsInTheAuditLog) {
    ASSERT_TRUE(identity_->set_password(kim_.id, "right horse battery"));
    const auto nobody = client();
    const std::string wrong = R"({"email":")" + kim_.email + R"(","password":"wrong horse battery"})";
    EXPECT_EQ(call(*nobody, "POST", "/api/v1/session", wrong).status, 401);
    EXPECT_EQ(call(*nobody, "POST", "/api/v1/session", R"({"email":"x@y.example","password":"wrong horse"})")
                  .status,
              401);
    const auto ahn = sign_in(ahn_);
    const auto audit = json_of(call(*ahn, "GET", "/api/v1/audit?action=session.refused"));
    EXPECT_EQ(text_at(audit, "/items/0/object"), kim_.id.value);
    EXPECT_EQ(audit.at("items").as_array().size(), 1U) << "invented addresses stand nowhere";
}

}  // namespace
}  // namespace manyhands::http
