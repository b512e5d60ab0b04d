#include "model/business_hours.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/time.hpp"

namespace manyhands::model {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::Result;
using std::chrono::sys_days;

constexpr std::size_t kSpansAtMost = 8;  // of one day
constexpr std::size_t kOwnDaysAtMost = 1'000;
constexpr std::size_t kNameAtMost = 200;  // bytes

std::string clock_text(int minutes) {
    return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

std::string date_text(sys_days day) {
    const std::chrono::year_month_day ymd{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                       static_cast<unsigned>(ymd.day()));
}

std::optional<int> digits(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return text.empty() ? std::nullopt : std::optional(value);
}

std::optional<int> clock_of(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hours = digits(text.substr(0, 2));
    const auto minutes = digits(text.substr(3));
    if (!hours || !minutes || *minutes > 59 || *hours * 60 + *minutes > 1440) return std::nullopt;
    return *hours * 60 + *minutes;
}

std::optional<sys_days> date_of(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto y = digits(text.substr(0, 4)), m = digits(text.substr(5, 2)), d = digits(text.substr(8));
    if (!y || !m || !d) return std::nullopt;
    const std::chrono::year_month_day ymd{std::chrono::year{*y},
                                          std::chrono::month{static_cast<unsigned>(*m)},
                                          std::chrono::day{static_cast<unsigned>(*d)}};
    return ymd.ok() ? std::optional(sys_days{ymd}) : std::nullopt;
}

json::array spans_json(const std::vector<OpenSpan>& spans) {
    json::array out;
    for (const OpenSpan& span : spans)
        out.push_back({{"from", clock_text(span.from)}, {"to", clock_text(span.to)}});
    return out;
}

std::vector<OpenSpan> spans_of(const json::value& value) {
    std::vector<OpenSpan> out;
    for (const json::value& item : value.as_array()) {
        const auto from = clock_of(item.at("from").as_string());
        const auto to = clock_of(item.at("to").as_string());
        if (!from || !to || *from == 1440) throw std::invalid_argument("a span of hours");
        out.push_back({*from, *to});
    }
    return out;
}

// In minutes from Monday 00:00 (or from the own day's), ascending; the last may reach into the first.
bool overlap(std::vector<std::pair<int, int>> spans, int period) {
    std::ranges::sort(spans);
    for (std::size_t i = 0; i + 1 < spans.size(); ++i)
        if (spans[i].second > spans[i + 1].first) return true;
    return !spans.empty() && spans.back().second > spans.front().first + period;
}

Result<void> check_spans(const BusinessHours& hours) {
    std::vector<std::pair<int, int>> week;
    for (std::size_t day = 0; day < hours.week.size(); ++day) {
        if (hours.week[day].size() > kSpansAtMost)
            return base::fail(ErrorCode::invalid, "model.hours.too_many");
        for (const OpenSpan& span : hours.week[day]) {
            const int from = static_cast<int>(day) * 1440 + span.from;
            week.emplace_back(from, from + span.minutes());
        }
    }
    if (week.empty()) return base::fail(ErrorCode::invalid, "model.hours.never_open");
    if (overlap(week, 7 * 1440)) return base::fail(ErrorCode::invalid, "model.hours.overlap");
    for (const OwnDay& day : hours.own_days) {
        std::vector<std::pair<int, int>> spans;
        for (const OpenSpan& span : day.spans)
            spans.emplace_back(span.from, span.from + span.minutes());
        if (spans.size() > kSpansAtMost) return base::fail(ErrorCode::invalid, "model.hours.too_many");
        if (overlap(spans, 7 * 1440)) return base::fail(ErrorCode::invalid, "model.hours.overlap");
    }
    return {};
}

}  // namespace

Result<void> check(const BusinessHours& hours) {
    MH_TRY(base::to_local(base::Instant{}, hours.zone));
    if (hours.week.size() != 7) return base::fail(ErrorCode::invalid, "model.hours.malformed");
    MH_TRY(check_spans(hours));
    for (const std::string& calendar : hours.calendars)
        if (std::ranges::find(holiday_calendars(), calendar) == holiday_calendars().end())
            return base::fail(ErrorCode::invalid, "model.hours.unknown_calendar", {{"calendar", calendar}});
    if (hours.own_days.size() > kOwnDaysAtMost || hours.calendars.size() > holiday_calendars().size())
        return base::fail(ErrorCode::invalid, "model.hours.too_many");
    for (std::size_t i = 0; i < hours.own_days.size(); ++i) {
        if (hours.own_days[i].name.size() > kNameAtMost)
            return base::fail(ErrorCode::invalid, "model.hours.malformed");
        if (i > 0 && hours.own_days[i].date <= hours.own_days[i - 1].date)
            return base::fail(ErrorCode::invalid, "model.hours.day_twice",
                              {{"day", date_text(hours.own_days[i].date)}});
    }
    return {};
}

std::string to_json(const BusinessHours& hours) {
    json::array week;
    for (const auto& day : hours.week)
        week.push_back(spans_json(day));
    json::array own;
    for (const OwnDay& day : hours.own_days)
        own.push_back({{"date", date_text(day.date)}, {"name", day.name}, {"spans", spans_json(day.spans)}});
    return json::serialize(json::object{{"zone", hours.zone},
                                        {"week", std::move(week)},
                                        {"calendars", json::value_from(hours.calendars)},
                                        {"own_days", std::move(own)}});
}

Result<BusinessHours> business_hours(const json::value& value) {
    BusinessHours hours;
    try {
        hours.zone = value.at("zone").as_string().c_str();
        const json::array& week = value.at("week").as_array();
        if (week.size() != 7) throw std::invalid_argument("a week");
        for (std::size_t day = 0; day < 7; ++day)
            hours.week[day] = spans_of(week[day]);
        for (const json::value& calendar : value.at("calendars").as_array())
            hours.calendars.emplace_back(calendar.as_string().c_str());
        for (const json::value& item : value.at("own_days").as_array()) {
            const auto date = date_of(item.at("date").as_string());
            if (!date) throw std::invalid_argument("a date");
            hours.own_days.push_back(
                {*date, std::string(item.at("name").as_string().c_str()), spans_of(item.at("spans"))});
        }
    } catch (const std::exception& broken) {  // the library's word for another shape, and ours
        return base::fail(ErrorCode::invalid, "model.hours.malformed", {}, broken.what());
    }
    std::ranges::stable_sort(hours.own_days, {}, &OwnDay::date);
    MH_TRY(check(hours));
    return hours;
}

Result<BusinessHours> business_hours(std::string_view text) {
    boost::system::error_code error;
    const json::value value = json::parse({text.data(), text.size()}, error);
    if (error) return base::fail(ErrorCode::invalid, "model.hours.malformed", {}, error.message());
    return business_hours(value);
}

std::string_view to_string(DayKind kind) {
    switch (kind) {
        case DayKind::working:
            return "working";
        case DayKind::weekend:
            return "weekend";
        case DayKind::holiday:
            return "holiday";
    }
    return "working";
}

DayKinds::DayKinds(const BusinessHours* hours, int first_year, int last_year) : hours_(hours) {
    if (hours == nullptr) return;
    for (const std::string& calendar : hours->calendars)
        for (int year = first_year; year <= last_year; ++year)
            for (const Holiday& holiday : holidays(calendar, year))
                holidays_.emplace(holiday.date, holiday);
}

const Holiday* DayKinds::holiday(sys_days day) const {
    const auto found = holidays_.find(day);
    return found == holidays_.end() ? nullptr : &found->second;
}

const OwnDay* DayKinds::own_day(sys_days day) const {
    if (hours_ == nullptr) return nullptr;
    const auto found = std::ranges::lower_bound(hours_->own_days, day, {}, &OwnDay::date);
    return found == hours_->own_days.end() || found->date != day ? nullptr : &*found;
}

DayKind DayKinds::of(sys_days day) const {
    if (const OwnDay* own = own_day(day); own != nullptr)
        return own->spans.empty() ? DayKind::holiday : DayKind::working;
    if (holiday(day) != nullptr) return DayKind::holiday;
    const auto weekday = std::chrono::weekday{day}.iso_encoding();
    const bool open = hours_ == nullptr ? weekday < 6 : !hours_->week[weekday - 1].empty();
    return open ? DayKind::working : DayKind::weekend;
}

}  // namespace manyhands::model
