#include "reports/first_answer.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "reports/measure.hpp"

namespace manyhands::reports {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

std::size_t rank_of(std::size_t count, double p) {
    const auto n = static_cast<double>(count);
    return static_cast<std::size_t>(std::clamp(std::ceil(p * n / 100.0), 1.0, n)) - 1;
}

struct Ranks {
    std::optional<double> mean;
    std::optional<std::int64_t> p50, p90, p99;
};

// Puts the times into another order.
Ranks ranks(std::vector<std::int32_t>& seconds, std::int64_t sum) {
    if (seconds.empty()) return {};
    // Each selection leaves the greater ones behind it: the next looks only there.
    auto begin = seconds.begin();
    const auto select = [&](double p) {
        const auto nth = seconds.begin() + static_cast<std::ptrdiff_t>(rank_of(seconds.size(), p));
        if (nth >= begin) std::nth_element(begin, nth, seconds.end());
        begin = nth + 1;
        return std::optional<std::int64_t>(*nth);
    };
    Ranks found;
    found.mean = static_cast<double>(sum) / static_cast<double>(seconds.size());
    found.p50 = select(50);
    found.p90 = select(90);
    found.p99 = select(99);
    return found;
}

template <class To>
void put(const Ranks& ranks, To& figures) {
    figures.mean_seconds = ranks.mean;
    figures.p50_seconds = ranks.p50;
    figures.p90_seconds = ranks.p90;
    figures.p99_seconds = ranks.p99;
}

// Times of one clock.
struct Times {
    std::vector<std::int32_t> seconds;  // of answers at most a week each
    std::int64_t sum = 0;
    void add(std::int64_t value) {
        seconds.push_back(static_cast<std::int32_t>(value));
        sum += value;
    }
};

void count(ClockFigures& figures, Fate fate) {
    if (fate == Fate::no_answer_needed) return;
    ++figures.counted;
    figures.answered += fate == Fate::answered ? 1 : 0;
    figures.waiting += fate == Fate::waiting ? 1 : 0;
    figures.never += fate == Fate::never ? 1 : 0;
    figures.only_held += fate == Fate::only_held ? 1 : 0;
}

// What becomes one line of figures: the whole period, a day, a group.
class Tally {
  public:
    void add(const EpisodeFact& fact, const Outcome& outcome) {
        const bool both = fact.concern == Concern::its_own;  // then its first answer is the real one, too
        if (both) count(figures_.real, outcome.fate);
        if (outcome.fate == Fate::no_answer_needed) {
            ++figures_.no_answer_needed;
            return;
        }
        ++figures_.episodes;
        figures_.found_late += fact.found_late ? 1 : 0;
        switch (outcome.fate) {
            case Fate::answered:
                (both ? both_ : first_only_).add(outcome.seconds);
                figures_.within_promise += outcome.within_promise ? 1 : 0;
                if (outcome.band >= bands_.size()) bands_.resize(outcome.band + 1);
                ++bands_[outcome.band];
                figures_.outside_hours += outcome.outside_hours ? 1 : 0;
                break;
            case Fate::waiting:
                ++figures_.waiting;
                figures_.overdue += outcome.overdue ? 1 : 0;
                break;
            case Fate::never:
                ++figures_.never;
                break;
            case Fate::only_held:
            case Fate::no_answer_needed:
                break;
        }
    }
    void add(const HeldFact& held, const Outcome& outcome) {
        if (outcome.fate == Fate::no_answer_needed) return;
        count(figures_.real, outcome.fate);
        ++figures_.held;
        figures_.missed += held.missed > 0 ? 1 : 0;
        if (outcome.fate == Fate::answered) real_only_.add(outcome.seconds);
    }
    void add_action(const Outcome& outcome) {
        if (outcome.fate == Fate::no_answer_needed) return;
        if (!figures_.action) figures_.action.emplace();
        count(*figures_.action, outcome.fate);
        if (outcome.fate == Fate::answered) done_.add(outcome.seconds);
    }
    bool empty() const {
        return figures_.episodes + figures_.no_answer_needed + figures_.real.counted == 0 && !figures_.action;
    }
    // `minutes`: where the waiting times are divided.
    Figures take(const std::vector<int>& minutes) {
        figures_.answered = std::ssize(both_.seconds) + std::ssize(first_only_.seconds);
        Times first = first_only_;
        Times real = real_only_;
        const auto join = [this](Times& with) {
            with.seconds.insert(with.seconds.end(), both_.seconds.begin(), both_.seconds.end());
            with.sum += both_.sum;
        };
        if (first.seconds.empty() && real.seconds.empty()) {
            const Ranks found = ranks(both_.seconds, both_.sum);
            put(found, figures_);
            put(found, figures_.real);
        } else {
            join(first);
            join(real);
            put(ranks(first.seconds, first.sum), figures_);
            put(ranks(real.seconds, real.sum), figures_.real);
        }
        if (figures_.action) put(ranks(done_.seconds, done_.sum), *figures_.action);
        bands_.resize(minutes.size() + 1);
        for (std::size_t i = 0; i < bands_.size(); ++i)
            figures_.bands.push_back(
                {i < minutes.size() ? std::optional(minutes[i]) : std::nullopt, bands_[i]});
        return std::move(figures_);
    }

