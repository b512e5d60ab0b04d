// The API against the real store: who may do what, strict input, and the way of a conversation.
#include <thread>

#include "http/shapes.hpp"
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::Client;
using test::json_of;
using test::Reply;
using test::text_at;

class ApiTest : public test::World {
  protected:
    static std::string at(const std::string& conversation, const std::string& more = {}) {
        return "/api/v1/conversations/" + conversation + more;
    }
};

TEST_F(ApiTest, ALinkSignsInOnce) {
    const auto visitor = client();
    EXPECT_EQ(call(*visitor, "GET", "/api/v1/me").status, 401);
    const auto token = identity_->make_link(kim_.id, identity::kLinkLives);
    const std::string body = R"({"token":")" + *token + "\"}";
    const Reply first = call(*visitor, "POST", "/api/v1/session/link", body);
    ASSERT_EQ(first.status, 200);
    const std::string cookie = first.header("set-cookie");
    EXPECT_TRUE(cookie.starts_with("manyhands="));
    EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
    EXPECT_NE(cookie.find("SameSite=Lax"), std::string::npos);
    EXPECT_EQ(cookie.find("Secure"), std::string::npos);
    const auto me = json_of(first);
    EXPECT_EQ(text_at(me, "/employee/initials"), "KG");
    EXPECT_EQ(text_at(me, "/practice"), "true");
    EXPECT_EQ(text_at(me, "/must_set_password"), "true");
    EXPECT_EQ(text_at(me, "/settings/undo_seconds"), "5");
    EXPECT_EQ(text_at(me, "/may/manage_accounts"), "false");
    EXPECT_EQ(text_at(me, "/server_time"), "2026-03-09T05:23:00Z");
    EXPECT_EQ(call(*visitor, "POST", "/api/v1/session/link", body).status, 401);
}

TEST_F(ApiTest, APasswordSignsInAndWrongOnesAreCounted) {
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "PUT", "/api/v1/me/password", R"({"password":"short"})").status, 400);
    EXPECT_EQ(call(*kim, "PUT", "/api/v1/me/password", R"({"password":"긴 비밀번호입니다"})").status, 204);
    const auto visitor = client();
    const auto body = [&](const std::string& password) {
        return boost::json::serialize(boost::json::object{{"email", kim_.email}, {"password", password}});
    };
    EXPECT_EQ(call(*visitor, "POST", "/api/v1/session", body("긴 비밀번호입니다")).status, 200);
    SiteConfig config;
    config.api.sign_in_failures = 2;
    restart(config);
    const auto guesser = client();
    EXPECT_EQ(call(*guesser, "POST", "/api/v1/session", body("wrong one")).status, 401);
    EXPECT_EQ(call(*guesser, "POST", "/api/v1/session", body("wrong two")).status, 401);
    const Reply blocked = call(*guesser, "POST", "/api/v1/session", body("긴 비밀번호입니다"));
    EXPECT_EQ(blocked.status, 429);
    EXPECT_FALSE(blocked.header("retry-after").empty());
    clock_.advance(base::Minutes(6));
    EXPECT_EQ(call(*guesser, "POST", "/api/v1/session", body("긴 비밀번호입니다")).status, 200);
}

TEST_F(ApiTest, SigningOutEndsTheSessionAtOnce) {
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "DELETE", "/api/v1/session").status, 204);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/me").status, 401);
}

TEST_F(ApiTest, ADeactivatedEmployeeIsOutAtOnce) {
    const auto kim = sign_in(kim_);
    ASSERT_TRUE(identity_->deactivate(kim_.id));
    EXPECT_EQ(call(*kim, "GET", "/api/v1/conversations").status, 401);
}

