// Snooze, hand-off to a person, merge and split, together with what the network brings afterwards.
#include <gtest/gtest.h>

#include "model/answered.hpp"
#include "route/test_thread.hpp"

namespace manyhands::route {
namespace {

using namespace testing;
using model::State;

class DeskWork : public ::testing::Test {
  protected:
    // A customer's first post in a thread of its own.
    model::ConversationId opens(const std::string& post, const std::string& author = "did:ann") {
        world.deliver(remote_post(post, author, world.clock.now()));
        return world.last;
    }
    const model::Conversation& talk(const model::ConversationId& id) {
        return world.store.states.at(id).conversation;
    }
    void run(const model::ConversationId& id, const base::Result<Events>& events) {
        ASSERT_TRUE(events) << events.error().key;
        world.thread.commit(id, *events);
    }
    template <class T>
    std::string key(const base::Result<T>& result) {
        return result ? "ok" : result.error().key;
    }
    const ConversationState& state(const model::ConversationId& id) { return world.store.states.at(id); }
    base::Instant now() { return world.clock.now(); }
    base::Result<std::vector<ConversationState>> merged(const model::ConversationId& from,
                                                        const model::ConversationId& into) {
        return world.thread.transact_together(kBrand, {from, into},
                                              [&](const Together& both) { return merge(both, kMin, now()); });
    }
    base::Result<ConversationState> split_off(const model::ConversationId& id,
                                              const std::vector<std::string>& remote_ids) {
        std::vector<model::PostId> chosen;
        for (const auto& remote : remote_ids)
            chosen.push_back(world.thread.find_post("testnet", remote)->id);
        auto states = world.thread.transact_together(kBrand, {id}, [&](const Together& one) {
            return split(one, chosen, world.ids.make<model::ConversationId>(), kMin, now());
        });
        if (!states) return std::unexpected(states.error());
        return states->at(1);
    }

