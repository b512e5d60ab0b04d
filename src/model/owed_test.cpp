#include "model/owed.hpp"

#include <gtest/gtest.h>

#include "model/answered.hpp"
#include "model/test_world.hpp"

namespace manyhands::model {
namespace {

using namespace testing;
using Names = std::vector<std::string>;

const AnswerId kA1{"a1"};

Publication published(base::Instant at = kNoon + 6s) {
    return {"at://a1", "cid", "https://testnet/a1", {}, at};
}

ConversationState holding(AnswerState from = AnswerState::sending, base::Instant until = kNoon + 2h) {
    ConversationState state = with_answer(from);
    state.answers[0].holding_until = until;
    return state;
}

// Held at noon and six seconds, the real answer promised by two.
ConversationState held() {
    return after(holding(), answered(holding(), kA1, published(), kNoon + 7s));
}

ConversationState with_second(ConversationState state, std::optional<base::Instant> until,
                              base::Instant at = kNoon + 1h) {
    state.answers.clear();
    Answer second = answer_of("a2", kSue, at);
    second.holding_until = until;
    return after(std::move(state),
                 {event(Claimed{claim_of(kSue, 2, at)}, at), event(AnswerSubmitted{second}, at),
                  event(AnswerSending{AnswerId("a2"), 1, {"k2", at + 5s}}, at + 5s)});
}

Events sent(const ConversationState& state, base::Instant at) {
    return answered(state, AnswerId("a2"), {"at://a2", "", "", {}, at}, at + 1s);
}

TEST(Owed, AHoldingAnswerStopsTheFirstClockAndNothingElse) {
    const Events events = answered(holding(), kA1, published(), kNoon + 7s);
    EXPECT_EQ(types(events), (Names{"answer_sent", "post_received", "episode_answered", "answer_owed",
                                    "claim_released", "follow_up_offered"}));
    const ConversationState state = held();
    const Conversation& c = state.conversation;
    EXPECT_EQ(c.state, State::waiting) << "it is somebody's work";
    EXPECT_FALSE(c.episode);
    EXPECT_EQ(c.last_answer_seconds, 6);
    ASSERT_TRUE(c.owed);
    EXPECT_EQ(c.owed->number, 1);
    EXPECT_EQ(c.owed->origin, c.id);
    EXPECT_EQ(c.owed->post, PostId("p1"));
    EXPECT_EQ(c.owed->since, kNoon) << "the real clock runs since the customer wrote";
    EXPECT_EQ(c.owed->promised_at, kNoon + 6s);
    EXPECT_EQ(c.owed->until, kNoon + 2h);
    EXPECT_EQ(c.owed->by, kMin);
    EXPECT_EQ(c.offer->employee, kMin);
    EXPECT_EQ(c.offer->until, kNoon + 7s + kOwedOfferFor);
    EXPECT_EQ(broken_rule(state), "");
}

TEST(Owed, NothingIsOwedBeforeTheNetworkHasIt) {
    for (const AnswerState from : {AnswerState::queued, AnswerState::paused, AnswerState::sending,
                                   AnswerState::unknown, AnswerState::held, AnswerState::failed})
        EXPECT_FALSE(holding(from).conversation.owed) << to_string(from);
    for (const AnswerState from : {AnswerState::unknown, AnswerState::held}) {
        const ConversationState state = holding(from);
        EXPECT_TRUE(after(state, answered(state, kA1, published(), kNoon + 1min)).conversation.owed)
            << to_string(from);
    }
}

TEST(Owed, ASecondHoldingAnswerMovesThePromiseAndNeverTheClock) {
    ConversationState state = held();
    apply(state, event(OwedAlarmed{OwedAlarm::author, kNoon + 2h, kMin, {}}, kNoon + 90min));
    state = with_second(std::move(state), kNoon + 4h);
    state = after(state, sent(state, kNoon + 1h + 6s));
    const Owed& owed = *state.conversation.owed;
    EXPECT_EQ(owed.holdings, 2);
    EXPECT_EQ(owed.since, kNoon);
    EXPECT_EQ(owed.until, kNoon + 4h);
    EXPECT_EQ(owed.promised_at, kNoon + 1h + 6s);
    EXPECT_EQ(owed.by, kSue);
    EXPECT_EQ(owed.alarms, 0) << "the new promise has alarms of its own";
    EXPECT_EQ(state.conversation.last_answer_seconds, 6) << "the first clock stays";
}

TEST(Owed, TheNextAnswerIsTheRealOne) {
    ConversationState state = with_second(held(), std::nullopt);
    const Events events = sent(state, kNoon + 90min);
    EXPECT_EQ(types(events), (Names{"answer_sent", "post_received", "real_answer_given", "claim_released"}));
    const auto* real = find<RealAnswerGiven>(events);
    EXPECT_EQ(real->since, kNoon);
    EXPECT_EQ(real->answered_at, kNoon + 90min);
    EXPECT_EQ(real->employee, kSue);
    state = after(state, events);
    EXPECT_EQ(state.conversation.state, State::answered);
    EXPECT_FALSE(state.conversation.owed);
    EXPECT_FALSE(next_due(state));
}

TEST(Owed, APostThatComesMeanwhileHasAFirstClockOfItsOwnOnly) {
    ConversationState state = held();
    state = after(state, {event(PostReceived{customer_post("p2", kNoon + 30min)}),
                          event(EpisodeOpened{{2, PostId("p2"), kNoon + 30min, false}})});
    EXPECT_EQ(state.conversation.owed->posts, 2);
    state = with_second(state, std::nullopt);
    const Events events = sent(state, kNoon + 1h + 6s);
    EXPECT_EQ(find<EpisodeAnswered>(events)->number, 2);
    EXPECT_EQ(find<RealAnswerGiven>(events)->number, 1);
    EXPECT_EQ(after(state, events).conversation.state, State::answered);
}

TEST(Owed, AQuestionThatCameWhileTheRealAnswerLeftIsNotAnsweredByIt) {
    ConversationState state = with_second(held(), std::nullopt);
    // The customer's clock says before, but nobody had read it.
    state = after(state, {event(PostReceived{customer_post("p2", kNoon + 59min)}),
                          event(EpisodeOpened{{2, PostId("p2"), kNoon + 59min, false}})});
    const Events events = sent(state, kNoon + 1h + 6s);
    EXPECT_EQ(find<EpisodeAnswered>(events), nullptr);
    ASSERT_NE(find<RealAnswerGiven>(events), nullptr);
    state = after(state, events);
    EXPECT_EQ(state.conversation.episode->number, 2);
    EXPECT_EQ(state.conversation.state, State::waiting);
}

TEST(Owed, AQuestionTakenBackWhileItsHoldingAnswerLeftOwesNothing) {
    ConversationState state = holding();
    apply(state, event(PostDeleted{PostId("p1"), Side::customer, kNoon}));
    const Events events = answered(state, kA1, published(), kNoon + 7s);
    EXPECT_EQ(find<OwedDropped>(events)->why, OwedEnd::taken_back);
    EXPECT_EQ(after(state, events).conversation.state, State::answered);
}

TEST(Owed, AHoldingAnswerToNothingOpenPromisesAndCountsNowhere) {
    ConversationState state = holding(AnswerState::unknown);
    state = after(state, {event(EpisodeAnswered{1, kNoon, kNoon + 7s, PostId("p1"), {}, {}})});
    state = after(state, answered(state, kA1, published(kNoon + 8s), kNoon + 40s));
    ASSERT_TRUE(state.conversation.owed);
    EXPECT_EQ(state.conversation.owed->number, 0);
    EXPECT_EQ(state.conversation.state, State::waiting);
}

TEST(Owed, AlarmsComeBeforeThePromiseIsMissed) {
    Owed owed;
    owed.promised_at = kNoon;
    owed.until = kNoon + 4h;
    EXPECT_EQ(alarm_at(owed, OwedAlarm::author), kNoon + 3h) << "a quarter of the span";
    EXPECT_EQ(alarm_at(owed, OwedAlarm::lead), kNoon + 3h + 30min);
    EXPECT_EQ(alarm_at(owed, OwedAlarm::missed), kNoon + 4h);
    owed.until = kNoon + 20min;
    EXPECT_EQ(alarm_at(owed, OwedAlarm::author), kNoon + 10min) << "ten minutes at least";
    owed.until = kNoon + 6min;
    EXPECT_EQ(alarm_at(owed, OwedAlarm::author), kNoon) << "never before it was promised";
    owed.until = kNoon - 5min;  // known late, after what it promised
    EXPECT_EQ(alarm_at(owed, OwedAlarm::author), kNoon - 5min);
    owed.until = kNoon + 4h;
    EXPECT_EQ(with_alarms_by(owed, kNoon + 2h).alarms, 0);
    EXPECT_EQ(with_alarms_by(owed, kNoon + 3h).alarms, 1);
    EXPECT_EQ(with_alarms_by(owed, kNoon + 9h).alarms, 2);
    EXPECT_EQ(next_alarm(with_alarms_by(owed, kNoon + 9h))->step, OwedAlarm::missed);
    owed.alarms = 3;
    EXPECT_FALSE(next_alarm(owed));
}

TEST(Owed, TheSystemLooksWhenAnAlarmComesAndNoSnoozeOutlastsIt) {
    ConversationState state = held();
    apply(state, event(OfferedToAll{}));
    const auto first = alarm_at(*state.conversation.owed, OwedAlarm::author);
    EXPECT_EQ(next_due(state), first);
    apply(state, event(Snoozed{{kNoon + 24h, kMin, kNoon + 1min}}));
    EXPECT_EQ(wakes_at(state.conversation), first);
    EXPECT_EQ(state.conversation.state, State::snoozed);
}

TEST(Owed, PostsThatAreDeletedAreNotWaitedFor) {
    ConversationState state = held();
    state = after(state, {event(PostReceived{customer_post("p2", kNoon + 30min)})});
    apply(state, event(PostDeleted{PostId("p1"), Side::customer, kNoon}));
    EXPECT_EQ(state.conversation.owed->posts, 1);
    EXPECT_EQ(state.conversation.owed->post, PostId("p2"));
    EXPECT_EQ(state.conversation.owed->since, kNoon) << "they have waited since then";
    apply(state, event(PostDeleted{PostId("p2"), Side::customer, kNoon + 30min}));
    EXPECT_EQ(state.conversation.owed->posts, 0);
}

TEST(Owed, APromiseThatIsPastIsNotSent) {
    ConversationState state = holding(AnswerState::sending, kNoon + 1min);
    EXPECT_TRUE(std::holds_alternative<AnswerResumed>(queue_again(state, kA1, kNoon + 59s)));
    const EventBody late = queue_again(state, kA1, kNoon + 1min);
    ASSERT_TRUE(std::holds_alternative<AnswerPaused>(late));
    EXPECT_EQ(std::get<AnswerPaused>(late).problem.key, kPausedByTime);
}

TEST(Owed, AllPartsOfAHoldingAnswerPromiseOnce) {
    ConversationState state = holding();
    state.answers[0].parts = 2;
    state.answers[0].rest = {{AnswerId("a1b"), "more", "more ^MK"}};
    state = after(state, answered(state, kA1, published(), kNoon + 7s));
    ASSERT_TRUE(state.conversation.owed);
    EXPECT_TRUE(state.conversation.claim) << "until the last part stands";
    apply(state, event(AnswerSending{AnswerId("a1b"), 1, {"k2", kNoon + 8s}}));
    const Events last = answered(state, AnswerId("a1b"), {"at://a1b", "", "", {}, kNoon + 9s}, kNoon + 9s);
    EXPECT_EQ(find<RealAnswerGiven>(last), nullptr) << "the second half of a holding answer";
    EXPECT_EQ(find<AnswerOwed>(last), nullptr);
    state = after(state, last);
    EXPECT_EQ(state.conversation.owed->holdings, 1);
    EXPECT_EQ(state.conversation.offer->employee, kMin);
    EXPECT_FALSE(state.conversation.claim);
}

}  // namespace
}  // namespace manyhands::model
