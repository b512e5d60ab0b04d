#include "storage/engine.hpp"

#include <cstdlib>

#include "base/log.hpp"
#include "storage/backup/backup.hpp"
#include "storage/migrate.hpp"
#include "storage/search_index.hpp"

namespace manyhands::storage {
namespace {

constexpr int kReaders = 8;

base::Result<std::filesystem::path> temporary_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "manyhands-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        return base::fail(base::ErrorCode::unavailable, "storage.folder", {{"folder", name}});
    return std::filesystem::path(name);
}

// What durability rests on is read back, never assumed.
base::Result<void> assert_safe(sqlite::Connection& db) {
    const std::string journal = db.scalar("pragma journal_mode");
    const std::string synchronous = db.scalar("pragma synchronous");
    const std::string foreign_keys = db.scalar("pragma foreign_keys");
    if (journal == "wal" && synchronous == "2" && foreign_keys == "1") return {};
    return base::fail(
        base::ErrorCode::unavailable, "storage.unsafe", {},
        "journal_mode=" + journal + " synchronous=" + synchronous + " foreign_keys=" + foreign_keys);
}

}  // namespace

Engine::Engine(std::filesystem::path folder, bool temporary, sqlite::LockFile lock, const base::Clock& clock)
    : folder_(std::move(folder)),
      file_(folder_ / "manyhands.db"),
      temporary_(temporary),
      clock_(clock),
      lock_(std::move(lock)) {}

Engine::~Engine() {
    writer_.reset();
    checkpointer_.reset();
    readers_.reset();
    if (temporary_) {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
}

base::Result<std::unique_ptr<Engine>> Engine::open(const std::filesystem::path& data_dir,
                                                   const base::Clock& clock, sqlite::Threads threads) {
    const bool temporary = data_dir == ":memory:";
    std::filesystem::path folder = data_dir;
    if (temporary) {
        MH_LET(made, temporary_folder());
        folder = std::move(made);
    }
    MH_LET(lock, sqlite::LockFile::take(folder));
    std::unique_ptr<Engine> engine(new Engine(std::move(folder), temporary, std::move(lock), clock));
    try {
        MH_TRY(engine->start(threads));
    } catch (const sqlite::Failure& failure) {
        return std::unexpected(failure.to_error());
    }
    return engine;
}

base::Result<std::unique_ptr<Engine>> Engine::open_for_reading(const std::filesystem::path& data_dir,
                                                               const base::Clock& clock) {
    std::unique_ptr<Engine> engine(new Engine(data_dir, false, sqlite::LockFile(), clock));
    engine->episode_days_.keep_nothing();
    std::error_code ignored;
    if (!std::filesystem::exists(engine->file_, ignored))
        return base::fail(base::ErrorCode::not_found, "storage.no_data", {{"folder", data_dir.string()}});
    engine->readers_ = std::make_unique<sqlite::Readers>(engine->file_, kReaders);
    MH_TRY(engine->read([](sqlite::Connection& db) { return check_version(db, all_migrations()); }));
    return engine;
}

std::unexpected<base::Error> Engine::refused() const {
    return base::fail(base::ErrorCode::conflict, "storage.in_use", {{"folder", folder_.string()}});
}

base::Result<void> Engine::start(sqlite::Threads threads) {
    auto connection = std::make_unique<sqlite::Connection>(file_, sqlite::Mode::write);
    MH_TRY(assert_safe(*connection));
    MH_TRY(keep_before_migrating(*connection));
    MH_TRY(migrate(*connection, all_migrations()));
    connection->prepare_all();
    if (const auto indexed = index_if_none(*connection); indexed > 0)
        base::log(base::LogLevel::info, "storage", "posts indexed for search",
                  {{"posts", std::to_string(indexed)}});
    readers_ = std::make_unique<sqlite::Readers>(file_, kReaders);
    connection->watch_episodes([this](std::string_view brand, base::Instant opened_at) {
        episode_days_.changing(model::BrandId(std::string(brand)), opened_at);
    });
    connection->set_promises([this](const model::BrandId& brand) { return promises(brand); });
    checkpointer_ = std::make_unique<sqlite::Checkpointer>(*connection, file_, threads);
    writer_ = std::make_unique<sqlite::Writer>(std::move(connection), [this] { wake(); }, threads);
    return {};
}

base::Result<void> Engine::keep_before_migrating(sqlite::Connection& connection) {
    MH_LET(plan, plan_migration(connection, all_migrations()));
    if (plan.from == 0 || plan.names.empty()) return {};
    const auto folder = folder_ / kBackupFolder;
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    const auto seconds = base::to_micros(clock_.now()) / 1'000'000;
    BackupOrder order;
    order.data = folder_;
    order.target =
        folder / ("before-schema-" + std::to_string(plan.to) + "-" + std::to_string(seconds) + ".tar");
    order.media = Media::without;  // no migration touches them
    MH_TRY(make_backup(order, clock_));
    backup_before_ = order.target;
    base::log(base::LogLevel::info, "storage", "backup made before a migration",
              {{"file", order.target.string()},
               {"from", std::to_string(plan.from)},
               {"to", std::to_string(plan.to)}});
    return {};
}

void Engine::on_commit(std::function<void()> waker) {
    const std::scoped_lock guard(waker_mutex_);
    waker_ = std::move(waker);
}

void Engine::on_promises(sqlite::Connection::Promises promises) {
    const std::scoped_lock guard(promises_mutex_);
    promises_ = std::move(promises);
}

std::shared_ptr<const model::PromiseHistory> Engine::promises(const model::BrandId& brand) {
    sqlite::Connection::Promises ask;
    {
        const std::scoped_lock guard(promises_mutex_);
        ask = promises_;
    }
    return ask ? ask(brand) : nullptr;
}

void Engine::wake() {
    episode_days_.settled();
    const std::scoped_lock guard(waker_mutex_);
    if (waker_) waker_();
}

base::Error Engine::broken_invariant(const std::exception& broken) {
    base::log(base::LogLevel::error, "storage", "broken invariant", {{"cause", broken.what()}});
    return {base::ErrorCode::internal, "storage.failed", {}, broken.what()};
}

}  // namespace manyhands::storage
