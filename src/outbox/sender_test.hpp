// What the sender's tests share: the sender over the real store, with a network that does what the test says.
#pragma once

#include <deque>
#include <functional>

#include <gtest/gtest.h>

#include "model/answered.hpp"
#include "model/test_world.hpp"
#include "outbox/outbox.hpp"
#include "storage/store.hpp"

namespace manyhands::outbox {

using namespace std::chrono_literals;
using namespace model::testing;
using base::Instant;
using model::AnswerId;
using model::AnswerState;
using model::ConversationId;
using model::ConversationState;

inline constexpr base::Micros kSettle = 15s;

inline SendResult posted(const std::string& remote_id, Instant at) {
    SendResult result;
    result.outcome = Outcome::sent;
    result.remote_id = remote_id;
    result.at = at;
    return result;
}

inline SendResult no(Outcome outcome, std::optional<Instant> retry_at = std::nullopt) {
    SendResult result;
    result.outcome = outcome;
    result.problem = {
        outcome == Outcome::signed_out ? base::ErrorCode::unauthenticated : base::ErrorCode::unavailable,
        "test.problem",
        {},
        {}};
    result.retry_at = retry_at;
    return result;
}

// Plays one exchange after another; what was not foreseen is a failure of the test.
class ScriptedCarrier final : public Carrier {
  public:
    explicit ScriptedCarrier(const base::Clock& clock) : clock_(clock) {}

    bool keyed() const override { return is_keyed; }
    base::Micros settle_time() const override { return kSettle; }
    model::SendKey make_key(const AnswerId& answer, Instant now) override {
        return {answer.value + "#" + std::to_string(++keys_made), now};
    }
    SendResult send(const model::Answer& answer) override {
        sent.push_back(answer);
        if (on_send) on_send(answer);
        return next(sends);
    }
    SendResult look_up(const model::Answer& answer) override {
        looked_up.push_back(answer);
        return next(look_ups);
    }
    std::optional<std::int64_t> remaining() const override { return budget; }
    std::optional<Instant> resets_at() const override { return resets; }

    bool is_keyed = true;
    std::deque<SendResult> sends;
    std::deque<SendResult> look_ups;
    std::function<void(const model::Answer&)> on_send;
    std::vector<model::Answer> sent;
    std::vector<model::Answer> looked_up;
    std::optional<std::int64_t> budget;
    std::optional<Instant> resets;
    int keys_made = 0;

  private:
    SendResult next(std::deque<SendResult>& script) {
        if (script.empty()) {
            ADD_FAILURE() << "the network was asked once too often";
            return no(Outcome::unknown);
        }
        SendResult result = script.front();
        script.pop_front();
        if (result.outcome == Outcome::sent && result.at == Instant{}) result.at = clock_.now();
        return result;
    }
    const base::Clock& clock_;
};

class SenderTest : public ::testing::Test {
  protected:
    SenderTest() : store_(storage::Store::open(":memory:", clock_).value()), carrier_(clock_) {
        EXPECT_TRUE(store_->add_brand({kBrand, "Hanbit", false, kNoon}));
        EXPECT_TRUE(store_->add_department({kCare, kBrand, "고객지원", "Care"}));
        for (const auto& [who, initials] : {std::pair{kMin, "MK"}, std::pair{kSue, "SB"}}) {
            model::Employee employee;
            employee.id = who;
            employee.brand = kBrand;
            employee.department = kCare;
            employee.name = who.value;
            employee.email = who.value + "@hanbit.example";
            employee.initials = initials;
            EXPECT_TRUE(store_->add_employee(employee));
        }
        model::Account account;
        account.id = kAccount;
        account.brand = kBrand;
        account.department = kCare;
        account.network = "testnet";
        account.remote_id = kUs;
        EXPECT_TRUE(store_->add_account(account, {"s", "t"}));
        start();
    }

    // A new process: nothing is known but what the store kept.
    void start() { sender_.emplace(*store_, *store_, carrier_, clock_, kAccount, "this server"); }

    ConversationState put(const std::string& talk, const model::Events& events) {
        auto state =
            store_->transact(kBrand, ConversationId(talk), [&](const ConversationState*) { return events; });
        EXPECT_TRUE(state.has_value()) << state.error().key << " " << state.error().cause;
        return state.value_or(ConversationState{});
    }

    // A conversation with an answer that goes out `undo` after now.
    AnswerId answer(const std::string& talk, base::Micros undo = 5s) {
        const Instant now = clock_.now();
        const std::string post = "at://" + talk;
        model::Conversation c = conversation(now);
        c.id = ConversationId(talk);
        c.customer.remote_id = "did:" + talk;
        c.root_remote_id = post;
        model::Post question = customer_post("p-" + talk, now);
        question.conversation = c.id;
        question.remote = remote_post(post, "did:" + talk, now);
        model::Answer a = answer_of("a-" + talk, kMin, now);
        a.conversation = c.id;
        a.parent = question.id;
        a.parent_remote_id = a.root_remote_id = post;
        a.due_at = now + undo;
        put(talk,
            {event(model::ConversationOpened{c}, now), event(model::PostReceived{question}, now),
             event(model::EpisodeOpened{{1, question.id, now, false}}, now),
             event(model::Claimed{claim_of(kMin, 1, now)}, now), event(model::AnswerSubmitted{a}, now)});
        return a.id;
    }

    model::Answer stored(const AnswerId& id) {
        auto found = store_->answer(kBrand, id);
        EXPECT_TRUE(found.has_value());
        return found.value_or(model::Answer{});
    }

    Sender::Step run() {
        auto step = sender_->run_once();
        EXPECT_TRUE(step.has_value()) << step.error().key << " " << step.error().cause;
        return step.value_or(Sender::Step{});
    }
    Sender::Step run_at(base::Micros later) {
        clock_.advance(later);
        return run();
    }
    // The process dies between the committed intent and anything else.
    void crash_while_sending(const AnswerId& id, bool arrived) {
        const model::Answer before = stored(id);
        put(before.conversation.value,
            begin(put(before.conversation.value, {}), id, carrier_.make_key(id, clock_.now()), clock_.now())
                .value());
        EXPECT_EQ(stored(id).state, AnswerState::sending);
        if (arrived) on_the_network_ = stored(id).key;
        start();
    }

    base::ManualClock clock_{kNoon};
    std::unique_ptr<storage::Store> store_;
    ScriptedCarrier carrier_;
    std::optional<Sender> sender_;
    std::optional<model::SendKey> on_the_network_;
};

}  // namespace manyhands::outbox
