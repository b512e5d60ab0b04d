// Setting-up programmes as rows.
#pragma once

#include "route/programme.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class ProgrammeRows : public route::ProgrammeStore {
  public:
    explicit ProgrammeRows(Engine& engine) : engine_(engine) {}

    base::Result<std::optional<route::SavedProgramme>> programme(const model::BrandId& brand) override;
    base::Result<void> save_programme(const model::BrandId& brand, const route::SavedProgramme& saved,
                                      std::int64_t former) override;
    base::Result<std::vector<model::DepartmentId>> open_departments(const model::BrandId& brand) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
