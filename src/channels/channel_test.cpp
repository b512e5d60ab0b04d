// A probe is good only when something was looked at and all of it was good.
#include "channels/channel.hpp"

#include <gtest/gtest.h>

namespace manyhands::channels {
namespace {

TEST(Probe, WithoutChecksIsNotGood) {
    EXPECT_FALSE(Probe{}.ok());
}

TEST(Probe, IsAsGoodAsItsWorstCheck) {
    Probe probe;
    probe.checks.push_back({"channels.check.sign_in", true, {}});
    EXPECT_TRUE(probe.ok());
    probe.checks.push_back(
        {"channels.check.read", false, {base::ErrorCode::unavailable, "channels.unavailable", {}, {}}});
    EXPECT_FALSE(probe.ok());
    probe.checks.back().ok = true;
    EXPECT_TRUE(probe.ok());
}

}  // namespace
}  // namespace manyhands::channels
