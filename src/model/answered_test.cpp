#include "model/answered.hpp"

#include <gtest/gtest.h>

#include "model/test_world.hpp"

namespace manyhands::model {
namespace {

using namespace testing;
using Names = std::vector<std::string>;

const AnswerId kA1{"a1"};

Publication published(base::Instant at = kNoon + 6s) {
    return {"at://a1", "cid", "https://testnet/a1", {}, at};
}

TEST(Answered, ClosesTheEpisodeAndTheClaim) {
    for (const AnswerState from : {AnswerState::sending, AnswerState::unknown, AnswerState::held}) {
        ConversationState state = with_answer(from);
        const Events events = answered(state, kA1, published(), kNoon + 40s);
        EXPECT_EQ(types(events),
                  (Names{"answer_sent", "post_received", "episode_answered", "claim_released"}));
        state = after(state, events);
        EXPECT_EQ(state.conversation.state, State::answered) << to_string(from);
        EXPECT_EQ(state.conversation.last_answer_seconds, 6) << "the network's time, not ours";
        EXPECT_EQ(state.conversation.last_answerer, kMin);
        EXPECT_EQ(state.answers[0].state, AnswerState::sent);
        EXPECT_EQ(broken_rule(state), "");
        EXPECT_TRUE(answered(state, kA1, published(), kNoon + 50s).empty()) << "once";
    }
}

TEST(Answered, OurPostIsInTheThread) {
    const Events events = answered(with_answer(AnswerState::sending), kA1, published(), kNoon + 7s);
    const Post& post = find<PostReceived>(events)->post;
    EXPECT_EQ(post.id, PostId("a1"));
    EXPECT_EQ(post.side, Side::brand);
    EXPECT_EQ(post.answer, kA1);
    EXPECT_EQ(post.remote.parent_remote_id, "at://p1");
    EXPECT_EQ(post.remote.text, "Please hold the power key ^MK");
}

TEST(Answered, WhatCameMeanwhileOpensTheNextEpisodeForTheSamePerson) {
    ConversationState state = with_answer(AnswerState::sending);
    // By the customer's clock it is older than the answer; by arrival nobody has read it.
    apply(state, event(PostReceived{customer_post("p2", kNoon + 4s, "and the screen too")}, kNoon + 6s));
    const Events events = answered(state, kA1, published(), kNoon + 7s);
    EXPECT_EQ(types(events), (Names{"answer_sent", "post_received", "episode_answered", "claim_released",
                                    "episode_opened", "follow_up_offered"}));
    state = after(state, events);
    EXPECT_EQ(state.conversation.state, State::waiting);
    EXPECT_EQ(state.conversation.episode->number, 2);
    EXPECT_EQ(state.conversation.episode->post, PostId("p2"));
    EXPECT_EQ(state.conversation.episode->opened_at, kNoon + 4s);
    EXPECT_EQ(state.conversation.offer->employee, kMin);
    EXPECT_EQ(state.conversation.offer->until, kNoon + 7s + 3min);
}

TEST(Answered, AnEpisodeYoungerThanTheAnswerStaysOpen) {
    // The brand answered elsewhere while ours was unknown, then the customer wrote again.
    ConversationState state = with_answer(AnswerState::unknown);
    state = after(state, {event(EpisodeAnswered{1, kNoon, kNoon + 7s, PostId("p1"), {}, {}}),
                          event(PostReceived{customer_post("p2", kNoon + 20s)}),
                          event(EpisodeOpened{{2, PostId("p2"), kNoon + 20s, false}})});
    state = after(state, answered(state, kA1, published(), kNoon + 40s));
    ASSERT_TRUE(state.conversation.episode);
    EXPECT_EQ(state.conversation.episode->number, 2);
    EXPECT_FALSE(state.conversation.claim);
}

TEST(Answered, NetworkClocksDoNotMakeOurTimeWrong) {
    const ConversationState state = with_answer(AnswerState::sending);
    const auto ahead = answered(state, kA1, published(kNoon + 1h), kNoon + 7s);
    EXPECT_EQ(find<EpisodeAnswered>(ahead)->answered_at, kNoon + 7s);
    const auto behind = answered(state, kA1, published(kNoon - 1h), kNoon + 7s);
    EXPECT_EQ(find<EpisodeAnswered>(behind)->answered_at, kNoon);
}

TEST(QueueAgain, ButNotBehindANewerPost) {
    ConversationState state = with_answer(AnswerState::sending);
    EXPECT_TRUE(std::holds_alternative<AnswerResumed>(queue_again(state, kA1, kNoon + 1min)));
    apply(state, event(PostReceived{customer_post("p2", kNoon + 6s)}));
    const EventBody again = queue_again(state, kA1, kNoon + 1min);
    ASSERT_TRUE(std::holds_alternative<AnswerPaused>(again));
    apply(state, event(again));
    EXPECT_EQ(state.answers[0].state, AnswerState::paused);
    EXPECT_FALSE(state.conversation.next_episode);
    EXPECT_EQ(state.conversation.episode->posts, 2);
}

}  // namespace
}  // namespace manyhands::model
