#include "storage/jobs_store.hpp"

#include <boost/json.hpp>

#include "storage/journal.hpp"

namespace manyhands::storage {
namespace {

namespace json = boost::json;
using base::Result;

// The states of an item: waiting, then done or refused; when the job is undone, undone or kept.
constexpr std::string_view kWaiting = "waiting";
constexpr std::string_view kDone = "done";
constexpr std::string_view kRefused = "refused";
constexpr std::string_view kUndone = "undone";
constexpr std::string_view kKept = "kept";

json::value parsed(std::string_view text) {
    return json::parse(json::string_view(text.data(), text.size()));
}

std::string text_of(const json::object& in, std::string_view name) {
    const auto* found = in.if_contains(name);
    return found != nullptr ? std::string(found->as_string()) : std::string();
}

std::int64_t number_of(const json::object& in, std::string_view name) {
    const auto* found = in.if_contains(name);
    return found != nullptr ? found->as_int64() : 0;
}

desk::Job read_job(sqlite::Row& row) {
    desk::Job job;
    job.id = row.text();
    job.brand = row.id<model::BrandId>();
    job.employee = row.id<model::EmployeeId>();
    const auto kind = desk::bulk_kind(row.text());
    const std::string payload = row.text();
    const auto state = desk::job_state(row.text());
    if (!kind || !state) throw std::logic_error("row: unknown kind or state of a job");
    job.action = action_from_json(*kind, payload);
    job.state = *state;
    job.total = row.number();
    job.finished_at = row.maybe_at();
    return job;
}

bool is_undo(const desk::Job& job) {
    return job.state == desk::JobState::undoing || job.state == desk::JobState::undone;
}

void count_items(sqlite::Connection& db, desk::Job& job) {
    auto query = db.use("desk.job_counts");
    query.bind("job", job.id);
    while (query.step()) {
        auto row = query.row();
        const std::string state = row.text();
        const std::int64_t n = row.number();
        if (is_undo(job)) {
            if (state == kUndone || state == kKept) job.done += n;
            if (state == kKept) job.failed += n;
        } else {
            if (state != kWaiting) job.done += n;
            if (state == kRefused) job.failed += n;
        }
    }
}

struct Item {
    std::string state;
    std::string found;
    std::string made;
};

std::optional<Item> find_item(sqlite::Connection& db, const desk::Job& job, const desk::JobItem& item) {
    auto query = db.use("desk.job_item");
    query.bind("job", job.id).bind("position", item.position);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    Item out;
    out.state = row.text();
    out.found = row.text();
    out.made = row.text();
    return out;
}

void settle(sqlite::Connection& db, const desk::Job& job, const desk::JobItem& item, const Item& now,
            const base::Error& problem) {
    db.use("desk.job_settle_item")
        .bind("state", now.state)
        .bind("problem", to_json(problem))
        .bind("found", now.found)
        .bind("made", now.made)
        .bind("job", job.id)
        .bind("position", item.position)
        .run();
}

}  // namespace

std::string to_json(const desk::Mark& mark) {
    json::object out{{"closed", mark.closed ? 1 : 0},
                     {"episodes", mark.episodes},
                     {"department", mark.department.value},
                     {"holder", mark.holder.value},
                     {"fence", mark.fence},
                     {"offered", mark.offered.value},
                     {"tags", joined(mark.tags)},
                     {"public_version", mark.public_version}};
    if (mark.last_answer_seconds) out["last_answer_seconds"] = *mark.last_answer_seconds;
    if (mark.episode)
        out["episode"] = json::object{{"number", mark.episode->number},
                                      {"post", mark.episode->post.value},
                                      {"opened_at", base::to_micros(mark.episode->opened_at)},
                                      {"found_late", mark.episode->found_late ? 1 : 0},
                                      {"bands_passed", mark.episode->bands_passed},
                                      {"posts", mark.episode->posts}};
    if (mark.snooze) {
        json::object snooze{{"by", mark.snooze->by.value}, {"since", base::to_micros(mark.snooze->since)}};
        if (mark.snooze->until) snooze["until"] = base::to_micros(*mark.snooze->until);
        out["snooze"] = std::move(snooze);
    }
    return json::serialize(out);
}

desk::Mark mark_from_json(std::string_view text) {
    const json::value value = parsed(text);
    const json::object& in = value.as_object();
    desk::Mark mark;
    mark.closed = number_of(in, "closed") != 0;
    mark.episodes = static_cast<int>(number_of(in, "episodes"));
    mark.department = model::DepartmentId(text_of(in, "department"));
    mark.holder = model::EmployeeId(text_of(in, "holder"));
    mark.fence = number_of(in, "fence");
    mark.offered = model::EmployeeId(text_of(in, "offered"));
    mark.tags = ids_from<model::TagId>(text_of(in, "tags"));
    mark.public_version = number_of(in, "public_version");
    if (in.contains("last_answer_seconds")) mark.last_answer_seconds = number_of(in, "last_answer_seconds");
    if (const auto* found = in.if_contains("episode")) {
        const json::object& e = found->as_object();
        model::Episode& episode = mark.episode.emplace();
        episode.number = static_cast<int>(number_of(e, "number"));
        episode.post = model::PostId(text_of(e, "post"));
        episode.opened_at = base::from_micros(number_of(e, "opened_at"));
        episode.found_late = number_of(e, "found_late") != 0;
        episode.bands_passed = static_cast<int>(number_of(e, "bands_passed"));
        episode.posts = static_cast<int>(number_of(e, "posts"));
    }
    if (const auto* found = in.if_contains("snooze")) {
        const json::object& s = found->as_object();
        model::Snooze& snooze = mark.snooze.emplace();
        snooze.by = model::EmployeeId(text_of(s, "by"));
        snooze.since = base::from_micros(number_of(s, "since"));
        if (s.contains("until")) snooze.until = base::from_micros(number_of(s, "until"));
    }
    return mark;
}

std::string to_json(const desk::BulkAction& action) {
    json::object out;
    if (action.until) out["until"] = base::to_micros(*action.until);
    if (!action.tags.empty()) out["tags"] = joined(action.tags);
    if (!action.department.empty()) out["department"] = action.department.value;
    if (!action.employee.empty()) out["employee"] = action.employee.value;
    if (!action.reason.empty()) out["reason"] = action.reason;
    return json::serialize(out);
}

desk::BulkAction action_from_json(desk::BulkKind kind, std::string_view text) {
    const json::value value = parsed(text);
    const json::object& in = value.as_object();
    desk::BulkAction action;
    action.kind = kind;
    if (in.contains("until")) action.until = base::from_micros(number_of(in, "until"));
    action.tags = ids_from<model::TagId>(text_of(in, "tags"));
    action.department = model::DepartmentId(text_of(in, "department"));
    action.employee = model::EmployeeId(text_of(in, "employee"));
    action.reason = text_of(in, "reason");
    return action;
}

Result<void> JobsStore::add_job(const desk::Job& job, const std::vector<model::ConversationId>& ids,
                                base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("desk.job_add")
            .bind("id", job.id)
            .bind("brand", job.brand)
            .bind("employee", job.employee)
            .bind("kind", desk::to_string(job.action.kind))
            .bind("payload", to_json(job.action))
            .bind("total", job.total)
            .bind("at", now)
            .run();
        std::int64_t position = 0;
        for (const model::ConversationId& id : ids)
            db.use("desk.job_add_item")
                .bind("job", job.id)
                .bind("position", position++)
                .bind("brand", job.brand)
                .bind("conversation", id)
                .run();
        return {};
    });
}