  private:
    Figures figures_;
    std::vector<std::int64_t> bands_;
    Times both_;        // first answers that are the real ones
    Times first_only_;  // holding answers, and answers to what was asked while one was owed
    Times real_only_;
    Times done_;
};

// How long each department had the concerns that have their real answer.
class Departments {
  public:
    void add(std::uint32_t department, base::Micros took) {
        At& at = of(department);
        at.took += took;
        ++at.concerns;
    }
    // Of a concern that was added as its last department's alone.
    void divide(const HandedFact& handed, const Outcome& outcome, Measure& measure) {
        At& last = of(handed.fact.department);
        last.took -= outcome.took;
        --last.concerns;
        std::set<std::uint32_t> had;
        base::Instant from = handed.fact.opened_at;
        const auto give = [&](std::uint32_t department, base::Instant until) {
            At& at = of(department);
            at.took += measure.between(department, from, until);
            at.concerns += had.insert(department).second ? 1 : 0;
            from = std::max(from, until);
        };
        for (const HandedFact::Span& span : handed.spans)
            give(span.department, std::min(span.until, handed.fact.ended_at));
        give(handed.fact.department, handed.fact.ended_at);
    }
    std::vector<DepartmentTime> take(const EpisodeNames& names) const {
        std::vector<DepartmentTime> all;
        for (std::uint32_t i = 0; i < all_.size(); ++i)
            if (all_[i].concerns > 0)
                all.push_back({names.departments.text(i), all_[i].concerns,
                               std::chrono::floor<base::Seconds>(all_[i].took).count()});
        std::ranges::stable_sort(all, [](const DepartmentTime& a, const DepartmentTime& b) {
            return a.seconds != b.seconds ? a.seconds > b.seconds : a.department < b.department;
        });
        return all;
    }

  private:
    struct At {
        base::Micros took{0};
        std::int64_t concerns = 0;
    };
    At& of(std::uint32_t department) {
        if (department >= all_.size()) all_.resize(department + 1);
        return all_[department];
    }
    std::vector<At> all_;
};

// Everything of a period, each with its outcome; `first` gets the episodes, `held` and `action` the others.
template <class First, class Held, class Action>
Result<void> read(Store& store, const Question& question, Measure& measure, EpisodeNames& names,
                  First&& first, Held&& held, Action&& action) {
    MH_TRY(store.episodes(question.brand, question.from, question.to, names, [&](const EpisodeFact& fact) {
        if (measure.wanted(fact)) first(fact, measure.outcome(fact));
    }));
    MH_TRY(store.held(question.brand, question.from, question.to, names, [&](const HeldFact& fact) {
        if (measure.wanted(fact.real)) held(fact, measure.outcome(fact));
    }));
    return store.actions(question.brand, question.from, question.to, names, [&](const EpisodeFact& fact) {
        if (measure.wanted(fact)) action(fact, measure.outcome_of_action(fact));
    });
}

bool has_fixed_groups(GroupBy by) {
    return by == GroupBy::day || by == GroupBy::hour || by == GroupBy::day_kind;
}

}  // namespace

std::string_view to_string(ClockKind clock) {
    return clock == ClockKind::wall ? "wall" : "business";
}

std::string_view to_string(GroupBy by) {
    switch (by) {
        case GroupBy::day:
            return "day";
        case GroupBy::account:
            return "account";
        case GroupBy::department:
            return "department";
        case GroupBy::employee:
            return "employee";
        case GroupBy::hour:
            return "hour";
        case GroupBy::day_kind:
            return "day_kind";
    }
    return "day";
}

