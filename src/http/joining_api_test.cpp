// Joining over HTTP: the page of a link knows nobody, and tells a stranger nothing.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using namespace std::chrono_literals;
using test::json_of;
using test::Reply;
using test::text_at;

class JoiningApiTest : public test::World {
  protected:
    // The token of a new link.
    std::string link(test::Client& by, const std::string& entry = "confirmed", int hours = 4) {
        const Reply reply = call(by, "POST", "/api/v1/join-links",
                                 R"({"hours":)" + std::to_string(hours) +
                                     R"(,"domains":["hanbit.example"],"entry":")" + entry + "\"}");
        EXPECT_EQ(reply.status, 201) << reply.body;
        const std::string url = text_at(json_of(reply), "/url");
        return url.substr(url.rfind('/') + 1);
    }
    Reply join(const std::string& token, const std::string& name, const std::string& email,
               const std::map<std::string, std::string>& headers = {}) {
        const auto visitor = client();
        return call(*visitor, "POST", "/api/v1/join",
                    boost::json::serialize(boost::json::object{
                        {"token", token}, {"name", name}, {"email", email}, {"password", "open sesame"}}),
                    headers);
    }
    Reply enter(test::Client& by, const std::string& receipt) {
        return call(by, "POST", "/api/v1/join/enter", R"({"receipt":")" + receipt + "\"}");
    }
    int audited(const std::string& action) {
        const auto ahn = sign_in(ahn_);
        const auto page = json_of(call(*ahn, "GET", "/api/v1/audit?action=" + action));
        return static_cast<int>(page.at("items").as_array().size());
    }
};

TEST_F(JoiningApiTest, FromTheLinkToTheFirstQuestion) {
    const auto ahn = sign_in(ahn_);
    const std::string token = link(*ahn);
    const auto phone = client();
    const Reply page = call(*phone, "POST", "/api/v1/join/look", R"({"token":")" + token + "\"}");
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(text_at(json_of(page), "/brand"), "한빛전자");
    EXPECT_EQ(text_at(json_of(page), "/department_ko"), "고객지원");
    const Reply proposal = call(*phone, "POST", "/api/v1/join/initials",
                                R"({"token":")" + token + R"(","name":"Kim Gaon","initials":""})");
    EXPECT_NE(text_at(json_of(proposal), "/initials"), "KG") << "taken";
    const Reply taken = call(*phone, "POST", "/api/v1/join/initials",
                             R"({"token":")" + token + R"(","name":"Kim Gaon","initials":"kg"})");
    EXPECT_EQ(text_at(json_of(taken), "/free"), "false");

    const Reply joined = join(token, "Min Seo", "min@hanbit.example");
    ASSERT_EQ(joined.status, 201) << joined.body;
    const std::string receipt = text_at(json_of(joined), "/receipt");
    const Reply waits = enter(*phone, receipt);
    EXPECT_EQ(text_at(json_of(waits), "/state"), "waiting");
    EXPECT_EQ(waits.header("set-cookie"), "");

    const Reply list = call(*ahn, "GET", "/api/v1/joins");
    EXPECT_EQ(text_at(json_of(list), "/items/0/email"), "min@hanbit.example");
    EXPECT_EQ(list.body.find("argon2"), std::string::npos);
    const std::string id = text_at(json_of(list), "/items/0/id");
    const Reply in = call(*ahn, "POST", "/api/v1/joins/" + id + "/confirm", "{}");
    EXPECT_EQ(text_at(json_of(in), "/role"), "employee");
    EXPECT_EQ(call(*ahn, "POST", "/api/v1/joins/" + id + "/confirm", "{}").status, 404);

    const Reply entered = enter(*phone, receipt);
    EXPECT_EQ(text_at(json_of(entered), "/state"), "in");
    EXPECT_EQ(text_at(json_of(entered), "/me/employee/email"), "min@hanbit.example");
    EXPECT_EQ(text_at(json_of(entered), "/me/must_set_password"), "false");
    const std::string cookie = entered.header("set-cookie");
    ASSERT_NE(cookie, "");
    phone->headers["Cookie"] = cookie.substr(0, cookie.find(';'));
    EXPECT_EQ(call(*phone, "GET", "/api/v1/quick/next").status, 200);
    EXPECT_EQ(call(*phone, "GET", "/api/v1/join-links").status, 403);
    EXPECT_EQ(enter(*client(), receipt).status, 401) << "a receipt opens once";
    const Reply links = call(*ahn, "GET", "/api/v1/join-links");
    EXPECT_EQ(text_at(json_of(links), "/items/0/joined"), "1");
    EXPECT_EQ(links.body.find(token), std::string::npos) << "shown once";
}