Result<desk::Job> JobsStore::job(const model::BrandId& brand, const std::string& id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<desk::Job> {
        desk::Job job;
        {
            auto query = db.use("desk.job_one");
            query.bind("id", id).bind("brand", brand);
            if (!query.step()) return base::fail(base::ErrorCode::not_found, "desk.job.not_found");
            auto row = query.row();
            job = read_job(row);
        }
        count_items(db, job);
        auto query = db.use("desk.job_results");
        query.bind("job", job.id);
        while (query.step()) {
            auto row = query.row();
            desk::JobResult result;
            result.conversation = row.id<model::ConversationId>();
            const std::string state = row.text();
            result.problem = problem_from_json(row.text());
            const bool changed = row.truth();
            if (state == kWaiting || (job.state == desk::JobState::undoing && state == kDone)) continue;
            result.ok = state == kDone || state == kUndone;
            job.can_be_undone = job.can_be_undone || (state == kDone && changed);
            job.results.push_back(std::move(result));
        }
        return job;
    });
}

Result<std::vector<desk::Job>> JobsStore::open_jobs() {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<desk::Job>> {
        std::vector<desk::Job> jobs;
        {
            auto query = db.use("desk.job_open");
            while (query.step()) {
                auto row = query.row();
                jobs.push_back(read_job(row));
            }
        }
        for (desk::Job& job : jobs)
            count_items(db, job);
        return jobs;
    });
}

