#include "channels/archive/table.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <lzma.h>

#include "base/text/utf8.hpp"

namespace manyhands::channels::archive {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;
using base::Result;

enum class Format { ndjson, csv, tsv };
constexpr std::size_t kLineAtMost = std::size_t{1} << 20U;  // bytes; a longer one is a bad row
constexpr std::uint64_t kXzMemory = 256ULL << 20U;

// Bytes of the file, unpacked on the way.
class Source {
  public:
    Source(const std::string& path, std::uint64_t bytes) : file_(path, std::ios::binary), left_(bytes) {
        std::array<char, 6> magic{};
        file_.read(magic.data(), magic.size());
        packed_ = file_.gcount() == 6 && std::equal(magic.begin(), magic.end(),
                                                    "\xFD"
                                                    "7zXZ\0");
        file_.clear();
        file_.seekg(0);
        if (packed_ && lzma_stream_decoder(&xz_, kXzMemory, LZMA_CONCATENATED) != LZMA_OK) damaged_ = true;
    }
    ~Source() { lzma_end(&xz_); }
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    bool open() const { return file_.is_open(); }
    bool damaged() const { return damaged_; }

    // The next piece; empty at the end.
    std::string_view next() {
        const std::string_view piece = left_ > 0 ? unpack() : std::string_view();
        left_ -= std::min<std::uint64_t>(left_, piece.size());
        return piece;
    }

  private:
    std::string_view unpack() {
        if (damaged_) return {};
        if (!packed_) {
            file_.read(in_.data(), in_.size());
            return {in_.data(), static_cast<std::size_t>(file_.gcount())};
        }
        while (!ended_) {
            if (xz_.avail_in == 0 && !file_.eof()) {
                file_.read(in_.data(), in_.size());
                xz_.next_in = reinterpret_cast<const std::uint8_t*>(in_.data());
                xz_.avail_in = static_cast<std::size_t>(file_.gcount());
            }
            xz_.next_out = reinterpret_cast<std::uint8_t*>(out_.data());
            xz_.avail_out = out_.size();
            const lzma_ret code = lzma_code(&xz_, file_.eof() ? LZMA_FINISH : LZMA_RUN);
            ended_ = code == LZMA_STREAM_END;
            if (code != LZMA_OK && code != LZMA_STREAM_END) {
                damaged_ = true;
                return {};
            }
            if (const auto got = out_.size() - xz_.avail_out; got > 0) return {out_.data(), got};
        }
        return {};
    }

    std::ifstream file_;
    std::uint64_t left_;
    bool packed_ = false, damaged_ = false, ended_ = false;
    lzma_stream xz_ = LZMA_STREAM_INIT;
    std::array<char, 1 << 16> in_{};
    std::array<char, 1 << 16> out_{};
};

// Lines (or, for CSV, rows that may hold line ends in quotes), with the number of the first line.
class Lines {
  public:
    Lines(Source& source, bool& quotes) : source_(source), quotes_(quotes) {}

    bool next(std::string& line, std::int64_t& number, bool& too_long) {
        line.clear();
        too_long = false;
        number = line_ + 1;
        bool in_quotes = false, any = false;
        for (;;) {
            if (at_ == piece_.size()) {
                piece_ = source_.next();
                at_ = 0;
                if (piece_.empty()) return any;
            }
            const char c = piece_[at_++];
            any = true;
            if (c == '"' && quotes_) in_quotes = !in_quotes;
            if (c == '\n') {
                ++line_;
                if (!in_quotes) break;
            }
            if (line.size() < kLineAtMost)
                line += c;
            else
                too_long = true;
        }
        if (!line.empty() && line.back() == '\r') line.pop_back();
        return true;
    }

  private:
    Source& source_;
    bool& quotes_;
    std::string_view piece_;
    std::size_t at_ = 0;
    std::int64_t line_ = 0;
};

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::vector<std::string> split_tsv(std::string_view line) {
    std::vector<std::string> cells;
    for (;;) {
        const auto tab = line.find('\t');
        cells.emplace_back(line.substr(0, tab));
        if (tab == std::string_view::npos) return cells;
        line.remove_prefix(tab + 1);
    }
}

std::optional<std::vector<std::string>> split_csv(std::string_view line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"') {
            if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
                cells.back() += '"';
                ++i;
            } else {
                quoted = !quoted;
            }
        } else if (c == ',' && !quoted) {
            cells.emplace_back();
        } else {
            cells.back() += c;
        }
    }
    return quoted ? std::nullopt : std::optional(std::move(cells));
}

