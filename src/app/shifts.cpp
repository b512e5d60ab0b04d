#include "app/shifts.hpp"

#include "app/honour.hpp"
#include "storage/shift_store.hpp"

namespace manyhands::app {

ShiftParts::ShiftParts(storage::Store& store, identity::Settings& settings, const base::Clock& clock,
                       base::IdSource& ids)
    : shifts_(store.shifts(), clock, ids,
              [&](const model::BrandId& brand) { return honour_zone(settings, store, brand); }),
      logs_(store.shifts(),
            [&](const model::BrandId& brand) { return honour_zone(settings, store, brand); }) {}

}  // namespace manyhands::app
