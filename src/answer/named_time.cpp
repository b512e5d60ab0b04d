#include "answer/named_time.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text/utf8.hpp"
#include "base/time.hpp"

namespace manyhands::answer {
namespace {

using Kind = NamedTime::Kind;
constexpr int kHour = 60, kDay = 24 * 60, kNoon = 12 * 60;
constexpr base::Minutes kExact{5};     // a time of the clock
constexpr base::Minutes kRoughly{15};  // "within an hour" was written a while ago
// "3시" with nothing before it: in the afternoon up to here.
constexpr int kMorningFrom = 7 * 60;

struct Word {
    std::string_view word;
    int value;
};

constexpr std::array<Word, 12> kHoursKo{{{"열한", 11},
                                         {"열두", 12},
                                         {"다섯", 5},
                                         {"여섯", 6},
                                         {"일곱", 7},
                                         {"여덟", 8},
                                         {"아홉", 9},
                                         {"한", 1},
                                         {"두", 2},
                                         {"세", 3},
                                         {"네", 4},
                                         {"열", 10}}};
constexpr std::array<Word, 12> kNumbersEn{{{"one", 1},
                                           {"two", 2},
                                           {"three", 3},
                                           {"four", 4},
                                           {"five", 5},
                                           {"six", 6},
                                           {"seven", 7},
                                           {"eight", 8},
                                           {"nine", 9},
                                           {"ten", 10},
                                           {"eleven", 11},
                                           {"twelve", 12}}};
constexpr std::array<Word, 7> kDaysEn{{{"monday", 1},
                                       {"tuesday", 2},
                                       {"wednesday", 3},
                                       {"thursday", 4},
                                       {"friday", 5},
                                       {"saturday", 6},
                                       {"sunday", 7}}};
constexpr std::array<Word, 7> kDaysKo{{{"월요일", 1},
                                       {"화요일", 2},
                                       {"수요일", 3},
                                       {"목요일", 4},
                                       {"금요일", 5},
                                       {"토요일", 6},
                                       {"일요일", 7}}};
// Until when such a part of a day lasts.
constexpr std::array<Word, 9> kPartsEn{{{"morning", kNoon},
                                        {"noon", kNoon},
                                        {"midday", kNoon},
                                        {"lunchtime", 13 * 60},
                                        {"afternoon", 18 * 60},
                                        {"end of the day", 18 * 60},
                                        {"end of day", 18 * 60},
                                        {"evening", 21 * 60},
                                        {"tonight", kDay - 1}}};
constexpr std::array<Word, 7> kPartsKo{{{"오전", kNoon},
                                        {"아침", 10 * 60},
                                        {"점심", 13 * 60},
                                        {"정오", kNoon},
                                        {"오후", 18 * 60},
                                        {"저녁", 21 * 60},
                                        {"밤", kDay - 1}}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c);
}
std::size_t past_blanks(std::string_view text, std::size_t at) {
    while (at < text.size() && text[at] == ' ')
        ++at;
    return at;
}
bool behind_letter(std::string_view text, std::size_t at) {
    return at > 0 && is_letter(text[at - 1]);
}
bool is_word(std::string_view text, std::size_t at, std::string_view word) {
    const std::size_t end = at + word.size();
    return text.substr(at).starts_with(word) && !behind_letter(text, at) &&
           (end >= text.size() || !is_letter(text[end]));
}

// At most two digits that stand alone; moves behind them.
std::optional<int> short_number(std::string_view text, std::size_t& at) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end]))
        ++end;
    if (end == at || end - at > 2 || behind_letter(text, at)) return std::nullopt;
    int value = 0;
    for (; at < end; ++at)
        value = value * 10 + (text[at] - '0');
    return value;
}

template <class Table>
std::optional<int> one_of(const Table& table, std::string_view text, std::size_t& at, bool whole) {
    for (const auto& [word, value] : table) {
        if (whole ? !is_word(text, at, word) : !text.substr(at).starts_with(word)) continue;
        at += word.size();
        return value;
    }
    return std::nullopt;
}

std::optional<std::size_t> find_whole(std::string_view text, std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
        if (is_word(text, at, word)) return at;
    return std::nullopt;
}

// Which day, and until when of it; both may stay unsaid.
struct Day {
    std::optional<int> day, weekday, until;
    std::size_t from = std::string_view::npos, to = 0;
    void saw(std::size_t at, std::size_t length) {
        from = std::min(from, at);
        to = std::max(to, at + length);
    }
    bool said() const { return from != std::string_view::npos; }
};

