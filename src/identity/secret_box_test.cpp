#include "identity/secret_box.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace manyhands::identity {
namespace {

namespace fs = std::filesystem;

class SecretBoxTest : public testing::Test {
  protected:
    SecretBoxTest() { fs::create_directories(folder_); }
    ~SecretBoxTest() override { fs::remove_all(folder_); }
    SecretBox::Key key(std::uint8_t byte) {
        SecretBox::Key made{};
        made.fill(byte);
        return made;
    }
    std::string mode_of(const fs::path& file) {
        struct stat about{};
        EXPECT_EQ(::stat(file.c_str(), &about), 0);
        char text[8];
        std::snprintf(text, sizeof text, "%03o", about.st_mode & 0777U);
        return text;
    }

    fs::path folder_ = fs::path(testing::TempDir()) / ("secret-box-" + std::to_string(::getpid()));
    std::string file_ = (folder_ / "data.key").string();
    base::SeededRandom random_{3};
};

TEST_F(SecretBoxTest, WhatWasSealedOpens) {
    const SecretBox box(key(7), random_);
    for (const std::string& plain :
         {std::string(), std::string("x"), std::string("비밀\0토큰", 13), std::string(100'000, 'y')}) {
        const std::string sealed = box.seal(plain);
        EXPECT_EQ(box.open(sealed).value(), plain);
        EXPECT_TRUE(plain.size() < 4 || sealed.find(plain) == std::string::npos) << "readable";
    }
}

TEST_F(SecretBoxTest, TheSameTextIsNeverTheSameBox) {
    const SecretBox box(key(7), random_);
    std::set<std::string> boxes;
    for (int i = 0; i < 200; ++i)
        boxes.insert(box.seal("the same"));
    EXPECT_EQ(boxes.size(), 200U);
}

TEST_F(SecretBoxTest, EveryChangedByteIsFound) {
    const SecretBox box(key(7), random_);
    const std::string sealed = box.seal("token of the brand");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string damaged = sealed;
        damaged[i] = static_cast<char>(damaged[i] ^ 1);
        const auto opened = box.open(damaged);
        ASSERT_FALSE(opened.has_value()) << i;
        EXPECT_EQ(opened.error().key, "identity.secret.damaged");
        EXPECT_FALSE(box.open(sealed.substr(0, i)).has_value()) << i;
    }
    EXPECT_FALSE(box.open(sealed + "x").has_value());
}

TEST_F(SecretBoxTest, AnotherKeyOpensNothing) {
    const std::string sealed = SecretBox(key(7), random_).seal("token");
    EXPECT_FALSE(SecretBox(key(8), random_).open(sealed).has_value());
}

TEST_F(SecretBoxTest, TheKeyFileIsMadeOnceAndForTheServerAlone) {
    const auto made = SecretBox::key_from_file(file_, random_);
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(mode_of(file_), "600");
    EXPECT_EQ(fs::file_size(file_), 32U);
    EXPECT_EQ(SecretBox::key_from_file(file_, random_).value(), *made);
    int files = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder_))
        ++files;
    EXPECT_EQ(files, 1) << "nothing is left beside it";
}

TEST_F(SecretBoxTest, AKeyThatOthersCanReadIsRefused) {
    ASSERT_TRUE(SecretBox::key_from_file(file_, random_).has_value());
    for (const unsigned mode : {0640U, 0604U, 0644U, 0660U}) {
        ASSERT_EQ(::chmod(file_.c_str(), mode), 0);
        const auto read = SecretBox::key_from_file(file_, random_);
        ASSERT_FALSE(read.has_value()) << mode;
        EXPECT_EQ(read.error().key, "identity.secret.key_file");
        EXPECT_EQ(read.error().args.at(0).second, file_);
    }
    ASSERT_EQ(::chmod(file_.c_str(), 0600), 0);
    EXPECT_TRUE(SecretBox::key_from_file(file_, random_).has_value());
}

TEST_F(SecretBoxTest, ADamagedKeyFileIsNeverReplaced) {
    std::ofstream(file_) << "too short";
    ::chmod(file_.c_str(), 0600);
    EXPECT_FALSE(SecretBox::key_from_file(file_, random_).has_value());
    EXPECT_EQ(fs::file_size(file_), 9U) << "what it opened would be lost";
}

TEST_F(SecretBoxTest, AFolderThatIsNotThereIsAnError) {
    const auto read = SecretBox::key_from_file((folder_ / "no" / "data.key").string(), random_);
    ASSERT_FALSE(read.has_value());
    EXPECT_EQ(read.error().code, base::ErrorCode::unavailable);
}

TEST_F(SecretBoxTest, ProcessesThatStartTogetherShareOneKey) {
    std::vector<std::optional<SecretBox::Key>> keys(8);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : keys)
            threads.emplace_back([&] {
                if (auto read = SecretBox::key_from_file(file_, random_)) mine = *read;
            });
    }
    for (const auto& mine : keys) {
        ASSERT_TRUE(mine.has_value());
        EXPECT_EQ(*mine, *keys[0]);
    }
}

}  // namespace
}  // namespace manyhands::identity
