#include "listen/found_count.hpp"

#include <charconv>

namespace manyhands::listen {
namespace {

constexpr std::int64_t kMinute = 60'000'000;  // microseconds
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDayHours = 24;
constexpr std::int64_t kDayMinutes = 24 * 60;

std::int64_t sum_after(const std::map<std::int64_t, std::int64_t>& buckets, std::int64_t before) {
    std::int64_t sum = 0;
    for (auto at = buckets.upper_bound(before); at != buckets.end(); ++at)
        sum += at->second;
    return sum;
}

void write(std::string& out, char kind, const std::map<std::int64_t, std::int64_t>& buckets) {
    for (const auto& [at, n] : buckets) {
        if (!out.empty()) out += ' ';
        out += kind + std::to_string(at) + ':' + std::to_string(n);
    }
}

}  // namespace

FoundCount::FoundCount(std::int64_t total, std::string_view recent) : total_(total) {
    while (!recent.empty()) {
        const auto end = std::min(recent.find(' '), recent.size());
        const std::string_view word = recent.substr(0, end);
        recent.remove_prefix(std::min(end + 1, recent.size()));
        std::int64_t at = 0;
        std::int64_t n = 0;
        const auto colon = word.find(':');
        if (colon == std::string_view::npos || colon < 2) continue;
        const char* const last = word.data() + word.size();
        if (std::from_chars(word.data() + 1, last, at).ec != std::errc{}) continue;
        if (std::from_chars(word.data() + colon + 1, last, n).ec != std::errc{}) continue;
        (word.front() == 'h' ? hours_ : minutes_)[at] = n;
    }
}

void FoundCount::add(base::Instant now) {
    const std::int64_t at = base::to_micros(now);
    ++total_;
    ++hours_[at / kHour];
    ++minutes_[at / kMinute];
    if (hours_.size() > 2 * kDayHours) hours_.erase(hours_.begin());
    if (minutes_.size() > kDayMinutes) minutes_.erase(minutes_.begin());
}

std::int64_t FoundCount::of_day(base::Instant now) const {
    return sum_after(hours_, base::to_micros(now) / kHour - kDayHours);
}

std::int64_t FoundCount::of_minutes(base::Instant now, std::int64_t minutes) const {
    return sum_after(minutes_, base::to_micros(now) / kMinute - minutes);
}

std::string FoundCount::recent(base::Instant now, std::int64_t minutes) {
    const std::int64_t at = base::to_micros(now);
    hours_.erase(hours_.begin(), hours_.upper_bound(at / kHour - kDayHours));
    minutes_.erase(minutes_.begin(), minutes_.upper_bound(at / kMinute - minutes));
    std::string out;
    write(out, 'h', hours_);
    write(out, 'm', minutes_);
    return out;
}

}  // namespace manyhands::listen