Day day_in(std::string_view text) {
    Day out;
    const auto look = [&](const auto& table, bool whole, std::optional<int>& into) {
        for (const auto& [word, value] : table) {
            const auto at = whole ? find_whole(text, word) : [&]() -> std::optional<std::size_t> {
                const auto found = text.find(word);
                return found == std::string_view::npos ? std::nullopt : std::optional(found);
            }();
            if (!at || into) continue;
            into = value;
            out.saw(*at, word.size());
        }
    };
    constexpr std::array<Word, 2> kNextKo{{{"내일", 1}, {"모레", 2}}};
    constexpr std::array<Word, 1> kTodayKo{{{"오늘", 0}}};
    constexpr std::array<Word, 3> kNextEn{{{"tomorrow", 1}, {"today", 0}, {"tonight", 0}}};
    look(kNextKo, false, out.day);
    look(kTodayKo, false, out.day);
    look(kNextEn, true, out.day);
    if (!out.day) look(kDaysKo, false, out.weekday);
    if (!out.day) look(kDaysEn, true, out.weekday);
    look(kPartsKo, false, out.until);
    look(kPartsEn, true, out.until);
    return out;
}

// "30분 안에", "한 시간 내", "이틀 안에"
std::optional<NamedTime> after_ko(std::string_view text) {
    constexpr std::array<Word, 3> kUnits{{{"시간", kHour}, {"분", 1}, {"일", kDay}}};
    constexpr std::array<Word, 3> kWholeDays{{{"하루", kDay}, {"이틀", 2 * kDay}, {"사흘", 3 * kDay}}};
    constexpr std::array<std::string_view, 6> kWithin{"안", "이내", "내", "뒤", "후", "만에"};
    for (std::size_t begin = 0; begin < text.size();
         begin += std::max<std::size_t>(base::decode_utf8(text, begin).length, 1)) {
        std::size_t at = begin;
        std::optional<int> minutes = one_of(kWholeDays, text, at, false);
        if (!minutes) {
            auto count = short_number(text, at);
            if (!count) count = one_of(kHoursKo, text, at, false);
            if (!count) continue;
            at = past_blanks(text, at);
            const auto unit = one_of(kUnits, text, at, false);
            if (!unit) continue;
            minutes = *count * *unit;
        }
        const std::size_t word_end = at;
        at = past_blanks(text, at);
        const bool within = std::ranges::any_of(
            kWithin, [&](std::string_view one) { return text.substr(at).starts_with(one); });
        if (within && *minutes > 0) return NamedTime{{begin, word_end}, Kind::after, *minutes, false, {}, {}};
    }
    return std::nullopt;
}

// "within an hour", "in 20 minutes", "in half an hour"
std::optional<NamedTime> after_en(std::string_view text) {
    constexpr std::array<Word, 8> kUnits{{{"minutes", 1},
                                          {"minute", 1},
                                          {"mins", 1},
                                          {"min", 1},
                                          {"hours", kHour},
                                          {"hour", kHour},
                                          {"days", kDay},
                                          {"day", kDay}}};
    for (const std::string_view lead : {"within", "in"})
        for (std::size_t from = text.find(lead); from != std::string_view::npos;
             from = text.find(lead, from + 1)) {
            if (!is_word(text, from, lead)) continue;
            std::size_t at = past_blanks(text, from + lead.size());
            for (const std::string_view filler : {"about", "the next"})
                if (is_word(text, at, filler)) at = past_blanks(text, at + filler.size());
            int half = 1;
            if (is_word(text, at, "half")) {
                half = 2;
                at = past_blanks(text, at + 4);
            }
            auto count = short_number(text, at);
            if (!count) count = one_of(kNumbersEn, text, at, true);
            constexpr std::array<Word, 2> kOne{{{"an", 1}, {"a", 1}}};
            if (!count) count = one_of(kOne, text, at, true);
            if (!count) continue;
            at = past_blanks(text, at);
            const auto unit = one_of(kUnits, text, at, true);
            if (unit && *count > 0)
                return NamedTime{{from, at}, Kind::after, *count * *unit / half, false, {}, {}};
        }
    return std::nullopt;
}

// 15:00, 3:30 pm: the hour was read, `at` stands behind it.
std::optional<int> colon_minutes(std::string_view text, std::size_t& at) {
    if (at + 2 >= text.size() || text[at] != ':') return std::nullopt;
    std::size_t next = at + 1;
    const auto minutes = short_number(text.substr(0, std::min(text.size(), at + 3)), next);
    if (!minutes || *minutes > 59) return std::nullopt;
    at = next;
    return minutes;
}

