#include <algorithm>

#include "model/answered.hpp"
#include "model/owed.hpp"
#include "outbox/outbox.hpp"

namespace manyhands::outbox {

using base::ErrorCode;
using base::Instant;
using base::Micros;
using base::Result;
using model::AnswerState;
using model::ConversationState;
using model::Events;

namespace {

// After so many definite absences on a keyed network something is wrong that trying again does not cure.
constexpr int kAttemptsAtMost = 5;
constexpr Micros kAgainAtSoonest = std::chrono::seconds(1);

Events one(Instant now, model::EventBody body) {
    return {{now, std::nullopt, std::move(body)}};
}

model::Publication publication_of(const SendResult& result) {
    model::Publication publication;
    publication.remote_id = result.remote_id;
    publication.remote_version = result.remote_version;
    publication.url = result.url;
    publication.at = result.at;
    return publication;
}

base::Error or_else(const base::Error& problem, std::string key) {
    if (!problem.key.empty()) return problem;
    return {ErrorCode::unavailable, std::move(key), {}, problem.cause};
}

Events past_promise(const model::AnswerId& id, Instant now) {
    return one(now,
               model::AnswerPaused{id, {ErrorCode::conflict, std::string(model::kPausedByTime), {}, {}}});
}

}  // namespace

Micros back_off(int failures) {
    const int doublings = std::clamp(failures - 1, 0, 5);
    return std::min<Micros>(std::chrono::seconds(2) * (1 << doublings), std::chrono::minutes(1));
}

Result<Events> begin(const ConversationState& state, const model::AnswerId& id, const model::SendKey& key,
                     Instant now) {
    const model::Answer* answer = state.find_answer(id);
    if (answer == nullptr || answer->state != AnswerState::queued || answer->due_at > now)
        return base::fail(ErrorCode::conflict, "outbox.not_queued");
    // "By 15:00" is not said at four.
    if (model::is_past(*answer, now)) return past_promise(id, now);
    // The first key stays: an attempt that was told "later" may still have left something behind.
    return one(now, model::AnswerSending{id, answer->attempts + 1, answer->key.value_or(key)});
}

Result<Events> record(const ConversationState& state, const model::AnswerId& id, const SendResult& result,
                      Micros settle_time, Instant now) {
    const model::Answer* answer = state.find_answer(id);
    // The echo of our own post may have settled it already.
    if (answer == nullptr || answer->state != AnswerState::sending) return Events{};
    // A network whose clock is behind must not make us ask again at once.
    const auto again = [&](Instant when) {
        return one(now, model::queue_again(state, id, std::max(when, now + kAgainAtSoonest)));
    };
    switch (result.outcome) {
        case Outcome::sent:
            return model::answered(state, id, publication_of(result), now);
        case Outcome::refused:
            return one(now, model::AnswerFailed{id, or_else(result.problem, "outbox.refused")});
        case Outcome::rate_limited:
        case Outcome::signed_out:
            return again(result.retry_at.value_or(now + std::chrono::minutes(1)));
        case Outcome::unavailable:
            return again(result.retry_at.value_or(now + back_off(answer->attempts)));
        case Outcome::unknown:
            return one(
                now, model::AnswerUnknown{id, now + settle_time, or_else(result.problem, "outbox.unknown")});
    }
    return Events{};
}

Result<Events> settle(const ConversationState& state, const model::AnswerId& id, const SendResult& looked_up,
                      bool keyed, Micros settle_time, Instant now) {
    const model::Answer* answer = state.find_answer(id);
    if (answer == nullptr) return Events{};
    if (answer->state == AnswerState::sending)  // left by a crash: read the network, but not too early
        return one(now, model::AnswerUnknown{id, now + settle_time, or_else({}, "outbox.unknown")});
    if (answer->state != AnswerState::unknown) return Events{};
    switch (looked_up.outcome) {
        case Outcome::sent:
            return model::answered(state, id, publication_of(looked_up), now);
        case Outcome::refused:  // it is certainly not there
            if (keyed && answer->attempts < kAttemptsAtMost)
                return one(now, model::queue_again(state, id, now));
            return one(now, model::AnswerHeld{id, {ErrorCode::conflict, "outbox.held", {}, {}}});
        case Outcome::rate_limited:
        case Outcome::signed_out:
        case Outcome::unavailable:
        case Outcome::unknown:
            return one(now,
                       model::AnswerUnknown{
                           id,
                           std::max(looked_up.retry_at.value_or(now + std::max(settle_time, back_off(1))),
                                    now + kAgainAtSoonest),
                           or_else(looked_up.problem, "outbox.unknown")});
    }
    return Events{};
}

Result<Events> resolve(const ConversationState& state, const model::AnswerId& id, bool was_posted,
                       const std::string& remote_id, const model::EmployeeId& by, Instant now) {
    const model::Answer* answer = state.find_answer(id);
    if (answer == nullptr || answer->state != AnswerState::held)
        return base::fail(ErrorCode::conflict, "outbox.not_held");
    Events events;
    if (was_posted) {
        model::Publication publication;
        // Linked by hand without an id: the row still needs one of its own.
        publication.remote_id = remote_id.empty() ? std::string(model::kByHand) + id.value : remote_id;
        publication.at = answer->key ? answer->key->created : now;
        events = model::answered(state, id, publication, now);
    } else {
        events =
            model::is_past(*answer, now) ? past_promise(id, now) : one(now, model::AnswerResumed{id, now});
    }
    for (model::Event& event : events)
        event.by = by;
    return events;
}

}  // namespace manyhands::outbox
