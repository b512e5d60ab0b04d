// What every <room>_store stands on: one writer with group commit, readers beside it, the clock, and the
// border at which the database's failures become values.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>

#include "base/acting.hpp"
#include "base/clock.hpp"
#include "storage/episode_days.hpp"
#include "storage/sqlite/checkpointer.hpp"
#include "storage/sqlite/lock_file.hpp"
#include "storage/sqlite/readers.hpp"
#include "storage/sqlite/writer.hpp"

namespace manyhands::storage {

class Engine {
  public:
    // Opens, locks and migrates. See Store::open for the errors.
    static base::Result<std::unique_ptr<Engine>> open(const std::filesystem::path& data_dir,
                                                      const base::Clock& clock,
                                                      sqlite::Threads threads = sqlite::Threads::own);
    // Beside a running server: no lock, no migration, writes are refused. See Store::open_for_reading.
    static base::Result<std::unique_ptr<Engine>> open_for_reading(const std::filesystem::path& data_dir,
                                                                  const base::Clock& clock);
    ~Engine();

    // Runs f(Connection&) -> Result<T> in the writer's transaction; returns when it is durable. f may not
    // touch anything that a failed commit must undo.
    template <class F>
    auto write(F&& f, sqlite::Turn turn = sqlite::Turn::person)
        -> std::invoke_result_t<F, sqlite::Connection&> {
        using Outcome = std::invoke_result_t<F, sqlite::Connection&>;
        if (!writer_) return refused();
        Outcome outcome = base::fail(base::ErrorCode::internal, "storage.failed");
        // The work runs on the writer's thread, for whom the caller's thread acts.
        const base::Acting& acting = base::acting();
        const sqlite::Writer::Work work = [&](sqlite::Connection& db) -> base::Result<void> {
            const base::ActAs as(acting);
            outcome = f(db);
            if (!outcome) return std::unexpected(outcome.error());
            return {};
        };
        if (auto written = writer_->run(work, turn); !written)
            return std::unexpected(std::move(written).error());
        return outcome;
    }

    // Runs f(Connection&) -> Result<T> on one snapshot, on the caller's thread.
    template <class F>
    auto read(F&& f) -> std::invoke_result_t<F, sqlite::Connection&> {
        try {
            const sqlite::Readers::Lease lease(*readers_);
            return f(*lease);
        } catch (const sqlite::Failure& failure) {
            return std::unexpected(failure.to_error());
        } catch (const std::exception& broken) {
            return std::unexpected(broken_invariant(broken));
        }
    }

    const base::Clock& clock() const { return clock_; }
    const std::filesystem::path& file() const { return file_; }
    // The backup that opening made because it migrated; empty: it did not.
    const std::filesystem::path& backup_before() const { return backup_before_; }
    std::int64_t commits() const { return writer_ ? writer_->commits() : 0; }
    void on_commit(std::function<void()> waker);
    // Asked on the writer's thread and by readers' callers; thread-safe, must not write.
    void on_promises(sqlite::Connection::Promises promises);
    std::shared_ptr<const model::PromiseHistory> promises(const model::BrandId& brand);
    // Whether somebody waits for the writer: a long work ends early then, for the rest to come again.
    bool person_waits() const { return writer_ && writer_->person_waits(); }
    // Changes find no room or a failing disk; reads go on.
    bool refuses_writes() const { return writer_ && writer_->refuses(); }
    EpisodeDays& episode_days() { return episode_days_; }

  private:
    Engine(std::filesystem::path folder, bool temporary, sqlite::LockFile lock, const base::Clock& clock);
    base::Result<void> start(sqlite::Threads threads);
    // A migration of a database that holds something has a backup in data/backups first.
    base::Result<void> keep_before_migrating(sqlite::Connection& connection);
    std::unexpected<base::Error> refused() const;
    void wake();
    static base::Error broken_invariant(const std::exception& broken);

    std::filesystem::path folder_;
    std::filesystem::path file_;
    std::filesystem::path backup_before_;
    bool temporary_;
    const base::Clock& clock_;
    sqlite::LockFile lock_;
    std::mutex waker_mutex_;
    std::function<void()> waker_;
    std::mutex promises_mutex_;
    sqlite::Connection::Promises promises_;
    EpisodeDays episode_days_;
    std::unique_ptr<sqlite::Readers> readers_;
    std::unique_ptr<sqlite::Checkpointer> checkpointer_;
    std::unique_ptr<sqlite::Writer> writer_;  // none: for reading only
};

}  // namespace manyhands::storage
