// Episodes for the figures, and business hours.
#pragma once

#include "reports/first_answer.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class ReportsStore : public reports::Store {
  public:
    explicit ReportsStore(Engine& engine) : engine_(engine) {}
    base::Result<void> episodes(const model::BrandId& brand, base::Instant from, base::Instant to,
                                reports::EpisodeNames& names,
                                const std::function<void(const reports::EpisodeFact&)>& each) override;
    base::Result<void> episode_page(const model::BrandId& brand, base::Instant from, base::Instant to,
                                    const std::optional<reports::EpisodePlace>& after,
                                    reports::EpisodeNames& names,
                                    const std::function<bool(const reports::EpisodeRow&)>& each) override;
    base::Result<void> held(const model::BrandId& brand, base::Instant from, base::Instant to,
                            reports::EpisodeNames& names,
                            const std::function<void(const reports::HeldFact&)>& each) override;
    base::Result<void> handed(const model::BrandId& brand, base::Instant from, base::Instant to,
                              reports::EpisodeNames& names,
                              const std::function<void(const reports::HandedFact&)>& each) override;
    base::Result<void> actions(const model::BrandId& brand, base::Instant from, base::Instant to,
                               reports::EpisodeNames& names,
                               const std::function<void(const reports::EpisodeFact&)>& each) override;
    base::Result<model::HoursOfBrand> hours(const model::BrandId& brand) override;
    base::Result<void> set_hours(const model::BrandId& brand, const model::DepartmentId& department,
                                 const std::optional<model::BusinessHours>& hours) override;

    // Episodes whose facts are in memory.
    std::size_t kept_episodes() const { return engine_.episode_days().kept(); }

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
