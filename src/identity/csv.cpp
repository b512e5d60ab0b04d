#include "identity/csv.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "base/text/legacy.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::identity {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kHardBlank = "\xC2\xA0";  // spreadsheets leave them behind

bool begins_a_formula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

std::string clean(std::string_view cell) {
    while (true) {
        const auto begin = cell.find_first_not_of(kBlanks);
        if (begin == std::string_view::npos) return {};
        cell = cell.substr(begin, cell.find_last_not_of(kBlanks) - begin + 1);
        if (cell.starts_with(kHardBlank))
            cell.remove_prefix(kHardBlank.size());
        else if (cell.ends_with(kHardBlank))
            cell.remove_suffix(kHardBlank.size());
        else
            break;
    }
    if (cell.starts_with('\'') && begins_a_formula(cell.substr(1))) cell.remove_prefix(1);
    return base::clean_line(cell);
}

char separator_of(std::string_view text) {
    const std::string_view first = text.substr(0, text.find_first_of("\r\n"));
    char best = ',';
    for (const char one : {',', ';', '\t'})
        if (std::ranges::count(first, one) > std::ranges::count(first, best)) best = one;
    return best;
}

// One pass over the file; stands on the next byte to read.
class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text), separator_(separator_of(text)) {}

    base::Result<std::vector<CsvRow>> rows() {
        std::vector<CsvRow> rows;
        while (at_ < text_.size()) {
            CsvRow row{line_, {}};
            bool more = true;
            while (more) {
                MH_LET(cell, next_cell(more));
                row.cells.push_back(clean(cell));
            }
            if (std::ranges::any_of(row.cells, [](const std::string& cell) { return !cell.empty(); }))
                rows.push_back(std::move(row));
        }
        return rows;
    }

  private:
    base::Result<std::string> next_cell(bool& more) {
        std::string cell;
        const std::size_t begun = line_;
        if (at_ < text_.size() && text_[at_] == '"') {
            ++at_;
            while (true) {
                if (at_ >= text_.size())
                    return base::fail(base::ErrorCode::invalid, "identity.import.quote",
                                      {{"line", std::to_string(begun)}});
                if (text_[at_] == '"') {
                    if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
                    ++at_;
                }
                if (text_[at_] == '\n') ++line_;
                cell += text_[at_++];
            }
            ++at_;
        }
        while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' && text_[at_] != '\r')
            cell += text_[at_++];
        more = at_ < text_.size() && text_[at_] == separator_;
        if (more) {
            ++at_;
            return cell;
        }
        if (at_ < text_.size()) {
            if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
            ++at_;
            ++line_;
        }
        return cell;
    }

    std::string_view text_;
    char separator_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
};

}  // namespace

base::Result<CsvFile> read_csv(std::string_view bytes) {
    CsvFile file{{}, "utf-8"};
    std::string converted;
    if (bytes.starts_with(kMark)) bytes.remove_prefix(kMark.size());
    if (bytes.find('\0') != std::string_view::npos)
        return base::fail(base::ErrorCode::invalid, "identity.import.encoding");
    if (!base::is_utf8(bytes)) {
        auto korean = base::from_cp949(bytes);
        if (!korean) return base::fail(base::ErrorCode::invalid, "identity.import.encoding");
        converted = std::move(*korean);
        bytes = converted;
        file.encoding = "cp949";
    }
    MH_LET(rows, Reader(bytes).rows());
    if (rows.empty()) return base::fail(base::ErrorCode::invalid, "identity.import.empty");
    file.rows = std::move(rows);
    return file;
}

std::string csv_cell(std::string_view text) {
    std::string safe(text);
    if (begins_a_formula(safe)) safe.insert(0, 1, '\'');
    if (safe.find_first_of(",;\"\t\r\n") == std::string::npos) return safe;
    std::string out = "\"";
    for (const char c : safe) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

}  // namespace manyhands::identity
