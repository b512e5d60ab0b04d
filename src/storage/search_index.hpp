// The search index beside the posts: written in the transaction that writes the post, kept by key. A key is a
// post's time with some bits of its id, so that the newest are read first and batches are appended in order.
#pragma once

#include <map>
#include <string>

#include "model/post.hpp"
#include "storage/sqlite/connection.hpp"

namespace manyhands::storage {

// The key that a post has unless another had it first; then the next free one.
std::int64_t search_key(base::Instant posted_at, const model::PostId& id);
base::Instant time_of_search_key(std::int64_t key);

// The tokens of a text, made before the writer's turn: they cost more than writing them.
struct Words {
    std::string_view text, author_handle;
    std::string tokens;
};
Words words_of(std::string_view text, std::string_view author_handle);

// For one transaction, on the writer's thread.
class SearchIndex {
  public:
    explicit SearchIndex(sqlite::Connection& db) : db_(db) {}

    // What is added is written by flush(), in the order of keys: FTS5 writes a segment for each step back.
    struct Entry {
        std::string brand;
        std::string post;
        std::string tokens;
    };
    using Pending = std::multimap<std::int64_t, Entry>;

    // Until the next call: what add() will be asked for, if it is the same text. Null: nothing.
    void expect(const Words* words) { expected_ = words; }
    void add(const model::BrandId& brand, const model::PostId& id, base::Instant posted_at,
             std::string_view text, std::string_view author_handle);
    // Both before the post's row changes: what is taken out is what the row says.
    void edit(const model::PostId& id, std::string_view text);
    void remove(const model::PostId& id);
    void flush();
    const Pending& pending() const { return pending_; }
    void restore(Pending pending) { pending_ = std::move(pending); }

    // After an erasure: what was removed leaves the file's index, too (decision 24).
    void erase_removed();

  private:
    std::optional<model::Post> stored(const model::PostId& id);
    void take_out(const model::Post& post);

    sqlite::Connection& db_;
    const Words* expected_ = nullptr;
    Pending pending_;
};

// Indexes the posts of a database that has none in its index: one that comes from before there was search. In
// one transaction of its own. Returns how many.
std::int64_t index_if_none(sqlite::Connection& db);

}  // namespace manyhands::storage
