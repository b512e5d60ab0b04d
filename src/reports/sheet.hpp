// A report as a table of cells, and the table as a file. CSV and XLSX are written from the same cells, and
// the cells are the chart's figures.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/catalogue.hpp"
#include "reports/first_answer.hpp"

namespace manyhands::reports {

using Cell = std::variant<std::monostate, std::string, std::int64_t, double, std::chrono::year_month_day>;
enum class RowStyle { plain, title, head };
struct SheetRow {
    std::vector<Cell> cells;
    RowStyle style = RowStyle::plain;
};
using Sheet = std::vector<SheetRow>;

// The name of a group for people: of an account, a department, a person; days stay as they are.
using GroupName = std::function<std::string(GroupBy by, const std::string& key)>;

// What the brand set out to reach, beside what it reached in the period; nothing: no goal.
struct Goals {
    std::optional<std::int64_t> within_promise;       // percent of what was due, 1 to 100
    std::optional<std::int64_t> real_answer_minutes;  // nine of ten real answers within
};

// What a filter says in words, for the file: "account: @onmaru". Empty: everything.
Sheet to_sheet(const FirstAnswer& report, base::Lang lang, const GroupName& name_of,
               const std::string& filter_words, const Goals& goals = {});

// RFC 4180 with a byte order mark, so that spreadsheets read Hangul. A text that a spreadsheet would run as
// a formula (it begins with = + - @, a tab or a line end) gets an apostrophe in front.
std::string to_csv(const Sheet& sheet);
// Office Open XML without any formula: texts are texts, figures are numbers. Errors: unavailable
// ("reports.file_failed": the temporary folder is full or closed).
base::Result<std::string> to_xlsx(const Sheet& sheet, const std::string& sheet_name);

}  // namespace manyhands::reports
