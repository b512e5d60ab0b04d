#include <atomic>
#include <cstdlib>
#include <thread>

#include <gtest/gtest.h>

#include "net/http_client.hpp"
#include "net/loopback_server.hpp"

namespace manyhands::net {
namespace {

using namespace std::chrono_literals;

constexpr AddressGuard kLocal{.allow_loopback = true};

std::unique_ptr<HttpClient> local_client() {
    return make_http_client(kLocal, "manyhands-test/1");
}

HttpRequest post_to(const LoopbackServer& server, std::string body = "{}") {
    HttpRequest request;
    request.method = "POST";
    request.url = server.url("/x");
    request.headers = {{"Content-Type", "application/json"}};
    request.body = std::move(body);
    request.timeout = 5s;
    return request;
}

TEST(CurlClient, SendsWhatItWasTold) {
    std::string seen;
    LoopbackServer server([&](LoopbackConnection& c, int) {
        seen = c.read_request();
        c.write(http_answer("{\"ok\":true}", "201 Created", "X-One: 1\r\nx-two:  two \r\n"));
    });
    auto request = post_to(server, std::string("{\"t\":\"a\0b\"}", 11));
    request.headers.emplace_back("Authorization", "Bearer abc");
    request.headers.emplace_back("X-Empty", "");
    const auto result = local_client()->exchange(request);
    ASSERT_TRUE(result.has_value()) << result.error().error.cause;
    EXPECT_EQ(result->status, 201);
    EXPECT_EQ(result->body, "{\"ok\":true}");
    EXPECT_EQ(header(result->headers, "x-ONE"), "1");
    EXPECT_EQ(header(result->headers, "X-Two"), "two");
    EXPECT_EQ(header(result->headers, "x-three"), "");
    EXPECT_TRUE(seen.starts_with("POST /x HTTP/1.1\r\n")) << seen;
    EXPECT_NE(seen.find("\r\nAuthorization: Bearer abc\r\n"), std::string::npos);
    EXPECT_NE(seen.find("\r\nX-Empty:\r\n"), std::string::npos);
    EXPECT_NE(seen.find("\r\nUser-Agent: manyhands-test/1\r\n"), std::string::npos);
    EXPECT_EQ(seen.find("Expect"), std::string::npos);
    EXPECT_TRUE(seen.ends_with(std::string("{\"t\":\"a\0b\"}", 11)));
}

TEST(CurlClient, GetsShareAConnectionAndPostsTakeAFreshOne) {
    LoopbackServer server([](LoopbackConnection& c, int) {
        while (!c.read_request().empty())
            c.write(http_answer("ok"));
    });
    {
        const auto client = local_client();
        for (int i = 0; i < 5; ++i)
            ASSERT_TRUE(client->exchange({.url = server.url()}).has_value());
        EXPECT_EQ(server.connections(), 1);
        ASSERT_TRUE(client->exchange(post_to(server)).has_value());
        EXPECT_EQ(server.connections(), 2);
    }
}

TEST(CurlClient, NobodyListens) {
    int port = 0;
    {
        LoopbackServer gone([](LoopbackConnection&, int) {});
        port = gone.port();
    }
    auto result =
        local_client()->exchange({.method = "POST", .url = "http://127.0.0.1:" + std::to_string(port)});
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().at, Break::not_connected);
    EXPECT_EQ(result.error().error.key, "net.not_connected");
}

TEST(CurlClient, AcceptsAndHangsUpIsAfterSendAndArrivesOnce) {
    std::atomic<int> arrived{0};
    LoopbackServer server([&](LoopbackConnection& c, int) {
        if (!c.read_request().empty()) ++arrived;
    });
    const auto result = local_client()->exchange(post_to(server));
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().at, Break::after_send);
    EXPECT_EQ(arrived, 1);
}