TEST_F(JoiningApiTest, WhatIsOverSaysSoInBothLanguagesAndIsWrittenDown) {
    const auto ahn = sign_in(ahn_);
    const std::string token = link(*ahn);
    const std::string id = text_at(json_of(call(*ahn, "GET", "/api/v1/join-links")), "/items/0/id");
    EXPECT_EQ(call(*ahn, "DELETE", "/api/v1/join-links/" + id).status, 204);
    EXPECT_EQ(call(*ahn, "DELETE", "/api/v1/join-links/" + id).status, 204) << "again changes nothing";
    const Reply ko = join(token, "Min Seo", "min@hanbit.example", {{"Accept-Language", "ko"}});
    EXPECT_EQ(ko.status, 401);
    EXPECT_EQ(text_at(json_of(ko), "/detail"), "이 가입 링크는 끝났습니다. 새 링크를 받으세요.");
    const Reply en = join(token, "Min Seo", "min@hanbit.example", {{"Accept-Language", "en"}});
    EXPECT_EQ(text_at(json_of(en), "/detail"), "This join link was ended. Ask for a new one.");
    EXPECT_EQ(audited("join.turned_away"), 2);
    EXPECT_EQ(join("never-was-one", "Min Seo", "min@hanbit.example").status, 401);
    EXPECT_EQ(audited("join.guessed"), 1);
    EXPECT_EQ(audited("join_link.ended"), 1);
}

TEST_F(JoiningApiTest, WhoeverGuessesIsSlowedDown) {
    SiteConfig config;
    config.api.sign_in_failures = 5;
    restart(config);
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(join("guess-" + std::to_string(i), "Min Seo", "min@hanbit.example").status, 401);
    const Reply slowed = join("guess-6", "Min Seo", "min@hanbit.example");
    EXPECT_EQ(slowed.status, 429);
    EXPECT_NE(slowed.header("retry-after"), "");
    const auto visitor = client();
    EXPECT_EQ(call(*visitor, "POST", "/api/v1/join/enter", R"({"receipt":"another"})").status, 429);
}

// What a stranger is told of an address that is here is what they are told of every other.
TEST_F(JoiningApiTest, ACrowdThatScansAnOldPosterLocksNobodyOut) {
    const auto ahn = sign_in(ahn_);
    const std::string token = link(*ahn, "confirmed", 1);
    clock_.advance(2h);
    const auto visitor = client();
    for (int i = 0; i < 30; ++i)
        ASSERT_EQ(call(*visitor, "POST", "/api/v1/join/look", R"({"token":")" + token + "\"}").status, 401);
    ASSERT_TRUE(identity_->set_password(kim_.id, "open sesame"));
    EXPECT_EQ(call(*visitor, "POST", "/api/v1/session",
                   R"({"email":")" + kim_.email + R"(","password":"open sesame"})")
                  .status,
              200);
}

