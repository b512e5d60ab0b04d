#include "storage/sqlite/connection.hpp"

#include <algorithm>
#include <array>

#include <sqlite3.h>

namespace manyhands::storage::sqlite {
namespace {

[[noreturn]] void raise(sqlite3* db, int code) {
    const int extended = db != nullptr ? sqlite3_extended_errcode(db) : code;
    throw Failure(extended == SQLITE_OK ? code : extended,
                  db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code));
}

}  // namespace

bool Failure::is_constraint() const {
    return (code_ & 0xff) == SQLITE_CONSTRAINT;
}

bool Failure::is_hard() const {
    switch (code_ & 0xff) {
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_CORRUPT:
        case SQLITE_NOMEM:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_NOTADB:
        case SQLITE_INTERRUPT:
        case SQLITE_BUSY:
            return true;
        default:  // the library's codes, not ours
            return false;
    }
}

base::Error Failure::to_error() const {
    using base::ErrorCode;
    const std::string cause = std::string("sqlite ") + std::to_string(code_) + ": " + what();
    if ((code_ & 0xff) == SQLITE_FULL) return {ErrorCode::unavailable, "storage.disk_full", {}, cause};
    if (code_ == SQLITE_CONSTRAINT_FOREIGNKEY) return {ErrorCode::not_found, "storage.not_found", {}, cause};
    if (is_constraint()) return {ErrorCode::conflict, "storage.exists", {}, cause};
    return {is_hard() ? ErrorCode::unavailable : ErrorCode::internal, "storage.failed", {}, cause};
}

std::string Row::text() {
    return std::string(view());
}

std::string_view Row::view() {
    const int column = column_++;
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::optional<std::string> Row::maybe_text() {
    if (sqlite3_column_type(statement_, column_) == SQLITE_NULL) {
        ++column_;
        return std::nullopt;
    }
    return text();
}

std::int64_t Row::number() {
    return sqlite3_column_int64(statement_, column_++);
}

std::optional<std::int64_t> Row::maybe_number() {
    if (sqlite3_column_type(statement_, column_) == SQLITE_NULL) {
        ++column_;
        return std::nullopt;
    }
    return number();
}

std::optional<base::Instant> Row::maybe_at() {
    const auto value = maybe_number();
    return value ? std::optional(base::from_micros(*value)) : std::nullopt;
}

Query::Query(sqlite3_stmt* statement, const SqlStatement& sql, bool& busy)
    : statement_(statement), sql_(sql), busy_(busy) {
    busy_ = true;
}

Query::~Query() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    busy_ = false;
}

int Query::place_of(std::string_view name) {
    const auto& names = sql_.names;
    if (next_ < names.size() && names[next_] == name) return static_cast<int>(++next_);
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) throw std::logic_error("sql: " + sql_.name + " has no :" + std::string(name));
    next_ = static_cast<std::size_t>(found - names.begin()) + 1;
    return static_cast<int>(next_);
}

void Query::check(int code) const {
    if (code != SQLITE_OK) raise(sqlite3_db_handle(statement_), code);
}

Query& Query::bind(std::string_view name, std::int64_t value) {
    check(sqlite3_bind_int64(statement_, place_of(name), value));
    return *this;
}

Query& Query::bind(std::string_view name, std::string_view value) {
    const char* bytes = value.data() == nullptr ? "" : value.data();
    check(sqlite3_bind_text64(statement_, place_of(name), bytes, value.size(), SQLITE_STATIC, SQLITE_UTF8));
    return *this;
}

