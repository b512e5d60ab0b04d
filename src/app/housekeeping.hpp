// What nobody waits for: once an hour pictures that no answer carries are removed, private details whose day
// has come, and what was left out a month ago; after a start the past year of the reports is read into memory
// (docs/adr/0026), so that the first who asks for it does not wait.
#pragma once

#include <functional>
#include <thread>

#include "answer/media.hpp"
#include "base/waker.hpp"
#include "desk/desk.hpp"
#include "desk/private_forms.hpp"
#include "reports/episodes.hpp"
#include "route/ports.hpp"

namespace manyhands::app {

class Housekeeping {
  public:
    Housekeeping(answer::Media& media, desk::PrivateForms& forms, desk::InboxStore& brands,
                 route::IngestStore& ingest, reports::EpisodeStore& episodes, const base::Clock& clock)
        : media_(media),
          forms_(forms),
          brands_(brands),
          ingest_(ingest),
          episodes_(episodes),
          clock_(clock) {}
    ~Housekeeping();

    // What else is done once an hour; before start().
    void also(std::function<void()> also) { also_ = std::move(also); }
    void start();
    void stop() { waker_.stop(); }
    // One round; gives when to come back.
    base::Instant run_once();
    // Every brand's past year, the newest weeks first: what is read is kept by the store. Ends early when
    // stopped.
    void read_year();

  private:
    answer::Media& media_;
    desk::PrivateForms& forms_;
    desk::InboxStore& brands_;
    route::IngestStore& ingest_;
    reports::EpisodeStore& episodes_;
    const base::Clock& clock_;
    std::function<void()> also_;
    base::Waker waker_;
    std::thread thread_;
};

}  // namespace manyhands::app
