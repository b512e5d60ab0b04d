#include "storage/documents.hpp"

#include "storage/audit_store.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

answer::GuidelineVersion about(sqlite::Row& row) {
    answer::GuidelineVersion version;
    version.version = row.number();
    version.note = row.text();
    version.saved_by = row.id<model::EmployeeId>();
    version.saved_at = row.at();
    return version;
}

}  // namespace

base::Result<std::optional<SavedDocument>> newest_document(sqlite::Connection& db, const Documents& of,
                                                           const model::BrandId& brand,
                                                           std::optional<std::int64_t> version) {
    auto query = db.use(version ? of.at : of.newest);
    query.bind("brand", brand);
    if (version) query.bind("version", *version);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    SavedDocument saved;
    saved.about = about(row);
    saved.document = row.text();
    return saved;
}

base::Result<std::vector<answer::GuidelineVersion>> versions_of(sqlite::Connection& db, const Documents& of,
                                                                const model::BrandId& brand) {
    auto query = db.use(of.versions);
    query.bind("brand", brand);
    std::vector<answer::GuidelineVersion> all;
    while (query.step()) {
        auto row = query.row();
        all.push_back(about(row));
    }
    return all;
}

base::Result<void> save_document(sqlite::Connection& db, const Documents& of, const model::BrandId& brand,
                                 const SavedDocument& saved, std::int64_t former) {
    std::int64_t newest = 0;
    {
        auto query = db.use(of.newest);
        query.bind("brand", brand);
        if (query.step()) newest = query.row().number();
    }
    if (newest != former)
        return base::fail(base::ErrorCode::stale, std::string(of.stale),
                          {{"current", std::to_string(newest)}});
    db.use(of.save)
        .bind("brand", brand)
        .bind("version", saved.about.version)
        .bind("document", saved.document)
        .bind("note", saved.about.note)
        .bind("saved_by", saved.about.saved_by)
        .bind("saved_at", saved.about.saved_at)
        .run();
    const std::string kind(of.kind);
    audit_add(db, brand, saved.about.saved_at,
              {kind + ".saved", kind, std::to_string(saved.about.version), "{}", saved.about.saved_by.value});
    return {};
}

}  // namespace manyhands::storage