Query& Query::bind_copy(std::string_view name, std::string_view value) {
    const char* bytes = value.data() == nullptr ? "" : value.data();
    check(
        sqlite3_bind_text64(statement_, place_of(name), bytes, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Query& Query::bind(std::string_view name, std::nullopt_t) {
    check(sqlite3_bind_null(statement_, place_of(name)));
    return *this;
}

bool Query::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) raise(sqlite3_db_handle(statement_), code);
    return false;
}

void Query::run() {
    while (step()) {
    }
}

Connection::Connection(const std::filesystem::path& file, Mode mode) {
    // Nobody reads SQLite's own memory statistics, and keeping them takes a lock at every allocation.
    static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)configured;
    const int flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (mode == Mode::write ? SQLITE_OPEN_CREATE : 0);
    if (const int code = sqlite3_open_v2(file.c_str(), &db_, flags, nullptr); code != SQLITE_OK) {
        const Failure failure(db_ != nullptr ? sqlite3_extended_errcode(db_) : code,
                              db_ != nullptr ? sqlite3_errmsg(db_) : sqlite3_errstr(code));
        sqlite3_close_v2(db_);
        throw failure;
    }
    try {
        sqlite3_extended_result_codes(db_, 1);
        // Small pieces of memory from a block of the connection's own instead of the heap.
        sqlite3_db_config(db_, SQLITE_DBCONFIG_LOOKASIDE, nullptr, mode == Mode::write ? 1200 : 512, 1000);
        sqlite3_busy_timeout(db_, 5000);
        if (mode == Mode::write) {
            exec("pragma journal_mode = wal");
            exec("pragma secure_delete = on");
            exec("pragma wal_autocheckpoint = 4000");
            exec("pragma journal_size_limit = 67108864");
            exec("pragma cache_size = -32768");
        } else {
            exec("pragma query_only = on");
            exec("pragma cache_size = -4096");
        }
        exec("pragma synchronous = full");
        exec("pragma foreign_keys = on");
        exec("pragma mmap_size = 67108864");
        exec("pragma temp_store = memory");
    } catch (...) {
        sqlite3_close_v2(db_);
        throw;
    }
    prepared_.resize(all_statements().size());
}

Connection::~Connection() {
    for (const Prepared& prepared : prepared_)
        sqlite3_finalize(prepared.statement);
    for (sqlite3_stmt* const turn : turns_)
        sqlite3_finalize(turn);
    sqlite3_close_v2(db_);
}

void Connection::exec(const char* sql) {
    if (const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK)
        raise(db_, code);
}

void Connection::turn(std::size_t which) {
    static constexpr std::array<const char*, 3> kTurns{"begin", "begin immediate", "commit"};
    sqlite3_stmt*& statement = turns_.at(which);
    int code = SQLITE_OK;
    if (statement == nullptr)
        code = sqlite3_prepare_v3(db_, kTurns[which], -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code == SQLITE_OK && sqlite3_step(statement) != SQLITE_DONE) code = sqlite3_errcode(db_);
    if (statement != nullptr) {
        const int reset = sqlite3_reset(statement);
        if (code == SQLITE_OK) code = reset;
    }
    if (code != SQLITE_OK) raise(db_, code);
}

namespace {

// Runs a free statement and hands each row to `each`.
template <class Each>
void for_each_row(sqlite3* db, const std::string& sql, Each each) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(db, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK) raise(db, code);
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(statement, sqlite3_finalize);
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
        each(Row(statement));
    if (code != SQLITE_DONE) raise(db, code);
}

}  // namespace

std::string Connection::scalar(const std::string& sql) {
    std::optional<std::string> first;
    for_each_row(db_, sql, [&](Row row) {
        if (!first) first = row.text();
    });
    return first.value_or("");
}

std::string Connection::plan(const std::string& sql) {
    std::string steps;
    for_each_row(db_, "explain query plan " + sql, [&](Row row) {
        row.number();
        row.number();
        row.number();
        steps += row.text() + "\n";
    });
    return steps;
}

void Connection::prepare(std::size_t index) {
    const SqlStatement& sql = all_statements()[index];
    const int code = sqlite3_prepare_v3(db_, sql.sqlite.c_str(), static_cast<int>(sql.sqlite.size()),
                                        SQLITE_PREPARE_PERSISTENT, &prepared_[index].statement, nullptr);
    if (code != SQLITE_OK) raise(db_, code);
    for (std::size_t i = 0; i < sql.names.size(); ++i)
        if (sqlite3_bind_parameter_index(prepared_[index].statement, (":" + sql.names[i]).c_str()) !=
            static_cast<int>(i) + 1)
            throw std::logic_error("sql: " + sql.name + " numbers :" + sql.names[i] + " otherwise");
}

void Connection::prepare_all() {
    for (std::size_t i = 0; i < prepared_.size(); ++i)
        if (prepared_[i].statement == nullptr) prepare(i);
}

Query Connection::use(std::string_view name) {
    const std::size_t index = statement_index(name);
    if (prepared_[index].statement == nullptr) prepare(index);
    if (prepared_[index].busy) throw std::logic_error("sql: in use: " + std::string(name));
    return Query(prepared_[index].statement, all_statements()[index], prepared_[index].busy);
}

std::int64_t Connection::changes() const {
    return sqlite3_total_changes64(db_);
}

bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(db_) == 0;
}

}  // namespace manyhands::storage::sqlite
