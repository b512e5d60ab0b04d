// Backup, restore and migrate as a person at a terminal meets them.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "app/company.hpp"

namespace manyhands::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

class OperationsTest : public ::testing::Test {
  protected:
    OperationsTest() {
        fs::remove_all(root_);
        fs::create_directories(root_);
        cli::Init init{{data(), true}, "Hanbit", "Care", "Kim Gaon", "kim@hanbit.example", ""};
        EXPECT_EQ(run(init).code, cli::kDone);
    }
    ~OperationsTest() override { fs::remove_all(root_); }

    struct Said {
        int code = -1;
        std::string out;
        std::string err;
        json::object object() const {
            const json::value value = json::parse(out);
            return value.as_object();
        }
        std::string error() const { return std::string(object().at("error").as_string()); }
    };
    template <class Verb>
    Said run(const Verb& verb, base::Lang lang = base::Lang::en, const std::string& input = {}) {
        std::ostringstream out;
        std::ostringstream err;
        std::istringstream in(input);
        Console console{lang, false, clock_, random_, &out, &err, &in};
        Said said;
        said.code = app::run(verb, console);
        said.out = out.str();
        said.err = err.str();
        return said;
    }
    std::string data() const { return (root_ / "data").string(); }
    std::string file() const { return (root_ / "one.tar").string(); }
    cli::Backup backup(const std::string& words = {}) const { return {{data(), true}, file(), false, words}; }
    cli::Restore restore(const std::string& to, const std::string& words = {}) const {
        return {{to, true}, file(), false, false, words};
    }
    static std::string bytes_of(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    fs::path root_ = fs::path(::testing::TempDir()) / ("operations-" + std::to_string(::getpid()));
    base::ManualClock clock_{base::from_micros(1'767'250'800'000'000)};
    base::SystemRandom random_;
};

TEST_F(OperationsTest, OnlyTheNewestBackupsStayAndNothingElseGoes) {
    const fs::path folder = root_ / "backups";
    fs::create_directories(folder);
    const auto write = [&](const std::string& name, const std::string& bytes) {
        std::ofstream(folder / name, std::ios::binary) << bytes;
    };
    // Not ours: another name, a name like ours with other bytes, a link.
    write("manyhands-2020-01-01T000000Z.tar", "holiday pictures");
    write("manyhands-2020-01-01T000000Z.tar.gz", std::string("manyhands.db\0", 13));
    write("other-2020-01-01T000000Z.tar", std::string("manyhands.db\0", 13));
    fs::create_symlink(folder / "other-2020-01-01T000000Z.tar", folder / "manyhands-2020-01-02T000000Z.tar");
    cli::Backup each = backup();
    each.target = folder.string();
    std::vector<std::string> made;
    for (int day = 0; day < 5; ++day) {
        each.keep = day == 4 ? 2 : 3;
        const Said said = run(each);
        ASSERT_EQ(said.code, cli::kDone) << said.out;
        made.push_back(std::string(said.object().at("file").as_string()));
        EXPECT_EQ(said.object().at("removed").as_array().size(), day < 3 ? 0U : day == 3 ? 1U : 2U);
        clock_.advance(std::chrono::hours(24));
    }
    for (std::size_t i = 0; i < made.size(); ++i)
        EXPECT_EQ(fs::exists(made[i]), i >= 3) << made[i];
    for (const char* name : {"manyhands-2020-01-01T000000Z.tar", "manyhands-2020-01-01T000000Z.tar.gz",
                             "other-2020-01-01T000000Z.tar", "manyhands-2020-01-02T000000Z.tar"})
        EXPECT_TRUE(fs::exists(folder / name)) << name;
    each.common.json = false;
    each.keep = 1;
    EXPECT_NE(run(each, base::Lang::ko).out.find("오래된 백업 2개를"), std::string::npos);
    cli::Backup to_file = backup();
    to_file.keep = 2;
    const Said refused = run(to_file);
    EXPECT_EQ(refused.code, cli::kUsage);
    EXPECT_EQ(refused.error(), "cli.backup.keep_needs_folder");
    EXPECT_FALSE(fs::exists(file())) << "refused before anything is written";
}

TEST_F(OperationsTest, ABackupSaysThatTheKeyIsNotInItAndTheRestoreThatItIsMissing) {
    for (const base::Lang lang : {base::Lang::ko, base::Lang::en}) {
        cli::Backup words = backup();
        words.common.json = false;
        const Said made = run(words, lang);
        EXPECT_EQ(made.code, cli::kDone) << made.err;
        EXPECT_NE(made.out.find(data() + "/data.key"), std::string::npos) << made.out;
        EXPECT_EQ(made.out.find('{'), std::string::npos) << made.out;
        const std::string to = (root_ / std::string(to_string(lang))).string();
        cli::Restore back = restore(to);
        back.common.json = false;
        const Said restored = run(back, lang);
        EXPECT_EQ(restored.code, cli::kDone) << restored.err;
        EXPECT_NE(restored.out.find(to + "/data.key"), std::string::npos) << restored.out;
        EXPECT_FALSE(fs::exists(to + "/data.key"));
    }
    const auto object = run(restore((root_ / "third").string())).object();
    EXPECT_FALSE(object.at("key_fits").as_bool());
    // The copy that was kept at another place makes it whole.
    fs::copy_file(data() + "/data.key", root_ / "third" / "data.key");
    const auto company = Company::open({root_ / "third", false, true, nullptr}, clock_, random_);
    ASSERT_TRUE(company.has_value());
    EXPECT_TRUE((*company)->store().employee_by_email("kim@hanbit.example")->has_value());
}

TEST_F(OperationsTest, AFolderGetsAFileWithTheTimeInItsName) {
    cli::Backup into = backup();
    into.target = (root_ / "many").string() + "/";
    const Said said = run(into);
    EXPECT_EQ(said.code, cli::kDone) << said.err;
    EXPECT_EQ(fs::path(std::string(said.object().at("file").as_string())).filename(),
              "manyhands-2026-01-01T070000Z.tar");
    EXPECT_FALSE(said.object().at("with_key").as_bool());
}

TEST_F(OperationsTest, WithAPassphraseTheKeyComesAlong) {
    const std::string words = (root_ / "words").string();
    std::ofstream(words) << "a passphrase of some length\r\n";
    const Said made = run(backup(words));
    ASSERT_EQ(made.code, cli::kDone) << made.err;
    EXPECT_TRUE(made.object().at("with_key").as_bool());
    const std::string key = bytes_of(data() + "/data.key");
    EXPECT_EQ(bytes_of(file()).find(key), std::string::npos) << "only in its box";

    const std::string to = (root_ / "other").string();
    EXPECT_EQ(run(restore(to, "-"), base::Lang::en, "not the words at all\n").error(),
              "identity.passphrase.wrong");
    EXPECT_FALSE(fs::exists(to));
    const Said restored = run(restore(to, "-"), base::Lang::en, "a passphrase of some length\n");
    ASSERT_EQ(restored.code, cli::kDone) << restored.err;
    EXPECT_TRUE(restored.object().at("key_fits").as_bool());
    EXPECT_EQ(bytes_of(to + "/data.key"), key);
    EXPECT_EQ(fs::status(to + "/data.key").permissions() & fs::perms::mask,
              fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(run(backup((root_ / "no-such-file").string())).error(), "cli.passphrase.missing");
    EXPECT_EQ(run(backup("-"), base::Lang::en, "short\n").error(), "identity.passphrase.short");
}

TEST_F(OperationsTest, WhatIsThereIsKeptBesideOnlyWhenWished) {
    ASSERT_EQ(run(backup()).code, cli::kDone);
    EXPECT_EQ(run(restore(data())).error(), "storage.restore.not_empty");
    {
        const auto running = Company::open({data(), false, true, nullptr}, clock_, random_);
        cli::Restore forced = restore(data());
        forced.force = true;
        EXPECT_EQ(run(forced).error(), "storage.in_use");
        EXPECT_EQ(run(backup()).code, cli::kDone) << "a backup goes beside it";
    }
    cli::Restore forced = restore(data());
    forced.force = true;
    const Said said = run(forced);
    ASSERT_EQ(said.code, cli::kDone) << said.err;
    EXPECT_TRUE(said.object().at("key_fits").as_bool()) << "the former folder's";
    EXPECT_TRUE(fs::exists(fs::path(std::string(said.object().at("kept").as_string())) / "manyhands.db"));
    forced.common.json = false;
    EXPECT_NE(run(forced).out.find(data() + ".before-"), std::string::npos);
}

TEST_F(OperationsTest, ADamagedBackupIsRefusedAndACheckedOneChangesNothing) {
    ASSERT_EQ(run(backup()).code, cli::kDone);
    cli::Restore check = restore((root_ / "other").string());
    check.only_check = true;
    EXPECT_EQ(run(check).code, cli::kDone);
    EXPECT_FALSE(fs::exists(root_ / "other"));
    std::string bytes = bytes_of(file());
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    std::ofstream(file(), std::ios::binary) << bytes;
    EXPECT_EQ(run(check).error(), "storage.backup.damaged");
    EXPECT_EQ(run(restore((root_ / "other").string())).error(), "storage.backup.damaged");
    check.file = (root_ / "nothing").string();
    EXPECT_EQ(run(check).error(), "storage.backup.missing");
}

TEST_F(OperationsTest, MigrateHasNothingToDoOnWhatIsNew) {
    for (const bool dry : {true, false}) {
        const Said said = run(cli::Migrate{{data(), true}, dry});
        EXPECT_EQ(said.code, cli::kDone);
        EXPECT_EQ(said.object().at("from"), said.object().at("to"));
        EXPECT_TRUE(said.object().at("migrations").as_array().empty());
    }
    EXPECT_EQ(run(cli::Migrate{{(root_ / "nothing").string(), true}, true}).error(), "storage.no_data");
    cli::Backup nothing = backup();
    nothing.common.data = (root_ / "nothing").string();
    EXPECT_EQ(run(nothing).error(), "storage.no_data");
    EXPECT_FALSE(fs::exists(root_ / "nothing"));
}

TEST_F(OperationsTest, ConfigCheckSaysEveryProblemWithItsLine) {
    const std::string path = (root_ / "manyhands.toml").string();
    std::ofstream(path) << "[server]\nthreads = 2\n";
    EXPECT_EQ(run(cli::ConfigCheck{{data(), true}, path}).code, cli::kDone);
    std::ofstream(path) << "[server]\nthread = 2\n[promise]\nminutes = 0\n";
    const Said said = run(cli::ConfigCheck{{data(), true}, path});
    EXPECT_EQ(said.code, cli::kFailed);
    const auto problems = said.object().at("problems").as_array();
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_EQ(problems[0].at("line").as_int64(), 2);
    EXPECT_EQ(problems[0].at("error").as_string(), "cli.config.unknown_near");
    for (const base::Lang lang : {base::Lang::ko, base::Lang::en}) {
        const Said words = run(cli::ConfigCheck{{data(), false}, path}, lang);
        EXPECT_EQ(words.code, cli::kFailed);
        EXPECT_NE(words.err.find("server.threads"), std::string::npos) << words.err;
    }
    EXPECT_EQ(run(cli::ConfigCheck{{data(), true}, path + "-none"}).code, cli::kFailed);
    EXPECT_EQ(run(cli::ConfigCheck{{data(), false}, ""}).code, cli::kDone);
    EXPECT_NE(run(cli::ConfigExample{{data(), false}}).out.find("[server]"), std::string::npos);
}

TEST_F(OperationsTest, TheDataKeyMayStandAtAnotherPlace) {
    const fs::path key = root_ / "elsewhere.key";
    fs::rename(data() + "/data.key", key);
    const auto company = Company::open({data(), false, true, nullptr, key}, clock_, random_);
    ASSERT_TRUE(company.has_value());
    EXPECT_FALSE(fs::exists(data() + "/data.key"));
    EXPECT_EQ(key_path("/d", "/named"), "/named");
    EXPECT_EQ(key_path("/d", ""), "/d/data.key");
    ::setenv("CREDENTIALS_DIRECTORY", root_.c_str(), 1);
    EXPECT_EQ(key_path("/d", ""), "/d/data.key") << "no such credential";
    std::ofstream(root_ / "data.key") << "x";
    EXPECT_EQ(key_path("/d", ""), root_ / "data.key");
    ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_F(OperationsTest, AuditVerifyFindsWhatWasCutOff) {
    const Said before = run(cli::AuditVerify{{data(), true}, ""});
    EXPECT_EQ(before.code, cli::kDone) << before.err;
    const auto brand = before.object().at("brands").as_array().at(0).as_object();
    EXPECT_GE(brand.at("entries").as_int64(), 4) << "brand, department, administrator, link";
    const std::string heads = (root_ / "heads.json").string();
    std::ofstream(heads) << before.out;
    cli::UserAdd add;
    add.common = {data(), true};
    add.name = "Ann Lee";
    add.email = "ann@hanbit.example";
    ASSERT_EQ(run(add).code, cli::kDone);
    {
        const auto store = storage::Store::open_for_reading(data(), clock_).value();
        identity::AuditQuery query;
        query.brand = model::BrandId(std::string(brand.at("brand").as_string()));
        EXPECT_EQ(store->audit_page(query)->at(0).kind, "console");
    }
    EXPECT_EQ(run(cli::AuditVerify{{data(), true}, heads}).code, cli::kDone) << "it goes on from there";
    // An older copy in the place of the newer: whole in itself, but its end is missing.
    const Said longer = run(cli::AuditVerify{{data(), true}, ""});
    std::ofstream(heads) << longer.out;
    ASSERT_EQ(run(backup()).code, cli::kDone);
    std::ofstream(root_ / "broken.json") << "{}";
    EXPECT_EQ(run(cli::AuditVerify{{data(), true}, (root_ / "broken.json").string()}).code, cli::kUsage);
    ASSERT_EQ(run(add).code, cli::kFailed);
    add.email = "bob@hanbit.example";
    ASSERT_EQ(run(add).code, cli::kDone);
    std::ofstream(heads) << run(cli::AuditVerify{{data(), true}, ""}).out;
    cli::Restore forced = restore(data());
    forced.force = true;
    ASSERT_EQ(run(forced).code, cli::kDone);
    EXPECT_EQ(run(cli::AuditVerify{{data(), true}, ""}).code, cli::kDone);
    const Said cut = run(cli::AuditVerify{{data(), true}, heads});
    EXPECT_EQ(cut.code, cli::kFailed);
    EXPECT_EQ(cut.object().at("brands").as_array().at(0).at("fault").as_string(), "audit.cut");
    for (const base::Lang lang : {base::Lang::ko, base::Lang::en})
        EXPECT_EQ(run(cli::AuditVerify{{data(), false}, heads}, lang).out.find("{"), std::string::npos);
}

}  // namespace
}  // namespace manyhands::app
