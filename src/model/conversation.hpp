// A conversation: the exchange around one customer's concern, the unit of work. One per (account, customer,
// root of that customer's sub-thread), decision 1. The whole of what a decision looks at is
// ConversationState.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "model/answer.hpp"
#include "model/ids.hpp"
#include "model/post.hpp"

namespace manyhands::model {

enum class State { waiting, claimed, awaiting_approval, going_out, answered, snoozed, closed };
std::string_view to_string(State state);
std::optional<State> conversation_state(std::string_view text);

// The lease by which one person holds a conversation (decision 5).
struct Claim {
    EmployeeId holder;
    std::int64_t fence = 0;  // rises with every claim and take-over
    base::Instant since{};
    base::Instant until{};       // expires then, unless an answer of the holder's is open
    base::Instant last_typed{};  // renewed at most once a minute
    friend bool operator==(const Claim&, const Claim&) = default;
};

// From the first unanswered customer post to the next answer of ours (decision 2).
struct Episode {
    int number = 0;             // 1, 2, 3 ... within the conversation
    PostId post;                // the customer's post that opened it
    base::Instant opened_at{};  // its post time
    bool found_late = false;
    int bands_passed = 0;  // how many of the promise's bands have been passed and said so
    int posts = 1;         // customer's posts in it that still stand
    friend bool operator==(const Episode&, const Episode&) = default;
};

// Decision 6: a follow-up is offered to the one who answered before, for a while, then to everyone.
struct Offer {
    EmployeeId employee;
    base::Instant until{};
    friend bool operator==(const Offer&, const Offer&) = default;
};

// Put away until an instant, or (none) until the customer writes. The promise's clock runs on.
struct Snooze {
    std::optional<base::Instant> until;
    EmployeeId by;
    base::Instant since{};
    friend bool operator==(const Snooze&, const Snooze&) = default;
};

// The real answer that a holding answer put off ("we are checking, by 15:00"), from the first unanswered post
// of the concern to that answer. Posts that come meanwhile belong to the same concern (docs/adr/0044).
struct Owed {
    ConversationId origin;  // whose episode `number` counts it; a merge or a split may have brought it here
    int number = 0;         // 0: counted by none, the holding answer answered no open question
    PostId post;            // the question
    base::Instant since{};  // its post time
    base::Instant promised_at{};  // when the newest holding answer was published
    base::Instant until{};        // what it promised
    int holdings = 1;             // how many of them there were
    int alarms = 0;               // of OwedAlarm, how many were given for `until`
    int missed = 0;               // how many promises passed
    int posts = 1;                // the customer's since `since` that still stand
    EmployeeId by;                // who gave the newest promise
    friend bool operator==(const Owed&, const Owed&) = default;
};

// The return address of a hand-off: when nobody there has taken it by `at`, it goes back.
struct HandBack {
    DepartmentId to;
    base::Instant at{};
    friend bool operator==(const HandBack&, const HandBack&) = default;
};

struct Conversation {
    ConversationId id;
    BrandId brand;
    AccountId account;
    std::string network;
    Person customer;
    std::string root_remote_id;
    std::string lang;
    State state = State::waiting;
    DepartmentId department;
    std::optional<Claim> claim;
    std::int64_t last_fence = 0;
    std::optional<Episode> episode;  // the open one; none when nothing waits for us
    // A customer's post that came while an answer was already leaving (sending, unknown, held): the answer
    // does not answer it. Opens when that answer is confirmed, dissolves into `episode` when it is not.
    std::optional<Episode> next_episode;
    int episodes = 0;            // the highest number given
    std::optional<Owed> owed;    // the real answer that is still to come
    std::optional<Owed> let_go;  // what was owed when it was closed: a reopening brings it back
    std::optional<Offer> offer;
    std::optional<Snooze> snooze;
    std::optional<HandBack> hand_back;          // until somebody takes it, answers it or puts it away
    std::vector<TagId> tags;                    // in the order in which they came
    int notes = 0;                              // that stand
    std::optional<ConversationId> merged_into;  // closed, its posts are there
    int splits = 0;                             // how often posts of it became a conversation of their own
    std::optional<EmployeeId> last_answerer;
    std::optional<base::Instant> last_answered_at;
    std::optional<std::int64_t> last_answer_seconds;  // of the last closed episode; none if it was dropped
    PostId last_customer_post;
    base::Instant last_customer_post_at{};  // its post time
    base::Instant opened_at{};
    base::Instant last_post_at{};
    std::string excerpt;  // of the newest customer post: one line, at most 280 bytes
    int posts = 0;
    bool found_late = false;
    std::int64_t version = 0;         // rises with every event
    std::int64_t public_version = 0;  // rises with public posts, edits and deletes only (decision 7)
    friend bool operator==(const Conversation&, const Conversation&) = default;
};

class PromiseHistory;

struct ConversationState {
    Conversation conversation;
    std::vector<Answer> answers;  // the open ones (is_open) and those that this transaction touched
    // The brand's (promise.hpp); none: the house's own.
    std::shared_ptr<const PromiseHistory> promises = {};

    const Answer* open_answer() const;
    const Answer* find_answer(const AnswerId& id) const;
};

// The promise's bands, in minutes (decision 2), and the promise itself, where a brand has set none of its
// own. A brand's has as many bands.
inline constexpr int kBandsMinutes[] = {7, 12, 30, 60};
inline constexpr int kPromiseMinutes = 12;
inline constexpr base::Seconds kNeverAfter = std::chrono::hours(24 * 7);

}  // namespace manyhands::model
