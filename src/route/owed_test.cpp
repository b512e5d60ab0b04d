// What becomes of a promised answer when people and customers do everything else meanwhile (docs/adr/0044).
#include "model/owed.hpp"

#include <gtest/gtest.h>

#include "model/answered.hpp"
#include "route/test_thread.hpp"

namespace manyhands::route {
namespace {

using namespace testing;
using model::State;

class OwedAnswers : public ::testing::Test {
  protected:
    model::ConversationId opens(const std::string& post, const std::string& author = "did:ann") {
        world.deliver(remote_post(post, author, world.clock.now()));
        return world.last;
    }
    // Answered within seconds by a holding answer that promises the real one `in` from now.
    void hold(const model::ConversationId& id, std::chrono::minutes in, const std::string& answer) {
        send(id, answer, now() + in);
    }
    void send(const model::ConversationId& id, const std::string& answer,
              std::optional<base::Instant> until = {}) {
        world.last = id;
        world.commit(model::Claimed{claim_of(kMin, talk(id).last_fence + 1, now())});
        model::Answer made = answer_of(answer, kMin, now());
        made.conversation = id;
        made.holding_until = until;
        world.commit(model::AnswerSubmitted{made});
        world.clock.advance(5s);
        world.send(answer);
        world.clock.advance(1s);
        world.commit(model::answered(state(id), model::AnswerId(answer),
                                     {"at://" + answer, "", "", {}, now()}, now()));
    }
    void follow_up(const std::string& post, std::chrono::minutes ago = 0min) {
        world.deliver(World::reply(post, "p1", "p1", "did:ann", now() - ago));
    }
    const model::Conversation& talk(const model::ConversationId& id) {
        return world.store.states.at(id).conversation;
    }
    const ConversationState& state(const model::ConversationId& id) { return world.store.states.at(id); }
    base::Instant now() { return world.clock.now(); }
    void run(const model::ConversationId& id, const base::Result<Events>& events) {
        ASSERT_TRUE(events) << events.error().key;
        world.thread.commit(id, *events);
    }
    std::string merged(const model::ConversationId& from, const model::ConversationId& into) {
        const auto done = world.thread.transact_together(
            kBrand, {from, into}, [&](const Together& both) { return merge(both, kMin, now()); });
        return done ? "ok" : done.error().key;
    }
    std::string undone(const model::ConversationId& from, const model::ConversationId& into) {
        const auto done = world.thread.transact_together(
            kBrand, {from, into}, [&](const Together& both) { return unmerge(both, kMin, now()); });
        return done ? "ok" : done.error().key;
    }
    model::PostId post(const std::string& remote) { return world.thread.find_post("testnet", remote)->id; }
    World world;
};

TEST_F(OwedAnswers, ItWaitsAndCanBeClaimedByItsAuthorFirst) {
    const auto id = opens("p1");
    hold(id, 120min, "a1");
    EXPECT_EQ(talk(id).state, State::waiting);
    EXPECT_EQ(claim(state(id), kSue, now()).error().key, "route.claim.offered_to_other");
    EXPECT_TRUE(claim(state(id), kMin, now()));
    world.clock.advance(16min);
    EXPECT_TRUE(claim(state(id), kSue, now())) << "then everyone may";
}

TEST_F(OwedAnswers, TheAlarmTellsTheHolderThenTheLeadsThenItIsMissed) {
    const auto id = opens("p1");
    hold(id, 120min, "a1");
    const auto until = talk(id).owed->until;
    const auto at = [&](model::OwedAlarm step) { return model::alarm_at(*talk(id).owed, step); };
    const auto author = at(model::OwedAlarm::author);
    const auto lead = at(model::OwedAlarm::lead);
    EXPECT_LT(author, until - 10min);
    run(id, due(state(id), author - 1s));
    EXPECT_EQ(talk(id).owed->alarms, 0);
    int notices = 0;
    const NewNotice next = [&] { return model::NoticeId("n" + std::to_string(++notices)); };
    const Events first = due(state(id), author, next);
    const auto* alarm = find<model::OwedAlarmed>(first);
    ASSERT_NE(alarm, nullptr);
    EXPECT_EQ(alarm->step, model::OwedAlarm::author);
    EXPECT_EQ(alarm->employee, kMin);
    EXPECT_EQ(alarm->notice, model::NoticeId("n1"));
    run(id, first);
    EXPECT_TRUE(due(state(id), author).empty()) << "once";
    EXPECT_EQ(model::next_due(state(id)), lead);
    // The server stood still for a day: all that was due, each at its own instant.
    const Events late = due(state(id), now() + 24h, next);
    EXPECT_EQ(types(late), (std::vector<std::string>{"owed_alarmed", "owed_alarmed"}));
    EXPECT_EQ(late[0].at, lead);
    EXPECT_EQ(late[1].at, until);
    run(id, late);
    EXPECT_FALSE(model::next_due(state(id)));
    EXPECT_EQ(talk(id).state, State::waiting) << "missed, and owed still";
}

TEST_F(OwedAnswers, WhoHoldsItIsToldAndASnoozeEndsWithTheAlarm) {
    const auto id = opens("p1");
    hold(id, 120min, "a1");
    run(id, snooze(state(id), kMin, now() + 48h, now()));
    EXPECT_EQ(talk(id).state, State::snoozed);
    const auto alarm = model::alarm_at(*talk(id).owed, model::OwedAlarm::author);
    const Events events = due(state(id), alarm);
    EXPECT_EQ(types(events), (std::vector<std::string>{"woken", "owed_alarmed"}));
    run(id, events);
    EXPECT_EQ(talk(id).state, State::waiting);
    const auto lead = model::alarm_at(*talk(id).owed, model::OwedAlarm::lead);
    run(id, claim(state(id), kSue, lead - 1min));
    const Events second = due(state(id), lead);
    EXPECT_EQ(find<model::OwedAlarmed>(second)->employee, kSue);
}

TEST_F(OwedAnswers, AFollowUpStartsItsOwnFirstClockAndLeavesTheRealOne) {
    const auto id = opens("p1");
    hold(id, 120min, "a1");
    world.clock.advance(30min);
    follow_up("p2");
    EXPECT_EQ(talk(id).episode->number, 2);
    EXPECT_EQ(talk(id).owed->number, 1);
    EXPECT_EQ(talk(id).owed->since, kNoon);
    world.clock.advance(1min);
    send(id, "a2");
    EXPECT_EQ(talk(id).state, State::answered);
    EXPECT_FALSE(talk(id).owed);
}

TEST_F(OwedAnswers, AnOlderQuestionFoundLaterMovesTheConcernBack) {
    world.clock.advance(30min);
    const auto id = opens("p1");
    hold(id, 120min, "a1");
    world.clock.advance(1min);
    follow_up("p0", 20min);
    const auto& owed = *talk(id).owed;
    EXPECT_EQ(owed.number, 2);
    EXPECT_EQ(owed.since, now() - 20min);
    EXPECT_EQ(owed.posts, 2);
    EXPECT_EQ(owed.until, kNoon + 30min + 120min);
}

TEST_F(OwedAnswers, TheBrandElsewhereGivesTheRealAnswer) {
    const auto id = opens("p1");
    hold(id, 120min, "a1");
    world.clock.advance(10min);
    // A post of the brand from before the promise settles nothing.
    world.deliver(World::reply("b0", "p1", "p1", kUs, talk(id).owed->promised_at - 2s));
    ASSERT_TRUE(talk(id).owed);
    const Events events = world.deliver(World::reply("b1", "p1", "p1", kUs, now()));
    const auto* real = find<model::RealAnswerGiven>(events);
    ASSERT_NE(real, nullptr);
    EXPECT_FALSE(real->employee);
    EXPECT_EQ(talk(id).state, State::answered);
}

TEST_F(OwedAnswers, TheBrandElsewhereBeforeANewerQuestionLeavesThatOpen) {
    const auto id = opens("p1");
    hold(id, 120min, "a1");
    world.clock.advance(10min);
    follow_up("p2");
    world.deliver(World::reply("b1", "p1", "p1", kUs, now() - 2min));
    EXPECT_FALSE(talk(id).owed);
    EXPECT_EQ(talk(id).episode->number, 2);
    EXPECT_EQ(talk(id).state, State::waiting);
}

TEST_F(OwedAnswers, ClosingLetsItGoAndReopeningBringsItBack) {
    const auto id = opens("p1");
    hold(id, 120min, "a1");
    const auto owed = talk(id).owed;
    const auto closing = close(state(id), kMin, now());
    EXPECT_EQ(find<model::OwedDropped>(*closing)->why, model::OwedEnd::closed);
    run(id, closing);
    EXPECT_EQ(talk(id).state, State::closed);
    world.clock.advance(3h);
    run(id, reopen(state(id), kMin, now()));
    EXPECT_EQ(talk(id).owed, owed);
    EXPECT_EQ(talk(id).state, State::waiting);
    EXPECT_EQ(find<model::OwedAlarmed>(due(state(id), now()))->step, model::OwedAlarm::author)
        << "its time has passed meanwhile";
}

TEST_F(OwedAnswers, AQuestionAfterTheClosingIsANewConcern) {
    const auto id = opens("p1");
    hold(id, 120min, "a1");
    run(id, close(state(id), kMin, now()));
    world.clock.advance(3h);
    follow_up("p2");
    EXPECT_FALSE(talk(id).owed);
    EXPECT_FALSE(talk(id).let_go);
    EXPECT_EQ(talk(id).episode->opened_at, now());
}

TEST_F(OwedAnswers, WhenTheCustomerTakesEverythingBackNothingIsOwed) {
    const auto id = opens("p1");
    hold(id, 120min, "a1");
    world.clock.advance(30min);
    follow_up("p2");
    auto gone = world.thread.find_post("testnet", "p2")->remote;
    gone.deleted = true;
    world.deliver(gone);
    EXPECT_FALSE(talk(id).episode);
    EXPECT_TRUE(talk(id).owed) << "the first question stands";
    EXPECT_EQ(talk(id).state, State::waiting);
    gone = world.thread.find_post("testnet", "p1")->remote;
    gone.deleted = true;
    const Events events = world.deliver(gone);
    EXPECT_EQ(find<model::OwedDropped>(events)->why, model::OwedEnd::taken_back);
    EXPECT_EQ(talk(id).state, State::closed);
    EXPECT_FALSE(talk(id).let_go);
}

TEST_F(OwedAnswers, AHandOffKeepsThePromise) {
    const auto id = opens("p1");
    hold(id, 120min, "a1");
    const auto owed = talk(id).owed;
    run(id, hand_off(state(id), kMin, kLegal, "is it covered?", now()));
    EXPECT_EQ(talk(id).owed, owed);
    EXPECT_EQ(talk(id).department, kLegal);
    EXPECT_EQ(talk(id).state, State::waiting);
}

TEST_F(OwedAnswers, TwoDebtsBecomeOneSinceTheEarlierByTheEarlierPromise) {
    const auto one = opens("p1");
    hold(one, 180min, "a1");
    world.clock.advance(10min);
    const auto two = opens("q1");
    hold(two, 60min, "a2");
    const auto first = *talk(one).owed;
    const auto second = *talk(two).owed;
    ASSERT_EQ(merged(two, one), "ok");
    EXPECT_FALSE(talk(two).owed);
    const auto& both = *talk(one).owed;
    EXPECT_EQ(both.since, kNoon);
    EXPECT_EQ(both.origin, one);
    EXPECT_EQ(both.until, second.until);
    EXPECT_EQ(both.holdings, 2);
    EXPECT_EQ(both.posts, 2);
    const auto* owed = find<model::AnswerOwed>(world.store.log.at(one));
    ASSERT_NE(owed, nullptr);
    ASSERT_EQ(undone(two, one), "ok");
    EXPECT_EQ(*talk(one).owed, first);
    EXPECT_EQ(*talk(two).owed, second);
}

TEST_F(OwedAnswers, WhatIsOwedInTheOneThatEndsIsOwedInTheOneThatGoesOn) {
    const auto one = opens("p1");
    hold(one, 180min, "a1");
    world.clock.advance(10min);
    const auto two = opens("q1");
    world.clock.advance(1min);
    send(two, "a2");
    run(two, close(state(two), kMin, now()));
    ASSERT_EQ(merged(one, two), "ok");
    EXPECT_EQ(talk(two).state, State::waiting) << "opened again";
    EXPECT_EQ(talk(two).owed->origin, one) << "counted where it was asked";
    EXPECT_EQ(talk(two).owed->number, 1);
    ASSERT_EQ(undone(one, two), "ok");
    EXPECT_EQ(talk(two).state, State::closed);
    EXPECT_TRUE(talk(one).owed);
}

TEST_F(OwedAnswers, AnOlderOpenQuestionTakesTheDebtOver) {
    const auto one = opens("p1");
    world.clock.advance(10min);
    const auto two = opens("q1");
    hold(two, 60min, "a2");
    ASSERT_EQ(merged(two, one), "ok");
    EXPECT_EQ(talk(one).owed->origin, one);
    EXPECT_EQ(talk(one).owed->number, 1);
    EXPECT_EQ(talk(one).owed->since, kNoon);
    EXPECT_TRUE(talk(one).episode) << "its first answer is still to come";
    const auto* owed = find<model::AnswerOwed>(world.store.log.at(one));
    ASSERT_EQ(owed->with.size(), 1U);
    EXPECT_EQ(owed->with[0].conversation, two);
    // And the other way round.
    const auto three = opens("r1", "did:bob");
    world.clock.advance(1min);
    ASSERT_EQ(merged(one, three), "ok");
    EXPECT_EQ(talk(three).owed->since, kNoon);
    ASSERT_EQ(undone(one, three), "ok");
    EXPECT_EQ(talk(one).owed->number, 1);
    EXPECT_FALSE(talk(three).owed);
    EXPECT_TRUE(talk(three).episode);
}

TEST_F(OwedAnswers, AMergeThatIsUndoneAfterTheRealAnswerIsRefused) {
    const auto one = opens("p1");
    hold(one, 180min, "a1");
    const auto two = opens("q1");
    world.clock.advance(1min);
    send(two, "a2");
    ASSERT_EQ(merged(one, two), "ok");
    run(two, close(state(two), kMin, now()));
    EXPECT_EQ(undone(one, two), "route.merge.changed_since") << "it was let go since";
}

TEST_F(OwedAnswers, ASplitTakesTheDebtWithTheQuestionThatItBeganWith) {
    const auto id = opens("p1");
    hold(id, 120min, "a1");
    world.clock.advance(30min);
    follow_up("p2");
    const auto made = model::ConversationId("made");
    const auto apart = [&](const model::ConversationId& as, const std::string& chosen) {
        const auto done = world.thread.transact_together(
            kBrand, {id}, [&](const Together& one) { return split(one, {post(chosen)}, as, kMin, now()); });
        ASSERT_TRUE(done) << done.error().key;
    };
    apart(made, "p2");
    EXPECT_TRUE(talk(id).owed);
    EXPECT_EQ(talk(id).owed->posts, 1);
    EXPECT_FALSE(talk(id).episode);
    EXPECT_FALSE(talk(made).owed);
    EXPECT_TRUE(talk(made).episode);
    world.deliver(World::reply("p3", "p1", "p1", "did:ann", now()));
    const auto away = model::ConversationId("away");
    apart(away, "p1");
    EXPECT_FALSE(talk(id).owed);
    EXPECT_EQ(talk(id).state, State::waiting) << "for the newer question";
    EXPECT_EQ(talk(away).owed->origin, id);
    EXPECT_EQ(talk(away).owed->since, kNoon);
    EXPECT_EQ(talk(away).state, State::waiting);
}

}  // namespace
}  // namespace manyhands::route
