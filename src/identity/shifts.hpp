// Shifts: who is paid by the hour answers on shift only, and nobody else is asked when they answer
// (docs/adr/0059). Thread-safe.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "model/people.hpp"

namespace manyhands::identity {

using ShiftId = base::Id<struct ShiftTag>;

// [begins_at, ends_at).
struct Shift {
    ShiftId id;
    model::EmployeeId employee;
    base::Instant begins_at{};
    base::Instant ends_at{};
    friend bool operator==(const Shift&, const Shift&) = default;
};
inline constexpr base::Micros kShiftAtMost = std::chrono::hours(24);
inline constexpr base::Micros kShiftAtLeast = std::chrono::minutes(5);
inline constexpr int kShiftWeeksAtMost = 26;                             // one shift, again every week
inline constexpr base::Micros kShiftSpan = std::chrono::hours(24 * 62);  // looked at in one go
inline constexpr std::size_t kShiftRowsAtMost = 20'000;                  // of one file
inline constexpr int kShiftsAtMost = 20'000;                             // of one answer

// Where somebody stands at an instant.
struct Duty {
    bool hourly = false;
    std::optional<Shift> now;
    std::optional<base::Instant> next;  // when the next one begins
    bool may_work() const { return !hourly || now.has_value(); }
};

// A row of a file of shifts.
struct ShiftRow {
    std::size_t line = 0;
    std::string email;
    Shift shift;          // without an id; of a good row
    base::Error problem;  // key empty: good
};
struct ShiftReport {
    std::vector<ShiftRow> rows;
    std::string encoding;
    int good() const;
};

class ShiftStore {
  public:
    virtual ~ShiftStore() = default;
    virtual base::Result<Duty> duty(const model::EmployeeId& employee, base::Instant now) = 0;
    virtual base::Result<std::vector<model::EmployeeId>> hourly(const model::BrandId& brand) = 0;
    // In the audit log too. Errors: not_found ("identity.employee.not_found").
    virtual base::Result<void> set_hourly(const model::BrandId& brand, const model::EmployeeId& employee,
                                          bool hourly, base::Instant at) = 0;
    // Those that lie in [from, until) with some part, earliest first; of one person, or everybody's.
    virtual base::Result<std::vector<Shift>> shifts(const model::BrandId& brand, base::Instant from,
                                                    base::Instant until,
                                                    const model::EmployeeId& employee = {}) = 0;
    // All or none, in the audit log too. `clear`: what these people have within [from, until) goes first.
    // Errors: conflict ("identity.shift.overlap", arguments from, until, employee: of the one in the way).
    struct Clear {
        base::Instant from{}, until{};
    };
    virtual base::Result<void> add_shifts(const model::BrandId& brand, const std::vector<Shift>& all,
                                          const std::optional<Clear>& clear, base::Instant at) = 0;
    // Errors: not_found ("identity.shift.not_found").
    virtual base::Result<void> remove_shift(const model::BrandId& brand, const ShiftId& id,
                                            base::Instant at) = 0;
    virtual base::Result<std::vector<model::Employee>> shift_people(const model::BrandId& brand) = 0;
};

class Shifts {
  public:
    // The brand's zone: of the times in a file.
    using ZoneOf = std::function<std::string(const model::BrandId&)>;
    Shifts(ShiftStore& store, const base::Clock& clock, base::IdSource& ids, ZoneOf zone_of)
        : store_(store), clock_(clock), ids_(ids), zone_of_(std::move(zone_of)) {}

    // The gate of everything that answers customers. Errors: forbidden ("identity.shift.off", with "next";
    // "identity.shift.none" where none is planned).
    base::Result<void> may_work(const model::Actor& actor);
    base::Result<Duty> duty(const model::Actor& actor);
    // Whether somebody may be told of work now; true when it cannot be known.
    bool working(const model::EmployeeId& employee);

    struct Plan {
        std::vector<Shift> shifts;
        std::vector<model::EmployeeId> hourly;
        std::string zone;
    };
    // One's own, or with the right to plan everybody's. Errors: invalid ("identity.shift.bad_span").
    base::Result<Plan> plan(const model::Actor& actor, base::Instant from, base::Instant until,
                            const model::EmployeeId& employee);
    base::Result<void> set_hourly(const model::Actor& actor, const model::EmployeeId& employee, bool hourly);
    // `weeks`: so many in all, at the same local time every week. Errors: invalid ("identity.shift.bad_span",
    // "identity.shift.not_hourly"), conflict ("identity.shift.overlap").
    base::Result<std::vector<Shift>> add(const model::Actor& actor, const model::EmployeeId& employee,
                                         base::Instant begins_at, base::Instant ends_at, int weeks);
    base::Result<void> remove(const model::Actor& actor, const ShiftId& id);
    // A file with the columns e-mail, from, until; times as "2026-11-23 09:00" in the brand's zone, or with
    // an offset. Saved only when every row is good. `replace`: what the people of the file had from its
    // first to its last day goes. Whoever is in it is hourly from then on.
    enum class Mode { dry_run, save };
    base::Result<ShiftReport> import(const model::Actor& actor, std::string_view file, Mode mode,
                                     bool replace);

  private:
    ShiftStore& store_;
    const base::Clock& clock_;
    base::IdSource& ids_;
    ZoneOf zone_of_;
};

}  // namespace manyhands::identity
