// The verb `report`: the figures of the reports screen in a terminal or a file.
#include <fstream>

#include <boost/json.hpp>

#include "app/channels.hpp"
#include "app/verbs.hpp"
#include "identity/settings.hpp"
#include "reports/names.hpp"

namespace manyhands::app {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::Result;

Result<reports::Question> question_of(const cli::Report& command, storage::Store& store,
                                      const Console& console) {
    reports::Question question;
    question.now = console.clock.now();
    question.from = question.now - std::chrono::hours(24 * 7);
    question.to = question.now;
    if (!command.from.empty()) {
        MH_LET(parsed, base::parse_rfc3339(command.from));
        question.from = parsed;
    }
    if (!command.to.empty()) {
        MH_LET(parsed, base::parse_rfc3339(command.to));
        question.to = parsed;
    }
    MH_LET(brand, pick_brand(store, command.brand));
    question.brand = brand;
    question.zone = command.zone;
    identity::Settings settings(store, store, console.clock);
    question.promises = settings.promises(brand);
    question.by = reports::group_by(command.by).value_or(reports::GroupBy::day);
    question.clock = reports::clock_kind(command.clock).value_or(reports::ClockKind::wall);
    return question;
}

Result<reports::NameLists> names_of(storage::Store& store, const model::BrandId& brand) {
    reports::NameLists lists;
    MH_LET(accounts, store.accounts());
    std::erase_if(accounts, [&](const model::Account& account) { return account.brand != brand; });
    MH_LET(departments, store.departments(brand));
    MH_LET(employees, store.employees(brand));
    lists.accounts = std::move(accounts);
    lists.departments = std::move(departments);
    lists.employees = std::move(employees);
    for (const auto& channel : make_channels(nullptr))
        lists.networks[channel->info().id] = channel->info().label;
    return lists;
}

std::vector<std::pair<std::string, std::string>> words_of(const reports::Figures& figures) {
    const auto mean =
        figures.mean_seconds ? std::optional(static_cast<std::int64_t>(*figures.mean_seconds)) : std::nullopt;
    return {{"episodes", std::to_string(figures.episodes)},
            {"answered", std::to_string(figures.answered)},
            {"waiting", std::to_string(figures.waiting)},
            {"never", std::to_string(figures.never)},
            {"no_answer_needed", std::to_string(figures.no_answer_needed)},
            {"mean", minutes_text(mean)},
            {"p50", minutes_text(figures.p50_seconds)},
            {"p90", minutes_text(figures.p90_seconds)},
            {"p99", minutes_text(figures.p99_seconds)}};
}

Result<void> write_file(const std::string& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << bytes;
    file.close();
    if (!file) return base::fail(ErrorCode::unavailable, "cli.file.cannot_write", {{"path", path}});
    return {};
}

Result<void> say(const reports::FirstAnswer& report, const reports::GroupName& name_of, bool with_groups,
                 bool as_json, const Console& console) {
    if (as_json) {
        json::object out = figures_json(report);
        out["from"] = base::to_rfc3339(report.from);
        out["to"] = base::to_rfc3339(report.to);
        out["zone"] = report.zone;
        out["clock"] = to_string(report.clock);
        out["by"] = to_string(report.by);
        json::array groups;
        for (const reports::Group& group : report.groups) {
            json::object one = figures_json(group);
            one["key"] = group.key;
            one["label"] = name_of(report.by, group.key);
            groups.push_back(std::move(one));
        }
        out["groups"] = std::move(groups);
        console.out() << json::serialize(out) << "\n";
        return {};
    }
    auto args = words_of(report);
    args.emplace_back("from", base::to_rfc3339(report.from));
    args.emplace_back("to", base::to_rfc3339(report.to));
    args.emplace_back("zone", report.zone);
    args.emplace_back(
        "clock", base::tr(console.lang, report.clock == reports::ClockKind::wall ? "cli.report.wall"
                                                                                 : "cli.report.business"));
    console.out() << base::tr(console.lang, "cli.report.first_answer", args) << "\n";
    if (!with_groups) return {};
    for (const reports::Group& group : report.groups) {
        auto words = words_of(group);
        words.emplace_back("name", name_of(report.by, group.key));
        console.out() << base::tr(console.lang, "cli.report.group", words) << "\n";
    }
    return {};
}

}  // namespace

