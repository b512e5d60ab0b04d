// The whole edge from outside: pages, headers on everything, languages, refusals below the API, slow readers.
#include "http/site.hpp"

#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class SiteTest : public test::World {};

TEST_F(SiteTest, EveryKindOfAnswerHasTheSecurityHeaders) {
    const auto visitor = client();
    for (const char* path : {"/", "/c/01J", "/assets/none.js", "/healthz", "/api/v1/me", "/api/openapi.json",
                             "/api/v1/nothing"}) {
        const Reply reply = visitor->request("GET", path);
        EXPECT_NE(reply.header("content-security-policy").find("default-src 'self'"), std::string::npos)
            << path;
        EXPECT_EQ(reply.header("content-security-policy").find("unsafe"), std::string::npos) << path;
        EXPECT_EQ(reply.header("x-content-type-options"), "nosniff") << path;
        EXPECT_EQ(reply.header("referrer-policy"), "no-referrer") << path;
        EXPECT_EQ(reply.header("cross-origin-opener-policy"), "same-origin") << path;
        EXPECT_EQ(reply.header("x-request-id").size(), 26U) << path;
        EXPECT_EQ(reply.header("server"), "") << path;
    }
}

TEST_F(SiteTest, ThePageIsServedForThePathsOfTheApp) {
    const auto visitor = client();
    for (const char* path : {"/", "/inbox/01J", "/link/some-token"}) {
        const Reply reply = visitor->request("GET", path);
        EXPECT_EQ(reply.status, 200) << path;
        EXPECT_EQ(reply.header("content-type"), "text/html; charset=utf-8") << path;
        EXPECT_EQ(reply.header("cache-control"), "no-cache") << path;
    }
    const Reply head = visitor->request("HEAD", "/");
    EXPECT_EQ(head.status, 200);
    EXPECT_NE(head.header("content-length"), "0");
}

TEST_F(SiteTest, NothingOfTheApiIsCached) {
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/me").header("cache-control"), "no-store");
    EXPECT_EQ(call(*kim, "GET", "/api/v1/nothing").header("cache-control"), "no-store");
}

TEST_F(SiteTest, ProblemsSpeakTheLanguageAskedFor) {
    const auto visitor = client();
    for (const auto& [asked, title] :
         std::map<std::string, std::string>{{"ko-KR,ko;q=0.9,en;q=0.8", "로그인이 필요합니다"},
                                            {"en-GB", "You are not signed in"},
                                            {"fr", "You are not signed in"}}) {
        const Reply reply = call(*visitor, "GET", "/api/v1/me", "", {{"Accept-Language", asked}});
        EXPECT_EQ(text_at(json_of(reply), "/title"), title) << asked;
    }
}

TEST_F(SiteTest, WhatIsNoRequestGetsAProblemToo) {
    for (const char* bytes :
         {"NONSENSE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /%zz?a=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"}) {
        const auto visitor = client();
        visitor->send(bytes);
        const Reply reply = visitor->read_reply();
        EXPECT_EQ(reply.status, 400) << bytes;
        EXPECT_EQ(reply.header("content-type"), "application/problem+json") << bytes;
        EXPECT_EQ(text_at(json_of(reply), "/type"), "urn:manyhands:problem:http.request.malformed");
    }
}

TEST_F(SiteTest, ARequestWithoutHostIsMisdirected) {
    const auto visitor = client();
    visitor->send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(visitor->read_reply().status, 421);
}

TEST_F(SiteTest, WhereItListensItMayBeCalled) {
    SiteConfig config;
    config.server.address = "127.0.0.2";
    config.server.port = 0;
    restart(config);
    // Our client calls 127.0.0.1; only the configured name matters here.
    const Request request = [] {
        Request r;
        r.headers = {{"host", "127.0.0.2:8600"}};
        return r;
    }();
    EXPECT_TRUE(Guard({"", {}, {"127.0.0.2"}}).host_allowed(request));
    EXPECT_FALSE(Guard({"", {}, {}}).host_allowed(request));
}

TEST_F(SiteTest, ATakenPortIsAnErrorNotACrash) {
    SiteConfig config;
    config.server.port = site_->port();
    const Deps deps{*identity_,  *store_,      *store_,   *presence_, *views_,          *route_,   *answers_,
                    *store_,     *store_,      *outbox_,  *store_,    *accounts_,       clock_,    ids_,
                    {},          *phrases_,    *staff_,   *joining_,  *second_factors_, *sso_,     *notes_,
                    *store_,     *joiner_,     *jobs_,    *media_,    *settings_,       *store_,   *hooks_,
                    *erasures_,  *listening_,  *ears_,    *dry_runs_, *forms_,          *quality_, *guide_,
                    *approvals_, *programmes_, *actions_, crowd()};
    const auto second = Site::start(config, deps);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().key, "http.listen.failed");
    EXPECT_EQ(second.error().args[1].second, std::to_string(site_->port()));
}

TEST_F(SiteTest, ASlowReaderIsLetGoAndTheOthersHearOn) {
    const auto slow = sign_in(lee_);
    slow->send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nCookie: " + slow->headers["Cookie"] +
               "\r\n\r\n");
    EXPECT_EQ(slow->read_reply(test::Client::Body::stream).status, 200);
    while (site_->live().streams() == 0)
        std::this_thread::yield();
    // Never read again: the socket's buffers fill, then the queue, then the stream is let go.
    model::Account account = account_;
    account.display_name = std::string(60'000, 'x');
    for (int i = 0; i < 2'000 && site_->live().streams() > 0; ++i)
        site_->live().account_changed(account);
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/me").status, 200);
    // What was queued before is dropped, and the last thing on the wire says to start anew.
    std::string last;
    for (std::string event = slow->next_event(); !event.empty(); event = slow->next_event())
        last = event;
    EXPECT_NE(last.find("event: reset"), std::string::npos) << last.substr(0, 100);
    EXPECT_TRUE(slow->at_end());
}

TEST_F(SiteTest, StoppingEndsStreamsAndComesBack) {
    const auto lee = sign_in(lee_);
    lee->send("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nCookie: " + lee->headers["Cookie"] +
              "\r\n\r\n");
    EXPECT_EQ(lee->read_reply(test::Client::Body::stream).status, 200);
    site_->stop();
    std::string event = lee->next_event();
    while (!event.empty())
        event = lee->next_event();
    EXPECT_TRUE(lee->at_end());
    restart({});
    const auto kim = sign_in(kim_);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/me").status, 200);
}

}  // namespace
}  // namespace manyhands::http
