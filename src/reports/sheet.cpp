#include "reports/sheet.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace manyhands::reports {
namespace {

using base::Lang;

Cell cell(const std::optional<std::int64_t>& value) {
    return value ? Cell(*value) : Cell();
}
Cell cell(const std::optional<double>& value) {
    return value ? Cell(*value) : Cell();
}

std::string date_text(std::chrono::year_month_day date) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

// "2026-03-09" as a day; anything else as it is.
Cell day_cell(const std::string& text) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    if (std::sscanf(text.c_str(), "%4d-%2u-%2u", &year, &month, &day) != 3) return text;
    const auto date = std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
    return date.ok() ? Cell(date) : Cell(text);
}

// In the report's zone, to the minute, as its reader's clock shows it.
std::string local_text(base::Instant at, const std::string& zone) {
    const auto local = base::to_local(at, zone);
    if (!local) return base::to_rfc3339(at);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", local->year, local->month, local->day, local->hour,
                       local->minute);
}

void add_clock(std::vector<Cell>& cells, const ClockFigures& clock) {
    cells.insert(cells.end(), {Cell(clock.counted), Cell(clock.answered), cell(clock.mean_seconds),
                               cell(clock.p50_seconds), cell(clock.p90_seconds), cell(clock.p99_seconds)});
}

void add_figures(std::vector<Cell>& cells, const Figures& figures, bool with_action) {
    cells.insert(cells.end(),
                 {Cell(figures.episodes), Cell(figures.answered), Cell(figures.within_promise),
                  Cell(figures.waiting), Cell(figures.overdue), Cell(figures.never),
                  Cell(figures.no_answer_needed), Cell(figures.found_late), cell(figures.mean_seconds),
                  cell(figures.p50_seconds), cell(figures.p90_seconds), cell(figures.p99_seconds)});
    for (const Band& band : figures.bands)
        cells.emplace_back(band.answered);
    add_clock(cells, figures.real);
    cells.insert(cells.end(), {Cell(figures.held), Cell(figures.missed), Cell(figures.real.only_held),
                               figures.real.counted == 0 ? Cell()
                                                         : Cell(static_cast<double>(figures.real.only_held) /
                                                                static_cast<double>(figures.real.counted))});
    if (with_action) add_clock(cells, figures.action.value_or(ClockFigures()));
}

std::string text_of(const Cell& cell) {
    struct {
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(const std::string& text) const {
            if (text.empty() || std::string_view("=+-@\t\r\n").find(text.front()) == std::string_view::npos)
                return text;
            return "'" + text;  // our figures are never negative: only texts begin so
        }
        std::string operator()(std::chrono::year_month_day date) const { return date_text(date); }
        std::string operator()(std::int64_t value) const { return std::to_string(value); }
        // The shortest text that reads back as the same number: what the chart gets.
        std::string operator()(double value) const { return fmt::format("{}", value); }
    } visitor;
    return std::visit(visitor, cell);
}

void add_csv(std::string& out, const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

}  // namespace