TEST(CurlClient, AHangUpOnAKeptConnectionDoesNotSendAPostTwice) {
    std::atomic<int> posts{0};
    LoopbackServer server([&](LoopbackConnection& c, int) {
        for (;;) {
            const std::string request = c.read_request();
            if (request.starts_with("POST")) ++posts;
            if (!request.starts_with("GET")) return;
            c.write(http_answer("ok"));
        }
    });
    const auto client = local_client();
    ASSERT_TRUE(client->exchange({.url = server.url()}).has_value());
    const auto result = client->exchange(post_to(server));
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().at, Break::after_send);
    EXPECT_EQ(posts, 1);
}

TEST(CurlClient, AGetSurvivesAKeptConnectionThatWasClosed) {
    LoopbackServer server([](LoopbackConnection& c, int) {
        if (!c.read_request().empty()) c.write(http_answer("ok"));
    });
    const auto client = local_client();
    for (int i = 0; i < 10; ++i)
        ASSERT_TRUE(client->exchange({.url = server.url()}).has_value()) << i;
}

TEST(CurlClient, BreaksInTheMiddleOfTheAnswer) {
    const std::vector<std::string> beginnings{
        "",
        "HT",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"};
    for (const std::string& beginning : beginnings) {
        for (const bool reset : {false, true}) {
            SCOPED_TRACE(beginning + (reset ? " reset" : " closed"));
            LoopbackServer server([&](LoopbackConnection& c, int) {
                c.read_request();
                c.write(beginning);
                if (reset) c.reset();
            });
            const auto result = local_client()->exchange(post_to(server));
            ASSERT_FALSE(result.has_value());
            EXPECT_EQ(result.error().at, Break::after_send);
            EXPECT_EQ(server.connections(), 1);
        }
    }
}

TEST(CurlClient, GarbageInsteadOfHttpIsAfterSend) {
    LoopbackServer server([](LoopbackConnection& c, int) {
        c.read_request();
        c.write("220 mail.example ESMTP\r\n");
    });
    const auto result = local_client()->exchange(post_to(server));
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().at, Break::after_send);
}

TEST(CurlClient, ASilentServerTimesOutAfterSend) {
    LoopbackServer server([](LoopbackConnection& c, int) {
        c.read_request();
        c.wait_for_client_to_leave();
    });
    auto request = post_to(server);
    request.timeout = 100ms;
    const auto result = local_client()->exchange(request);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().at, Break::after_send);
    EXPECT_EQ(result.error().error.key, "net.timed_out");
}

TEST(CurlClient, SlowHeadersDoNotStretchTheTimeOut) {
    LoopbackServer server([](LoopbackConnection& c, int) {
        c.read_request();
        if (!c.write("HTTP/1.1 200 OK\r\n")) return;
        while (c.write("X: y\r\n"))
            std::this_thread::sleep_for(20ms);  // the attack itself, not a wait of the test
    });
    auto request = post_to(server);
    request.timeout = 200ms;
    const auto begun = std::chrono::steady_clock::now();
    const auto result = local_client()->exchange(request);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().at, Break::after_send);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
}

TEST(CurlClient, EndlessHeadersAreCut) {
    LoopbackServer server([](LoopbackConnection& c, int) {
        c.read_request();
        c.write("HTTP/1.1 200 OK\r\n");
        const std::string line = "X-Filler: " + std::string(1000, 'x') + "\r\n";
        while (c.write(line)) {
        }
    });
    const auto result = local_client()->exchange({.url = server.url(), .timeout = 5s});
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().at, Break::after_send);
}

TEST(CurlClient, AHugeBodyIsCutAtItsLimit) {
    for (const bool with_length : {true, false}) {
        LoopbackServer server([with_length](LoopbackConnection& c, int) {
            c.read_request();
            c.write(with_length ? "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"
                                : "HTTP/1.1 200 OK\r\n\r\n");
            const std::string piece(64U << 10U, 'x');
            while (c.write(piece)) {
            }
        });
        const auto result =
            local_client()->exchange({.url = server.url(), .timeout = 10s, .max_body = 1U << 20U});
        ASSERT_FALSE(result.has_value());
        EXPECT_EQ(result.error().error.key, "net.too_large");
        EXPECT_EQ(result.error().error.code, base::ErrorCode::too_large);
    }
}