std::string_view to_string(Fate fate) {
    switch (fate) {
        case Fate::answered:
            return "answered";
        case Fate::waiting:
            return "waiting";
        case Fate::never:
            return "never";
        case Fate::no_answer_needed:
            return "no_answer_needed";
        case Fate::only_held:
            return "only_held";
    }
    return "waiting";
}

std::optional<ClockKind> clock_kind(std::string_view text) {
    if (text == "wall") return ClockKind::wall;
    if (text == "business") return ClockKind::business;
    return std::nullopt;
}

std::optional<GroupBy> group_by(std::string_view text) {
    if (text == "channel") return GroupBy::account;
    for (const GroupBy by : {GroupBy::day, GroupBy::account, GroupBy::department, GroupBy::employee,
                             GroupBy::hour, GroupBy::day_kind})
        if (text == to_string(by)) return by;
    return std::nullopt;
}

std::optional<std::int64_t> percentile(const std::vector<std::int64_t>& sorted, double p) {
    if (sorted.empty()) return std::nullopt;
    return sorted[rank_of(sorted.size(), p)];
}

Result<FirstAnswer> first_answer(Store& store, const Question& question) {
    MH_LET(hours, store.hours(question.brand));
    EpisodeNames names;
    MH_LET(measure, Measure::make(question, hours, names));
    Tally whole;
    std::vector<Tally> by_day(measure.day_count());
    std::vector<Tally> by_group(measure.fixed_groups());
    Departments departments;
    const auto each_line = [&](const EpisodeFact& fact, const Outcome& outcome, const auto& add) {
        add(whole);
        add(by_day[outcome.day]);
        if (question.by == GroupBy::day) return;
        const std::size_t group = measure.group(fact, outcome);
        if (group >= by_group.size()) by_group.resize(group + 1);
        add(by_group[group]);
    };
    MH_TRY(read(
        store, question, measure, names,
        [&](const EpisodeFact& fact, const Outcome& outcome) {
            each_line(fact, outcome, [&](Tally& tally) { tally.add(fact, outcome); });
            if (fact.concern == Concern::its_own && outcome.fate == Fate::answered)
                departments.add(fact.department, outcome.took);
        },
        [&](const HeldFact& held, const Outcome& outcome) {
            each_line(held.real, outcome, [&](Tally& tally) { tally.add(held, outcome); });
            if (outcome.fate == Fate::answered) departments.add(held.real.department, outcome.took);
        },
        [&](const EpisodeFact& fact, const Outcome& outcome) {
            each_line(fact, outcome, [&](Tally& tally) { tally.add_action(outcome); });
        }));
    MH_TRY(store.handed(question.brand, question.from, question.to, names, [&](const HandedFact& handed) {
        if (!measure.wanted(handed.fact) || handed.let_go) return;
        const Outcome outcome = measure.outcome(handed.fact);
        if (outcome.fate == Fate::answered) departments.divide(handed, outcome, measure);
    }));

    FirstAnswer report;
    static_cast<Figures&>(report) = whole.take(measure.bands());
    report.from = question.from;
    report.to = question.to;
    report.zone = question.zone;
    if (question.promises) report.promise_minutes = question.promises->now().minutes;
    report.clock = question.clock;
    report.by = question.by;
    for (std::size_t day = 0; day < by_day.size(); ++day) {
        Day line;
        static_cast<Figures&>(line) = by_day[day].take(measure.bands());
        line.day = measure.day_name(day);
        line.kind = measure.day_kind(day);
        if (question.by == GroupBy::day) report.groups.push_back({line, line.day});
        report.by_day.push_back(std::move(line));
    }
    report.departments = departments.take(names);
    for (std::size_t i = 0; i < by_group.size() && question.by != GroupBy::day; ++i) {
        if (!has_fixed_groups(question.by) && by_group[i].empty()) continue;
        Group group;
        static_cast<Figures&>(group) = by_group[i].take(measure.bands());
        group.key = measure.group_key(i);
        report.groups.push_back(std::move(group));
    }
    if (!has_fixed_groups(question.by))
        std::ranges::stable_sort(report.groups, [](const Group& a, const Group& b) {
            if (a.key.empty() != b.key.empty()) return b.key.empty();  // nobody comes last
            return a.episodes != b.episodes ? a.episodes > b.episodes : a.key < b.key;
        });
    if (question.compare) {
        Question earlier = question;
        earlier.from = question.from - (question.to - question.from);
        earlier.to = question.from;
        EpisodeNames earlier_names;
        MH_LET(measured, Measure::make(earlier, hours, earlier_names));
        Tally before;
        MH_TRY(read(
            store, earlier, measured, earlier_names,
            [&](const EpisodeFact& fact, const Outcome& outcome) { before.add(fact, outcome); },
            [&](const HeldFact& held, const Outcome& outcome) { before.add(held, outcome); },
            [&](const EpisodeFact&, const Outcome& outcome) { before.add_action(outcome); }));
        report.before = before.take(measure.bands());
    }
    return report;
}