Result<std::optional<desk::JobItem>> JobsStore::next_item(const desk::Job& job) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<desk::JobItem>> {
        auto query = db.use("desk.job_next_item");
        query.bind("job", job.id).bind("state", is_undo(job) ? kDone : kWaiting);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        desk::JobItem item;
        item.position = row.number();
        item.conversation = row.id<model::ConversationId>();
        return item;
    });
}

Result<void> JobsStore::do_item(const desk::Job& job, const desk::JobItem& item,
                                const model::Decide& decide) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        auto now = find_item(db, job, item);
        if (!now || now->state != kWaiting) return {};
        Journal journal(db, job.brand);
        auto loaded = journal.load(item.conversation);
        const auto events = decide(loaded ? &loaded->state : nullptr);
        base::Error problem;
        if (!events) {
            now->state = kRefused;
            problem = events.error();
        } else if (loaded) {
            now->state = kDone;
            now->found = to_json(desk::mark_of(loaded->state.conversation));
            journal.apply(*loaded, *events);
            journal.flush();
            now->made = to_json(desk::mark_of(loaded->state.conversation));
        }
        settle(db, job, item, *now, problem);
        return {};
    });
}

Result<void> JobsStore::undo_item(const desk::Job& job, const desk::JobItem& item, const DecideUndo& decide) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        auto now = find_item(db, job, item);
        if (!now || now->state != kDone) return {};
        Journal journal(db, job.brand);
        auto loaded = journal.load(item.conversation);
        if (!loaded) throw std::logic_error("a job's conversation is gone: " + item.conversation.value);
        const auto events = decide(loaded->state, mark_from_json(now->found), mark_from_json(now->made));
        base::Error problem;
        if (!events) {
            now->state = kKept;
            problem = events.error();
        } else {
            now->state = kUndone;
            journal.apply(*loaded, *events);
            journal.flush();
        }
        settle(db, job, item, *now, problem);
        return {};
    });
}

Result<void> JobsStore::refuse_item(const desk::Job& job, const desk::JobItem& item,
                                    const base::Error& problem) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        auto now = find_item(db, job, item);
        if (!now) return {};
        if (now->state == kWaiting) {
            now->state = kRefused;
        } else if (now->state == kDone && is_undo(job)) {
            now->state = kKept;
        } else {
            return {};
        }
        settle(db, job, item, *now, problem);
        return {};
    });
}

Result<void> JobsStore::finish_job(const desk::Job& job, base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        const auto state = is_undo(job) ? desk::JobState::undone : desk::JobState::done;
        db.use("desk.job_finish")
            .bind("state", desk::to_string(state))
            .bind("at", now)
            .bind("id", job.id)
            .run();
        return {};
    });
}

Result<void> JobsStore::begin_undo(const desk::Job& job, base::Instant finished_since) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        auto query = db.use("desk.job_begin_undo");
        query.bind("id", job.id).bind("finished_since", finished_since);
        if (!query.step()) return base::fail(base::ErrorCode::conflict, "desk.job.not_undoable");
        query.run();
        return {};
    });
}

}  // namespace manyhands::storage
