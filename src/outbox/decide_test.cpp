// The outbox's pure decisions: every state of an answer times every outcome of a network.
#include <gtest/gtest.h>

#include "model/answered.hpp"
#include "model/test_world.hpp"
#include "outbox/outbox.hpp"

namespace manyhands::outbox {
namespace {

using namespace std::chrono_literals;
using namespace model::testing;
using base::Instant;
using model::AnswerId;
using model::AnswerState;
using model::ConversationState;
using model::Events;
using model::SendKey;

const AnswerId kAnswer{"a1"};
const Instant kNow = kNoon + 40s;
constexpr base::Micros kSettle = 15s;

constexpr AnswerState kStates[] = {
    AnswerState::awaiting_approval, AnswerState::queued, AnswerState::paused,
    AnswerState::sending,           AnswerState::sent,   AnswerState::failed,
    AnswerState::unknown,           AnswerState::held,   AnswerState::cancelled};
constexpr Outcome kOutcomes[] = {Outcome::sent,         Outcome::refused,     Outcome::signed_out,
                                 Outcome::rate_limited, Outcome::unavailable, Outcome::unknown};

SendResult result_of(Outcome outcome) {
    SendResult result;
    result.outcome = outcome;
    if (outcome == Outcome::sent) {
        result.remote_id = "at://us/1";
        result.remote_version = "v1";
        result.url = "https://testnet.example/1";
        result.at = kNow - 1s;
    } else {
        result.problem = {base::ErrorCode::unavailable, "test.outcome", {}, "cause"};
    }
    return result;
}

AnswerState state_after(const ConversationState& state, const Events& events) {
    return after(state, events).find_answer(kAnswer)->state;
}

// A customer's post while the answer is on its way.
ConversationState with_newer_post(ConversationState state) {
    return after(std::move(state),
                 {event(model::PostReceived{customer_post("p2", kNoon + 20s)}, kNoon + 20s)});
}

// -- begin
// ---------------------------------------------------------------------------------------------------

TEST(Begin, OnlyAQueuedAnswerThatIsDue) {
    for (const AnswerState state : kStates) {
        const auto events = begin(with_answer(state), kAnswer, {"k", kNow}, kNow);
        if (state == AnswerState::queued) {
            ASSERT_TRUE(events.has_value());
            EXPECT_EQ(types(*events), (std::vector<std::string>{"answer_sending"}));
            EXPECT_EQ(state_after(with_answer(state), *events), AnswerState::sending);
        } else {
            ASSERT_FALSE(events.has_value()) << to_string(state);
            EXPECT_EQ(events.error().code, base::ErrorCode::conflict);
            EXPECT_EQ(events.error().key, "outbox.not_queued");
        }
    }
    const auto undo_runs = begin(with_answer(AnswerState::queued), kAnswer, {"k", kNow}, kNoon + 4s);
    EXPECT_EQ(undo_runs.error().key, "outbox.not_queued");
    EXPECT_TRUE(begin(with_answer(AnswerState::queued), kAnswer, {"k", kNow}, kNoon + 5s).has_value());
    EXPECT_EQ(begin(with_answer(AnswerState::queued), AnswerId("other"), {"k", kNow}, kNow).error().key,
              "outbox.not_queued");
}

TEST(Begin, TheFirstKeyStays) {
    ConversationState state = with_answer(AnswerState::queued);
    state = after(state, begin(state, kAnswer, {"first", kNow}, kNow).value());
    EXPECT_EQ(state.find_answer(kAnswer)->attempts, 1);
    state = after(state, record(state, kAnswer, result_of(Outcome::rate_limited), kSettle, kNow).value());
    const Instant later = kNow + 2min;
    state = after(state, begin(state, kAnswer, {"second", later}, later).value());
    const model::Answer* answer = state.find_answer(kAnswer);
    EXPECT_EQ(answer->key, (SendKey{"first", kNow}));
    EXPECT_EQ(answer->attempts, 2);
}

TEST(Begin, TwiceIsOnce) {
    const ConversationState queued = with_answer(AnswerState::queued);
    const ConversationState sending = after(queued, begin(queued, kAnswer, {"k", kNow}, kNow).value());
    EXPECT_EQ(begin(sending, kAnswer, {"k", kNow}, kNow).error().key, "outbox.not_queued");
}

// -- record
// --------------------------------------------------------------------------------------------------

TEST(Record, EveryStateTimesEveryOutcome) {
    for (const AnswerState state : kStates)
        for (const Outcome outcome : kOutcomes) {
            const ConversationState before = with_answer(state);
            const auto events = record(before, kAnswer, result_of(outcome), kSettle, kNow);
            ASSERT_TRUE(events.has_value());
            if (state != AnswerState::sending) {
                EXPECT_TRUE(events->empty()) << to_string(state) << " " << static_cast<int>(outcome);
                continue;
            }
            const ConversationState now = after(before, *events);
            EXPECT_EQ(broken_rule(now), "");
            const model::Answer& answer = *now.find_answer(kAnswer);
            switch (outcome) {
                case Outcome::sent:
                    EXPECT_EQ(answer.state, AnswerState::sent);
                    EXPECT_EQ(answer.remote_id, "at://us/1");
                    EXPECT_EQ(answer.sent_at, kNow - 1s);
                    EXPECT_FALSE(now.conversation.episode.has_value());
                    break;
                case Outcome::refused:
                    EXPECT_EQ(answer.state, AnswerState::failed);
                    EXPECT_EQ(answer.problem.key, "test.outcome");
                    EXPECT_TRUE(now.conversation.episode.has_value()) << "the customer still waits";
                    break;
                case Outcome::signed_out:
                case Outcome::rate_limited:
                    EXPECT_EQ(answer.state, AnswerState::queued);
                    EXPECT_EQ(answer.due_at, kNow + 1min);
                    break;
                case Outcome::unavailable:
                    EXPECT_EQ(answer.state, AnswerState::queued);
                    EXPECT_EQ(answer.due_at, kNow + back_off(1));
                    break;
                case Outcome::unknown:
                    EXPECT_EQ(answer.state, AnswerState::unknown);
                    EXPECT_EQ(answer.due_at, kNow + kSettle);
                    EXPECT_EQ(answer.problem.key, "test.outcome");
                    break;
            }
            // The same answer of the network told twice changes nothing.
            EXPECT_TRUE(record(now, kAnswer, result_of(outcome), kSettle, kNow)->empty());
        }
}

TEST(Record, AnUnknownAnswerChangesNothing) {
    EXPECT_TRUE(
        record(with_answer(AnswerState::sending), AnswerId("other"), result_of(Outcome::sent), kSettle, kNow)
            ->empty());
}

TEST(Record, TheNetworksOwnTimeToComeBackCounts) {
    for (const Outcome outcome : {Outcome::rate_limited, Outcome::signed_out, Outcome::unavailable}) {
        const ConversationState sending = with_answer(AnswerState::sending);
        SendResult result = result_of(outcome);
        result.retry_at = kNow + 17min;
        const auto later = after(sending, record(sending, kAnswer, result, kSettle, kNow).value());
        EXPECT_EQ(later.find_answer(kAnswer)->due_at, kNow + 17min);
        result.retry_at = kNow - 17min;  // its clock is behind ours
        const auto past = after(sending, record(sending, kAnswer, result, kSettle, kNow).value());
        EXPECT_EQ(past.find_answer(kAnswer)->due_at, kNow + 1s);
    }
}

TEST(Record, WithoutAReasonThePersonStillGetsASentence) {
    SendResult result;
    result.outcome = Outcome::refused;
    const ConversationState sending = with_answer(AnswerState::sending);
    EXPECT_EQ(
        after(sending, *record(sending, kAnswer, result, kSettle, kNow)).find_answer(kAnswer)->problem.key,
        "outbox.refused");
    result.outcome = Outcome::unknown;
    EXPECT_EQ(
        after(sending, *record(sending, kAnswer, result, kSettle, kNow)).find_answer(kAnswer)->problem.key,
        "outbox.unknown");
}

TEST(Record, WhatDidNotGetThroughNeverFollowsBlindlyBehindANewerPost) {
    for (const Outcome outcome : {Outcome::rate_limited, Outcome::signed_out, Outcome::unavailable}) {
        const ConversationState sending = with_newer_post(with_answer(AnswerState::sending));
        const auto now = after(sending, record(sending, kAnswer, result_of(outcome), kSettle, kNow).value());
        EXPECT_EQ(now.find_answer(kAnswer)->state, AnswerState::paused);
        EXPECT_EQ(now.find_answer(kAnswer)->problem.key, model::kPausedByPost);
        EXPECT_EQ(begin(now, kAnswer, {"k", kNow}, kNow + 1h).error().key, "outbox.not_queued");
    }
}

TEST(Record, SentWhileTheCustomerWroteAgainOpensTheNextEpisode) {
    const ConversationState sending = with_newer_post(with_answer(AnswerState::sending));
    const auto now =
        after(sending, record(sending, kAnswer, result_of(Outcome::sent), kSettle, kNow).value());
    ASSERT_TRUE(now.conversation.episode.has_value());
    EXPECT_EQ(now.conversation.episode->number, 2);
    EXPECT_EQ(now.conversation.episode->post, model::PostId("p2"));
}

// -- settle
// --------------------------------------------------------------------------------------------------

TEST(Settle, EveryStateTimesEveryOutcomeTimesKeys) {
    for (const bool keyed : {true, false})
        for (const AnswerState state : kStates)
            for (const Outcome outcome : kOutcomes) {
                const ConversationState before = with_answer(state);
                const auto events = settle(before, kAnswer, result_of(outcome), keyed, kSettle, kNow);
                ASSERT_TRUE(events.has_value());
                if (state == AnswerState::sending) {  // left by a crash, whatever anybody says
                    const auto now = after(before, *events);
                    EXPECT_EQ(now.find_answer(kAnswer)->state, AnswerState::unknown);
                    EXPECT_EQ(now.find_answer(kAnswer)->due_at, kNow + kSettle);
                    EXPECT_EQ(now.find_answer(kAnswer)->key, before.find_answer(kAnswer)->key);
                    continue;
                }
                if (state != AnswerState::unknown) {
                    EXPECT_TRUE(events->empty()) << to_string(state) << " " << static_cast<int>(outcome);
                    continue;
                }
                const ConversationState now = after(before, *events);
                EXPECT_EQ(broken_rule(now), "");
                const model::Answer& answer = *now.find_answer(kAnswer);
                switch (outcome) {
                    case Outcome::sent:
                        EXPECT_EQ(answer.state, AnswerState::sent);
                        EXPECT_EQ(answer.remote_id, "at://us/1");
                        break;
                    case Outcome::refused:
                        if (keyed) {
                            EXPECT_EQ(answer.state, AnswerState::queued);
                            EXPECT_EQ(answer.due_at, kNow);
                            EXPECT_EQ(answer.key, (SendKey{"k1", kNoon + 5s})) << "the same key again";
                        } else {
                            EXPECT_EQ(answer.state, AnswerState::held);
                            EXPECT_EQ(answer.problem.key, "outbox.held");
                        }
                        break;
                    case Outcome::rate_limited:
                    case Outcome::signed_out:
                    case Outcome::unavailable:
                    case Outcome::unknown:
                        EXPECT_EQ(answer.state, AnswerState::unknown) << "nothing was learnt";
                        EXPECT_EQ(answer.due_at, kNow + kSettle);
                        break;
                }
            }
}

TEST(Settle, AskAgainAtTheNetworksTimeButNeverAtOnce) {
    const ConversationState unknown = with_answer(AnswerState::unknown);
    SendResult seen = result_of(Outcome::rate_limited);
    seen.retry_at = kNow + 10min;
    EXPECT_EQ(
        after(unknown, *settle(unknown, kAnswer, seen, true, kSettle, kNow)).find_answer(kAnswer)->due_at,
        kNow + 10min);
    seen.retry_at = kNow - 10min;
    EXPECT_EQ(
        after(unknown, *settle(unknown, kAnswer, seen, true, kSettle, kNow)).find_answer(kAnswer)->due_at,
        kNow + 1s);
    seen.retry_at.reset();
    EXPECT_EQ(after(unknown, *settle(unknown, kAnswer, seen, true, 0s, kNow)).find_answer(kAnswer)->due_at,
              kNow + 2s);
}

TEST(Settle, AKeyedNetworkThatNeverShowsItEndsWithAPerson) {
    ConversationState state = with_answer(AnswerState::queued);
    Instant now = kNow;
    int sends = 0;
    while (state.find_answer(kAnswer)->state == AnswerState::queued && sends < 100) {
        state = after(state, begin(state, kAnswer, {"k", now}, now).value());
        ++sends;
        state = after(state, record(state, kAnswer, result_of(Outcome::unknown), kSettle, now).value());
        now += kSettle;
        state = after(state, settle(state, kAnswer, result_of(Outcome::refused), true, kSettle, now).value());
    }
    EXPECT_EQ(sends, 5);
    EXPECT_EQ(state.find_answer(kAnswer)->state, AnswerState::held);
    EXPECT_EQ(state.find_answer(kAnswer)->key, (SendKey{"k", kNow}));
}

TEST(Settle, AbsentBehindANewerPostIsForAPersonToSay) {
    const ConversationState unknown = with_newer_post(with_answer(AnswerState::unknown));
    const auto now =
        after(unknown, settle(unknown, kAnswer, result_of(Outcome::refused), true, kSettle, kNow).value());
    EXPECT_EQ(now.find_answer(kAnswer)->state, AnswerState::paused);
}

// -- resolve
// -------------------------------------------------------------------------------------------------

TEST(Resolve, OnlyAHeldAnswer) {
    for (const AnswerState state : kStates) {
        if (state == AnswerState::held) continue;
        for (const bool was_posted : {true, false}) {
            const auto events = resolve(with_answer(state), kAnswer, was_posted, "", kSue, kNow);
            ASSERT_FALSE(events.has_value()) << to_string(state);
            EXPECT_EQ(events.error().key, "outbox.not_held");
        }
    }
}

TEST(Resolve, ItWasPosted) {
    const ConversationState held = with_answer(AnswerState::held);
    const auto events = resolve(held, kAnswer, true, "at://us/9", kSue, kNow);
    ASSERT_TRUE(events.has_value());
    for (const model::Event& e : *events)
        EXPECT_EQ(e.by, kSue);
    const auto now = after(held, *events);
    EXPECT_EQ(now.find_answer(kAnswer)->state, AnswerState::sent);
    EXPECT_EQ(now.find_answer(kAnswer)->remote_id, "at://us/9");
    EXPECT_EQ(now.find_answer(kAnswer)->sent_at, kNoon + 5s) << "when it was sent, not when it was looked up";
    EXPECT_FALSE(now.conversation.episode.has_value());
    EXPECT_EQ(broken_rule(now), "");
}

TEST(Resolve, ItWasPostedSomewhereUnknown) {
    const ConversationState held = with_answer(AnswerState::held);
    const auto now = after(held, resolve(held, kAnswer, true, "", kSue, kNow).value());
    EXPECT_EQ(now.find_answer(kAnswer)->state, AnswerState::sent);
    EXPECT_EQ(now.find_answer(kAnswer)->remote_id, "by-hand:a1");
}

TEST(Resolve, ItWasNotPosted) {
    const ConversationState held = with_answer(AnswerState::held);
    const auto now = after(held, resolve(held, kAnswer, false, "", kSue, kNow).value());
    EXPECT_EQ(now.find_answer(kAnswer)->state, AnswerState::queued);
    EXPECT_EQ(now.find_answer(kAnswer)->due_at, kNow);
    EXPECT_EQ(now.find_answer(kAnswer)->key, (SendKey{"k1", kNoon + 5s}));
    // A second person who says so too is told that it is decided.
    EXPECT_EQ(resolve(now, kAnswer, false, "", kMin, kNow).error().key, "outbox.not_held");
}

TEST(ResolveService, AsksThePolicy) {
    MemoryStore store;
    const base::ManualClock clock(kNow);
    Service service(store, clock);
    const model::ConversationId talk("talk");
    store.states[talk] = with_answer(AnswerState::held);
    const auto nobody = service.resolve(actor(kLee, model::Role::employee), talk, kAnswer, true, "x");
    ASSERT_FALSE(nobody.has_value());
    EXPECT_EQ(nobody.error().code, base::ErrorCode::forbidden);
    const auto auditor = service.resolve(actor(kMin, model::Role::auditor), talk, kAnswer, true, "x");
    EXPECT_EQ(auditor.error().code, base::ErrorCode::forbidden);
    EXPECT_EQ(store.states[talk].find_answer(kAnswer)->state, AnswerState::held);
    const auto writer = service.resolve(actor(kMin, model::Role::employee), talk, kAnswer, true, "x");
    ASSERT_TRUE(writer.has_value());
    EXPECT_EQ(writer->find_answer(kAnswer)->state, AnswerState::sent);
}

// -- back-off
// ------------------------------------------------------------------------------------------------

TEST(BackOff, DoublesUpToAMinute) {
    const base::Micros expected[] = {2s, 2s, 4s, 8s, 16s, 32s, 60s, 60s};
    for (int failures = 0; failures < 8; ++failures)
        EXPECT_EQ(back_off(failures), expected[failures]) << failures;
    EXPECT_EQ(back_off(-5), 2s);
    EXPECT_EQ(back_off(1'000'000), 1min);
}

TEST(HoldingAnswers, APromiseThatIsPastIsForAPersonAndNotForTheNetwork) {
    ConversationState queued = with_answer(AnswerState::queued);
    queued.answers[0].holding_until = kNow + 1min;
    EXPECT_TRUE(std::holds_alternative<model::AnswerSending>(
        begin(queued, kAnswer, {"k", kNow}, kNow).value().at(0).body));
    const auto late = begin(queued, kAnswer, {"k", kNow}, kNow + 1min).value();
    EXPECT_EQ(state_after(queued, late), AnswerState::paused);
    EXPECT_EQ(after(queued, late).find_answer(kAnswer)->problem.key, model::kPausedByTime);
    // Held by the network's limit, found absent, said by a person not to be there: the same.
    ConversationState sending = with_answer(AnswerState::sending);
    sending.answers[0].holding_until = kNow + 1min;
    SendResult limited = result_of(Outcome::rate_limited);
    limited.retry_at = kNow + 10min;
    EXPECT_EQ(state_after(sending, record(sending, kAnswer, limited, kSettle, kNow).value()),
              AnswerState::paused);
    ConversationState held = with_answer(AnswerState::held);
    held.answers[0].holding_until = kNow;
    EXPECT_EQ(state_after(held, resolve(held, kAnswer, false, "", kSue, kNow).value()), AnswerState::paused);
    // Said to be there, it promised, and is missed at once.
    const auto there = after(held, resolve(held, kAnswer, true, "", kSue, kNow).value());
    ASSERT_TRUE(there.conversation.owed);
    EXPECT_EQ(there.conversation.owed->until, kNow);
    EXPECT_EQ(there.conversation.state, model::State::waiting);
}

}  // namespace
}  // namespace manyhands::outbox
