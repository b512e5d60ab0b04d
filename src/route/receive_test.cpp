#include <gtest/gtest.h>

#include "model/answered.hpp"
#include "route/test_thread.hpp"

namespace manyhands::route {
namespace {

using namespace testing;
using model::AnswerState;
using model::Side;
using model::State;
using Names = std::vector<std::string>;

// Answered by us at `at`, as the outbox records it.
void publish(World& world, const std::string& id = "a1", const std::string& remote = "at://a1") {
    world.send(id);
    world.commit(model::answered(world.state(), model::AnswerId(id),
                                 {remote, "cid", "", {}, world.clock.now()}, world.clock.now()));
}

TEST(Receive, AMentionOpensAConversation) {
    World world;
    world.clock.advance(2s);
    const Events events = world.deliver(remote_post("p1"));
    EXPECT_EQ(types(events), (Names{"conversation_opened", "post_received", "episode_opened"}));
    const auto& c = world.talk();
    EXPECT_EQ(c.state, State::waiting);
    EXPECT_EQ(c.department, kCare);
    EXPECT_EQ(c.customer.remote_id, "did:ann");
    EXPECT_EQ(c.episode->opened_at, kNoon) << "the network's time, not when we saw it";
    EXPECT_FALSE(c.found_late);
    EXPECT_EQ(events[0].at, kNoon + 2s);
}

TEST(Receive, WhatDoesNotConcernUsIsLeftAlone) {
    World world;
    EXPECT_TRUE(world.deliver(remote_post("p1"), false).empty());
    EXPECT_TRUE(world.deliver(World::reply("p2", "unknown", "unknown", "did:bob", kNoon), false).empty());
    model::RemotePost nameless = remote_post("");
    EXPECT_TRUE(world.deliver(nameless).empty());
}

TEST(Receive, TheSamePostAgainChangesNothing) {
    World world;
    world.deliver(remote_post("p1"));
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(world.deliver(remote_post("p1")).empty());
    EXPECT_EQ(world.talk().version, 3);
}

TEST(Receive, FoundLateKeepsTheHonestClock) {
    World world;
    world.clock.advance(10min + 1s);
    world.deliver(remote_post("p1"));
    EXPECT_TRUE(world.talk().found_late);
    EXPECT_EQ(world.talk().episode->opened_at, kNoon);
    World by_query;
    by_query.deliver(remote_post("p1"), true, true);
    EXPECT_TRUE(by_query.talk().found_late);
    World in_time;
    in_time.clock.advance(10min);
    in_time.deliver(remote_post("p1"));
    EXPECT_FALSE(in_time.talk().found_late);
}

TEST(Receive, ACreatedTimeInTheFutureDoesNotStopTheClock) {
    World world;
    model::RemotePost post = remote_post("p1");
    post.created_at = kNoon + 48h;
    world.clock.advance(3s);
    world.deliver(post);
    EXPECT_EQ(world.talk().episode->opened_at, kNoon);
}

TEST(Receive, UnderAPostOfOursEachCommenterHasOne) {
    World world;
    world.deliver(World::reply("c1", "our-post", "our-post", "did:ann", kNoon));
    const auto ann = world.last;
    world.deliver(World::reply("c2", "our-post", "our-post", "did:bob", kNoon));
    const auto bob = world.last;
    EXPECT_NE(ann, bob);
    EXPECT_EQ(types(world.deliver(World::reply("c3", "c2", "our-post", "did:ann", kNoon + 1min))),
              (Names{"post_received"}));
    EXPECT_EQ(world.last, ann);
}

TEST(Receive, AFollowUpJoinsByTheChainWhenNoRootIsNamed) {
    World world;
    world.deliver(remote_post("p1"));
    const auto talk = world.last;
    model::RemotePost second = World::reply("p2", "p1", "", "did:ann", kNoon + 1min);
    EXPECT_EQ(types(world.deliver(second, false)), (Names{"post_received"}));
    EXPECT_EQ(world.last, talk);
    EXPECT_EQ(world.talk().episode->posts, 2);
    EXPECT_EQ(world.talk().episode->opened_at, kNoon);
}

TEST(Receive, AnOrphanIsAccepted) {
    World world;
    EXPECT_FALSE(
        world.deliver(World::reply("p9", "never-seen", "never-seen-root", "did:ann", kNoon)).empty());
    EXPECT_EQ(world.talk().root_remote_id, "never-seen-root");
}

TEST(Receive, OthersInTheThreadAskNothingOfUs) {
    World world;
    world.deliver(remote_post("p1"));
    const auto talk = world.last;
    EXPECT_EQ(types(world.deliver(World::reply("o1", "p1", "p1", "did:bob", kNoon + 1min), false)),
              (Names{"post_received"}));
    EXPECT_EQ(world.last, talk);
    EXPECT_EQ(world.talk().last_customer_post, world.thread.posts.at("testnet p1").id);
    EXPECT_EQ(world.talk().episode->posts, 1);
    EXPECT_EQ(world.thread.posts.at("testnet o1").side, Side::other);
    // The customer talks to them: shown, but no episode's worth when nothing waits.
    world.answer(kMin);
    publish(world);
    EXPECT_EQ(types(world.deliver(World::reply("p2", "o1", "p1", "did:ann", kNoon + 2min), false)),
              (Names{"post_received"}));
    EXPECT_EQ(world.talk().state, State::answered);
    // Bob asks us: he has a conversation of his own.
    world.deliver(World::reply("o2", "p1", "p1", "did:bob", kNoon + 3min), true);
    EXPECT_NE(world.last, talk);
    EXPECT_EQ(world.talk().customer.remote_id, "did:bob");
}

TEST(Receive, FollowUpGoesToTheSamePersonFirst) {
    World world;
    world.deliver(remote_post("p1"));
    world.answer(kMin);
    publish(world);
    EXPECT_EQ(world.talk().state, State::answered);
    world.present.insert(kMin);
    world.clock.advance(1h);
    const Events events = world.deliver(World::reply("p2", "at://a1", "p1", "did:ann", kNoon + 1h));
    EXPECT_EQ(types(events), (Names{"post_received", "episode_opened", "follow_up_offered"}));
    EXPECT_EQ(world.talk().episode->number, 2);
    EXPECT_EQ(world.talk().offer->employee, kMin);
    EXPECT_EQ(world.talk().offer->until, kNoon + 1h + 3min);
    EXPECT_EQ(world.talk().state, State::waiting);
}

TEST(Receive, FollowUpGoesToEveryoneWhenThePersonIsAway) {
    World world;
    world.deliver(remote_post("p1"));
    world.answer(kMin);
    publish(world);
    const Events events = world.deliver(World::reply("p2", "at://a1", "p1", "did:ann", kNoon + 1h));
    EXPECT_EQ(types(events), (Names{"post_received", "episode_opened", "offered_to_all"}));
    EXPECT_FALSE(world.talk().offer);
}

TEST(Receive, AClosedConversationOpensAgain) {
    World world;
    world.deliver(remote_post("p1"));
    world.commit(*close(world.state(), kMin, world.clock.now()));
    EXPECT_EQ(world.talk().state, State::closed);
    EXPECT_EQ(types(world.deliver(World::reply("p2", "p1", "p1", "did:ann", kNoon + 1min))),
              (Names{"post_received", "reopened", "episode_opened"}));
    EXPECT_EQ(world.talk().episode->number, 2);
}

TEST(Receive, ANewPostPausesAQueuedAnswer) {
    World world;
    world.deliver(remote_post("p1"));
    world.answer(kMin);
    const Events events = world.deliver(World::reply("p2", "p1", "p1", "did:ann", kNoon + 2s));
    EXPECT_EQ(types(events), (Names{"post_received", "answer_paused"}));
    EXPECT_EQ(find<model::AnswerPaused>(events)->problem.key, "answer.paused.new_post");
    EXPECT_EQ(world.state().answers[0].state, AnswerState::paused);
    EXPECT_EQ(types(world.deliver(World::reply("p3", "p1", "p1", "did:ann", kNoon + 3s))),
              (Names{"post_received"}));
}

TEST(Receive, ANewPostWhileSendingOpensTheNextEpisodeAfterwards) {
    World world;
    world.deliver(remote_post("p1"));
    world.answer(kMin);
    world.send();
    EXPECT_EQ(types(world.deliver(World::reply("p2", "p1", "p1", "did:ann", kNoon + 2s))),
              (Names{"post_received"}));
    world.commit(model::answered(world.state(), model::AnswerId("a1"), {"at://a1", "", "", {}, kNoon + 1s},
                                 kNoon + 3s));
    EXPECT_EQ(world.talk().state, State::waiting);
    EXPECT_EQ(world.talk().episode->number, 2);
    EXPECT_EQ(world.talk().last_answer_seconds, 1);
}

TEST(Receive, AnEditIsKeptAndPausesAQueuedAnswer) {
    World world;
    world.deliver(remote_post("p1"));
    model::RemotePost edited = remote_post("p1", "did:ann", kNoon, "My tablet is dead");
    edited.remote_version = "v2";
    world.answer(kMin);
    const Events events = world.deliver(edited);
    EXPECT_EQ(types(events), (Names{"post_edited", "answer_paused"}));
    EXPECT_EQ(find<model::AnswerPaused>(events)->problem.key, "answer.paused.edited");
    EXPECT_EQ(world.talk().excerpt, "My tablet is dead");
    EXPECT_TRUE(world.deliver(edited).empty());
    edited.remote_version = "v3";  // a new version with the same text
    EXPECT_TRUE(world.deliver(edited).empty());
}

TEST(Receive, TheLastPostDeletedEndsTheWaiting) {
    World world;
    world.deliver(remote_post("p1"));
    world.commit(model::Claimed{claim_of(kMin, 1)});
    model::RemotePost gone;
    gone.network = "testnet";
    gone.remote_id = "p1";
    gone.deleted = true;
    EXPECT_EQ(types(world.deliver(gone)),
              (Names{"post_deleted", "episode_dropped", "claim_released", "closed"}));
    EXPECT_EQ(world.talk().state, State::closed);
    EXPECT_EQ(world.talk().excerpt, "");
    EXPECT_TRUE(world.deliver(gone).empty());
    EXPECT_TRUE(world.deliver(remote_post("p1")).empty()) << "a late copy does not bring it back";
    gone.remote_id = "never-seen";
    EXPECT_TRUE(world.deliver(gone).empty());
}

TEST(Receive, OneOfTwoPostsDeletedLeavesTheOtherWaiting) {
    for (const char* which : {"p1", "p2"}) {
        World world;
        world.deliver(remote_post("p1"));
        world.deliver(World::reply("p2", "p1", "p1", "did:ann", kNoon + 1min));
        model::RemotePost gone = remote_post(which);
        gone.deleted = true;
        EXPECT_EQ(types(world.deliver(gone)), (Names{"post_deleted"})) << which;
        EXPECT_EQ(world.talk().state, State::waiting) << which;
    }
}

TEST(Receive, AnAnswerToADeletedPostFailsAndKeepsItsText) {
    World world;
    world.deliver(remote_post("p1"));
    world.answer(kMin);
    model::RemotePost gone = remote_post("p1");
    gone.deleted = true;
    const Events events = world.deliver(gone);
    EXPECT_EQ(types(events),
              (Names{"post_deleted", "answer_failed", "episode_dropped", "claim_released", "closed"}));
    EXPECT_EQ(find<model::AnswerFailed>(events)->problem.key, "answer.parent_deleted");
    EXPECT_EQ(world.store.answers.at(model::AnswerId("a1")).text, "Please hold the power key");
    EXPECT_EQ(world.store.answers.at(model::AnswerId("a1")).state, AnswerState::failed);
}

TEST(Receive, ADeleteWhileTheAnswerLeavesWaitsForItsOutcome) {
    World world;
    world.deliver(remote_post("p1"));
    world.answer(kMin);
    world.send();
    model::RemotePost gone = remote_post("p1");
    gone.deleted = true;
    EXPECT_EQ(types(world.deliver(gone)), (Names{"post_deleted"}));
    world.commit(model::answered(world.state(), model::AnswerId("a1"), {"at://a1", "", "", {}, kNoon + 1s},
                                 kNoon + 3s));
    EXPECT_EQ(world.talk().state, State::answered);
}

TEST(Receive, OurEchoBeforeTheResponseSettlesTheAnswer) {
    World world;
    world.deliver(remote_post("p1"));
    world.answer(kMin);
    world.send();
    model::RemotePost echo =
        World::reply("key-of-a1", "p1", "p1", kUs, kNoon + 3s, "Please hold the power key ^MK");
    world.clock.advance(4s);
    EXPECT_EQ(types(world.deliver(echo)),
              (Names{"answer_sent", "post_received", "episode_answered", "claim_released"}));
    EXPECT_EQ(world.talk().state, State::answered);
    EXPECT_EQ(world.talk().last_answer_seconds, 3);
    // The response, when it comes at last, finds nothing to do; neither does the next echo.
    EXPECT_TRUE(model::answered(world.state(), model::AnswerId("a1"), {}, world.clock.now()).empty());
    EXPECT_TRUE(world.deliver(echo).empty());
    EXPECT_EQ(world.talk().posts, 2);
}

TEST(Receive, WithoutKeysTheEchoIsKnownByParentAndText) {
    World world;
    world.deliver(remote_post("p1"));
    world.answer(kMin);
    world.commit(model::AnswerSending{model::AnswerId("a1"), 1, {"", kNoon}});
    const auto words = "Please hold the power key ^MK";
    EXPECT_EQ(types(world.deliver(World::reply("77", "at://p1", "p1", kUs, kNoon, words))),
              (Names{"answer_sent", "post_received", "episode_answered", "claim_released"}));
    EXPECT_EQ(world.store.answers.at(model::AnswerId("a1")).remote_id, "77");
}

TEST(Receive, OurEchoAfterTheResponseIsNothingNew) {
    World world;
    world.deliver(remote_post("p1"));
    world.answer(kMin);
    publish(world);
    const auto version = world.talk().version;
    EXPECT_TRUE(
        world.deliver(World::reply("at://a1", "p1", "p1", kUs, kNoon, "Please hold the power key ^MK"))
            .empty());
    EXPECT_EQ(world.talk().version, version);
}

TEST(Receive, AnAnswerGivenUpThatStandsAfterAllCounts) {
    World world;
    world.deliver(remote_post("p1"));
    world.answer(kMin);
    world.send();
    world.commit(model::AnswerFailed{model::AnswerId("a1"), {}});
    const Events events = world.deliver(World::reply("key-of-a1", "p1", "p1", kUs, kNoon + 3s));
    EXPECT_EQ(types(events), (Names{"post_received", "episode_answered", "claim_released"}));
    EXPECT_EQ(find<model::EpisodeAnswered>(events)->employee, kMin);
}

TEST(Receive, ABrandPostMadeElsewhereAnswersAndNeverOpens) {
    World world;
    EXPECT_TRUE(world.deliver(remote_post("b0", kUs)).empty());
    EXPECT_TRUE(world.deliver(World::reply("b1", "unknown", "unknown", kUs, kNoon)).empty());
    world.deliver(remote_post("p1"));
    world.commit(model::Claimed{claim_of(kMin, 1)});
    world.clock.advance(2min);
    const Events events = world.deliver(World::reply("b2", "p1", "p1", kUs, kNoon + 90s));
    EXPECT_EQ(types(events), (Names{"post_received", "episode_answered", "claim_released"}));
    EXPECT_EQ(find<model::EpisodeAnswered>(events)->answer, std::nullopt);
    EXPECT_EQ(world.talk().state, State::answered);
    EXPECT_EQ(world.talk().last_answer_seconds, 90);
}

TEST(Receive, ABrandPostMadeElsewherePausesOurQueuedAnswer) {
    World world;
    world.deliver(remote_post("p1"));
    world.answer(kMin);
    const Events events = world.deliver(World::reply("b2", "p1", "p1", kUs, kNoon + 1s));
    EXPECT_EQ(types(events), (Names{"post_received", "episode_answered", "answer_paused"}));
    EXPECT_EQ(find<model::AnswerPaused>(events)->problem.key, "answer.paused.brand_answered");
    EXPECT_EQ(world.talk().claim->holder, kMin) << "the writer decides what becomes of it";
}

TEST(Receive, AnOldBrandPostDoesNotAnswerANewerQuestion) {
    World world;
    world.deliver(remote_post("p1", "did:ann", kNoon));
    EXPECT_EQ(types(world.deliver(World::reply("b2", "p1", "p1", kUs, kNoon - 1h))),
              (Names{"post_received"}));
    EXPECT_EQ(world.talk().state, State::waiting);
}

TEST(Receive, PostsOutOfOrderMoveTheClockBack) {
    World world;
    world.clock.advance(1min);
    world.deliver(World::reply("p2", "p1", "p1", "did:ann", kNoon + 30s, "second"));
    const Events events = world.deliver(remote_post("p1"));
    EXPECT_EQ(types(events), (Names{"post_received", "episode_opened"}));
    EXPECT_EQ(world.talk().episode->opened_at, kNoon);
    EXPECT_EQ(world.talk().episode->number, 1);
    EXPECT_EQ(world.talk().excerpt, "second");
}

TEST(Receive, ContextIsShownAndAsksNothing) {
    World world;
    world.clock.advance(1h);
    world.deliver(World::reply("p3", "o2", "p1", "did:ann", kNoon + 1h, "@us look"));
    const auto talk = world.last;
    const auto version = world.talk().episode;
    // The thread above it: her own first post, and somebody else's between, though both name us.
    EXPECT_EQ(types(world.deliver(remote_post("p1"), true, false, "p3")), (Names{"post_received"}));
    EXPECT_EQ(
        types(world.deliver(World::reply("o2", "p1", "p1", "did:bob", kNoon + 1min), true, false, "p3")),
        (Names{"post_received"}));
    EXPECT_EQ(world.last, talk);
    EXPECT_EQ(world.talk().episode, version) << "the clock stays with the mention";
    EXPECT_EQ(world.talk().excerpt, "@us look");
    EXPECT_EQ(world.talk().posts, 3);
    // The mention deleted: what is left asks nothing.
    model::RemotePost gone = remote_post("p3");
    gone.deleted = true;
    world.deliver(gone);
    EXPECT_EQ(world.talk().state, State::closed);
    // Context of something unknown is nothing.
    EXPECT_TRUE(world.deliver(remote_post("q1", "did:cat"), true, false, "unknown").empty());
}

TEST(Receive, AnOlderPostThatComesWhileTheAnswerLeavesIsReadAfterwards) {
    World world;
    world.clock.advance(1min);
    world.deliver(World::reply("p2", "p1", "p1", "did:ann", kNoon + 30s));
    world.answer(kMin);
    world.send();
    EXPECT_EQ(types(world.deliver(remote_post("p1"))), (Names{"post_received"}));
    world.commit(model::answered(world.state(), model::AnswerId("a1"),
                                 {"at://a1", "", "", {}, world.clock.now()}, world.clock.now()));
    EXPECT_EQ(world.talk().state, State::waiting);
    EXPECT_EQ(world.talk().episode->opened_at, kNoon);
}

TEST(Receive, RepliesOfThousandsDeepAreNotClimbedForever) {
    World world;
    world.deliver(remote_post("p0"));
    for (int i = 1; i < 300; ++i)
        world.deliver(
            World::reply("p" + std::to_string(i), "p" + std::to_string(i - 1), "p0", "did:ann", kNoon),
            false);
    EXPECT_EQ(world.talk().posts, 300);
    EXPECT_EQ(world.store.states.size(), 1u);
}

}  // namespace
}  // namespace manyhands::route
