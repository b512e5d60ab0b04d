#include "storage/sqlite/snapshot.hpp"

#include <memory>

#include <sqlite3.h>

#include "storage/sqlite/connection.hpp"

namespace manyhands::storage::sqlite {
namespace {

constexpr int kPagesAtOnce = 2048;
constexpr int kWaitMs = 5000;

using Handle = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

[[noreturn]] void raise(sqlite3* db, int code) {
    throw Failure(db != nullptr ? sqlite3_extended_errcode(db) : code,
                  db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code));
}

Handle open(const std::filesystem::path& file, int flags) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Handle handle(raw, sqlite3_close_v2);
    if (code != SQLITE_OK) raise(raw, code);
    sqlite3_busy_timeout(raw, kWaitMs);
    return handle;
}

void exec(sqlite3* db, const char* sql) {
    if (const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr); code != SQLITE_OK) raise(db, code);
}

}  // namespace

void copy_database(const std::filesystem::path& source, const std::filesystem::path& target,
                   const PagesCopied& progress) {
    const Handle from = open(source, SQLITE_OPEN_READWRITE);
    const Handle to = open(target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    exec(to.get(), "pragma synchronous = off");  // the caller syncs the file when it is whole
    // Without a transaction of our own every step would take a new snapshot, and begin anew after each write
    // of another process: it would never end. With it, all steps read the same one.
    exec(from.get(), "begin");
    exec(from.get(), "select count(*) from sqlite_schema");
    sqlite3_backup* backup = sqlite3_backup_init(to.get(), "main", from.get(), "main");
    if (backup == nullptr) raise(to.get(), SQLITE_ERROR);
    int code = SQLITE_OK;
    do {
        code = sqlite3_backup_step(backup, kPagesAtOnce);
        const std::int64_t all = sqlite3_backup_pagecount(backup);
        if (progress && all > 0) progress(all - sqlite3_backup_remaining(backup), all);
    } while (code == SQLITE_OK);
    const int finished = sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE || finished != SQLITE_OK) raise(to.get(), code != SQLITE_DONE ? code : finished);
    exec(from.get(), "commit");
    exec(to.get(), "pragma journal_mode = delete");  // one file, nothing beside it
}

}  // namespace manyhands::storage::sqlite
