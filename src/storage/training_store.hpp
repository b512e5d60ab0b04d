// First minutes and certifications as rows.
#pragma once

#include "answer/certify.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class TrainingRows : public answer::TrainingStore {
  public:
    explicit TrainingRows(Engine& engine) : engine_(engine) {}

    base::Result<std::optional<answer::SavedTraining>> training(const model::BrandId& brand) override;
    base::Result<void> save_training(const model::BrandId& brand, const answer::SavedTraining& saved,
                                     std::int64_t former, const std::vector<model::Role>& keep) override;
    base::Result<std::optional<answer::Certification>> certification(
        const model::BrandId& brand, const model::EmployeeId& employee) override;
    base::Result<void> certify(const model::BrandId& brand, const answer::Certification& given) override;
    base::Result<std::optional<answer::FirstMinutes>> first_minutes(
        const model::BrandId& brand, const model::EmployeeId& employee) override;
    base::Result<void> change_first_minutes(const model::BrandId& brand, const model::EmployeeId& employee,
                                            base::Instant at, const Change& change) override;
    base::Result<std::vector<answer::Trainee>> trainees(const model::BrandId& brand,
                                                        const model::EmployeeId& after, int limit) override;
    base::Result<std::vector<std::string>> topics_of(const model::BrandId& brand,
                                                     const model::ConversationId& conversation) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
