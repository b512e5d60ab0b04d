// Nothing is published in the name of somebody who is not here any more.
#pragma once

#include <functional>

#include "model/event.hpp"

namespace manyhands::outbox {

// What an answer says whose author is gone.
inline constexpr std::string_view kPausedByAuthor = "answer.paused.author_gone";

// In place of the intent to send an answer whose author is gone: it waits for a person, and the conversation
// is free again. Everything else stays as it was decided. Pure; for the transaction that writes the intent,
// so that nobody is switched off between the question and the intent.
model::Events hold_back(const model::ConversationState& state, model::Events decided,
                        const std::function<bool(const model::EmployeeId&)>& is_here);

}  // namespace manyhands::outbox
