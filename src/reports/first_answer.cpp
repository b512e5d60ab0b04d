#include "reports/first_answer.hpp"

#include <algorithm>
#include <cmath>

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

// What becomes one line of figures: the whole period, a day, a group.
class Tally {
  public:
    void add(const EpisodeFact& fact, const Outcome& outcome) {
        if (outcome.fate == Fate::no_answer_needed) {
            ++figures_.no_answer_needed;
            return;
        }
        ++figures_.episodes;
        figures_.found_late += fact.found_late ? 1 : 0;
        switch (outcome.fate) {
            case Fate::answered:
                seconds_.push_back(static_cast<std::int32_t>(outcome.seconds));
                sum_ += outcome.seconds;
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
            case Fate::no_answer_needed:
                break;
        }
    }
    // `minutes`: where the waiting times are divided.
    Figures take(const std::vector<int>& minutes) {
        figures_.answered = std::ssize(seconds_);
        if (!seconds_.empty()) {
            figures_.mean_seconds = static_cast<double>(sum_) / static_cast<double>(seconds_.size());
            // Each selection leaves the greater ones behind it: the next looks only there.
            auto begin = seconds_.begin();
            const auto select = [&](double p) {
                const auto nth = seconds_.begin() + static_cast<std::ptrdiff_t>(rank_of(seconds_.size(), p));
                if (nth >= begin) std::nth_element(begin, nth, seconds_.end());
                begin = nth + 1;
                return std::optional<std::int64_t>(*nth);
            };
            figures_.p50_seconds = select(50);
            figures_.p90_seconds = select(90);
            figures_.p99_seconds = select(99);
        }
        bands_.resize(minutes.size() + 1);
        for (std::size_t i = 0; i < bands_.size(); ++i)
            figures_.bands.push_back(
                {i < minutes.size() ? std::optional(minutes[i]) : std::nullopt, bands_[i]});
        return std::move(figures_);
    }

  private:
    Figures figures_;
    std::int64_t sum_ = 0;
    std::vector<std::int64_t> bands_;
    std::vector<std::int32_t> seconds_;  // at most a week
};

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
    MH_TRY(store.episodes(question.brand, question.from, question.to, names, [&](const EpisodeFact& fact) {
        if (!measure.wanted(fact)) return;
        const Outcome outcome = measure.outcome(fact);
        whole.add(fact, outcome);
        by_day[outcome.day].add(fact, outcome);
        if (question.by == GroupBy::day) return;
        const std::size_t group = measure.group(fact, outcome);
        if (group >= by_group.size()) by_group.resize(group + 1);
        by_group[group].add(fact, outcome);
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
    for (std::size_t i = 0; i < by_group.size() && question.by != GroupBy::day; ++i) {
        Group group;
        static_cast<Figures&>(group) = by_group[i].take(measure.bands());
        group.key = measure.group_key(i);
        if (!has_fixed_groups(question.by) && group.episodes == 0 && group.no_answer_needed == 0) continue;
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
        MH_TRY(store.episodes(earlier.brand, earlier.from, earlier.to, earlier_names,
                              [&](const EpisodeFact& fact) {
                                  if (measured.wanted(fact)) before.add(fact, measured.outcome(fact));
                              }));
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
    for (const std::string_view known : {"", "answered", "waiting", "never", "no_answer_needed",
                                         "within_promise", "late", "overdue", "found_late"})
        if (fate == known) return true;
    return false;
}

Result<PickedPage> picked(Store& store, const Question& question, const Pick& pick,
                          const std::optional<EpisodePlace>& after, std::size_t limit) {
    if (!is_pick(pick.fate)) return fail(ErrorCode::invalid, "reports.bad_pick");
    MH_LET(hours, store.hours(question.brand));
    EpisodeNames names;
    MH_LET(measure, Measure::make(question, hours, names));
    const auto fits = [&](const EpisodeFact& fact, const Outcome& outcome) {
        if (pick.group && measure.group_key(measure.group(fact, outcome)) != *pick.group) return false;
        if (pick.band &&
            (outcome.fate != Fate::answered || outcome.band != static_cast<std::size_t>(*pick.band)))
            return false;
        if (pick.fate.empty()) return outcome.fate != Fate::no_answer_needed;
        if (pick.fate == "within_promise") return outcome.fate == Fate::answered && outcome.within_promise;
        if (pick.fate == "overdue") return outcome.overdue;
        if (pick.fate == "late") return outcome.fate == Fate::answered && !outcome.within_promise;
        if (pick.fate == "found_late") return outcome.fate != Fate::no_answer_needed && fact.found_late;
        return pick.fate == to_string(outcome.fate);
    };
    PickedPage page;
    std::int64_t looked = 0;
    MH_TRY(store.episode_page(question.brand, question.from, question.to, after, names,
                              [&](const EpisodeRow& row) {
                                  const EpisodePlace place{row.fact.opened_at, row.conversation, row.number};
                                  ++looked;
                                  if (measure.wanted(row.fact)) {
                                      const Outcome outcome = measure.outcome(row.fact);
                                      if (fits(row.fact, outcome)) {
                                          if (page.items.size() == limit) {
                                              const EpisodePlace& last = page.items.back().place;
                                              page.next = last;
                                              return false;
                                          }
                                          Picked item;
                                          item.place = place;
                                          item.fate = outcome.fate;
                                          item.found_late = row.fact.found_late;
                                          item.employee = names.employees.text(row.fact.employee);
                                          if (outcome.fate == Fate::answered) item.seconds = outcome.seconds;
                                          if (row.fact.end == EpisodeEnd::answered)
                                              item.answered_at = row.fact.ended_at;
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
