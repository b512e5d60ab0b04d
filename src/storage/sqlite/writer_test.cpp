#include "storage/sqlite/writer.hpp"

#include <atomic>
#include <future>
#include <thread>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "storage/fixture_test.hpp"

namespace manyhands::storage::sqlite {
namespace {

using Outcome = base::Result<void>;

class WriterTest : public ::testing::Test {
  protected:
    WriterTest() {
        auto connection = std::make_unique<Connection>(folder_.path() / "w.db", Mode::write);
        connection->exec("create table t (a text unique)");
        writer_ = std::make_unique<Writer>(std::move(connection), nullptr);
    }

    static Outcome insert(Connection& db, const std::string& text) {
        db.exec("insert into t values ('" + text + "')");
        return {};
    }
    std::string all() {
        Connection db(folder_.path() / "w.db", Mode::read);
        return db.scalar("select group_concat(a, ' ') from (select a from t order by rowid)");
    }

    // Keeps the writer busy until `others` have been queued, so that they meet in the order of the queue.
    // Each is (name, turn); returns the names in the order in which they ran.
    std::string order_of(const std::vector<std::pair<std::string, Turn>>& others) {
        std::promise<void> started;
        std::promise<void> go;
        std::vector<std::string> ran;
        const auto put = [&](const std::string& name, Turn turn) {
            const Writer::Work work = [&, name](Connection&) -> Outcome {
                ran.push_back(name);
                return {};
            };
            EXPECT_TRUE(writer_->run(work, turn).has_value());
        };
        std::vector<std::thread> threads;
        threads.emplace_back([&] {
            const Writer::Work work = [&](Connection&) -> Outcome {
                started.set_value();
                go.get_future().wait();
                // Longer than a group lasts: nobody joins this one.
                const auto began = std::chrono::steady_clock::now();
                while (std::chrono::steady_clock::now() - began < std::chrono::milliseconds(6)) {
                }
                return {};
            };
            EXPECT_TRUE(writer_->run(work, Turn::delivery).has_value());
        });
        started.get_future().wait();
        for (const auto& [name, turn] : others) {
            const auto queued = writer_->waiting();
            threads.emplace_back(put, name, turn);
            while (writer_->waiting() == queued)
                std::this_thread::yield();
        }
        go.set_value();
        for (auto& thread : threads)
            thread.join();
        std::string order;
        for (const auto& name : ran)
            order += name;
        return order;
    }

