// What nobody waits for: pictures that no answer carries are removed, once an hour; and after a start the
// past year of the reports is read into memory (docs/adr/0026), so that the first who asks for it does not
// wait.
#pragma once

#include <thread>

#include "answer/media.hpp"
#include "base/waker.hpp"
#include "desk/desk.hpp"
#include "reports/episodes.hpp"

namespace manyhands::app {

class Housekeeping {
  public:
    Housekeeping(answer::Media& media, desk::InboxStore& brands, reports::EpisodeStore& episodes,
                 const base::Clock& clock)
        : media_(media), brands_(brands), episodes_(episodes), clock_(clock) {}
    ~Housekeeping();

    void start();
    void stop() { waker_.stop(); }
    // One round; gives when to come back.
    base::Instant run_once();
    // Every brand's past year, the newest weeks first: what is read is kept by the store. Ends early when
    // stopped.
    void read_year();

  private:
    answer::Media& media_;
    desk::InboxStore& brands_;
    reports::EpisodeStore& episodes_;
    const base::Clock& clock_;
    base::Waker waker_;
    std::thread thread_;
};

}  // namespace manyhands::app
