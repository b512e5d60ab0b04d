#include "model/apply.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "model/test_world.hpp"

namespace manyhands::model {
namespace {

using namespace testing;

TEST(Apply, OpeningMakesAWaitingConversation) {
    const Conversation c = replay(opening()).conversation;
    EXPECT_EQ(c.state, State::waiting);
    EXPECT_EQ(c.version, 3);
    EXPECT_EQ(c.public_version, 1);
    EXPECT_EQ(c.posts, 1);
    EXPECT_EQ(c.last_customer_post, PostId("p1"));
    EXPECT_EQ(c.excerpt, "My phone is dead");
    EXPECT_EQ(c.lang, "en");
    ASSERT_TRUE(c.episode);
    EXPECT_EQ(c.episode->opened_at, kNoon);
}

TEST(Apply, OnlyPublicPostsEditsAndDeletesRaiseThePublicVersion) {
    const std::vector<std::pair<EventBody, int>> steps{
        {Claimed{claim_of(kMin, 1)}, 0},
        {AnswerSubmitted{answer_of("a1", kMin)}, 0},
        {AnswerDue{AnswerId("a1"), kNoon}, 0},
        {AnswerSending{AnswerId("a1"), 1, {"k", kNoon}}, 0},
        {PostEdited{PostId("p1"), "My phone is alive", "v2", Side::customer}, 1},
        {PostReceived{customer_post("p2", kNoon + 1min)}, 1},
        {AnswerUnknown{AnswerId("a1"), kNoon + 1min, {}}, 0},
        {AnswerHeld{AnswerId("a1"), {}}, 0},
        {AnswerSent{AnswerId("a1"), "at://a1", "", "", kNoon}, 0},
        {PostDeleted{PostId("p2"), Side::customer, kNoon + 1min}, 1},
        {BandPassed{1, 7}, 0},
        {ClaimReleased{kMin, ReleaseReason::released}, 0},
        {HandedOff{kCare, kLegal, ""}, 0},
    };
    ConversationState state = replay(opening());
    for (const auto& [body, raise] : steps) {
        const Conversation before = state.conversation;
        apply(state, event(body));
        EXPECT_EQ(state.conversation.public_version, before.public_version + raise) << type_of(body);
        EXPECT_EQ(state.conversation.version, before.version + 1) << type_of(body);
    }
}

TEST(Apply, RenewalIsOutsideTheLog) {
    ConversationState state = after(replay(opening()), {event(Claimed{claim_of(kMin, 1)})});
    const auto version = state.conversation.version;
    apply(state, event(ClaimRenewed{kNoon + 6min, kNoon + 1min}));
    EXPECT_EQ(state.conversation.version, version);
    EXPECT_EQ(state.conversation.claim->until, kNoon + 6min);
    EXPECT_EQ(state.conversation.claim->last_typed, kNoon + 1min);
}

TEST(Apply, StateFollowsTheAnswer) {
    EXPECT_EQ(with_answer(AnswerState::awaiting_approval).conversation.state, State::awaiting_approval);
    EXPECT_EQ(with_answer(AnswerState::queued).conversation.state, State::going_out);
    EXPECT_EQ(with_answer(AnswerState::sending).conversation.state, State::going_out);
    EXPECT_EQ(with_answer(AnswerState::unknown).conversation.state, State::going_out);
    EXPECT_EQ(with_answer(AnswerState::paused).conversation.state, State::claimed);
    EXPECT_EQ(with_answer(AnswerState::held).conversation.state, State::claimed);
    EXPECT_EQ(with_answer(AnswerState::failed).conversation.state, State::claimed);
    EXPECT_EQ(with_answer(AnswerState::cancelled).conversation.state, State::claimed);
}

TEST(Apply, AnsweredEpisodeKeepsItsSeconds) {
    ConversationState state = with_answer(AnswerState::sent);
    apply(state, event(EpisodeAnswered{1, kNoon, kNoon + 83s + 900ms, PostId("p1"), AnswerId("a1"), kMin}));
    apply(state, event(ClaimReleased{kMin, ReleaseReason::answered}));
    const Conversation& c = state.conversation;
    EXPECT_EQ(c.state, State::answered);
    EXPECT_EQ(c.last_answer_seconds, 83);
    EXPECT_EQ(c.last_answered_at, kNoon + 83s + 900ms);
    EXPECT_EQ(c.last_answerer, kMin);
    EXPECT_FALSE(c.episode);
}

TEST(Apply, APostWhileTheAnswerLeavesIsKeptForTheNextEpisode) {
    for (const AnswerState leaving : {AnswerState::sending, AnswerState::unknown, AnswerState::held}) {
        ConversationState state = with_answer(leaving);
        apply(state, event(PostReceived{customer_post("p2", kNoon + 7s)}));
        apply(state, event(PostReceived{customer_post("p3", kNoon + 8s)}));
        const Conversation& c = state.conversation;
        ASSERT_TRUE(c.next_episode) << to_string(leaving);
        EXPECT_EQ(c.next_episode->post, PostId("p2"));
        EXPECT_EQ(c.next_episode->number, 2);
        EXPECT_EQ(c.next_episode->posts, 2);
        EXPECT_EQ(c.episode->posts, 3);
        // It did not get out after all: the open episode holds them.
        apply(state, event(AnswerFailed{AnswerId("a1"), {}}));
        EXPECT_FALSE(state.conversation.next_episode);
        EXPECT_EQ(state.conversation.episode->number, 1);
    }
    ConversationState queued = with_answer(AnswerState::queued);
    apply(queued, event(PostReceived{customer_post("p2", kNoon + 7s)}));
    EXPECT_FALSE(queued.conversation.next_episode);
}

TEST(Apply, ConfirmingAPausedAnswerSeesWhatCameSince) {
    ConversationState state = with_answer(AnswerState::queued);
    apply(state, event(PostReceived{customer_post("p2", kNoon + 1s)}));
    apply(state, event(AnswerPaused{AnswerId("a1"), {}}));
    apply(state, event(AnswerResumed{AnswerId("a1"), kNoon + 9s}));
    const Answer& a = state.answers[0];
    EXPECT_TRUE(a.confirmed_stale);
    EXPECT_EQ(a.public_version_seen, 2);
    EXPECT_EQ(a.state, AnswerState::queued);
    EXPECT_EQ(a.due_at, kNoon + 9s);

    ConversationState sending = with_answer(AnswerState::sending);
    apply(sending, event(AnswerResumed{AnswerId("a1"), kNoon + 9s}));
    EXPECT_FALSE(sending.answers[0].confirmed_stale);
    EXPECT_EQ(sending.answers[0].key->key, "k1") << "the key is frozen";
}

TEST(Apply, ExcerptIsOneLineOf280BytesOnAGraphemeBoundary) {
    std::string text = "첫 줄\r\n둘째\t줄   끝  ";
    ConversationState state = replay(opening());
    apply(state, event(PostReceived{customer_post("p2", kNoon + 1s, text)}));
    EXPECT_EQ(state.conversation.excerpt, "첫 줄 둘째 줄 끝");
    std::string family;
    for (int i = 0; i < 40; ++i)
        family += "👨‍👩‍👧‍👦";  // 25 bytes each
    apply(state, event(PostReceived{customer_post("p3", kNoon + 2s, family)}));
    EXPECT_EQ(state.conversation.excerpt.size(), 275u);
}

TEST(Apply, AnOlderPostThatArrivesLaterIsNotTheNewest) {
    ConversationState state = replay(opening());
    apply(state, event(PostReceived{customer_post("p0", kNoon - 5min, "older")}));
    EXPECT_EQ(state.conversation.last_customer_post, PostId("p1"));
    EXPECT_EQ(state.conversation.excerpt, "My phone is dead");
    apply(state, event(EpisodeOpened{{1, PostId("p0"), kNoon - 5min, true, 0, 2}}));
    EXPECT_EQ(state.conversation.episode->opened_at, kNoon - 5min);
    EXPECT_EQ(state.conversation.episode->posts, 2);
    EXPECT_EQ(state.conversation.episodes, 1);
}

TEST(Apply, DeletedPostsLeaveTheExcerptAndTheEpisode) {
    ConversationState state = replay(opening());
    apply(state, event(PostReceived{customer_post("p2", kNoon + 1min, "second")}));
    apply(state, event(PostDeleted{PostId("p2"), Side::customer, kNoon + 1min}));
    EXPECT_EQ(state.conversation.excerpt, "");
    EXPECT_EQ(state.conversation.last_customer_post, PostId("p1"));
    EXPECT_EQ(state.conversation.episode->posts, 1);
    apply(state, event(PostDeleted{PostId("p1"), Side::customer, kNoon}));
    EXPECT_EQ(state.conversation.episode->posts, 0);
    EXPECT_TRUE(state.conversation.last_customer_post.empty());
    EXPECT_EQ(state.conversation.public_version, 4);
}

TEST(Apply, ADeletedOpenerLeavesTheClockWhereItWas) {
    ConversationState state = replay(opening());
    apply(state, event(PostReceived{customer_post("p2", kNoon + 1min, "second")}));
    apply(state, event(PostDeleted{PostId("p1"), Side::customer, kNoon}));
    EXPECT_EQ(state.conversation.episode->post, PostId("p2"));
    EXPECT_EQ(state.conversation.episode->opened_at, kNoon);
    EXPECT_EQ(state.conversation.excerpt, "second");
}

TEST(Apply, ImpossibleEventsAreBrokenInvariants) {
    const ConversationState waiting = replay(opening());
    const ConversationState claimed = after(waiting, {event(Claimed{claim_of(kMin, 1)})});
    const ConversationState queued = with_answer(AnswerState::queued);
    const auto impossible = [](ConversationState state, EventBody body) {
        EXPECT_THROW(apply(state, event(body)), std::logic_error) << type_of(body);
    };
    impossible({}, Closed{});
    impossible(waiting, ConversationOpened{conversation()});
    impossible(waiting, EpisodeOpened{{2, PostId("p1"), kNoon, false}});
    impossible(waiting, EpisodeAnswered{2, kNoon, kNoon, PostId("p1"), {}, {}});
    impossible(waiting, EpisodeDropped{7, kNoon});
    impossible(waiting, BandPassed{1, 12});
    impossible(waiting, Reopened{});
    impossible(waiting, Closed{});
    impossible(waiting, ClaimReleased{kMin, ReleaseReason::released});
    impossible(waiting, ClaimRenewed{kNoon, kNoon});
    impossible(waiting, HandedOff{kLegal, kCare, ""});
    impossible(waiting, AnswerDue{AnswerId("none"), kNoon});
    impossible(claimed, Claimed{claim_of(kSue, 2)});
    impossible(claimed, ClaimReleased{kSue, ReleaseReason::released});
    impossible(claimed, FollowUpOffered{{kSue, kNoon}});
    impossible(queued, AnswerSubmitted{answer_of("a2", kSue)});
    impossible(with_answer(AnswerState::sent), AnswerSent{AnswerId("a1"), "x", "", "", kNoon});
    impossible(with_answer(AnswerState::cancelled), AnswerSending{AnswerId("a1"), 1, {}});
    ConversationState released = after(claimed, {event(ClaimReleased{kMin, ReleaseReason::released})});
    impossible(released, Claimed{claim_of(kSue, 1)});  // the fence must rise
}

TEST(NextDue, IsTheEarliestOfClaimBandAndOffer) {
    ConversationState state = replay(opening());
    EXPECT_EQ(next_due(state), kNoon + 7min);
    apply(state, event(FollowUpOffered{{kMin, kNoon + 3min}}));
    EXPECT_EQ(next_due(state), kNoon + 3min);
    apply(state, event(Claimed{claim_of(kMin, 1)}));
    EXPECT_EQ(next_due(state), kNoon + 5min);
    apply(state, event(ClaimReleased{kMin, ReleaseReason::released}));
    for (const int minutes : kBandsMinutes)
        apply(state, event(BandPassed{1, minutes}));
    EXPECT_EQ(next_due(state), std::nullopt);
}

TEST(NextDue, APinnedClaimHasNoEnd) {
    for (const AnswerState open : {AnswerState::queued, AnswerState::paused, AnswerState::sending,
                                   AnswerState::unknown, AnswerState::held}) {
        const ConversationState state = with_answer(open);
        EXPECT_TRUE(claim_is_pinned(state)) << to_string(open);
        EXPECT_EQ(next_due(state), kNoon + 7min) << to_string(open);
    }
}

TEST(NextDue, WhoTookAnAnswerBackHasTimeToWriteItAnew) {
    ConversationState state = with_answer(AnswerState::queued);
    apply(state, event(AnswerCancelled{AnswerId("a1")}, kNoon + 9min));
    EXPECT_FALSE(claim_is_pinned(state));
    EXPECT_EQ(state.conversation.claim->until, kNoon + 14min);
}

}  // namespace
}  // namespace manyhands::model
