// Backups under writes, their way back, and every kind of damage.
#include "storage/backup/backup.hpp"

#include <atomic>
#include <fstream>
#include <iterator>
#include <thread>

#include "base/random.hpp"
#include "storage/fixture_test.hpp"
#include "storage/migrate.hpp"

namespace manyhands::storage {
namespace {

namespace fs = std::filesystem;
using testing::StoreTest;
using testing::TempFolder;

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& file, std::string_view bytes) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

class Backups : public StoreTest {
  protected:
    fs::path target() const { return elsewhere_.path() / "one.tar"; }
    BackupOrder order() const { return {folder_.path(), target(), Media::with, "mark", {}, {}}; }
    RestoreOrder back(const fs::path& to) const { return {target(), to, Present::refuse, {}, {}}; }
    fs::path place() const { return elsewhere_.path() / "restored"; }

    TempFolder elsewhere_;
};

TEST_F(Backups, ComeBackWithEverythingAndWithoutTheKey) {
    const auto opened = open(1, now());
    write(folder_.path() / "media/ab/abcdef.png", "a picture");
    write(folder_.path() / "data.key", std::string(32, 'k'));
    std::vector<std::string> steps;
    BackupOrder wanted = order();
    wanted.progress = [&](std::string_view step, std::int64_t done, std::int64_t all) {
        if (steps.empty() || steps.back() != step) steps.emplace_back(step);
        EXPECT_LE(done, all);
    };
    const auto made = make_backup(wanted, clock_);
    ASSERT_TRUE(made.has_value()) << testing::why(made);
    EXPECT_EQ(made->schema, all_migrations().back().version);
    EXPECT_EQ(steps, (std::vector<std::string>{"copy", "pack", "media"}));
    EXPECT_FALSE(fs::exists(target().string() + ".copy"));
    EXPECT_FALSE(fs::exists(target().string() + ".part"));
    EXPECT_EQ(bytes_of(target()).find(std::string(32, 'k')), std::string::npos) << "the key stays at home";

    const auto restored = restore_backup(back(place()), clock_);
    ASSERT_TRUE(restored.has_value()) << testing::why(restored);
    EXPECT_EQ(restored->manifest.key_mark, "mark");
    EXPECT_EQ(restored->manifest.made_at, clock_.now());
    EXPECT_FALSE(restored->key_in_place);
    EXPECT_TRUE(restored->kept.empty());
    EXPECT_EQ(bytes_of(place() / "media/ab/abcdef.png"), "a picture");
    EXPECT_FALSE(fs::exists(place() / "manifest.json"));
    EXPECT_EQ(fs::status(place()).permissions() & fs::perms::mask, fs::perms::owner_all);
    const auto again = Store::open(place(), clock_);
    ASSERT_TRUE(again.has_value()) << testing::why(again);
    EXPECT_EQ((*again)->counts(brand_.id, kim_.id)->all, 1);
    EXPECT_OK((*again)->detail(brand_.id, opened.conversation.id));
}

TEST_F(Backups, HoldEverythingThatWasAcknowledgedBeforeAndNothingHalf) {
    std::atomic<bool> stop = false;
    std::atomic<int> written = 0;
    std::thread writer([&] {
        for (int i = 0; !stop; ++i) {
            const std::string id = std::to_string(i);
            ASSERT_TRUE(store_->add_department({model::DepartmentId("d" + id), brand_.id, id, id}));
            written = i + 1;
        }
    });
    while (written < 20)
        std::this_thread::yield();
    for (int round = 0; round < 3; ++round) {
        const int before = written;
        EXPECT_OK(make_backup(order(), clock_));
        const fs::path place = elsewhere_.path() / ("round" + std::to_string(round));
        EXPECT_OK(restore_backup(back(place), clock_));
        const auto again = Store::open(place, clock_);
        ASSERT_TRUE(again.has_value());
        const auto departments = (*again)->departments(brand_.id).value();
        int newest = -1;
        int added = 0;
        for (const auto& department : departments) {
            if (department.id.value.front() != 'd' || department.name_ko != department.name_en) continue;
            ++added;
            newest = std::max(newest, std::stoi(department.name_en));
        }
        EXPECT_GE(added, before) << "what was acknowledged when it began";
        EXPECT_EQ(added, newest + 1) << "one instant: no gap";
    }
    stop = true;
    writer.join();
}

TEST_F(Backups, DamageOfAnyByteIsFound) {
    write(folder_.path() / "media/a", "a picture");
    EXPECT_OK(make_backup(order(), clock_));
    const std::string whole = bytes_of(target());
    ASSERT_GT(whole.size(), 100'000U);
    base::SeededRandom random(7);
    const fs::path broken = elsewhere_.path() / "broken.tar";
    const auto refused = [&](const std::string& bytes) {
        write(broken, bytes);
        const auto checked = check_backup(broken, {});
        return !checked && checked.error().key == "storage.backup.damaged";
    };
    for (int i = 0; i < 200; ++i) {
        std::string bytes = whole;
        // Half of them in the last blocks: the manifest, the seal and what pads them.
        const std::size_t at =
            i % 2 == 0 ? random.next() % whole.size() : whole.size() - 1 - random.next() % 8192;
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << (random.next() % 8)));
        EXPECT_TRUE(refused(bytes)) << at;
    }
    for (int i = 0; i < 50; ++i)
        EXPECT_TRUE(refused(whole.substr(0, random.next() % whole.size())));
    EXPECT_TRUE(refused(whole + std::string(512, '\0')));
    EXPECT_TRUE(refused(std::string(512, '\0') + whole));
    EXPECT_TRUE(refused(""));
    write(broken, whole);
    EXPECT_OK(check_backup(broken, {}));
    EXPECT_ERROR(check_backup(elsewhere_.path() / "nothing", {}), "storage.backup.missing");

