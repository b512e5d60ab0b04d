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
    base::Result<desk::Erasure> erasure(const model::BrandId& brand, const std::string& id) override;
    base::Result<desk::CustomerTexts> customer_texts(const model::BrandId& brand,
                                                     const model::ConversationId& conversation) override;
    base::Result<std::optional<model::ConversationId>> conversation_of_customer(
        const model::BrandId& brand, const std::string& network, const std::string& name) override;
    base::Result<void> begin_erasure(const desk::Erasure& run) override;
    base::Result<desk::Erasure> begin_customer_erasure(const desk::Erasure& run,
                                                       const model::ConversationId& conversation) override;
    base::Result<bool> erase_some(const desk::Erasure& run, int conversations) override;
    base::Result<bool> tidy_search() override;

  private:
    // A piece of a run: over (it was finished before), some (something was erased), none (no conversation is
    // left).
    enum class Piece { over, some, none };
    base::Result<Piece> erase_conversations(const desk::Erasure& run, int conversations, base::Instant now);
    base::Result<bool> erase_elsewhere(const desk::Erasure& run, base::Instant now);

    Engine& engine_;
    std::atomic<bool> merging_ = false;
};

}  // namespace manyhands::storage
