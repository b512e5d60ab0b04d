// Thin RAII over sqlite3: a connection with all named statements prepared once, binding by name, rows read
// from left to right. Not thread-safe: one thread at a time. Failures of the library are thrown as Failure
// and turned into base::Error at the border of this folder's callers (engine.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "model/ids.hpp"
#include "storage/sql_text.hpp"

namespace manyhands::model {
class PromiseHistory;
}

struct sqlite3;
struct sqlite3_stmt;

namespace manyhands::storage::sqlite {

class Failure : public std::runtime_error {
  public:
    Failure(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
    int code() const { return code_; }  // extended
    bool is_constraint() const;
    // The disk, the memory or the file itself failed: nothing of the whole transaction may be kept.
    bool is_hard() const;
    base::Error to_error() const;

  private:
    int code_;
};

// One row while a Query stands on it; each call takes the next column.
class Row {
  public:
    explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
    std::string text();
    std::string_view view();  // until the statement's next step; empty for nothing
    std::optional<std::string> maybe_text();
    std::int64_t number();
    std::optional<std::int64_t> maybe_number();
    int integer() { return static_cast<int>(number()); }
    bool truth() { return number() != 0; }
    base::Instant at() { return base::from_micros(number()); }
    std::optional<base::Instant> maybe_at();
    template <class AnyId>
    AnyId id() {
        return AnyId(text());
    }
    template <class AnyId>
    std::optional<AnyId> maybe_id() {
        auto value = maybe_text();
        return value ? std::optional<AnyId>(AnyId(std::move(*value))) : std::nullopt;
    }

  private:
    sqlite3_stmt* statement_;
    int column_ = 0;
};

// A prepared statement in use: bind, step, read. Reset when it goes out of scope. Texts given as views or
// lvalues must live until the last step; those of temporaries are copied, const or not.
class Query {
  public:
    Query(sqlite3_stmt* statement, const SqlStatement& sql, bool& busy);
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    Query& bind(std::string_view name, std::int64_t value);
    Query& bind(std::string_view name, int value) { return bind(name, std::int64_t{value}); }
    Query& bind(std::string_view name, bool value) { return bind(name, std::int64_t{value ? 1 : 0}); }
    Query& bind(std::string_view name, std::string_view value);
    Query& bind(std::string_view name, const char* value) { return bind(name, std::string_view(value)); }
    Query& bind(std::string_view name, const std::string& value) {
        return bind(name, std::string_view(value));
    }
    Query& bind(std::string_view name, const std::string&& value) { return bind_copy(name, value); }
    Query& bind(std::string_view name, std::string&& value) { return bind_copy(name, value); }
    Query& bind(std::string_view name, base::Instant value) { return bind(name, base::to_micros(value)); }
    Query& bind(std::string_view name, std::nullopt_t);
    template <class Tag>
    Query& bind(std::string_view name, const base::Id<Tag>& value) {
        return bind(name, std::string_view(value.value));
    }
    template <class Tag>
    Query& bind(std::string_view name, const base::Id<Tag>&& value) {
        return bind_copy(name, value.value);
    }
    template <class T>
    Query& bind(std::string_view name, const std::optional<T>& value) {
        return value ? bind(name, *value) : bind(name, std::nullopt);
    }
    template <class T>
    Query& bind(std::string_view name, const std::optional<T>&& value) {
        return value ? bind(name, std::move(*value)) : bind(name, std::nullopt);
    }

    bool step();  // true: a row is there
    void run();   // to the end, rows ignored
    Row row() const { return Row(statement_); }

  private:
    Query& bind_copy(std::string_view name, std::string_view value);
    int place_of(std::string_view name);
    void check(int code) const;

    sqlite3_stmt* statement_;
    const SqlStatement& sql_;
    bool& busy_;
    std::size_t next_ = 0;  // callers mostly bind in the order of the text
};

enum class Mode { write, read };

// Whether the database's helpers have threads of their own, or everything happens on the caller's: the
// simulator has one thread only.
enum class Threads { own, none };

class Connection {
  public:
    // Write: makes the file, WAL, synchronous=FULL. Throws Failure.
    Connection(const std::filesystem::path& file, Mode mode);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void exec(const char* sql);
    void exec(const std::string& sql) { exec(sql.c_str()); }
    // The turns of a transaction, prepared once: they come before and after everything else.
    void begin_reading() { turn(0); }
    void begin_writing() { turn(1); }
    void commit() { turn(2); }
    // The first column of the first row of a free statement: PRAGMAs, checks and tests.
    std::string scalar(const std::string& sql);
    // What SQLite means to do for a statement, one step a line: for tests.
    std::string plan(const std::string& sql);
    // A named statement, prepared at its first use. A statement can be in use once at a time.
    Query use(std::string_view name);
    void prepare_all();
    bool in_transaction() const;
    sqlite3* handle() const { return db_; }  // for this folder only
    // Rows written since the connection was opened.
    std::int64_t changes() const;
    // Told of every episode that a transaction changes: its brand, and when it was opened. Set before
    // anything is written; none: nobody asks.
    using EpisodeWatch = std::function<void(std::string_view brand, base::Instant opened_at)>;
    void watch_episodes(EpisodeWatch watch) { episode_watch_ = std::move(watch); }
    void episode_changes(std::string_view brand, base::Instant opened_at) const {
        if (episode_watch_) episode_watch_(brand, opened_at);
    }
    // What each brand promises, asked by whoever computes when a conversation is due. Set before anything is
    // written; none: the house's own promise.
    using Promises = std::function<std::shared_ptr<const model::PromiseHistory>(const model::BrandId&)>;
    void set_promises(Promises promises) { promises_ = std::move(promises); }
    std::shared_ptr<const model::PromiseHistory> promises(const model::BrandId& brand) const {
        return promises_ ? promises_(brand) : nullptr;
    }
    // Whether the running work may count on a savepoint of its own (see Writer).
    bool careful() const { return careful_; }
    void set_careful(bool careful) { careful_ = careful; }

  private:
    struct Prepared {
        sqlite3_stmt* statement = nullptr;
        bool busy = false;
    };
    void prepare(std::size_t index);
    void turn(std::size_t which);

    sqlite3* db_ = nullptr;
    bool careful_ = false;
    EpisodeWatch episode_watch_;
    Promises promises_;
    std::vector<Prepared> prepared_;
    std::array<sqlite3_stmt*, 3> turns_{};
};

}  // namespace manyhands::storage::sqlite
