// Where a conversation goes when it is not answered: to another department, closed, opened again.
#include "base/text/utf8.hpp"
#include "model/apply.hpp"
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
    const auto& c = state.conversation;
    if (to.empty()) return fail(ErrorCode::invalid, "route.hand_off.no_department");
    if (reason.size() > kReasonBytes || !base::is_utf8(reason))
        return fail(ErrorCode::invalid, "route.hand_off.bad_reason",
                    {{"limit", std::to_string(kReasonBytes)}});
    if (c.state == model::State::closed) return fail(ErrorCode::conflict, "route.hand_off.closed");
    MH_TRY(free_for(state, by, now, "route.hand_off.going_out"));
    if (to == c.department) return fail(ErrorCode::conflict, "route.hand_off.same_department");
    Events events;
    if (c.claim)
        events.push_back({now, by, model::ClaimReleased{c.claim->holder, model::ReleaseReason::handed_off}});
    events.push_back({now, by, model::HandedOff{c.department, to, base::clean_post(reason)}});
    return events;
}

Result<Events> close(const ConversationState& state, const EmployeeId& by, Instant now) {
    const auto& c = state.conversation;
    if (c.state == model::State::closed) return Events{};
    MH_TRY(free_for(state, by, now, "route.close.going_out"));
    Events events;
    if (c.episode) events.push_back({now, by, model::EpisodeDropped{c.episode->number, now}});
    if (c.claim)
        events.push_back({now, by, model::ClaimReleased{c.claim->holder, model::ReleaseReason::closed}});
    events.push_back({now, by, model::Closed{}});
    return events;
}

Result<Events> reopen(const ConversationState& state, const EmployeeId& by, Instant now) {
    const auto& c = state.conversation;
    if (c.state != model::State::closed) return Events{};
    Events events{{now, by, model::Reopened{}}};
    // Closed as needing no answer: then it waits again, since the customer's last post.
    const bool dropped = c.episodes > 0 && !c.last_answer_seconds;
    if (dropped && !c.last_customer_post.empty())
        events.push_back({now, by,
                          model::EpisodeOpened{{c.episodes + 1, c.last_customer_post, c.last_customer_post_at,
                                                c.found_late}}});
    return events;
}

}  // namespace manyhands::route
