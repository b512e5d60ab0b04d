// The report as a file: RFC 4180, with a byte order mark so that spreadsheets read Hangul.
#include <initializer_list>

#include <fmt/format.h>

#include "base/catalogue.hpp"
#include "reports/first_answer.hpp"

namespace manyhands::reports {
namespace {

class Csv {
  public:
    void row(std::initializer_list<std::string> cells) {
        bool first = true;
        for (const std::string& cell : cells) {
            if (!first) out_ += ',';
            first = false;
            add(cell);
        }
        out_ += "\r\n";
    }
    std::string take() && { return std::move(out_); }

  private:
    void add(const std::string& cell) {
        std::string safe = cell;
        // A spreadsheet would run it as a formula. Our figures are never negative.
        if (!safe.empty() && std::string_view("=+-@\t\r").find(safe.front()) != std::string_view::npos)
            safe.insert(0, 1, '\'');
        if (safe.find_first_of(",\"\r\n") == std::string::npos) {
            out_ += safe;
            return;
        }
        out_ += '"';
        for (const char c : safe) {
            if (c == '"') out_ += '"';
            out_ += c;
        }
        out_ += '"';
    }

    std::string out_ = "\xEF\xBB\xBF";
};

std::string cell(std::int64_t value) {
    return std::to_string(value);
}
std::string cell(const std::optional<std::int64_t>& value) {
    return value ? std::to_string(*value) : std::string();
}
// The shortest text that reads back as the same number: what the chart gets.
std::string cell(const std::optional<double>& value) {
    return value ? fmt::format("{}", *value) : std::string();
}

}  // namespace

std::string to_csv(const FirstAnswer& report, const std::string& lang) {
    const base::Lang language = lang == "ko" ? base::Lang::ko : base::Lang::en;
    const auto tr = [&](std::string_view key,
                        const std::vector<std::pair<std::string, std::string>>& args = {}) {
        return base::tr(language, key, args);
    };
    Csv csv;
    csv.row({tr("reports.csv.from"), base::to_rfc3339(report.from)});
    csv.row({tr("reports.csv.to"), base::to_rfc3339(report.to)});
    csv.row({tr("reports.csv.zone"), report.zone});
    csv.row({tr("reports.csv.clock"), tr("reports.csv.wall_clock")});
    csv.row({tr("reports.csv.episodes"), cell(report.episodes)});
    csv.row({tr("reports.csv.answered"), cell(report.answered)});
    csv.row({tr("reports.csv.waiting"), cell(report.waiting)});
    csv.row({tr("reports.csv.never"), cell(report.never)});
    csv.row({tr("reports.csv.no_answer_needed"), cell(report.no_answer_needed)});
    csv.row({tr("reports.csv.mean_seconds"), cell(report.mean_seconds)});
    csv.row({tr("reports.csv.p50_seconds"), cell(report.p50_seconds)});
    csv.row({tr("reports.csv.p90_seconds"), cell(report.p90_seconds)});
    csv.row({tr("reports.csv.p99_seconds"), cell(report.p99_seconds)});
    std::string from;
    for (const Band& band : report.bands) {
        const std::string to = band.up_to_minutes ? std::to_string(*band.up_to_minutes) : from;
        const char* key = from.empty()         ? "reports.csv.band_first"
                          : band.up_to_minutes ? "reports.csv.band"
                                               : "reports.csv.band_over";
        csv.row({tr(key, {{"from", from}, {"minutes", to}}), cell(band.answered)});
        from = to;
    }
    csv.row({});
    csv.row({tr("reports.csv.day"), tr("reports.csv.episodes"), tr("reports.csv.answered"),
             tr("reports.csv.within_promise"), tr("reports.csv.mean_seconds"), tr("reports.csv.p50_seconds"),
             tr("reports.csv.p90_seconds")});
    for (const Day& day : report.by_day)
        csv.row({day.day, cell(day.episodes), cell(day.answered), cell(day.within_promise),
                 cell(day.mean_seconds), cell(day.p50_seconds), cell(day.p90_seconds)});
    return std::move(csv).take();
}

}  // namespace manyhands::reports