json::object figures_json(const reports::Figures& figures) {
    const auto number = [](const auto& value) { return value ? json::value(*value) : json::value(nullptr); };
    const auto clock = [&number](const reports::ClockFigures& one) {
        return json::object{{"counted", one.counted},
                            {"answered", one.answered},
                            {"waiting", one.waiting},
                            {"never", one.never},
                            {"only_held", one.only_held},
                            {"mean_seconds", number(one.mean_seconds)},
                            {"p50_seconds", number(one.p50_seconds)},
                            {"p90_seconds", number(one.p90_seconds)},
                            {"p99_seconds", number(one.p99_seconds)}};
    };
    json::array bands;
    for (const reports::Band& band : figures.bands)
        bands.push_back({{"up_to_minutes", band.up_to_minutes ? json::value(*band.up_to_minutes) : nullptr},
                         {"answered", band.answered}});
    return {{"episodes", figures.episodes},
            {"answered", figures.answered},
            {"within_promise", figures.within_promise},
            {"waiting", figures.waiting},
            {"never", figures.never},
            {"no_answer_needed", figures.no_answer_needed},
            {"found_late", figures.found_late},
            {"outside_hours", figures.outside_hours},
            {"mean_seconds", number(figures.mean_seconds)},
            {"p50_seconds", number(figures.p50_seconds)},
            {"p90_seconds", number(figures.p90_seconds)},
            {"p99_seconds", number(figures.p99_seconds)},
            {"bands", std::move(bands)},
            {"real", clock(figures.real)},
            {"held", figures.held},
            {"missed_promises", figures.missed},
            {"action", figures.action ? json::value(clock(*figures.action)) : json::value(nullptr)}};
}

std::string minutes_text(std::optional<std::int64_t> seconds) {
    if (!seconds) return "-";
    return std::to_string(*seconds / 60) + (*seconds % 60 < 10 ? ":0" : ":") + std::to_string(*seconds % 60);
}

int run(const cli::Report& command, const Console& console) {
    const auto opened = open_to_look(command.common, console);
    const auto look = [&](storage::Store& store) -> Result<void> {
        MH_LET(question, question_of(command, store, console));
        MH_LET(report, reports::first_answer(store, question));
        MH_LET(lists, names_of(store, question.brand));
        const reports::GroupName name_of = reports::group_names(lists, console.lang);
        if (!command.csv && command.xlsx.empty())
            return say(report, name_of, !command.by.empty(), command.common.json, console);
        identity::Settings settings(store, store, console.clock);
        const auto goal = [&](const char* name) {
            const std::int64_t at = model::whole(settings.value(question.brand, name).value);
            return at > 0 ? std::optional(at) : std::nullopt;
        };
        const reports::Sheet sheet =
            reports::to_sheet(report, console.lang, name_of, "",
                              {goal("goals.within_promise"), goal("goals.real_answer_minutes")});
        if (command.csv) console.out() << reports::to_csv(sheet);
        if (command.xlsx.empty()) return {};
        MH_LET(bytes, reports::to_xlsx(sheet, base::tr(console.lang, "reports.sheet")));
        MH_TRY(write_file(command.xlsx, bytes));
        if (!command.csv)
            console.out() << (command.common.json
                                  ? json::serialize(json::object{{"file", command.xlsx}})
                                  : base::tr(console.lang, "cli.report.file", {{"path", command.xlsx}}))
                          << "\n";
        return {};
    };
    if (!opened) return say_error(console, command.common.json, opened.error());
    if (const auto done = look(**opened); !done) return say_error(console, command.common.json, done.error());
    return cli::kDone;
}

}  // namespace manyhands::app
