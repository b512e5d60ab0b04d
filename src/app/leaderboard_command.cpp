// The verb `leaderboard`: a season's board from the log, and a published one computed again and compared.
#include <boost/json.hpp>
#include <fmt/format.h>

#include "app/honour.hpp"
#include "app/verbs.hpp"
#include "identity/settings.hpp"
#include "storage/honour_store.hpp"

namespace manyhands::app {
namespace {

namespace json = boost::json;
using base::Result;

using People = std::map<model::EmployeeId, reports::HonourPerson>;
using Args = std::vector<std::pair<std::string, std::string>>;

std::string percent(std::int64_t hundredths) {
    return fmt::format("{}.{:02}", hundredths / 100, hundredths % 100);
}

std::string initials_of(const People& people, const model::EmployeeId& id) {
    const auto found = people.find(id);
    return found == people.end() ? id.value : "^" + found->second.initials;
}

json::object score_json(const reports::Score& s, const People& people) {
    return {{"rank", s.rank == 0 ? json::value(nullptr) : json::value(s.rank)},
            {"employee", s.person.value},
            {"initials", initials_of(people, s.person)},
            {"department", s.department.value},
            {"standing", to_string(s.standing)},
            {"taken", s.taken},
            {"in_time", s.in_time},
            {"answered", s.answered},
            {"rated", s.rated},
            {"good", s.good},
            {"audit", s.audit ? json::value(static_cast<double>(s.audit->mean) / 100) : json::value(nullptr)},
            {"audited", s.audit ? s.audit->answers : 0},
            {"timing", static_cast<double>(s.timing) / 100},
            {"satisfaction", static_cast<double>(s.satisfaction) / 100},
            {"score", static_cast<double>(s.score) / 100},
            {"help", s.help},
            {"provisional", s.provisional}};
}

void say_table(const reports::Table& table, const std::string& zone, const People& people, bool published,
               bool as_json, const Console& console) {
    if (as_json) {
        json::array rows;
        for (const reports::Score& s : table.scores)
            rows.push_back(score_json(s, people));
        console.out() << json::serialize(json::object{{"season", table.season.key},
                                                      {"board", to_string(table.season.board)},
                                                      {"from", base::to_rfc3339(table.season.from)},
                                                      {"to", base::to_rfc3339(table.season.to)},
                                                      {"zone", zone},
                                                      {"published", published},
                                                      {"ratings_count", table.ratings},
                                                      {"audited", table.audits},
                                                      {"rows", std::move(rows)}})
                      << "\n";
        return;
    }
    const auto say = [&](const char* key, const Args& args = {}) {
        console.out() << base::tr(console.lang, key, args) << "\n";
    };
    say("cli.leaderboard.head", {{"season", table.season.key},
                                 {"from", base::to_rfc3339(table.season.from)},
                                 {"to", base::to_rfc3339(table.season.to)},
                                 {"zone", zone}});
    if (!table.ratings) say("cli.leaderboard.no_ratings");
    if (!table.audits) say("cli.leaderboard.no_audits");
    for (const reports::Score& s : table.scores)
        say(s.rank > 0 ? "cli.leaderboard.row" : "cli.leaderboard.unranked",
            {{"rank", std::to_string(s.rank)},
             {"who", initials_of(people, s.person)},
             {"score", percent(s.score)},
             {"timing", percent(s.timing)},
             {"in_time", std::to_string(s.in_time)},
             {"taken", std::to_string(s.taken)},
             {"satisfaction", percent(s.satisfaction)},
             {"good", std::to_string(s.good)},
             {"rated", std::to_string(s.rated)},
             {"audit", s.audit ? percent(s.audit->mean) : "-"},
             {"help", std::to_string(s.help)},
             {"why", base::tr(console.lang, "cli.leaderboard." + std::string(to_string(s.standing)))}});
    if (table.scores.empty()) say("cli.leaderboard.empty");
}

int say_verdict(const reports::Verdict& verdict, const People& people, bool as_json, const Console& console) {
    if (as_json) {
        json::array differing;
        for (const model::EmployeeId& id : verdict.differing)
            differing.push_back(json::object{{"employee", id.value}, {"initials", initials_of(people, id)}});
        console.out() << json::serialize(
                             json::object{{"season", verdict.season},
                                          {"published_at", base::to_rfc3339(verdict.published_at)},
                                          {"digest", verdict.digest},
                                          {"digest_fits", verdict.digest_fits},
                                          {"matches", verdict.good()},
                                          {"differing", std::move(differing)}})
                      << "\n";
        return verdict.good() ? cli::kDone : cli::kFailed;
    }
    const Args args{{"season", verdict.season},
                    {"published_at", base::to_rfc3339(verdict.published_at)},
                    {"digest", verdict.digest}};
    if (verdict.good()) {
        console.out() << base::tr(console.lang, "cli.leaderboard.fits", args) << "\n";
        return cli::kDone;
    }
    if (!verdict.digest_fits) console.out() << base::tr(console.lang, "cli.leaderboard.digest", args) << "\n";
    for (const model::EmployeeId& id : verdict.differing)
        console.out() << base::tr(console.lang, "cli.leaderboard.differs", {{"who", initials_of(people, id)}})
                      << "\n";
    return cli::kFailed;
}

}  // namespace

int run(const cli::Leaderboard& command, const Console& console) {
    const auto opened = open_to_look(command.common, console);
    if (!opened) return say_error(console, command.common.json, opened.error());
    storage::Store& store = **opened;
    identity::Settings settings(store, store, console.clock);
    desk::Presence presence(console.clock);
    HonourParts parts(store, settings, presence, console.clock);
    const auto look = [&]() -> Result<int> {
        MH_LET(brand, pick_brand(store, command.brand));
        MH_LET(list, store.honour().honour_people(brand));
        People people;
        for (reports::HonourPerson& person : list)
            people.emplace(person.id, std::move(person));
        reports::Honour& honour = parts.honour();
        const std::string zone = honour.zone(brand);
        const base::Instant now = console.clock.now();
        MH_LET(current, reports::season_at(reports::Board::crowd, now, zone));
        if (command.verify) {
            MH_LET(verdict, honour.verify(brand, command.season.empty() ? current.key : command.season));
            return say_verdict(verdict, people, command.common.json, console);
        }
        reports::Season season = current;
        if (!command.season.empty()) {
            MH_LET(named, reports::season_named(command.season, zone));
            season = named;
        }
        MH_LET(kept, store.honour().published(brand, season.key));
        if (kept) {
            MH_LET(table, reports::kept_table(kept->document));
            say_table(table, zone, people, true, command.common.json, console);
            return cli::kDone;
        }
        MH_LET(table, honour.computed(brand, season, std::nullopt, now));
        say_table(table, zone, people, false, command.common.json, console);
        return cli::kDone;
    };
    const auto done = look();
    if (!done) return say_error(console, command.common.json, done.error());
    return *done;
}

}  // namespace manyhands::app