TEST_F(ApiTest, SettingsAreKeptAndSetTheLanguage) {
    const auto kim = sign_in(kim_);
    const Reply changed =
        call(*kim, "PATCH", "/api/v1/me", R"({"lang":"ko","undo_seconds":20,"zone":"Asia/Seoul"})");
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", "/api/v1/me")), "/settings/undo_seconds"), "20");
    const Reply korean = call(*kim, "GET", at("01J0000000000000000000N0NE"));
    EXPECT_EQ(korean.status, 404);
    EXPECT_EQ(text_at(json_of(korean), "/title"), "찾을 수 없습니다");
    EXPECT_EQ(korean.header("content-language"), "ko");
    EXPECT_EQ(call(*kim, "PATCH", "/api/v1/me", R"({"undo_seconds":7})").status, 400);
    EXPECT_EQ(call(*kim, "PATCH", "/api/v1/me", R"({"zone":"Nowhere/Land"})").status, 400);
}

TEST_F(ApiTest, AnAnswersWay) {
    const std::string id = customer_writes("chan", "이어폰 한쪽이 안 들려요 <script>alert(1)</script>", "p1");
    const auto kim = sign_in(kim_);
    const auto page = json_of(call(*kim, "GET", "/api/v1/conversations?view=queue&limit=10"));
    EXPECT_EQ(text_at(page, "/items/0/id"), id);
    EXPECT_EQ(text_at(page, "/items/0/state"), "waiting");
    EXPECT_EQ(text_at(page, "/items/0/waiting_since"), "2026-03-09T05:23:00Z");
    const Reply claimed = claim(*kim, id);
    ASSERT_EQ(claimed.status, 200) << claimed.body;
    EXPECT_EQ(claimed.header("etag"), "\"1\"");
    const auto detail = json_of(claimed);
    EXPECT_EQ(text_at(detail, "/conversation/claim/holder/initials"), "KG");
    EXPECT_EQ(text_at(detail, "/posts/0/text"), "이어폰 한쪽이 안 들려요 <script>alert(1)</script>");
    EXPECT_EQ(text_at(detail, "/signature"), " ^KG");
    EXPECT_EQ(text_at(detail, "/text_rule"), "graphemes-300");

    EXPECT_EQ(call(*kim, "PUT", at(id, "/draft"), R"({"text":"안녕하세요"})").status, 200);
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", at(id))), "/draft/text"), "안녕하세요");
    const std::string picture = ids_.make<model::MediaId>().value;
    const auto draft = [&](const std::string& body) {
        EXPECT_EQ(call(*kim, "PUT", at(id, "/draft"), body).status, 200) << body;
        return json_of(call(*kim, "GET", at(id))).at("draft");
    };
    EXPECT_EQ(
        text_at(draft(R"({"text":"","media":[{"id":")" + picture + R"(","alt":"부표"}]})"), "/media/0/alt"),
        "부표");
    EXPECT_EQ(text_at(draft(R"({"text":"글"})"), "/media/0/id"), picture) << "who says nothing of pictures";
    EXPECT_EQ(draft(R"({"text":"글","media":[]})").at("media").as_array().size(), 0U);
    EXPECT_TRUE(draft(R"({"text":""})").is_null());
    EXPECT_EQ(call(*kim, "PUT", at(id, "/draft"), R"({"text":"안녕하세요"})").status, 200);
    EXPECT_EQ(call(*kim, "POST", at(id, "/claim/renew")).status, 204);

    const Reply sent =
        answer(*kim, id, "새 제품을 보내 드리겠습니다.", claimed.header("etag"), "key-00000001");
    ASSERT_EQ(sent.status, 202) << sent.body;
    const auto going = json_of(sent);
    EXPECT_EQ(text_at(going, "/conversation/state"), "going_out");
    EXPECT_EQ(text_at(going, "/answers/0/published_text"), "새 제품을 보내 드리겠습니다. ^KG");
    EXPECT_EQ(text_at(going, "/answers/0/goes_out_at"), "2026-03-09T05:23:05Z");

    // The same request once more is the same answer.
    const Reply again =
        answer(*kim, id, "새 제품을 보내 드리겠습니다.", claimed.header("etag"), "key-00000001");
    EXPECT_EQ(again.status, 202) << again.body;
    EXPECT_EQ(text_at(json_of(again), "/answers/0/id"), text_at(going, "/answers/0/id"));
    EXPECT_EQ(text_at(json_of(again), "/answers/1/id"), "(nothing at /answers/1/id)");

    const std::string answer_id = text_at(going, "/answers/0/id");
    const Reply undone = call(*kim, "POST", "/api/v1/answers/" + answer_id + "/cancel");
    EXPECT_EQ(undone.status, 200) << undone.body;
    EXPECT_EQ(text_at(json_of(undone), "/conversation/going_out"), "null");

    const Reply second =
        answer(*kim, id, "새 제품을 보내 드리겠습니다!", claimed.header("etag"), "key-00000002");
    ASSERT_EQ(second.status, 202) << second.body;
    const std::string second_id = text_at(json_of(second), "/answers/0/id");
    clock_.advance(std::chrono::seconds(6));
    network_accepts(second_id);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/answers/" + second_id + "/cancel").status, 409);
    const auto done = json_of(call(*kim, "GET", at(id)));
    EXPECT_EQ(text_at(done, "/conversation/state"), "answered");
    EXPECT_EQ(text_at(done, "/conversation/answered_in_seconds"), "6");
    EXPECT_EQ(text_at(done, "/conversation/last_answer/initials"), "KG");

    const auto report = json_of(call(*kim, "GET",
                                     "/api/v1/reports/first-answer?from=2026-03-09T00:00:00Z&to="
                                     "2026-03-10T00:00:00Z&zone=Asia/Seoul"));
    EXPECT_EQ(text_at(report, "/answered"), "1");
    EXPECT_EQ(text_at(report, "/p50_seconds"), "6");
}

