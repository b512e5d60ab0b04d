// The time log: how long somebody who is paid by the hour worked on each answer, read off the log of events,
// and the file for payroll (docs/adr/0059). Pure but for TimeLogs; thread-safe.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/event.hpp"
#include "model/people.hpp"
#include "reports/sheet.hpp"

namespace manyhands::reports {

// One answer's work: from the claim, or from the answer before it within the same claim, to the submission.
struct WorkEntry {
    model::EmployeeId employee;
    model::ConversationId conversation;
    model::AnswerId answer;
    base::Instant began{};
    base::Instant ended{};
    base::Micros counted{0};  // without what an earlier answer of the same person has counted already
    base::Micros outside{0};  // of `counted`, what lies in no shift
    friend bool operator==(const WorkEntry&, const WorkEntry&) = default;
};
// A claim cannot be held longer (decision 5); what was before it is not known to be work.
inline constexpr base::Micros kWorkAtMost = std::chrono::minutes(15);
inline constexpr base::Micros kTimeLogAtMost = std::chrono::hours(24 * 92);

struct WorkSpan {  // a shift
    model::EmployeeId employee;
    base::Instant from{}, until{};
};
struct WorkPerson {
    model::EmployeeId id;
    std::string name, initials, email;
    base::Instant since{};  // paid by the hour; what they did before is not logged
};

// Takes claims and submissions in the log's order. The parts of one answer are one.
class WorkFold {
  public:
    void take(const model::ConversationId& conversation, const model::Event& event);
    std::vector<WorkEntry>& entries() { return entries_; }

  private:
    struct Held {
        model::EmployeeId by;
        base::Instant since{};
        base::Instant before{};  // of the claim of theirs that expired before this one; zero: none
    };
    std::map<model::ConversationId, Held> held_;
    std::vector<WorkEntry> entries_;
};

// Fills `counted` and `outside`; sorts by person, then by `began`.
void count_work(std::vector<WorkEntry>& entries, const std::vector<WorkSpan>& shifts);

struct TimeLog {
    base::Instant from{}, until{};
    std::string zone;
    std::vector<WorkPerson> people;  // whose time it is: hourly staff, by name
    std::vector<WorkEntry> entries;
};

class WorkStore {
  public:
    virtual ~WorkStore() = default;
    using EachEvent = std::function<void(const model::ConversationId&, const model::Event&)>;
    // Claims, their ends and submissions in [from, until), in the log's order.
    virtual base::Result<void> work(const model::BrandId& brand, base::Instant from, base::Instant until,
                                    const EachEvent& each) = 0;
    virtual base::Result<std::vector<WorkPerson>> hourly_people(const model::BrandId& brand) = 0;
    virtual base::Result<std::vector<WorkSpan>> work_spans(const model::BrandId& brand, base::Instant from,
                                                           base::Instant until) = 0;
};

class TimeLogs {
  public:
    using ZoneOf = std::function<std::string(const model::BrandId&)>;
    TimeLogs(WorkStore& store, ZoneOf zone_of) : store_(store), zone_of_(std::move(zone_of)) {}

    // Of hourly staff, answers submitted in [from, until); one's own, or with the right to plan shifts
    // everybody's. Errors: invalid ("reports.bad_period", "reports.period_too_long").
    base::Result<TimeLog> log(const model::Actor& actor, base::Instant from, base::Instant until,
                              const model::EmployeeId& employee);

  private:
    WorkStore& store_;
    ZoneOf zone_of_;
};

// A line a person and day; or, with each answer, a line an answer.
enum class TimeLogKind { days, answers };
Sheet to_sheet(const TimeLog& log, TimeLogKind kind, base::Lang lang);

}  // namespace manyhands::reports
