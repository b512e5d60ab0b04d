// Webhooks over HTTP: who may, what is shown once, what a mistake says.
#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class WebhookApiTest : public test::World {
  protected:
    const std::string kHook =
        R"({"url":"https://hooks.example/in","events":["answer.held","conversation.opened"]})";
    std::string make(test::Client& client) {
        const Reply made = call(client, "POST", "/api/v1/webhooks", kHook);
        EXPECT_EQ(made.status, 201) << made.body;
        return text_at(json_of(made), "/webhook/id");
    }
};

TEST_F(WebhookApiTest, FromMakingToRemoving) {
    const auto ahn = sign_in(ahn_);
    const Reply made = call(*ahn, "POST", "/api/v1/webhooks", kHook);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_TRUE(text_at(json_of(made), "/secret").starts_with("whsec_"));
    EXPECT_EQ(text_at(json_of(made), "/webhook/events/0"), "conversation.opened")
        << "in the order of the list";
    const std::string id = text_at(json_of(made), "/webhook/id");
    const Reply list = call(*ahn, "GET", "/api/v1/webhooks");
    EXPECT_EQ(text_at(json_of(list), "/items/0/state"), "on");
    EXPECT_EQ(list.body.find("whsec_"), std::string::npos) << "shown once";
    EXPECT_EQ(text_at(json_of(list), "/events/8"), "answer.held");

    const Reply off = call(*ahn, "PATCH", "/api/v1/webhooks/" + id, R"({"enabled":false})");
    EXPECT_EQ(text_at(json_of(off), "/state"), "off");
    EXPECT_EQ(text_at(json_of(off), "/url"), "https://hooks.example/in");
    const Reply secret = call(*ahn, "POST", "/api/v1/webhooks/" + id + "/secret");
    EXPECT_NE(text_at(json_of(secret), "/secret"), text_at(json_of(made), "/secret"));
    EXPECT_NE(text_at(json_of(secret), "/webhook/former_until"), "null");
    EXPECT_EQ(call(*ahn, "DELETE", "/api/v1/webhooks/" + id).status, 204);
    EXPECT_EQ(call(*ahn, "DELETE", "/api/v1/webhooks/" + id).status, 404);
    EXPECT_EQ(call(*ahn, "GET", "/api/v1/webhooks/nonsense/deliveries").status, 404);
}

TEST_F(WebhookApiTest, ATestIsQueuedAndItsFateShown) {
    const auto ahn = sign_in(ahn_);
    const std::string id = make(*ahn);
    const Reply test = call(*ahn, "POST", "/api/v1/webhooks/" + id + "/test");
    ASSERT_EQ(test.status, 202) << test.body;
    EXPECT_EQ(text_at(json_of(test), "/event"), "ping");
    const std::string delivery = text_at(json_of(test), "/id");
    const std::string again = "/api/v1/webhooks/" + id + "/deliveries/" + delivery + "/resend";
    EXPECT_EQ(call(*ahn, "POST", again).status, 409) << "it waits already";

    // As the deliverer would record it.
    const auto hook = store_->webhook(brand_.id, model::WebhookId(id)).value();
    const auto sent = store_->deliveries(brand_.id, hook.id, {}, "", 1).value().front();
    ASSERT_TRUE(store_->record(hooks::judge(hook, sent, {clock_.now(), 404, {}, {}}, random_)));
    const Reply dead = call(*ahn, "GET", "/api/v1/webhooks/" + id + "/deliveries?state=dead");
    EXPECT_EQ(text_at(json_of(dead), "/items/0/last_status"), "404");
    EXPECT_NE(text_at(json_of(dead), "/items/0/problem").find("404"), std::string::npos);
    EXPECT_EQ(text_at(json_of(dead), "/next"), "null");
    EXPECT_EQ(text_at(json_of(call(*ahn, "POST", "/api/v1/webhooks/" + id + "/resend")), "/count"), "1");
    EXPECT_EQ(
        text_at(json_of(call(*ahn, "GET", "/api/v1/webhooks/" + id + "/deliveries?state=dead")), "/items"),
        "[]");
}

TEST_F(WebhookApiTest, AMistakeIsSaidAtItsPlace) {
    const auto ahn = sign_in(ahn_);
    const Reply plain =
        call(*ahn, "POST", "/api/v1/webhooks", R"({"url":"http://hooks.example/","events":["answer.held"]})");
    EXPECT_EQ(plain.status, 400);
    EXPECT_EQ(text_at(json_of(plain), "/errors/0/pointer"), "/url");
    const Reply none =
        call(*ahn, "POST", "/api/v1/webhooks", R"({"url":"https://hooks.example/","events":[]})");
    EXPECT_EQ(none.status, 400);
    EXPECT_EQ(text_at(json_of(none), "/errors/0/pointer"), "/events");
    EXPECT_EQ(call(*ahn, "POST", "/api/v1/webhooks", R"({"url":"https://a.example/","events":["x"]})").status,
              400);
}

TEST_F(WebhookApiTest, OnlyAdminsOfTheBrand) {
    const auto ahn = sign_in(ahn_);
    const std::string id = make(*ahn);
    for (const auto role : {model::Role::employee, model::Role::desk, model::Role::lead, model::Role::auditor,
                            model::Role::analyst}) {
        const auto other = sign_in(hire("Somebody Else", role));
        EXPECT_EQ(call(*other, "GET", "/api/v1/webhooks").status, 403);
        EXPECT_EQ(call(*other, "POST", "/api/v1/webhooks", kHook).status, 403);
        EXPECT_EQ(call(*other, "POST", "/api/v1/webhooks/" + id + "/secret").status, 403);
        EXPECT_EQ(call(*other, "DELETE", "/api/v1/webhooks/" + id).status, 403);
    }
}

}  // namespace
}  // namespace manyhands::http
