// What the desk's events write beside the conversation's row: tags, notes, notices, and what a merge or a
// split moves. Part of the journal, inside the writer's transaction.
#pragma once

#include "model/event.hpp"
#include "storage/sqlite/connection.hpp"

namespace manyhands::storage {

// `conversation` is what it is after the event.
void project_desk(sqlite::Connection& db, const model::Conversation& conversation, const model::Event& event);

}  // namespace manyhands::storage
