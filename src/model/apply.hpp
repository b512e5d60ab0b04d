// The one place where an event changes a conversation's state. Pure: the store calls it inside the
// transaction, the simulator calls it to replay the log.
#pragma once

#include "model/event.hpp"

namespace manyhands::model {

// Throws std::logic_error when the event cannot happen in this state (a broken invariant, never bad input).
void apply(ConversationState& state, const Event& event);

// The first event of a conversation must be ConversationOpened.
ConversationState replay(const Events& events);

// The next instant at which the system itself must look at the conversation again (claim expiry, the next
// band, the end of an offer); nothing when it may sleep. Deadlines of answers are kept by the outbox. It
// looks at the open answers too: a pinned claim has no end.
std::optional<base::Instant> next_due(const ConversationState& state);

// When a snooze ends by itself: at its instant; with an open question and none named, a day after it began,
// so that nobody's question is put away for ever; and when a promised answer's alarm comes. Nothing without a
// snooze, or until the customer writes.
inline constexpr std::chrono::hours kSnoozeOpenAtMost{24};
std::optional<base::Instant> wakes_at(const Conversation& conversation);

// True while the holder may neither expire nor lose the claim: an answer of theirs is on its way.
bool claim_is_pinned(const ConversationState& state);

// What the state is by its parts: going_out while an answer is queued, sending or unknown; claimed while
// somebody holds it; snoozed while it is put away; waiting while an episode is open; answered otherwise;
// closed as said.
State derive_state(const ConversationState& state);

}  // namespace manyhands::model
