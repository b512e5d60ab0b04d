// The sender over the real store, with a network that does what the test says.
#include "outbox/sender_test.hpp"

namespace manyhands::outbox {
namespace {

TEST_F(SenderTest, NothingGoesOutWhileUndoRuns) {
    const AnswerId id = answer("t1", 10s);
    EXPECT_EQ(run().wake_at, kNoon + 10s);
    EXPECT_EQ(run_at(9s).wake_at, kNoon + 10s);
    EXPECT_TRUE(carrier_.sent.empty());
    carrier_.sends.push_back(posted("at://us/1", {}));
    const auto step = run_at(1s);
    EXPECT_EQ(step.sent, 1);
    EXPECT_EQ(stored(id).state, AnswerState::sent);
    EXPECT_EQ(stored(id).remote_id, "at://us/1");
    EXPECT_EQ(stored(id).sent_at, kNoon + 10s);
    EXPECT_EQ(run().touched, 0) << "nothing is left to do";
}

TEST_F(SenderTest, TheIntentIsCommittedWithItsKeyBeforeTheCall) {
    const AnswerId id = answer("t1", 0s);
    carrier_.sends.push_back(posted("at://us/1", {}));
    int calls = 0;
    carrier_.on_send = [&](const model::Answer& answer) {
        ++calls;
        const model::Answer durable = stored(id);
        EXPECT_EQ(durable.state, AnswerState::sending);
        ASSERT_TRUE(durable.key.has_value());
        EXPECT_EQ(durable.key, answer.key);
        EXPECT_EQ(durable.key->created, kNoon) << "the time of the intent, not of the submission";
    };
    run();
    EXPECT_EQ(calls, 1);
}

TEST_F(SenderTest, TheOldestGoesFirst) {
    answer("t1", 3s);
    answer("t2", 1s);
    answer("t3", 2s);
    for (const char* id : {"at://us/1", "at://us/2", "at://us/3"})
        carrier_.sends.push_back(posted(id, {}));
    EXPECT_EQ(run_at(5s).sent, 3);
    ASSERT_EQ(carrier_.sent.size(), 3U);
    EXPECT_EQ(carrier_.sent[0].id.value, "a-t2");
    EXPECT_EQ(carrier_.sent[1].id.value, "a-t3");
    EXPECT_EQ(carrier_.sent[2].id.value, "a-t1");
}

TEST_F(SenderTest, MoreThanABatchIsDoneAtOnce) {
    for (int i = 0; i < 45; ++i) {
        answer("t" + std::to_string(i), 0s);
        carrier_.sends.push_back(posted("at://us/" + std::to_string(i), {}));
    }
    int rounds = 0;
    int sent = 0;
    for (; rounds < 10; ++rounds) {
        const auto step = run();
        sent += step.sent;
        if (step.wake_at != clock_.now()) break;
    }
    EXPECT_EQ(sent, 45);
    EXPECT_EQ(rounds, 2);
}

TEST_F(SenderTest, UndoWinsTheRace) {
    const AnswerId id = answer("t1", 5s);
    clock_.advance(5s);
    // Between the sender's look at what is due and its intent, the writer takes it back.
    class Racing final : public OutboxStore {
      public:
        Racing(storage::Store& store, std::function<void()> then) : store_(store), then_(std::move(then)) {}
        base::Result<std::vector<model::Answer>> due_answers(const model::AccountId& account, Instant now,
                                                             int limit) override {
            auto due = store_.due_answers(account, now, limit);
            then_();
            return due;
        }
        base::Result<std::optional<Instant>> next_due_answer(const model::AccountId& account) override {
            return store_.next_due_answer(account);
        }
        base::Result<std::int64_t> sender_lease(const model::AccountId& account, const std::string& holder,
                                                Instant now, base::Micros length) override {
            return store_.sender_lease(account, holder, now, length);
        }
        base::Result<bool> lease_is_current(const model::AccountId& account, std::int64_t fence) override {
            return store_.lease_is_current(account, fence);
        }

      private:
        storage::Store& store_;
        std::function<void()> then_;
    } racing(*store_, [&] { put("t1", {event(model::AnswerCancelled{id}, clock_.now())}); });
    Sender sender(*store_, racing, carrier_, clock_, kAccount, "this server");
    const auto step = sender.run_once();
    ASSERT_TRUE(step.has_value());
    EXPECT_EQ(step->touched, 0);
    EXPECT_TRUE(carrier_.sent.empty());
    EXPECT_EQ(stored(id).state, AnswerState::cancelled);
}

TEST_F(SenderTest, ARefusalIsToldAndTheOthersGoOn) {
    const AnswerId first = answer("t1", 0s);
    const AnswerId second = answer("t2", 1s);
    carrier_.sends = {no(Outcome::refused), posted("at://us/2", {})};
    EXPECT_EQ(run_at(1s).sent, 1);
    EXPECT_EQ(stored(first).state, AnswerState::failed);
    EXPECT_EQ(stored(first).problem.key, "test.problem");
    EXPECT_EQ(stored(second).state, AnswerState::sent);
}

// -- budgets and limits
// --------------------------------------------------------------------------------------

TEST_F(SenderTest, AnExhaustedBudgetMovesEverythingToItsReset) {
    const AnswerId first = answer("t1", 0s);
    const AnswerId second = answer("t2", 0s);
    carrier_.budget = 0;
    carrier_.resets = kNoon + 40min;
    const auto step = run();
    EXPECT_TRUE(carrier_.sent.empty());
    EXPECT_EQ(step.wake_at, kNoon + 30s) << "no later than the lease wants";
    // The people see when it goes out.
    EXPECT_EQ(stored(first).due_at, kNoon + 40min);
    EXPECT_EQ(stored(second).due_at, kNoon + 40min);
    EXPECT_EQ(stored(first).state, AnswerState::queued);
    run_at(39min);
    EXPECT_TRUE(carrier_.sent.empty());
    carrier_.budget = 100;
    carrier_.sends = {posted("at://us/1", {}), posted("at://us/2", {})};
    EXPECT_EQ(run_at(1min).sent, 2);
    EXPECT_EQ(stored(first).attempts, 1) << "waiting is no attempt";
}

TEST_F(SenderTest, ABudgetThatWasResetIsNotWaitedFor) {
    answer("t1", 0s);
    carrier_.budget = 0;
    carrier_.resets = kNoon - 1s;
    carrier_.sends = {posted("at://us/1", {})};
    EXPECT_EQ(run().sent, 1);
}

TEST_F(SenderTest, RateLimitedUntilTheNetworkSays) {
    const AnswerId first = answer("t1", 0s);
    const AnswerId second = answer("t2", 0s);
    carrier_.sends = {no(Outcome::rate_limited, kNoon + 90s)};
    run();
    EXPECT_EQ(carrier_.sent.size(), 1U) << "the others are not tried in vain";
    EXPECT_EQ(stored(first).due_at, kNoon + 90s);
    EXPECT_EQ(stored(second).due_at, kNoon + 90s);
    run_at(89s);
    EXPECT_EQ(carrier_.sent.size(), 1U);
    carrier_.sends = {posted("at://us/1", {}), posted("at://us/2", {})};
    EXPECT_EQ(run_at(1s).sent, 2);
    EXPECT_EQ(stored(first).key->created, kNoon) << "the first key stays";
}

TEST_F(SenderTest, ALimitThatIsOverAlreadyDoesNotSpin) {
    answer("t1", 0s);
    carrier_.sends = {no(Outcome::rate_limited, kNoon - 1h)};
    const auto step = run();
    EXPECT_EQ(step.wake_at, kNoon + 1s);
    EXPECT_EQ(run().touched, 0) << "not in the same second";
    carrier_.sends = {posted("at://us/1", {})};
    EXPECT_EQ(run_at(1s).sent, 1);
}

TEST_F(SenderTest, SignedOutWaitsAndSaysSo) {
    const AnswerId id = answer("t1", 0s);
    carrier_.sends = {no(Outcome::signed_out)};
    const auto step = run();
    EXPECT_EQ(step.problem.code, base::ErrorCode::unauthenticated);
    EXPECT_EQ(stored(id).state, AnswerState::queued);
    EXPECT_EQ(stored(id).due_at, kNoon + 1min);
    run_at(59s);
    EXPECT_EQ(carrier_.sent.size(), 1U);
    carrier_.sends = {posted("at://us/1", {})};
    EXPECT_EQ(run_at(1s).sent, 1) << "connected again: it leaves by itself";
}

TEST_F(SenderTest, ABlackHoleThenRecovery) {
    const AnswerId first = answer("t1", 0s);
    const AnswerId second = answer("t2", 0s);
    Instant last = clock_.now();
    std::vector<base::Micros> gaps;
    for (int i = 0; i < 8; ++i) {
        carrier_.sends = {no(Outcome::unavailable)};
        auto step = run();
        while (carrier_.sends.size() == 1) {  // not yet
            ASSERT_TRUE(step.wake_at.has_value());
            ASSERT_GT(*step.wake_at, clock_.now());
            clock_.jump_to(*step.wake_at);
            step = run();
        }
        EXPECT_EQ(step.problem.key, "test.problem");
        // People see when it is tried again; the sender itself wakes no later than its lease wants.
        const Instant due = std::min(stored(first).due_at, stored(second).due_at);
        EXPECT_EQ(std::min(due, clock_.now() + 30s), step.wake_at);
        gaps.push_back(clock_.now() - last);
        last = clock_.now();
    }
    EXPECT_EQ(gaps[1], 2s);
    EXPECT_EQ(gaps[2], 4s);
    EXPECT_EQ(gaps[7], 1min) << "never longer";
    EXPECT_EQ(stored(first).state, AnswerState::queued);
    EXPECT_EQ(stored(second).state, AnswerState::queued);
    carrier_.sends = {posted("at://us/1", {}), posted("at://us/2", {})};
    int sent = 0;
    for (int i = 0; i < 10 && sent < 2; ++i)
        sent += run_at(10s).sent;
    EXPECT_EQ(sent, 2);
    const Instant recovered = clock_.now();
    EXPECT_LE(recovered - last, 1min + 10s);
    // The next failure begins with a short wait again.
    const AnswerId third = answer("t3", 0s);
    carrier_.sends = {no(Outcome::unavailable)};
    EXPECT_EQ(run().wake_at, clock_.now() + 2s);
    EXPECT_EQ(stored(third).due_at, clock_.now() + 2s);
    // A network that names a later time is believed.
    carrier_.sends = {no(Outcome::unavailable, clock_.now() + 10min)};
    run_at(2s);
    EXPECT_EQ(stored(third).due_at, clock_.now() - 2s + 10min);
}

// -- unknown outcomes
// ----------------------------------------------------------------------------------------

TEST_F(SenderTest, UnknownIsReadAfterTheSettleTimeAndFound) {
    const AnswerId id = answer("t1", 0s);
    carrier_.sends = {no(Outcome::unknown)};
    EXPECT_EQ(run().wake_at, kNoon + kSettle);
    EXPECT_EQ(stored(id).state, AnswerState::unknown);
    run_at(kSettle - 1s);
    EXPECT_TRUE(carrier_.looked_up.empty()) << "too early: the network may lag";
    carrier_.look_ups = {posted("at://us/1", kNoon)};
    EXPECT_EQ(run_at(1s).sent, 1);
    EXPECT_EQ(stored(id).state, AnswerState::sent);
    EXPECT_EQ(stored(id).sent_at, kNoon);
    EXPECT_EQ(carrier_.sent.size(), 1U);
}

TEST_F(SenderTest, UnknownAndAbsentIsPutAgainWithTheSameKey) {
    const AnswerId id = answer("t1", 0s);
    carrier_.sends = {no(Outcome::unknown)};
    run();
    carrier_.look_ups = {no(Outcome::refused)};
    carrier_.sends = {posted("at://us/1", {})};
    run_at(kSettle);
    run();
    ASSERT_EQ(carrier_.sent.size(), 2U);
    EXPECT_EQ(carrier_.sent[0].key, carrier_.sent[1].key);
    EXPECT_EQ(carrier_.sent[1].attempts, 2);
    EXPECT_EQ(stored(id).state, AnswerState::sent);
}

TEST_F(SenderTest, UnknownAndAbsentWithoutKeysIsHeldForAPerson) {
    carrier_.is_keyed = false;
    const AnswerId id = answer("t1", 0s);
    carrier_.sends = {no(Outcome::unknown)};
    run();
    carrier_.look_ups = {no(Outcome::refused)};
    run_at(kSettle);
    EXPECT_EQ(stored(id).state, AnswerState::held);
    for (int i = 0; i < 5; ++i)
        run_at(1h);
    EXPECT_EQ(carrier_.sent.size(), 1U) << "never a blind resend";
    // A person looked and found nothing.
    Service service(*store_, clock_);
    ASSERT_TRUE(service.resolve(actor(kMin), ConversationId("t1"), id, false, "").has_value());
    carrier_.sends = {posted("at://us/1", {})};
    run();
    EXPECT_EQ(stored(id).state, AnswerState::sent);
}

TEST_F(SenderTest, ANetworkThatCannotBeReadIsAskedAgain) {
    const AnswerId id = answer("t1", 0s);
    carrier_.sends = {no(Outcome::unknown)};
    run();
    carrier_.look_ups = {no(Outcome::unavailable)};
    run_at(kSettle);
    EXPECT_EQ(stored(id).state, AnswerState::unknown);
    EXPECT_EQ(stored(id).due_at, kNoon + kSettle + kSettle);
    carrier_.look_ups = {posted("at://us/1", kNoon)};
    run_at(kSettle);
    EXPECT_EQ(stored(id).state, AnswerState::sent);
}

TEST_F(SenderTest, AnUnknownDoesNotStopTheOthers) {
    answer("t1", 0s);
    const AnswerId second = answer("t2", 0s);
    carrier_.sends = {no(Outcome::unknown), posted("at://us/2", {})};
    EXPECT_EQ(run().sent, 1);
    EXPECT_EQ(stored(second).state, AnswerState::sent);
}

// -- crashes
// -------------------------------------------------------------------------------------------------

TEST_F(SenderTest, LeftSendingByACrashAndFound) {
    const AnswerId id = answer("t1", 0s);
    crash_while_sending(id, true);
    EXPECT_EQ(run().touched, 1);
    EXPECT_EQ(stored(id).state, AnswerState::unknown);
    EXPECT_EQ(stored(id).due_at, kNoon + kSettle);
    EXPECT_TRUE(carrier_.looked_up.empty());
    carrier_.look_ups = {posted("at://us/1", kNoon)};
    run_at(kSettle);
    ASSERT_EQ(carrier_.looked_up.size(), 1U);
    EXPECT_EQ(carrier_.looked_up[0].key, on_the_network_) << "looked up by the key that was frozen";
    EXPECT_EQ(stored(id).state, AnswerState::sent);
    EXPECT_TRUE(carrier_.sent.empty());
}

TEST_F(SenderTest, LeftSendingByACrashAndAbsentOnAKeyedNetwork) {
    const AnswerId id = answer("t1", 0s);
    crash_while_sending(id, false);
    const auto key = stored(id).key;
    run();
    carrier_.look_ups = {no(Outcome::refused)};
    carrier_.sends = {posted("at://us/1", {})};
    run_at(kSettle);
    run();
    ASSERT_EQ(carrier_.sent.size(), 1U);
    EXPECT_EQ(carrier_.sent[0].key, key);
    EXPECT_EQ(stored(id).state, AnswerState::sent);
}

TEST_F(SenderTest, LeftSendingByACrashAndAbsentWithoutKeys) {
    carrier_.is_keyed = false;
    const AnswerId id = answer("t1", 0s);
    crash_while_sending(id, false);
    run();
    carrier_.look_ups = {no(Outcome::refused)};
    run_at(kSettle);
    EXPECT_EQ(stored(id).state, AnswerState::held);
    EXPECT_TRUE(carrier_.sent.empty());
}

TEST_F(SenderTest, CrashAfterCrashNeverForgetsTheFirstKey) {
    const AnswerId id = answer("t1", 0s);
    crash_while_sending(id, false);
    const auto key = stored(id).key;
    for (int i = 0; i < 3; ++i) {
        run();
        carrier_.look_ups = {no(Outcome::refused)};
        run_at(kSettle);
        EXPECT_EQ(stored(id).state, AnswerState::queued);
        crash_while_sending(id, false);
        EXPECT_EQ(stored(id).key, key);
    }
}

TEST_F(SenderTest, TheEchoMayComeBeforeTheResponse) {
    const AnswerId id = answer("t1", 0s);
    // While the call still runs, listening hears our own post and settles the answer.
    carrier_.on_send = [&](const model::Answer& answer) {
        const ConversationState state = put("t1", {});
        put("t1", model::answered(state, answer.id, {"at://us/1", "", "", {}, clock_.now()}, clock_.now()));
    };
    carrier_.sends = {posted("at://us/1", {})};
    run();
    EXPECT_EQ(stored(id).state, AnswerState::sent);
    EXPECT_EQ(store_->detail(kBrand, ConversationId("t1"))->posts.size(), 2U) << "our post is there once";
}

TEST_F(SenderTest, TheEchoMayComeThoughTheResponseGotLost) {
    const AnswerId id = answer("t1", 0s);
    carrier_.on_send = [&](const model::Answer& answer) {
        const ConversationState state = put("t1", {});
        put("t1", model::answered(state, answer.id, {"at://us/1", "", "", {}, clock_.now()}, clock_.now()));
    };
    carrier_.sends = {no(Outcome::unknown)};
    run();
    EXPECT_EQ(stored(id).state, AnswerState::sent);
    run_at(kSettle * 2);
    EXPECT_TRUE(carrier_.looked_up.empty());
}

// -- one sender an account
// -----------------------------------------------------------------------------------

TEST_F(SenderTest, AnotherServersLeaseIsRespectedAndEnds) {
    answer("t1", 0s);
    Sender other(*store_, *store_, carrier_, clock_, kAccount, "another server");
    carrier_.sends = {posted("at://us/1", {})};
    EXPECT_EQ(other.run_once()->sent, 1);
    const AnswerId second = answer("t2", 0s);
    const auto step = run();
    EXPECT_EQ(step.sent, 0);
    EXPECT_EQ(step.wake_at, kNoon + 10s);
    EXPECT_EQ(stored(second).state, AnswerState::queued);
    carrier_.sends = {posted("at://us/2", {})};
    EXPECT_EQ(run_at(61s).sent, 1) << "the other one is gone";
    EXPECT_EQ(other.run_once()->wake_at, clock_.now() + 10s);
}

TEST_F(SenderTest, ASlowNetworkNeverCarriesItBeyondItsLease) {
    for (int i = 0; i < 6; ++i) {
        answer("t" + std::to_string(i), 0s);
        carrier_.sends.push_back(posted("at://us/" + std::to_string(i), {}));
    }
    carrier_.on_send = [&](const model::Answer&) {
        clock_.advance(29s);
        EXPECT_EQ(store_->sender_lease(kAccount, "another server", clock_.now(), 60s).has_value(), false)
            << "a call ran on without the lease";
    };
    int sent = 0;
    for (int rounds = 0; rounds < 10 && sent < 6; ++rounds)
        sent += run().sent;
    EXPECT_EQ(sent, 6);
}

TEST_F(SenderTest, AConversationOfAnotherAccountIsNotTouched) {
    answer("t1", 0s);
    Sender other(*store_, *store_, carrier_, clock_, model::AccountId("other"), "this server");
    const auto step = other.run_once();
    EXPECT_TRUE(carrier_.sent.empty());
    EXPECT_TRUE(!step || step->touched == 0);
}

}  // namespace
}  // namespace manyhands::outbox
