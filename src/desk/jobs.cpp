#include "desk/jobs.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "model/policy.hpp"

namespace manyhands::desk {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Action;

constexpr std::array<std::pair<BulkKind, std::string_view>, 9> kKinds{{{BulkKind::close, "close"},
                                                                       {BulkKind::reopen, "reopen"},
                                                                       {BulkKind::snooze, "snooze"},
                                                                       {BulkKind::wake, "wake"},
                                                                       {BulkKind::tag, "tag"},
                                                                       {BulkKind::untag, "untag"},
                                                                       {BulkKind::hand_off, "hand_off"},
                                                                       {BulkKind::release, "release"},
                                                                       {BulkKind::claim, "claim"}}};
constexpr std::array<std::pair<JobState, std::string_view>, 4> kStates{{{JobState::running, "running"},
                                                                        {JobState::done, "done"},
                                                                        {JobState::undoing, "undoing"},
                                                                        {JobState::undone, "undone"}}};

template <class List, class Value>
std::string_view name_in(const List& list, Value wanted) {
    for (const auto& [value, name] : list)
        if (value == wanted) return name;
    return "";
}

}  // namespace

std::string_view to_string(BulkKind kind) {
    return name_in(kKinds, kind);
}

std::optional<BulkKind> bulk_kind(std::string_view text) {
    for (const auto& [value, name] : kKinds)
        if (name == text) return value;
    return std::nullopt;
}

std::string_view to_string(JobState state) {
    return name_in(kStates, state);
}

std::optional<JobState> job_state(std::string_view text) {
    for (const auto& [value, name] : kStates)
        if (name == text) return value;
    return std::nullopt;
}

std::optional<base::Instant> undo_until(const Job& job, base::Instant now) {
    if (job.state != JobState::done || !job.finished_at || !job.can_be_undone) return std::nullopt;
    const base::Instant until = *job.finished_at + kUndoFor;
    return until > now ? std::optional(until) : std::nullopt;
}

Result<void> Jobs::possible(const model::Actor& actor, const BulkAction& action) {
    switch (action.kind) {
        case BulkKind::snooze:
            if (action.until && *action.until <= clock_.now())
                return fail(ErrorCode::invalid, "route.snooze.past");
            return {};
        case BulkKind::tag:
        case BulkKind::untag: {
            MH_LET(known, tags_.tags(actor.brand));
            if (action.tags.empty()) return fail(ErrorCode::invalid, "desk.tag.not_found");
            for (const model::TagId& tag : action.tags)
                if (std::ranges::none_of(known, [&](const Tag& one) { return one.id == tag; }))
                    return fail(ErrorCode::invalid, "desk.tag.not_found");
            return {};
        }
        case BulkKind::hand_off: {
            if (!action.employee.empty()) {
                MH_LET(person, people_.colleague(actor.brand, action.employee));
                if (!person) return fail(ErrorCode::invalid, "route.hand_off.no_such_person");
                return {};
            }
            MH_LET(known, people_.has_department(actor.brand, action.department));
            if (!known) return fail(ErrorCode::invalid, "route.hand_off.no_department");
            return {};
        }
        case BulkKind::close:
        case BulkKind::reopen:
        case BulkKind::wake:
        case BulkKind::release:
        case BulkKind::claim:
            return {};
    }
    return {};
}

Result<Job> Jobs::start(const model::Actor& actor, const std::vector<model::ConversationId>& ids,
                        const BulkAction& action) {
    MH_TRY(model::check(actor, Action::run_bulk, model::Scope::brand));
    std::vector<model::ConversationId> once;
    std::set<model::ConversationId> seen;
    for (const auto& id : ids)
        if (seen.insert(id).second) once.push_back(id);
    if (once.empty()) return fail(ErrorCode::invalid, "desk.bulk.none");
    if (once.size() > kBulkAtMost)
        return fail(ErrorCode::invalid, "desk.bulk.too_many", {{"limit", std::to_string(kBulkAtMost)}});
    MH_TRY(possible(actor, action));
    Job job;
    job.id = ids_.make<base::Id<struct JobTag>>().value;
    job.brand = actor.brand;
    job.employee = actor.employee;
    job.action = action;
    job.total = static_cast<std::int64_t>(once.size());
    MH_TRY(jobs_.add_job(job, once, clock_.now()));
    if (wake_) wake_();
    return job;
}

Result<Job> Jobs::job(const model::Actor& actor, const std::string& id) {
    MH_TRY(model::check(actor, Action::run_bulk, model::Scope::own));
    MH_LET(job, jobs_.job(actor.brand, id));
    if (job.employee != actor.employee) return fail(ErrorCode::not_found, "desk.job.not_found");
    return job;
}

Result<Job> Jobs::undo(const model::Actor& actor, const std::string& id) {
    MH_LET(job, this->job(actor, id));
    if (job.state == JobState::undoing || job.state == JobState::undone) return job;
    MH_TRY(jobs_.begin_undo(job, clock_.now() - kUndoFor));
    if (wake_) wake_();
    return this->job(actor, id);
}

}  // namespace manyhands::desk
