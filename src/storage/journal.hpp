// Applies events to a conversation inside the writer's transaction and writes everything that follows from
// them: the conversation's row, posts, answers, episodes, the lists and their lengths, and the log.
#pragma once

#include <optional>
#include <vector>

#include "storage/rows.hpp"
#include "storage/shelf.hpp"

namespace manyhands::storage {

// A conversation as a transaction holds it.
struct Loaded {
    model::ConversationState state;
    Attention attention;
    bool stored = false;  // its row exists
};

// For one transaction, on the writer's thread.
class Journal {
  public:
    Journal(sqlite::Connection& db, model::BrandId brand) : db_(db), brand_(std::move(brand)) {}

    std::optional<Loaded> load(const model::ConversationId& id);
    // An empty Loaded takes a conversation that begins with ConversationOpened. Throws std::logic_error when
    // an event cannot happen; then neither `loaded` nor the transaction may be used further.
    void apply(Loaded& loaded, const model::Events& events);
    // Writes the lengths of the lists. Once, after the last apply.
    void flush();
    // To take back what apply counted since then, when a savepoint is rolled back.
    CountChanges counted() const { return counts_; }
    void restore(CountChanges counted) { counts_ = std::move(counted); }

  private:
    void project(const model::ConversationState& state, const model::Event& event);
    void write_post(const model::Post& post);
    void write_conversation(const Loaded& loaded);
    void write_mine(const Shelf* before, const Shelf& after, const model::ConversationId& id);
    void write_log(const model::ConversationId& id, const model::Events& events);

    sqlite::Connection& db_;
    model::BrandId brand_;
    CountChanges counts_;
};

}  // namespace manyhands::storage
