// A copy of a database as it was at one instant, made beside whoever writes to it, from any process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

namespace manyhands::storage::sqlite {

// Called with pages done and pages in all.
using PagesCopied = std::function<void(std::int64_t done, std::int64_t all)>;

// Writes `target` (a new file, no journal beside it). One read transaction holds the snapshot from the first
// page to the last: writers go on, and the copy begins anew for none of them. Throws Failure.
void copy_database(const std::filesystem::path& source, const std::filesystem::path& target,
                   const PagesCopied& progress);

}  // namespace manyhands::storage::sqlite
