// Signing in, refreshing, and what happens when the network refuses it: exact requests.
#include <atomic>
#include <latch>
#include <thread>

#include "channels/bluesky/scripted_http.hpp"

namespace manyhands::channels::bluesky {
namespace {

using namespace std::chrono_literals;

const char* const kProfile =
    R"({"did":"did:plc:brand","handle":"brand.example","displayName":"브랜드","followersCount":12})";
const Asked kAskProfile1{"GET app.bsky.actor.getProfile?actor=did:plc:brand", "a1", ""};
const Asked kCreate{"POST com.atproto.server.createSession", "",
                    R"({"identifier":"brand.example","password":"secret"})"};
const Asked kRefresh1{"POST com.atproto.server.refreshSession", "r1", ""};

std::string tokens(const std::string& n) {
    return R"({"did":"did:plc:brand","handle":"brand.example","accessJwt":"a)" + n + R"(","refreshJwt":"r)" +
           n + R"("})";
}

class SignIn : public BlueskyTest {
  protected:
    // Accepts only this access token.
    void accept(const std::string& token, net::HttpResult otherwise) {
        http_.on("app.bsky.actor.getProfile", [token, otherwise](const Asked& asked) {
            return asked.token == token ? ok(kProfile) : otherwise;
        });
    }
};

TEST_F(SignIn, OnceAndThenByToken) {
    accept("a1", refused(401, "AuthMissing"));
    const auto session = open();
    EXPECT_TRUE(http_.asked().empty());  // opening touches nothing
    const auto identity = session->who_am_i();
    ASSERT_TRUE(identity.has_value());
    EXPECT_EQ(identity->person, (model::Person{"did:plc:brand", "brand.example", "브랜드", 12,
                                               "https://bsky.app/profile/did:plc:brand"}));
    ASSERT_TRUE(session->who_am_i().has_value());
    EXPECT_EQ(http_.asked(), (std::vector{kCreate, kAskProfile1, kAskProfile1}));
}

TEST_F(SignIn, KeptTokensNeedNoPassword) {
    accept("a1", refused(401, "AuthMissing"));
    SessionState state;
    {
        const auto session = open();
        ASSERT_TRUE(session->who_am_i().has_value());
        state = session->state();
        EXPECT_EQ(state.find("secret"), std::string::npos);
    }
    http_.asked();
    ASSERT_TRUE(open(state)->who_am_i().has_value());
    EXPECT_EQ(http_.asked(), (std::vector{kAskProfile1}));
    // Of another password, or damaged: as if there were none.
    for (const auto& [kept, more] :
         std::vector<std::pair<SessionState, Settings>>{{state, {{"app_password", "other"}}},
                                                        {"{", {}},
                                                        {"null", {}},
                                                        {state.substr(0, state.size() / 2), {}}}) {
        ASSERT_TRUE(open(kept, more)->who_am_i().has_value());
        EXPECT_TRUE(http_.asked().front().what.ends_with("createSession"));
    }
}

TEST_F(SignIn, AnExpiredTokenIsRefreshedAndTheRequestRepeated) {
    for (const auto& refusal : {refused(400, "ExpiredToken"), refused(401, "AuthMissing"),
                                refused(400, "InvalidToken"), refused(401, "Whatever")}) {
        accept("a2", refusal);
        http_.on("com.atproto.server.refreshSession", ok(tokens("2")));
        const auto session = open();
        ASSERT_TRUE(session->who_am_i().has_value());
        EXPECT_EQ(http_.asked(),
                  (std::vector<Asked>{kCreate, kAskProfile1, kRefresh1, {kAskProfile1.what, "a2", ""}}));
        EXPECT_NE(session->state().find("\"r2\""), std::string::npos);
    }
}

TEST_F(SignIn, ARefusedRefreshFallsBackToThePassword) {
    accept("a3", refused(400, "ExpiredToken"));
    const auto session = open();
    http_.on("com.atproto.server.refreshSession", refused(400, "ExpiredToken"));
    std::atomic<int> sign_ins{0};
    http_.on("com.atproto.server.createSession",
             [&](const Asked&) { return ok(tokens(++sign_ins == 1 ? "1" : "3")); });
    ASSERT_TRUE(session->who_am_i().has_value());
    EXPECT_EQ(http_.asked(),
              (std::vector<Asked>{kCreate, kAskProfile1, kRefresh1, kCreate, {kAskProfile1.what, "a3", ""}}));
}

