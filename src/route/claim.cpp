// Who holds a conversation (decision 5).
#include <algorithm>

#include "model/apply.hpp"
#include "route/route.hpp"

namespace manyhands::route {
namespace {

using base::ErrorCode;
using base::fail;
using base::Instant;
using base::Result;
using model::EmployeeId;

bool is_live(const ConversationState& state, Instant now) {
    const auto& claim = state.conversation.claim;
    return claim && (claim->until > now || model::claim_is_pinned(state));
}

std::unexpected<base::Error> held_by_other(const model::Claim& claim) {
    return fail(ErrorCode::conflict, "route.claim.held_by_other",
                {{"employee", claim.holder.value}, {"until", base::to_rfc3339(claim.until)}});
}

// Ends whatever claim there is, then begins the new one with the next fencing number.
Events hold(const ConversationState& state, const EmployeeId& by, model::ReleaseReason why, Instant now) {
    const auto& c = state.conversation;
    Events events;
    if (c.claim) {
        const bool expired = why == model::ReleaseReason::expired;
        // Expiry happened at its own instant, and nobody did it.
        events.push_back({expired ? c.claim->until : now, expired ? std::nullopt : std::optional(by),
                          model::ClaimReleased{c.claim->holder, why}});
    }
    const model::Claim claim{by, c.last_fence + 1, now, now + kClaimLease, now};
    events.push_back({now, by, model::Claimed{claim}});
    return events;
}

enum class OfferRule { keeps_others_out, may_be_passed };

Result<Events> hold_if_waiting(const ConversationState& state, const EmployeeId& by, OfferRule rule,
                               Instant now) {
    const auto& c = state.conversation;
    if (c.state == model::State::closed) return fail(ErrorCode::conflict, "route.claim.closed");
    if (!c.episode && !c.owed) return fail(ErrorCode::conflict, "route.claim.nothing_waits");
    if (rule == OfferRule::keeps_others_out && c.offer && c.offer->until > now && c.offer->employee != by)
        return fail(ErrorCode::conflict, "route.claim.offered_to_other",
                    {{"employee", c.offer->employee.value}, {"until", base::to_rfc3339(c.offer->until)}});
    return hold(state, by, model::ReleaseReason::expired, now);
}

}  // namespace

Result<Events> claim(const ConversationState& state, const EmployeeId& by, Instant now) {
    const auto& c = state.conversation;
    if (is_live(state, now)) {
        if (c.claim->holder == by) return Events{};
        return held_by_other(*c.claim);
    }
    return hold_if_waiting(state, by, OfferRule::keeps_others_out, now);
}

Result<Events> release(const ConversationState& state, const EmployeeId& by, Instant now) {
    const auto& c = state.conversation;
    if (!c.claim) return Events{};
    if (c.claim->holder != by) {
        if (is_live(state, now)) return held_by_other(*c.claim);
        return Events{};
    }
    if (model::claim_is_pinned(state)) return fail(ErrorCode::conflict, "route.release.going_out");
    return Events{{now, by, model::ClaimReleased{by, model::ReleaseReason::released}}};
}

Result<Events> renew(const ConversationState& state, const EmployeeId& by, Instant now) {
    const auto& c = state.conversation;
    if (!is_live(state, now)) return fail(ErrorCode::conflict, "route.renew.expired");
    if (c.claim->holder != by) return held_by_other(*c.claim);
    if (now - c.claim->last_typed < kRenewEvery) return Events{};
    const Instant until = std::min(now + kClaimLease, c.claim->since + kClaimAtMost);
    return Events{{now, by, model::ClaimRenewed{std::max(c.claim->until, until), now}}};
}

Result<Events> take_over(const ConversationState& state, const EmployeeId& by, TakeOverRight right,
                         Instant now) {
    const auto& c = state.conversation;
    if (!is_live(state, now))
        return hold_if_waiting(
            state, by,
            right == TakeOverRight::at_once ? OfferRule::may_be_passed : OfferRule::keeps_others_out, now);
    if (c.claim->holder == by) return Events{};
    if (const model::Answer* open = state.open_answer()) {
        switch (open->state) {
            case model::AnswerState::awaiting_approval:
                // A lead may go on; the answer waits on until somebody decides about it.
                if (right == TakeOverRight::at_once) break;
                [[fallthrough]];
            case model::AnswerState::queued:
            case model::AnswerState::sending:
            case model::AnswerState::unknown:
                return fail(ErrorCode::conflict, "route.take_over.going_out",
                            {{"employee", open->author.value}});
            case model::AnswerState::paused:
            case model::AnswerState::held:
            case model::AnswerState::sent:
            case model::AnswerState::failed:
            case model::AnswerState::cancelled:
                break;
        }
    }
    if (right == TakeOverRight::when_silent && now - c.claim->last_typed < kTakeOverAfter)
        return fail(ErrorCode::conflict, "route.take_over.still_typing",
                    {{"employee", c.claim->holder.value},
                     {"from", base::to_rfc3339(c.claim->last_typed + kTakeOverAfter)}});
    return hold(state, by, model::ReleaseReason::taken_over, now);
}

}  // namespace manyhands::route
