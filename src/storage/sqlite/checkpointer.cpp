#include "storage/sqlite/checkpointer.hpp"

#include <sqlite3.h>

#include "base/log.hpp"

namespace manyhands::storage::sqlite {
namespace {

// In pages of 4 KiB. The thread starts when so many are new.
constexpr int kEvery = 2'000;
// The log begins anew only when all of it has been moved and nobody commits meanwhile. Under load that moment
// never comes by itself: from this length on a commit moves the last few, when they are few.
constexpr int kLong = 12'000;
constexpr int kFew = 1'000;
// The thread cannot follow: whoever writes must wait.
constexpr int kTooLong = 100'000;

struct Moved {
    int code = 0;
    int logged = 0;
    int moved = 0;
};

// Beside readers and the writer; moves what can be moved.
Moved move_pages(sqlite3* db) {
    Moved out;
    out.code = sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_PASSIVE, &out.logged, &out.moved);
    if (out.code != SQLITE_OK && out.code != SQLITE_BUSY && out.code != SQLITE_LOCKED)
        base::log(base::LogLevel::warn, "storage", "the log could not be moved into the file",
                  {{"cause", sqlite3_errmsg(db)}});
    return out;
}

}  // namespace

Checkpointer::Checkpointer(Connection& writer, const std::filesystem::path& file, Threads threads)
    : connection_(file, Mode::read),
      thread_(threads == Threads::own ? std::thread([this] { loop(); }) : std::thread()) {
    sqlite3_wal_hook(writer.handle(), &Checkpointer::after_commit, this);
}

Checkpointer::~Checkpointer() {
    {
        const std::scoped_lock guard(mutex_);
        closing_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

Checkpointer::Progress Checkpointer::progress() const {
    const std::scoped_lock guard(mutex_);
    return progress_;
}

// Whether this commit moves pages itself; otherwise wakes the thread when it has enough to do.
bool Checkpointer::must_help(int pages) {
    const std::scoped_lock guard(mutex_);
    if (pages < progress_.logged) progress_.moved = 0;  // the log began anew
    progress_.logged = pages;
    const int left = pages - progress_.moved;
    if (pages >= kTooLong || (pages >= kLong && left <= kFew && !running_)) return true;
    if (!thread_.joinable()) return left >= kEvery;
    if (left >= kEvery && !running_ && !wanted_) {
        wanted_ = true;
        wake_.notify_one();
    }
    return false;
}

// On the writer's thread, with the commit behind it and no lock held.
int Checkpointer::after_commit(void* self, sqlite3* db, const char* /*schema*/, int pages) {
    auto* const me = static_cast<Checkpointer*>(self);
    if (!me->must_help(pages)) return SQLITE_OK;
    const Moved moved = move_pages(db);
    const std::scoped_lock guard(me->mutex_);
    if (moved.code == SQLITE_OK) me->progress_.moved = moved.moved;
    return SQLITE_OK;
}

void Checkpointer::loop() {
    std::unique_lock guard(mutex_);
    for (;;) {
        wake_.wait(guard, [this] { return wanted_ || closing_; });
        if (closing_) return;
        wanted_ = false;
        running_ = true;
        // What was written during a pass is the next one's, until little is left.
        for (int left = kEvery; left >= kFew && !closing_;) {
            guard.unlock();
            const Moved moved = move_pages(connection_.handle());
            guard.lock();
            if (moved.code != SQLITE_OK) break;
            progress_.moved = moved.moved;
            const int before = left;
            left = progress_.logged - progress_.moved;
            if (left >= before) break;
        }
        running_ = false;
    }
}

}  // namespace manyhands::storage::sqlite