TEST_F(ApiTest, TheSecondToClaimHearsWhoWasFirst) {
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    const auto kim = sign_in(kim_);
    const auto lee = sign_in(lee_);
    ASSERT_EQ(claim(*kim, id).status, 200);
    const Reply late = claim(*lee, id);
    ASSERT_EQ(late.status, 409);
    const auto problem = json_of(late);
    EXPECT_EQ(text_at(problem, "/type"), "urn:manyhands:problem:route.claim.held_by_other");
    EXPECT_EQ(text_at(problem, "/current/conversation/claim/holder/initials"), "KG");
    EXPECT_NE(text_at(problem, "/detail").find("KG"), std::string::npos) << late.body;
    EXPECT_EQ(text_at(problem, "/detail").find(kim_.id.value), std::string::npos) << late.body;
    EXPECT_EQ(call(*lee, "POST", at(id, "/take-over"), R"({"reason":""})").status, 409);
    EXPECT_EQ(call(*kim, "DELETE", at(id, "/claim")).status, 200);
    EXPECT_EQ(claim(*lee, id).status, 200);
}

TEST_F(ApiTest, OfTwentyWhoClaimAtOnceOneHasIt) {
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    std::vector<std::unique_ptr<Client>> people;
    for (int i = 0; i < 20; ++i)
        people.push_back(sign_in(hire("Person Number" + std::to_string(i), model::Role::employee)));
    std::atomic<int> won{0};
    std::atomic<int> lost{0};
    std::vector<std::thread> threads;
    for (const auto& person : people)
        threads.emplace_back([&, c = person.get()] {
            const int status = c->request("POST", at(id, "/claim")).status;
            won += status == 200 ? 1 : 0;
            lost += status == 409 ? 1 : 0;
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(won.load(), 1);
    EXPECT_EQ(lost.load(), 19);
}

TEST_F(ApiTest, AnAnswerToAnOldViewIsStale) {
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    const auto kim = sign_in(kim_);
    const std::string seen = claim(*kim, id).header("etag");
    customer_writes("chan", "아, 해결됐어요", "p2", "p1");
    const Reply stale = answer(*kim, id, "환불해 드리겠습니다.", seen, "key-00000001");
    ASSERT_EQ(stale.status, 412) << stale.body;
    const auto problem = json_of(stale);
    EXPECT_EQ(text_at(problem, "/current/posts/1/text"), "아, 해결됐어요");
    EXPECT_EQ(stale.header("etag"), "\"2\"");
    EXPECT_EQ(answer(*kim, id, "다행입니다.", stale.header("etag"), "key-00000001").status, 202);
}

TEST_F(ApiTest, SubmittingNeedsAVersionAndAKey) {
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    const auto kim = sign_in(kim_);
    claim(*kim, id);
    const std::string body = R"({"text":"네"})";
    EXPECT_EQ(call(*kim, "POST", at(id, "/answers"), body, {{"Idempotency-Key", "key-00000001"}}).status,
              428);
    EXPECT_EQ(call(*kim, "POST", at(id, "/answers"), body, {{"If-Match", "\"1\""}}).status, 400);
    EXPECT_EQ(answer(*kim, id, "네", "W/\"1\"", "key-00000001").status, 400);
    EXPECT_EQ(answer(*kim, id, "네", "\"1x\"", "key-00000001").status, 400);
    EXPECT_EQ(answer(*kim, id, std::string(1000, 'x'), "\"1\"", "key-00000001").status, 400);
    EXPECT_EQ(answer(*kim, id, "   ", "\"1\"", "key-00000001").status, 400);
}

TEST_F(ApiTest, InputIsStrict) {
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    const auto kim = sign_in(kim_);
    const auto put = [&](const std::string& body, const std::string& type = "application/json") {
        return call(*kim, "PUT", at(id, "/draft"), body, {{"Content-Type", type}});
    };
    const Reply unknown = put(R"({"text":"a","colour":"red"})");
    EXPECT_EQ(unknown.status, 400);
    EXPECT_EQ(text_at(json_of(unknown), "/errors/0/pointer"), "/colour");
    EXPECT_EQ(put(R"({"text":5})").status, 400);
    EXPECT_EQ(put(R"({})").status, 400);
    EXPECT_EQ(put(R"([])").status, 400);
    EXPECT_EQ(put(R"({"text":"a","text":"b"})").status, 400);
    EXPECT_EQ(put("{\"text\":\"\xff\"}").status, 400);
    EXPECT_EQ(put(R"({"text":"\ud800"})").status, 400);
    EXPECT_EQ(put("{\"text\":").status, 400);
    EXPECT_EQ(put(std::string(100'000, '[')).status, 400);
    EXPECT_EQ(put(R"({"text":"a"})", "text/plain").status, 415);
    EXPECT_EQ(put(R"({"text":"a"})", "application/json; charset=utf-8").status, 200);
    EXPECT_EQ(call(*kim, "POST", at(id, "/claim"), R"({"x":1})").status, 400);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/conversations?view=queue&colour=red").status, 400);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/conversations?limit=0").status, 400);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/conversations?limit=5&limit=6").status, 400);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/conversations?view=nonsense").status, 400);
    EXPECT_EQ(
        call(*kim, "GET", "/api/v1/conversations?view=queue&account=&department=&cursor=&limit=").status,
        200);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/conversations?cursor=nonsense").status, 400);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/presence", std::string(2 * 1024 * 1024, ' ')).status, 413);
}