std::string text_of(const json::value& value) {
    if (value.is_string()) return std::string(value.as_string());
    return value.is_null() ? std::string() : json::serialize(value);
}

Format format_of(const std::string& path, std::string_view first) {
    std::string name = lower(path);
    if (name.ends_with(".xz")) name.resize(name.size() - 3);
    if (name.ends_with(".csv")) return Format::csv;
    if (name.ends_with(".tsv")) return Format::tsv;
    if (name.ends_with("json") || name.ends_with(".jsonl")) return Format::ndjson;
    if (first.starts_with('{')) return Format::ndjson;
    return first.find('\t') != std::string_view::npos ? Format::tsv : Format::csv;
}

class Reader {
  public:
    Reader(const std::function<void(TableRow)>& each, const std::function<void(BadRow)>& bad)
        : each_(each), bad_(bad) {}

    void json_line(const std::string& line, std::int64_t number) {
        boost::system::error_code error;
        const json::value value = json::parse(line, error);
        if (error || !value.is_object()) return wrong(number, "channels.archive.bad_json");
        TableRow row{number, {}};
        for (const auto& [name, cell] : value.as_object())
            row.cells[lower(std::string(name))] = text_of(cell);
        each_(std::move(row));
    }

    void cells_line(std::optional<std::vector<std::string>> cells, std::int64_t number) {
        if (!cells) return wrong(number, "channels.archive.bad_quotes");
        if (columns_.empty()) {
            for (std::string& name : *cells)
                columns_.push_back(lower(std::move(name)));
            return;
        }
        if (cells->size() != columns_.size())
            return wrong(
                number, "channels.archive.bad_columns",
                {{"found", std::to_string(cells->size())}, {"wanted", std::to_string(columns_.size())}});
        TableRow row{number, {}};
        for (std::size_t i = 0; i < columns_.size(); ++i)
            row.cells[columns_[i]] = std::move((*cells)[i]);
        each_(std::move(row));
    }

    void wrong(std::int64_t number, std::string key,
               std::vector<std::pair<std::string, std::string>> args = {}) {
        bad_({number, {ErrorCode::invalid, std::move(key), std::move(args), {}}});
    }
    bool has_columns() const { return !columns_.empty(); }

  private:
    const std::function<void(TableRow)>& each_;
    const std::function<void(BadRow)>& bad_;
    std::vector<std::string> columns_;
};

}  // namespace

Result<void> read_table(const std::string& path, const std::function<void(TableRow)>& each,
                        const std::function<void(BadRow)>& bad, std::uint64_t bytes) {
    const auto source = std::make_unique<Source>(path, bytes);  // its buffers are large
    if (!source->open()) return fail(ErrorCode::not_found, "channels.archive.no_file", {{"path", path}});
    bool quotes = lower(path).find(".csv") != std::string::npos;
    Lines lines(*source, quotes);
    Reader reader(each, bad);
    std::string line;
    std::int64_t number = 0;
    bool too_long = false, first = true;
    Format format = Format::tsv;
    while (lines.next(line, number, too_long)) {
        if (first) {
            if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
            format = format_of(path, line);
            quotes = format == Format::csv;
            first = false;
        }
        if (line.empty()) continue;
        if (too_long) {
            reader.wrong(number, "channels.archive.too_long");
        } else if (!base::is_utf8(line)) {
            reader.wrong(number, "channels.archive.not_utf8");
        } else if (format == Format::ndjson) {
            reader.json_line(line, number);
        } else {
            reader.cells_line(format == Format::csv ? split_csv(line) : split_tsv(line), number);
        }
    }
    if (source->damaged()) return fail(ErrorCode::invalid, "channels.archive.damaged", {{"path", path}});
    if (first || (format != Format::ndjson && !reader.has_columns()))
        return fail(ErrorCode::invalid, "channels.archive.no_columns", {{"path", path}});
    return {};
}

}  // namespace manyhands::channels::archive
