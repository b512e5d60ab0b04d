// The log as typed events, and a conversation as it is stored: for whoever replays the one to check the other
// (the simulator). Reads only.
#pragma once

#include <optional>
#include <vector>

#include "model/event.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

// Thread-safe; each call sees one snapshot.
class LogRows {
  public:
    explicit LogRows(Engine& engine) : engine_(engine) {}

    struct Entry {
        std::int64_t seq = 0;
        model::ConversationId conversation;
        model::Event event;  // as decode_event gives it: without the texts of posts and answers
    };
    // Behind `seq`, oldest first. Errors: internal ("storage.failed") for an event that nobody can read.
    base::Result<std::vector<Entry>> log_after(const model::BrandId& brand, std::int64_t seq, int limit);
    // With its open answers, as a decision would see it. not_found ("route.conversation.not_found").
    base::Result<model::ConversationState> stored_state(const model::BrandId& brand,
                                                        const model::ConversationId& id);
    // What the database itself finds wrong with its file; empty: nothing.
    base::Result<std::string> damage();

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
