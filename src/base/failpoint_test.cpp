// The lab's failpoints kill where they are told to. The released program links failpoint_off.cpp instead;
// tests/load/run.sh looks that it knows nothing of them.
#include "base/failpoint.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace manyhands::base {
namespace {

void visit(const std::vector<std::string>& names) {
    for (const std::string& name : names)
        failpoint(name);
}

TEST(FailpointTest, WhoeverWatchesHearsOfItAndMayThrow) {
    struct Stopped {};
    std::vector<std::string> seen;
    watch_failpoints([&](std::string_view name) {
        seen.emplace_back(name);
        if (name == "room.there") throw Stopped{};
    });
    EXPECT_THROW(visit({"room.here", "room.there", "room.behind"}), Stopped);
    watch_failpoints({});
    visit({"room.there"});
    EXPECT_EQ(seen, (std::vector<std::string>{"room.here", "room.there"}));
}

// Each runs in a child: what the environment says is read once a process.
TEST(FailpointDeathTest, KillsAtTheNamedPlace) {
    EXPECT_EXIT(
        {
            ::setenv("MANYHANDS_FAILPOINT", "room.here=kill", 1);
            visit({"room.there", "room.here"});
            std::_Exit(0);
        },
        testing::KilledBySignal(SIGKILL), "");
}

TEST(FailpointDeathTest, KillsAtTheWantedVisit) {
    EXPECT_EXIT(
        {
            ::setenv("MANYHANDS_FAILPOINT", "room.here=kill@3", 1);
            visit({"room.here", "room.here"});
            std::_Exit(7);
        },
        testing::ExitedWithCode(7), "");
    EXPECT_EXIT(
        {
            ::setenv("MANYHANDS_FAILPOINT", "room.here=kill@3", 1);
            visit({"room.here", "room.here", "room.here"});
            std::_Exit(7);
        },
        testing::KilledBySignal(SIGKILL), "");
}

TEST(FailpointDeathTest, OtherPlacesAndNoPlanDoNothing) {
    EXPECT_EXIT(
        {
            ::setenv("MANYHANDS_FAILPOINT", "room.here=kill", 1);
            visit({"room.here2", "room.her", ""});
            std::_Exit(7);
        },
        testing::ExitedWithCode(7), "");
    EXPECT_EXIT(
        {
            ::unsetenv("MANYHANDS_FAILPOINT");
            visit({"room.here", ""});
            std::_Exit(7);
        },
        testing::ExitedWithCode(7), "");
}

TEST(FailpointDeathTest, TracesWhatWasVisited) {
    const auto file = std::filesystem::path(testing::TempDir()) /
                      ("failpoint-trace-" + std::to_string(::getpid()) + ".txt");
    std::filesystem::remove(file);
    EXPECT_EXIT(
        {
            ::setenv("MANYHANDS_FAILPOINT_TRACE", file.c_str(), 1);
            ::setenv("MANYHANDS_FAILPOINT", "b=kill@2", 1);
            visit({"a", "b", "c", "b", "d"});
            std::_Exit(0);
        },
        testing::KilledBySignal(SIGKILL), "");
    std::ifstream in(file);
    std::vector<std::string> names;
    std::int64_t before = 0;
    std::string name;
    for (std::int64_t thread = 0, at = 0; in >> name >> thread >> at; before = at) {
        names.push_back(name);
        EXPECT_GT(thread, 0);
        EXPECT_GE(at, std::max<std::int64_t>(before, 1));
    }
    // The place of the kill itself is named, what comes after is not.
    EXPECT_EQ(names, (std::vector<std::string>{"a", "b", "c", "b"}));
    std::filesystem::remove(file);
}

}  // namespace
}  // namespace manyhands::base
