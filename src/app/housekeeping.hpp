// What nobody waits for: pictures that no answer carries are removed, once an hour.
#pragma once

#include <thread>

#include "answer/media.hpp"
#include "base/waker.hpp"

namespace manyhands::app {

class Housekeeping {
  public:
    Housekeeping(answer::Media& media, const base::Clock& clock) : media_(media), clock_(clock) {}
    ~Housekeeping();

    void start();
    void stop() { waker_.stop(); }
    // One round; gives when to come back.
    base::Instant run_once();

  private:
    answer::Media& media_;
    const base::Clock& clock_;
    base::Waker waker_;
    std::thread thread_;
};

}  // namespace manyhands::app
