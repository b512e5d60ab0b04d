#include <gtest/gtest.h>

#include "route/test_thread.hpp"

namespace manyhands::route {
namespace {

using namespace testing;
using model::Role;

class RouteService : public ::testing::Test {
  protected:
    RouteService() { world.deliver(remote_post("p1")); }
    model::ConversationId talk() { return world.last; }
    base::ErrorCode code(const base::Result<ConversationState>& result) {
        return result ? base::ErrorCode::internal : result.error().code;
    }

    World world;
    model::testing::People people;
    Service service{world.store, people, world.ids, world.clock};
};

TEST_F(RouteService, ClaimsReleasesAndIsIdempotent) {
    const auto claimed = service.claim(actor(kMin), talk());
    ASSERT_TRUE(claimed);
    EXPECT_EQ(claimed->conversation.claim->holder, kMin);
    EXPECT_EQ(service.claim(actor(kMin), talk())->conversation.version, claimed->conversation.version);
    EXPECT_EQ(code(service.claim(actor(kSue), talk())), base::ErrorCode::conflict);
    EXPECT_FALSE(service.release(actor(kMin), talk())->conversation.claim);
    EXPECT_TRUE(service.release(actor(kMin), talk()));
    EXPECT_EQ(service.claim(actor(kSue), talk())->conversation.claim->fence, 2);
}

TEST_F(RouteService, RenewalLeavesNoTrace) {
    service.claim(actor(kMin), talk());
    world.clock.advance(90s);
    const auto renewed = service.renew(actor(kMin), talk());
    ASSERT_TRUE(renewed);
    EXPECT_EQ(renewed->conversation.claim->until, world.clock.now() + 5min);
    EXPECT_EQ(renewed->conversation.version, 4);
}

TEST_F(RouteService, ALeadTakesOverAtOnceOthersAfterSilence) {
    service.claim(actor(kMin), talk());
    EXPECT_EQ(code(service.take_over(actor(kSue, Role::desk), talk())), base::ErrorCode::conflict);
    EXPECT_EQ(service.take_over(actor(kLee, Role::lead), talk())->conversation.claim->holder, kLee);
    world.clock.advance(2min);
    EXPECT_EQ(service.take_over(actor(kSue, Role::employee), talk())->conversation.claim->fence, 3);
    EXPECT_EQ(code(service.take_over(actor(kMin, Role::auditor), talk())), base::ErrorCode::forbidden);
}

TEST_F(RouteService, AnEmployeeMovesOnlyWhatTheyHold) {
    EXPECT_EQ(code(service.close(actor(kMin, Role::employee), talk())), base::ErrorCode::forbidden);
    EXPECT_EQ(code(service.hand_off(actor(kMin, Role::employee), talk(), kLegal, "")),
              base::ErrorCode::forbidden);
    service.claim(actor(kMin, Role::employee), talk());
    EXPECT_EQ(service.hand_off(actor(kMin, Role::employee), talk(), kLegal, "")->conversation.department,
              kLegal);
    service.claim(actor(kMin, Role::employee), talk());
    EXPECT_EQ(service.close(actor(kMin, Role::employee), talk())->conversation.state, model::State::closed);
    EXPECT_EQ(service.reopen(actor(kSue, Role::desk), talk())->conversation.state, model::State::waiting);
}

TEST_F(RouteService, AnotherBrandAndNoConversationAreNotFound) {
    model::Actor stranger = actor(kMin, Role::admin);
    stranger.brand = kOtherBrand;
    EXPECT_EQ(code(service.claim(stranger, talk())), base::ErrorCode::not_found);
    EXPECT_EQ(code(service.claim(actor(kMin), model::ConversationId("none"))), base::ErrorCode::not_found);
    model::Actor reader = actor(kMin);
    reader.token_scopes = "read";
    EXPECT_EQ(code(service.claim(reader, talk())), base::ErrorCode::forbidden);
}

TEST_F(RouteService, AHandOffComesBackWhenNobodyTakesIt) {
    Service house{world.store, people, world.ids, world.clock, [](const auto&) { return base::Minutes(60); }};
    const auto first = world.talk().department;
    const auto handed = house.hand_off(actor(kMin), talk(), kLegal, "");
    ASSERT_TRUE(handed && handed->conversation.hand_back);
    EXPECT_EQ(handed->conversation.hand_back->to, first);
    EXPECT_EQ(handed->conversation.hand_back->at, world.clock.now() + 60min);
    world.clock.advance(61min);
    ASSERT_TRUE(house.fire({kBrand, talk(), world.clock.now()}));
    EXPECT_EQ(world.talk().department, first);
    EXPECT_FALSE(world.talk().hand_back);

    const auto person = house.hand_off_to(actor(kMin), talk(), kLee, "");
    ASSERT_TRUE(person);
    EXPECT_EQ(person->conversation.hand_back.has_value(), person->conversation.department != first);
    EXPECT_FALSE(house.hand_off(actor(kMin), talk(), kLegal, "", {true, {}})->conversation.hand_back);
}

TEST_F(RouteService, WhatIsAnsweredOrHasNoTimeSetDoesNotComeBack) {
    EXPECT_FALSE(service.hand_off(actor(kMin), talk(), kLegal, "")->conversation.hand_back);
    Service house{world.store, people, world.ids, world.clock, [](const auto&) { return base::Minutes(60); }};
    ASSERT_TRUE(house.close(actor(kMin), talk()));
    ASSERT_TRUE(house.reopen(actor(kMin), talk()));
    EXPECT_TRUE(house.hand_off(actor(kMin), talk(), kCare, "")->conversation.hand_back) << "it waits again";
}

TEST_F(RouteService, FiresWhatIsDueOnce) {
    world.clock.advance(13min);
    ASSERT_TRUE(service.fire({kBrand, talk(), world.clock.now()}));
    EXPECT_EQ(world.talk().episode->bands_passed, 2);
    const auto version = world.talk().version;
    ASSERT_TRUE(service.fire({kBrand, talk(), world.clock.now()}));
    EXPECT_EQ(world.talk().version, version);
    EXPECT_FALSE(service.fire({kBrand, model::ConversationId("none"), world.clock.now()}));
}

// Five hundred people, one conversation: one of them holds it.
TEST_F(RouteService, FiveHundredRaceForOne) {
    int won = 0;
    for (int i = 0; i < 500; ++i) {
        const auto result = service.claim(actor(model::EmployeeId("e" + std::to_string(i))), talk());
        won += result ? 1 : 0;
        if (!result) {
            EXPECT_EQ(result.error().key, "route.claim.held_by_other");
        }
    }
    EXPECT_EQ(won, 1);
}

}  // namespace
}  // namespace manyhands::route
