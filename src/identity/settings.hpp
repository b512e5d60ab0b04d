// The settings as admins see and change them, and as the rest of the server asks for them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "identity/identity.hpp"
#include "model/promise.hpp"
#include "model/settings.hpp"

namespace manyhands::identity {

struct SettingStep {
    std::string key;
    base::Instant at{};
    std::optional<std::string> value;  // none: back to the default
};

// Thread-safe; writes block until durable.
class SettingsStore {
  public:
    virtual ~SettingsStore() = default;
    // Oldest first; an empty brand is the installation.
    virtual base::Result<std::vector<SettingStep>> settings_history(const model::BrandId& brand) = 0;
    virtual base::Result<void> save_settings(const model::BrandId& brand, const model::EmployeeId& by,
                                             const std::vector<SettingStep>& steps) = 0;
};

// Brands and the machine belong to the admins of the brand that was first. forbidden
// ("identity.brand.not_first").
base::Result<void> check_installation(IdentityStore& identity, const model::Actor& actor);

// Thread-safe. Reads come from memory: this process alone writes the settings.
class Settings {
  public:
    Settings(SettingsStore& store, IdentityStore& identity, const base::Clock& clock,
             model::SettingLayers outside = {})
        : store_(store), identity_(identity), clock_(clock), outside_(std::move(outside)) {}

    struct Item {
        const model::Setting* setting = nullptr;
        model::Resolved now;
        bool changeable =
            false;  // here, by this person; not when a flag, the environment or the file says it
    };
    // All that concern this person: those of the machine only for admins of the first brand.
    base::Result<std::vector<Item>> list(const model::Actor& actor);
    // Empty value: back to the default. All or nothing. Errors: invalid ("settings.unknown", key;
    // "settings.bad_value" ...; "settings.promise_in_bands"), conflict ("settings.said_elsewhere", key,
    // source), forbidden.
    base::Result<void> change(const model::Actor& actor, const std::map<std::string, std::string>& values);

    // For the rest of the server. Never fail: what cannot be read is the default.
    model::Resolved value(const model::BrandId& brand, std::string_view key);
    std::shared_ptr<const model::PromiseHistory> promises(const model::BrandId& brand);

    base::Result<void> check_installation(const model::Actor& actor) {
        return identity::check_installation(identity_, actor);
    }

  private:
    struct Known {
        model::SettingValues values;
        std::shared_ptr<const model::PromiseHistory> promises;
    };
    base::Result<std::shared_ptr<const Known>> known(const model::BrandId& brand);

    SettingsStore& store_;
    IdentityStore& identity_;
    const base::Clock& clock_;
    const model::SettingLayers outside_;
    std::mutex mutex_;
    std::map<model::BrandId, std::shared_ptr<const Known>> known_;
};

}  // namespace manyhands::identity
