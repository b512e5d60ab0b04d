// `leaderboard --verify`: 0 where the published table is what the log says, 1 with whose row differs where
// not.
#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "app/honour.hpp"
#include "base/encoding.hpp"
#include "storage/honour_store.hpp"

namespace manyhands::app {
namespace {

class LeaderboardTest : public ::testing::Test {
  protected:
    LeaderboardTest() {
        std::filesystem::remove_all(folder_);
        const Console console{base::Lang::en, false, clock_, random_};
        ::testing::internal::CaptureStdout();
        EXPECT_EQ(app::run(cli::Init{{folder_.string(), true},
                                     "Hanbit",
                                     "Care",
                                     "Kim Gaon",
                                     "kim@hanbit.example",
                                     "https://care.example"},
                           console),
                  cli::kDone);
        ::testing::internal::GetCapturedStdout();
    }
    ~LeaderboardTest() override { std::filesystem::remove_all(folder_); }

    // Of the season that was over before the company began: nobody did anything. `lie`: Kim did.
    void publish(const std::string& key, bool lie) {
        auto company = *Company::open({folder_, false, true, nullptr}, clock_, random_);
        storage::HonourRows& rows = company->store().honour();
        const model::Brand brand = company->store().all_brands()->front();
        const reports::Season season = *reports::season_named(key, "UTC");
        reports::Table table = *company->honour().computed(brand.id, season, std::nullopt, clock_.now());
        EXPECT_TRUE(table.scores.empty());
        if (lie) {
            reports::Score score;
            score.person = rows.honour_people(brand.id)->front().id;
            score.department = model::DepartmentId("any");
            score.taken = score.in_time = score.answered = 9;
            score.score = 9'000;
            score.rank = 1;
            table.scores.push_back(score);
        }
        const std::string document = reports::to_document(table);
        ASSERT_TRUE(
            rows.publish(brand.id, {key, document, base::to_hex(base::sha256(document)), 0, clock_.now()}));
    }
    int run(const std::string& season, bool verify, bool as_json) {
        const Console console{base::Lang::en, false, clock_, random_};
        ::testing::internal::CaptureStdout();
        ::testing::internal::CaptureStderr();
        const int code = app::run(cli::Leaderboard{{folder_.string(), as_json}, {}, season, verify}, console);
        said_ = ::testing::internal::GetCapturedStdout() + ::testing::internal::GetCapturedStderr();
        return code;
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("mh-leaderboard-" + std::to_string(::getpid()));
    base::ManualClock clock_{base::from_micros(1'773'033'780'000'000)};  // 2026-03-09
    base::SeededRandom random_{3};
    std::string said_;
};

TEST_F(LeaderboardTest, ATableThatTheLogMakesAgainIsFine) {
    publish("2025Q4", false);
    EXPECT_EQ(run("2025Q4", true, false), cli::kDone) << said_;
    EXPECT_NE(said_.find("2025Q4"), std::string::npos);
    EXPECT_EQ(run("2025Q4", false, true), cli::kDone) << said_;
    EXPECT_NE(said_.find("\"published\":true"), std::string::npos) << said_;
}

TEST_F(LeaderboardTest, ATableThatSaysMoreFailsWithWhoseRowItIs) {
    publish("2025Q4", true);
    EXPECT_EQ(run("2025Q4", true, false), cli::kFailed);
    EXPECT_NE(said_.find('^'), std::string::npos) << "whose row: " << said_;
    EXPECT_EQ(run("2025Q4", true, true), cli::kFailed);
    EXPECT_NE(said_.find("\"matches\":false"), std::string::npos) << said_;
}

TEST_F(LeaderboardTest, WhatIsNotThereIsSaidAndTheRunningSeasonIsShown) {
    EXPECT_EQ(run("2024Q1", true, false), cli::kFailed);
    EXPECT_NE(run("2026Q7", false, false), cli::kDone);
    EXPECT_EQ(run("", false, false), cli::kDone);
    EXPECT_NE(said_.find("2026Q1"), std::string::npos) << said_;
}

}  // namespace
}  // namespace manyhands::app
