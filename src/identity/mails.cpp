#include "identity/mails.hpp"

#include <array>
#include <cstdio>

#include "base/encoding.hpp"

namespace manyhands::identity {
namespace {

using namespace std::chrono_literals;

constexpr int kMorning = 8 * 60;
constexpr base::Micros kTooLate{48h};
// Before the second, third, ... attempt.
constexpr std::array<base::Seconds, 7> kWaits{1min, 5min, 15min, 60min, 120min, 240min, 480min};
constexpr std::size_t kMacBytes = 16;

std::string zone_or_utc(const std::string& zone) {
    return zone.empty() ? "UTC" : zone;
}

// Where the local day begins that lies so many days from now's.
base::Instant day(const base::LocalTime& now, int days, const std::string& zone, base::Instant otherwise) {
    using namespace std::chrono;
    const sys_days at = sys_days(year_month_day(year(now.year), month(static_cast<unsigned>(now.month)),
                                                std::chrono::day(static_cast<unsigned>(now.day)))) +
                        std::chrono::days(days);
    const year_month_day there(at);
    const auto found = base::from_local(static_cast<int>(there.year()),
                                        static_cast<int>(static_cast<unsigned>(there.month())),
                                        static_cast<int>(static_cast<unsigned>(there.day())), 0, 0, zone);
    return found ? *found : otherwise;
}

std::string day_name(base::Instant at, const std::string& zone) {
    const auto there = base::to_local(at, zone);
    std::array<char, 32> text{};
    if (there)
        (void)std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", there->year, there->month,
                            there->day);
    return text.data();
}

Rhythm rhythm_of(const Reader& reader, Rhythm standard) {
    // Whoever has pushes gets letters only on their own wish.
    if (!reader.wishes.digest) return reader.has_device ? Rhythm::never : standard;
    return *reader.wishes.digest;
}

}  // namespace

std::string_view to_string(MailKind kind) {
    switch (kind) {
        case MailKind::digest:
            return "digest";
        case MailKind::week_report:
            return "week_report";
    }
    return "";
}

std::optional<MailKind> mail_kind(std::string_view text) {
    for (const MailKind one : {MailKind::digest, MailKind::week_report})
        if (to_string(one) == text) return one;
    return std::nullopt;
}

std::string_view to_string(MailEnd end) {
    switch (end) {
        case MailEnd::sent:
            return "sent";
        case MailEnd::empty:
            return "empty";
        case MailEnd::unwanted:
            return "unwanted";
        case MailEnd::failed:
            return "failed";
    }
    return "";
}

bool wants(const Reader& reader, MailKind kind, Rhythm standard, bool week_reports) {
    if (!reader.employee.active || reader.employee.email.empty()) return false;
    if (kind == MailKind::digest) return rhythm_of(reader, standard) != Rhythm::never;
    const bool leads =
        reader.employee.role == model::Role::lead || reader.employee.role == model::Role::admin;
    return leads && week_reports && reader.wishes.week_report;
}

std::vector<Mail> letters_due(const Reader& reader, Rhythm standard, bool week_reports, base::Instant now) {
    std::vector<Mail> due;
    const std::string zone = zone_or_utc(reader.wishes.zone);
    const auto there = base::to_local(now, zone);
    if (!there || there->hour * 60 + there->minute < kMorning || is_quiet(reader.wishes.quiet, now, zone))
        return due;
    const auto letter = [&](MailKind kind, int from, int to, const char* before) {
        Mail mail;
        mail.brand = reader.employee.brand;
        mail.employee = reader.employee.id;
        mail.kind = kind;
        mail.from = day(*there, from, zone, now - 24h);
        mail.to = day(*there, to, zone, now);
        // Named by its first day: there is one week that begins then, and one day.
        mail.period = before + day_name(mail.from, zone);
        mail.made_at = mail.due_at = now;
        if (now - mail.to < kTooLate) due.push_back(std::move(mail));
    };
    const int monday = 1 - there->weekday;  // of this week
    if (wants(reader, MailKind::digest, standard, week_reports)) {
        if (rhythm_of(reader, standard) == Rhythm::daily)
            letter(MailKind::digest, -1, 0, "");
        else
            letter(MailKind::digest, monday - 7, monday, "week of ");
    }
    if (wants(reader, MailKind::week_report, standard, week_reports))
        letter(MailKind::week_report, monday - 7, monday, "week of ");
    return due;
}

std::optional<base::Instant> next_attempt(const Mail& mail, base::Instant now) {
    const auto tried = static_cast<std::size_t>(mail.attempts);
    if (tried >= kWaits.size()) return std::nullopt;
    return now + kWaits[tried];
}

std::string StopLinks::token(const model::EmployeeId& employee, MailKind kind) const {
    const std::string what = std::string(to_string(kind)) + "." + employee.value;
    return what + "." + base::to_base64url(base::hmac_sha256(secret_, "stop " + what).substr(0, kMacBytes));
}

std::optional<StopLinks::Of> StopLinks::read(std::string_view text) const {
    const auto first = text.find('.');
    const auto last = text.rfind('.');
    if (first == std::string_view::npos || first == last) return std::nullopt;
    const auto kind = mail_kind(text.substr(0, first));
    if (!kind) return std::nullopt;
    Of of{model::EmployeeId(std::string(text.substr(first + 1, last - first - 1))), *kind};
    // Both digested before they are compared: how long that takes says nothing of the right one.
    if (base::sha256(token(of.employee, of.kind)) != base::sha256(text)) return std::nullopt;
    return of;
}

}  // namespace manyhands::identity
