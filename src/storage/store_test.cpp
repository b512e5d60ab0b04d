#include "storage/store.hpp"

#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/fixture_test.hpp"
#include "storage/migrate.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;
using testing::TempFolder;

class OpenStore : public StoreTest {};

TEST_F(OpenStore, DurabilityIsReadBack) {
    sqlite::Connection db(store_->file(), sqlite::Mode::write);
    EXPECT_EQ(db.scalar("pragma journal_mode"), "wal");
    EXPECT_EQ(db.scalar("pragma synchronous"), "2");
    EXPECT_EQ(db.scalar("pragma foreign_keys"), "1");
    EXPECT_EQ(db.scalar("pragma secure_delete"), "1");
    EXPECT_EQ(db.scalar("pragma integrity_check"), "ok");
}

TEST_F(OpenStore, ASecondStoreOnTheFolderIsRefused) {
    EXPECT_ERROR(Store::open(folder_.path(), clock_), "storage.in_use");
    store_.reset();
    reopen();
    EXPECT_EQ(store_->all_brands()->size(), 1u);
}

TEST_F(OpenStore, AnotherProcessIsRefusedAndADeadOneHoldsNothing) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const auto taken = sqlite::LockFile::take(folder_.path());
        ::_exit(!taken && taken.error().key == "storage.in_use" ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);

    TempFolder other;
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t holder = ::fork();
    ASSERT_GE(holder, 0);
    if (holder == 0) {
        const auto lock = sqlite::LockFile::take(other.path());
        [[maybe_unused]] const auto said = ::write(ready[1], lock ? "y" : "n", 1);
        ::pause();
    }
    char answer = 0;
    ASSERT_EQ(::read(ready[0], &answer, 1), 1);
    EXPECT_EQ(answer, 'y');
    EXPECT_ERROR(sqlite::LockFile::take(other.path()), "storage.in_use");
    ::kill(holder, SIGKILL);
    ::waitpid(holder, &status, 0);
    EXPECT_TRUE(sqlite::LockFile::take(other.path()).has_value());
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_F(OpenStore, BesideARunningServerOneMayReadAndOnlyRead) {
    const auto reader = Store::open_for_reading(folder_.path(), clock_);
    ASSERT_TRUE(reader.has_value()) << testing::why(reader);
    const auto made = open(1, now());
    EXPECT_EQ((*reader)->counts(brand_.id, kim_.id)->all, 1);
    EXPECT_ERROR((*reader)->save_draft(brand_.id, made.conversation.id, kim_.id, {"x", now()}),
                 "storage.in_use");
    EXPECT_ERROR(Store::open_for_reading(folder_.path() / "nothing", clock_), "storage.no_data");
    {
        sqlite::Connection db(folder_.path() / "manyhands.db", sqlite::Mode::write);
        db.exec("update schema_version set version = 0");
    }
    EXPECT_ERROR(Store::open_for_reading(folder_.path(), clock_), "storage.older_schema");
}

TEST_F(OpenStore, AFolderThatCannotBeUsedIsSaid) {
    const auto file = folder_.path() / "a-file";
    std::ofstream(file) << "x";
    EXPECT_ERROR(Store::open(file, clock_), "storage.folder");
}

TEST_F(OpenStore, AFileThatIsNoDatabaseIsSaid) {
    TempFolder other;
    std::ofstream(other.path() / "manyhands.db") << std::string(8192, 'x');
    EXPECT_ERROR(Store::open(other.path(), clock_), "storage.failed");
}

TEST_F(OpenStore, ATemporaryStoreLeavesNothing) {
    auto temporary = *Store::open(":memory:", clock_);
    const auto file = temporary->file();
    EXPECT_OK(temporary->add_brand({model::BrandId("b"), "B", false, now()}));
    EXPECT_TRUE(std::filesystem::exists(file));
    temporary.reset();
    EXPECT_FALSE(std::filesystem::exists(file.parent_path()));
}

class Migrate : public StoreTest {
  protected:
    Migration extra(int version, const std::string& sql) { return {version, "extra", {sql}}; }
};

