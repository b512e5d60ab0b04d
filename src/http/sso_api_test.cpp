// Signing in with a provider over HTTP: a provider whose words this test writes and signs itself.
#include <cjose/cjose.h>

#include "base/encoding.hpp"
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using namespace std::chrono_literals;
using test::Client;
using test::json_of;
using test::Reply;
using test::text_at;
namespace json = boost::json;
using Said = identity::SingleSignOn::Said;
using Ask = identity::SingleSignOn::Ask;

constexpr const char* kIssuer = "https://login.hanbit.example";

struct Gone {
    void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
    void operator()(cjose_header_t* header) const { cjose_header_release(header); }
    void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};

std::string between(const std::string& text, const std::string& before, char end) {
    const auto at = text.find(before);
    if (at == std::string::npos) return {};
    const auto from = at + before.size();
    return text.substr(from, text.find(end, from) - from);
}

class SsoApiTest : public test::World {
  protected:
    SsoApiTest() {
        cjose_err wrong{};
        key_.reset(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &wrong));
        provider_ = [this](const Ask& ask) { return answer_of(ask); };
    }

    base::Result<Said> answer_of(const Ask& ask) {
        asked_.push_back(ask);
        if (down_) return base::fail(base::ErrorCode::unavailable, "net.timed_out");
        if (ask.url == std::string(kIssuer) + "/.well-known/openid-configuration")
            return Said{200, json::serialize(
                                 json::object{{"issuer", kIssuer},
                                              {"authorization_endpoint", std::string(kIssuer) + "/auth"},
                                              {"token_endpoint", std::string(kIssuer) + "/token"},
                                              {"userinfo_endpoint", std::string(kIssuer) + "/me"},
                                              {"jwks_uri", std::string(kIssuer) + "/keys"},
                                              {"id_token_signing_alg_values_supported", json::array{"ES256"}},
                                              {"authorization_response_iss_parameter_supported", true}})};
        if (ask.url == std::string(kIssuer) + "/keys") return Said{200, keys()};
        if (ask.url == std::string(kIssuer) + "/me") return Said{200, json::serialize(userinfo_)};
        if (ask.body.find("grant_type=refresh_token") != std::string::npos) return refresh_;
        return Said{200, json::serialize(json::object{
                             {"id_token", id_token()}, {"access_token", "at"}, {"refresh_token", "rt-1"}})};
    }
    std::string keys() const {
        cjose_err wrong{};
        char* text = cjose_jwk_to_json(key_.get(), false, &wrong);
        auto jwk = json::parse(text).as_object();
        cjose_get_dealloc()(text);
        jwk["kid"] = kid_;
        return json::serialize(json::object{{"keys", json::array{jwk}}});
    }
    std::string id_token() const {
        json::object claims = claims_;
        const auto now = base::to_micros(clock_.now()) / 1'000'000;
        claims.emplace("iss", kIssuer);
        claims.emplace("aud", "manyhands");
        claims.emplace("iat", now);
        claims.emplace("exp", now + 300);
        claims.emplace("nonce", nonce_);
        const std::string payload = json::serialize(claims);
        cjose_err wrong{};
        std::unique_ptr<cjose_header_t, Gone> header(cjose_header_new(&wrong));
        cjose_header_set(header.get(), "alg", "ES256", &wrong);
        cjose_header_set(header.get(), "kid", kid_.c_str(), &wrong);
        std::unique_ptr<cjose_jws_t, Gone> jws(
            cjose_jws_sign(key_.get(), header.get(), reinterpret_cast<const std::uint8_t*>(payload.data()),
                           payload.size(), &wrong));
        const char* text = nullptr;
        cjose_jws_export(jws.get(), &text, &wrong);
        return text;
    }

    json::object wanted() const {
        return {{"issuer", kIssuer},      {"client_id", "manyhands"}, {"client_secret", "a secret"},
                {"newcomers", "refused"}, {"trust_email", false},     {"password_allowed", true}};
    }
    Reply save(const json::object& settings) {
        const auto ahn = sign_in(ahn_);
        return call(*ahn, "PUT", "/api/v1/sso/settings", json::serialize(settings));
    }
    std::string path() const { return "/sso/" + brand_.id.value + "/start"; }
    // Goes to the provider; what the browser has then.
    struct Gone_ {
        std::string state;
        std::string cookie;
    };
    Gone_ go(Client& browser) {
        const Reply reply = browser.request("GET", path());
        EXPECT_EQ(reply.status, 302) << reply.body;
        const std::string to = reply.header("location");
        nonce_ = between(to, "nonce=", '&');
        verifier_challenge_ = between(to, "code_challenge=", '&');
        return {between(to, "state=", '&'), between(reply.header("set-cookie"), "manyhands-sso=", ';')};
    }
    Reply back(Client& browser, const Gone_& gone, const std::string& more = {}) {
        return browser.request("GET",
                               "/sso/callback?code=c1&session_state=x&state=" + gone.state +
                                   (more.empty() ? "&iss=https%3A%2F%2Flogin.hanbit.example" : more),
                               "", {{"Cookie", "manyhands-sso=" + gone.cookie}});
    }
    Reply whole_way() {
        const auto browser = client();
        return back(*browser, go(*browser));
    }
    // A session's cookie is there, and it is this person's.
    void expect_in(const Reply& reply, const std::string& email) {
        ASSERT_EQ(reply.status, 302) << reply.body;
        EXPECT_EQ(reply.header("location"), "/");
        const auto known = identity_->by_session(between(reply.header("set-cookie"), "manyhands=", ';'));
        ASSERT_TRUE(known);
        EXPECT_EQ(known->employee.email, email);
    }

    std::unique_ptr<cjose_jwk_t, Gone> key_;
    std::string kid_ = "k1";
    std::string nonce_;
    std::string verifier_challenge_;
    json::object claims_{{"sub", "u-1"}};
    json::object userinfo_{
        {"sub", "u-1"}, {"email", "kim@hanbit.example"}, {"email_verified", true}, {"name", "Kim"}};
    Said refresh_{200, R"({"access_token":"at","refresh_token":"rt-2"})"};
    std::vector<Ask> asked_;
    bool down_ = false;
};

