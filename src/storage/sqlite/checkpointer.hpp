// Moves what the write-ahead log holds into the database's file, on a thread of its own: a commit that does
// it by the way takes as long as thousands of pages take, and everybody waits for it. Nothing that was
// acknowledged depends on it.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "storage/sqlite/connection.hpp"

namespace manyhands::storage::sqlite {

class Checkpointer {
  public:
    // Looks at every commit of `writer` from now on, instead of SQLite's own automatic. End it before
    // `writer` only when nothing is written any more. Throws Failure when the file cannot be opened.
    // Threads::none: the commit that makes the log long enough moves it.
    Checkpointer(Connection& writer, const std::filesystem::path& file, Threads threads = Threads::own);
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    // Pages in the log after the last commit, and how many of them are in the file as well. For tests.
    struct Progress {
        int logged = 0;
        int moved = 0;
    };
    Progress progress() const;

  private:
    static int after_commit(void* self, sqlite3* db, const char* schema, int pages);
    bool must_help(int pages);
    void loop();

    Connection connection_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    Progress progress_;
    bool wanted_ = false;
    bool running_ = false;
    bool closing_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace manyhands::storage::sqlite
