#include "model/promised_action.hpp"

#include <gtest/gtest.h>

namespace manyhands::model {
namespace {

TEST(PromisedAction, NamesReadBackAsThemselves) {
    for (const ActionKind one :
         {ActionKind::exchange, ActionKind::repair, ActionKind::call_back, ActionKind::other})
        EXPECT_EQ(action_kind(to_string(one)), one);
    for (const ActionState one : {ActionState::open, ActionState::done, ActionState::cancelled})
        EXPECT_EQ(action_state(to_string(one)), one);
    EXPECT_EQ(action_kind("refund"), std::nullopt);
    EXPECT_EQ(action_state(""), std::nullopt);
}

}  // namespace
}  // namespace manyhands::model