    write(target(), whole.substr(0, whole.size() - 1));
    EXPECT_ERROR(restore_backup(back(place()), clock_), "storage.backup.damaged");
    EXPECT_FALSE(fs::exists(place())) << "nothing was taken from it";
    EXPECT_FALSE(fs::exists(place().string() + ".restoring"));
}

TEST_F(Backups, AFolderThatHoldsSomethingIsLeftAloneUnlessItIsWished) {
    open(1, now());
    EXPECT_OK(make_backup(order(), clock_));
    EXPECT_ERROR(restore_backup(back(folder_.path()), clock_), "storage.in_use");
    store_.reset();
    write(folder_.path() / "data.key", std::string(32, 'k'));
    EXPECT_ERROR(restore_backup(back(folder_.path()), clock_), "storage.restore.not_empty");
    RestoreOrder wanted = back(folder_.path());
    wanted.present = Present::keep_beside;
    const auto restored = restore_backup(wanted, clock_);
    ASSERT_TRUE(restored.has_value()) << testing::why(restored);
    EXPECT_TRUE(fs::exists(restored->kept / "manyhands.db"));
    EXPECT_TRUE(restored->key_in_place);
    EXPECT_EQ(bytes_of(folder_.path() / "data.key"), std::string(32, 'k'));
    reopen();
    EXPECT_EQ(store_->counts(brand_.id, kim_.id)->all, 1);
    fs::remove_all(restored->kept);
}

TEST_F(Backups, AnEmptyFolderIsTaken) {
    EXPECT_OK(make_backup(order(), clock_));
    fs::create_directories(place());
    EXPECT_OK(restore_backup(back(place().string() + "/"), clock_));
    EXPECT_TRUE(fs::exists(place() / "manyhands.db"));
}

TEST_F(Backups, WithoutMediaTheFormerFoldersAreKept) {
    write(folder_.path() / "media/ab/abcdef.png", "a picture");
    BackupOrder wanted = order();
    wanted.media = Media::without;
    const auto made = make_backup(wanted, clock_);
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(made->parts.size(), 1U);
    store_.reset();
    RestoreOrder restore = back(folder_.path());
    restore.present = Present::keep_beside;
    const auto restored = restore_backup(restore, clock_);
    ASSERT_TRUE(restored.has_value()) << testing::why(restored);
    fs::remove_all(restored->kept);
    EXPECT_EQ(bytes_of(folder_.path() / "media/ab/abcdef.png"), "a picture");
}

TEST_F(Backups, OfANewerSchemaAreRefused) {
    store_.reset();
    {
        sqlite::Connection db(folder_.path() / "manyhands.db", sqlite::Mode::write);
        db.exec("insert into schema_version (version) values (9999)");
    }
    EXPECT_OK(make_backup(order(), clock_));
    EXPECT_ERROR(restore_backup(back(place()), clock_), "storage.newer_schema");
    EXPECT_FALSE(fs::exists(place()));
}

