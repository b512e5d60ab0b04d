// The one writer. Callers hand in a piece of work and block; a thread takes everything that waits, runs it in
// one transaction, commits once and only then tells the callers: group commit. What was told is durable.
//
// A savepoint for each piece costs more than the piece (SQLite copies every page again), and refusals come
// before anything is written. So a group runs without savepoints first; only when a piece fails after it has
// written is the transaction rolled back and the group run again with them. Work must bear to be run twice.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "storage/sqlite/connection.hpp"

namespace manyhands::storage::sqlite {

// People wait for what they do; a delivery of a hundred posts may wait for them, but not for ever: groups of
// people and of deliveries take turns. A delivery joins another only while nobody waits, and people join what
// is about to be committed: a person waits for one delivery at most.
enum class Turn { person, delivery };

class Writer {
  public:
    using Work = std::function<base::Result<void>(Connection&)>;

    // Takes over a connection that is migrated and has its statements prepared. `committed` is called on the
    // writer's thread after every durable group, before its callers hear of it; it must be quick.
    // Threads::none: run() does it all on the caller's thread, one at a time.
    Writer(std::unique_ptr<Connection> connection, std::function<void()> committed,
           Threads threads = Threads::own);
    // Finishes what is queued.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Blocks until durable. An error of the work leaves no trace of it. unavailable ("storage.disk_full",
    // "storage.failed") when the group could not be made durable: nothing of it was kept. unavailable
    // ("storage.closing") while it is being destroyed. Thread-safe; not from within a work.
    base::Result<void> run(const Work& work, Turn turn);
    std::int64_t commits() const;
    std::size_t waiting() const;  // works not yet begun
    bool person_waits() const;
    // The last group was not kept (disk full or failing). Until one is.
    bool refuses() const { return refuses_; }

  private:
    struct Pending {
        const Work* work = nullptr;
        std::promise<base::Result<void>> done;
        base::Result<void> outcome;
    };
    using Group = std::vector<std::shared_ptr<Pending>>;
    void loop();
    void run_group(Group& group);
    void run_all(Group& group);
    void run_plain(Pending& pending);
    void run_in_savepoint(Pending& pending);
    void attempt(Pending& pending);
    void roll_back() noexcept;
    Group take(std::size_t most);
    std::shared_ptr<Pending> take_delivery();
    Group next();
    base::Result<void> run_alone(const Work& work, Turn turn);

    std::unique_ptr<Connection> connection_;
    std::function<void()> committed_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    Group people_;
    Group deliveries_;
    bool delivery_next_ = false;
    bool delivering_ = false;  // the running group began with a delivery; of the writer's thread
    bool closing_ = false;
    std::atomic<std::int64_t> commits_{0};
    std::atomic<bool> refuses_{false};
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace manyhands::storage::sqlite
