#include "answer/training.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace manyhands::answer {
namespace {

std::string changed(const std::string& from, const std::string& to) {
    std::string text = write_training(starter_training());
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}
std::string problem(const std::string& text) {
    const auto read = read_training(text);
    return read ? "none" : read.error().key + " " + read.error().args.front().second;
}

TEST(Training, WhatShipsIsWholeAndComesBackAsItWas) {
    const Training& starter = starter_training();
    EXPECT_EQ(starter.cards.size(), 3U);
    EXPECT_EQ(starter.questions.size(), 3U);
    EXPECT_TRUE(starter.asks_role(model::Role::employee));
    EXPECT_FALSE(starter.asks_role(model::Role::desk));
    EXPECT_NE(starter.level("first"), nullptr);
    EXPECT_NE(starter.level("all"), nullptr) << "migration 0047 names it";
    EXPECT_EQ(starter.level(""), nullptr);
    const auto read = read_training(write_training(starter));
    ASSERT_TRUE(read) << read.error().key;
    EXPECT_EQ(*read, starter);
}

TEST(Training, WhatIsWrongIsSaidAtItsPlace) {
    EXPECT_EQ(problem("{"), "answer.training.malformed ");
    EXPECT_EQ(problem(changed("\"id\":\"never\"", "\"id\":\"talk\"")), "answer.training.twice /cards/1/id");
    EXPECT_EQ(problem(changed("\"id\":\"never\"", "\"id\":\"Never\"")), "answer.training.bad_id /cards/1/id");
    EXPECT_EQ(problem(changed("\"right\":0", "\"right\":3")), "answer.training.malformed /questions/0/right");
    EXPECT_EQ(problem(changed("\"asks\":[\"employee\"]", "\"asks\":[\"boss\"]")),
              "answer.training.malformed /asks/0");
    EXPECT_EQ(problem(changed("\"barred\":[\"safety\"", "\"barred\":[\"newcomer\"")),
              "answer.training.malformed /levels/0/barred/0");
    EXPECT_EQ(problem(changed("\"en\":\"First answers\"", "\"en\":\" \"")),
              "answer.training.both_languages /levels/0/name/en");
    EXPECT_EQ(problem(changed(
                  "\"id\":\"first\",\"name\":{\"ko\":\"첫 단계\",\"en\":\"First answers\"},\"topics\":[]",
                  "\"id\":\"first\",\"name\":{\"ko\":\"첫 단계\",\"en\":\"First answers\"},\"topics\":"
                  "[\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"]")),
              "answer.training.no_such_topic /levels/0/topics/0");
}

TEST(Training, OnlyWhatChangedIsLeft) {
    Training training = starter_training();
    FirstMinutes minutes;
    EXPECT_EQ(left_of(training, minutes).cards.size(), 3U);
    for (const auto& card : training.cards)
        minutes.cards[card.id] = print_of(card);
    for (const auto& question : training.questions)
        minutes.passed[question.id] = print_of(question);
    EXPECT_FALSE(left_of(training, minutes).none());
    minutes.practice = "Here is how.";
    EXPECT_TRUE(left_of(training, minutes).none());
    training.cards[2].text.ko += "!";
    training.questions[0].right = 1;
    const Left left = left_of(training, minutes);
    EXPECT_EQ(left.cards, std::vector<std::string>{training.cards[2].id});
    EXPECT_EQ(left.questions, std::vector<std::string>{training.questions[0].id});
    EXPECT_FALSE(left.practice);
}

TEST(Training, ProgressComesBackAsItWas) {
    FirstMinutes minutes;
    minutes.seed = (std::uint64_t{1} << 52U) + 7;
    minutes.cards["talk"] = "a";
    minutes.passed["q"] = "b";
    minutes.tries["q"] = 3;
    minutes.practice = "곧 알려 드릴게요";
    minutes.practice_tries = 2;
    minutes.topics = {"x"};
    minutes.topics_seen = true;
    minutes.finished_at = base::from_micros(5);
    const auto read = read_first_minutes(write_first_minutes(minutes));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, minutes);
    EXPECT_EQ(read_first_minutes("[]").error().key, "answer.training.damaged");
}

TEST(Training, AnOrderIsDrawnOnceAndEveryOrderHappens) {
    std::map<std::vector<int>, int> seen;
    for (std::uint64_t seed = 1; seed <= 600; ++seed) {
        std::vector<int> order = drawn_order(seed, "details", 3);
        EXPECT_EQ(order, drawn_order(seed, "details", 3));
        ++seen[order];
        std::ranges::sort(order);
        EXPECT_EQ(order, (std::vector<int>{0, 1, 2}));
    }
    ASSERT_EQ(seen.size(), 6U);
    for (const auto& [order, n] : seen)
        EXPECT_GT(n, 50);
}

}  // namespace
}  // namespace manyhands::answer
