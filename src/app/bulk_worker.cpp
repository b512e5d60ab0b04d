#include "app/bulk_worker.hpp"

#include "base/failpoint.hpp"
#include "base/log.hpp"
#include "model/policy.hpp"

namespace manyhands::app {
namespace {

using base::Result;
using desk::Job;
using desk::JobItem;

constexpr std::chrono::milliseconds kTellEvery{250};
constexpr std::chrono::seconds kAgainAfter{5};

// The rooms' commands decide as always; what they decide is committed together with the item's being done.
class ItemTransactor final : public model::Transactor {
  public:
    ItemTransactor(desk::JobStore& jobs, const Job& job, const JobItem& item)
        : jobs_(jobs), job_(job), item_(item) {}

    Result<model::ConversationState> transact(const model::BrandId&, const model::ConversationId&,
                                              const model::Decide& decide) override {
        asked_ = true;
        if (auto done = jobs_.do_item(job_, item_, one_notice(decide)); !done) {
            broken_ = done.error();
            return std::unexpected(done.error());
        }
        return model::ConversationState{};
    }
    bool asked() const { return asked_; }
    const std::optional<base::Error>& broken() const { return broken_; }

  private:
    // Whoever is handed five hundred conversations in one go is told once: the notice is the job's.
    model::Decide one_notice(const model::Decide& decide) const {
        return [this, &decide](const model::ConversationState* state) {
            Result<model::Events> events = decide(state);
            if (events)
                for (model::Event& event : *events)
                    if (auto* handed = std::get_if<model::HandedOff>(&event.body);
                        handed != nullptr && handed->employee)
                        handed->notice = model::NoticeId(job_.id);
            return events;
        };
    }

    desk::JobStore& jobs_;
    const Job& job_;
    const JobItem& item_;
    bool asked_ = false;
    std::optional<base::Error> broken_;
};

}  // namespace

BulkWorker::~BulkWorker() {
    stop();
}

void BulkWorker::stop() {
    waker_.stop();
    if (thread_.joinable()) thread_.join();
}

void BulkWorker::start() {
    thread_ = std::thread([this] {
        std::optional<base::Instant> next = ports_.clock.now();  // what a killed process left
        while (waker_.wait(ports_.clock, next)) {
            const auto more = run_once();
            if (!more)
                base::log(base::LogLevel::error, "desk", "a job cannot go on",
                          {{"cause", more.error().cause}});
            next = std::nullopt;
            if (!more) next = ports_.clock.now() + kAgainAfter;
            if (more && *more) next = ports_.clock.now();
        }
    });
}

Result<bool> BulkWorker::run_once() {
    MH_LET(jobs, ports_.jobs.open_jobs());
    for (const Job& job : jobs)
        MH_TRY(advance(job));
    return !jobs.empty();
}

Result<void> BulkWorker::advance(const Job& job) {
    MH_LET(item, ports_.jobs.next_item(job));
    if (!item) {
        MH_TRY(ports_.jobs.finish_job(job, ports_.clock.now()));
        MH_LET(ended, ports_.jobs.job(job.brand, job.id));
        if (listener_) listener_(ended);
        return {};
    }
    if (job.state == desk::JobState::undoing) {
        MH_TRY(undo_one(job, *item));
    } else {
        MH_TRY(do_one(job, *item));
    }
    base::failpoint("desk.job_item_done");
    tell(job);
    return {};
}

void BulkWorker::tell(const Job& job) {
    const auto now = ports_.clock.monotonic();
    if (!listener_ || now - told_ < kTellEvery) return;
    told_ = now;
    Job progress = job;
    ++progress.done;  // `job` was read before this item
    listener_(progress);
}

// As the person is now: who was deactivated or lost the role meanwhile does nothing more.
Result<model::Actor> BulkWorker::actor_of(const Job& job) {
    MH_LET(person, ports_.people.colleague(job.brand, job.employee));
    if (!person || !person->active)
        return base::fail(base::ErrorCode::forbidden, "policy.forbidden", {{"role", "-"}});
    model::Actor actor{person->id,   person->brand,    person->department,
                       person->role, person->initials, std::nullopt};
    MH_TRY(model::check(actor, model::Action::run_bulk, model::Scope::brand));
    return actor;
}

Result<void> BulkWorker::do_one(const Job& job, const JobItem& item) {
    ItemTransactor transactor(ports_.jobs, job, item);
    route::Service route(transactor, ports_.people, ports_.ids, ports_.clock, ports_.back_after);
    desk::Notes notes(transactor, ports_.notes, ports_.tags, ports_.people, ports_.ids, ports_.clock);
    const desk::BulkAction& action = job.action;
    const auto run = [&]() -> Result<void> {
        MH_LET(actor, actor_of(job));
        const auto& id = item.conversation;
        Result<model::ConversationState> done = model::ConversationState{};
        switch (action.kind) {
            case desk::BulkKind::close:
                done = route.close(actor, id);
                break;
            case desk::BulkKind::reopen:
                done = route.reopen(actor, id);
                break;
            case desk::BulkKind::snooze:
                done = route.snooze(actor, id, action.until);
                break;
            case desk::BulkKind::wake:
                done = route.wake(actor, id);
                break;
            case desk::BulkKind::tag:
                done = notes.tag(actor, id, action.tags, {});
                break;
            case desk::BulkKind::untag:
                done = notes.tag(actor, id, {}, action.tags);
                break;
            case desk::BulkKind::hand_off:
                done = action.employee.empty() ? route.hand_off(actor, id, action.department, action.reason)
                                               : route.hand_off_to(actor, id, action.employee, action.reason);
                break;
            case desk::BulkKind::release:
                done = route.release(actor, id);
                break;
            case desk::BulkKind::claim:
                done = route.claim(actor, id);
                break;
        }
        if (!done) return std::unexpected(done.error());
        return {};
    };
    const Result<void> done = run();
    if (transactor.broken()) return std::unexpected(*transactor.broken());
    if (transactor.asked()) return {};  // done or refused, the item knows
    // Refused before the conversation was asked.
    if (done.has_value()) return {};
    if (done.error().code == base::ErrorCode::unavailable || done.error().code == base::ErrorCode::internal)
        return done;
    return ports_.jobs.refuse_item(job, item, done.error());
}

Result<void> BulkWorker::undo_one(const Job& job, const JobItem& item) {
    const auto actor = actor_of(job);
    if (!actor) {
        if (actor.error().code != base::ErrorCode::forbidden) return std::unexpected(actor.error());
        return ports_.jobs.refuse_item(job, item, actor.error());
    }
    return ports_.jobs.undo_item(
        job, item,
        [&](const model::ConversationState& state, const desk::Mark& found, const desk::Mark& made) {
            return desk::undo(job.action, found, made, state, job.employee, ports_.clock.now());
        });
}

}  // namespace manyhands::app
