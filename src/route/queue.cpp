// Where a conversation goes when it is not answered: to another department or person, put away, closed,
// opened again.
#include "base/text/utf8.hpp"
#include "model/apply.hpp"
#include "model/owed.hpp"
#include "route/route.hpp"

namespace manyhands::route {
namespace {

using base::ErrorCode;
using base::fail;
using base::Instant;
using base::Result;
using model::EmployeeId;

constexpr std::size_t kReasonBytes = 1000;

// Somebody else's claim or anybody's answer on its way stands against moving the conversation.
Result<void> free_for(const ConversationState& state, const EmployeeId& by, Instant now,
                      const char* going_out) {
    const auto& c = state.conversation;
    if (const model::Answer* open = state.open_answer())
        return fail(ErrorCode::conflict, going_out, {{"employee", open->author.value}});
    if (c.claim && c.claim->holder != by && c.claim->until > now)
        return fail(ErrorCode::conflict, "route.claim.held_by_other",
                    {{"employee", c.claim->holder.value}, {"until", base::to_rfc3339(c.claim->until)}});
    return {};
}

}  // namespace

Result<Events> hand_off(const ConversationState& state, const EmployeeId& by, const model::DepartmentId& to,
                        const std::string& reason, Instant now) {
    return hand_off(state, by, HandOff{to, std::nullopt, reason, {}}, now);
}

Result<Events> hand_off(const ConversationState& state, const EmployeeId& by, const HandOff& wanted,
                        Instant now) {
    const auto& c = state.conversation;
    const auto& [to, employee, reason, notice, back] = wanted;
    if (to.empty()) return fail(ErrorCode::invalid, "route.hand_off.no_department");
    if (reason.size() > kReasonBytes || !base::is_utf8(reason))
        return fail(ErrorCode::invalid, "route.hand_off.bad_reason",
                    {{"limit", std::to_string(kReasonBytes)}});
    if (c.state == model::State::closed) return fail(ErrorCode::conflict, "route.hand_off.closed");
    MH_TRY(free_for(state, by, now, "route.hand_off.going_out"));
    if (employee == by) return fail(ErrorCode::invalid, "route.hand_off.to_yourself");
    if (to == c.department && !employee) return fail(ErrorCode::conflict, "route.hand_off.same_department");
    Events events;
    if (c.claim)
        events.push_back({now, by, model::ClaimReleased{c.claim->holder, model::ReleaseReason::handed_off}});
    model::HandedOff handed{c.department, to, base::clean_post(reason)};
    // Where it came from or any other department but the one that has it now.
    if (back && back->to != to && back->at > now) handed.back = back;
    if (employee) {
        handed.employee = employee;
        handed.until = now + kHandOffOffer;
        handed.notice = notice;
    }
    events.push_back({now, by, std::move(handed)});
    return events;
}

Result<Events> close(const ConversationState& state, const EmployeeId& by, Instant now) {
    const auto& c = state.conversation;
    if (c.state == model::State::closed) return Events{};
    MH_TRY(free_for(state, by, now, "route.close.going_out"));
    Events events;
    if (c.episode) events.push_back({now, by, model::EpisodeDropped{c.episode->number, now}});
    if (c.owed)
        events.push_back(
            {now, by, model::OwedDropped{c.owed->origin, c.owed->number, now, model::OwedEnd::closed}});
    if (c.claim)
        events.push_back({now, by, model::ClaimReleased{c.claim->holder, model::ReleaseReason::closed}});
    events.push_back({now, by, model::Closed{}});
    return events;
}

Result<Events> reopen(const ConversationState& state, const EmployeeId& by, Instant now) {
    const auto& c = state.conversation;
    if (c.state != model::State::closed) return Events{};
    if (c.merged_into) return fail(ErrorCode::conflict, "route.merge.already");
    Events events{{now, by, model::Reopened{}}};
    // What had been promised is owed again, by the promise that was given.
    if (c.let_go) events.push_back({now, by, model::AnswerOwed{*c.let_go}});
    // Closed as needing no answer: then it waits again, since the customer's last post.
    const bool dropped = c.episodes > 0 && !c.last_answer_seconds;
    if (dropped && !c.last_customer_post.empty())
        events.push_back({now, by,
                          model::EpisodeOpened{{c.episodes + 1, c.last_customer_post, c.last_customer_post_at,
                                                c.found_late}}});
    return events;
}

Result<Events> snooze(const ConversationState& state, const EmployeeId& by, std::optional<Instant> until,
                      Instant now) {
    const auto& c = state.conversation;
    if (until && *until <= now) return fail(ErrorCode::invalid, "route.snooze.past");
    if (until && *until > now + kSnoozeAtMost) return fail(ErrorCode::invalid, "route.snooze.too_long");
    if (c.state == model::State::closed) return fail(ErrorCode::conflict, "route.snooze.closed");
    MH_TRY(free_for(state, by, now, "route.snooze.going_out"));
    if (c.snooze && c.snooze->until == until) return Events{};
    Events events;
    if (c.claim)
        events.push_back({now, by, model::ClaimReleased{c.claim->holder, model::ReleaseReason::snoozed}});
    events.push_back({now, by, model::Snoozed{{until, by, now}}});
    return events;
}

Result<Events> wake(const ConversationState& state, const EmployeeId& by, Instant now) {
    if (!state.conversation.snooze) return Events{};
    return Events{{now, by, model::Woken{model::WakeReason::person}}};
}

}  // namespace manyhands::route
