#include "storage/sqlite/checkpointer.hpp"

#include <gtest/gtest.h>

#include "storage/fixture_test.hpp"

namespace manyhands::storage::sqlite {
namespace {

class CheckpointerTest : public ::testing::Test {
  protected:
    CheckpointerTest() : writer_(folder_.path() / "c.db", Mode::write) {
        writer_.exec("create table t (a blob)");
        checkpointer_ = std::make_unique<Checkpointer>(writer_, folder_.path() / "c.db");
    }
    // One commit of about `pages` pages.
    void commit(int pages) {
        writer_.exec("insert into t values (zeroblob(" + std::to_string(pages * 4096) + "))");
    }
    std::uintmax_t file() const { return std::filesystem::file_size(folder_.path() / "c.db"); }
    std::uintmax_t log() const { return std::filesystem::file_size(folder_.path() / "c.db-wal"); }

    testing::TempFolder folder_;
    Connection writer_;
    std::unique_ptr<Checkpointer> checkpointer_;
};

TEST_F(CheckpointerTest, ShortLogsStayAndLongOnesAreMovedBeside) {
    commit(100);
    EXPECT_EQ(checkpointer_->progress().moved, 0);
    EXPECT_LT(file(), 100u * 4096);
    commit(2'500);
    while (checkpointer_->progress().moved < checkpointer_->progress().logged)
        std::this_thread::yield();
    EXPECT_GT(file(), 2'500u * 4096);
    // All of it was moved, so the log begins anew and is not longer than before.
    const auto before = log();
    commit(100);
    EXPECT_LT(checkpointer_->progress().logged, 200);
    EXPECT_EQ(log(), before);
}

TEST_F(CheckpointerTest, UnderConstantWritingTheLogStaysBounded) {
    for (int i = 0; i < 400; ++i)
        commit(250);  // 100,000 pages, never a quiet moment
    EXPECT_LT(log(), 110'000u * 4096);
    EXPECT_EQ(writer_.scalar("select count(*) from t"), "400");
    EXPECT_EQ(writer_.scalar("pragma integrity_check"), "ok");
}

TEST_F(CheckpointerTest, AReaderWithAnOldSnapshotKeepsWhatItSees) {
    commit(10);
    Connection reader(folder_.path() / "c.db", Mode::read);
    reader.exec("begin");
    EXPECT_EQ(reader.scalar("select count(*) from t"), "1");
    for (int i = 0; i < 20; ++i)
        commit(250);
    EXPECT_EQ(reader.scalar("select count(*) from t"), "1");
    reader.exec("commit");
    EXPECT_EQ(reader.scalar("select count(*) from t"), "21");
}

}  // namespace
}  // namespace manyhands::storage::sqlite
