// An archive: real conversations of the past as posts, in the order of their post times, each for one of the
// archive's accounts. docs/channels/archive.md says what the columns are called.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "channels/archive/table.hpp"
#include "model/post.hpp"

namespace manyhands::channels::archive {

inline constexpr const char* kNetwork = "archive";

// Which of the file's columns is what: "author=customer_name". Names that are not given are looked up among
// the known ones.
using Columns = std::map<std::string, std::string>;
// "text=body,at=created". Errors: invalid ("channels.archive.bad_column": not name=column, or no such name).
base::Result<Columns> columns(const std::string& text);

struct ArchivePost {
    std::string account;  // remote id of the brand's account
    base::Instant at{};   // post time (decision 3)
    model::RemotePost post;
};

struct Archive {
    std::vector<ArchivePost> posts;     // by post time, then as in the file
    std::vector<std::string> accounts;  // by name
    std::vector<BadRow> bad;            // at most kBadKept of them
    std::int64_t bad_rows = 0;
    std::int64_t rows = 0;
    std::int64_t left_out = 0;  // rows whose thread names no brand of the file
};
inline constexpr std::size_t kBadKept = 1'000;

// Errors: those of read_table; invalid ("channels.archive.missing_column": a column that must be there is
// not).
base::Result<Archive> load(const std::string& path, const Columns& columns);

// The same, read once as long as anybody holds it: every account of a replay looks at one. Thread-safe.
base::Result<std::shared_ptr<const Archive>> open_archive(const std::string& path,
                                                          const std::string& column_text);

// The names under which files have a thing ("id", "text", "author", "created", "lang" ...); empty: no such
// thing.
const std::vector<std::string>& names_of(const std::string& thing);
// RFC 3339, "2017-10-31 22:10:47" (UTC), Twitter's old form, or seconds since 1970 (also milliseconds).
std::optional<base::Instant> read_time(const std::string& text);

}  // namespace manyhands::channels::archive
