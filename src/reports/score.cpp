#include "reports/score.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace manyhands::reports {

namespace {

constexpr double kZ = 1.959963984540054;  // two-sided 95 %

std::int64_t bound(std::int64_t good, std::int64_t all, double sign) {
    const double n = static_cast<double>(all);
    const double p = static_cast<double>(good) / n;
    const double z2 = kZ * kZ;
    const double middle = p + z2 / (2 * n);
    const double half = kZ * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    return std::clamp<std::int64_t>(std::llround((middle + sign * half) / (1 + z2 / n) * 10'000), 0, 10'000);
}

int weight(std::string_view source) {
    return source == "tap" ? 3 : source == "reaction" ? 2 : 1;
}

}  // namespace

std::string_view to_string(Board board) {
    return board == Board::crowd ? "crowd" : "desk";
}

std::optional<Board> board_of(std::string_view text) {
    if (text == "crowd") return Board::crowd;
    if (text == "desk") return Board::desk;
    return std::nullopt;
}

std::string_view to_string(Standing standing) {
    switch (standing) {
        case Standing::ranked:
            return "ranked";
        case Standing::too_few:
            return "too_few";
        case Standing::below_floor:
            return "below_floor";
        case Standing::not_rated:
            return "not_rated";
    }
    return "";
}

std::int64_t wilson_low(std::int64_t good, std::int64_t all) {
    return all <= 0 ? 0 : bound(good, all, -1);
}

std::int64_t wilson_high(std::int64_t good, std::int64_t all) {
    return all <= 0 ? 10'000 : bound(good, all, 1);
}

Fold::Fold(Season season, std::shared_ptr<const model::PromiseHistory> promises)
    : season_(std::move(season)), promises_(std::move(promises)) {}

base::Micros Fold::promise(base::Instant opened) const {
    return base::Minutes(promises_ ? promises_->at(opened).minutes : model::kPromiseMinutes);
}

// Parts of what was one conversation are one chance: splitting it makes no second one.
model::ConversationId Fold::root(const model::ConversationId& id) const {
    model::ConversationId at = id;
    for (int steps = 0; steps < 64; ++steps) {
        const auto found = talks_.find(at);
        if (found == talks_.end() || found->second.root.empty() || found->second.root == at) return at;
        at = found->second.root;
    }
    return at;
}

Fold::Stake& Fold::stake(const model::ConversationId& id, int number, const model::EmployeeId& who) {
    return talk(id).waits[number].stakes[who];
}

void Fold::took(const model::ConversationId& id, const model::EmployeeId& who, base::Instant at) {
    Talk& talk = this->talk(id);
    if (talk.open == 0) return;  // nobody waits: nothing to be in time for
    const Wait& wait = talk.waits[talk.open];
    Stake& mine = stake(id, talk.open, who);
    if (!mine.took) mine.too_late = wait.known && at > wait.opened_at + promise(wait.opened_at);
    mine.took = true;
    if (in_season(at)) mine.in_season = true;
}

void Fold::answered(const model::ConversationId& id, const model::EpisodeAnswered& e) {
    Talk& talk = this->talk(id);
    Wait& wait = talk.waits[e.number];
    wait.opened_at = e.opened_at;
    wait.known = true;
    wait.answer_post = e.post;
    const bool in_time = e.answered_at - e.opened_at <= promise(e.opened_at);
    if (e.employee) {
        Stake& mine = wait.stakes[*e.employee];
        // Whoever never claimed it took it with the answer.
        if (!mine.took) mine.too_late = !in_time;
        mine.answered = true;
        mine.in_time = in_time;
        if (in_season(e.answered_at)) mine.in_season = true;
    }
    for (auto& [who, stake] : wait.stakes)
        if (!e.employee || who != *e.employee)
            stake.other = in_time ? Stake::Other::in_time : Stake::Other::late;
    if (talk.open == e.number) talk.open = 0;
}

void Fold::removed(const model::ConversationId& id, const model::PostId& post) {
    for (auto& [number, wait] : talk(id).waits) {
        if (wait.answer_post != post) continue;
        for (auto& [who, stake] : wait.stakes)
            if (stake.answered) stake.removed = true;
    }
}

void Fold::take(const model::ConversationId& conversation, const model::Event& event) {
    const auto leave = [&](const model::EmployeeId& who, bool handed) {
        Talk& talk = this->talk(conversation);
        if (talk.open == 0) return;
        Stake& mine = stake(conversation, talk.open, who);
        (handed ? mine.handed : mine.left) = true;
    };
    const auto drop = [&](int number) {
        Talk& talk = this->talk(conversation);
        for (auto& [who, stake] : talk.waits[number].stakes)
            if (!stake.answered) stake.other = Stake::Other::dropped;
        if (talk.open == number) talk.open = 0;
    };
    const auto opened = [&](const model::Episode& episode) {
        Talk& talk = this->talk(conversation);
        Wait& wait = talk.waits[episode.number];
        wait.opened_at = episode.opened_at;
        wait.known = true;
        talk.open = episode.number;
    };
    std::visit(
        [&]<class E>(const E& e) {
            if constexpr (std::is_same_v<E, model::EpisodeOpened> ||
                          std::is_same_v<E, model::EpisodeRestored>) {
                opened(e.episode);
            } else if constexpr (std::is_same_v<E, model::EpisodeAnswered>) {
                answered(conversation, e);
            } else if constexpr (std::is_same_v<E, model::EpisodeDropped> ||
                                 std::is_same_v<E, model::EpisodeWithdrawn>) {
                drop(e.number);
            } else if constexpr (std::is_same_v<E, model::Claimed>) {
                took(conversation, e.claim.holder, event.at);
            } else if constexpr (std::is_same_v<E, model::ClaimReleased>) {
                using Reason = model::ReleaseReason;
                if (e.reason == Reason::released || e.reason == Reason::expired) leave(e.holder, false);
                if (e.reason == Reason::handed_off || e.reason == Reason::taken_over) leave(e.holder, true);
            } else if constexpr (std::is_same_v<E, model::PostDeleted>) {
                if (e.side == model::Side::brand) removed(conversation, e.post);
            } else if constexpr (std::is_same_v<E, model::SplitFrom>) {
                talk(conversation).root = root(e.from);
            } else if constexpr (std::is_same_v<E, model::MergedInto>) {
                talk(conversation).root = root(e.into);
            } else if constexpr (std::is_same_v<E, model::NoteAdded>) {
                if (e.note.kind == model::NoteKind::question && event.by) asked_by_[e.note.id] = *event.by;
                if (e.note.kind == model::NoteKind::opinion && event.by && e.note.answers)
                    if (const auto asker = asked_by_.find(*e.note.answers); asker != asked_by_.end())
                        help_.push_back({*event.by, asker->second, conversation, event.at});
            } else if constexpr (std::is_same_v<E, model::AnswerApproved>) {
                if (e.edit && event.by) help_.push_back({*event.by, e.author, conversation, event.at});
            }
        },
        event.body);
}

std::map<model::EmployeeId, Fold::Line> Fold::lines(const Beside& beside) const {
    // Of each person and conversation: the worst of its waits, for a chance is one conversation.
    enum Mark { nothing = 0, good = 1, bad = 2 };
    struct Chance {
        Mark mark = nothing;
        bool answered = false;
        bool removed = false;
    };
    std::map<std::pair<model::EmployeeId, model::ConversationId>, Chance> chances;
    for (const auto& [id, talk] : talks_) {
        if (beside.colleagues.contains(id)) continue;
        const model::ConversationId whole = root(id);
        if (beside.colleagues.contains(whole)) continue;
        for (const auto& [number, wait] : talk.waits)
            for (const auto& [who, stake] : wait.stakes) {
                if (!stake.in_season) continue;
                Mark mark = nothing;
                if (stake.answered) {
                    mark = stake.removed    ? bad
                           : stake.in_time  ? good
                           : stake.too_late ? (stake.left ? bad : nothing)
                                            : bad;
                } else if (stake.other == Stake::Other::dropped) {
                    mark = nothing;
                } else if (stake.left) {
                    mark = bad;
                } else if (stake.handed) {
                    mark = stake.other == Stake::Other::in_time || stake.too_late ? nothing
                           : stake.other == Stake::Other::late                    ? bad
                                                                                  : nothing;
                }
                Chance& chance = chances[{who, whole}];
                chance.mark = std::max(chance.mark, mark);
                if (stake.answered) (stake.removed ? chance.removed : chance.answered) = true;
            }
    }
    std::map<model::EmployeeId, Line> lines;
    for (const auto& [key, chance] : chances) {
        Line& line = lines[key.first];
        if (chance.mark != nothing) ++line.taken;
        if (chance.mark == good) ++line.in_time;
        if (chance.answered && !chance.removed) ++line.answered;
    }
    return lines;
}

std::map<model::EmployeeId, std::int64_t> Fold::help(const Beside& beside) const {
    std::vector<Help> all = help_;
    for (const TipUse& use : beside.tips)
        all.push_back({use.author, use.user, use.conversation, use.at});
    std::erase_if(all, [&](const Help& h) {
        return h.helper == h.helped || h.helper.empty() || h.helped.empty() || !in_season(h.at) ||
               beside.colleagues.contains(h.conversation);
    });
    std::sort(all.begin(), all.end(), [](const Help& a, const Help& b) {
        return std::tie(a.at, a.conversation, a.helper, a.helped) <
               std::tie(b.at, b.conversation, b.helper, b.helped);
    });
    std::set<std::tuple<model::EmployeeId, model::EmployeeId, model::ConversationId>> once;
    std::map<std::pair<model::EmployeeId, model::EmployeeId>, std::int64_t> pairs;
    std::map<model::EmployeeId, std::int64_t> points;
    for (const Help& h : all) {
        if (!once.emplace(h.helper, h.helped, root(h.conversation)).second) continue;
        // Both ways together: two who help each other in turn earn no more than one who helps the other.
        const auto [first, second] = std::minmax(h.helper, h.helped);
        if (++pairs[{first, second}] > kHelpByPair) continue;
        std::int64_t& mine = points[h.helper];
        mine = std::min(mine + 1, kHelpAtMost);
    }
    return points;
}

namespace {

struct Verdicts {
    std::int64_t rated = 0, good = 0;
};

// One word a customer's conversation: the strongest source's, of that the last.
template <class Root>
std::map<model::EmployeeId, Verdicts> verdicts(const Beside& beside, const Season& season, const Root& root) {
    std::map<std::pair<model::EmployeeId, model::ConversationId>, const Rating*> last;
    for (const Rating& rating : beside.ratings) {
        if (rating.at < season.from || rating.at >= season.to) continue;
        const model::ConversationId whole = root(rating.conversation);
        if (beside.colleagues.contains(rating.conversation) || beside.colleagues.contains(whole)) continue;
        const Rating*& held = last[{rating.author, whole}];
        const auto key = [](const Rating& r) { return std::make_tuple(weight(r.source), r.at, r.answer); };
        if (held == nullptr || key(*held) < key(rating)) held = &rating;
    }
    std::map<model::EmployeeId, Verdicts> all;
    for (const auto& [key, rating] : last) {
        ++all[key.first].rated;
        if (rating->good) ++all[key.first].good;
    }
    return all;
}

Standing standing_of(const Score& score, bool ratings) {
    if (score.answered < kLeastAnswered) return Standing::too_few;
    if (score.audit && score.audit->mean < static_cast<std::int64_t>(kAuditFloor * 100))
        return Standing::below_floor;
    if (ratings && score.rated == 0) return Standing::not_rated;
    return Standing::ranked;
}

void rank(std::vector<Score>& scores) {
    const auto key = [](const Score& s) { return std::make_tuple(-s.score, -s.help, -s.answered); };
    std::sort(scores.begin(), scores.end(), [&](const Score& a, const Score& b) {
        const bool a_in = a.standing == Standing::ranked;
        const bool b_in = b.standing == Standing::ranked;
        if (a_in != b_in) return a_in;
        if (a_in && key(a) != key(b)) return key(a) < key(b);
        return a.person < b.person;
    });
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (scores[i].standing != Standing::ranked) break;
        scores[i].rank =
            i > 0 && key(scores[i - 1]) == key(scores[i]) ? scores[i - 1].rank : static_cast<int>(i) + 1;
    }
}

}  // namespace

