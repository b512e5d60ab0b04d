// Phrases as rows.
#pragma once

#include "answer/phrases.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class PhraseRows : public answer::PhraseStore {
  public:
    explicit PhraseRows(Engine& engine) : engine_(engine) {}

    base::Result<std::vector<model::Phrase>> phrases(const model::BrandId& brand,
                                                     const model::DepartmentId& department,
                                                     const model::EmployeeId& employee) override;
    base::Result<model::Phrase> phrase(const model::BrandId& brand, const model::PhraseId& id) override;
    base::Result<void> save_phrase(const model::Phrase& phrase) override;
    base::Result<void> remove_phrase(const model::BrandId& brand, const model::PhraseId& id) override;
    base::Result<void> count_phrase_uses(const model::BrandId& brand,
                                         const std::vector<model::PhraseId>& ids) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
