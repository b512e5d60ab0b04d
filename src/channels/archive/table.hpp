// Rows of an archive file: NDJSON, CSV or TSV, also packed by xz. A row that cannot be read is reported with
// its line and does not stop the rest.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "base/result.hpp"

namespace manyhands::channels::archive {

struct TableRow {
    std::int64_t line = 0;                     // of the file, where the row begins; from 1
    std::map<std::string, std::string> cells;  // by the column's name in lower case
};

struct BadRow {
    std::int64_t line = 0;
    base::Error why;
};

// By the name's ending (.ndjson .jsonl .json .csv .tsv, then .xz), else by the first character: '{' is
// NDJSON, a tab in the first line TSV. Errors: not_found ("channels.archive.no_file"), invalid
// ("channels.archive.damaged": not what xz packed; "channels.archive.no_columns": no header line). What would
// be more than `bytes` when unpacked is not read.
base::Result<void> read_table(const std::string& path, const std::function<void(TableRow)>& each,
                              const std::function<void(BadRow)>& bad, std::uint64_t bytes = UINT64_MAX);

}  // namespace manyhands::channels::archive
