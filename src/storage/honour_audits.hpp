// The audit of published answers as it stood at an instant: what honour asks of the quality room.
#pragma once

#include "quality/audit.hpp"
#include "reports/honour.hpp"

namespace manyhands::storage {

class AuditsThen final : public reports::AuditFigures {
  public:
    explicit AuditsThen(quality::Rows& rows) : rows_(rows) {}
    base::Result<std::map<model::EmployeeId, reports::AuditFigure>> audit_figures(
        const model::BrandId& brand, base::Instant from, base::Instant to, base::Instant as_of) override;

  private:
    quality::Rows& rows_;
};

}  // namespace manyhands::storage
