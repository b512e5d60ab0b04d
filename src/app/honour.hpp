// Honour as the company's parts feed it: the zone of a brand, who is here.
#pragma once

#include "app/company.hpp"
#include "reports/honour.hpp"
#include "storage/honour_audits.hpp"

namespace manyhands::app {

// The brand's own zone: the setting, else that of its business hours, else UTC. Never one that is not known.
std::string honour_zone(identity::Settings& settings, reports::HoursStore& hours,
                        const model::BrandId& brand);

// Thread-safe.
class HonourParts {
  public:
    HonourParts(storage::Store& store, identity::Settings& settings, desk::Presence& presence,
                const base::Clock& clock);
    reports::Honour& honour() { return honour_; }
    // Every brand's seasons that have become final. What fails is logged and tried again.
    void publish_due();

  private:
    storage::Store& store_;
    storage::AuditsThen audits_;
    reports::Honour honour_;
};

}  // namespace manyhands::app