TEST_F(SsoApiTest, SomebodyWhoIsHereGetsInByTheirVerifiedAddressAndThenBySubject) {
    userinfo_["email"] = kim_.email;
    ASSERT_EQ(save(wanted()).status, 200);
    const auto browser = client();
    EXPECT_EQ(text_at(json_of(call(*browser, "GET", "/api/v1/sso")), "/items/0/address"), path());
    expect_in(whole_way(), kim_.email);
    const Ask& token = *std::ranges::find_if(asked_, [](const Ask& ask) { return ask.method == "POST"; });
    EXPECT_EQ(base::to_base64url(base::sha256(between(token.body, "code_verifier=", '&'))),
              verifier_challenge_);
    EXPECT_NE(token.body.find("redirect_uri=http%3A%2F%2F"), std::string::npos);
    EXPECT_EQ(token.body.find("a%20secret"), std::string::npos) << "in the header, not in the body";
    userinfo_["email"] = "kim@new.example";  // an address may change, the subject does not
    userinfo_["email_verified"] = false;
    expect_in(whole_way(), kim_.email);
}

TEST_F(SsoApiTest, AnAddressThatNobodyCheckedMakesNobodySomebody) {
    userinfo_["email"] = ahn_.email;
    userinfo_["email_verified"] = false;
    ASSERT_EQ(save(wanted()).status, 200);
    const Reply reply = whole_way();
    EXPECT_EQ(reply.status, 403);
    EXPECT_EQ(reply.header("set-cookie").find("manyhands="), std::string::npos);
    userinfo_.erase("email_verified");
    EXPECT_EQ(whole_way().status, 403);
    auto trusting = wanted();
    trusting["trust_email"] = true;
    ASSERT_EQ(save(trusting).status, 200);
    expect_in(whole_way(), ahn_.email);
}

TEST_F(SsoApiTest, AReplyOfAnotherBrowserAnotherProviderOrAnotherPersonIsRefused) {
    userinfo_["email"] = kim_.email;
    ASSERT_EQ(save(wanted()).status, 200);
    const auto browser = client();
    const auto gone = go(*browser);
    EXPECT_EQ(back(*browser, {"another", gone.cookie}).status, 401);
    EXPECT_EQ(back(*browser, {gone.state, ""}).status, 401);
    EXPECT_EQ(back(*browser, {gone.state, base::to_base64url("box of {}")}).status, 401);
    EXPECT_EQ(back(*browser, gone, "&iss=https%3A%2F%2Fevil.example").status, 401);
    EXPECT_EQ(back(*browser, gone, "&error=access_denied&iss=https%3A%2F%2Flogin.hanbit.example").status,
              403);
    EXPECT_EQ(back(*browser, gone, "&x=1").status, 401) << "the provider names itself in every answer";
    userinfo_["sub"] = "u-2";
    EXPECT_EQ(back(*browser, gone).status, 401) << "userinfo is of somebody else";
    userinfo_["sub"] = "u-1";
    const std::string nonce = std::exchange(nonce_, "of another sign-in");
    EXPECT_EQ(back(*browser, gone).status, 401);
    nonce_ = nonce;
    clock_.advance(10min);
    EXPECT_EQ(back(*browser, gone).status, 401) << "too late";
}