Result<FirstAnswer> first_answer(Store& store, const model::BrandId& brand, base::Instant from,
                                 base::Instant to, const std::string& zone, base::Instant now) {
    Question question;
    question.brand = brand;
    question.from = from;
    question.to = to;
    question.zone = zone;
    question.now = now;
    return first_answer(store, question);
}

bool is_pick(std::string_view fate) {
    for (const std::string_view known :
         {"", "answered", "waiting", "never", "no_answer_needed", "within_promise", "late", "overdue",
          "found_late", "only_held", "held", "missed"})
        if (fate == known) return true;
    return false;
}

Result<PickedPage> picked(Store& store, const Question& question, const Pick& pick,
                          const std::optional<EpisodePlace>& after, std::size_t limit) {
    if (!is_pick(pick.fate)) return fail(ErrorCode::invalid, "reports.bad_pick");
    MH_LET(hours, store.hours(question.brand));
    EpisodeNames names;
    MH_LET(measure, Measure::make(question, hours, names));
    const auto fits = [&](const EpisodeFact& fact, const Outcome& outcome, const HeldFact* held) {
        if (pick.group && measure.group_key(measure.group(fact, outcome)) != *pick.group) return false;
        if (pick.band &&
            (outcome.fate != Fate::answered || outcome.band != static_cast<std::size_t>(*pick.band)))
            return false;
        if (pick.fate.empty()) return outcome.fate != Fate::no_answer_needed;
        if (pick.fate == "within_promise") return outcome.fate == Fate::answered && outcome.within_promise;
        if (pick.fate == "overdue") return outcome.overdue;
        if (pick.fate == "late") return outcome.fate == Fate::answered && !outcome.within_promise;
        if (pick.fate == "held" || pick.fate == "missed")
            return held != nullptr && outcome.fate != Fate::no_answer_needed &&
                   (pick.fate == "held" || held->missed > 0);
        if (pick.fate == "found_late") return outcome.fate != Fate::no_answer_needed && fact.found_late;
        return pick.fate == to_string(outcome.fate);
    };
    PickedPage page;
    std::int64_t looked = 0;
    MH_TRY(store.episode_page(
        question.brand, question.from, question.to, after, names, [&](const EpisodeRow& row) {
            const EpisodePlace place{row.fact.opened_at, row.conversation, row.number};
            ++looked;
            const bool is_held = pick.real && row.fact.concern == Concern::held;
            const HeldFact* held = is_held && row.held ? &*row.held : nullptr;
            const EpisodeFact& fact = held != nullptr ? held->real : row.fact;
            const bool counts = !pick.real || held != nullptr || fact.concern == Concern::its_own;
            if (counts && measure.wanted(fact)) {
                const Outcome outcome = held != nullptr ? measure.outcome(*held) : measure.outcome(fact);
                if (fits(fact, outcome, held)) {
                    if (page.items.size() == limit) {
                        const EpisodePlace& last = page.items.back().place;
                        page.next = last;
                        return false;
                    }
                    Picked item;
                    item.place = place;
                    item.fate = outcome.fate;
                    item.found_late = fact.found_late;
                    item.employee = names.employees.text(fact.employee);
                    if (outcome.fate == Fate::answered) item.seconds = outcome.seconds;
                    if (fact.end == EpisodeEnd::answered) item.answered_at = fact.ended_at;
                    page.items.push_back(std::move(item));
                }
            }
            if (looked < kLookedAtMost) return true;
            page.next = place;
            return false;
        }));
    return page;
}

}  // namespace manyhands::reports