enum class Half { unsaid, morning, afternoon };

int in_half(int hour, Half half) {
    if (half == Half::afternoon && hour < 12) return hour + 12;
    if (half == Half::morning && hour == 12) return 0;
    return hour;
}

// "오후 3시", "15시 30분", "세 시 반", "저녁 6시"
std::optional<NamedTime> clock_ko(std::string_view text) {
    for (std::size_t begin = 0; begin < text.size();
         begin += std::max<std::size_t>(base::decode_utf8(text, begin).length, 1)) {
        std::size_t at = begin;
        const bool figures = is_digit(text[at]);
        auto hour = figures ? short_number(text, at) : one_of(kHoursKo, text, at, false);
        if (!hour || *hour > 24) continue;
        at = past_blanks(text, at);
        int minutes = 0;
        if (!text.substr(at).starts_with("시") || text.substr(at).starts_with("시간")) continue;
        at += 3;
        std::size_t next = past_blanks(text, at);
        if (text.substr(next).starts_with("반")) {
            minutes = 30;
            at = next + 3;
        } else if (const auto more = short_number(text, next);
                   more && *more < 60 && text.substr(past_blanks(text, next)).starts_with("분")) {
            minutes = *more;
            at = past_blanks(text, next) + 3;
        }
        Half half = Half::unsaid;
        std::size_t from = begin;
        const auto before = [&](std::string_view word, Half which) {
            std::string_view lead = text.substr(0, begin);
            while (lead.ends_with(' '))
                lead.remove_suffix(1);
            if (!lead.ends_with(word)) return;
            half = which;
            from = lead.size() - word.size();
        };
        before("오전", Half::morning);
        before("아침", Half::morning);
        before("새벽", Half::morning);
        before("오후", Half::afternoon);
        before("저녁", Half::afternoon);
        before("밤", Half::afternoon);
        before("낮", Half::afternoon);
        const bool either = half == Half::unsaid && *hour >= 1 && *hour <= 12;
        return NamedTime{{from, at}, Kind::clock, in_half(*hour, half) * kHour + minutes, either, {}, {}};
    }
    return std::nullopt;
}

Half half_behind(std::string_view text, std::size_t& at) {
    std::size_t next = past_blanks(text, at);
    for (const auto& [word, half] : {std::pair<std::string_view, Half>{"a.m", Half::morning},
                                     {"p.m", Half::afternoon},
                                     {"am", Half::morning},
                                     {"pm", Half::afternoon}}) {
        if (!text.substr(next).starts_with(word)) continue;
        const std::size_t end = next + word.size();
        if (end < text.size() && is_letter(text[end])) continue;
        at = end;
        return half;
    }
    return Half::unsaid;
}

// "3 pm", "15:00", "3 o'clock", "by three", "noon"
std::optional<NamedTime> clock_en(std::string_view text) {
    const auto led = [&](std::size_t at) {
        std::string_view lead = text.substr(0, at);
        while (lead.ends_with(' '))
            lead.remove_suffix(1);
        return std::ranges::any_of(
            std::array<std::string_view, 6>{"by", "before", "until", "till", "at", "~"},
            [&](std::string_view one) {
                return lead.ends_with(one) && !behind_letter(lead, lead.size() - one.size());
            });
    };
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
        if (behind_letter(text, begin) || (begin > 0 && (text[begin - 1] == '$' || text[begin - 1] == '.')))
            continue;
        for (const std::string_view noon : {"noon", "midday"})
            if (is_word(text, begin, noon))
                return NamedTime{{begin, begin + noon.size()}, Kind::clock, kNoon, false, {}, {}};
        std::size_t at = begin;
        auto hour = short_number(text, at);
        const bool figures = hour.has_value();
        if (!hour) hour = one_of(kNumbersEn, text, at, true);
        if (!hour || *hour > 24) continue;
        const auto minutes = figures ? colon_minutes(text, at) : std::nullopt;
        const Half half = half_behind(text, at);
        std::size_t next = past_blanks(text, at);
        const bool o_clock = is_word(text, next, "o'clock");
        if (o_clock) at = next + 7;
        // "by 3 weeks", "at 20 shops" count something.
        next = past_blanks(text, at);
        const std::string_view rest = text.substr(next);
        const bool ends = rest.empty() || !is_letter(rest.front()) || rest.starts_with("today") ||
                          rest.starts_with("tomorrow") || rest.starts_with("on ") ||
                          rest.starts_with("and ") || rest.starts_with("at the");
        const bool bare = led(begin) && ends && *hour >= 1 && *hour <= 12;
        if (!minutes && half == Half::unsaid && !o_clock && !bare) continue;
        const bool either =
            half == Half::unsaid && *hour >= 1 && *hour <= 12 && !(minutes && text[begin] == '0');
        return NamedTime{{begin, at}, Kind::clock, in_half(*hour, half) * kHour + minutes.value_or(0),
                         either,      {},          {}};
    }
    return std::nullopt;
}

