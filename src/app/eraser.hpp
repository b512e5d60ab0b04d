// Erases what the retention periods and customers ask for, a small piece at a time, so that people who work
// do not wait.
#pragma once

#include <thread>

#include "base/waker.hpp"
#include "desk/erasure.hpp"

namespace manyhands::app {

class Eraser {
  public:
    Eraser(desk::Erasures& erasures, const base::Clock& clock) : erasures_(erasures), clock_(clock) {}
    ~Eraser();

    void start();
    void stop();
    void wake() { waker_.wake(); }

  private:
    void loop();

    desk::Erasures& erasures_;
    const base::Clock& clock_;
    base::Waker waker_;
    base::Waker pause_;
    std::thread thread_;
};

}  // namespace manyhands::app
