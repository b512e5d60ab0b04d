// Episodes for the figures.
#pragma once

#include "reports/first_answer.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class ReportsStore : public reports::EpisodeStore {
  public:
    explicit ReportsStore(Engine& engine) : engine_(engine) {}
    base::Result<void> episodes(const model::BrandId& brand, base::Instant from, base::Instant to,
                                const std::function<void(const reports::EpisodeRow&)>& each) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
