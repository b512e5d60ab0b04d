// CSV as spreadsheets write it (RFC 4180 and its usual liberties), and as they may read it again. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace manyhands::identity {

struct CsvRow {
    std::size_t line = 0;  // where it begins, from 1
    std::vector<std::string> cells;
};
struct CsvFile {
    std::vector<CsvRow> rows;  // empty lines are left out
    std::string encoding;      // "utf-8" or "cp949"
};

// UTF-8 with or without a byte order mark, or CP949 as Korean spreadsheets save it; line ends \n, \r\n or \r;
// commas, semicolons or tabs, whichever the first line has most of. Cells lose blanks around them, and the
// apostrophe that csv_cell put before = + - @. Errors: invalid, "identity.import.encoding" (UTF-16, bytes
// that are neither), "identity.import.quote" (line), "identity.import.empty".
base::Result<CsvFile> read_csv(std::string_view bytes);

// A cell for a file: quoted where it must be, and never a formula (an apostrophe goes before = + - @).
std::string csv_cell(std::string_view text);

}  // namespace manyhands::identity