// 15:00 stands in Korean sentences as well.
std::optional<NamedTime> clock_in(std::string_view text) {
    const bool korean =
        std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (korean)
        if (const auto found = clock_ko(text)) return found;
    return clock_en(text);
}

int days_ahead(const NamedTime& time, const base::LocalTime& today) {
    if (time.day) return *time.day;
    return time.weekday ? (*time.weekday - today.weekday + 7) % 7 : 0;
}

std::optional<base::Instant> at_minutes(const base::LocalTime& today, int days, int minutes,
                                        std::string_view zone) {
    // The days of a month are carried over by counting from the day itself.
    const std::chrono::year_month_day day =
        std::chrono::sys_days(std::chrono::year(today.year) / today.month / today.day) +
        std::chrono::days(days + minutes / kDay);
    auto at = base::from_local(static_cast<int>(day.year()), static_cast<int>(unsigned(day.month())),
                               static_cast<int>(unsigned(day.day())), minutes % kDay / kHour, minutes % kHour,
                               zone);
    return at ? std::optional(*at) : std::nullopt;
}

// All that the words may mean, the likelier first.
std::vector<base::Instant> meanings(const NamedTime& time, base::Instant now, std::string_view zone) {
    std::vector<base::Instant> all;
    const auto today = base::to_local(now, zone);
    if (!today) return all;
    std::vector<int> minutes{time.minutes};
    if (time.either) {
        // 12:30 without a word is at noon; 3:00 in the afternoon.
        const int other = time.minutes >= kNoon ? time.minutes - kNoon : time.minutes + kNoon;
        minutes.insert(time.minutes < kMorningFrom ? minutes.begin() : minutes.end(), other);
    }
    for (const int one : minutes)
        if (const auto at = at_minutes(*today, days_ahead(time, *today), one, zone)) all.push_back(*at);
    // The name of today's day may be that of the next week.
    if (time.weekday && days_ahead(time, *today) == 0)
        for (const int one : minutes)
            if (const auto at = at_minutes(*today, 7, one, zone)) all.push_back(*at);
    return all;
}

}  // namespace

std::optional<NamedTime> named_time(std::string_view folded) {
    if (const auto found = after_ko(folded)) return found;
    if (const auto found = after_en(folded)) return found;
    const Day day = day_in(folded);
    if (auto found = clock_in(folded)) {
        found->day = day.day;
        found->weekday = day.weekday;
        if (day.day || day.weekday) {
            found->at.from = std::min(found->at.from, day.from);
            found->at.to = std::max(found->at.to, day.to);
        }
        return found;
    }
    if (!day.said()) return std::nullopt;
    return NamedTime{{day.from, day.to}, Kind::day, day.until.value_or(18 * kHour), false, day.day,
                     day.weekday};
}

std::optional<base::Instant> instant_of(const NamedTime& time, base::Instant now, std::string_view zone) {
    if (time.kind == Kind::after) return now + base::Minutes(time.minutes);
    for (const base::Instant at : meanings(time, now, zone))
        if (at > now) return at;
    if (time.kind != Kind::day) return std::nullopt;
    // "오늘 중" after six: while it is today.
    NamedTime late = time;
    late.minutes = kDay - 1;
    const auto all = meanings(late, now, zone);
    return !all.empty() && all.front() > now ? std::optional(all.front()) : std::nullopt;
}

bool agrees(const NamedTime& time, base::Instant until, base::Instant now, std::string_view zone) {
    if (time.kind == Kind::after) return until <= now + base::Minutes(time.minutes) + kRoughly;
    NamedTime wanted = time;
    const bool whole_day = time.kind == Kind::day && time.minutes == 18 * kHour;
    if (whole_day) wanted.minutes = kDay;
    const auto all = meanings(wanted, now, zone);
    if (all.empty()) return true;
    return std::ranges::any_of(all, [&](base::Instant at) {
        return time.kind == Kind::day ? until <= at + kExact : until >= at - kExact && until <= at + kExact;
    });
}

}  // namespace manyhands::answer
