#include "desk/quick.hpp"

#include <gtest/gtest.h>

namespace manyhands::desk {
namespace {

const base::Instant kNow = base::from_micros(1'773'033'780'000'000);
const model::EmployeeId kMe("me");
const model::DepartmentId kHome("home");

model::Actor me() {
    model::Actor actor;
    actor.employee = kMe;
    actor.department = kHome;
    return actor;
}
model::Conversation conversation(const std::string& id, const std::string& lang = "ja",
                                 const std::string& department = "law") {
    model::Conversation c;
    c.id = model::ConversationId(id);
    c.lang = lang;
    c.department = model::DepartmentId(department);
    return c;
}
std::string why(const model::Conversation& c, std::string_view lang = "ko") {
    std::string words;
    for (const Why one : reasons(c, me(), lang, kNow))
        words += (words.empty() ? "" : " ") + std::string(to_string(one));
    return words;
}

TEST(Quick, SaysWhyThisPerson) {
    EXPECT_EQ(why(conversation("a")), "");
    EXPECT_EQ(why(conversation("a", "ko")), "language");
    EXPECT_EQ(why(conversation("a", "ko-KR")), "language");
    EXPECT_EQ(why(conversation("a", "kok")), "") << "Konkani is not Korean";
    EXPECT_EQ(why(conversation("a", "")), "");
    EXPECT_EQ(why(conversation("a", "en", "home")), "department");
    auto all = conversation("a", "ko", "home");
    all.claim = model::Claim{kMe, 1, kNow, kNow, kNow};
    all.offer = model::Offer{kMe, kNow + base::Minutes(1)};
    all.last_answerer = kMe;
    EXPECT_EQ(why(all), "held offered answered_before department language");
    all.offer->until = kNow;
    all.claim->holder = model::EmployeeId("another");
    EXPECT_EQ(why(all), "answered_before department language") << "an offer that is over is none";
}

TEST(Quick, TakesTheStrongestReasonAndThenTheMostUrgent) {
    EXPECT_FALSE(best({}, me(), "ko", kNow));
    auto offered = conversation("offered");
    offered.offer = model::Offer{kMe, kNow + base::Minutes(1)};
    auto before = conversation("before", "ko", "home");
    before.last_answerer = kMe;
    const std::vector<model::Conversation> all{conversation("first"), conversation("second"),
                                               conversation("mine", "ko", "home"), before, offered};
    EXPECT_EQ(best(all, me(), "ko", kNow)->conversation.value, "offered");
    EXPECT_EQ(best({all.begin(), all.end() - 1}, me(), "ko", kNow)->conversation.value, "before");
    EXPECT_EQ(best({all.begin(), all.end() - 2}, me(), "ko", kNow)->conversation.value, "mine");
    EXPECT_EQ(best({all.begin(), all.begin() + 2}, me(), "ko", kNow)->conversation.value, "first");
}

TEST(Quick, WhatSomebodyTickedOutweighsTheirDepartment) {
    model::Actor actor;
    actor.employee = model::EmployeeId("e");
    actor.department = model::DepartmentId("d");
    model::Conversation mine, ticked;
    mine.id = model::ConversationId("a");
    mine.department = actor.department;
    mine.lang = "ko";
    ticked.id = model::ConversationId("b");
    ticked.lang = "en";
    EXPECT_EQ(best({mine, ticked}, actor, "ko", {})->conversation, mine.id);
    const auto card = best({mine, ticked}, actor, "ko", {}, {ticked.id});
    EXPECT_EQ(card->conversation, ticked.id);
    EXPECT_EQ(card->why, std::vector<Why>{Why::topic});
}

}  // namespace
}  // namespace manyhands::desk
