// Somebody is fired while an answer of theirs is on its way.
#include "outbox/author.hpp"

#include "outbox/sender_test.hpp"

namespace manyhands::outbox {
namespace {

class AuthorTest : public SenderTest {
  protected:
    void fire(const model::EmployeeId& who) {
        auto person = store_->employee(who);
        ASSERT_TRUE(person);
        person->active = false;
        ASSERT_TRUE(store_->update_employee(*person));
    }
    void expect_held_back(const AnswerId& id) {
        EXPECT_EQ(stored(id).state, AnswerState::paused);
        EXPECT_EQ(stored(id).problem.key, kPausedByAuthor);
        EXPECT_FALSE(put(stored(id).conversation.value, {}).conversation.claim)
            << "somebody else may take it";
    }
};

TEST_F(AuthorTest, WhatIsInItsUndoTimeDoesNotGoOut) {
    const AnswerId id = answer("t1", 10s);
    const AnswerId other = answer("t2", 10s);
    put("t2", {});
    clock_.advance(9s);
    fire(kMin);
    run_at(1s);
    EXPECT_TRUE(carrier_.sent.empty());
    expect_held_back(id);
    expect_held_back(other);
    run_at(1h);
    EXPECT_TRUE(carrier_.sent.empty()) << "nor later by itself";
}

TEST_F(AuthorTest, NorWhatIsTriedAgain) {
    const AnswerId id = answer("t1", 0s);
    SendResult later;
    later.outcome = Outcome::unavailable;
    carrier_.sends.push_back(later);
    run();
    ASSERT_EQ(stored(id).state, AnswerState::queued);
    fire(kMin);
    run_at(1h);
    EXPECT_EQ(carrier_.sent.size(), 1U);
    expect_held_back(id);
}

TEST_F(AuthorTest, NorWhatAKilledServerLeftAndIsNotThere) {
    const AnswerId id = answer("t1", 0s);
    crash_while_sending(id, false);
    fire(kMin);
    for (int i = 0; i < 5; ++i) {
        SendResult absent;
        absent.outcome = Outcome::refused;
        carrier_.look_ups.push_back(absent);
        run_at(1h);
    }
    EXPECT_TRUE(carrier_.sent.empty());
    EXPECT_NE(stored(id).state, AnswerState::sent);
    EXPECT_NE(stored(id).state, AnswerState::queued);
}

TEST_F(AuthorTest, FiredWhileTheSenderLooksIsSeenWhereTheIntentIsWritten) {
    const AnswerId id = answer("t1", 0s);
    // The sender has decided to send; the next thing that is written is that the author is gone.
    const auto intent = begin(put("t1", {}), id, carrier_.make_key(id, clock_.now()), clock_.now()).value();
    fire(kMin);
    put("t1", intent);
    expect_held_back(id);
}

TEST_F(AuthorTest, TheAnswersOfOthersGoOut) {
    const AnswerId id = answer("t1", 0s);
    fire(kSue);
    carrier_.sends.push_back(posted("at://us/1", {}));
    EXPECT_EQ(run().sent, 1);
    EXPECT_EQ(stored(id).state, AnswerState::sent);
}

}  // namespace
}  // namespace manyhands::outbox
