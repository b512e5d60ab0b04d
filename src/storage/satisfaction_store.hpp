// Satisfaction: links below answers, what taps, reactions and words said, what recovered.
#pragma once

#include "reports/satisfaction.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class SatisfactionRows : public reports::SatisfactionStore {
  public:
    explicit SatisfactionRows(Engine& engine) : engine_(engine) {}

    base::Result<std::vector<model::BrandId>> satisfied_brands() override;
    base::Result<Changed> changed(const model::BrandId& brand, int limit) override;
    base::Result<reports::Trail> trail(const model::BrandId& brand, const model::ConversationId& id) override;
    base::Result<std::vector<reports::TrailPost>> others(const model::BrandId& brand,
                                                         const model::ConversationId& id,
                                                         base::Instant since) override;
    base::Result<std::vector<model::ConversationId>> praised_by(const model::BrandId& brand,
                                                                const model::ConversationId& id) override;
    base::Result<void> keep(const model::BrandId& brand, const std::vector<model::ConversationId>& of,
                            const reports::TrailReading& reading) override;
    base::Result<void> read_up_to(const model::BrandId& brand, std::int64_t seq) override;
    base::Result<void> add_thanks_link(const reports::ThanksLink& link, const model::EmployeeId& by) override;
    base::Result<reports::FoundLink> link_of(const std::string& digest, const std::string& token) override;
    base::Result<reports::FoundLink> tap(const std::string& digest, const std::string& token, bool counted,
                                         const Decide& decide) override;
    base::Result<int> react(const model::AccountId& account,
                            const std::vector<reports::Reaction>& all) override;
    base::Result<std::vector<reports::ThanksRow>> signals(const model::BrandId& brand, base::Instant from,
                                                          base::Instant to) override;
    base::Result<std::vector<reports::ThanksRow>> signals_of(const model::BrandId& brand,
                                                             const model::ConversationId& id) override;
    base::Result<std::vector<reports::TurnaroundRow>> turnarounds(const model::BrandId& brand,
                                                                  base::Instant from,
                                                                  base::Instant to) override;
    base::Result<std::optional<reports::TurnaroundRow>> turnaround_of(
        const model::BrandId& brand, const model::ConversationId& id) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
