// The second factor over HTTP: made, asked for at sign-in, ended.
#include "base/encoding.hpp"
#include "http/world_test.hpp"
#include "identity/totp.hpp"

namespace manyhands::http {
namespace {

using namespace std::chrono_literals;
using test::json_of;
using test::Reply;
using test::text_at;

class SecondFactorApiTest : public test::World {
  protected:
    std::string app() { return app(kim_); }
    std::string app(const model::Employee& of) {
        const auto row = store_->second_factor(of.id);
        return identity::hotp(base::from_base64url((*row)->box)->substr(7),
                              static_cast<std::uint64_t>(identity::totp_step(clock_.now())));
    }
    Reply sign_in_with(const std::string& code) { return sign_in_with(kim_, code); }
    Reply sign_in_with(const model::Employee& of, const std::string& code) {
        boost::json::object body{{"email", of.email}, {"password", "open sesame"}};
        if (!code.empty()) body["code"] = code;
        const auto visitor = client();
        return call(*visitor, "POST", "/api/v1/session", boost::json::serialize(body));
    }
};

TEST_F(SecondFactorApiTest, IsMadeAskedForAndEnded) {
    ASSERT_TRUE(identity_->set_password(kim_.id, "open sesame"));
    const auto kim = sign_in(kim_);
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/me/second-factor")), "/on"), "false");
    const Reply setup = call(*kim, "POST", "/api/v1/me/second-factor");
    ASSERT_EQ(setup.status, 201) << setup.body;
    EXPECT_EQ(text_at(json_of(setup), "/uri").substr(0, 15), "otpauth://totp/");
    EXPECT_EQ(sign_in_with("").status, 200);
    const Reply wrong = call(*kim, "POST", "/api/v1/me/second-factor/confirm", R"({"code":"000000"})");
    EXPECT_EQ(wrong.status, 400);
    EXPECT_EQ(text_at(json_of(wrong), "/errors/0/pointer"), "/code");
    const Reply on = call(*kim, "POST", "/api/v1/me/second-factor/confirm", R"({"code":")" + app() + "\"}");
    ASSERT_EQ(on.status, 200) << on.body;
    const std::string recovery = text_at(json_of(on), "/codes/0");
    EXPECT_EQ(call(*kim, "POST", "/api/v1/me/second-factor").status, 409);

    const Reply needed = sign_in_with("");
    EXPECT_EQ(needed.status, 403);
    EXPECT_EQ(text_at(json_of(needed), "/type"), "urn:manyhands:problem:identity.second.needed");
    EXPECT_EQ(needed.header("set-cookie"), "");
    EXPECT_EQ(sign_in_with("000000").status, 401);
    clock_.advance(30s);
    EXPECT_EQ(sign_in_with(app()).status, 200);
    EXPECT_EQ(sign_in_with(recovery).status, 200);
    EXPECT_EQ(sign_in_with(recovery).status, 401) << "once";
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/me/second-factor")), "/recovery_left"), "9");
    clock_.advance(30s);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/me/second-factor/end", R"({"code":"000000"})").status, 400);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/me/second-factor/end", R"({"code":")" + app() + "\"}").status, 204);
    EXPECT_EQ(sign_in_with("").status, 200);
}

TEST_F(SecondFactorApiTest, AnAdminHelpsWhoLostThePhone) {
    ASSERT_TRUE(identity_->set_password(kim_.id, "open sesame"));
    const auto kim = sign_in(kim_);
    call(*kim, "POST", "/api/v1/me/second-factor");
    ASSERT_EQ(call(*kim, "POST", "/api/v1/me/second-factor/confirm", R"({"code":")" + app() + "\"}").status,
              200);
    EXPECT_EQ(sign_in_with("").status, 403);
    const std::string at = "/api/v1/employees/" + kim_.id.value + "/second-factor";
    EXPECT_EQ(call(*sign_in(lee_), "DELETE", at).status, 403);
    const auto ahn = sign_in(ahn_);
    EXPECT_EQ(call(*ahn, "DELETE", at).status, 204);
    EXPECT_EQ(call(*ahn, "DELETE", at).status, 204);
    EXPECT_EQ(sign_in_with("").status, 200);
    EXPECT_NE(call(*ahn, "GET", "/api/v1/audit?action=second_factor.").body.find("second_factor.off"),
              std::string::npos);
}

// Whoever is let in by the brand that asks for nothing would never be asked for the other.
TEST_F(SecondFactorApiTest, AnotherBrandWithoutItIsNoWayAround) {
    ASSERT_TRUE(identity_->set_password(ahn_.id, "open sesame"));
    const auto ahn = sign_in(ahn_);
    call(*ahn, "POST", "/api/v1/me/second-factor");
    ASSERT_EQ(
        call(*ahn, "POST", "/api/v1/me/second-factor/confirm", R"({"code":")" + app(ahn_) + "\"}").status,
        200);
    const model::Actor founder{ahn_.id, brand_.id, ahn_.department, ahn_.role, ahn_.initials, std::nullopt};
    const auto other = staff_->add_brand(founder, "둘째", "고객", "care");
    ASSERT_TRUE(other) << other.error().key;
    const auto mine = store_->employees_by_email(ahn_.email);
    ASSERT_EQ(mine->size(), 2U);
    for (const model::Employee& one : *mine)
        ASSERT_TRUE(identity_->set_password(one.id, "open sesame"));

    EXPECT_EQ(sign_in_with(ahn_, "").status, 403);
    EXPECT_EQ(sign_in_with(ahn_, "000000").status, 401);
    clock_.advance(30s);
    EXPECT_EQ(sign_in_with(ahn_, app(ahn_)).status, 200);
}

}  // namespace
}  // namespace manyhands::http