TEST_F(Backups, ADatabaseThatSqliteFindsBrokenIsNotPutInPlace) {
    // Sealed and whole as an archive, but what was packed was broken already.
    ArchiveWriter archive(target(), 0);
    EXPECT_OK(archive.open());
    std::string database = "SQLite format 3";
    database.resize(8192, 'x');
    const auto part = archive.add("manyhands.db", database);
    EXPECT_OK(
        archive.add("manifest.json",
                    R"({"format":1,"made_at":"2026-01-01T00:00:00Z","schema":1,"key_mark":"","media":true,)"
                    R"("parts":[{"name":"manyhands.db","bytes":8192,"sha256":")" +
                        part->sha256 + "\"}]}"));
    EXPECT_OK(archive.seal());
    EXPECT_OK(check_backup(target(), {}));
    EXPECT_ERROR(restore_backup(back(place()), clock_), "storage.backup.damaged");
    EXPECT_FALSE(fs::exists(place()));
}

TEST_F(Backups, PartsThatTheManifestDoesNotNameAreRefused) {
    ArchiveWriter archive(target(), 0);
    EXPECT_OK(archive.open());
    EXPECT_OK(archive.add("manyhands.db", "x"));
    EXPECT_OK(archive.add(
        "manifest.json",
        R"({"format":1,"made_at":"2026-01-01T00:00:00Z","schema":1,"key_mark":"","media":true,"parts":[]})"));
    EXPECT_OK(archive.seal());
    EXPECT_ERROR(restore_backup(back(place()), clock_), "storage.backup.damaged");
}

TEST(Archive, NamesStayBelowTheFolder) {
    for (const char* good : {"manyhands.db", "media/ab/cd-ef_0.png", "a"})
        EXPECT_TRUE(archive_name_ok(good)) << good;
    for (const char* bad : {"", "/etc/passwd", "../x", "media/../../x", "media//x", "media/", ".hidden",
                            "media/.x", "a b", "a\nb", "한글"})
        EXPECT_FALSE(archive_name_ok(bad)) << bad;
    EXPECT_FALSE(archive_name_ok(std::string(100, 'a')));
}

class BeforeMigrating : public Backups {
  protected:
    // As an older release left it: the newest migration has not run.
    void make_older() {
        store_.reset();
        sqlite::Connection db(folder_.path() / "manyhands.db", sqlite::Mode::write);
        db.exec("delete from schema_version where version = (select max(version) from schema_version)");
        db.exec("create table left_by_older (a text)");
    }
};

TEST_F(BeforeMigrating, TheFirstOpeningMakesNone) {
    EXPECT_TRUE(store_->backup_before().empty());
    EXPECT_FALSE(fs::exists(folder_.path() / kBackupFolder));
    const auto plan = planned(folder_.path());
    ASSERT_TRUE(plan.has_value());
    EXPECT_TRUE(plan->names.empty());
    EXPECT_ERROR(planned(folder_.path() / "nothing"), "storage.no_data");
}

TEST_F(BeforeMigrating, ABackupIsMadeAndTheWayBackWorks) {
    if (all_migrations().size() < 2) GTEST_SKIP() << "there is only one schema";
    open(1, now());
    make_older();
    const auto plan = planned(folder_.path());
    ASSERT_TRUE(plan.has_value());
    ASSERT_EQ(plan->names.size(), 1U);
    EXPECT_EQ(plan->names[0], all_migrations().back().name);
    // Where the migration meets what it made before, it fails: the backup stands, the data are as they were.
    const auto opened = Store::open(folder_.path(), clock_);
    fs::path made;
    for (const auto& entry : fs::directory_iterator(folder_.path() / kBackupFolder))
        made = entry.path();
    ASSERT_FALSE(made.empty());
    EXPECT_OK(check_backup(made, {}));
    if (opened) {
        EXPECT_EQ((*opened)->backup_before(), made);
    } else {
        sqlite::Connection db(folder_.path() / "manyhands.db", sqlite::Mode::read);
        EXPECT_NE(db.scalar("select max(version) from schema_version"), std::to_string(plan->to));
    }
    RestoreOrder restore{made, place(), Present::refuse, {}, {}};
    EXPECT_OK(restore_backup(restore, clock_));
    sqlite::Connection db(place() / "manyhands.db", sqlite::Mode::read);
    EXPECT_EQ(db.scalar("select count(*) from left_by_older"), "0") << "as the older release left it";
    EXPECT_EQ(db.scalar("select count(*) from conversations"), "1");
}

}  // namespace
}  // namespace manyhands::storage
