// The practice company as its five steps of setting up left it: promise and goals in words, lanes that are
// on, hand-off rules, tips, a round of audits that is closed and one that waits for marks.
#pragma once

#include <map>
#include <string>

#include "app/company.hpp"

namespace manyhands::app {

struct PracticeHouse {
    std::map<std::string, model::Employee> people;           // by initials
    std::map<std::string, model::DepartmentId> departments;  // by their names in the data
    std::map<std::string, model::TagId, std::less<>> tags;   // by name
};

// After the past was told: it was told without lanes. Errors: invalid ("practice.bad_data"), of the rooms.
base::Result<void> set_up_practice(Company& company, const PracticeHouse& house, base::Instant now);

}  // namespace manyhands::app
