#include <gtest/gtest.h>

#include "route/test_thread.hpp"

namespace manyhands::route {
namespace {

using namespace testing;
using model::AnswerState;
using model::ReleaseReason;
using Names = std::vector<std::string>;

ConversationState waiting() {
    return model::replay(opening());
}

ConversationState held(const model::EmployeeId& who = kMin, base::Instant since = kNoon) {
    return after(waiting(), {event(model::Claimed{claim_of(who, 1, since)}, since)});
}

std::string key(const base::Result<Events>& result) {
    return result ? "no error" : result.error().key;
}

std::string arg(const base::Result<Events>& result, const std::string& name) {
    for (const auto& [key, value] : result.error().args)
        if (key == name) return value;
    return "none";
}

TEST(Claim, FirstComeFirstServed) {
    const auto events = claim(waiting(), kMin, kNoon + 1min);
    ASSERT_TRUE(events);
    const model::Claim& made = find<model::Claimed>(*events)->claim;
    EXPECT_EQ(made, (model::Claim{kMin, 1, kNoon + 1min, kNoon + 6min, kNoon + 1min}));
    EXPECT_EQ((*events)[0].by, kMin);

    const auto second = claim(after(waiting(), *events), kSue, kNoon + 2min);
    EXPECT_EQ(key(second), "route.claim.held_by_other");
    EXPECT_EQ(second.error().code, base::ErrorCode::conflict);
    EXPECT_EQ(arg(second, "employee"), "min");
}

TEST(Claim, OnesOwnAgainIsNothing) {
    EXPECT_EQ(claim(held(), kMin, kNoon + 1min)->size(), 0u);
}

TEST(Claim, AnExpiredOneGoesToTheNextWithAHigherFence) {
    const auto events = claim(held(), kSue, kNoon + 5min);
    ASSERT_TRUE(events);
    EXPECT_EQ(types(*events), (Names{"claim_released", "claimed"}));
    EXPECT_EQ((*events)[0].at, kNoon + 5min) << "it ended when it expired";
    EXPECT_EQ((*events)[0].by, std::nullopt);
    EXPECT_EQ(find<model::ClaimReleased>(*events)->reason, ReleaseReason::expired);
    EXPECT_EQ(find<model::Claimed>(*events)->claim.fence, 2);
    EXPECT_EQ(key(claim(held(), kSue, kNoon + 5min - 1us)), "route.claim.held_by_other");
}

TEST(Claim, NothingWaitsOrClosed) {
    const auto answered = after(waiting(), {event(model::EpisodeAnswered{1, kNoon, kNoon, {}, {}, {}})});
    EXPECT_EQ(key(claim(answered, kMin, kNoon)), "route.claim.nothing_waits");
    const auto closed = after(waiting(), *close(waiting(), kMin, kNoon));
    EXPECT_EQ(key(claim(closed, kMin, kNoon)), "route.claim.closed");
}

TEST(Claim, AnOfferKeepsOthersOutUntilItsEnd) {
    const auto offered = after(waiting(), {event(model::FollowUpOffered{{kMin, kNoon + 3min}})});
    const auto other = claim(offered, kSue, kNoon + 1min);
    EXPECT_EQ(key(other), "route.claim.offered_to_other");
    EXPECT_EQ(arg(other, "employee"), "min");
    EXPECT_TRUE(claim(offered, kMin, kNoon + 1min));
    EXPECT_TRUE(claim(offered, kSue, kNoon + 3min));
    EXPECT_TRUE(take_over(offered, kSue, TakeOverRight::at_once, kNoon + 1min)) << "a lead may";
    EXPECT_EQ(key(take_over(offered, kSue, TakeOverRight::when_silent, kNoon + 1min)),
              "route.claim.offered_to_other");
    EXPECT_FALSE(after(offered, *claim(offered, kMin, kNoon)).conversation.offer);
}

TEST(Claim, PinnedDoesNotExpire) {
    for (const AnswerState open : {AnswerState::queued, AnswerState::paused, AnswerState::sending,
                                   AnswerState::unknown, AnswerState::held})
        EXPECT_EQ(key(claim(with_answer(open), kSue, kNoon + 1h)), "route.claim.held_by_other");
}

TEST(Release, OwnOthersAndPinned) {
    EXPECT_EQ(types(*release(held(), kMin, kNoon + 1min)), (Names{"claim_released"}));
    EXPECT_EQ(key(release(held(), kSue, kNoon + 1min)), "route.claim.held_by_other");
    EXPECT_TRUE(release(held(), kSue, kNoon + 1h)->empty());
    EXPECT_TRUE(release(waiting(), kMin, kNoon)->empty());
    EXPECT_EQ(key(release(with_answer(AnswerState::queued), kMin, kNoon)), "route.release.going_out");
}

TEST(Renew, OnceAMinuteAndAtMostFifteen) {
    EXPECT_TRUE(renew(held(), kMin, kNoon + 59s)->empty());
    ConversationState state = held();
    base::Instant now = kNoon;
    for (int i = 0; i < 14; ++i) {
        now += 1min;
        const auto events = renew(state, kMin, now);
        ASSERT_TRUE(events) << i;
        ASSERT_EQ(types(*events), (Names{"claim_renewed"}));
        state = after(state, *events);
        EXPECT_EQ(state.conversation.claim->until, std::min(now + 5min, kNoon + 15min));
    }
    EXPECT_EQ(key(renew(state, kMin, kNoon + 15min)), "route.renew.expired");
    EXPECT_EQ(key(renew(held(), kSue, kNoon + 1min)), "route.claim.held_by_other");
    EXPECT_EQ(key(renew(waiting(), kMin, kNoon)), "route.renew.expired");
}

TEST(TakeOver, AtOnceOrAfterTwoSilentMinutes) {
    EXPECT_EQ(types(*take_over(held(), kSue, TakeOverRight::at_once, kNoon + 1s)),
              (Names{"claim_released", "claimed"}));
    const auto early = take_over(held(), kSue, TakeOverRight::when_silent, kNoon + 2min - 1us);
    EXPECT_EQ(key(early), "route.take_over.still_typing");
    EXPECT_EQ(arg(early, "from"), "2026-03-09T12:02:00Z");
    const auto events = take_over(held(), kSue, TakeOverRight::when_silent, kNoon + 2min);
    ASSERT_TRUE(events);
    EXPECT_EQ(find<model::ClaimReleased>(*events)->reason, ReleaseReason::taken_over);
    EXPECT_EQ(find<model::Claimed>(*events)->claim.fence, 2);
    EXPECT_TRUE(take_over(held(), kMin, TakeOverRight::at_once, kNoon)->empty());
    EXPECT_TRUE(take_over(waiting(), kSue, TakeOverRight::when_silent, kNoon)) << "nobody holds it";
    const auto typed = after(held(), {event(model::ClaimRenewed{kNoon + 6min, kNoon + 1min})});
    EXPECT_EQ(key(take_over(typed, kSue, TakeOverRight::when_silent, kNoon + 2min)),
              "route.take_over.still_typing");
}

TEST(TakeOver, NeverWhileAnAnswerIsGoingOut) {
    for (const AnswerState open : {AnswerState::queued, AnswerState::sending, AnswerState::unknown})
        EXPECT_EQ(key(take_over(with_answer(open), kSue, TakeOverRight::at_once, kNoon + 1h)),
                  "route.take_over.going_out");
    for (const AnswerState open : {AnswerState::paused, AnswerState::held, AnswerState::failed})
        EXPECT_TRUE(take_over(with_answer(open), kSue, TakeOverRight::at_once, kNoon + 1min));
}

TEST(TakeOver, FromSomebodyWhoWaitsForApprovalALeadMay) {
    const auto waits = with_answer(AnswerState::awaiting_approval);
    EXPECT_EQ(key(take_over(waits, kSue, TakeOverRight::when_silent, kNoon + 1h)),
              "route.take_over.going_out");
    const auto events = take_over(waits, kSue, TakeOverRight::at_once, kNoon + 1h);
    ASSERT_TRUE(events) << "the claim is pinned, not expired";
    const auto state = after(waits, *events);
    EXPECT_EQ(state.conversation.claim->holder, kSue);
    EXPECT_EQ(state.answers[0].state, AnswerState::awaiting_approval) << "somebody still decides about it";
}

TEST(HandOff, MovesTheOneOwner) {
    const auto events = hand_off(held(), kMin, kLegal, "a threat of court\x01", kNoon + 1min);
    ASSERT_TRUE(events);
    EXPECT_EQ(types(*events), (Names{"claim_released", "handed_off"}));
    EXPECT_EQ(find<model::HandedOff>(*events)->reason, "a threat of court");
    const auto state = after(held(), *events);
    EXPECT_EQ(state.conversation.department, kLegal);
    EXPECT_EQ(state.conversation.state, model::State::waiting);
    EXPECT_EQ(state.conversation.episode->opened_at, kNoon) << "the clock goes on";
}

TEST(HandOff, Refusals) {
    EXPECT_EQ(key(hand_off(held(), kMin, kCare, "", kNoon)), "route.hand_off.same_department");
    EXPECT_EQ(key(hand_off(held(), kMin, {}, "", kNoon)), "route.hand_off.no_department");
    EXPECT_EQ(key(hand_off(held(), kMin, kLegal, std::string(1001, 'x'), kNoon)),
              "route.hand_off.bad_reason");
    EXPECT_EQ(key(hand_off(held(), kMin, kLegal, "\xFF", kNoon)), "route.hand_off.bad_reason");
    EXPECT_EQ(key(hand_off(held(), kSue, kLegal, "", kNoon)), "route.claim.held_by_other");
    EXPECT_TRUE(hand_off(held(), kSue, kLegal, "", kNoon + 6min)) << "expired";
    EXPECT_EQ(key(hand_off(with_answer(AnswerState::held), kMin, kLegal, "", kNoon)),
              "route.hand_off.going_out");
    const auto closed = after(waiting(), *close(waiting(), kMin, kNoon));
    EXPECT_EQ(key(hand_off(closed, kMin, kLegal, "", kNoon)), "route.hand_off.closed");
}

TEST(Close, NeedsNoAnswer) {
    const auto events = close(held(), kMin, kNoon + 1min);
    EXPECT_EQ(types(*events), (Names{"episode_dropped", "claim_released", "closed"}));
    const auto closed = after(held(), *events);
    EXPECT_EQ(closed.conversation.state, model::State::closed);
    EXPECT_TRUE(close(closed, kSue, kNoon)->empty());
    EXPECT_EQ(key(close(held(), kSue, kNoon)), "route.claim.held_by_other");
    for (const AnswerState open :
         {AnswerState::queued, AnswerState::paused, AnswerState::unknown, AnswerState::held})
        EXPECT_EQ(key(close(with_answer(open), kMin, kNoon)), "route.close.going_out");
}

TEST(Reopen, WaitsAgainOnlyIfItWasNeverAnswered) {
    const auto dropped = after(waiting(), *close(waiting(), kMin, kNoon));
    const auto events = reopen(dropped, kSue, kNoon + 1h);
    EXPECT_EQ(types(*events), (Names{"reopened", "episode_opened"}));
    const auto again = after(dropped, *events);
    EXPECT_EQ(again.conversation.episode->number, 2);
    EXPECT_EQ(again.conversation.episode->opened_at, kNoon);
    EXPECT_EQ(again.conversation.state, model::State::waiting);

    const auto answered =
        after(waiting(), {event(model::EpisodeAnswered{1, kNoon, kNoon + 1s, model::PostId("p1"), {}, {}})});
    const auto closed = after(answered, *close(answered, kMin, kNoon));
    EXPECT_EQ(types(*reopen(closed, kSue, kNoon + 1h)), (Names{"reopened"}));
    EXPECT_EQ(after(closed, *reopen(closed, kSue, kNoon)).conversation.state, model::State::answered);
    EXPECT_TRUE(reopen(waiting(), kMin, kNoon)->empty());
}

TEST(Due, EverythingAtItsOwnInstantOnce) {
    ConversationState state = after(held(), {event(model::ClaimRenewed{kNoon + 8min, kNoon + 3min})});
    EXPECT_TRUE(due(state, kNoon + 7min - 1us).empty());
    const Events events = due(state, kNoon + 35min);
    EXPECT_EQ(types(events), (Names{"band_passed", "claim_released", "band_passed", "band_passed"}));
    EXPECT_EQ(events[0].at, kNoon + 7min);
    EXPECT_EQ(events[1].at, kNoon + 8min);
    EXPECT_EQ(events[2].at, kNoon + 12min);
    EXPECT_EQ(events[3].at, kNoon + 30min);
    state = after(state, events);
    EXPECT_TRUE(due(state, kNoon + 35min).empty()) << "a repeated call";
    EXPECT_TRUE(due(state, kNoon).empty()) << "the clock was set back";
    EXPECT_EQ(types(due(state, kNoon + 48h)), (Names{"band_passed"}));
    state = after(state, due(state, kNoon + 48h));
    EXPECT_TRUE(due(state, kNoon + 480h).empty());
}

TEST(Due, AnOfferEnds) {
    const auto offered = after(waiting(), {event(model::FollowUpOffered{{kMin, kNoon + 3min}})});
    const Events events = due(offered, kNoon + 3min);
    EXPECT_EQ(types(events), (Names{"offered_to_all"}));
    EXPECT_FALSE(after(offered, events).conversation.offer);
}

TEST(Due, APinnedClaimStaysHoweverLate) {
    const auto state = with_answer(AnswerState::unknown);
    EXPECT_EQ(types(due(state, kNoon + 24h)),
              (Names{"band_passed", "band_passed", "band_passed", "band_passed"}));
}

}  // namespace
}  // namespace manyhands::route