TEST_F(ApiTest, WrongPathsAndMethods) {
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/nothing").status, 404);
    EXPECT_EQ(call(*kim, "GET", "/api").status, 404);
    const Reply wrong = call(*kim, "PUT", "/api/v1/conversations");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.header("allow"), "GET, HEAD");
    EXPECT_EQ(call(*kim, "GET", at("..%2f..%2fetc")).status, 404);
    EXPECT_EQ(call(*kim, "GET", at("x' or 1=1 --")).status, 400);
    EXPECT_EQ(call(*kim, "POST", "/index.html").status, 405);
}

TEST_F(ApiTest, HeadIsGetWithoutABody) {
    const auto kim = sign_in(kim_);
    const Reply head = kim->request("HEAD", "/api/v1/me");
    EXPECT_EQ(head.status, 200);
    EXPECT_NE(head.header("content-length"), "0");
    EXPECT_EQ(call(*kim, "GET", "/api/v1/me").status, 200);
}

TEST_F(ApiTest, ACookieAloneChangesNothing) {
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    const auto kim = sign_in(kim_);
    const std::string token = kim->headers["X-CSRF-Token"];
    kim->headers.erase("X-CSRF-Token");
    EXPECT_EQ(claim(*kim, id).status, 403);
    kim->headers["X-CSRF-Token"] = token.substr(0, token.size() - 1) + "!";
    EXPECT_EQ(claim(*kim, id).status, 403);
    EXPECT_EQ(call(*kim, "GET", at(id)).status, 200);
    kim->headers["X-CSRF-Token"] = token;
    kim->headers["Origin"] = "https://evil.example";
    EXPECT_EQ(claim(*kim, id).status, 403);
    kim->headers["Origin"] = "null";
    EXPECT_EQ(claim(*kim, id).status, 403);
    kim->headers["Origin"] = "http://localhost";
    EXPECT_EQ(claim(*kim, id).status, 200);
}

