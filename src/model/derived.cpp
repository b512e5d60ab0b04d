// What follows from a conversation as it stands: when it wants attention next, and its state.
#include <algorithm>

#include "model/apply.hpp"
#include "model/owed.hpp"
#include "model/promise.hpp"

namespace manyhands::model {

std::optional<base::Instant> next_due(const ConversationState& state) {
    const Conversation& c = state.conversation;
    std::optional<base::Instant> next;
    const auto at_latest = [&](base::Instant when) { next = next ? std::min(*next, when) : when; };
    if (c.claim && !claim_is_pinned(state)) at_latest(c.claim->until);
    if (c.offer) at_latest(c.offer->until);
    if (c.hand_back) at_latest(c.hand_back->at);
    if (const auto wakes = wakes_at(c)) at_latest(*wakes);
    if (const Answer* open = state.open_answer();
        open != nullptr && open->state == AnswerState::awaiting_approval && open->approval)
        if (const auto escalates = open->approval->next_due()) at_latest(*escalates);
    if (c.owed)
        if (const auto alarm = next_alarm(*c.owed)) at_latest(alarm->at);
    if (c.episode) {
        const auto& bands = bands_of(state, c.episode->opened_at);
        if (const auto passed = static_cast<std::size_t>(c.episode->bands_passed); passed < bands.size())
            at_latest(c.episode->opened_at + base::Minutes(bands[passed]));
    }
    return next;
}

std::optional<base::Instant> wakes_at(const Conversation& c) {
    if (!c.snooze) return std::nullopt;
    std::optional<base::Instant> wakes = c.snooze->until;
    if (!wakes && (c.episode || c.owed)) wakes = c.snooze->since + kSnoozeOpenAtMost;
    // What was promised is not put away beyond its alarm.
    if (const auto alarm = c.owed ? next_alarm(*c.owed) : std::nullopt)
        wakes = wakes ? std::min(*wakes, alarm->at) : alarm->at;
    return wakes;
}

bool claim_is_pinned(const ConversationState& state) {
    const auto& claim = state.conversation.claim;
    const Answer* answer = state.open_answer();
    return claim && answer != nullptr && answer->author == claim->holder;
}

State derive_state(const ConversationState& state) {
    const Conversation& c = state.conversation;
    if (const Answer* answer = state.open_answer()) {
        switch (answer->state) {
            case AnswerState::awaiting_approval:
                return State::awaiting_approval;
            case AnswerState::queued:
            case AnswerState::sending:
            case AnswerState::unknown:
                return State::going_out;
            case AnswerState::paused:
            case AnswerState::held:
            case AnswerState::sent:
            case AnswerState::failed:
            case AnswerState::cancelled:
                break;
        }
    }
    if (c.claim) return State::claimed;
    if (c.snooze) return State::snoozed;
    if (c.episode || c.owed) return State::waiting;
    if (c.state == State::closed) return State::closed;
    return State::answered;
}

}  // namespace manyhands::model
