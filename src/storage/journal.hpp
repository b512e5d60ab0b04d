// Applies events to a conversation inside the writer's transaction and writes everything that follows from
// them: the conversation's row, posts, answers, episodes, the lists and their lengths, and the log.
#pragma once

#include <optional>
#include <vector>

#include "storage/rows.hpp"
#include "storage/search_index.hpp"
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
    Journal(sqlite::Connection& db, model::BrandId brand) : db_(db), search_(db), brand_(std::move(brand)) {}

    std::optional<Loaded> load(const model::ConversationId& id);
    // An empty Loaded takes a conversation that begins with ConversationOpened. Throws std::logic_error when
    // an event cannot happen; then neither `loaded` nor the transaction may be used further.
    void apply(Loaded& loaded, const model::Events& events);
    // The next post's words, if they are known (SearchIndex::expect).
    void expect(const Words* words) { search_.expect(words); }
    // Writes the log, its end, the lengths of the lists and the search index. Once, after the last apply.
    void flush();
    // What is written once for many changes. To take it back when a savepoint is rolled back.
    struct Counted {
        CountChanges lists;
        std::int64_t logged = 0;  // the log's end
        std::int64_t ahead = 0;   // of it, not yet in the brand's counter; meaningless without an end
        std::size_t lines = 0;    // of the log, not yet written
        SearchIndex::Pending indexed;
    };
    Counted counted() const {
        Counted counted = counted_;
        counted.lines = log_.size();
        counted.indexed = search_.pending();
        return counted;
    }
    void restore(Counted counted) {
        search_.restore(std::move(counted.indexed));
        log_.erase(log_.begin() + static_cast<std::ptrdiff_t>(counted.lines), log_.end());
        counted_ = std::move(counted);
    }

  private:
    void project(const model::ConversationState& state, const model::Event& event);
    void write_post(const model::Post& post);
    // Where the lists keep a conversation.
    struct Standing {
        model::DepartmentId department;
        base::Instant last_post_at{};
        std::optional<std::int64_t> urgency;
    };
    static Standing standing_of(const model::Conversation& conversation);
    void write_conversation(const Loaded& loaded, const Standing& before);
    void write_mine(const Shelf* before, const Shelf& after, const model::ConversationId& id);
    std::int64_t take_seq(std::int64_t n);
    std::shared_ptr<const model::PromiseHistory> promises();  // the brand's, asked once a transaction
    // A row of the log. They wait for flush(), which writes many at once: nothing of a transaction reads what
    // it logs itself.
    struct LogLine {
        std::int64_t seq;
        model::ConversationId conversation;
        std::string_view type;
        base::Instant at;
        std::optional<model::EmployeeId> by;
        std::string payload;
        std::int64_t span;
    };
    void log(const model::ConversationId& id, const model::Events& events);
    void write_log();

    sqlite::Connection& db_;
    SearchIndex search_;
    model::BrandId brand_;
    Counted counted_;
    std::vector<LogLine> log_;
    bool asked_promises_ = false;
    std::shared_ptr<const model::PromiseHistory> promises_;
};

}  // namespace manyhands::storage
