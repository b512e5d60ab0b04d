#include "reports/measure.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace manyhands::reports {
namespace {

using base::ErrorCode;
using base::fail;
using base::Instant;
using base::Micros;
using base::Result;
using std::chrono::days;
using std::chrono::sys_days;

constexpr auto kPeriodAtMost = std::chrono::hours(24 * 3'660);  // ten years
constexpr model::DayKind kKinds[] = {model::DayKind::working, model::DayKind::weekend,
                                     model::DayKind::holiday};

int year_of(sys_days day) {
    return static_cast<int>(std::chrono::year_month_day{day}.year());
}

Result<Instant> midnight(sys_days day, const std::string& zone) {
    const std::chrono::year_month_day ymd{day};
    return base::from_local(static_cast<int>(ymd.year()),
                            static_cast<int>(static_cast<unsigned>(ymd.month())),
                            static_cast<int>(static_cast<unsigned>(ymd.day())), 0, 0, zone);
}

}  // namespace

Result<Measure> Measure::make(const Question& question, const model::HoursOfBrand& hours,
                              EpisodeNames& names) {
    if (question.from >= question.to) return fail(ErrorCode::invalid, "reports.bad_period");
    if (question.to - question.from > kPeriodAtMost)
        return fail(ErrorCode::invalid, "reports.period_too_long", {{"days", "3660"}});
    if (question.clock == ClockKind::business && !hours.brand)
        return fail(ErrorCode::invalid, "reports.no_hours");
    Measure measure(question, hours, names);
    if (!question.filter.account.empty()) measure.account_ = names.accounts.of(question.filter.account);
    if (!question.filter.department.empty())
        measure.department_ = names.departments.of(question.filter.department);
    if (!question.filter.employee.empty() && question.filter.employee != "nobody")
        measure.employee_ = names.employees.of(question.filter.employee);
    MH_TRY(measure.lay_out_days());
    MH_TRY(measure.open_office(hours.brand ? &*hours.brand : nullptr));
    for (const auto& [department, own] : hours.departments) {
        MH_TRY(measure.open_office(&own));
        const std::uint32_t number = names.departments.of(department.value);
        if (number >= measure.by_department_.size()) measure.by_department_.resize(number + 1);
        measure.by_department_[number] = &measure.offices_.back();
    }
    return measure;
}

// Days are those of the zone: 23 or 25 hours long when the clocks change.
Result<void> Measure::lay_out_days() {
    MH_LET(first, base::to_local(question_.from, question_.zone));
    MH_LET(last, base::to_local(question_.to - Micros(1), question_.zone));
    const auto date = [](const base::LocalTime& t) {
        return sys_days{std::chrono::year{t.year} / t.month / t.day};
    };
    for (sys_days day = date(first); day <= date(last); day += days(1)) {
        const std::chrono::year_month_day ymd{day};
        MH_LET(begin, midnight(day, question_.zone));
        day_names_.push_back(fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()),
                                         static_cast<unsigned>(ymd.month()),
                                         static_cast<unsigned>(ymd.day())));
        dates_.push_back(day);
        begins_.push_back(begin);
    }
    MH_LET(end, midnight(date(last) + days(1), question_.zone));
    end_ = end;
    return {};
}

Result<void> Measure::open_office(const model::BusinessHours* hours) {
    Office office;
    office.hours = hours;
    const model::DayKinds kinds(hours, year_of(dates_.front()), year_of(dates_.back()));
    for (const sys_days day : dates_)
        office.kinds.push_back(kinds.of(day));
    if (question_.clock == ClockKind::business) {
        // An answer may come a week after the last question, and no later one counts; what was promised is
        // done until now.
        const Instant end = std::max<Instant>(question_.to + model::kNeverAfter, question_.now);
        MH_LET(time, model::BusinessTime::over(*hours, question_.from, end));
        office.time = std::move(time);
    }
    offices_.push_back(std::move(office));
    return {};
}

const Measure::Office& Measure::office_of(std::uint32_t department) {
    if (department < by_department_.size() && by_department_[department] != nullptr)
        return *by_department_[department];
    return offices_.front();
}

bool Measure::wanted(const EpisodeFact& fact) {
    if (account_ != 0 && fact.account != account_) return false;
    if (department_ != 0 && fact.department != department_) return false;
    if (employee_ != 0 && fact.employee != employee_) return false;
    return question_.filter.employee != "nobody" || fact.employee == 0;
}