    testing::TempFolder folder_;
    std::unique_ptr<Writer> writer_;
};

TEST_F(WriterTest, PeopleGoBeforeTheNextDeliveryAndDeliveriesAreNotForgotten) {
    EXPECT_EQ(
        order_of({{"D", Turn::delivery}, {"E", Turn::delivery}, {"a", Turn::person}, {"b", Turn::person}}),
        "abDE");
    EXPECT_EQ(order_of({{"D", Turn::delivery}}), "D");
}

TEST_F(WriterTest, ARefusalAfterWritingLeavesNothingAndTheOthersStay) {
    EXPECT_TRUE(writer_->run([](Connection& db) { return insert(db, "one"); }, Turn::person).has_value());
    int runs = 0;
    const auto refused = writer_->run(
        [&](Connection& db) -> Outcome {
            ++runs;
            (void)insert(db, "half");
            return base::fail(base::ErrorCode::conflict, "no");
        },
        Turn::person);
    EXPECT_EQ(refused.error().key, "no");
    EXPECT_EQ(runs, 2);  // once more, with a savepoint
    EXPECT_TRUE(writer_->run([](Connection& db) { return insert(db, "two"); }, Turn::person).has_value());
    EXPECT_EQ(all(), "one two");
}

TEST_F(WriterTest, ARefusalBeforeWritingCostsNoSecondRun) {
    int runs = 0;
    const auto refused = writer_->run(
        [&](Connection&) -> Outcome {
            ++runs;
            return base::fail(base::ErrorCode::conflict, "no");
        },
        Turn::person);
    EXPECT_FALSE(refused.has_value());
    EXPECT_EQ(runs, 1);
}

TEST_F(WriterTest, ABrokenRuleOfTheDatabaseIsAConflict) {
    EXPECT_TRUE(writer_->run([](Connection& db) { return insert(db, "one"); }, Turn::person).has_value());
    const auto twice = writer_->run([](Connection& db) { return insert(db, "one"); }, Turn::person);
    EXPECT_EQ(twice.error().code, base::ErrorCode::conflict);
    EXPECT_EQ(twice.error().key, "storage.exists");
    const auto thrown =
        writer_->run([](Connection&) -> Outcome { throw std::logic_error("broken"); }, Turn::person);
    EXPECT_EQ(thrown.error().code, base::ErrorCode::internal);
    EXPECT_EQ(thrown.error().cause, "broken");
    EXPECT_EQ(all(), "one");
}

// Whatever a temporary's type, it is not looked at after it is gone.
TEST_F(WriterTest, TextsOfTemporariesAreCopied) {
    const auto constant = []() -> const std::string { return std::string(40, 'c'); };  // NOLINT
    const auto maybe = []() -> std::optional<std::string> { return std::string(40, 'o'); };
    Connection db(folder_.path() / "w.db", Mode::write);
    const std::vector<std::string_view> files{"-- name: t.put\ninsert into t values (:a)"};
    const auto sql = parse_sql(files);
    const auto put = [&](auto&& bind) {
        sqlite3_stmt* statement = nullptr;
        ASSERT_EQ(sqlite3_prepare_v2(db.handle(), sql[0].sqlite.c_str(), -1, &statement, nullptr), SQLITE_OK);
        {
            bool busy = false;
            Query query(statement, sql[0], busy);
            bind(query);
            const std::vector<std::string> over_it(8, std::string(40, '?'));  // where the temporary was
            query.run();
            EXPECT_EQ(over_it.size(), 8U);
        }
        sqlite3_finalize(statement);
    };
    put([&](Query& query) { query.bind("a", constant()); });
    put([&](Query& query) { query.bind("a", maybe()); });
    put([&](Query& query) { query.bind("a", model::PostId(std::string(40, 'i'))); });
    EXPECT_EQ(all(), std::string(40, 'c') + " " + std::string(40, 'o') + " " + std::string(40, 'i'));
}

TEST_F(WriterTest, WithoutAThreadItIsDoneOnTheCallers) {
    writer_.reset();
    int committed = 0;
    Writer alone(
        std::make_unique<Connection>(folder_.path() / "w.db", Mode::write), [&] { ++committed; },
        Threads::none);
    const auto caller = std::this_thread::get_id();
    const Writer::Work good = [&](Connection& db) {
        EXPECT_EQ(std::this_thread::get_id(), caller);
        return insert(db, "one");
    };
    const Writer::Work bad = [](Connection& db) -> Outcome {
        insert(db, "two");
        return base::fail(base::ErrorCode::conflict, "no");
    };
    EXPECT_TRUE(alone.run(good, Turn::person).has_value());
    EXPECT_FALSE(alone.run(bad, Turn::delivery).has_value());
    const auto twice = alone.run(good, Turn::person);
    EXPECT_EQ(twice.error().key, "storage.exists");
    EXPECT_EQ(committed, 1);
    EXPECT_EQ(all(), "one");
}

TEST_F(WriterTest, AFullDiskRefusesUntilThereIsRoomAgain) {
    EXPECT_FALSE(writer_->refuses());
    std::string allowed = "1";  // pages: fewer than there are, so that nothing may grow
    const Writer::Work big = [&](Connection& db) -> Outcome {
        db.exec("pragma max_page_count = " + allowed);
        return insert(db, std::string(100'000, 'x'));
    };
    const auto refused = writer_->run(big, Turn::person);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().key, "storage.disk_full");
    EXPECT_EQ(refused.error().code, base::ErrorCode::unavailable);
    EXPECT_TRUE(writer_->refuses());
    EXPECT_EQ(all(), "");
    const Writer::Work look = [](Connection&) -> Outcome { return {}; };
    EXPECT_TRUE(writer_->run(look, Turn::person).has_value());
    EXPECT_TRUE(writer_->refuses()) << "who only looks proves nothing";
    allowed = "1000000";
    EXPECT_TRUE(writer_->run(big, Turn::person).has_value());
    EXPECT_FALSE(writer_->refuses());
}

TEST_F(WriterTest, WhatIsQueuedWhenItEndsIsStillDone) {
    std::vector<std::thread> threads;
    std::atomic<int> kept = 0;
    std::atomic<int> closed = 0;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            const auto outcome =
                writer_->run([t](Connection& db) { return insert(db, std::to_string(t)); }, Turn::person);
            ++(outcome ? kept : closed);
        });
    }
    for (auto& thread : threads)
        thread.join();
    writer_.reset();
    EXPECT_EQ(kept, 8);
    Connection db(folder_.path() / "w.db", Mode::read);
    EXPECT_EQ(db.scalar("select count(*) from t"), "8");
}

}  // namespace
}  // namespace manyhands::storage::sqlite