TEST_F(SignIn, ARefreshThatCannotBeReachedDoesNotSpendAPassword) {
    accept("a2", refused(400, "ExpiredToken"));
    http_.on("com.atproto.server.refreshSession", broken(net::Break::not_connected));
    const auto session = open();
    const auto identity = session->who_am_i();
    ASSERT_FALSE(identity.has_value());
    EXPECT_EQ(identity.error().refusal, Refusal::unavailable);
    EXPECT_EQ(http_.asked(), (std::vector{kCreate, kAskProfile1, kRefresh1}));
    // Back within ten seconds.
    http_.on("com.atproto.server.refreshSession", ok(tokens("2")));
    clock_.advance(10s);
    EXPECT_TRUE(session->who_am_i().has_value());
}

TEST_F(SignIn, EvenANewTokenIsRefused) {
    accept("never", refused(401, "AccountTakedown"));
    http_.on("com.atproto.server.refreshSession", ok(tokens("2")));
    const auto identity = open()->who_am_i();
    ASSERT_FALSE(identity.has_value());
    EXPECT_EQ(identity.error().refusal, Refusal::signed_out);
    EXPECT_EQ(http_.asked().size(), 4U);  // no circle
}

TEST_F(SignIn, ARefusedPasswordIsNotTriedWithEveryPoll) {
    http_.on("com.atproto.server.createSession", refused(401, "AuthenticationRequired"));
    const auto session = open();
    for (int i = 0; i < 300; ++i) {  // ten minutes of polls
        const auto heard = session->listen({}, {});
        ASSERT_FALSE(heard.has_value());
        EXPECT_EQ(heard.error().refusal, Refusal::signed_out);
        EXPECT_EQ(heard.error().error.key, "channels.problem.signed_out");
        clock_.advance(2s);
    }
    EXPECT_LE(http_.count("POST com.atproto.server.createSession"), 12);
    EXPECT_GE(http_.count("POST com.atproto.server.createSession"), 3);
}

TEST_F(SignIn, ALimitOnSignInsIsHonoured) {
    http_.on("com.atproto.server.createSession", refused(429, "RateLimitExceeded", {{"Retry-After", "289"}}));
    const auto session = open();
    const auto refusal = session->who_am_i();
    ASSERT_FALSE(refusal.has_value());
    EXPECT_EQ(refusal.error().refusal, Refusal::rate_limited);
    EXPECT_EQ(refusal.error().retry_at, clock_.now() + 289s);
    clock_.advance(288s);
    EXPECT_FALSE(session->who_am_i().has_value());
    EXPECT_EQ(http_.count("POST"), 1);
}

TEST_F(SignIn, AnInactiveAccountIsSignedOut) {
    http_.on(
        "com.atproto.server.createSession",
        ok(R"({"did":"did:plc:brand","handle":"b.example","accessJwt":"a","refreshJwt":"r","active":false,"status":"suspended"})"));
    const auto identity = open()->who_am_i();
    ASSERT_FALSE(identity.has_value());
    EXPECT_EQ(identity.error().refusal, Refusal::signed_out);
    EXPECT_EQ(identity.error().error.key, "channels.problem.account_inactive");
}

TEST_F(SignIn, AnswersThatAreNoSignIn) {
    for (const char* body :
         {"", "null", "[]", "{}", "<html>", R"({"did":1,"accessJwt":"a","refreshJwt":"r"})",
          R"({"did":"did:plc:x","accessJwt":"","refreshJwt":"r"})",
          R"({"did":"did:plc:x","accessJwt":"a\r\nX: y","refreshJwt":"r"})",
          R"({"did":"nobody","accessJwt":"a","refreshJwt":"r"})"}) {
        http_.on("com.atproto.server.createSession", ok(body));
        const auto identity = open()->who_am_i();
        ASSERT_FALSE(identity.has_value()) << body;
        EXPECT_EQ(identity.error().refusal, Refusal::unavailable);
    }
}