TEST_F(ApiTest, AForeignHostNameIsNotServed) {
    const auto visitor = client();
    for (const char* host : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", ""}) {
        visitor->headers["Host"] = host;
        EXPECT_EQ(visitor->request("GET", "/").status, 421) << host;
    }
    for (const char* host : {"localhost:8600", "127.0.0.1", "[::1]:80"}) {
        visitor->headers["Host"] = host;
        EXPECT_EQ(visitor->request("GET", "/").status, 200) << host;
    }
    visitor->headers["Host"] = "10.0.0.7";
    EXPECT_EQ(call(*visitor, "GET", "/healthz").status, 200);
}

TEST_F(ApiTest, BehindATrustedProxyTheCookieIsSecure) {
    SiteConfig config;
    config.api.security.base_url = "https://care.hanbit.example";
    config.api.security.trusted_proxies = {"127.0.0.1"};
    restart(config);
    const auto visitor = client();
    visitor->headers["Host"] = "care.hanbit.example";
    visitor->headers["X-Forwarded-Proto"] = "https";
    const auto token = identity_->make_link(kim_.id, identity::kLinkLives);
    const Reply reply = call(*visitor, "POST", "/api/v1/session/link", R"({"token":")" + *token + "\"}");
    ASSERT_EQ(reply.status, 200);
    const std::string cookie = reply.header("set-cookie");
    EXPECT_TRUE(cookie.starts_with("__Host-manyhands=")) << cookie;
    EXPECT_NE(cookie.find("; Secure"), std::string::npos);
    EXPECT_FALSE(reply.header("strict-transport-security").empty());
    // The plain name is not believed there: a page of a sibling domain could have set it.
    visitor->headers["Cookie"] = cookie.substr(std::string("__Host-").size(), cookie.find(';') - 7);
    EXPECT_EQ(call(*visitor, "GET", "/api/v1/me").status, 401);
    visitor->headers["Cookie"] = cookie.substr(0, cookie.find(';'));
    EXPECT_EQ(call(*visitor, "GET", "/api/v1/me").status, 200);
}

TEST_F(ApiTest, TokensHaveScopesAndNeedNoCsrf) {
    const auto ahn = sign_in(ahn_);
    const Reply made = call(*ahn, "POST", "/api/v1/tokens", R"({"name":"reader","scopes":["read"]})");
    ASSERT_EQ(made.status, 201) << made.body;
    const auto bot = client();
    bot->headers["Authorization"] = "Bearer " + text_at(json_of(made), "/token");
    EXPECT_EQ(call(*bot, "GET", "/api/v1/conversations").status, 200);
    EXPECT_EQ(call(*bot, "GET", "/api/v1/me").status, 200);
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    EXPECT_EQ(claim(*bot, id).status, 403);
    const Reply writer =
        call(*ahn, "POST", "/api/v1/tokens", R"({"name":"writer","scopes":["read","answer"]})");
    bot->headers["Authorization"] = "Bearer " + text_at(json_of(writer), "/token");
    EXPECT_EQ(claim(*bot, id).status, 200);
    bot->headers["Authorization"] = "Bearer mh_wrong";
    EXPECT_EQ(call(*bot, "GET", "/api/v1/me").status, 401);
    const auto list = json_of(call(*ahn, "GET", "/api/v1/tokens"));
    EXPECT_EQ(text_at(list, "/items/1/name"), "writer");
    EXPECT_EQ(boost::json::serialize(list).find("mh_"), std::string::npos);
}

