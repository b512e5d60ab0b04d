// Fires what the clock brings to conversations: claim expiry, the promise's bands, the end of an offer.
#pragma once

#include <functional>
#include <thread>

#include "base/waker.hpp"
#include "route/route.hpp"

namespace manyhands::app {

class Scheduler {
  public:
    Scheduler(route::DueStore& store, route::Service& route, const base::Clock& clock)
        : store_(store), route_(route), clock_(clock) {}
    ~Scheduler();

    // What else the clock brings: fires it, and says when to come back. Set before start().
    using Also = std::function<base::Result<std::optional<base::Instant>>()>;
    void also(Also also) { also_ = std::move(also); }

    void start();
    void stop() { waker_.stop(); }
    void wake() { waker_.wake(); }
    // One round: fires all that is due and says when to come back. Never sleeps.
    base::Result<std::optional<base::Instant>> run_once();

  private:
    route::DueStore& store_;
    route::Service& route_;
    const base::Clock& clock_;
    Also also_;
    base::Waker waker_;
    std::thread thread_;
};

}  // namespace manyhands::app
