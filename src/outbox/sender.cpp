#include <algorithm>

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "model/policy.hpp"
#include "outbox/outbox.hpp"

namespace manyhands::outbox {

using base::Error;
using base::ErrorCode;
using base::Instant;
using base::Micros;
using base::Result;
using model::AnswerState;
using model::ConversationState;

namespace {

constexpr int kBatch = 20;
constexpr Micros kLease = std::chrono::seconds(60);
constexpr Micros kLeaseRetry = std::chrono::seconds(10);

std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
    if (!a) return b;
    if (!b) return a;
    return std::min(*a, *b);
}

}  // namespace

Sender::Sender(model::Transactor& store, OutboxStore& outbox, Carrier& carrier, const base::Clock& clock,
               model::AccountId account, std::string holder)
    : store_(store),
      outbox_(outbox),
      carrier_(carrier),
      clock_(clock),
      account_(std::move(account)),
      holder_(std::move(holder)) {}

Result<Sender::Step> Sender::run_once() {
    Step step;
    const Instant now = clock_.now();
    // Renewed in its second half only: each renewal is a commit, and a commit wakes the senders.
    if (now + kLease / 2 >= leased_until_ || now + kLease < leased_until_) {
        if (auto lease = outbox_.sender_lease(account_, holder_, now, kLease); !lease) {
            if (lease.error().code != ErrorCode::conflict) return std::unexpected(lease.error());
            step.wake_at = now + kLeaseRetry;  // another process sends for this account
            return step;
        }
        leased_until_ = now + kLease;
    }
    if (not_before_ && now < *not_before_) {
        step.wake_at = not_before_;
        return step;
    }
    not_before_.reset();

    MH_LET(answers, outbox_.due_answers(account_, now, kBatch));
    for (const model::Answer& answer : answers) {
        // A slow network must not carry us beyond the lease: whatever begins ends within it.
        if (clock_.now() + kLease / 2 >= leased_until_) {
            step.wake_at = clock_.now();
            return step;
        }
        if (answer.state == AnswerState::queued) {
            MH_TRY(not_before_ ? postpone(answer, *not_before_, step) : send(answer, step));
        } else if (!not_before_) {
            MH_TRY(settle(answer, step));
        }
    }
    if (static_cast<int>(answers.size()) == kBatch && !not_before_) {
        step.wake_at = clock_.now();  // there is more
        return step;
    }
    MH_LET(next, outbox_.next_due_answer(account_));
    step.wake_at = not_before_ ? std::max(not_before_, next) : next;
    step.wake_at = earlier(step.wake_at, leased_until_ - kLease / 2);
    return step;
}

Result<void> Sender::send(const model::Answer& answer, Step& step) {
    if (const auto left = carrier_.remaining(); left && *left <= 0) {
        if (const auto resets = carrier_.resets_at(); resets && *resets > clock_.now()) {
            not_before_ = resets;
            return postpone(answer, *resets, step);
        }
    }
    const model::SendKey key = carrier_.make_key(answer.id, clock_.now());
    base::failpoint("outbox.before_intent");
    auto begun = store_.transact(answer.brand, answer.conversation, [&](const ConversationState* state) {
        return begin(*state, answer.id, key, clock_.now());
    });
    if (!begun) {
        // Undone or paused in the last moment: somebody was faster, which is as it should be.
        if (begun.error().code == ErrorCode::conflict) return {};
        return std::unexpected(begun.error());
    }
    base::failpoint("outbox.intent_committed");

    const model::Answer* sending = begun->find_answer(answer.id);
    if (sending->state != AnswerState::sending) {  // paused: what it promises is past
        ++step.touched;
        return {};
    }
    SendResult result = carrier_.send(*sending);
    base::failpoint("outbox.sent_not_recorded");

    learn(result, step);
    if (not_before_) result.retry_at = not_before_;  // what people see is when it is really tried again
    auto recorded = store_.transact(answer.brand, answer.conversation, [&](const ConversationState* state) {
        return record(*state, answer.id, result, carrier_.settle_time(), clock_.now());
    });
    if (!recorded) return std::unexpected(recorded.error());
    base::failpoint("outbox.recorded");
    ++step.touched;
    if (result.outcome == Outcome::sent) ++step.sent;
    return {};
}

Result<void> Sender::settle(const model::Answer& answer, Step& step) {
    SendResult seen;
    if (answer.state == AnswerState::unknown) {
        seen = carrier_.look_up(answer);
        base::failpoint("outbox.looked_up");
        learn(seen, step);
    }
    auto settled = store_.transact(answer.brand, answer.conversation, [&](const ConversationState* state) {
        return outbox::settle(*state, answer.id, seen, carrier_.keyed(), carrier_.settle_time(),
                              clock_.now());
    });
    if (!settled) return std::unexpected(settled.error());
    ++step.touched;
    if (seen.outcome == Outcome::sent) ++step.sent;
    if (const model::Answer* after = settled->find_answer(answer.id); after != nullptr)
        base::log(base::LogLevel::info, "outbox", "settled",
                  {{"answer", answer.id.value}, {"state", std::string(to_string(after->state))}});
    return {};
}

Result<void> Sender::postpone(const model::Answer& answer, Instant until, Step& step) {
    auto moved = store_.transact(
        answer.brand, answer.conversation, [&](const ConversationState* state) -> Result<model::Events> {
            const model::Answer* queued = state->find_answer(answer.id);
            if (queued == nullptr || queued->state != AnswerState::queued) return model::Events{};
            return model::Events{{clock_.now(), std::nullopt, model::AnswerDue{answer.id, until}}};
        });
    if (!moved) return std::unexpected(moved.error());
    ++step.touched;
    return {};
}

// What an exchange says about the account itself, beyond this one answer.
void Sender::learn(const SendResult& result, Step& step) {
    const Instant now = clock_.now();
    switch (result.outcome) {
        case Outcome::rate_limited:
            not_before_ = result.retry_at.value_or(now + std::chrono::minutes(1));
            // A network's clock may say "in the past": never come back at once.
            *not_before_ = std::max(*not_before_, now + std::chrono::seconds(1));
            break;
        case Outcome::signed_out:
            not_before_ = now + std::chrono::minutes(1);
            step.problem = result.problem;
            break;
        case Outcome::unavailable:
            ++failures_;
            not_before_ = std::max(result.retry_at.value_or(now), now + back_off(failures_));
            step.problem = result.problem;
            break;
        case Outcome::unknown:
            step.problem = result.problem;
            break;
        case Outcome::sent:
        case Outcome::refused:
            failures_ = 0;
            break;
    }
}

Result<ConversationState> Service::resolve(const model::Actor& actor, const model::ConversationId& id,
                                           const model::AnswerId& answer, bool was_posted,
                                           const std::string& remote_id) {
    return store_.transact(actor.brand, id, [&](const ConversationState* state) -> Result<model::Events> {
        if (state == nullptr) return base::fail(ErrorCode::not_found, "route.conversation.not_found");
        const model::Conversation& conversation = state->conversation;
        const model::Answer* held = state->find_answer(answer);
        MH_TRY(model::check(actor, model::Action::resolve_held,
                            model::scope_of(actor, conversation.brand, conversation.department,
                                            held == nullptr ? model::EmployeeId{} : held->author)));
        return outbox::resolve(*state, answer, was_posted, remote_id, actor.employee, clock_.now());
    });
}

}  // namespace manyhands::outbox
