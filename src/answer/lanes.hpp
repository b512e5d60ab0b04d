// Lanes: who approves which risk, by when, and how much each role may promise. One document a brand, in
// versions. Pure values, thread-safe.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/guideline.hpp"
#include "model/approval.hpp"
#include "model/people.hpp"

namespace manyhands::answer {

// Anybody who is named, or has a role, or belongs to a department that is.
struct People {
    std::vector<model::Role> roles;
    std::vector<model::DepartmentId> departments;
    std::vector<model::EmployeeId> people;
    bool empty() const { return roles.empty() && departments.empty() && people.empty(); }
    bool has(const model::Employee& person) const;
    friend bool operator==(const People&, const People&) = default;
};

struct Lane {
    model::RiskClass risk = model::RiskClass::goodwill;
    bool on = false;
    base::Minutes clock{30};  // 1 to 1440; of the approvers, then of the deputies; then leads and admins
    People approvers;
    People deputies;
    std::vector<std::string> terms;   // goodwill, safety, legal, press; of personal_data: the house's own
    std::vector<std::string> beyond;  // goodwill: what promises without a figure
    int answers = 0;                  // newcomer: an author's first so many; 1 to 100
    std::vector<model::TagId> tags;   // incident
    friend bool operator==(const Lane&, const Lane&) = default;
};

// What a role may promise by itself; nothing: as much as it likes.
struct Limit {
    std::optional<std::int64_t> krw, usd_cents, percent;
    bool allows(const model::Goodwill& promised) const;
    friend bool operator==(const Limit&, const Limit&) = default;
};

struct Lanes {
    std::vector<Lane> lanes;  // one for each class, in their order
    Limit employee, desk, lead, admin;

    const Lane& of(model::RiskClass risk) const;
    const Limit& limit(model::Role role) const;  // auditors and analysts answer nobody: as an employee
    bool any_on() const;  // of those that an answer falls into by itself: an exception is asked for
    friend bool operator==(const Lanes&, const Lanes&) = default;
};

inline constexpr std::size_t kLaneTermsAtMost = 500;
inline constexpr std::size_t kLanePeopleAtMost = 200;  // of one list
inline constexpr std::int64_t kLimitAtMost = 1'000'000'000'000;

// Members as in model-data/approvals.json; lanes that are not named are off, but for that of exceptions, in
// which leads approve and admins are deputies. Errors: invalid, with an
// argument "pointer": no JSON, unknown names, out of range, a lane that is on without approvers, without
// terms where it needs some, named twice.
base::Result<Lanes> read_lanes(std::string_view json);
std::string write_lanes(const Lanes& lanes);

// The set that ships: every lane with its terms, none of them on but that of exceptions.
const Lanes& starter_lanes();

// Who may decide in a lane at that step, those of the steps before it among them. Never the author, nobody
// who is not active, and for goodwill only whose own limit allows it.
std::vector<model::EmployeeId> deciders(const Lanes& lanes, const model::ApprovalWait& wait,
                                        model::ApprovalStep step, const std::vector<model::Employee>& people,
                                        const model::EmployeeId& author, const model::Goodwill& promised);
// The step that is asked now: that of the wait, or the first behind it with anybody in it; the last when
// there is nobody at all.
model::ApprovalStep step_now(const Lanes& lanes, const model::ApprovalWait& wait,
                             const std::vector<model::Employee>& people, const model::EmployeeId& author,
                             const model::Goodwill& promised);

}  // namespace manyhands::answer