TEST_F(SsoApiTest, AChangedKeyIsAskedForOnce) {
    userinfo_["email"] = kim_.email;
    ASSERT_EQ(save(wanted()).status, 200);
    expect_in(whole_way(), kim_.email);
    kid_ = "k2";
    const auto keys_asked = [&] {
        return std::ranges::count_if(asked_, [](const Ask& ask) { return ask.url.ends_with("/keys"); });
    };
    const auto before = keys_asked();
    expect_in(whole_way(), kim_.email);
    EXPECT_EQ(keys_asked(), before + 1);
    kid_ = "k3";
    EXPECT_EQ(whole_way().status, 401) << "not again at once: a forger could make us ask for ever";
    clock_.advance(10s);
    expect_in(whole_way(), kim_.email);
}

TEST_F(SsoApiTest, GroupsSayRoleAndDepartmentAgainAtEachSignIn) {
    userinfo_["email"] = kim_.email;
    userinfo_["groups"] = json::array{"everybody", "care-leads"};
    auto settings = wanted();
    settings["groups"] = json::array{
        json::object{{"group", "care-leads"}, {"role", "lead"}},
        json::object{{"group", "everybody"}, {"role", "employee"}, {"department_id", delivery_.id.value}}};
    ASSERT_EQ(save(settings).status, 200);
    expect_in(whole_way(), kim_.email);
    EXPECT_EQ(store_->employee(kim_.id)->role, model::Role::lead);
    EXPECT_EQ(store_->employee(kim_.id)->department, delivery_.id);
    userinfo_["groups"] = "everybody";
    expect_in(whole_way(), kim_.email);
    EXPECT_EQ(store_->employee(kim_.id)->role, model::Role::employee);
}

TEST_F(SsoApiTest, TheLastAdminStaysOneWhateverTheGroupsSay) {
    userinfo_["email"] = ahn_.email;
    userinfo_["groups"] = json::array{"everybody"};
    auto settings = wanted();
    settings["groups"] = json::array{json::object{{"group", "everybody"}, {"role", "employee"}}};
    ASSERT_EQ(save(settings).status, 200);
    expect_in(whole_way(), ahn_.email);
    EXPECT_EQ(store_->employee(ahn_.id)->role, model::Role::admin);
}

TEST_F(SsoApiTest, NewcomersAreRefusedWaitOrGetIn) {
    userinfo_["email"] = "new@hanbit.example";
    userinfo_["name"] = "Nari Park";
    ASSERT_EQ(save(wanted()).status, 200);
    EXPECT_EQ(whole_way().status, 403);
    auto settings = wanted();
    settings["newcomers"] = "confirmed";
    ASSERT_EQ(save(settings).status, 200);
    EXPECT_EQ(whole_way().status, 200);
    EXPECT_EQ(whole_way().status, 200);
    const auto ahn = sign_in(ahn_);
    const auto waiting = json_of(call(*ahn, "GET", "/api/v1/joins"));
    ASSERT_EQ(waiting.at("items").as_array().size(), 1U) << "who asks twice waits once";
    EXPECT_EQ(json_of(call(*ahn, "GET", "/api/v1/join-links")).at("items").as_array().size(), 0U);
    const std::string id = text_at(waiting, "/items/0/id");
    ASSERT_EQ(call(*ahn, "POST", "/api/v1/joins/" + id + "/confirm", "{}").status, 200);
    expect_in(whole_way(), "new@hanbit.example");

    settings["newcomers"] = "at_once";
    ASSERT_EQ(save(settings).status, 200);
    claims_["sub"] = "u-9";
    userinfo_["sub"] = "u-9";
    userinfo_["email"] = "other@hanbit.example";
    expect_in(whole_way(), "other@hanbit.example");
    userinfo_["sub"] = claims_["sub"] = "u-10";
    EXPECT_EQ(whole_way().status, 409) << "somebody else's address";
}

TEST_F(SsoApiTest, PasswordsOpenNothingWhereTheBrandSaysSoExceptToAdmins) {
    ASSERT_TRUE(identity_->set_password(kim_.id, "open sesame"));
    ASSERT_TRUE(identity_->set_password(ahn_.id, "open sesame"));
    auto settings = wanted();
    settings["password_allowed"] = false;
    ASSERT_EQ(save(settings).status, 200);
    const auto visitor = client();
    const auto with_password = [&](const model::Employee& e, const char* password) {
        return call(*visitor, "POST", "/api/v1/session",
                    json::serialize(json::object{{"email", e.email}, {"password", password}}));
    };
    EXPECT_EQ(with_password(kim_, "open sesame").status, 403);
    EXPECT_EQ(text_at(json_of(with_password(kim_, "open sesame")), "/type"),
              "urn:manyhands:problem:identity.sso.only");
    EXPECT_EQ(with_password(kim_, "wrong password").status, 401) << "nothing is told to who does not know it";
    EXPECT_EQ(with_password(ahn_, "open sesame").status, 200);
    const auto ahn = sign_in(ahn_);
    ASSERT_EQ(call(*ahn, "DELETE", "/api/v1/sso/settings").status, 204);
    EXPECT_EQ(with_password(kim_, "open sesame").status, 200);
    EXPECT_EQ(json_of(call(*visitor, "GET", "/api/v1/sso")).at("items").as_array().size(), 0U);
    EXPECT_EQ(visitor->request("GET", path()).status, 404);
}

