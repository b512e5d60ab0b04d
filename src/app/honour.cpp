#include "app/honour.hpp"

#include "base/log.hpp"
#include "storage/honour_store.hpp"

namespace manyhands::app {

using base::Result;

std::string honour_zone(identity::Settings& settings, reports::HoursStore& hours,
                        const model::BrandId& brand) {
    std::string wanted = settings.value(brand, "honour.zone").value;
    if (!wanted.empty() && base::to_local(base::from_micros(0), wanted)) return wanted;
    if (const auto all = hours.hours(brand); all && all->brand) return all->brand->zone;
    return "UTC";
}

HonourParts::HonourParts(storage::Store& store, identity::Settings& settings, desk::Presence& presence,
                         const base::Clock& clock)
    : store_(store),
      audits_(store),
      honour_(
          {store.honour(), audits_, clock,
           [&settings](const model::BrandId& brand) { return settings.promises(brand); },
           [&settings, &store](const model::BrandId& brand) { return honour_zone(settings, store, brand); },
           [&presence](const model::EmployeeId& who) { return presence.is_here(who); }}) {}

void HonourParts::publish_due() {
    const auto brands = store_.all_brands();
    if (!brands) return;
    for (const model::Brand& brand : *brands) {
        const auto done = honour_.publish_due(brand.id);
        if (!done)
            base::log(base::LogLevel::error, "reports", "a season was not published",
                      {{"cause", done.error().cause}, {"key", done.error().key}});
        else if (*done > 0)
            base::log(base::LogLevel::info, "reports", "seasons published",
                      {{"count", std::to_string(*done)}});
    }
}

reports::Honour& Company::honour() {
    return honour_->honour();
}

}  // namespace manyhands::app
