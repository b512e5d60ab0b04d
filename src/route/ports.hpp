// What the route room needs of the store.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/event.hpp"
#include "model/found.hpp"

namespace manyhands::route {

// By an employee, on their own account.
struct StaffPost {
    model::EmployeeId employee;
    bool counts =
        false;  // under a customer's post it is an answer (a work handle); otherwise it only stands beside
};

// One post of a delivery, after listen (does it concern us?) and understand (language).
struct Incoming {
    model::RemotePost remote;
    std::string lang;
    bool concerns_us = false;  // a query of ours found it, or it is addressed to us
    // Not itself news: brought along to show the thread around this mention (its remote id). Asks nothing of
    // us.
    std::string context_of = {};
    bool found_late = false;  // seen by a backfill or by a query that is younger than the post
    std::vector<model::FoundBy> found_by = {};  // kept beside the post, when it is kept
    // Theirs, and meant for us or counting as an answer: it never opens a conversation.
    std::optional<StaffPost> staff = {};
};

// The store as one ingest transaction sees it.
class ThreadReader {
  public:
    virtual ~ThreadReader() = default;
    virtual std::optional<model::Post> find_post(const std::string& network,
                                                 const std::string& remote_id) = 0;
    virtual std::optional<model::ConversationId> find_conversation(const model::AccountId& account,
                                                                   const std::string& customer_remote_id,
                                                                   const std::string& root_remote_id) = 0;
    // Throws std::logic_error when there is none.
    virtual model::ConversationState load(const model::ConversationId& id) = 0;
    // The answer that went (or goes) out with this remote id, or whose frozen key is the remote id's last
    // part (after the last '/' or ':'), also when it is not confirmed yet.
    virtual std::optional<model::Answer> find_answer(const model::AccountId& account,
                                                     const std::string& remote_id) = 0;
    // For networks without keys, whose echo may come before the response: an answer in "sending" or "unknown"
    // with this parent and exactly this published text.
    virtual std::optional<model::Answer> find_answer_in_flight(const model::AccountId& account,
                                                               const std::string& parent_remote_id,
                                                               const std::string& published_text) = 0;
};

struct Change {
    model::ConversationId conversation;
    model::Events events;
};

using Receive = std::function<std::vector<Change>(const Incoming&, ThreadReader&)>;

struct IngestBatch {
    model::BrandId brand;
    model::AccountId account;
    std::vector<Incoming> posts;
    std::string next_cursor;                   // stored in the same transaction
    std::vector<std::string> unreadable = {};  // as the network told them; kept for a person to look at
};

// A post of a delivery that did not become one of ours: a person is to look at it on the network.
struct LeftOut {
    std::string id;
    model::BrandId brand;
    model::AccountId account;
    std::string remote_id;  // empty: not even that could be read
    std::string url;
    std::string told;   // the post's text, or all that the network told; at most kToldAtMost bytes
    std::string cause;  // technical, in English; empty: it could not be read
    base::Instant at{};
};
inline constexpr std::size_t kToldAtMost = 8192;

struct IngestCounts {
    int changes = 0;  // conversations touched
    int posts = 0;    // stored for the first time
    int failed = 0;   // left out because their change broke an invariant; logged
};

class IngestStore {
  public:
    virtual ~IngestStore() = default;
    // Calls `receive` once a post, in order; a later post sees what an earlier one changed. A long batch
    // becomes several transactions, the cursor moves in the last one: after a stop between them the network
    // gives the first posts again, and they are known. Blocks until durable. Thread-safe.
    virtual base::Result<IngestCounts> ingest(const IngestBatch& batch, const Receive& receive) = 0;
    virtual base::Result<std::string> cursor(const model::AccountId& account) = 0;
    // What was left out and nobody has looked at, newest first, at most `limit`.
    virtual base::Result<std::vector<LeftOut>> left_out(const model::BrandId& brand, int limit) = 0;
    // Errors: not_found ("route.left_out.not_found"), also when somebody has looked before.
    virtual base::Result<LeftOut> left_out_seen(const model::BrandId& brand, const std::string& id) = 0;
    // They hold what customers wrote. Gives how many.
    virtual base::Result<int> erase_left_out(base::Instant before) = 0;
    // Remote ids of customers' posts in open conversations, newest first, at most `limit`: edits and deletes
    // of these are asked for.
    virtual base::Result<std::vector<std::string>> watched(const model::AccountId& account, int limit) = 0;
};

// Conversations that change in one transaction, each with all of its posts, oldest first.
struct Together {
    std::vector<model::ConversationState> states;
    std::vector<std::vector<model::Post>> posts;
    std::vector<std::vector<model::NoteId>> notes = {};  // of each, also deleted ones
    std::optional<model::MergeKept> kept = {};           // of the merge that ended the first one
};
using DecideTogether = std::function<base::Result<std::vector<Change>>(const Together&)>;

class TogetherStore {
  public:
    virtual ~TogetherStore() = default;
    // The changed conversations, in the order of the changes; one of them may be new. Thread-safe; blocks
    // until durable. Errors: those of decide; not_found ("route.conversation.not_found") when one of `ids` is
    // not there.
    virtual base::Result<std::vector<model::ConversationState>> transact_together(
        const model::BrandId& brand, const std::vector<model::ConversationId>& ids,
        const DecideTogether& decide) = 0;
    // The one that a conversation went into by a merge; none: it stands for itself. Errors: not_found
    // ("route.conversation.not_found").
    virtual base::Result<std::optional<model::ConversationId>> merged_into(
        const model::BrandId& brand, const model::ConversationId& id) = 0;
};

struct DueConversation {
    model::BrandId brand;
    model::ConversationId id;
    base::Instant due_at;
};

class DueStore {
  public:
    virtual ~DueStore() = default;
    // Conversations whose next_due is at or before `now`, earliest first.
    virtual base::Result<std::vector<DueConversation>> due(base::Instant now, int limit) = 0;
    virtual base::Result<std::optional<base::Instant>> next_due() = 0;
};

}  // namespace manyhands::route
