// When a department works: weekly hours in a zone, public holidays by calendar, own days off and own open
// days. And as JSON: the one text of the store's row and of the API.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/fwd.hpp>

#include "base/result.hpp"
#include "model/holidays.hpp"
#include "model/ids.hpp"

namespace manyhands::model {

// From and to in minutes after midnight of the day on which it begins; `to` not after `from`: the next day
// ("22:00" to "06:00"); 1440 is "24:00".
struct OpenSpan {
    int from = 0;  // 0 to 1439
    int to = 0;    // 0 to 1440
    int minutes() const { return to > from ? to - from : to + 1440 - from; }
    friend bool operator==(const OpenSpan&, const OpenSpan&) = default;
};

struct OwnDay {
    std::chrono::sys_days date;
    std::string name;  // "창립기념일"; may be empty
    std::vector<OpenSpan>
        spans;  // none: closed; otherwise open then, whatever the week and the calendars say
    friend bool operator==(const OwnDay&, const OwnDay&) = default;
};

struct BusinessHours {
    std::string zone;                            // IANA
    std::vector<std::vector<OpenSpan>> week{7};  // Monday first; what begins on that day
    std::vector<std::string> calendars;          // of holiday_calendars()
    std::vector<OwnDay> own_days;                // in order of date
    friend bool operator==(const BusinessHours&, const BusinessHours&) = default;
};

// A department without hours of its own has the brand's.
struct HoursOfBrand {
    std::optional<BusinessHours> brand;
    std::map<DepartmentId, BusinessHours> departments;
    const BusinessHours* of(const DepartmentId& department) const {
        const auto own = departments.find(department);
        if (own != departments.end()) return &own->second;
        return brand ? &*brand : nullptr;
    }
};

// Errors: invalid ("base.time.unknown_zone", "model.hours.never_open", "model.hours.overlap",
// "model.hours.unknown_calendar", "model.hours.day_twice", "model.hours.too_many").
base::Result<void> check(const BusinessHours& hours);

// {"zone":"Asia/Seoul","week":[[{"from":"09:00","to":"18:00"}], ... seven days ...],"calendars":["kr"],
//  "own_days":[{"date":"2026-06-03","name":"...","spans":[]}]}
std::string to_json(const BusinessHours& hours);
// Errors: those of check(); invalid ("model.hours.malformed").
base::Result<BusinessHours> business_hours(const boost::json::value& json);
base::Result<BusinessHours> business_hours(std::string_view json);

enum class DayKind { working, weekend, holiday };
std::string_view to_string(DayKind kind);

// What a day of a company's calendar is. Without hours: Saturday and Sunday are the weekend.
class DayKinds {
  public:
    explicit DayKinds(const BusinessHours* hours, int first_year, int last_year);
    DayKind of(std::chrono::sys_days day) const;
    // Why a day is closed; nothing for weekends and working days.
    const Holiday* holiday(std::chrono::sys_days day) const;
    const OwnDay* own_day(std::chrono::sys_days day) const;

  private:
    const BusinessHours* hours_;
    std::map<std::chrono::sys_days, Holiday> holidays_;
};

}  // namespace manyhands::model
