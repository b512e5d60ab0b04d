#include "reports/honour.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "model/policy.hpp"

namespace manyhands::reports {

using base::Result;
using model::Action;

namespace {

constexpr int kThanksShown = 30;
constexpr std::size_t kHelpersShown = 5;
constexpr int kNear = 2;  // places above and below mine
constexpr std::chrono::hours kOnDutyFor{1};

std::string digest_of(std::string_view document) {
    return base::to_hex(base::sha256(document));
}

bool seen_by_others(const HonourPerson& person) {
    return person.active && person.shown.on_board;
}

// Whoever does not do this for a living is the crowd.
Board board_of(model::Role role) {
    return role == model::Role::desk || role == model::Role::lead ? Board::desk : Board::crowd;
}

}  // namespace

std::string_view to_string(SeasonStage stage) {
    switch (stage) {
        case SeasonStage::running:
            return "running";
        case SeasonStage::closing:
            return "closing";
        case SeasonStage::published:
            return "published";
    }
    return "";
}

Result<Beside> Honour::beside(const model::BrandId& brand, const Season& season, base::Instant as_of,
                              const Table* published) {
    Beside found;
    MH_LET(people, ports_.store.honour_people(brand));
    std::map<model::EmployeeId, model::DepartmentId> then;
    if (published != nullptr)
        for (const Score& score : published->scores)
            then[score.person] = score.department;
    for (const HonourPerson& person : people) {
        Person one{person.id, person.department, board_of(person.role)};
        // Who has changed departments or roles since stands where they stood.
        if (published != nullptr) {
            const auto stood = then.find(person.id);
            if (stood == then.end()) continue;
            one = {person.id, stood->second, season.board};
        }
        found.people.push_back(std::move(one));
    }
    const base::Instant to = std::min(season.to, as_of);
    MH_LET(ratings, ports_.store.ratings(brand, season.from, to));
    MH_LET(tips, ports_.store.tip_uses(brand, season.from, to));
    MH_LET(colleagues, ports_.store.colleague_conversations(brand, as_of));
    MH_LET(audits, ports_.audits.audit_figures(brand, season.from, to, as_of));
    found.ratings = std::move(ratings);
    found.tips = std::move(tips);
    found.colleagues = std::move(colleagues);
    found.audits = std::move(audits);
    return found;
}

Result<Table> Honour::computed(const model::BrandId& brand, const Season& season,
                               std::optional<std::int64_t> upto_seq, base::Instant as_of) {
    Fold fold(season, ports_.promises(brand));
    MH_LET(first, ports_.store.seq_before(brand, season.from - Fold::kContext));
    MH_TRY(ports_.store.honour_events(
        brand, first, upto_seq.value_or(INT64_MAX),
        [&](const model::ConversationId& id, const model::Event& event) { fold.take(id, event); }));
    MH_LET(rest, beside(brand, season, as_of, nullptr));
    return fold.table(rest);
}

// Only what is new in the log is read again.
Result<Table> Honour::running(const model::BrandId& brand, const Season& season) {
    MH_LET(rest, beside(brand, season, ports_.clock.now(), nullptr));
    const std::scoped_lock guard(mutex_);
    Running& held = running_[{brand, season.board}];
    auto promises = ports_.promises(brand);
    if (!held.fold || held.season.key != season.key || held.season.from != season.from ||
        held.promises != promises) {
        MH_LET(first, ports_.store.seq_before(brand, season.from - Fold::kContext));
        held.season = season;
        held.seq = first;
        held.promises = promises;
        held.fold = std::make_unique<Fold>(season, std::move(promises));
    }
    MH_LET(last, ports_.store.honour_events(brand, held.seq, INT64_MAX,
                                            [&](const model::ConversationId& id, const model::Event& event) {
                                                held.fold->take(id, event);
                                            }));
    held.seq = last;
    return held.fold->table(rest);
}

namespace {

// Places among those who are shown; of the others the place that they would have.
std::vector<BoardLine> lined_up(const Table& table, const std::map<model::EmployeeId, HonourPerson>& people,
                                const model::EmployeeId& me) {
    std::vector<BoardLine> lines;
    int before = 0;      // shown people so far
    int last_rank = 0;   // of all
    int last_place = 0;  // of the shown
    for (const Score& score : table.scores) {
        const auto person = people.find(score.person);
        if (person == people.end()) continue;
        const bool shown = seen_by_others(person->second);
        if (!shown && score.person != me) continue;
        BoardLine line{score, 0, person->second.name, person->second.initials, score.person};
        if (score.standing == Standing::ranked) {
            line.place = score.rank == last_rank && last_place > 0 ? last_place : before + 1;
            if (shown) {
                last_rank = score.rank;
                last_place = line.place;
                ++before;
            }
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

void fill(BoardView& view, const std::map<model::EmployeeId, HonourPerson>& people,
          const model::Actor& actor) {
    const std::vector<BoardLine> lines = lined_up(view.table, people, actor.employee);
    const auto shown = [&](const BoardLine& line) { return seen_by_others(people.at(line.person)); };
    std::vector<BoardLine> ranked;
    for (const BoardLine& line : lines) {
        if (line.person == actor.employee) view.me = line;
        if (line.place > 0 && shown(line)) ranked.push_back(line);
    }
    view.people = static_cast<std::int64_t>(ranked.size());
    view.top.assign(ranked.begin(),
                    ranked.begin() + static_cast<std::ptrdiff_t>(std::min(kTop, ranked.size())));
    if (view.me && view.me->place > 0) {
        std::vector<BoardLine> around = ranked;
        if (!shown(*view.me)) around.push_back(*view.me);
        std::stable_sort(around.begin(), around.end(),
                         [](const BoardLine& a, const BoardLine& b) { return a.place < b.place; });
        const auto mine = std::find_if(around.begin(), around.end(),
                                       [&](const BoardLine& l) { return l.person == actor.employee; });
        const auto at = mine - around.begin();
        const auto first = std::max<std::ptrdiff_t>(0, at - kNear);
        const auto last =
            std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(around.size()), at + kNear + 1);
        const bool in_top = shown(*view.me) && static_cast<std::size_t>(at) < kTop;
        if (!in_top) view.near.assign(around.begin() + first, around.begin() + last);
    }
    for (const BoardLine& line : lines)
        if (line.score.help > 0 && shown(line)) view.helpers.push_back(line);
    std::stable_sort(view.helpers.begin(), view.helpers.end(),
                     [](const BoardLine& a, const BoardLine& b) { return a.score.help > b.score.help; });
    if (view.helpers.size() > kHelpersShown) view.helpers.resize(kHelpersShown);
    view.teams = teams(view.table);
}

}  // namespace

Result<BoardView> Honour::board(const model::Actor& actor, Board board, const std::string& wanted) {
    MH_TRY(model::check(actor, Action::see_people, model::Scope::brand));
    BoardView view;
    view.zone = ports_.zone(actor.brand);
    const base::Instant now = ports_.clock.now();
    MH_LET(current, season_at(board, now, view.zone));
    MH_LET(seasons, ports_.store.published_seasons(actor.brand));
    view.seasons.push_back(current.key);
    // The one before is looked at until its table is final, too.
    MH_LET(last, season_at(board, current.from - std::chrono::hours(1), view.zone));
    if (now < last.final_at) view.seasons.push_back(last.key);
    for (const std::string& key : seasons)
        if (const auto season = season_named(key, view.zone);
            season && season->board == board && std::ranges::find(view.seasons, key) == view.seasons.end())
            view.seasons.push_back(key);
    Season season = current;
    if (!wanted.empty() && wanted != current.key) {
        MH_LET(named, season_named(wanted, view.zone));
        season = named;
        if (season.board != board || season.from > now)
            return base::fail(base::ErrorCode::not_found, "reports.honour.no_season", {{"season", wanted}});
        MH_LET(kept, ports_.store.published(actor.brand, wanted));
        view.published = std::move(kept);
    }
    if (view.published) {
        view.stage = SeasonStage::published;
        MH_LET(table, kept_table(view.published->document));
        view.table = std::move(table);
    } else if (season.key == current.key) {
        MH_LET(table, running(actor.brand, season));
        view.table = std::move(table);
    } else {
        view.stage = SeasonStage::closing;
        MH_LET(table, computed(actor.brand, season, std::nullopt, now));
        view.table = std::move(table);
    }
    MH_LET(all, ports_.store.honour_people(actor.brand));
    std::map<model::EmployeeId, HonourPerson> people;
    for (HonourPerson& person : all)
        people.emplace(person.id, std::move(person));
    if (const auto me = people.find(actor.employee); me != people.end()) view.mine = me->second.shown;
    fill(view, people, actor);
    return view;
}

Result<std::vector<Thanks>> Honour::thanks(const model::Actor& actor) {
    MH_TRY(model::check(actor, Action::see_people, model::Scope::brand));
    MH_TRY(model::check(actor, Action::see_conversation, model::Scope::brand));
    MH_LET(all, ports_.store.thanks(actor.brand, kThanksShown * 3));
    MH_LET(people, ports_.store.honour_people(actor.brand));
    std::set<model::EmployeeId> hidden;
    for (const HonourPerson& person : people)
        if (!seen_by_others(person)) hidden.insert(person.id);
    std::set<std::pair<model::EmployeeId, model::ConversationId>> once;
    std::vector<Thanks> wall;
    for (Thanks& one : all) {
        if (hidden.contains(one.to) && one.to != actor.employee) continue;
        if (!once.emplace(one.to, one.conversation).second) continue;
        wall.push_back(std::move(one));
        if (wall.size() == kThanksShown) break;
    }
    return wall;
}

Result<Shown> Honour::choose(const model::Actor& actor, std::optional<bool> on_board,
                             std::optional<bool> name_on_card) {
    MH_TRY(model::check(actor, Action::manage_self, model::Scope::own));
    MH_LET(people, ports_.store.honour_people(actor.brand));
    Shown shown;
    for (const HonourPerson& person : people)
        if (person.id == actor.employee) shown = person.shown;
    shown.on_board = on_board.value_or(shown.on_board);
    shown.name_on_card = name_on_card.value_or(shown.name_on_card);
    MH_TRY(ports_.store.choose(actor.brand, actor.employee, shown, ports_.clock.now()));
    return shown;
}

Result<std::vector<DepartmentPart>> Honour::participation(const model::Actor& actor) {
    MH_TRY(model::check(actor, Action::see_report, model::Scope::brand));
    const std::string zone = ports_.zone(actor.brand);
    MH_LET(local, base::to_local(ports_.clock.now(), zone));
    MH_LET(month, base::from_local(local.year, local.month, 1, 0, 0, zone));
    return ports_.store.participation(actor.brand, month);
}

Result<OnDuty> Honour::on_duty(const model::BrandId& brand) {
    OnDuty duty;
    duty.at = ports_.clock.now();
    duty.zone = ports_.zone(brand);
    MH_LET(answering, ports_.store.answering(brand, duty.at - kOnDutyFor));
    MH_LET(people, ports_.store.honour_people(brand));
    std::map<model::EmployeeId, base::Instant> last(answering.begin(), answering.end());
    std::vector<std::pair<base::Instant, OnDuty::Person>> found;
    for (const HonourPerson& person : people) {
        if (!person.active || !model::may(person.role, Action::submit_answer, model::Scope::brand)) continue;
        const auto answered = last.find(person.id);
        if (answered == last.end() && !ports_.here(person.id)) continue;
        const base::Instant since = answered == last.end() ? duty.at : answered->second;
        found.push_back({since, {person.initials, person.shown.name_on_card ? person.name : "", since}});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.second.initials < b.second.initials; });
    for (auto& [since, person] : found)
        duty.people.push_back(std::move(person));
    return duty;
}

Result<Verdict> Honour::verify(const model::BrandId& brand, const std::string& key) {
    MH_LET(kept, ports_.store.published(brand, key));
    if (!kept) return base::fail(base::ErrorCode::not_found, "reports.honour.no_season", {{"season", key}});
    Verdict verdict{key, kept->published_at, kept->digest, digest_of(kept->document) == kept->digest, {}};
    MH_LET(published, kept_table(kept->document));
    Fold fold(published.season, ports_.promises(brand));
    MH_LET(first, ports_.store.seq_before(brand, published.season.from - Fold::kContext));
    MH_TRY(ports_.store.honour_events(
        brand, first, kept->upto_seq,
        [&](const model::ConversationId& id, const model::Event& event) { fold.take(id, event); }));
    MH_LET(rest, beside(brand, published.season, kept->published_at, &published));
    verdict.differing = differences(published, fold.table(rest));
    return verdict;
}

Result<void> Honour::publish(const model::BrandId& brand, const Season& season) {
    const base::Instant now = ports_.clock.now();
    MH_LET(upto, ports_.store.seq_before(brand, base::from_micros(INT64_MAX)));
    MH_LET(table, computed(brand, season, upto, now));
    if (table.scores.empty()) return {};
    PublishedTable kept{season.key, to_document(table), {}, upto, now};
    kept.digest = digest_of(kept.document);
    return ports_.store.publish(brand, kept);
}

Result<int> Honour::publish_due(const model::BrandId& brand) {
    const base::Instant now = ports_.clock.now();
    const std::string zone = ports_.zone(brand);
    int done = 0;
    for (const Board board : {Board::crowd, Board::desk}) {
        MH_LET(current, season_at(board, now, zone));
        Season season = current;
        // A house that was off for a while still gets the last three.
        for (int back = 0; back < 3; ++back) {
            MH_LET(before, season_at(board, season.from - std::chrono::hours(1), zone));
            season = before;
            if (now < season.final_at) continue;
            MH_LET(kept, ports_.store.published(brand, season.key));
            if (kept) continue;
            MH_TRY(publish(brand, season));
            MH_LET(now_kept, ports_.store.published(brand, season.key));
            if (now_kept) ++done;
        }
    }
    return done;
}

Sheet to_sheet(const std::vector<DepartmentPart>& parts, base::Lang lang) {
    const auto say = [&](const char* key) {
        return Cell(base::tr(lang, std::string("reports.part.") + key));
    };
    Sheet sheet;
    sheet.push_back({{say("department"), say("invited"), say("joined"), say("certified"), say("first_answer"),
                      say("active")},
                     RowStyle::head});
    DepartmentPart whole;
    for (const DepartmentPart& part : parts) {
        sheet.push_back({{lang == base::Lang::ko ? part.name_ko : part.name_en, part.invited, part.joined,
                          part.certified, part.first_answer, part.active}});
        whole.invited += part.invited;
        whole.joined += part.joined;
        whole.certified += part.certified;
        whole.first_answer += part.first_answer;
        whole.active += part.active;
    }
    sheet.push_back(
        {{say("whole"), whole.invited, whole.joined, whole.certified, whole.first_answer, whole.active}});
    return sheet;
}

}  // namespace manyhands::reports
