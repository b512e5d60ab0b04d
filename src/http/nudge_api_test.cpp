#include <gtest/gtest.h>

#include "http/world_test.hpp"

namespace manyhands::http {
namespace {

using test::json_of;
using test::Reply;
using test::text_at;

class NudgeApiTest : public test::World {
  protected:
    static constexpr const char* kReach = "/api/v1/me/reach";
    static constexpr const char* kDevices = "/api/v1/me/devices";
    static std::string device(const std::string& more = "") {
        return R"({"endpoint":"https://push.example/a","p256dh":"QUJD","auth":"QUJD","name":"Firefox, Windows")" +
               more + "}";
    }
};

TEST_F(NudgeApiTest, DevicesComeAndGo) {
    const auto kim = sign_in(kim_);
    const auto lee = sign_in(lee_);
    const Reply at_first = call(*kim, "GET", kReach);
    EXPECT_EQ(text_at(json_of(at_first), "/quiet_from"), "21:00");
    EXPECT_EQ(text_at(json_of(at_first), "/application_key"), "BKEY");
    const Reply added = call(*kim, "POST", kDevices, device(R"(,"zone":"Asia/Seoul","lang":"ko")"));
    ASSERT_EQ(added.status, 201) << added.body;
    EXPECT_EQ(text_at(json_of(added), "/devices/0/name"), "Firefox, Windows");
    EXPECT_EQ(text_at(json_of(added), "/zone"), "Asia/Seoul");
    EXPECT_EQ(added.body.find("push.example/a"), std::string::npos)
        << "the address itself is nobody's to read";
    const std::string id = text_at(json_of(added), "/devices/0/id");
    EXPECT_EQ(call(*lee, "DELETE", std::string(kDevices) + "/" + id).status, 404) << "somebody else's";
    EXPECT_EQ(call(*kim, "DELETE", std::string(kDevices) + "/" + id).status, 204);
    EXPECT_EQ(json_of(call(*kim, "GET", kReach)).at("devices").as_array().size(), 0U);
    const auto visitor = client();
    EXPECT_EQ(call(*visitor, "GET", kReach).status, 401);
}

TEST_F(NudgeApiTest, WhatIsNoSubscriptionIsRefusedAtItsField) {
    const auto kim = sign_in(kim_);
    const auto pointer = [&](const std::string& body) {
        const Reply reply = call(*kim, "POST", kDevices, body);
        EXPECT_EQ(reply.status, 400) << reply.body;
        return text_at(json_of(reply), "/errors/0/pointer");
    };
    EXPECT_EQ(pointer(R"({"endpoint":"https://evil.example/","p256dh":"QUJD","auth":"QUJD","name":""})"),
              "/endpoint");
    EXPECT_EQ(pointer(R"({"endpoint":"https://push.example/","p256dh":"**","auth":"QUJD","name":""})"),
              "/p256dh");
    EXPECT_EQ(pointer(R"({"endpoint":"https://push.example/","p256dh":"QUJD","auth":"*","name":""})"),
              "/auth");
    EXPECT_EQ(json_of(call(*kim, "GET", kReach)).at("devices").as_array().size(), 0U);
}

TEST_F(NudgeApiTest, WishesChangeOneByOne) {
    const auto kim = sign_in(kim_);
    auto now = json_of(call(*kim, "PATCH", kReach, R"({"quiet_from":"22:30","zone":"Europe/London"})"));
    EXPECT_EQ(text_at(now, "/quiet_from"), "22:30");
    EXPECT_EQ(text_at(now, "/quiet_until"), "08:00");
    now = json_of(call(*kim, "PATCH", kReach, R"({"digest":"daily","week_report":false})"));
    EXPECT_EQ(text_at(now, "/digest"), "daily");
    EXPECT_EQ(text_at(now, "/zone"), "Europe/London");
    EXPECT_FALSE(now.at("week_report").as_bool());
    now = json_of(call(*kim, "PATCH", kReach, R"({"digest":null})"));
    EXPECT_TRUE(now.at("digest").is_null());
    for (const char* wrong :
         {R"({"quiet_from":"25:00"})", R"({"zone":"Mars/Base"})", R"({"digest":"hourly"})"})
        EXPECT_EQ(call(*kim, "PATCH", kReach, wrong).status, 400) << wrong;
}

TEST_F(NudgeApiTest, ALetterIsStoppedByItsLinkAndNotByLookingAtIt) {
    const auto kim = sign_in(kim_);
    const auto visitor = client();
    const std::string path = "/stop/" + stop_links_.token(kim_.id, identity::MailKind::digest);
    const Reply page = visitor->request("GET", path, {}, {{"Accept-Language", "ko"}});
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("<form method=\"post\">"), std::string::npos);
    EXPECT_NE(page.body.find("lang=\"ko\""), std::string::npos);
    EXPECT_TRUE(json_of(call(*kim, "GET", kReach)).at("digest").is_null()) << "programs look at links";
    const Reply pressed = visitor->request("POST", path, "List-Unsubscribe=One-Click",
                                           {{"Content-Type", "application/x-www-form-urlencoded"}});
    EXPECT_EQ(pressed.status, 200) << pressed.body;
    EXPECT_EQ(text_at(json_of(call(*kim, "GET", kReach)), "/digest"), "never");
    EXPECT_EQ(visitor->request("GET", path + "x").status, 404);
    EXPECT_EQ(visitor->request("GET", "/stop/digest." + lee_.id.value + ".AAAAAAAAAAAAAAAAAAAAAA").status,
              404);
}

}  // namespace
}  // namespace manyhands::http
