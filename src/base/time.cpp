#include "base/time.hpp"

#include <stdexcept>

#include <date/tz.h>
#include <fmt/format.h>

namespace manyhands::base {
namespace {

std::unexpected<Error> bad_instant(std::string_view text) {
    return fail(ErrorCode::invalid, "base.time.bad_instant", {{"text", std::string(text)}});
}

// Reads exactly `count` digits at `at` and moves on; -1 when they are not there.
int digits(std::string_view text, std::size_t& at, std::size_t count) {
    if (at + count > text.size()) return -1;
    int value = 0;
    for (std::size_t end = at + count; at < end; ++at) {
        if (text[at] < '0' || text[at] > '9') return -1;
        value = value * 10 + (text[at] - '0');
    }
    return value;
}

bool skip(std::string_view text, std::size_t& at, std::string_view any_of) {
    if (at >= text.size() || any_of.find(text[at]) == std::string_view::npos) return false;
    ++at;
    return true;
}

const date::time_zone* find_zone(std::string_view zone) {
    try {
        return date::locate_zone(std::string(zone));
    } catch (const std::runtime_error&) {  // the library's word for "no such zone"
        return nullptr;
    }
}

std::unexpected<Error> unknown_zone(std::string_view zone) {
    return fail(ErrorCode::invalid, "base.time.unknown_zone", {{"zone", std::string(zone)}});
}

}  // namespace

std::string to_rfc3339(Instant t) {
    const auto day = std::chrono::floor<std::chrono::days>(t);
    const std::chrono::year_month_day ymd{day};
    const std::int64_t in_day = (t - day).count();
    const std::int64_t seconds = in_day / 1'000'000;
    const std::int64_t fraction = in_day % 1'000'000;
    std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(ymd.year()),
                                  static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                                  seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (fraction != 0) out += fmt::format(".{:06}", fraction);
    return out + "Z";
}

Result<Instant> parse_rfc3339(std::string_view text) {
    using namespace std::chrono;
    std::size_t at = 0;
    const int y = digits(text, at, 4);
    if (y < 0 || !skip(text, at, "-")) return bad_instant(text);
    const int mo = digits(text, at, 2);
    if (mo < 0 || !skip(text, at, "-")) return bad_instant(text);
    const int d = digits(text, at, 2);
    if (d < 0 || !skip(text, at, "Tt ")) return bad_instant(text);
    const int h = digits(text, at, 2);
    if (h < 0 || h > 23 || !skip(text, at, ":")) return bad_instant(text);
    const int mi = digits(text, at, 2);
    if (mi < 0 || mi > 59 || !skip(text, at, ":")) return bad_instant(text);
    const int s = digits(text, at, 2);
    if (s < 0 || s > 60) return bad_instant(text);
    std::int64_t fraction = 0;
    if (skip(text, at, ".")) {
        const std::size_t begin = at;
        std::int64_t scale = 100'000;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
            fraction += scale * (text[at] - '0');
        if (at == begin || at - begin > 9) return bad_instant(text);
    }
    int offset = 0;
    if (!skip(text, at, "Zz")) {
        if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return bad_instant(text);
        const int sign = text[at++] == '-' ? -1 : 1;
        const int oh = digits(text, at, 2);
        if (oh < 0 || oh > 23 || !skip(text, at, ":")) return bad_instant(text);
        const int om = digits(text, at, 2);
        if (om < 0 || om > 59) return bad_instant(text);
        offset = sign * (oh * 60 + om);
    }
    const year_month_day ymd{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
    if (at != text.size() || !ymd.ok()) return bad_instant(text);
    return Instant(sys_days{ymd}) + hours(h) + minutes(mi - offset) + seconds(s) + Micros(fraction);
}

Result<LocalTime> to_local(Instant t, std::string_view zone) {
    const date::time_zone* tz = find_zone(zone);
    if (tz == nullptr) return unknown_zone(zone);
    const auto info = tz->get_info(std::chrono::floor<std::chrono::seconds>(t));
    const auto local = std::chrono::floor<std::chrono::seconds>(t) + info.offset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day ymd{day};
    const auto seconds = static_cast<int>((local - day).count());
    return LocalTime{static_cast<int>(ymd.year()),
                     static_cast<int>(static_cast<unsigned>(ymd.month())),
                     static_cast<int>(static_cast<unsigned>(ymd.day())),
                     seconds / 3600,
                     seconds / 60 % 60,
                     seconds % 60,
                     static_cast<int>(std::chrono::weekday{day}.iso_encoding()),
                     static_cast<int>(info.offset.count())};
}

Result<Instant> from_local(int year, int month, int day, int hour, int minute, std::string_view zone) {
    const date::time_zone* tz = find_zone(zone);
    if (tz == nullptr) return unknown_zone(zone);
    const date::year_month_day ymd{date::year{year}, date::month{static_cast<unsigned>(month)},
                                   date::day{static_cast<unsigned>(day)}};
    if (!ymd.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return fail(ErrorCode::invalid, "base.time.bad_instant",
                    {{"text", fmt::format("{}-{}-{} {}:{}", year, month, day, hour, minute)}});
    const auto local = date::local_days{ymd} + std::chrono::hours(hour) + std::chrono::minutes(minute);
    return Instant(tz->to_sys(local, date::choose::earliest));
}

}  // namespace manyhands::base
