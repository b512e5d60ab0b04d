#include "storage/settings_store.hpp"

#include <boost/json.hpp>

#include "storage/audit_store.hpp"

namespace manyhands::storage {

base::Result<std::vector<identity::SettingStep>> SettingRows::settings_history(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<identity::SettingStep>> {
        auto query = db.use("identity.settings_history");
        query.bind("brand", brand);
        std::vector<identity::SettingStep> steps;
        while (query.step()) {
            auto row = query.row();
            identity::SettingStep step;
            step.key = row.text();
            step.at = row.at();
            step.value = row.maybe_text();
            steps.push_back(std::move(step));
        }
        return steps;
    });
}

base::Result<void> SettingRows::save_settings(const model::BrandId& brand, const model::EmployeeId& by,
                                              const std::vector<identity::SettingStep>& steps) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        for (const identity::SettingStep& step : steps) {
            db.use("identity.save_setting")
                .bind("brand", brand)
                .bind("setting", step.key)
                .bind("changed_at", step.at)
                .bind("changed_by", by)
                .bind("content", step.value)
                .run();
            boost::json::object detail;
            if (step.value) detail["to"] = *step.value;
            audit_add(db, brand, step.at,
                      {"setting.changed", "setting", step.key, boost::json::serialize(detail), by.value});
        }
        return {};
    });
}

}  // namespace manyhands::storage