TEST_F(Migrate, RunsOnceAndGoesOnWhereItStood) {
    open(1, now());
    store_.reset();
    sqlite::Connection db(folder_.path() / "manyhands.db", sqlite::Mode::write);
    auto migrations = all_migrations();
    EXPECT_EQ(*migrate(db, migrations), 0);
    const int next = migrations.back().version + 2;
    migrations.push_back(extra(next, "alter table drafts add column colour text not null default ''"));
    EXPECT_EQ(*migrate(db, migrations), 1);
    EXPECT_EQ(*migrate(db, migrations), 0);
    EXPECT_EQ(db.scalar("select max(version) from schema_version"), std::to_string(next));
    // One that comes later with a number in between.
    migrations.insert(migrations.end() - 1,
                      extra(next - 1, "alter table drafts add column size bigint not null default 0"));
    EXPECT_ERROR(check_version(db, migrations), "storage.older_schema");
    EXPECT_EQ(*migrate(db, migrations), 1);
    EXPECT_OK(check_version(db, migrations));
    EXPECT_EQ(db.scalar("select count(*) from conversations"), "1");
}

TEST_F(Migrate, ANewerDatabaseIsRefusedInOneLine) {
    store_.reset();
    {
        sqlite::Connection db(folder_.path() / "manyhands.db", sqlite::Mode::write);
        db.exec("update schema_version set version = 99");
    }
    const auto refused = Store::open(folder_.path(), clock_);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().key, "storage.newer_schema");
    EXPECT_EQ(refused.error().args[0].second, "99");
}

TEST_F(Migrate, OneThatFailsLeavesTheDatabaseAsItWas) {
    store_.reset();
    sqlite::Connection db(folder_.path() / "manyhands.db", sqlite::Mode::write);
    auto migrations = all_migrations();
    const auto version = db.scalar("select max(version) from schema_version");
    migrations.push_back({migrations.back().version + 1,
                          "broken",
                          {"create table half (a text)", "create table half (a text)"}});
    EXPECT_THROW((void)migrate(db, migrations), sqlite::Failure);
    EXPECT_EQ(db.scalar("select max(version) from schema_version"), version);
    EXPECT_EQ(db.scalar("select count(*) from sqlite_master where name = 'half'"), "0");
}

class Durable : public StoreTest {};

