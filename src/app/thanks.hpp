// What customers say of our answers, wired: the service, its reader of the log, and public cards.
#pragma once

#include <thread>

#include "base/waker.hpp"
#include "identity/cards.hpp"
#include "identity/settings.hpp"
#include "reports/satisfaction.hpp"
#include "storage/store.hpp"

namespace manyhands::app {

class Thanks {
  public:
    Thanks(storage::Store& store, identity::Settings& settings, const base::Clock& clock,
           base::Random& random, base::IdSource& ids);
    ~Thanks();

    reports::Satisfaction& satisfaction() { return satisfaction_; }
    identity::Cards& cards() { return cards_; }

    void start();
    void stop();
    // All that is in the log, now; for tests and before something is looked at.
    base::Result<void> read_all();

  private:
    const base::Clock& clock_;
    reports::Satisfaction satisfaction_;
    identity::Cards cards_;
    base::Waker waker_;
    std::thread thread_;
};

}  // namespace manyhands::app
