// Public holidays by the rules of the law, each with the years in which it applies: nothing to update every
// January. Days that a government names for one year (elections, temporary holidays) are no rule: they are
// own days of a company's business hours (business_hours.hpp). Pure; thread-safe.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/catalogue.hpp"

namespace manyhands::model {

enum class HolidayKind { day, substitute };

struct Holiday {
    std::chrono::sys_days date;
    std::string_view key;  // of the catalogue: "model.holiday.kr.seollal"
    HolidayKind kind = HolidayKind::day;
    friend bool operator==(const Holiday&, const Holiday&) = default;
};

// "kr", "us" (federal), "gb-eng" (England and Wales), "jp"; named by "model.calendar.<id>".
const std::vector<std::string>& holiday_calendars();

// In order of date; two holidays of one day are two entries. Empty for a calendar or a year that the rules do
// not know: before 2014 (Korea, where the substitute days began), 1986 (US), 2000 (England), 2022 (Japan,
// whose days moved for the Olympic games before), after 2099.
std::vector<Holiday> holidays(std::string_view calendar, int year);

// "설날", "Seollal"; a substitute day says so.
std::string name_of(const Holiday& holiday, base::Lang lang);

}  // namespace manyhands::model