std::size_t Measure::day_of(Instant t) {
    const std::size_t next = last_day_ + 1;
    if (t >= begins_[last_day_] && (next == begins_.size() || t < begins_[next])) return last_day_;
    const auto after = std::ranges::upper_bound(begins_, t);
    return last_day_ = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, after - begins_.begin() - 1));
}

int Measure::hour_of(Instant t, std::size_t day) const {
    const Instant end = day + 1 < begins_.size() ? begins_[day + 1] : end_;
    if (end - begins_[day] == std::chrono::hours(24))
        return static_cast<int>((t - begins_[day]) / std::chrono::hours(1));
    const auto local = base::to_local(t, question_.zone);  // a day on which the clocks change
    return local ? local->hour : 0;
}

Outcome Measure::outcome(const EpisodeFact& fact) {
    return outcome(fact, Never::after_a_week);
}

Outcome Measure::outcome_of_action(const EpisodeFact& fact) {
    return outcome(fact, Never::not_at_all);
}

Outcome Measure::outcome(const EpisodeFact& fact, Never never) {
    Outcome out;
    out.day = day_of(fact.opened_at);
    if (fact.end == EpisodeEnd::dropped) {
        out.fate = Fate::no_answer_needed;
        return out;
    }
    const bool answered = fact.end == EpisodeEnd::answered;
    const Instant until = answered ? fact.ended_at : std::max(question_.now, fact.opened_at);
    Micros took = std::max(Micros(0), until - fact.opened_at);
    // Later than that counts as never, so that the figures of a period are settled a week after it.
    const bool too_late = answered ? took > model::kNeverAfter : took >= model::kNeverAfter;
    if (too_late && never == Never::after_a_week) {
        out.fate = Fate::never;
        return out;
    }
    const Micros by_the_wall = took;
    if (question_.clock == ClockKind::business) took = between(fact.department, fact.opened_at, until);
    const int promise =
        question_.promises ? question_.promises->at(fact.opened_at).minutes : model::kPromiseMinutes;
    const bool in_time = took <= base::Minutes(promise);
    if (!answered) {
        out.overdue = !in_time;
        return out;
    }
    out.fate = Fate::answered;
    out.took = took;
    out.seconds = std::chrono::floor<base::Seconds>(took).count();
    out.within_promise = in_time;
    out.outside_hours = took == Micros(0) && by_the_wall > Micros(0);
    while (out.band < bands_.size() && took > base::Minutes(bands_[out.band]))
        ++out.band;
    return out;
}

Outcome Measure::outcome(const HeldFact& held) {
    Outcome out = outcome(held.real);
    if (held.let_go || out.fate == Fate::never) out.fate = Fate::only_held;
    return out;
}

Micros Measure::between(std::uint32_t department, Instant from, Instant to) {
    if (to <= from) return Micros(0);
    if (question_.clock == ClockKind::business) return office_of(department).time->between(from, to);
    return to - from;
}

std::size_t Measure::fixed_groups() const {
    switch (question_.by) {
        case GroupBy::day:
            return day_count();
        case GroupBy::hour:
            return 24;
        case GroupBy::day_kind:
            return std::size(kKinds);
        case GroupBy::account:
        case GroupBy::department:
        case GroupBy::employee:
            return 0;
    }
    return 0;
}

std::size_t Measure::group(const EpisodeFact& fact, const Outcome& outcome) {
    switch (question_.by) {
        case GroupBy::day:
            return outcome.day;
        case GroupBy::hour:
            return static_cast<std::size_t>(std::clamp(hour_of(fact.opened_at, outcome.day), 0, 23));
        case GroupBy::day_kind:
            return static_cast<std::size_t>(office_of(fact.department).kinds[outcome.day]);
        case GroupBy::account:
            return fact.account;
        case GroupBy::department:
            return fact.department;
        case GroupBy::employee:
            return fact.employee;
    }
    return 0;
}

std::string Measure::group_key(std::size_t group) const {
    const auto number = static_cast<std::uint32_t>(group);
    switch (question_.by) {
        case GroupBy::day:
            return day_names_[group];
        case GroupBy::hour:
            return std::to_string(group);
        case GroupBy::day_kind:
            return std::string(to_string(kKinds[group]));
        case GroupBy::account:
            return names_.accounts.text(number);
        case GroupBy::department:
            return names_.departments.text(number);
        case GroupBy::employee:
            return names_.employees.text(number);
    }
    return {};
}

model::DayKind Measure::day_kind(std::size_t day) const {
    return offices_.front().kinds[day];
}

}  // namespace manyhands::reports
