// What the clock brings. It looks at the state only, so a late, early or repeated call does no harm.
#include "model/apply.hpp"
#include "model/owed.hpp"
#include "model/promise.hpp"
#include "route/route.hpp"

namespace manyhands::route {
namespace {

// The lane's clock ran out: the next step is asked.
model::ApprovalEscalated escalated(const model::Answer& answer, const model::ApprovalWait& wait) {
    using model::ApprovalStep;
    const bool was_first = wait.step == ApprovalStep::approvers;
    const bool skips = was_first && wait.whom[static_cast<std::size_t>(ApprovalStep::deputies)].empty();
    const auto step = was_first && !skips ? ApprovalStep::deputies : ApprovalStep::leads;
    model::ApprovalEscalated event{answer.id, wait.risk, step, {}, {}, answer.author};
    if (step == ApprovalStep::deputies) event.due_at = *wait.due_at + wait.clock;
    event.notify = wait.whom[static_cast<std::size_t>(step)];
    return event;
}

std::optional<model::Event> earliest(const ConversationState& state) {
    const auto& c = state.conversation;
    std::optional<model::Event> first;
    const auto consider = [&](base::Instant at, model::EventBody body) {
        if (!first || at < first->at) first = model::Event{at, std::nullopt, std::move(body)};
    };
    if (c.episode) {
        const auto& bands = model::bands_of(state, c.episode->opened_at);
        if (const auto passed = static_cast<std::size_t>(c.episode->bands_passed); passed < bands.size())
            consider(c.episode->opened_at + base::Minutes(bands[passed]),
                     model::BandPassed{c.episode->number, bands[passed]});
    }
    if (const model::Answer* open = state.open_answer();
        open != nullptr && open->state == model::AnswerState::awaiting_approval && open->approval)
        for (const model::ApprovalWait& wait : open->approval->waits)
            if (wait.due_at && !wait.approved_by) consider(*wait.due_at, escalated(*open, wait));
    // A snooze ends when an alarm comes (wakes_at): the alarm follows at the same instant.
    if (const auto alarm = c.owed && !c.snooze ? model::next_alarm(*c.owed) : std::nullopt)
        consider(alarm->at,
                 model::OwedAlarmed{alarm->step, c.owed->until, c.claim ? c.claim->holder : c.owed->by});
    if (c.claim && !model::claim_is_pinned(state))
        consider(c.claim->until, model::ClaimReleased{c.claim->holder, model::ReleaseReason::expired});
    if (const auto wakes = model::wakes_at(c)) consider(*wakes, model::Woken{model::WakeReason::due});
    if (c.offer) consider(c.offer->until, model::OfferedToAll{});
    // Nobody took it where it was handed to.
    if (c.hand_back) consider(c.hand_back->at, model::HandedOff{c.department, c.hand_back->to, {}});
    return first;
}

}  // namespace

Events due(const ConversationState& state, base::Instant now, const NewNotice& new_notice) {
    Events events;
    ConversationState ahead = state;
    for (auto next = earliest(ahead); next && next->at <= now; next = earliest(ahead)) {
        if (auto* alarm = std::get_if<model::OwedAlarmed>(&next->body); alarm != nullptr && new_notice)
            alarm->notice = new_notice();
        model::apply(ahead, *next);
        events.push_back(std::move(*next));
    }
    return events;
}

}  // namespace manyhands::route