TEST_F(Durable, WhatWasSaidIsSeenByAnyOtherConnectionAtOnce) {
    std::vector<std::thread> threads;
    std::atomic<int> missing = 0;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            for (int n = 0; n < 10; ++n) {
                const auto made = open(t * 100 + n, now());
                sqlite::Connection db(store_->file(), sqlite::Mode::read);
                const auto found = db.scalar("select count(*) from conversations where id = '" +
                                             made.conversation.id.value + "'");
                missing += found == "1" ? 0 : 1;
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(missing, 0);
}

// A child works and says over a pipe what was acknowledged to it; it is killed at any moment. Everything that
// it said must be there, whole, and the log without a gap.
TEST_F(Durable, NothingAcknowledgedIsLostByAKill) {
    const auto brand = brand_.id.value;
    std::set<std::string> acknowledged;
    store_.reset();
    for (int round = 0; round < 20; ++round) {
        int said[2];
        ASSERT_EQ(::pipe(said), 0);
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            ::close(said[0]);
            base::SystemRandom random;
            base::IdSource ids(clock_, random);
            reopen();
            std::vector<std::thread> threads;
            for (int t = 0; t < 3; ++t) {
                threads.emplace_back([&, t] {
                    for (int n = 0;; ++n) {
                        auto events = opening(round * 1'000'000 + t * 100'000 + n, now());
                        auto& c = std::get<model::ConversationOpened>(events[0].body).conversation;
                        c.id = ids.make<model::ConversationId>();
                        auto& post = std::get<model::PostReceived>(events[1].body).post;
                        post.id = ids.make<model::PostId>();
                        post.conversation = c.id;
                        std::get<model::EpisodeOpened>(events[2].body).episode.post = post.id;
                        if (!put(c.id, events)) ::_exit(3);
                        const std::string line = c.id.value;  // 26 bytes: one piece in a pipe
                        [[maybe_unused]] const auto written = ::write(said[1], line.data(), line.size());
                    }
                });
            }
            ::pause();
        }
        ::close(said[1]);
        std::string heard;
        char buffer[4096];
        // Killed after a number of acknowledgements that differs by round, not after a time.
        const std::size_t enough = 26 * (1 + random_.below(60));
        for (ssize_t n = 0; heard.size() < enough && (n = ::read(said[0], buffer, sizeof buffer)) > 0;)
            heard.append(buffer, static_cast<std::size_t>(n));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << status;
        for (ssize_t n = 0; (n = ::read(said[0], buffer, sizeof buffer)) > 0;)
            heard.append(buffer, static_cast<std::size_t>(n));
        ::close(said[0]);
        for (std::size_t at = 0; at + 26 <= heard.size(); at += 26)
            acknowledged.insert(heard.substr(at, 26));
    }
    reopen();
    sqlite::Connection db(store_->file(), sqlite::Mode::read);
    int lost = 0;
    for (const auto& id : acknowledged) {
        lost += db.scalar("select count(*) from conversations where id = '" + id + "'") == "1" ? 0 : 1;
        lost += db.scalar("select count(*) from posts where conversation = '" + id + "'") == "1" ? 0 : 1;
        lost += db.scalar("select count(*) from events where conversation = '" + id + "'") == "3" ? 0 : 1;
    }
    EXPECT_GT(acknowledged.size(), 100u);
    EXPECT_EQ(lost, 0);
    EXPECT_EQ(db.scalar("select count(*) from events"), std::to_string(*store_->last_seq(brand_.id)));
    EXPECT_EQ(db.scalar("select n from counters where view_name = 'all'"),
              db.scalar("select count(*) from conversations"));
    EXPECT_EQ(db.scalar("pragma integrity_check"), "ok");
}

// A small disk of its own; only root may mount one.
TEST_F(Durable, AFullDiskStopsWritesHonestlyAndKeepsReads) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root: mounts a small tmpfs";
    TempFolder disk;
    if (::mount("tmpfs", disk.path().c_str(), "tmpfs", 0, "size=4m") != 0)
        GTEST_SKIP() << "needs the right to mount a small tmpfs";
    {
        store_.reset();
        const auto before = folder_.path() / "manyhands.db";
        std::filesystem::copy_file(before, disk.path() / "manyhands.db");
        store_ = std::move(*Store::open(disk.path(), clock_));
        std::vector<model::ConversationId> kept;
        base::Error failure;
        for (int n = 0; n < 20'000 && failure.key.empty(); ++n) {
            const auto events = opening(n, now());
            const auto& id = std::get<model::ConversationOpened>(events[0].body).conversation.id;
            if (const auto made = put(id, events))
                kept.push_back(id);
            else
                failure = made.error();
        }
        EXPECT_EQ(failure.code, base::ErrorCode::unavailable) << failure.cause;
        EXPECT_EQ(failure.key, "storage.disk_full") << failure.cause;
        EXPECT_GT(kept.size(), 10u);
        // Reading goes on, and everything that was acknowledged is there: no more, no less.
        const auto counts = store_->counts(brand_.id, kim_.id);
        ASSERT_TRUE(counts) << testing::why(counts);
        EXPECT_EQ(counts->all, std::ssize(kept));
        for (const auto& id : kept)
            EXPECT_TRUE(store_->detail(brand_.id, id).has_value());
        // With room again, writing goes on.
        EXPECT_EQ(::mount("tmpfs", disk.path().c_str(), "tmpfs", MS_REMOUNT, "size=16m"), 0);
        EXPECT_OK(put(kept.front(), {claimed(stored(kept.front()), kim_)}));
        store_.reset();
        sqlite::Connection db(disk.path() / "manyhands.db", sqlite::Mode::write);
        EXPECT_EQ(db.scalar("pragma integrity_check"), "ok");
    }
    EXPECT_EQ(::umount(disk.path().c_str()), 0);
}

}  // namespace
}  // namespace manyhands::storage
