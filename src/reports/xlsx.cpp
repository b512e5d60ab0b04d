// The library writes files only: one of our own in the temporary folder, read back and removed.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>
#include <xlsxwriter.h>

#include "reports/sheet.hpp"

namespace manyhands::reports {
namespace {

using base::Result;

class TempFile {
  public:
    TempFile() {
        std::error_code error;
        name_ = (std::filesystem::temp_directory_path(error) / "manyhands-report-XXXXXX").string();
        const int file = error ? -1 : ::mkstemp(name_.data());
        ok_ = file >= 0;
        if (ok_) ::close(file);
    }
    ~TempFile() {
        if (ok_) ::unlink(name_.c_str());
    }
    TempFile(const TempFile&) = delete;
    TempFile& operator=(const TempFile&) = delete;
    bool ok() const { return ok_; }
    const std::string& name() const { return name_; }

  private:
    std::string name_;
    bool ok_ = false;
};

std::unexpected<base::Error> failed(const std::string& cause) {
    return base::fail(base::ErrorCode::unavailable, "reports.file_failed", {}, cause);
}

// A sheet's name may not hold these, and has at most 31 characters.
std::string safe_name(std::string name) {
    std::erase_if(name,
                  [](char c) { return std::string_view("[]:*?/\\'").find(c) != std::string_view::npos; });
    return name.empty() ? "1" : name;
}

constexpr std::size_t kTextAtMost = 32'000;  // of a cell; the format's own limit is a little higher

struct Formats {
    lxw_format* plain;
    lxw_format* title;
    lxw_format* head;
    lxw_format* whole;
    lxw_format* fraction;
    lxw_format* date;
};

lxw_error write_cell(lxw_worksheet* page, lxw_row_t row, lxw_col_t column, const Cell& cell,
                     lxw_format* of_text, const Formats& formats) {
    if (const auto* text = std::get_if<std::string>(&cell))  // written as a string: never read as a formula
        return worksheet_write_string(page, row, column, text->substr(0, kTextAtMost).c_str(), of_text);
    if (const auto* whole = std::get_if<std::int64_t>(&cell))
        return worksheet_write_number(page, row, column, static_cast<double>(*whole), formats.whole);
    if (const auto* number = std::get_if<double>(&cell))
        return worksheet_write_number(page, row, column, *number, formats.fraction);
    if (const auto* date = std::get_if<std::chrono::year_month_day>(&cell)) {
        lxw_datetime at{};
        at.year = static_cast<int>(date->year());
        at.month = static_cast<int>(static_cast<unsigned>(date->month()));
        at.day = static_cast<int>(static_cast<unsigned>(date->day()));
        return worksheet_write_datetime(page, row, column, &at, formats.date);
    }
    return LXW_NO_ERROR;
}

}  // namespace

Result<std::string> to_xlsx(const Sheet& sheet, const std::string& sheet_name) {
    const TempFile file;
    if (!file.ok()) return failed("no temporary file");
    lxw_workbook_options options{};
    lxw_workbook* book = workbook_new_opt(file.name().c_str(), &options);
    if (book == nullptr) return failed("workbook_new");
    lxw_worksheet* page = workbook_add_worksheet(book, safe_name(sheet_name).c_str());
    if (page == nullptr) {
        workbook_close(book);
        return failed("workbook_add_worksheet");
    }
    const Formats formats{workbook_add_format(book), workbook_add_format(book), workbook_add_format(book),
                          workbook_add_format(book), workbook_add_format(book), workbook_add_format(book)};
    format_set_bold(formats.title);
    format_set_font_size(formats.title, 14);
    format_set_bold(formats.head);
    format_set_text_wrap(formats.head);
    format_set_bottom(formats.head, LXW_BORDER_THIN);
    format_set_num_format(formats.whole, "#,##0");
    format_set_num_format(formats.fraction, "#,##0.0##");
    format_set_num_format(formats.date, "yyyy-mm-dd");
    format_set_align(formats.date, LXW_ALIGN_LEFT);
    lxw_error error = LXW_NO_ERROR;
    lxw_row_t row = 0;
    for (const SheetRow& line : sheet) {
        lxw_format* of_text = line.style == RowStyle::title  ? formats.title
                              : line.style == RowStyle::head ? formats.head
                                                             : formats.plain;
        for (std::size_t i = 0; i < line.cells.size() && error == LXW_NO_ERROR; ++i)
            error = write_cell(page, row, static_cast<lxw_col_t>(i), line.cells[i], of_text, formats);
        if (line.style == RowStyle::head) worksheet_freeze_panes(page, row + 1, 1);
        ++row;
    }
    worksheet_set_column(page, 0, 0, 34, nullptr);
    worksheet_set_column(page, 1, 20, 14, nullptr);
    worksheet_set_landscape(page);
    worksheet_fit_to_pages(page, 1, 0);
    const lxw_error closed = workbook_close(book);
    if (error != LXW_NO_ERROR) return failed(lxw_strerror(error));
    if (closed != LXW_NO_ERROR) return failed(lxw_strerror(closed));
    std::ifstream in(file.name(), std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in || bytes.empty()) return failed("the file could not be read back");
    return bytes;
}

}  // namespace manyhands::reports
