// An answer in several posts: what one confirmed part brings about.
#include <gtest/gtest.h>

#include "model/answered.hpp"
#include "model/test_world.hpp"

namespace manyhands::model {
namespace {

using namespace testing;
using Names = std::vector<std::string>;

const AnswerId kA1{"a1"};
const AnswerId kA2{"a2"};
const AnswerId kA3{"a3"};

Publication published(const std::string& remote_id, base::Instant at) {
    return {remote_id, "", "", {}, at};
}

// Three parts, the first of them leaving.
ConversationState leaving() {
    Answer first = answer_of("a1", kMin);
    first.parts = 3;
    first.rest = {{kA2, "two", "two"}, {kA3, "three", "three ^MK"}};
    return after(replay(opening()), {event(Claimed{claim_of(kMin, 1)}), event(AnswerSubmitted{first}),
                                     event(AnswerSending{kA1, 1, {"k1", kNoon + 5s}}, kNoon + 5s)});
}

Event sending(const AnswerId& id, base::Instant at) {
    return event(AnswerSending{id, 1, {"k-" + id.value, at}}, at);
}

TEST(Thread, EachPartHangsOnTheOneBeforeAndTheFirstAnswers) {
    ConversationState state = leaving();
    Events events = answered(state, kA1, published("at://a1", kNoon + 6s), kNoon + 7s);
    EXPECT_EQ(types(events), (Names{"answer_sent", "post_received", "episode_answered", "answer_submitted"}));
    state = after(state, events);
    EXPECT_EQ(broken_rule(state), "");
    EXPECT_EQ(state.conversation.state, State::going_out);
    EXPECT_EQ(state.conversation.last_answer_seconds, 6);
    EXPECT_TRUE(claim_is_pinned(state)) << "the claim lasts until the last part stands";
    EXPECT_TRUE(state.find_answer(kA1)->rest.empty());
    const Answer second = *state.find_answer(kA2);
    EXPECT_EQ(second.state, AnswerState::queued);
    EXPECT_EQ(second.due_at, kNoon + 7s);
    EXPECT_EQ(second.parent, PostId("a1"));
    EXPECT_EQ(second.parent_remote_id, "at://a1");
    EXPECT_EQ(second.root_remote_id, "at://p1");
    EXPECT_EQ(second.published_text, "two");
    EXPECT_EQ(second.part, 2);
    EXPECT_EQ(second.parts, 3);
    EXPECT_EQ(second.key, std::nullopt) << "frozen with its own intent";
    EXPECT_EQ(second.idempotency_key, "") << "the request's key is the first part's";

    state = after(state, {sending(kA2, kNoon + 8s)});
    events = answered(state, kA2, published("at://a2", kNoon + 9s), kNoon + 9s);
    EXPECT_EQ(types(events), (Names{"answer_sent", "post_received", "answer_submitted"}));
    state = after(state, events);
    EXPECT_EQ(state.find_answer(kA3)->parent_remote_id, "at://a2");
    EXPECT_EQ(state.conversation.last_answer_seconds, 6) << "only the first part counts";

    state = after(state, {sending(kA3, kNoon + 10s)});
    events = answered(state, kA3, published("at://a3", kNoon + 11s), kNoon + 11s);
    EXPECT_EQ(types(events), (Names{"answer_sent", "post_received", "claim_released"}));
    state = after(state, events);
    EXPECT_EQ(state.conversation.state, State::answered);
    EXPECT_EQ(state.conversation.posts, 4);
    EXPECT_EQ(broken_rule(state), "");
}

TEST(Thread, TheCustomerInBetweenPausesTheRestAndWaitsForAnAnswerOfTheirOwn) {
    ConversationState state = leaving();
    apply(state, event(PostReceived{customer_post("p2", kNoon + 6s, "wait")}, kNoon + 6s));
    Events events = answered(state, kA1, published("at://a1", kNoon + 6s), kNoon + 7s);
    EXPECT_EQ(types(events), (Names{"answer_sent", "post_received", "episode_answered", "episode_opened",
                                    "answer_submitted"}));
    state = after(state, events);
    EXPECT_EQ(broken_rule(state), "");
    EXPECT_EQ(state.find_answer(kA2)->state, AnswerState::paused);
    EXPECT_EQ(state.find_answer(kA2)->problem.key, kPausedByPost);
    EXPECT_EQ(state.conversation.state, State::claimed);
    ASSERT_TRUE(state.conversation.episode);
    EXPECT_EQ(state.conversation.episode->number, 2);

    // A person says: send it all the same. The rest answers nothing new.
    state = after(state, {event(AnswerResumed{kA2, kNoon + 20s}, kNoon + 20s), sending(kA2, kNoon + 20s)});
    state = after(state, answered(state, kA2, published("at://a2", kNoon + 21s), kNoon + 21s));
    EXPECT_EQ(state.find_answer(kA3)->state, AnswerState::queued) << "asked once for that post";
    state = after(state, {sending(kA3, kNoon + 22s)});
    events = answered(state, kA3, published("at://a3", kNoon + 23s), kNoon + 23s);
    EXPECT_EQ(types(events), (Names{"answer_sent", "post_received", "claim_released", "follow_up_offered"}));
    state = after(state, events);
    EXPECT_EQ(broken_rule(state), "");
    ASSERT_TRUE(state.conversation.episode);
    EXPECT_EQ(state.conversation.episode->number, 2);
    EXPECT_EQ(state.conversation.state, State::waiting);
    EXPECT_EQ(state.conversation.offer->employee, kMin);
}

TEST(Thread, ANewPostWhileALaterPartLeavesPausesTheNext) {
    ConversationState state = leaving();
    state = after(state, answered(state, kA1, published("at://a1", kNoon + 6s), kNoon + 7s));
    state = after(state, {sending(kA2, kNoon + 8s)});
    // No episode is open then: the post opens one at once, as route does it.
    state = after(state, {event(PostReceived{customer_post("p2", kNoon + 8s, "hm")}, kNoon + 8s),
                          event(EpisodeOpened{{2, PostId("p2"), kNoon + 8s, false}}, kNoon + 8s)});
    EXPECT_TRUE(state.find_answer(kA2)->overtaken);
    EXPECT_TRUE(std::holds_alternative<AnswerPaused>(queue_again(state, kA2, kNoon + 9s)))
        << "and what did not get through does not follow blindly either";
    state = after(state, answered(state, kA2, published("at://a2", kNoon + 9s), kNoon + 9s));
    EXPECT_EQ(broken_rule(state), "");
    EXPECT_EQ(state.find_answer(kA3)->state, AnswerState::paused);
    EXPECT_FALSE(state.find_answer(kA3)->overtaken);
    EXPECT_TRUE(state.conversation.episode) << "a later part answers nothing";
}

TEST(Thread, AnEditWhileAPartLeavesIsReadFirstToo) {
    ConversationState state = leaving();
    apply(state, event(PostEdited{PostId("p1"), "My phone is dead. No, the tablet", "2", Side::customer}));
    state = after(state, answered(state, kA1, published("at://a1", kNoon + 6s), kNoon + 7s));
    EXPECT_EQ(state.find_answer(kA2)->state, AnswerState::paused);
    // What somebody else writes in the thread is no reason to stop.
    ConversationState other = leaving();
    Post bystander = customer_post("p9");
    bystander.side = Side::other;
    apply(other, event(PostReceived{bystander}));
    other = after(other, answered(other, kA1, published("at://a1", kNoon + 6s), kNoon + 7s));
    EXPECT_EQ(other.find_answer(kA2)->state, AnswerState::queued);
}

TEST(Thread, LinkedByHandWithoutANameTheRestHangsWhereThePartHung) {
    ConversationState state = leaving();
    state =
        after(state, answered(state, kA1, published(std::string(kByHand) + "a1", kNoon + 6s), kNoon + 7s));
    EXPECT_EQ(state.find_answer(kA2)->parent, PostId("p1"));
    EXPECT_EQ(state.find_answer(kA2)->parent_remote_id, "at://p1");
}

TEST(Thread, WhatIsCutOffStaysAtHome) {
    ConversationState state = leaving();
    EXPECT_EQ(rest_text(state.answers[0]), "two\n\nthree");
    EXPECT_EQ(unsent_text(state.answers[0]), "Please hold the power key\n\ntwo\n\nthree");
    apply(state, event(AnswerCut{kA1, "two\n\nthree"}));
    EXPECT_EQ(state.find_answer(kA1)->parts, 1);
    const Events events = answered(state, kA1, published("at://a1", kNoon + 6s), kNoon + 7s);
    EXPECT_EQ(types(events), (Names{"answer_sent", "post_received", "episode_answered", "claim_released"}));
    EXPECT_EQ(unsent_text(answer_of("a9", kMin)), "Please hold the power key");
}

TEST(Thread, AHeldOrFailedPartHoldsTheRest) {
    ConversationState state = leaving();
    const base::Error problem{base::ErrorCode::conflict, "test.problem", {}, {}};
    ConversationState held =
        after(state, {event(AnswerUnknown{kA1, kNoon + 30s, problem}), event(AnswerHeld{kA1, problem})});
    EXPECT_EQ(held.answers.size(), 1U);
    EXPECT_EQ(held.find_answer(kA1)->rest.size(), 2U);
    ConversationState failed = after(state, {event(AnswerFailed{kA1, problem})});
    EXPECT_EQ(failed.open_answer(), nullptr);
    EXPECT_EQ(broken_rule(failed), "");
}

}  // namespace
}  // namespace manyhands::model