TEST_F(ApiTest, PeopleAndDepartments) {
    customer_writes("chan", "환불해 주세요", "p1");
    const auto ahn = sign_in(ahn_);
    const auto departments = json_of(call(*ahn, "GET", "/api/v1/departments"));
    EXPECT_EQ(text_at(departments, "/items/0/waiting"), "1");
    const std::string body =
        boost::json::serialize(boost::json::object{{"name", "Park New"},
                                                   {"email", "park@hanbit.example"},
                                                   {"role", "desk"},
                                                   {"department_id", support_.id.value}});
    const Reply made = call(*ahn, "POST", "/api/v1/employees", body);
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string link = text_at(json_of(made), "/link");
    ASSERT_TRUE(link.starts_with("http://localhost/link/")) << link;
    EXPECT_EQ(call(*ahn, "POST", "/api/v1/employees", body).status, 409);
    const auto park = client();
    EXPECT_EQ(call(*park, "POST", "/api/v1/session/link", R"({"token":")" + link.substr(22) + "\"}").status,
              200);
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/employees", body).status, 403);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/employees").status, 200);
}

TEST_F(ApiTest, Accounts) {
    const auto ahn = sign_in(ahn_);
    EXPECT_EQ(text_at(json_of(call(*ahn, "GET", "/api/v1/networks")), "/items/0/settings_form/1/kind"),
              "secret");
    const std::string settings =
        R"({"network":"simulated","settings":{"handle":"x.example","password":"p"}})";
    EXPECT_EQ(text_at(json_of(call(*ahn, "POST", "/api/v1/accounts/test", settings)), "/handle"),
              "x.example");
    EXPECT_EQ(call(*ahn, "POST", "/api/v1/accounts/test", R"({"network":"other","settings":{}})").status,
              404);
    const Reply made = call(*ahn, "POST", "/api/v1/accounts", settings);
    EXPECT_EQ(made.status, 201) << made.body;
    const std::string path = "/api/v1/accounts/" + account_.id.value;
    EXPECT_EQ(text_at(json_of(call(*ahn, "PATCH", path, R"({"status":"paused"})")), "/status"), "paused");
    EXPECT_EQ(call(*ahn, "PATCH", path, R"({"status":"failing"})").status, 400);
    EXPECT_EQ(call(*ahn, "GET", "/api/v1/accounts").status, 200);
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/accounts", settings).status, 403);
    EXPECT_EQ(call(*kim, "POST", "/api/v1/accounts/test", settings).status, 403);
}

