#include "storage/shelf.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace manyhands::storage {
namespace {

using desk::View;

model::ConversationState waiting(std::int64_t opened_seconds, std::optional<std::int64_t> followers = {}) {
    model::ConversationState state;
    state.conversation.state = model::State::waiting;
    state.conversation.customer.followers = followers;
    state.conversation.episode =
        model::Episode{1, model::PostId("p"), base::from_micros(opened_seconds * 1'000'000)};
    return state;
}

std::int64_t urgency(std::int64_t opened_seconds, std::optional<std::int64_t> followers = {}) {
    return *urgency_of(waiting(opened_seconds, followers).conversation);
}

TEST(Shelf, TheEarlierMinuteComesFirstWhateverTheReach) {
    constexpr std::int64_t kDay = 1'767'225'600;
    EXPECT_LT(urgency(kDay + 59), urgency(kDay + 60, 9'000'000));
    EXPECT_LT(urgency(kDay), urgency(kDay + 86'400, 9'000'000));
}

TEST(Shelf, WithinAMinuteReachCountsByPowersOfTen) {
    constexpr std::int64_t kDay = 1'767'225'600;
    EXPECT_LT(urgency(kDay + 50, 1'000), urgency(kDay + 1, 999));
    EXPECT_LT(urgency(kDay + 50, 1'000'000), urgency(kDay + 1, 999'999));
    EXPECT_LT(urgency(kDay + 1, 1'500), urgency(kDay + 2, 9'500));  // the same band: who came first
    EXPECT_EQ(urgency(kDay), urgency(kDay, 0));
    EXPECT_LT(urgency(kDay + 1, std::numeric_limits<std::int64_t>::max()), urgency(kDay));
}

TEST(Shelf, OnlyWhatWaitsForUsIsInTheQueue) {
    auto state = waiting(100);
    for (const auto in : {model::State::waiting, model::State::claimed}) {
        state.conversation.state = in;
        EXPECT_TRUE(urgency_of(state.conversation).has_value());
    }
    for (const auto out : {model::State::going_out, model::State::answered, model::State::closed,
                           model::State::snoozed, model::State::awaiting_approval}) {
        state.conversation.state = out;
        EXPECT_FALSE(urgency_of(state.conversation).has_value());
    }
    state.conversation.state = model::State::claimed;
    state.conversation.episode.reset();
    EXPECT_FALSE(urgency_of(state.conversation).has_value());
}

TEST(Shelf, AttentionFollowsTheNewestAnswer) {
    auto state = waiting(100);
    model::Answer answer;
    answer.id = model::AnswerId("n1");
    const auto attention = [&](model::AnswerState in, const Attention& before = {}) {
        answer.state = in;
        state.answers = {answer};
        return attention_of(state, before).why;
    };
    EXPECT_EQ(attention(model::AnswerState::held), "held");
    EXPECT_EQ(attention(model::AnswerState::paused), "paused");
    EXPECT_EQ(attention(model::AnswerState::failed), "failed");
    const Attention failed{"failed", model::AnswerId("n0")};
    EXPECT_EQ(attention(model::AnswerState::queued, failed), "");
    EXPECT_EQ(attention(model::AnswerState::cancelled, failed), "");
    state.answers.clear();
    EXPECT_EQ(attention_of(state, failed), failed);
    EXPECT_EQ(attention_of(state, {"held", model::AnswerId("n0")}), Attention{});
    state.conversation.episode.reset();
    EXPECT_EQ(attention_of(state, failed), Attention{});
}

TEST(Shelf, CountsMoveByTheDifference) {
    auto state = waiting(100);
    const Shelf before = shelve(state, {});
    state.conversation.claim = model::Claim{model::EmployeeId("e1")};
    state.conversation.state = model::State::claimed;
    const Shelf after = shelve(state, {"failed", model::AnswerId("n")});
    CountChanges changes;
    count_change(changes, &before, after);
    EXPECT_EQ((changes[{View::queue, {}}]), 0);
    EXPECT_EQ((changes[{View::all, {}}]), 0);
    EXPECT_EQ((changes[{View::attention, {}}]), 1);
    EXPECT_EQ((changes[{View::mine, model::EmployeeId("e1")}]), 1);
    changes.clear();
    count_change(changes, nullptr, before);
    EXPECT_EQ((changes[{View::all, {}}]), 1);
    EXPECT_EQ((changes[{View::queue, {}}]), 1);
}

}  // namespace
}  // namespace manyhands::storage
