#include <gtest/gtest.h>

#include "desk/desk.hpp"
#include "model/test_world.hpp"

namespace manyhands::desk {
namespace {

using namespace model::testing;
using Ids = std::vector<model::ConversationId>;

const model::ConversationId kOne{"one"};
const model::ConversationId kTwo{"two"};
const model::ConversationId kNone;

class PresenceTest : public ::testing::Test {
  protected:
    base::ManualClock clock{kNoon};
    Presence presence{clock};
};

TEST_F(PresenceTest, WhoLooksAndWhoTypes) {
    EXPECT_EQ(presence.heartbeat(actor(kMin), "Min", kOne, false), (Ids{kOne}));
    EXPECT_TRUE(presence.heartbeat(actor(kMin), "Min", kOne, false).empty()) << "nothing changed";
    EXPECT_EQ(presence.heartbeat(actor(kMin), "Min", kOne, true), (Ids{kOne}));
    presence.heartbeat(actor(kSue), "Sue", kOne, false);
    const auto people = presence.in(kBrand, kOne);
    ASSERT_EQ(people.size(), 2u);
    EXPECT_EQ(people[0].initials, "MK");
    EXPECT_TRUE(people[0].typing);
    EXPECT_FALSE(people[1].typing);
    EXPECT_TRUE(presence.in(kOtherBrand, kOne).empty());
}

TEST_F(PresenceTest, GoingElsewhereChangesBoth) {
    presence.heartbeat(actor(kMin), "Min", kOne, false);
    EXPECT_EQ(presence.heartbeat(actor(kMin), "Min", kTwo, false), (Ids{kOne, kTwo}));
    EXPECT_EQ(presence.heartbeat(actor(kMin), "Min", kNone, false), (Ids{kTwo}));
    EXPECT_TRUE(presence.in(kBrand, kTwo).empty());
    EXPECT_TRUE(presence.in(kBrand, kNone).empty());
    EXPECT_TRUE(presence.is_here(kMin)) << "looking at the list";
}

TEST_F(PresenceTest, GoneAfter25Seconds) {
    presence.heartbeat(actor(kMin), "Min", kOne, true);
    presence.heartbeat(actor(kSue), "Sue", kNone, false);
    clock.advance(25s);
    EXPECT_TRUE(presence.sweep().empty());
    EXPECT_TRUE(presence.is_here(kMin));
    clock.advance(1us);
    EXPECT_FALSE(presence.is_here(kMin));
    EXPECT_TRUE(presence.in(kBrand, kOne).empty()) << "not shown even before the sweep";
    const auto changed = presence.sweep();
    ASSERT_EQ(changed.size(), 1u);
    EXPECT_EQ(changed[0], std::pair(kBrand, kOne));
    EXPECT_TRUE(presence.sweep().empty());
}

TEST_F(PresenceTest, TheWallClockMayJump) {
    presence.heartbeat(actor(kMin), "Min", kOne, false);
    clock.jump_to(kNoon + 24h);
    EXPECT_TRUE(presence.is_here(kMin));
    EXPECT_TRUE(presence.sweep().empty());
}

TEST(View, NamesBothWays) {
    for (const View each : {View::mine, View::queue, View::going_out, View::attention, View::answered,
                            View::all, View::snoozed})
        EXPECT_EQ(view(to_string(each)), each);
    EXPECT_EQ(view("inbox"), std::nullopt);
}

}  // namespace
}  // namespace manyhands::desk
