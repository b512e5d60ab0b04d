// A merge that is undone: both conversations are as they were, or nothing happens.
#include <gtest/gtest.h>

#include "model/promise.hpp"
#include "route/test_thread.hpp"

namespace manyhands::route {
namespace {

using namespace testing;
using model::State;

class Unmerging : public ::testing::Test {
  protected:
    model::ConversationId opens(const std::string& post, const std::string& author = "did:ann") {
        world.deliver(remote_post(post, author, world.clock.now()));
        return world.last;
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
    // Everything that people see of a conversation and that figures count; versions always rise.
    static model::Conversation seen(model::Conversation c) {
        c.version = c.public_version = 0;
        c.last_fence = 0;
        c.found_late = false;
        c.episodes = 0;
        return c;
    }
    World world;
};

TEST_F(Unmerging, BothAreAsTheyWere) {
    const auto one = opens("p1");
    world.clock.advance(1min);
    const auto two = opens("q1");
    world.commit(model::Tagged{model::TagId("both")});
    world.thread.commit(one, {event(model::Tagged{model::TagId("both")}, now()),
                              event(model::Tagged{model::TagId("mine")}, now())});
    const auto first = talk(one);
    const auto second = talk(two);
    ASSERT_EQ(merged(one, two), "ok");
    ASSERT_EQ(talk(two).episode->opened_at, kNoon);
    ASSERT_EQ(talk(two).tags.size(), 2U);
    world.clock.advance(1min);
    ASSERT_EQ(undone(one, two), "ok");
    EXPECT_EQ(seen(talk(one)), seen(first));
    EXPECT_EQ(seen(talk(two)), seen(second));
    world.deliver(World::reply("p2", "p1", "p1", "did:ann", now()));
    EXPECT_EQ(world.last, one) << "what is written below goes where it belongs again";
    EXPECT_EQ(talk(one).episode->opened_at, kNoon);
    EXPECT_EQ(merged(one, two), "ok") << "and it can be merged again";
}

TEST_F(Unmerging, TheWaitThatWasOpenedThereIsTakenAway) {
    const auto two = opens("q1");
    run(two, close(state(two), kMin, now()));
    const auto one = opens("p1");
    ASSERT_EQ(merged(one, two), "ok");
    ASSERT_EQ(talk(two).state, State::waiting);
    ASSERT_EQ(undone(one, two), "ok");
    EXPECT_EQ(talk(two).state, State::closed);
    EXPECT_EQ(talk(two).episode, std::nullopt);
    EXPECT_EQ(talk(one).state, State::waiting);
    EXPECT_EQ(talk(one).episode->number, 1);
    // The next question there gets a number of its own.
    world.deliver(World::reply("q2", "q1", "q1", "did:ann", now()));
    EXPECT_EQ(world.last, two);
    EXPECT_EQ(talk(two).episode->number, 3);
}

TEST_F(Unmerging, AClosedOneComesBackClosed) {
    const auto one = opens("p1");
    run(one, close(state(one), kMin, now()));
    const auto two = opens("q1");
    ASSERT_EQ(merged(one, two), "ok");
    ASSERT_EQ(undone(one, two), "ok");
    EXPECT_EQ(talk(one).state, State::closed);
    EXPECT_EQ(talk(one).posts, 1);
    EXPECT_EQ(talk(two).posts, 1);
    EXPECT_EQ(talk(two).excerpt, "My phone is dead");
}

TEST_F(Unmerging, WhatWasPutAwayIsPutAwayAgainUnlessItsTimeIsOver) {
    const auto one = opens("p1");
    run(one, snooze(state(one), kMin, now() + 10min, now()));
    const auto two = opens("q1");
    run(two, snooze(state(two), kMin, now() + 2min, now()));
    ASSERT_EQ(merged(one, two), "ok");
    EXPECT_EQ(talk(two).snooze, std::nullopt);
    world.clock.advance(5min);
    ASSERT_EQ(undone(one, two), "ok");
    EXPECT_EQ(talk(one).state, State::snoozed);
    EXPECT_EQ(talk(two).state, State::waiting) << "it would have come back by now";
}

TEST_F(Unmerging, TheClockIsNotWhatIsNew) {
    const auto one = opens("p1");
    const auto two = opens("q1");
    ASSERT_EQ(merged(one, two), "ok");
    world.clock.advance(13min);
    run(two, due(state(two), now()));
    ASSERT_EQ(talk(two).episode->bands_passed, 2);
    ASSERT_EQ(undone(one, two), "ok");
    EXPECT_EQ(talk(one).episode->bands_passed, 2) << "what passed meanwhile is not said twice";
    EXPECT_TRUE(due(state(one), now()).empty());
    EXPECT_TRUE(due(state(two), now()).empty());
}

TEST_F(Unmerging, OnceSomethingHappenedItStays) {
    const auto one = opens("p1");
    const auto two = opens("q1");
    EXPECT_EQ(undone(one, two), "route.merge.not_merged");
    ASSERT_EQ(merged(one, two), "ok");
    EXPECT_EQ(undone(two, one), "route.merge.not_merged") << "the other way round";
    const auto kept = world.store.states;
    const auto posts = world.thread.posts;
    const auto tried = [&](const std::function<void()>& happens) {
        happens();
        const auto said = undone(one, two);
        world.store.states = kept;
        world.thread.posts = posts;
        return said;
    };
    const std::string late = "route.merge.changed_since";
    EXPECT_EQ(tried([&] { world.deliver(World::reply("q2", "q1", "q1", "did:ann", now())); }), late);
    EXPECT_EQ(tried([&] { run(two, claim(state(two), kMin, now())); }), late);
    EXPECT_EQ(tried([&] { run(two, close(state(two), kMin, now())); }), late);
    EXPECT_EQ(tried([&] { run(two, hand_off(state(two), kMin, kLegal, "", now())); }), late);
    EXPECT_EQ(tried([&] {
                  model::Note note;
                  note.id = model::NoteId("n");
                  world.thread.commit(two, {event(model::NoteAdded{note}, now())});
              }),
              late);
    world.thread.kept.clear();
    EXPECT_EQ(undone(one, two), "route.merge.too_old");
}

TEST_F(Unmerging, OnlyWhoMayMergeUndoesIt) {
    Joiner joiner(world.thread, world.ids, world.clock);
    const auto one = opens("p1");
    const auto two = opens("q1");
    const auto refused = joiner.unmerge(actor(kMin), one);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().key, "route.merge.not_merged");
    ASSERT_TRUE(joiner.merge(actor(kMin), one, two));
    const auto forbidden = joiner.unmerge(actor(kMin, model::Role::employee), one);
    ASSERT_FALSE(forbidden);
    EXPECT_EQ(forbidden.error().key, "policy.forbidden");
    const auto back = joiner.unmerge(actor(kMin), one);
    ASSERT_TRUE(back) << back.error().key;
    EXPECT_EQ(back->conversation.id, one);
}

TEST(Bands, AreThoseOfThePromiseUnderWhichTheQuestionCame) {
    World world;
    world.deliver(remote_post("p1", "did:ann", kNoon));
    auto state = world.state();
    auto promises = std::make_shared<model::PromiseHistory>();
    promises->add(base::Instant{}, {15, {5, 15, 30, 90}});
    promises->add(kNoon + 1min, {2, {1, 2, 3, 4}});
    state.promises = promises;
    const auto events = due(state, kNoon + 16min);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(std::get<model::BandPassed>(events[0].body).minutes, 5);
    EXPECT_EQ(std::get<model::BandPassed>(events[1].body).minutes, 15);
    EXPECT_EQ(events[1].at, kNoon + 15min);
}

}  // namespace
}  // namespace manyhands::route
