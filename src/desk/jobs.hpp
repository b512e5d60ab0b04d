// One action over many conversations: a job that survives a restart, tells what became of each, and can be
// undone for a while. The decisions are pure; app's worker runs them step by step.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "desk/notes.hpp"

namespace manyhands::desk {

inline constexpr std::size_t kBulkAtMost = 500;
inline constexpr base::Minutes kUndoFor{10};  // from the job's end

enum class BulkKind { close, reopen, snooze, wake, tag, untag, hand_off, release, claim };
std::string_view to_string(BulkKind kind);
std::optional<BulkKind> bulk_kind(std::string_view text);

struct BulkAction {
    BulkKind kind = BulkKind::close;
    std::optional<base::Instant> until = {};  // of snooze
    std::vector<model::TagId> tags = {};      // of tag and untag
    model::DepartmentId department = {};      // of hand_off: one of the two
    model::EmployeeId employee = {};
    std::string reason = {};
    friend bool operator==(const BulkAction&, const BulkAction&) = default;
};

enum class JobState { running, done, undoing, undone };
std::string_view to_string(JobState state);
std::optional<JobState> job_state(std::string_view text);

struct JobResult {
    model::ConversationId conversation;
    bool ok = false;
    base::Error problem;  // key empty when all is well
};

struct Job {
    std::string id;
    model::BrandId brand;
    model::EmployeeId employee;
    BulkAction action;
    JobState state = JobState::running;
    std::int64_t total = 0;
    std::int64_t done = 0;           // tried so far; while undoing and after: put back, or tried to
    std::int64_t failed = 0;         // of these
    std::vector<JobResult> results;  // of those tried, in the order given
    std::optional<base::Instant> finished_at;
    bool can_be_undone = false;  // something was changed
};
// Nothing when it cannot be undone (any more, or yet).
std::optional<base::Instant> undo_until(const Job& job, base::Instant now);

// What of a conversation a job may change: as it found it, and as it left it.
struct Mark {
    bool closed = false;
    int episodes = 0;
    std::optional<model::Episode> episode;
    std::optional<std::int64_t> last_answer_seconds;
    model::DepartmentId department;
    std::optional<model::Snooze> snooze;
    model::EmployeeId holder;
    std::int64_t fence = 0;
    model::EmployeeId offered;
    std::vector<model::TagId> tags;
    std::int64_t public_version = 0;
    friend bool operator==(const Mark&, const Mark&) = default;
};
Mark mark_of(const model::Conversation& conversation);

// Puts back what the job changed, unless somebody changed that since: conflict ("desk.job.changed_since").
// Empty: the job had changed nothing here.
base::Result<model::Events> undo(const BulkAction& action, const Mark& found, const Mark& made,
                                 const ConversationState& state, const model::EmployeeId& by,
                                 base::Instant now);

struct JobItem {
    std::int64_t position = 0;
    model::ConversationId conversation;
};

// Thread-safe; writes block until durable.
class JobStore {
  public:
    virtual ~JobStore() = default;
    virtual base::Result<void> add_job(const Job& job, const std::vector<model::ConversationId>& ids,
                                       base::Instant now) = 0;
    // With all results. Errors: not_found ("desk.job.not_found").
    virtual base::Result<Job> job(const model::BrandId& brand, const std::string& id) = 0;
    virtual base::Result<std::vector<Job>>
    open_jobs() = 0;  // running or undoing, the oldest first, no results
    // The next one to do, or to undo; nothing when all are through.
    virtual base::Result<std::optional<JobItem>> next_item(const Job& job) = 0;
    // Does one: what `decide` says and that it is done are one transaction. A refusal of `decide` is kept
    // with the item. An item that is through is left as it is, so that a repetition does nothing. Errors: of
    // the store only.
    virtual base::Result<void> do_item(const Job& job, const JobItem& item, const model::Decide& decide) = 0;
    using DecideUndo = std::function<base::Result<model::Events>(const ConversationState&, const Mark& found,
                                                                 const Mark& made)>;
    virtual base::Result<void> undo_item(const Job& job, const JobItem& item, const DecideUndo& decide) = 0;
    virtual base::Result<void> refuse_item(const Job& job, const JobItem& item,
                                           const base::Error& problem) = 0;
    virtual base::Result<void> finish_job(const Job& job, base::Instant now) = 0;
    // From done to undoing. Errors: conflict ("desk.job.not_undoable") when it is in another state, or
    // `finished_since` says that its time is over.
    virtual base::Result<void> begin_undo(const Job& job, base::Instant finished_since) = 0;
};

// The room's commands. `wake` calls the worker. Thread-safe.
class Jobs {
  public:
    Jobs(JobStore& jobs, TagStore& tags, model::Colleagues& people, base::IdSource& ids,
         const base::Clock& clock, std::function<void()> wake)
        : jobs_(jobs), tags_(tags), people_(people), ids_(ids), clock_(clock), wake_(std::move(wake)) {}

    // Errors: invalid for an action that could succeed nowhere ("desk.bulk.none", "desk.bulk.too_many",
    // "route.snooze.past", "desk.tag.not_found", "route.hand_off...").
    base::Result<Job> start(const model::Actor& actor, const std::vector<model::ConversationId>& ids,
                            const BulkAction& action);
    // One's own. Errors: not_found.
    base::Result<Job> job(const model::Actor& actor, const std::string& id);
    base::Result<Job> undo(const model::Actor& actor, const std::string& id);

  private:
    base::Result<void> possible(const model::Actor& actor, const BulkAction& action);

    JobStore& jobs_;
    TagStore& tags_;
    model::Colleagues& people_;
    base::IdSource& ids_;
    const base::Clock& clock_;
    std::function<void()> wake_;
};

}  // namespace manyhands::desk