TEST(CurlClient, ABodyOfExactlyTheLimitIsAccepted) {
    LoopbackServer server([](LoopbackConnection& c, int) {
        c.read_request();
        c.write(http_answer(std::string(1000, 'x')));
    });
    const auto client = local_client();
    EXPECT_TRUE(client->exchange({.url = server.url(), .max_body = 1000}).has_value());
    EXPECT_FALSE(client->exchange({.url = server.url(), .max_body = 999}).has_value());
}

TEST(CurlClient, TheGuardRefusesBeforeAnythingIsSent) {
    LoopbackServer server([](LoopbackConnection& c, int) { c.read_request(); });
    const auto client = make_http_client(AddressGuard{}, "manyhands-test/1");
    const std::string port = std::to_string(server.port());
    for (const std::string host :
         {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1", "2130706433", "0x7f.1",
          "0177.0.0.1", "[::]", "[fe80::1]", "169.254.169.254", "10.0.0.1", "192.168.0.1", "100.64.0.1",
          "224.0.0.1", "[fd00::1]", "[ff02::1]"}) {
        SCOPED_TRACE(host);
        const auto result =
            client->exchange({.method = "POST", .url = "http://" + host + ":" + port + "/", .timeout = 5s});
        ASSERT_FALSE(result.has_value());
        EXPECT_EQ(result.error().at, Break::refused_by_guard) << result.error().error.cause;
        EXPECT_EQ(result.error().error.key, "net.refused_by_guard");
    }
    EXPECT_EQ(server.connections(), 0);
}

TEST(CurlClient, ARedirectToAPrivateAddressIsRefused) {
    for (const std::string target :
         {"http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:192.168.0.1]/",
          "http://0.0.0.0/", "http://[fd00::1]/"}) {
        SCOPED_TRACE(target);
        LoopbackServer server([&](LoopbackConnection& c, int) {
            c.read_request();
            c.write(http_answer("", "302 Found", "Location: " + target + "\r\n"));
        });
        const auto followed =
            local_client()->exchange({.url = server.url(), .timeout = 5s, .follow_redirects = true});
        ASSERT_FALSE(followed.has_value());
        EXPECT_EQ(followed.error().at, Break::refused_by_guard);
    }
}

TEST(CurlClient, ARedirectToAnotherSchemeIsRefused) {
    LoopbackServer server([&](LoopbackConnection& c, int) {
        c.read_request();
        c.write(http_answer("", "302 Found", "Location: file:///etc/passwd\r\n"));
    });
    const auto result =
        local_client()->exchange({.url = server.url(), .timeout = 5s, .follow_redirects = true});
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().error.key, "net.bad_address");
}

TEST(CurlClient, RedirectsAreFollowedOnlyOnRequestAndNeverForAPost) {
    LoopbackServer target([](LoopbackConnection& c, int) {
        c.read_request();
        c.write(http_answer("there"));
    });
    LoopbackServer server([&](LoopbackConnection& c, int) {
        c.read_request();
        c.write(http_answer("", "307 Temporary Redirect", "Location: " + target.url() + "\r\n"));
    });
    const auto client = local_client();
    const auto plain = client->exchange({.url = server.url()});
    ASSERT_TRUE(plain.has_value());
    EXPECT_EQ(plain->status, 307);
    auto request = post_to(server);
    request.follow_redirects = true;
    const auto posted = client->exchange(request);
    ASSERT_TRUE(posted.has_value());
    EXPECT_EQ(posted->status, 307);
    EXPECT_EQ(target.connections(), 0);
    const auto followed = client->exchange({.url = server.url(), .follow_redirects = true});
    ASSERT_TRUE(followed.has_value());
    EXPECT_EQ(followed->body, "there");
    EXPECT_EQ(header(followed->headers, "location"), "");
}

TEST(CurlClient, RedirectsInACircleEnd) {
    LoopbackServer server([&](LoopbackConnection& c, int) {
        while (!c.read_request().empty())
            c.write(http_answer("", "302 Found", "Location: /again\r\n"));
    });
    const auto result =
        local_client()->exchange({.url = server.url(), .timeout = 5s, .follow_redirects = true});
    ASSERT_FALSE(result.has_value());
}

