#include "reports/time_log.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "base/catalogue.hpp"
#include "model/policy.hpp"

namespace manyhands::reports {
namespace {

using base::Instant;
using base::Micros;
using base::Result;

// A claim that began before the period may end in it.
constexpr Micros kBefore = std::chrono::hours(1);

Micros overlap(Instant a_from, Instant a_until, Instant b_from, Instant b_until) {
    return std::max(Micros(0), std::min(a_until, b_until) - std::max(a_from, b_from));
}

double minutes(Micros time) {
    // To the tenth: what is printed adds up to what is paid.
    return static_cast<double>((time + std::chrono::seconds(3)) / std::chrono::seconds(6)) / 10;
}

}  // namespace

void WorkFold::take(const model::ConversationId& conversation, const model::Event& event) {
    if (const auto* claimed = std::get_if<model::Claimed>(&event.body)) {
        Held& held = held_[conversation];
        held = {claimed->claim.holder, claimed->claim.since,
                held.by == claimed->claim.holder ? held.since : Instant{}};
    } else if (const auto* released = std::get_if<model::ClaimReleased>(&event.body)) {
        // Who let an expired claim stand may still submit by it.
        if (released->reason != model::ReleaseReason::expired) held_.erase(conversation);
    } else if (const auto* submitted = std::get_if<model::AnswerSubmitted>(&event.body)) {
        if (submitted->answer.part > 1) return;
        const auto held = held_.find(conversation);
        const bool theirs = held != held_.end() && held->second.by == submitted->answer.author;
        Instant since = theirs ? held->second.since : event.at;
        // An expired claim that nobody took may still submit: it is then taken anew in the same instant.
        if (theirs && since == event.at && held->second.before != Instant{}) since = held->second.before;
        entries_.push_back({submitted->answer.author, conversation, submitted->answer.id,
                            std::clamp(since, event.at - kWorkAtMost, event.at), event.at, Micros(0),
                            Micros(0)});
        if (theirs) held->second = {held->second.by, event.at, {}};
    }
}

void count_work(std::vector<WorkEntry>& entries, const std::vector<WorkSpan>& shifts) {
    std::ranges::sort(entries, [](const WorkEntry& a, const WorkEntry& b) {
        return std::tie(a.employee, a.began, a.ended, a.answer) <
               std::tie(b.employee, b.began, b.ended, b.answer);
    });
    const model::EmployeeId* person = nullptr;
    Instant counted_to{};
    for (WorkEntry& entry : entries) {
        if (person == nullptr || *person != entry.employee) counted_to = Instant{};
        person = &entry.employee;
        const Instant from = std::max(entry.began, counted_to);
        entry.counted = std::max(Micros(0), entry.ended - from);
        Micros inside{0};
        for (const WorkSpan& shift : shifts)
            if (shift.employee == entry.employee && entry.counted > Micros(0))
                inside += overlap(from, entry.ended, shift.from, shift.until);
        entry.outside = entry.counted - inside;
        counted_to = std::max(counted_to, entry.ended);
    }
}

Result<TimeLog> TimeLogs::log(const model::Actor& actor, Instant from, Instant until,
                              const model::EmployeeId& employee) {
    const bool own = employee == actor.employee;
    MH_TRY(model::check(actor, own ? model::Action::manage_self : model::Action::manage_shifts,
                        own ? model::Scope::own : model::Scope::brand));
    if (until <= from) return base::fail(base::ErrorCode::invalid, "reports.bad_period");
    if (until - from > kTimeLogAtMost)
        return base::fail(base::ErrorCode::invalid, "reports.period_too_long",
                          {{"days", std::to_string(kTimeLogAtMost / std::chrono::hours(24))}});
    TimeLog log{from, until, zone_of_(actor.brand), {}, {}};
    MH_LET(people, store_.hourly_people(actor.brand));
    if (!employee.empty()) std::erase_if(people, [&](const WorkPerson& one) { return one.id != employee; });
    log.people = std::move(people);
    if (log.people.empty()) return log;
    WorkFold fold;
    MH_TRY(store_.work(actor.brand, from - kBefore, until,
                       [&](const auto& conversation, const auto& event) { fold.take(conversation, event); }));
    const auto concerns = [&](const WorkEntry& entry) {
        return std::ranges::any_of(log.people, [&](const auto& one) {
            return one.id == entry.employee && one.since <= entry.ended;
        });
    };
    std::erase_if(fold.entries(), [&](const WorkEntry& entry) { return !concerns(entry); });
    MH_LET(shifts, store_.work_spans(actor.brand, from - kBefore, until));
    count_work(fold.entries(), shifts);
    // Counted with those before the period, so that no minute is paid twice by two files.
    std::erase_if(fold.entries(), [&](const WorkEntry& entry) { return entry.ended < from; });
    log.entries = std::move(fold.entries());
    return log;
}

Sheet to_sheet(const TimeLog& log, TimeLogKind kind, base::Lang lang) {
    const auto said = [&](const std::string& key) { return base::tr(lang, "reports.time." + key); };
    const auto day_of = [&](Instant at) {
        const auto local = base::to_local(at, log.zone);
        return local ? std::chrono::year_month_day(std::chrono::year(local->year),
                                                   std::chrono::month(static_cast<unsigned>(local->month)),
                                                   std::chrono::day(static_cast<unsigned>(local->day)))
                     : std::chrono::year_month_day{};
    };
    const auto clock_of = [&](Instant at) {
        const auto local = base::to_local(at, log.zone);
        return local ? fmt::format("{:02}:{:02}:{:02}", local->hour, local->minute, local->second)
                     : std::string();
    };
    Sheet sheet;
    sheet.push_back({{Cell(said("title")), Cell(base::to_rfc3339(log.from)),
                      Cell(base::to_rfc3339(log.until)), Cell(log.zone)},
                     RowStyle::title});
    const bool each = kind == TimeLogKind::answers;
    SheetRow head{{Cell(said("day")), Cell(said("name")), Cell(said("initials")), Cell(said("email"))},
                  RowStyle::head};
    if (each)
        for (const char* name : {"began", "ended", "minutes", "outside", "conversation", "answer"})
            head.cells.emplace_back(said(name));
    else
        for (const char* name : {"answers", "minutes", "outside"})
            head.cells.emplace_back(said(name));
    sheet.push_back(std::move(head));
    for (const WorkPerson& one : log.people) {
        struct Sum {
            std::int64_t answers = 0;
            Micros counted{0}, outside{0};
        };
        std::map<std::chrono::sys_days, Sum> days;
        for (const WorkEntry& entry : log.entries) {
            if (entry.employee != one.id) continue;
            if (each)
                sheet.push_back({{Cell(day_of(entry.ended)), Cell(one.name), Cell(one.initials),
                                  Cell(one.email), Cell(clock_of(entry.began)), Cell(clock_of(entry.ended)),
                                  Cell(minutes(entry.counted)), Cell(minutes(entry.outside)),
                                  Cell(entry.conversation.value), Cell(entry.answer.value)}});
            Sum& day = days[std::chrono::sys_days(day_of(entry.ended))];
            ++day.answers;
            day.counted += entry.counted;
            day.outside += entry.outside;
        }
        if (each) continue;
        for (const auto& [day, sum] : days)
            sheet.push_back(
                {{Cell(std::chrono::year_month_day(day)), Cell(one.name), Cell(one.initials), Cell(one.email),
                  Cell(sum.answers), Cell(minutes(sum.counted)), Cell(minutes(sum.outside))}});
    }
    return sheet;
}

}  // namespace manyhands::reports