TEST_F(SignIn, TwoThreadsShareOneRefresh) {
    accept("a2", refused(400, "ExpiredToken"));
    http_.on("app.bsky.feed.getPosts", [](const Asked& asked) {
        return asked.token == "a2" ? ok(R"({"posts":[]})") : refused(400, "ExpiredToken");
    });
    http_.on("com.atproto.repo.getRecord", refused(400, "RecordNotFound"));
    http_.on("com.atproto.server.refreshSession", ok(tokens("2")));
    for (int round = 0; round < 20; ++round) {
        const auto session = open();
        ASSERT_TRUE(session != nullptr);
        std::latch start(2);
        std::thread other([&] {
            start.arrive_and_wait();
            Outgoing answer{model::AnswerId("01J"),
                            session->make_key(model::AnswerId("01J"), clock_.now()),
                            "x",
                            "ko",
                            at("3l2"),
                            at("3l2")};
            const auto sent = session->send(answer);
            EXPECT_EQ(sent.error().refusal, Refusal::parent_gone);
        });
        start.arrive_and_wait();
        EXPECT_TRUE(session->who_am_i().has_value());
        other.join();
        EXPECT_EQ(http_.count("POST com.atproto.server.refreshSession"), 1);
        EXPECT_EQ(http_.count("POST com.atproto.server.createSession"), 1);
        http_.asked();
    }
}

TEST_F(SignIn, SettingsAreCheckedBeforeAnything) {
    const std::vector<std::pair<Settings, std::string>> rows{
        {{{"handle", ""}}, "handle"},
        {{{"handle", "brand"}}, "handle"},
        {{{"handle", "브랜드.한국"}}, "handle"},
        {{{"app_password", ""}}, "app_password"},
        {{{"app_password", "  "}}, "app_password"},
        {{{"service", "pds.example"}}, "service"},
        {{{"service", "ftp://pds.example"}}, "service"},
        {{{"service", "http://pds.example"}}, "service"},
        {{{"service", "https://name:word@pds.example"}}, "service"},
        {{{"service", "https://pds.example/path"}}, "service"},
        {{{"service", "https://pds.example?x"}}, "service"},
        {{{"service", "https://"}}, "service"},
        {{{"service", "javascript:alert(1)"}}, "service"},
    };
    for (const auto& [more, field] : rows) {
        Settings settings{
            {"service", "https://pds.example"}, {"handle", "brand.example"}, {"app_password", "secret"}};
        for (const auto& [name, value] : more)
            settings[name] = value;
        const auto session = channel_->open(settings, {}, SessionContext{clock_, random_, http_});
        ASSERT_FALSE(session.has_value()) << more.begin()->second;
        EXPECT_EQ(session.error().code, base::ErrorCode::invalid);
        EXPECT_EQ(session.error().args.front().second, field);
    }
    for (const char* service : {"", "https://pds.example/", "http://127.0.0.1:2583", "http://localhost:2583",
                                "http://10.1.2.3", "http://[::1]:80"})
        EXPECT_TRUE(
            channel_
                ->open({{"service", service}, {"handle", "brand@mail.example"}, {"app_password", "x"}}, {},
                       SessionContext{clock_, random_, http_})
                .has_value())
            << service;
    EXPECT_TRUE(http_.asked().empty());
}

TEST_F(SignIn, TheProbeNamesWhatFails) {
    const std::string date = "Mon, 09 Mar 2026 05:23:01 GMT";
    http_.on("com.atproto.server.describeServer", ok("{}", {{"Date", date}}));
    accept("a1", refused(401, "AuthMissing"));
    http_.on("app.bsky.notification.listNotifications", ok(R"({"notifications":[]})"));
    http_.on("app.bsky.feed.searchPosts", refused(501, "MethodNotImplemented"));
    const Probe probe = open()->probe();
    std::vector<std::string> seen;
    for (const ProbeCheck& check : probe.checks)
        seen.push_back(check.key + (check.ok ? " ok" : " " + check.detail.key));
    EXPECT_EQ(seen, (std::vector<std::string>{"channels.check.reach ok", "channels.check.clock ok",
                                              "channels.check.sign_in ok", "channels.check.listen ok",
                                              "channels.check.search channels.problem.unavailable"}));
    EXPECT_FALSE(probe.ok());
    EXPECT_EQ(http_.count("POST com.atproto.repo"), 0);

    clock_.advance(10min);
    const Probe late = open()->probe();
    EXPECT_FALSE(late.checks[1].ok);
    EXPECT_EQ(late.checks[1].detail.args.front().second, "599");

    http_.on("com.atproto.server.describeServer", broken(net::Break::not_connected));
    EXPECT_EQ(open()->probe().checks.size(), 1U);
}

}  // namespace
}  // namespace manyhands::channels::bluesky
