// The audit log over HTTP, who may read it, and limits a session.
#include <gtest/gtest.h>

#include "http/limits.hpp"
#include "http/metrics.hpp"
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class AuditApiTest : public test::World {};

TEST_F(AuditApiTest, SaysWhoDidWhatFromWhere) {
    const auto lead = sign_in(hire("Park Lead", model::Role::lead));
    const auto admin = sign_in(ahn_);
    const Reply added =
        call(*admin, "POST", "/api/v1/employees",
             R"({"name":"New Person","email":"new@hanbit.example","role":"desk","department_id":")" +
                 support_.id.value + "\"}");
    ASSERT_EQ(added.status, 201) << added.body;
    const Reply exported = call(*admin, "GET", "/api/v1/reports/first-answer.csv");
    ASSERT_EQ(exported.status, 200);
    const Reply page = call(*lead, "GET", "/api/v1/audit?limit=3");
    ASSERT_EQ(page.status, 200) << page.body;
    const auto body = json_of(page);
    EXPECT_EQ(text_at(body, "/items/0/action"), "report.exported");
    EXPECT_EQ(text_at(body, "/items/0/by/id"), ahn_.id.value);
    EXPECT_EQ(text_at(body, "/items/0/from"), "127.0.0.1");
    EXPECT_EQ(text_at(body, "/items/0/kind"), "person");
    EXPECT_EQ(text_at(body, "/items/1/action"), "link.made");
    EXPECT_EQ(text_at(body, "/items/2/action"), "employee.added");
    EXPECT_EQ(text_at(body, "/items/2/detail/role"), "desk");
    EXPECT_EQ(page.body.find("New Person"), std::string::npos);
    const Reply next = call(*lead, "GET", "/api/v1/audit?limit=3&cursor=" + text_at(body, "/next"));
    EXPECT_EQ(next.status, 200);
    EXPECT_NE(text_at(json_of(next), "/items/0/seq"), text_at(body, "/items/2/seq"));
    const Reply only = call(*lead, "GET", "/api/v1/audit?action=session.&employee=" + ahn_.id.value);
    EXPECT_EQ(json_of(only).at("items").as_array().size(), 1U) << only.body;
    EXPECT_TRUE(json_of(only).at("next").is_null());
    EXPECT_EQ(call(*lead, "GET", "/api/v1/audit?cursor=abc").status, 400);
    EXPECT_EQ(call(*lead, "GET", "/api/v1/audit?limit=0").status, 400);
    EXPECT_EQ(call(*lead, "GET", "/api/v1/audit?from=yesterday").status, 400);
}

TEST_F(AuditApiTest, OnlyWhoMayReadsItAndOnlyOfTheirBrand) {
    for (const auto& [role, may] : {std::pair{model::Role::employee, false},
                                    {model::Role::desk, false},
                                    {model::Role::analyst, false},
                                    {model::Role::auditor, true}}) {
        const auto person = sign_in(hire("Some Body" + std::string(to_string(role)), role));
        EXPECT_EQ(call(*person, "GET", "/api/v1/audit").status, may ? 200 : 403) << to_string(role);
        EXPECT_EQ(text_at(json_of(call(*person, "GET", "/api/v1/me")), "/may/see_audit"),
                  may ? "true" : "false");
    }
    const model::Brand other{ids_.make<model::BrandId>(), "Other", false, clock_.now()};
    ASSERT_TRUE(store_->add_brand(other));
    const auto admin = sign_in(ahn_);
    const Reply page = call(*admin, "GET", "/api/v1/audit?limit=200");
    EXPECT_EQ(page.body.find(other.id.value), std::string::npos);
}

