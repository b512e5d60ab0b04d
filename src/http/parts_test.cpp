// The small parts: JSON writer, router, problems, guard, failure limit, web files.
#include <gtest/gtest.h>
#include <zlib.h>

#include "http/json_desk.hpp"
#include "http/json_writer.hpp"
#include "http/router.hpp"
#include "http/security.hpp"
#include "http/web_files.hpp"

namespace manyhands::http {
namespace {

TEST(JsonWriter, EscapesAndSeparates) {
    JsonWriter out;
    out.begin_object().member("a", "\"\\\n\t\x01<b>한").member("b", 5).member("c", true).member("d", 1.5);
    out.key("e").begin_array().integer(-1).null().end_array().member("f", std::optional<int>());
    out.key("g").begin_object().end_object().end_object();
    EXPECT_EQ(out.str(),
              "{\"a\":\"\\\"\\\\\\n\\t\\u0001<b>한\",\"b\":5,\"c\":true,\"d\":1.5,\"e\":[-1,null],\"f\":null,"
              "\"g\":{}}");
}

TEST(Router, FindsLiteralsBeforeSlots) {
    const Router router({make_route("GET", "/a/{id}", "one"), make_route("GET", "/a/counts", "counts"),
                         make_route("DELETE", "/a/{id}", "remove"), make_route("POST", "/a/{id}/b", "b")});
    EXPECT_EQ(router.match("GET", "/a/counts").route->operation, "counts");
    EXPECT_EQ(router.match("HEAD", "/a/x%20y").args.front(), "x y");
    EXPECT_EQ(router.match("DELETE", "/a/x").route->operation, "remove");
    EXPECT_EQ(router.match("DELETE", "/a/counts").allow, "GET, HEAD");
    EXPECT_EQ(router.match("GET", "/a/x/b").allow, "POST");
    for (const char* nothing : {"/", "/a", "/a/", "/a/x/", "/b/x", "/a/x/b/c", "/a/%", "//a/x", ""})
        EXPECT_TRUE(router.match("GET", nothing).allow.empty() &&
                    router.match("GET", nothing).route == nullptr)
            << nothing;
    EXPECT_EQ(router.match("GET", "/" + std::string(5000, '/')).route, nullptr);
    EXPECT_THROW(Router({make_route("GET", "/a", "x"), make_route("GET", "/a", "y")}), std::logic_error);
}

TEST(Readable, IdsBecomeInitialsAndInstantsTimes) {
    const auto who = [](const model::EmployeeId& id) {
        model::Employee employee;
        if (id.value == "01J00000000000000000000001") employee.initials = "KG";
        return employee;
    };
    const base::Error error{base::ErrorCode::conflict,
                            "x",
                            {{"employee", "01J00000000000000000000001"},
                             {"other", "01J00000000000000000000002"},
                             {"until", "2026-03-09T05:23:00Z"},
                             {"text", "2026"}},
                            ""};
    const auto local = readable(error, "Asia/Seoul", who);
    EXPECT_EQ(local.args[0].second, "KG");
    EXPECT_EQ(local.args[1].second, "01J00000000000000000000002");
    EXPECT_EQ(local.args[2].second, "14:23");
    EXPECT_EQ(local.args[3].second, "2026");
    EXPECT_EQ(readable(error, "", who).args[2].second, "05:23 UTC");
}

TEST(Problem, SaysNothingOfTheCause) {
    const base::Error fault{
        base::ErrorCode::internal, "storage.failed", {}, "disk /dev/sda: password=hunter2"};
    const Response response = problem(Failure(fault), base::Lang::ko, "R1");
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(response.body.find("hunter2"), std::string::npos);
    EXPECT_NE(response.body.find("\"type\":\"urn:manyhands:problem:internal\""), std::string::npos);
    EXPECT_NE(response.body.find("\"request_id\":\"R1\""), std::string::npos);
}

Request from(const std::string& remote, Fields headers) {
    Request request;
    request.remote = remote;
    request.headers = std::move(headers);
    return request;
}

TEST(Guard, BelievesOnlyTrustedProxies) {
    const Guard guard({"https://care.example.com", {"10.0.0.1"}, {}});
    const Fields forwarded{
        {"host", "care.example.com"}, {"x-forwarded-for", "6.6.6.6, 1.2.3.4"}, {"x-forwarded-proto", "http"}};
    EXPECT_EQ(guard.peer(from("10.0.0.1", forwarded)), "1.2.3.4");
    EXPECT_EQ(guard.peer(from("10.0.0.2", forwarded)), "10.0.0.2");
    EXPECT_FALSE(guard.secure(from("10.0.0.1", forwarded)));
    EXPECT_TRUE(guard.secure(from("10.0.0.2", forwarded)));
    EXPECT_FALSE(guard.secure(from("127.0.0.1", {{"host", "localhost:8600"}})));
}

TEST(Guard, KnowsItsHostsAndOrigins) {
    const Guard guard({"https://Care.example.com:8443", {}, {"inner.example.com"}});
    for (const char* host : {"care.example.com:8443", "CARE.example.com", "inner.example.com", "localhost:1"})
        EXPECT_TRUE(guard.host_allowed(from("", {{"host", host}}))) << host;
    for (const char* host : {"example.com", "care.example.com.evil.example", "169.254.169.254", "[::2]"})
        EXPECT_FALSE(guard.host_allowed(from("", {{"host", host}}))) << host;
    EXPECT_FALSE(guard.host_allowed(from("", {{"host", "localhost"}, {"host", "localhost"}})));
    EXPECT_TRUE(guard.origin_allowed(from("", {{"host", "x"}, {"origin", "https://care.example.com:8443"}})));
    EXPECT_FALSE(guard.origin_allowed(from("", {{"host", "x"}, {"origin", "https://care.example.com"}})));
    EXPECT_FALSE(guard.origin_allowed(from("", {{"host", "x"}, {"sec-fetch-site", "cross-site"}})));
    EXPECT_TRUE(guard.origin_allowed(from("", {{"host", "x"}})));
}

TEST(ConstantTime, ComparesWholeTexts) {
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
    EXPECT_TRUE(equal_in_constant_time("", ""));
}

TEST(FailureLimit, SlidesAndIsByKey) {
    base::ManualClock clock(base::from_micros(0));
    FailureLimit limit(clock, 2, base::Seconds(60));
    limit.failed("a");
    clock.advance(base::Seconds(30));
    limit.failed("a");
    EXPECT_EQ(limit.blocked("a"), base::Seconds(31));
    EXPECT_EQ(limit.blocked("b"), base::Seconds(0));
    clock.advance(base::Seconds(31));
    EXPECT_EQ(limit.blocked("a"), base::Seconds(0));
}

Request get(const std::string& path, const std::string& encodings = {}) {
    Request request;
    request.method = "GET";
    request.target = path;
    request.headers = {{"accept-encoding", encodings}};
    split_target(request);
    return request;
}

TEST(WebFiles, CompressesCachesAndFallsBackToTheApp) {
    const std::string script(4000, 'x');
    const WebFiles files({{"index.html", "<!doctype html>"},
                          {"assets/app-DkR3a9_x.js", script},
                          {"assets/app-DkR3a9_x.js.br", "brotli bytes"},
                          {"assets/plain.css", script},
                          {"icons.svg", "<svg/>"}});
    EXPECT_TRUE(files.built());
    const Response plain = files.serve(get("/assets/app-DkR3a9_x.js"));
    EXPECT_EQ(plain.bytes(), script);
    EXPECT_EQ(plain.header("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(plain.header("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(files.serve(get("/assets/app-DkR3a9_x.js", "gzip, deflate, br")).bytes(), "brotli bytes");
    const Response zipped = files.serve(get("/assets/plain.css", "gzip, br;q=0"));
    EXPECT_EQ(zipped.header("Content-Encoding"), "gzip");
    EXPECT_LT(zipped.bytes().size(), 200U);
    EXPECT_EQ(static_cast<unsigned char>(zipped.bytes()[0]), 0x1f);
    Request again = get("/assets/plain.css", "gzip");
    again.headers.emplace_back("if-none-match", zipped.header("ETag"));
    EXPECT_EQ(files.serve(again).status, 304);
    EXPECT_EQ(files.serve(get("/assets/gone-DkR3a9_x.js")).status, 404);
    for (const char* path : {"/", "/c/01J", "/link/abc", "/%2e%2e/etc/passwd"}) {
        const Response page = files.serve(get(path));
        EXPECT_EQ(page.bytes(), "<!doctype html>") << path;
        EXPECT_EQ(page.header("Cache-Control"), "no-cache");
    }
}

TEST(WebFiles, SayWhenTheAppIsNotBuilt) {
    const WebFiles files{std::map<std::string, std::string_view>{}};
    EXPECT_FALSE(files.built());
    EXPECT_NE(files.serve(get("/")).bytes().find("not built"), std::string_view::npos);
}

}  // namespace
}  // namespace manyhands::http
