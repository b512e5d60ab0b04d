// Erasing in the rows: one conversation with all that hangs on it.
#pragma once

#include <atomic>

#include "desk/erasure.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class ErasureRows : public desk::ErasureStore {
  public:
    explicit ErasureRows(Engine& engine) : engine_(engine) {}

    base::Result<Due> due_for_erasure(const model::BrandId& brand, base::Instant before) override;
    base::Result<std::vector<desk::Erasure>> erasures(const model::BrandId& brand, int limit) override;
    base::Result<std::vector<desk::Erasure>> open_erasures() override;
    base::Result<void> begin_erasure(const desk::Erasure& run) override;
    base::Result<desk::Erasure> begin_customer_erasure(const desk::Erasure& run,
                                                       const model::ConversationId& conversation) override;
    base::Result<bool> erase_some(const desk::Erasure& run, int conversations) override;
    base::Result<bool> tidy_search() override;

  private:
    Engine& engine_;
    std::atomic<bool> merging_ = false;
};

}  // namespace manyhands::storage
