// What admins set in the interface, with what held before.
#pragma once

#include "identity/settings.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class SettingRows : public identity::SettingsStore {
  public:
    explicit SettingRows(Engine& engine) : engine_(engine) {}
    base::Result<std::vector<identity::SettingStep>> settings_history(const model::BrandId& brand) override;
    base::Result<void> save_settings(const model::BrandId& brand, const model::EmployeeId& by,
                                     const std::vector<identity::SettingStep>& steps) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
