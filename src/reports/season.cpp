// Seasons, and tables as text.
#include <algorithm>
#include <charconv>
#include <sstream>

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "reports/score.hpp"

namespace manyhands::reports {

using base::Result;

namespace {

namespace chr = std::chrono;

std::unexpected<base::Error> bad_season(std::string_view key) {
    return base::fail(base::ErrorCode::invalid, "reports.honour.bad_season",
                      {{"season", std::string(key.substr(0, 40))}});
}

Result<base::Instant> begin_of(chr::sys_days day, std::string_view zone) {
    const chr::year_month_day date(day);
    return base::from_local(static_cast<int>(date.year()),
                            static_cast<int>(static_cast<unsigned>(date.month())),
                            static_cast<int>(static_cast<unsigned>(date.day())), 0, 0, zone);
}

Result<Season> between(Board board, std::string key, chr::sys_days first, chr::sys_days behind,
                       std::string_view zone) {
    Season season;
    season.board = board;
    season.key = std::move(key);
    MH_LET(from, begin_of(first, zone));
    MH_LET(to, begin_of(behind, zone));
    season.from = from;
    season.to = to;
    season.final_at = to + (board == Board::crowd ? kCrowdFinalAfter : kDeskFinalAfter);
    return season;
}

Result<Season> quarter(int year, int number, std::string_view zone) {
    const chr::year_month first = chr::year(year) / chr::month(static_cast<unsigned>(number * 3 - 2));
    return between(Board::crowd, fmt::format("{}Q{}", year, number), chr::sys_days(first / chr::day(1)),
                   chr::sys_days((first + chr::months(3)) / chr::day(1)), zone);
}

// ISO 8601: the week of a year's first Thursday is its first.
chr::sys_days week_one(int year) {
    const chr::sys_days fourth(chr::year(year) / chr::January / 4);
    return fourth - (chr::weekday(fourth) - chr::Monday);
}

Result<Season> week(int year, int number, std::string_view zone) {
    const chr::sys_days monday = week_one(year) + chr::days(7 * (number - 1));
    if (number > 52 && monday >= week_one(year + 1)) return bad_season(fmt::format("{}-W{}", year, number));
    return between(Board::desk, fmt::format("{}-W{:02}", year, number), monday, monday + chr::days(7), zone);
}

std::optional<int> whole(std::string_view text) {
    int value = 0;
    const auto [end, why] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (why != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

constexpr std::string_view kHead = "manyhands honour 1";

std::unexpected<base::Error> damaged(std::string why) {
    return base::fail(base::ErrorCode::internal, "reports.honour.damaged", {}, std::move(why));
}

}  // namespace

Result<Season> season_at(Board board, base::Instant when, std::string_view zone) {
    MH_LET(local, base::to_local(when, zone));
    if (board == Board::crowd) return quarter(local.year, (local.month + 2) / 3, zone);
    const chr::sys_days day(chr::year(local.year) / chr::month(static_cast<unsigned>(local.month)) /
                            chr::day(static_cast<unsigned>(local.day)));
    int year = local.year + 1;
    while (week_one(year) > day)
        --year;
    return week(year, static_cast<int>((day - week_one(year)).count() / 7) + 1, zone);
}

Result<Season> season_named(std::string_view key, std::string_view zone) {
    if (key.size() < 6 || key.size() > 8) return bad_season(key);
    const auto year = whole(key.substr(0, 4));
    if (!year || *year < 2000 || *year > 2200) return bad_season(key);
    if (key.size() == 6 && key[4] == 'Q') {
        const auto number = whole(key.substr(5));
        if (!number || *number < 1 || *number > 4) return bad_season(key);
        return quarter(*year, *number, zone);
    }
    if (key.size() == 8 && key.substr(4, 2) == "-W") {
        const auto number = whole(key.substr(6));
        if (!number || *number < 1 || *number > 53) return bad_season(key);
        return week(*year, *number, zone);
    }
    return bad_season(key);
}

std::string to_document(const Table& table) {
    std::string out =
        fmt::format("{}\n{} {} {} {} {} {} {}\n", kHead, to_string(table.season.board), table.season.key,
                    base::to_micros(table.season.from), base::to_micros(table.season.to),
                    base::to_micros(table.season.final_at), table.ratings ? 1 : 0, table.audits ? 1 : 0);
    for (const Score& s : table.scores)
        out += fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {} {} {}\n", s.person.value,
                           s.department.value, s.taken, s.in_time, s.answered, s.rated, s.good,
                           s.audit ? s.audit->answers : -1, s.audit ? s.audit->mean : -1, s.timing,
                           s.satisfaction, s.score, s.help, static_cast<int>(s.standing), s.rank);
    return out;
}

Result<Table> kept_table(std::string_view text) {
    std::istringstream lines{std::string(text)};
    std::string line;
    if (!std::getline(lines, line) || line != kHead) return damaged("head");
    Table table;
    {
        std::string board;
        std::int64_t from = 0, to = 0, final_at = 0;
        int ratings = 0, audits = 0;
        if (!std::getline(lines, line)) return damaged("season");
        std::istringstream in(line);
        if (!(in >> board >> table.season.key >> from >> to >> final_at >> ratings >> audits))
            return damaged("season");
        const auto known = board_of(board);
        if (!known) return damaged("board");
        table.season.board = *known;
        table.season.from = base::from_micros(from);
        table.season.to = base::from_micros(to);
        table.season.final_at = base::from_micros(final_at);
        table.ratings = ratings != 0;
        table.audits = audits != 0;
    }
    while (std::getline(lines, line)) {
        std::istringstream in(line);
        Score s;
        AuditFigure audit;
        int standing = 0;
        if (!(in >> s.person.value >> s.department.value >> s.taken >> s.in_time >> s.answered >> s.rated >>
              s.good >> audit.answers >> audit.mean >> s.timing >> s.satisfaction >> s.score >> s.help >>
              standing >> s.rank) ||
            standing < 0 || standing > static_cast<int>(Standing::not_rated))
            return damaged(line);
        s.standing = static_cast<Standing>(standing);
        if (audit.answers >= 0) s.audit = audit;
        s.provisional = !s.audit;
        table.scores.push_back(std::move(s));
    }
    return table;
}

std::vector<model::EmployeeId> differences(const Table& published, const Table& computed) {
    std::map<model::EmployeeId, const Score*> here, there;
    for (const Score& s : published.scores)
        here[s.person] = &s;
    for (const Score& s : computed.scores)
        there[s.person] = &s;
    std::vector<model::EmployeeId> found;
    for (const auto& [id, s] : here)
        if (const auto other = there.find(id); other == there.end() || !(*other->second == *s))
            found.push_back(id);
    for (const auto& [id, s] : there)
        if (!here.contains(id)) found.push_back(id);
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace manyhands::reports
