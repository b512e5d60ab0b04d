// Score cards, rounds, marks and appeals. No text of a post or an answer is copied: it is read where it
// stands.
#pragma once

#include "quality/audit.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class QualityRows : public quality::Rows {
  public:
    explicit QualityRows(Engine& engine) : engine_(engine) {}
    base::Result<std::vector<quality::Card>> audit_cards(const model::BrandId& brand) override;
    base::Result<quality::Card> audit_card(const model::BrandId& brand, std::int64_t version) override;
    base::Result<quality::Card> add_audit_card(const model::BrandId& brand, const quality::Card& card,
                                               std::int64_t former) override;
    base::Result<std::vector<quality::Candidate>> audit_population(const model::BrandId& brand,
                                                                   base::Instant from,
                                                                   base::Instant to) override;
    base::Result<void> add_audit_round(const quality::Round& round,
                                       const std::vector<quality::Item>& items) override;
    base::Result<std::vector<quality::Round>> audit_rounds(const model::BrandId& brand,
                                                           const model::EmployeeId& viewer) override;
    base::Result<quality::Round> audit_round(const model::BrandId& brand, const quality::RoundId& id,
                                             const model::EmployeeId& viewer) override;
    base::Result<std::vector<model::EmployeeId>> close_audit_round(const model::BrandId& brand,
                                                                   const quality::RoundId& id,
                                                                   const Closing& closing) override;
    base::Result<std::optional<quality::Item>> pick_for_audit(const model::BrandId& brand,
                                                              const quality::RoundId& round,
                                                              const model::EmployeeId& auditor,
                                                              base::Instant now) override;
    base::Result<void> pass_over_audit(const model::BrandId& brand, const quality::RoundId& round,
                                       const model::AnswerId& answer, const model::EmployeeId& auditor,
                                       const std::string& reason, base::Instant now) override;
    base::Result<std::vector<quality::ThreadPost>> audit_thread(const model::BrandId& brand,
                                                                const quality::Item& item) override;
    using DecideMark = std::function<base::Result<quality::Mark>(const quality::Judged&)>;
    base::Result<void> mark_audited(const model::BrandId& brand, const quality::RoundId& round,
                                    const model::AnswerId& answer, const DecideMark& decide) override;
    using DecideAppeal = std::function<base::Result<quality::Appeal>(const quality::Judged&)>;
    base::Result<model::EmployeeId> appeal_audited(const model::BrandId& brand, const quality::RoundId& round,
                                                   const model::AnswerId& answer,
                                                   const model::NoticeId& notice,
                                                   const DecideAppeal& decide) override;
    base::Result<std::vector<quality::Judged>> judged_audits(const Filter& filter) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
