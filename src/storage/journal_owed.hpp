// What the real answer's clock is read from: what is owed, what became of it, and whose it was meanwhile
// (docs/adr/0044).
#pragma once

#include "model/event.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

// 0: an episode that counts for itself; 1: what is owed is counted with it; 2: it came while something was
// owed.
int held_of(const model::Conversation& conversation, int number);

// `conversation`: after the event.
void project_owed(sqlite::Connection& db, const model::Conversation& conversation, const model::Event& event);

}  // namespace manyhands::storage
