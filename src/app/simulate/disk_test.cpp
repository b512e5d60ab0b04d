// The simulated disk below a real SQLite: what was synced stays, what was not may go, and a full or broken
// one says so.
#include "app/simulate/disk.hpp"

#include <gtest/gtest.h>

#include "storage/sqlite/connection.hpp"

namespace manyhands::app::simulate {
namespace {

using storage::sqlite::Connection;
using storage::sqlite::Failure;
using storage::sqlite::Mode;

class DiskTest : public testing::Test {
  protected:
    void SetUp() override {
        Connection db("the.db", Mode::write);
        db.exec("create table t (n integer primary key, words text)");
    }
    static void add(Connection& db, int n) {
        db.exec("insert into t values (" + std::to_string(n) + ", hex(randomblob(3000)))");
    }
    static std::string count() {
        Connection db("the.db", Mode::write);
        EXPECT_EQ(db.scalar("pragma integrity_check"), "ok");
        return db.scalar("select count(*) from t");
    }

    base::SeededRandom random_{5};
    Disk disk_{random_};
};

TEST_F(DiskTest, WhatWasCommittedIsThereAfterACut) {
    {
        Connection db("the.db", Mode::write);
        for (int n = 0; n < 20; ++n)
            add(db, n);
        db.exec("begin");
        add(db, 20);
        disk_.cut();
        EXPECT_THROW(db.exec("commit"), Failure);
        EXPECT_TRUE(disk_.dead());
    }
    disk_.power_on();
    EXPECT_EQ(count(), "20");
}

TEST_F(DiskTest, ACutAtAnyCallLosesNothingThatWasTold) {
    int least = 1'000;
    for (std::int64_t calls = 1; calls < 120; ++calls) {
        int told = 0;
        {
            Connection db("the.db", Mode::write);
            const int from = std::stoi(db.scalar("select coalesce(max(n), 0) from t"));
            disk_.cut_after(calls);
            try {
                for (int n = 1; n <= 6; ++n) {
                    add(db, from + n);
                    told = from + n;
                }
            } catch (const Failure& failure) {
                EXPECT_TRUE(failure.is_hard()) << failure.what();
            }
            disk_.cut();
        }
        disk_.power_on();
        Connection db("the.db", Mode::write);
        EXPECT_EQ(db.scalar("pragma integrity_check"), "ok");
        const int kept = std::stoi(db.scalar("select coalesce(max(n), 0) from t"));
        EXPECT_GE(kept, told) << "cut after " << calls;
        least = std::min(least, told);
    }
    EXPECT_EQ(least, 0);  // some came before the first commit
    EXPECT_GT(disk_.counts().forgotten, 20);
    EXPECT_GT(disk_.counts().torn, 0);
}

TEST_F(DiskTest, ALyingDiskLosesWhatItSaidWasThere) {
    disk_.lie_about_syncs();
    bool lost = false;
    for (int round = 0; round < 10 && !lost; ++round) {
        {
            Connection db("the.db", Mode::write);
            db.exec("create table if not exists t (n integer primary key, words text)");
            db.exec("delete from t");
            add(db, 1);
            disk_.cut();
        }
        disk_.power_on();
        try {
            Connection db("the.db", Mode::write);
            lost = db.scalar("select count(*) from t") != "1";
        } catch (const Failure&) {
            lost = true;
        }
    }
    EXPECT_TRUE(lost);
}

TEST_F(DiskTest, AFullDiskSaysSoAndTakesMoreWhenThereIsRoom) {
    Connection db("the.db", Mode::write);
    add(db, 1);
    disk_.fill(true);
    int code = 0;
    try {
        for (int n = 2; n < 50; ++n)
            add(db, n);
    } catch (const Failure& failure) {
        code = failure.code() & 0xff;
        EXPECT_EQ(failure.to_error().key, "storage.disk_full");
    }
    EXPECT_EQ(code, 13);  // SQLITE_FULL
    EXPECT_GT(disk_.counts().refused, 0);
    const std::string before = db.scalar("select count(*) from t");
    disk_.fill(false);
    add(db, 100);
    EXPECT_EQ(std::stoi(db.scalar("select count(*) from t")), std::stoi(before) + 1);
}

TEST_F(DiskTest, ABrokenCallFailsOneCommitOnly) {
    Connection db("the.db", Mode::write);
    disk_.break_calls(1);
    EXPECT_THROW(add(db, 1), Failure);
    EXPECT_NO_THROW(add(db, 2));
    EXPECT_EQ(db.scalar("select count(*) from t"), "1");
}

TEST_F(DiskTest, ReadersAndTheWriterSeeOneFile) {
    Connection writer("the.db", Mode::write);
    Connection reader("the.db", Mode::read);
    add(writer, 1);
    reader.exec("begin");
    EXPECT_EQ(reader.scalar("select count(*) from t"), "1");
    add(writer, 2);
    EXPECT_EQ(reader.scalar("select count(*) from t"), "1");  // its snapshot
    reader.exec("commit");
    EXPECT_EQ(reader.scalar("select count(*) from t"), "2");
    writer.exec("begin immediate");
    Connection other("the.db", Mode::write);
    EXPECT_THROW(other.exec("begin immediate"), Failure);  // one writer at a time
    writer.exec("commit");
}

TEST_F(DiskTest, OnlyOneAtATime) {
    EXPECT_THROW(Disk other(random_), std::logic_error);
}

}  // namespace
}  // namespace manyhands::app::simulate
