#include "storage/programme_store.hpp"

#include "storage/audit_store.hpp"

namespace manyhands::storage {

using base::Result;

Result<std::optional<route::SavedProgramme>> ProgrammeRows::programme(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<route::SavedProgramme>> {
        auto query = db.use("programme.newest");
        query.bind("brand", brand);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        route::SavedProgramme saved;
        saved.version = row.number();
        MH_LET(read, route::read_programme(row.text()));
        saved.programme = std::move(read);
        saved.saved_by = row.id<model::EmployeeId>();
        saved.saved_at = row.at();
        return saved;
    });
}

Result<void> ProgrammeRows::save_programme(const model::BrandId& brand, const route::SavedProgramme& saved,
                                           std::int64_t former) {
    const std::string document = route::write_programme(saved.programme);
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        std::int64_t newest = 0;
        {
            auto query = db.use("programme.newest");
            query.bind("brand", brand);
            if (query.step()) newest = query.row().number();
        }
        if (newest != former)
            return base::fail(base::ErrorCode::stale, "route.programme.stale",
                              {{"current", std::to_string(newest)}});
        db.use("programme.save")
            .bind("brand", brand)
            .bind("version", saved.version)
            .bind("document", document)
            .bind("saved_by", saved.saved_by)
            .bind("saved_at", saved.saved_at)
            .run();
        audit_add(
            db, brand, saved.saved_at,
            {"programme.saved", "programme", std::to_string(saved.version), "{}", saved.saved_by.value});
        return {};
    });
}

Result<std::vector<model::DepartmentId>> ProgrammeRows::open_departments(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<model::DepartmentId>> {
        auto query = db.use("programme.departments");
        query.bind("brand", brand);
        std::vector<model::DepartmentId> all;
        while (query.step())
            all.push_back(query.row().id<model::DepartmentId>());
        return all;
    });
}

}  // namespace manyhands::storage
