// Hourly staff's shifts and time, wired: the zone of a brand.
#pragma once

#include "identity/settings.hpp"
#include "identity/shifts.hpp"
#include "reports/time_log.hpp"
#include "storage/store.hpp"

namespace manyhands::app {

// Thread-safe.
class ShiftParts {
  public:
    ShiftParts(storage::Store& store, identity::Settings& settings, const base::Clock& clock,
               base::IdSource& ids);
    identity::Shifts& shifts() { return shifts_; }
    reports::TimeLogs& logs() { return logs_; }

  private:
    identity::Shifts shifts_;
    reports::TimeLogs logs_;
};

}  // namespace manyhands::app