Table Fold::table(const Beside& beside) const {
    const auto timing = lines(beside);
    const auto words = verdicts(beside, season_, [this](const auto& id) { return root(id); });
    const auto points = help(beside);
    Table table{season_, false, false, {}};
    std::int64_t rated_people = 0;
    for (const Person& person : beside.people) {
        if (person.board != season_.board) continue;
        Score score;
        score.person = person.id;
        score.department = person.department;
        if (const auto found = timing.find(person.id); found != timing.end()) {
            score.taken = found->second.taken;
            score.in_time = found->second.in_time;
            score.answered = found->second.answered;
        }
        if (const auto found = words.find(person.id); found != words.end()) {
            score.rated = found->second.rated;
            score.good = found->second.good;
        }
        if (const auto found = points.find(person.id); found != points.end()) score.help = found->second;
        if (const auto found = beside.audits.find(person.id); found != beside.audits.end())
            score.audit = found->second;
        if (score.taken == 0 && score.answered == 0 && score.help == 0 && score.rated == 0) continue;
        if (score.rated > 0) ++rated_people;
        table.audits = table.audits || score.audit.has_value();
        table.scores.push_back(std::move(score));
    }
    table.ratings = rated_people >= kRatedPeople;
    for (Score& score : table.scores) {
        score.timing = wilson_low(score.in_time, score.taken);
        score.satisfaction = wilson_low(score.good, score.rated);
        score.score = table.ratings ? (score.timing * score.satisfaction + 5'000) / 10'000 : score.timing;
        score.standing = standing_of(score, table.ratings);
        score.provisional = !score.audit;
    }
    rank(table.scores);
    return table;
}

std::vector<Team> teams(const Table& table) {
    std::map<model::DepartmentId, Team> all;
    for (const Score& score : table.scores) {
        if (score.answered == 0) continue;
        Team& team = all[score.department];
        team.department = score.department;
        ++team.people;
        team.taken += score.taken;
        team.in_time += score.in_time;
        team.answered += score.answered;
        team.rated += score.rated;
        team.good += score.good;
    }
    std::vector<Team> found;
    for (auto& [id, team] : all) {
        if (team.people < kTeamLeastPeople || team.answered < kLeastAnswered) continue;
        const std::int64_t timing = wilson_low(team.in_time, team.taken);
        team.score = table.ratings ? (timing * wilson_low(team.good, team.rated) + 5'000) / 10'000 : timing;
        found.push_back(team);
    }
    std::sort(found.begin(), found.end(), [](const Team& a, const Team& b) {
        return std::tie(b.score, b.answered, a.department) < std::tie(a.score, a.answered, b.department);
    });
    return found;
}

}  // namespace manyhands::reports