TEST_F(JoiningApiTest, AnAddressThatIsHereLooksLikeAnyOther) {
    const auto ahn = sign_in(ahn_);
    for (const char* way : {"confirmed", "at_once"}) {
        const std::string token = link(*ahn, way);
        const Reply known = join(token, "Not Kim", kim_.email);
        ASSERT_EQ(known.status, 201) << known.body;
        const Reply state = enter(*client(), text_at(json_of(known), "/receipt"));
        EXPECT_EQ(text_at(json_of(state), "/state"), "waiting");
        EXPECT_EQ(state.header("set-cookie"), "");
    }
    const Reply list = call(*ahn, "GET", "/api/v1/joins");
    EXPECT_EQ(text_at(json_of(list), "/items/0/known"), "true");
    const std::string id = text_at(json_of(list), "/items/0/id");
    EXPECT_EQ(call(*ahn, "POST", "/api/v1/joins/" + id + "/confirm", "{}").status, 409);
    EXPECT_EQ(call(*ahn, "DELETE", "/api/v1/joins/" + id).status, 204);
    EXPECT_EQ(call(*ahn, "DELETE", "/api/v1/joins/" + id).status, 404);
}

TEST_F(JoiningApiTest, WhatIsWrongIsSaidAtItsField) {
    const auto ahn = sign_in(ahn_);
    const std::string token = link(*ahn);
    const Reply wrong = join(token, "Min Seo", "min@elsewhere.example");
    EXPECT_EQ(wrong.status, 400);
    EXPECT_EQ(text_at(json_of(wrong), "/errors/0/pointer"), "/email");
    EXPECT_NE(text_at(json_of(wrong), "/errors/0/detail").find("@hanbit.example"), std::string::npos);
    const Reply hours = call(*ahn, "POST", "/api/v1/join-links",
                             R"({"hours":48,"domains":["hanbit.example"],"entry":"at_once"})");
    EXPECT_EQ(text_at(json_of(hours), "/errors/0/pointer"), "/hours");
    EXPECT_EQ(call(*ahn, "POST", "/api/v1/join-links", R"({"hours":1,"entry":"whenever"})").status, 400);
    EXPECT_EQ(
        call(*ahn, "POST", "/api/v1/join-links", R"({"hours":1,"entry":"confirmed","role":"admin"})").status,
        400)
        << "an employee, always";
    EXPECT_EQ(join(token, "Min Seo", "min@hanbit.example", {{"Origin", "https://elsewhere.example"}}).status,
              403);
}

TEST_F(JoiningApiTest, InvitationsAreEndedAndMadeAnew) {
    const auto ahn = sign_in(ahn_);
    const Reply made =
        call(*ahn, "POST", "/api/v1/employees",
             R"({"name":"Yu Sol","email":"yu@hanbit.example","role":"employee","department_id":")" +
                 support_.id.value + "\"}");
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string id = text_at(json_of(made), "/employee/id");
    const auto token_of = [](const Reply& reply) {
        const std::string url = text_at(json_of(reply), "/link");
        return url.substr(url.rfind('/') + 1);
    };
    const auto signs_in = [&](const std::string& token) {
        const auto visitor = client();
        return call(*visitor, "POST", "/api/v1/session/link", R"({"token":")" + token + "\"}").status;
    };
    const auto state = [&] {
        const auto all = json_of(call(*ahn, "GET", "/api/v1/invitations"));
        for (const auto& one : all.at("items").as_array())
            if (text_at(one, "/employee/id") == id) return text_at(one, "/state");
        return std::string("(none)");
    };
    EXPECT_EQ(state(), "open");
    const Reply again = call(*ahn, "POST", "/api/v1/employees/" + id + "/link");
    EXPECT_EQ(signs_in(token_of(made)), 401) << "the one before has ended";
    EXPECT_EQ(call(*ahn, "DELETE", "/api/v1/employees/" + id + "/link").status, 204);
    EXPECT_EQ(state(), "ended");
    EXPECT_EQ(signs_in(token_of(again)), 401);
    const Reply last = call(*ahn, "POST", "/api/v1/employees/" + id + "/link");
    clock_.advance(identity::kInvitationLives);
    const auto later = sign_in(ahn_);
    EXPECT_EQ(signs_in(token_of(last)), 401);
    EXPECT_EQ(state(), "expired");
    EXPECT_EQ(signs_in(token_of(call(*ahn, "POST", "/api/v1/employees/" + id + "/link"))), 200);
    EXPECT_EQ(state(), "(none)");
}

}  // namespace
}  // namespace manyhands::http