Sheet to_sheet(const FirstAnswer& report, Lang lang, const GroupName& name_of,
               const std::string& filter_words, const Goals& goals) {
    const auto tr = [&](std::string_view key,
                        const std::vector<std::pair<std::string, std::string>>& args = {}) {
        return base::tr(lang, key, args);
    };
    Sheet sheet;
    const auto line = [&](std::string_view key, Cell value) {
        sheet.push_back({{tr(key), std::move(value)}, RowStyle::plain});
    };
    sheet.push_back({{tr("reports.csv.title")}, RowStyle::title});
    line("reports.csv.from", local_text(report.from, report.zone));
    line("reports.csv.to", local_text(report.to, report.zone));
    line("reports.csv.zone", report.zone);
    line("reports.csv.clock",
         tr(report.clock == ClockKind::wall ? "reports.csv.wall_clock" : "reports.csv.business_clock"));
    line("reports.csv.filter", filter_words.empty() ? tr("reports.csv.everything") : filter_words);
    line("reports.csv.promise", std::int64_t{report.promise_minutes});
    if (goals.within_promise) {
        const std::int64_t due = report.answered + report.never + report.overdue;
        line("reports.csv.goal_promise", *goals.within_promise);
        line("reports.csv.reached_promise",
             due == 0 ? Cell()
                      : Cell(100.0 * static_cast<double>(report.within_promise) / static_cast<double>(due)));
    }
    if (goals.real_answer_minutes) {
        line("reports.csv.goal_real", *goals.real_answer_minutes);
        line("reports.csv.reached_real", cell(report.real.p90_seconds));
    }
    if (report.clock == ClockKind::business) line("reports.csv.outside_hours", report.outside_hours);
    sheet.push_back({});

    std::vector<Cell> head{tr("reports.by." + std::string(to_string(report.by)))};
    if (report.by == GroupBy::day) head.emplace_back(tr("reports.csv.day_kind"));
    for (const char* key :
         {"reports.csv.episodes", "reports.csv.answered", "reports.csv.within_promise", "reports.csv.waiting",
          "reports.csv.overdue", "reports.csv.never", "reports.csv.no_answer_needed",
          "reports.csv.found_late", "reports.csv.mean_seconds", "reports.csv.p50_seconds",
          "reports.csv.p90_seconds", "reports.csv.p99_seconds"})
        head.emplace_back(tr(key));
    std::string from;
    for (const Band& band : report.bands) {
        const std::string to = band.up_to_minutes ? std::to_string(*band.up_to_minutes) : from;
        const char* key = from.empty()         ? "reports.csv.band_first"
                          : band.up_to_minutes ? "reports.csv.band"
                                               : "reports.csv.band_over";
        head.emplace_back(tr(key, {{"from", from}, {"minutes", to}}));
        from = to;
    }
    for (const char* key :
         {"reports.csv.real_counted", "reports.csv.real_answered", "reports.csv.real_mean",
          "reports.csv.real_p50", "reports.csv.real_p90", "reports.csv.real_p99", "reports.csv.held",
          "reports.csv.missed", "reports.csv.only_held", "reports.csv.only_held_share"})
        head.emplace_back(tr(key));
    // The third clock has columns when something was promised and done.
    const bool with_action = report.action.has_value();
    if (with_action)
        for (const char* key :
             {"reports.csv.action_counted", "reports.csv.action_done", "reports.csv.action_mean",
              "reports.csv.action_p50", "reports.csv.action_p90", "reports.csv.action_p99"})
            head.emplace_back(tr(key));
    sheet.push_back({std::move(head), RowStyle::head});
    const auto add = [&](Cell name, const std::string& kind, const Figures& figures) {
        std::vector<Cell> cells{std::move(name)};
        if (report.by == GroupBy::day) cells.emplace_back(kind);
        add_figures(cells, figures, with_action);
        sheet.push_back({std::move(cells), RowStyle::plain});
    };
    add(tr("reports.csv.all"), "", report);
    if (report.before) add(tr("reports.csv.before"), "", *report.before);
    for (std::size_t i = 0; i < report.groups.size(); ++i) {
        const Group& group = report.groups[i];
        const std::string kind = report.by == GroupBy::day
                                     ? tr("reports.day_kind." + std::string(to_string(report.by_day[i].kind)))
                                     : std::string();
        const std::string name = name_of(report.by, group.key);
        add(report.by == GroupBy::day ? day_cell(name) : Cell(name), kind, group);
    }
    if (report.departments.empty()) return sheet;
    sheet.push_back({});
    sheet.push_back(
        {{tr("reports.csv.department_time"), tr("reports.csv.concerns"), tr("reports.csv.seconds")},
         RowStyle::head});
    for (const DepartmentTime& one : report.departments)
        sheet.push_back(
            {{name_of(GroupBy::department, one.department), one.concerns, one.seconds}, RowStyle::plain});
    return sheet;
}

std::string to_csv(const Sheet& sheet) {
    std::string out = "\xEF\xBB\xBF";
    for (const SheetRow& row : sheet) {
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            if (i > 0) out += ',';
            add_csv(out, text_of(row.cells[i]));
        }
        out += "\r\n";
    }
    return out;
}

}  // namespace manyhands::reports