TEST_F(SsoApiTest, WhatCannotWorkIsNotSavedAndASecretGoesToNoOtherProvider) {
    down_ = true;
    EXPECT_EQ(text_at(json_of(save(wanted())), "/errors/0/pointer"), "/issuer");
    down_ = false;
    auto settings = wanted();
    settings["scopes"] = "profile";
    EXPECT_EQ(text_at(json_of(save(settings)), "/errors/0/pointer"), "/scopes");
    settings = wanted();
    settings["groups"] = json::array{json::object{{"group", "x"}}};
    EXPECT_EQ(text_at(json_of(save(settings)), "/errors/0/pointer"), "/groups");
    const Reply saved = save(wanted());
    EXPECT_EQ(text_at(json_of(saved), "/provider/has_secret"), "true");
    EXPECT_EQ(saved.body.find("a secret"), std::string::npos);
    settings = wanted();
    settings.erase("client_secret");
    EXPECT_EQ(text_at(json_of(save(settings)), "/provider/has_secret"), "true");
    settings["client_id"] = "another";
    EXPECT_EQ(text_at(json_of(save(settings)), "/provider/has_secret"), "false");
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/sso/settings").status, 403);
}

TEST_F(SsoApiTest, WhomTheProviderDoesNotKnowAnyMoreIsOutUntilItDoes) {
    userinfo_["email"] = kim_.email;
    ASSERT_EQ(save(wanted()).status, 200);
    const Reply reply = whole_way();
    expect_in(reply, kim_.email);
    const std::string session = between(reply.header("set-cookie"), "manyhands=", ';');
    EXPECT_TRUE(sso_->due(10)->empty());
    clock_.advance(45s);
    ASSERT_EQ(sso_->due(10)->size(), 1U);
    EXPECT_FALSE(*sso_->ask(sso_->due(10)->front()));
    EXPECT_TRUE(sso_->due(10)->empty());
    EXPECT_LE(*sso_->next_due().value(), clock_.now() + 45s);
    EXPECT_TRUE(identity_->by_session(session));

    // A provider that is down, and one with a fault, say nothing about anybody.
    clock_.advance(45s);
    down_ = true;
    EXPECT_FALSE(*sso_->ask(sso_->due(10)->front()));
    down_ = false;
    clock_.advance(45s);
    for (const Said& fault : {Said{500, R"({"error":"invalid_grant"})"},
                              Said{401, R"({"error":"invalid_client"})"}, Said{200, "<html>"}}) {
        refresh_ = fault;
        clock_.advance(10min);
        EXPECT_FALSE(*sso_->ask(sso_->due(10)->front())) << fault.body;
        EXPECT_TRUE(identity_->by_session(session));
    }

    clock_.advance(10min);
    refresh_ = {400, R"({"error":"invalid_grant"})"};
    const auto stale = sso_->due(10)->front();
    EXPECT_TRUE(*sso_->ask(stale));
    EXPECT_NE(asked_.back().body.find("refresh_token=rt-2"), std::string::npos) << "the token that came last";
    EXPECT_FALSE(identity_->by_session(session));
    EXPECT_FALSE(store_->employee(kim_.id)->active);
    EXPECT_TRUE(sso_->due(10)->empty());
    expect_in(whole_way(), kim_.email);
    EXPECT_TRUE(store_->employee(kim_.id)->active);
    EXPECT_FALSE(*sso_->ask(stale)) << "an answer to a question of before";
    EXPECT_TRUE(store_->employee(kim_.id)->active);
    // Whom an admin switched off does not come back by themselves.
    const auto ahn = sign_in(ahn_);
    ASSERT_EQ(call(*ahn, "PATCH", "/api/v1/employees/" + kim_.id.value, R"({"active":false})").status, 200);
    EXPECT_EQ(whole_way().status, 403);
}

TEST_F(SsoApiTest, TheLastAdminIsSignedOutAndNotSwitchedOff) {
    userinfo_["email"] = ahn_.email;
    ASSERT_EQ(save(wanted()).status, 200);
    expect_in(whole_way(), ahn_.email);
    clock_.advance(45s);
    refresh_ = {400, R"({"error":"invalid_grant"})"};
    EXPECT_TRUE(*sso_->ask(sso_->due(10)->front()));
    EXPECT_TRUE(store_->employee(ahn_.id)->active);
}

}  // namespace
}  // namespace manyhands::http