TEST_F(ApiTest, WhatIsLearntOfAnAccountIsShownAndAGapStaysUntilAPersonHasLooked) {
    const auto ahn = sign_in(ahn_), kim = sign_in(kim_);
    const std::string gap = "/api/v1/accounts/" + account_.id.value + "/gap";
    const auto shown = [&] { return json_of(call(*kim, "GET", "/api/v1/accounts")); };
    EXPECT_EQ(text_at(shown(), "/items/0/sight/lag_ms"), "null");
    EXPECT_EQ(text_at(shown(), "/items/0/sight/settle_ms"), "5000");
    EXPECT_EQ(text_at(shown(), "/items/0/gap"), "null");
    const base::Instant from = clock_.now() - base::Minutes(90);
    ASSERT_TRUE(store_->set_account_lag(account_.id, std::chrono::milliseconds(2'400)));
    ASSERT_TRUE(store_->set_account_gap(account_.id, model::ListeningGap{from, clock_.now()}));
    EXPECT_EQ(text_at(shown(), "/items/0/sight/lag_ms"), "2400");
    EXPECT_EQ(text_at(shown(), "/items/0/sight/settle_ms"), "7200");
    EXPECT_EQ(text_at(shown(), "/items/0/gap/from"), base::to_rfc3339(from));
    EXPECT_EQ(call(*kim, "DELETE", gap).status, 403);
    EXPECT_NE(text_at(shown(), "/items/0/gap"), "null") << "who may not, changes nothing";
    EXPECT_EQ(text_at(json_of(call(*ahn, "DELETE", gap)), "/gap"), "null");
    EXPECT_EQ(call(*ahn, "DELETE", gap).status, 200) << "twice is once";
    EXPECT_EQ(text_at(shown(), "/items/0/gap"), "null");
    EXPECT_EQ(call(*ahn, "DELETE", "/api/v1/accounts/01J0000000000000000000N0NE/gap").status, 404);
}

TEST_F(ApiTest, WhatCouldNotBeTakenInIsListedUntilAPersonHasLooked) {
    const auto ahn = sign_in(ahn_), kim = sign_in(kim_);
    const auto nothing = [](const auto&, auto&) { return std::vector<route::Change>{}; };
    ASSERT_TRUE(store_->ingest({brand_.id, account_.id, {}, "c", {R"({"text":"깨진 글"})"}}, nothing));
    EXPECT_EQ(call(*kim, "GET", "/api/v1/left-out").status, 403);
    const auto list = json_of(call(*ahn, "GET", "/api/v1/left-out"));
    EXPECT_EQ(text_at(list, "/items/0/told"), R"({"text":"깨진 글"})");
    EXPECT_EQ(text_at(list, "/items/0/account_id"), account_.id.value);
    EXPECT_EQ(text_at(list, "/items/0/cause"), "null");
    const std::string path = "/api/v1/left-out/" + text_at(list, "/items/0/id");
    EXPECT_EQ(call(*kim, "DELETE", path).status, 403);
    EXPECT_EQ(call(*ahn, "DELETE", path).status, 200);
    EXPECT_EQ(call(*ahn, "DELETE", path).status, 404);
    EXPECT_EQ(call(*ahn, "GET", "/api/v1/left-out").body, R"({"items":[]})");
}

TEST_F(ApiTest, HandingOffClosingAndReopening) {
    const std::string id = customer_writes("chan", "환불해 주세요", "p1");
    const auto kim = sign_in(kim_);
    const std::string body = R"({"reason":"배송 문의","department_id":")" + delivery_.id.value + "\"}";
    const Reply given = call(*kim, "POST", at(id, "/hand-off"), body);
    ASSERT_EQ(given.status, 200) << given.body;
    EXPECT_EQ(text_at(json_of(given), "/conversation/department_id"), delivery_.id.value);
    EXPECT_EQ(call(*kim, "POST", at(id, "/hand-off"),
                   R"({"reason":"","department_id":"01J0000000000000000000N0NE"})")
                  .status,
              400);
    EXPECT_EQ(call(*kim, "POST", at(id, "/close")).status, 200);
    const auto counts = json_of(call(*kim, "GET", "/api/v1/conversations/counts"));
    EXPECT_EQ(text_at(counts, "/queue"), "0");
    EXPECT_EQ(call(*kim, "POST", at(id, "/reopen")).status, 200);
}

TEST_F(ApiTest, TheReportFileComesAsAFile) {
    const auto ahn = sign_in(ahn_);
    const Reply file = ahn->request("GET", "/api/v1/reports/first-answer.csv?zone=Asia/Seoul&lang=ko");
    EXPECT_EQ(file.status, 200);
    EXPECT_EQ(file.header("content-type"), "text/csv; charset=utf-8");
    EXPECT_NE(file.header("content-disposition").find("attachment"), std::string::npos);
    EXPECT_EQ(call(*ahn, "GET", "/api/v1/reports/first-answer?zone=Nowhere/Land").status, 400);
    EXPECT_EQ(call(*ahn, "GET", "/api/v1/reports/first-answer?from=yesterday").status, 400);
}

TEST_F(ApiTest, Health) {
    const auto visitor = client();
    EXPECT_EQ(call(*visitor, "GET", "/healthz").status, 200);
    EXPECT_EQ(call(*visitor, "GET", "/readyz").status, 200);
    ready_ = false;
    EXPECT_EQ(call(*visitor, "GET", "/readyz").status, 503);
    EXPECT_EQ(call(*visitor, "GET", "/healthz").status, 200);
}

}  // namespace
}  // namespace manyhands::http
