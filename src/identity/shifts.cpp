#include "identity/shifts.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <map>
#include <set>

#include <fmt/format.h>

#include "identity/csv.hpp"
#include "model/policy.hpp"

namespace manyhands::identity {
namespace {

using base::ErrorCode;
using base::fail;
using base::Instant;
using base::Result;
using model::Action;
using model::Actor;

Result<void> check_span(Instant begins_at, Instant ends_at) {
    const base::Micros lasts = ends_at - begins_at;
    if (lasts < kShiftAtLeast || lasts > kShiftAtMost)
        return fail(ErrorCode::invalid, "identity.shift.bad_span",
                    {{"least", std::to_string(kShiftAtLeast / base::Minutes(1))},
                     {"most", std::to_string(kShiftAtMost / std::chrono::hours(1))},
                     {"pointer", "/ends_at"}});
    return {};
}

Result<void> may_plan(const Actor& actor) {
    return model::check(actor, Action::manage_shifts, model::Scope::brand);
}

// What people call the columns; compared without case, blanks, hyphens and underscores.
constexpr std::array<std::pair<std::string_view, int>, 12> kColumns = {{{"email", 0},
                                                                        {"mail", 0},
                                                                        {"이메일", 0},
                                                                        {"메일", 0},
                                                                        {"from", 1},
                                                                        {"begin", 1},
                                                                        {"start", 1},
                                                                        {"시작", 1},
                                                                        {"until", 2},
                                                                        {"to", 2},
                                                                        {"end", 2},
                                                                        {"끝", 2}}};

std::string plain(std::string_view name) {
    std::string out;
    for (const char c : name)
        if (c != ' ' && c != '-' && c != '_')
            out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

// "2026-11-23 09:00", "2026.11.23 9:00", "2026/11/23T09:00", or an instant with its offset.
Result<Instant> time_of(std::string_view text, const std::string& zone) {
    std::string with_t(text);
    if (const auto blank = with_t.find(' '); blank != std::string::npos) with_t[blank] = 'T';
    if (const auto instant = base::parse_rfc3339(with_t)) return *instant;
    std::array<int, 5> numbers{};
    std::size_t n = 0;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    while (at < end && n < numbers.size()) {
        const auto [rest, error] = std::from_chars(at, end, numbers[n]);
        if (error != std::errc()) break;
        ++n;
        at = rest;
        while (at < end && (*at < '0' || *at > '9'))
            ++at;
        if (n == numbers.size() && rest != end) n = 0;  // something stands behind it
    }
    const bool good = n == numbers.size() && numbers[0] >= 2000 && numbers[0] < 2200 && numbers[1] >= 1 &&
                      numbers[1] <= 12 && numbers[2] >= 1 && numbers[2] <= 31 && numbers[3] >= 0 &&
                      numbers[3] <= 24 && numbers[4] >= 0 && numbers[4] <= 59;
    if (good) {
        auto instant =
            base::from_local(numbers[0], numbers[1], numbers[2], numbers[3] % 24, numbers[4], zone);
        // 24:00 is the next day's beginning.
        if (instant && numbers[3] == 24) *instant += std::chrono::hours(24);
        if (instant) return instant;
    }
    return fail(ErrorCode::invalid, "identity.shift.bad_time", {{"text", std::string(text.substr(0, 60))}});
}

std::string on_the_wall(Instant at, const std::string& zone) {
    const auto local = base::to_local(at, zone);
    if (!local) return base::to_rfc3339(at);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", local->year, local->month, local->day, local->hour,
                       local->minute);
}

// What is in the way is told by the clock on the wall.
Result<void> in_words(Result<void> done, const std::string& zone) {
    if (done || done.error().key != "identity.shift.overlap") return done;
    for (auto& [name, value] : done.error().args)
        if (const auto at = base::parse_rfc3339(value)) value = on_the_wall(*at, zone);
    return done;
}

}  // namespace

int ShiftReport::good() const {
    return static_cast<int>(
        std::ranges::count_if(rows, [](const ShiftRow& row) { return row.problem.key.empty(); }));
}

Result<void> Shifts::may_work(const Actor& actor) {
    MH_LET(duty, store_.duty(actor.employee, clock_.now()));
    if (duty.may_work()) return {};
    if (!duty.next) return fail(ErrorCode::forbidden, "identity.shift.none");
    const std::string zone = zone_of_(actor.brand);
    return fail(ErrorCode::forbidden, "identity.shift.off",
                {{"next", on_the_wall(*duty.next, zone)}, {"zone", zone}});
}

Result<Duty> Shifts::duty(const Actor& actor) {
    return store_.duty(actor.employee, clock_.now());
}

bool Shifts::working(const model::EmployeeId& employee) {
    const auto duty = store_.duty(employee, clock_.now());
    return !duty || duty->may_work();
}

Result<Shifts::Plan> Shifts::plan(const Actor& actor, Instant from, Instant until,
                                  const model::EmployeeId& employee) {
    if (employee == actor.employee)
        MH_TRY(model::check(actor, Action::manage_self, model::Scope::own));
    else
        MH_TRY(may_plan(actor));
    if (until <= from || until - from > kShiftSpan)
        return fail(ErrorCode::invalid, "identity.shift.bad_period",
                    {{"days", std::to_string(kShiftSpan / std::chrono::hours(24))}});
    Plan plan;
    MH_LET(shifts, store_.shifts(actor.brand, from, until, employee));
    plan.shifts = std::move(shifts);
    MH_LET(hourly, store_.hourly(actor.brand));
    if (!employee.empty()) std::erase_if(hourly, [&](const auto& id) { return id != employee; });
    plan.hourly = std::move(hourly);
    plan.zone = zone_of_(actor.brand);
    return plan;
}

Result<void> Shifts::set_hourly(const Actor& actor, const model::EmployeeId& employee, bool hourly) {
    MH_TRY(may_plan(actor));
    return store_.set_hourly(actor.brand, employee, hourly, clock_.now());
}

Result<std::vector<Shift>> Shifts::add(const Actor& actor, const model::EmployeeId& employee,
                                       Instant begins_at, Instant ends_at, int weeks) {
    MH_TRY(may_plan(actor));
    MH_TRY(check_span(begins_at, ends_at));
    MH_LET(hourly, store_.hourly(actor.brand));
    if (std::ranges::find(hourly, employee) == hourly.end())
        return fail(ErrorCode::invalid, "identity.shift.not_hourly", {{"pointer", "/employee_id"}});
    const std::string zone = zone_of_(actor.brand);
    MH_LET(first, base::to_local(begins_at, zone));
    std::vector<Shift> all;
    for (int week = 0; week < std::clamp(weeks, 1, kShiftWeeksAtMost); ++week) {
        // The same time on the wall, whatever the clocks were set to meanwhile.
        const auto day = std::chrono::sys_days(std::chrono::year(first.year) / first.month / first.day) +
                         std::chrono::days(7 * week);
        const std::chrono::year_month_day then(day);
        MH_LET(at, base::from_local(
                       static_cast<int>(then.year()), static_cast<int>(static_cast<unsigned>(then.month())),
                       static_cast<int>(static_cast<unsigned>(then.day())), first.hour, first.minute, zone));
        all.push_back({ids_.make<ShiftId>(), employee, at, at + (ends_at - begins_at)});
    }
    MH_TRY(in_words(store_.add_shifts(actor.brand, all, std::nullopt, clock_.now()), zone));
    return all;
}

Result<void> Shifts::remove(const Actor& actor, const ShiftId& id) {
    MH_TRY(may_plan(actor));
    return store_.remove_shift(actor.brand, id, clock_.now());
}

Result<ShiftReport> Shifts::import(const Actor& actor, std::string_view file, Mode mode, bool replace) {
    MH_TRY(may_plan(actor));
    MH_LET(csv, read_csv(file));
    std::map<int, std::size_t> places;
    for (std::size_t i = 0; i < csv.rows.front().cells.size(); ++i)
        for (const auto& [name, column] : kColumns)
            if (plain(csv.rows.front().cells[i]) == name) places.emplace(column, i);
    if (places.size() != 3) return fail(ErrorCode::invalid, "identity.shift.no_columns");
    if (csv.rows.size() > kShiftRowsAtMost + 1)
        return fail(ErrorCode::invalid, "identity.import.too_many",
                    {{"most", std::to_string(kShiftRowsAtMost)}});
    MH_LET(people, store_.shift_people(actor.brand));
    std::map<std::string, model::EmployeeId> by_email;
    for (const model::Employee& one : people)
        by_email[one.email] = one.id;
    const std::string zone = zone_of_(actor.brand);

    ShiftReport report;
    report.encoding = csv.encoding;
    std::map<model::EmployeeId, std::vector<Shift>> of;
    for (std::size_t r = 1; r < csv.rows.size(); ++r) {
        const CsvRow& cells = csv.rows[r];
        const auto cell = [&](int column) {
            const std::size_t place = places.at(column);
            return place < cells.cells.size() ? cells.cells[place] : std::string();
        };
        ShiftRow row;
        row.line = cells.line;
        row.email = cell(0);
        const auto read = [&]() -> Result<Shift> {
            const auto known = by_email.find(plain(row.email) == row.email ? row.email : [&] {
                std::string low = row.email;
                std::ranges::transform(low, low.begin(), [](unsigned char c) { return std::tolower(c); });
                return low;
            }());
            if (known == by_email.end()) return fail(ErrorCode::invalid, "identity.shift.nobody");
            MH_LET(from, time_of(cell(1), zone));
            MH_LET(until, time_of(cell(2), zone));
            MH_TRY(check_span(from, until));
            Shift shift{{}, known->second, from, until};
            for (const Shift& other : of[known->second])
                if (other.ends_at > from && other.begins_at < until)
                    return fail(ErrorCode::conflict, "identity.shift.twice");
            return shift;
        };
        if (auto shift = read()) {
            row.shift = *shift;
            of[shift->employee].push_back(*std::move(shift));
        } else {
            row.problem = shift.error();
        }
        report.rows.push_back(std::move(row));
    }
    if (mode == Mode::dry_run || report.rows.empty() || report.good() != static_cast<int>(report.rows.size()))
        return report;
    std::vector<Shift> all;
    ShiftStore::Clear clear{report.rows.front().shift.begins_at, report.rows.front().shift.ends_at};
    for (auto& [employee, shifts] : of)
        for (Shift& shift : shifts) {
            clear.from = std::min(clear.from, shift.begins_at);
            clear.until = std::max(clear.until, shift.ends_at);
            shift.id = ids_.make<ShiftId>();
            all.push_back(shift);
        }
    // Whole days: a file is the plan of its days.
    MH_LET(first, base::to_local(clear.from, zone));
    MH_LET(last, base::to_local(clear.until + std::chrono::hours(24), zone));
    MH_LET(from, base::from_local(first.year, first.month, first.day, 0, 0, zone));
    MH_LET(until, base::from_local(last.year, last.month, last.day, 0, 0, zone));
    clear = {from, until};
    const Instant now = clock_.now();
    for (const auto& [employee, shifts] : of)
        MH_TRY(store_.set_hourly(actor.brand, employee, true, now));
    MH_TRY(in_words(store_.add_shifts(actor.brand, all, replace ? std::optional(clear) : std::nullopt, now),
                    zone));
    return report;
}

}  // namespace manyhands::identity
