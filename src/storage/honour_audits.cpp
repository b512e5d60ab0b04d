#include "storage/honour_audits.hpp"

#include <cmath>

namespace manyhands::storage {

using base::Result;

Result<std::map<model::EmployeeId, reports::AuditFigure>> AuditsThen::audit_figures(
    const model::BrandId& brand, base::Instant from, base::Instant to, base::Instant as_of) {
    quality::Rows::Filter filter;
    filter.brand = brand;
    filter.from = from;
    filter.to = to;
    MH_LET(all, rows_.judged_audits(filter));
    std::erase_if(all, [&](const quality::Judged& one) { return !one.closed_at || *one.closed_at >= as_of; });
    for (quality::Judged& one : all)
        if (one.appeal && one.appeal->decided_at && *one.appeal->decided_at >= as_of) one.appeal.reset();
    std::map<model::EmployeeId, reports::AuditFigure> figures;
    for (const quality::Standing& standing : quality::standings(all, quality::By::person))
        figures[model::EmployeeId(standing.key)] = {standing.score.answers,
                                                    std::llround(standing.score.mean * 100)};
    return figures;
}

}  // namespace manyhands::storage