TEST_F(AuditApiTest, ASessionThatAsksTooOftenWaitsAndNobodyElseDoes) {
    SiteConfig config;
    config.api.limits = {.reads = 6, .changes = 2, .heavy = 1, .visitors = 0};
    restart(config);
    const auto kim = sign_in(kim_);
    const auto lee = sign_in(lee_);
    Reply reply;
    for (int i = 0; i < 6; ++i) {
        reply = call(*kim, "GET", "/api/v1/me");
        EXPECT_EQ(reply.status, 200) << i;
    }
    EXPECT_EQ(reply.header("ratelimit-policy"), "\"reads\";q=6;w=60");
    EXPECT_EQ(reply.header("ratelimit"), "\"reads\";r=0;t=10");
    reply = call(*kim, "GET", "/api/v1/me");
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(reply.header("retry-after"), "10");
    EXPECT_EQ(text_at(json_of(reply), "/type"), "urn:manyhands:problem:http.limit.reached");
    EXPECT_EQ(call(*lee, "GET", "/api/v1/me").status, 200) << "each their own";
    EXPECT_NE(call(*kim, "PATCH", "/api/v1/me", R"({"theme":"dark"})").status, 429)
        << "changes are counted apart";
    clock_.advance(std::chrono::seconds(10));
    EXPECT_EQ(call(*kim, "GET", "/api/v1/me").status, 200);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/me").status, 429);
    EXPECT_EQ(client()->request("GET", "/healthz").status, 200);
}

TEST(RateLimitsTest, ABucketRefillsEvenlyAndIsNeverFuller) {
    base::ManualClock clock{base::from_micros(0)};
    RateLimits limits({.reads = 60, .changes = 0, .heavy = 0, .visitors = 0}, clock);
    const auto taken = [&](int n) {
        int allowed = 0;
        for (int i = 0; i < n; ++i)
            allowed += limits.take(LimitKind::reads, "one").allowed ? 1 : 0;
        return allowed;
    };
    EXPECT_EQ(taken(100), 60);
    clock.advance(std::chrono::milliseconds(1500));
    EXPECT_EQ(taken(5), 1);
    clock.advance(std::chrono::hours(1));
    EXPECT_EQ(taken(100), 60);
    clock.jump_to(base::from_micros(0));
    EXPECT_EQ(taken(1), 0) << "a clock that is set gives nothing";
    EXPECT_TRUE(limits.take(LimitKind::changes, "one").allowed);
    EXPECT_TRUE(limits.take(LimitKind::changes, "one").headers.empty()) << "no limit, no headers";
}

TEST_F(AuditApiTest, MetricsCountOperationsAndKnowNoTexts) {
    const auto kim = sign_in(kim_);
    customer_writes("CANARY-customer", "CANARY-text of a customer", "CANARY-post");
    EXPECT_EQ(call(*kim, "GET", "/api/v1/conversations").status, 200);
    EXPECT_EQ(call(*kim, "GET", "/api/v1/conversations/nothing-like-it").status, 404);
    EXPECT_EQ(client()->request("GET", "/api/v1/CANARY-path").status, 404);
    const std::string text = site_->metrics().text();
    EXPECT_NE(text.find("manyhands_http_requests_total{operation=\"list_conversations\",status=\"2xx\"} 1\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("operation=\"other\",status=\"4xx\"} 1\n"), std::string::npos);
    EXPECT_NE(
        text.find("manyhands_http_request_seconds_bucket{operation=\"list_conversations\",le=\"+Inf\"} 1\n"),
        std::string::npos);
    EXPECT_EQ(text.find("CANARY"), std::string::npos);
}

TEST_F(AuditApiTest, TheLogHoldsNoCustomersTextNorPassword) {
    ::testing::internal::CaptureStderr();
    const std::string id = customer_writes("CANARY-handle", "CANARY-text", "CANARY-post");
    const auto kim = sign_in(kim_);
    claim(*kim, id);
    call(*kim, "PUT", "/api/v1/conversations/" + id + "/draft", R"({"text":"CANARY-draft"})");
    answer(*kim, id, "CANARY-answer", "1", "key-of-a-canary");
    call(*kim, "POST", "/api/v1/session",
         R"({"email":"CANARY@hanbit.example","password":"CANARY-password"})");
    call(*kim, "GET", "/api/v1/conversations?cursor=CANARY-cursor");
    call(*kim, "PUT", "/api/v1/conversations/CANARY-id/draft", "{\"text\": CANARY-broken}");
    kim->request("GET", "/CANARY-page?q=CANARY-query");
    const std::string log = ::testing::internal::GetCapturedStderr();
    EXPECT_EQ(log.find("CANARY"), std::string::npos) << log;
}

}  // namespace
}  // namespace manyhands::http
