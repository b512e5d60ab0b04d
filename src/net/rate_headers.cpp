#include "net/rate_headers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace manyhands::net {
namespace {

// A number below this is a number of seconds from now, above it a Unix time (2001 and later).
constexpr std::int64_t kFirstUnixTime = 1'000'000'000;
// 9999-12-31: what lies behind is nonsense and would overflow microseconds.
constexpr std::int64_t kLastUnixTime = 253'402'300'799;

std::string_view trimmed(std::string_view text) {
    const auto from = text.find_first_not_of(" \t\"");
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t\"") - from + 1);
}

// A whole number, perhaps with a fraction that is dropped ("12.5"); of a list ("100, 100;w=60") the first.
std::optional<std::int64_t> number(std::string_view text) {
    text = trimmed(text.substr(0, text.find_first_of(",;")));
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || value < 0) return std::nullopt;
    std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (rest.empty()) return value;
    if (rest.front() != '.' || rest.find_first_not_of("0123456789", 1) != std::string_view::npos)
        return std::nullopt;
    return value;
}

std::optional<base::Instant> moment(std::string_view text, base::Instant now) {
    text = trimmed(text);
    if (const auto value = number(text)) {
        if (*value > kLastUnixTime) return std::nullopt;
        if (*value >= kFirstUnixTime) return base::Instant(base::Seconds(*value));
        return now + base::Seconds(*value);
    }
    if (const auto time = base::parse_rfc3339(text)) return *time;
    return parse_http_date(text);
}

// "3000;w=300", "100;w=60, 1000;w=3600": the window of the first policy.
std::optional<base::Micros> window_of(std::string_view policy) {
    policy = policy.substr(0, policy.find(','));
    const auto at = policy.find(";w=");
    if (at == std::string_view::npos) return std::nullopt;
    const auto seconds = number(policy.substr(at + 3));
    if (!seconds || *seconds == 0 || *seconds > kFirstUnixTime) return std::nullopt;
    return base::Seconds(*seconds);
}

int month_number(std::string_view name) {
    static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto found = std::find(kMonths.begin(), kMonths.end(), name);
    return found == kMonths.end() ? 0 : static_cast<int>(found - kMonths.begin()) + 1;
}

}  // namespace

std::optional<base::Instant> parse_http_date(std::string_view text) {
    text = trimmed(text);
    // "Sun, 06 Nov 1994 08:49:37 GMT": rewritten as RFC 3339, whose parser checks the ranges.
    if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
    const int month = month_number(text.substr(8, 3));
    if (month == 0) return std::nullopt;
    std::string rfc(text.substr(12, 4));
    rfc += month < 10 ? "-0" : "-";
    rfc += std::to_string(month);
    rfc += '-';
    rfc += text.substr(5, 2);
    rfc += 'T';
    rfc += text.substr(17, 8);
    rfc += 'Z';
    const auto time = base::parse_rfc3339(rfc);
    if (!time) return std::nullopt;
    return *time;
}

RateLimit read_rate_headers(const Headers& headers, base::Instant now) {
    RateLimit out;
    for (const std::string_view prefix : {"ratelimit-", "x-ratelimit-", "x-rate-limit-"}) {
        const auto value = [&](std::string_view name) {
            return header(headers, std::string(prefix) + std::string(name));
        };
        if (const auto text = value("limit"); !text.empty() && !out.limit) out.limit = number(text);
        if (const auto text = value("remaining"); !text.empty() && !out.remaining)
            out.remaining = number(text);
        if (const auto text = value("reset"); !text.empty() && !out.resets_at)
            out.resets_at = moment(text, now);
        if (const auto text = value("policy"); !text.empty() && !out.window) out.window = window_of(text);
    }
    if (const auto text = header(headers, "retry-after"); !text.empty()) {
        // Retry-After is never a Unix time: a number is always seconds from now.
        if (const auto seconds = number(text)) {
            if (*seconds < kFirstUnixTime) out.retry_at = now + base::Seconds(*seconds);
        } else if (const auto date = parse_http_date(text)) {
            out.retry_at = std::max(*date, now);
        }
    }
    return out;
}

std::optional<base::Instant> retry_time(const RateLimit& limit, base::Instant now) {
    const auto wanted = limit.retry_at ? limit.retry_at : limit.resets_at;
    if (!wanted) return std::nullopt;
    return std::clamp<base::Instant>(*wanted, now, now + std::chrono::hours(24));
}

}  // namespace manyhands::net