    World world;
};

TEST_F(DeskWork, WhatNobodyTookGoesBackToWhereItCameFrom) {
    const model::DepartmentId legal("legal");
    const auto id = opens("p1");
    const auto care = talk(id).department;
    const auto by_rule = [&] {
        return hand_off(state(id), kMin,
                        HandOff{legal, std::nullopt, "소송 이야기", {}, model::HandBack{care, now() + 60min}},
                        now());
    };
    run(id, by_rule());
    EXPECT_EQ(talk(id).department, legal);
    ASSERT_TRUE(talk(id).hand_back);
    world.clock.advance(59min);
    run(id, due(state(id), now()));
    EXPECT_EQ(talk(id).department, legal);
    EXPECT_EQ(model::next_due(state(id)), talk(id).hand_back->at);
    world.clock.advance(61min);
    const Events events = due(state(id), now());
    const auto back = std::ranges::find_if(
        events, [](const model::Event& e) { return std::holds_alternative<model::HandedOff>(e.body); });
    ASSERT_NE(back, events.end());
    EXPECT_EQ(back->at, talk(id).hand_back->at) << "at its own instant, however late the clock is read";
    EXPECT_FALSE(back->by);
    run(id, events);
    EXPECT_EQ(talk(id).department, care);
    EXPECT_FALSE(talk(id).hand_back);
    EXPECT_TRUE(due(state(id), now()).empty()) << "once";
}

TEST_F(DeskWork, WhatSomebodyTookStays) {
    const model::DepartmentId legal("legal");
    const auto id = opens("p1");
    const auto care = talk(id).department;
    const auto hand = [&](std::optional<model::HandBack> back) {
        return hand_off(state(id), kMin, HandOff{legal, std::nullopt, "", {}, std::move(back)}, now());
    };
    run(id, hand(model::HandBack{care, now() + 60min}));
    run(id, claim(state(id), kMin, now()));
    EXPECT_FALSE(talk(id).hand_back);
    run(id, hand_off(state(id), kMin, care, "", now()));
    EXPECT_FALSE(talk(id).hand_back) << "without a rule there is no return address";
    run(id, hand(model::HandBack{legal, now() + 60min}));
    EXPECT_FALSE(talk(id).hand_back) << "not to where it is";
    run(id, hand_off(state(id), kMin, care, "", now()));
    run(id, hand(model::HandBack{care, now()}));
    EXPECT_FALSE(talk(id).hand_back) << "not in the past";
    run(id, hand_off(state(id), kMin, care, "", now()));
    run(id, hand(model::HandBack{care, now() + 60min}));
    run(id, snooze(state(id), kMin, now() + 20min, now()));
    EXPECT_FALSE(talk(id).hand_back) << "who puts it away has seen it";
    run(id, wake(state(id), kMin, now()));
    run(id, hand_off(state(id), kMin, care, "", now()));
    run(id, hand(model::HandBack{care, now() + 60min}));
    run(id, close(state(id), kMin, now()));
    EXPECT_FALSE(talk(id).hand_back);
}

TEST_F(DeskWork, ASnoozeHidesAndTheClockRunsOn) {
    const auto id = opens("p1");
    const auto opened = talk(id).episode->opened_at;
    run(id, claim(state(id), kMin, now()));
    run(id, snooze(state(id), kMin, now() + 20min, now()));
    EXPECT_EQ(talk(id).state, State::snoozed);
    EXPECT_FALSE(talk(id).claim);
    EXPECT_EQ(talk(id).episode->opened_at, opened);
    world.clock.advance(12min);
    run(id, due(state(id), now()));
    EXPECT_EQ(talk(id).episode->bands_passed, 2) << "the bands pass while it is put away";
    EXPECT_EQ(talk(id).state, State::snoozed);
    world.clock.advance(8min);
    run(id, due(state(id), now()));
    EXPECT_EQ(talk(id).state, State::waiting);
    EXPECT_EQ(talk(id).episode->opened_at, opened);
}

TEST_F(DeskWork, UntilTheCustomerWritesEndsAfterADayWhenAQuestionIsOpen) {
    const auto id = opens("p1");
    run(id, snooze(state(id), kMin, std::nullopt, now()));
    world.clock.advance(24h - 1us);
    run(id, due(state(id), now()));
    EXPECT_EQ(talk(id).state, State::snoozed);
    world.clock.advance(1us);
    run(id, due(state(id), now()));
    EXPECT_EQ(talk(id).state, State::waiting);
}

TEST_F(DeskWork, WithoutAQuestionItStaysUntilTheCustomerWrites) {
    const auto id = opens("p1");
    world.answer(kMin);
    world.send();
    world.commit(model::answered(state(id), model::AnswerId("a1"), {"at://a1", "", "", {}, now()}, now()));
    run(id, snooze(state(id), kMin, std::nullopt, now()));
    world.clock.advance(24h * 30);
    EXPECT_TRUE(due(state(id), now()).empty());
    const auto events = world.deliver(World::reply("p2", "p1", "p1", "did:ann", now()));
    const auto* woken = find<model::Woken>(events);
    ASSERT_NE(woken, nullptr);
    EXPECT_EQ(woken->reason, model::WakeReason::customer);
    EXPECT_EQ(talk(id).state, State::waiting);
    EXPECT_EQ(talk(id).episode->number, 2);
}

TEST_F(DeskWork, AnyPostOfTheCustomerWakesContextDoesNot) {
    const auto id = opens("p1");
    run(id, snooze(state(id), kMin, now() + 1h, now()));
    world.deliver(World::reply("p0", "", "p1", "did:ann", now() - 1h), true, false, "p1");
    EXPECT_EQ(talk(id).state, State::snoozed) << "brought along, not news";
    world.deliver(World::reply("p2", "p1", "p1", "did:ann", now()));
    EXPECT_EQ(talk(id).state, State::waiting);
}

TEST_F(DeskWork, WhatCannotBeSnoozed) {
    const auto id = opens("p1");
    EXPECT_EQ(key(snooze(state(id), kMin, now(), now())), "route.snooze.past");
    EXPECT_EQ(key(snooze(state(id), kMin, now() + 24h * 367, now())), "route.snooze.too_long");
    run(id, claim(state(id), kSue, now()));
    EXPECT_EQ(key(snooze(state(id), kMin, now() + 1h, now())), "route.claim.held_by_other");
    run(id, release(state(id), kSue, now()));
    world.answer(kMin);
    EXPECT_EQ(key(snooze(state(id), kMin, now() + 1h, now())), "route.snooze.going_out");
    world.commit(model::AnswerCancelled{model::AnswerId("a1")});
    run(id, close(state(id), kMin, now()));
    EXPECT_EQ(key(snooze(state(id), kMin, now() + 1h, now())), "route.snooze.closed");
}

TEST_F(DeskWork, AClaimTakesASnoozedConversationBack) {
    const auto id = opens("p1");
    run(id, snooze(state(id), kMin, now() + 1h, now()));
    EXPECT_TRUE(snooze(state(id), kMin, now() + 1h, now())->empty()) << "the same again is nothing";
    run(id, claim(state(id), kSue, now()));
    EXPECT_FALSE(talk(id).snooze);
    EXPECT_TRUE(wake(state(id), kSue, now())->empty());
}

TEST_F(DeskWork, HandedToAPersonTheyAreAskedFirst) {
    const auto id = opens("p1");
    const HandOff to_sue{kCare, kSue, "Sue knows", model::NoticeId("n")};
    run(id, hand_off(state(id), kMin, to_sue, now()));
    EXPECT_EQ(talk(id).offer, (model::Offer{kSue, now() + kHandOffOffer}));
    EXPECT_EQ(key(claim(state(id), kLee, now())), "route.claim.offered_to_other");
    world.clock.advance(kHandOffOffer);
    run(id, due(state(id), now()));
    EXPECT_FALSE(talk(id).offer);
    EXPECT_EQ(talk(id).department, kCare);
    EXPECT_EQ(key(hand_off(state(id), kSue, to_sue, now())), "route.hand_off.to_yourself");
    EXPECT_EQ(key(hand_off(state(id), kMin, kCare, "", now())), "route.hand_off.same_department");
}

TEST_F(DeskWork, OnlyWhomTheBrandHasMayBeHandedTo) {
    model::testing::People people;
    Service service(world.store, people, world.ids, world.clock);
    const auto id = opens("p1");
    EXPECT_EQ(key(service.hand_off(actor(kMin), id, model::DepartmentId("none"), "")),
              "route.hand_off.no_department");
    EXPECT_EQ(key(service.hand_off_to(actor(kMin), id, model::EmployeeId("none"), "")),
              "route.hand_off.no_such_person");
    people.gone.insert(kSue);
    EXPECT_EQ(key(service.hand_off_to(actor(kMin), id, kSue, "")), "route.hand_off.no_such_person");
    people.roles[kLee] = model::Role::analyst;
    EXPECT_EQ(key(service.hand_off_to(actor(kMin), id, kLee, "")), "route.hand_off.no_such_person");
    people.gone.clear();
    EXPECT_EQ(key(service.hand_off_to(actor(kMin), id, kSue, "")), "ok");
    EXPECT_EQ(key(service.hand_off_to(actor(kMin, model::Role::employee), id, kSue, "")), "policy.forbidden");
}

TEST_F(DeskWork, WhoPutItAwayMayBringItBack) {
    model::testing::People people;
    Service service(world.store, people, world.ids, world.clock);
    const auto id = opens("p1");
    const auto min = actor(kMin, model::Role::employee);
    EXPECT_EQ(key(service.snooze(min, id, now() + 1h)), "policy.forbidden");
    ASSERT_TRUE(service.claim(min, id));
    EXPECT_EQ(key(service.snooze(min, id, now() + 1h)), "ok");
    EXPECT_EQ(key(service.wake(actor(kSue, model::Role::employee), id)), "policy.forbidden");
    EXPECT_EQ(key(service.wake(min, id)), "ok");
}

TEST_F(DeskWork, LaterPostsOfAMergedThreadGoToTheOther) {
    const auto one = opens("p1");
    world.clock.advance(1min);
    const auto two = opens("q1");
    ASSERT_TRUE(merged(one, two));
    EXPECT_EQ(talk(two).episode->opened_at, kNoon);
    world.deliver(World::reply("p2", "p1", "p1", "did:ann", now()));
    EXPECT_EQ(world.last, two);
    EXPECT_EQ(talk(two).posts, 3);
    EXPECT_EQ(talk(one).posts, 0);
    model::RemotePost edited = remote_post("p1");
    edited.text = "My phone is dead!";
    edited.remote_version = "2";
    world.deliver(edited);
    EXPECT_EQ(world.last, two) << "an edit of what moved, too";
}

TEST_F(DeskWork, TwoCustomersMergedAreBothHeard) {
    const auto ann = opens("p1");
    const auto bob = opens("q1", "did:bob");
    ASSERT_TRUE(merged(bob, ann));
    world.deliver(World::reply("q2", "q1", "q1", "did:bob", now()));
    EXPECT_EQ(world.last, ann);
    EXPECT_EQ(talk(ann).customer.remote_id, "did:ann") << "the conversation keeps its customer";
    model::RemotePost rootless = World::reply("q3", "q2", "q3", "did:bob", now());
    world.deliver(rootless);
    EXPECT_EQ(world.last, ann) << "also where the network names no root";
}

TEST_F(DeskWork, AMergeIntoAnAnsweredOneOpensItAgain) {
    const auto two = opens("q1");
    run(two, close(state(two), kMin, now()));
    const auto one = opens("p1");
    ASSERT_TRUE(merged(one, two));
    EXPECT_EQ(talk(two).state, State::waiting);
    EXPECT_EQ(talk(two).episode->number, 2);
    EXPECT_EQ(talk(one).episode, std::nullopt);
    EXPECT_EQ(talk(one).last_answer_seconds, std::nullopt);
}

TEST_F(DeskWork, AChainOfMergesLeadsToItsEnd) {
    const auto one = opens("p1");
    const auto two = opens("q1");
    const auto three = opens("r1");
    ASSERT_TRUE(merged(one, two));
    ASSERT_TRUE(merged(two, three));
    world.deliver(World::reply("p2", "p1", "p1", "did:ann", now()));
    EXPECT_EQ(world.last, three);
    EXPECT_EQ(key(merged(three, one)), "route.merge.already");
}

TEST_F(DeskWork, RepliesToWhatWasSplitOffStayWithIt) {
    const auto whole = opens("p1");
    world.clock.advance(3min);
    world.deliver(World::reply("p2", "p1", "p1", "did:ann", now(), "And where is my order?"));
    const auto made = split_off(whole, {"p2"});
    ASSERT_TRUE(made) << made.error().key;
    const auto part = made->conversation.id;
    EXPECT_EQ(talk(part).excerpt, "And where is my order?");
    EXPECT_EQ(talk(part).episode->opened_at, kNoon + 3min);
    EXPECT_EQ(talk(whole).episode->opened_at, kNoon);
    world.deliver(World::reply("p3", "p2", "p1", "did:ann", now()));
    EXPECT_EQ(world.last, part);
    world.deliver(World::reply("p4", "p1", "p1", "did:ann", now()));
    EXPECT_EQ(world.last, whole);
    world.deliver(World::reply("p5", "unknown", "p1", "did:ann", now()));
    EXPECT_EQ(world.last, whole) << "what stands under nothing we know";
}

TEST_F(DeskWork, WhatCannotBeSplit) {
    const auto id = opens("p1");
    world.deliver(World::reply("x1", "p1", "p1", "did:eve", now()), false);
    EXPECT_EQ(key(split_off(id, {"x1"})), "route.split.no_customer");
    EXPECT_EQ(key(split_off(id, {"p1"})), "route.split.nothing_left");
    EXPECT_EQ(key(split_off(id, {})), "route.split.no_such_post");
    world.deliver(World::reply("p2", "p1", "p1", "did:ann", now()));
    run(id, claim(state(id), kSue, now()));
    EXPECT_EQ(key(split_off(id, {"p2"})), "route.claim.held_by_other");
}

}  // namespace
}  // namespace manyhands::route
