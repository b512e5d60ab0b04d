// Documents of a brand that are kept in versions (guidelines, lanes): the newest, one of them, their list,
// and saving on top of what was seen. The statements of each give version, note, saved_by, saved_at and
// document, in this order. Inside a transaction of the caller's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/guide.hpp"
#include "storage/sqlite/connection.hpp"

namespace manyhands::storage {

struct Documents {
    std::string_view newest, at, versions, save;  // names of statements
    std::string_view stale;                       // the error's key
    std::string_view kind;                        // of the audit log: "lanes" is "lanes.saved" there
};

struct SavedDocument {
    answer::GuidelineVersion about;
    std::string document;
};

// That version, or the newest; nothing: there is none.
base::Result<std::optional<SavedDocument>> newest_document(sqlite::Connection& db, const Documents& of,
                                                           const model::BrandId& brand,
                                                           std::optional<std::int64_t> version = {});
// The newest 100, newest first.
base::Result<std::vector<answer::GuidelineVersion>> versions_of(sqlite::Connection& db, const Documents& of,
                                                                const model::BrandId& brand);
// In the audit log too. Errors: stale when the newest is not `former`.
base::Result<void> save_document(sqlite::Connection& db, const Documents& of, const model::BrandId& brand,
                                 const SavedDocument& saved, std::int64_t former);

}  // namespace manyhands::storage