TEST(CurlClient, MalformedRequestsGoNowhere) {
    LoopbackServer server([](LoopbackConnection& c, int) { c.read_request(); });
    const auto client = local_client();
    const std::string good = server.url();
    const std::vector<HttpRequest> bad{
        {.url = ""},
        {.url = "127.0.0.1 / HTTP/1.1"},
        {.url = "file:///etc/passwd"},
        {.url = "ftp://127.0.0.1/"},
        {.url = "gopher://127.0.0.1/"},
        {.url = "dict://127.0.0.1/"},
        {.url = "http://name:secret@127.0.0.1/"},
        {.url = good + "\r\nX: y"},
        {.url = good + std::string(20'000, 'a')},
        {.method = "GET / HTTP/1.1\r\nX:", .url = good},
        {.method = "", .url = good},
        {.url = good, .headers = {{"X", "a\r\nY: b"}}},
        {.url = good, .headers = {{"X\r\nY", "a"}}},
        {.url = good, .headers = {{"X: a", "b"}}},
        {.url = good, .headers = {{"X", std::string("a\0b", 3)}}},
        {.url = good, .timeout = 0s},
    };
    for (const HttpRequest& request : bad) {
        SCOPED_TRACE(request.method + " " + request.url.substr(0, 60));
        const auto result = client->exchange(request);
        ASSERT_FALSE(result.has_value());
        EXPECT_EQ(result.error().at, Break::not_connected);
        EXPECT_EQ(result.error().error.code, base::ErrorCode::invalid);
    }
    EXPECT_EQ(server.connections(), 0);
}

TEST(CurlClient, TheEnvironmentsProxyIsNotAsked) {
    LoopbackServer proxy([](LoopbackConnection& c, int) { c.read_request(); });
    LoopbackServer server([](LoopbackConnection& c, int) {
        c.read_request();
        c.write(http_answer("direct"));
    });
    const std::string before = getenv("http_proxy") != nullptr ? getenv("http_proxy") : "";
    setenv("http_proxy", proxy.url().c_str(), 1);
    const auto result = local_client()->exchange({.url = server.url(), .timeout = 5s});
    if (before.empty())
        unsetenv("http_proxy");
    else
        setenv("http_proxy", before.c_str(), 1);
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->body, "direct");
    EXPECT_EQ(proxy.connections(), 0);
}

TEST(CurlClient, ATlsHandshakeThatFailsSendsNothing) {
    LoopbackServer server([](LoopbackConnection& c, int) { c.write("not TLS at all, sorry\r\n"); });
    const auto result = local_client()->exchange(
        {.method = "POST", .url = "https://127.0.0.1:" + std::to_string(server.port()) + "/", .timeout = 5s});
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().at, Break::not_connected);
}

TEST(CurlClient, AnInterimAnswerIsNotTheAnswer) {
    LoopbackServer server([](LoopbackConnection& c, int) {
        c.read_request();
        c.write("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" +
                http_answer("late", "200 OK", "X-Late: 1\r\n"));
    });
    const auto result = local_client()->exchange({.url = server.url()});
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->status, 200);
    EXPECT_EQ(header(result->headers, "x-early"), "");
    EXPECT_EQ(header(result->headers, "x-late"), "1");
}

TEST(CurlClient, ManyThreadsShareOneClient) {
    LoopbackServer server([](LoopbackConnection& c, int) {
        for (std::string request = c.read_request(); !request.empty(); request = c.read_request()) {
            const auto from = request.find(' ') + 1;
            c.write(http_answer(request.substr(from, request.find(' ', from) - from)));
        }
    });
    std::atomic<int> right{0};
    {
        const auto client = local_client();
        std::vector<std::jthread> threads;
        for (int t = 0; t < 8; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 50; ++i) {
                    const std::string path = "/" + std::to_string(t) + "-" + std::to_string(i);
                    const auto result =
                        client->exchange({.method = i % 5 == 0 ? "POST" : "GET", .url = server.url(path)});
                    if (result && result->body == path) ++right;
                }
            });
        threads.clear();
    }
    EXPECT_EQ(right, 400);
}

}  // namespace
}  // namespace manyhands::net
