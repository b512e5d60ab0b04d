// Guidelines as rows, and what was answered before.
#pragma once

#include "answer/guide.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

// Part of the journal, inside the writer's transaction: who asked, and for which answer.
void write_exception(sqlite::Connection& db, const model::BrandId& brand,
                     const model::ConversationId& conversation, const model::AnswerId& answer,
                     const model::Event& event, const model::AskedException& asked);

class GuidelineRows : public answer::GuidelineStore {
  public:
    explicit GuidelineRows(Engine& engine) : engine_(engine) {}

    base::Result<std::optional<answer::SavedGuidelines>> guidelines(const model::BrandId& brand) override;
    base::Result<std::optional<answer::SavedGuidelines>> guidelines_at(const model::BrandId& brand,
                                                                       std::int64_t version) override;
    base::Result<std::vector<answer::GuidelineVersion>> guideline_versions(
        const model::BrandId& brand) override;
    base::Result<void> save_guidelines(const model::BrandId& brand, const answer::SavedGuidelines& saved,
                                       std::int64_t former) override;
    base::Result<std::vector<answer::PastAnswer>> past_answers(const model::BrandId& brand,
                                                               const model::AccountId& account,
                                                               base::Instant since, int limit) override;
    base::Result<std::vector<answer::GuidelineException>> exceptions(const model::BrandId& brand,
                                                                     int limit) override;

  private:
    base::Result<std::optional<answer::SavedGuidelines>> read_guidelines(const model::BrandId& brand,
                                                                         std::optional<std::int64_t> version);
    Engine& engine_;
};

}  // namespace manyhands::storage
