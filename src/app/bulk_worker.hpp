// Runs the jobs over many conversations, one conversation a transaction, so that a process killed in the
// middle goes on at its next start and does nothing twice.
#pragma once

#include <functional>
#include <thread>

#include "base/waker.hpp"
#include "desk/jobs.hpp"
#include "route/route.hpp"

namespace manyhands::app {

class BulkWorker {
  public:
    struct Ports {
        desk::JobStore& jobs;
        desk::NoteStore& notes;
        desk::TagStore& tags;
        model::Colleagues& people;
        base::IdSource& ids;
        const base::Clock& clock;
        route::Service::BackAfter back_after = {};
    };
    explicit BulkWorker(const Ports& ports) : ports_(ports) {}
    ~BulkWorker();

    void start();
    // Returns when the item at hand is done and nobody is told anything more.
    void stop();
    void wake() { waker_.wake(); }
    // One conversation of each open job. Returns whether anything is left to do. Errors: the store's.
    base::Result<bool> run_once();
    // Called on the worker's thread as a job goes on (at most every quarter of a second) and when it ends.
    // Before start().
    void on_progress(std::function<void(const desk::Job&)> listener) { listener_ = std::move(listener); }

  private:
    base::Result<void> advance(const desk::Job& job);
    base::Result<void> do_one(const desk::Job& job, const desk::JobItem& item);
    base::Result<void> undo_one(const desk::Job& job, const desk::JobItem& item);
    base::Result<model::Actor> actor_of(const desk::Job& job);
    void tell(const desk::Job& job);

    Ports ports_;
    std::function<void(const desk::Job&)> listener_;
    std::chrono::nanoseconds told_{0};  // monotonic
    base::Waker waker_;
    std::thread thread_;
};

}  // namespace manyhands::app
