#include "model/query/values.hpp"

#include <charconv>

namespace manyhands::model::query {
namespace {

// Digits only, from the front; nothing when there are none or too many.
std::optional<std::int64_t> take_number(std::string_view& text) {
    std::int64_t number = 0;
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    std::string_view digits = text.substr(0, count);
    if (digits.size() != count) return std::nullopt;
    const auto number = take_number(digits);
    if (!number || !digits.empty()) return std::nullopt;
    text.remove_prefix(count);
    return static_cast<int>(*number);
}

bool is_domain(std::string_view text) {
    bool dotted = false;
    char before = '.';
    for (const char c : text) {
        const bool inner = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                           static_cast<unsigned char>(c) >= 0x80;
        if (!inner && (c != '.' || before == '.')) return false;
        dotted = dotted || c == '.';
        before = c;
    }
    return dotted && before != '.';
}

}  // namespace

const std::vector<std::string_view>& words_of_field(Field field) {
    static const std::vector<std::string_view> is{"reply", "repost", "quote"};
    static const std::vector<std::string_view> has{"link", "media", "question"};
    static const std::vector<std::string_view> state{
        "waiting", "claimed", "awaiting_approval", "going_out", "answered", "snoozed", "closed"};
    static const std::vector<std::string_view> kind{"complaint", "question", "suggestion", "praise", "other"};
    static const std::vector<std::string_view> snoozed{"yes", "no"};
    static const std::vector<std::string_view> owed{"yes", "no", "soon", "missed"};
    static const std::vector<std::string_view> any;
    switch (field) {
        case Field::is:
            return is;
        case Field::has:
            return has;
        case Field::state:
            return state;
        case Field::kind:
            return kind;
        case Field::snoozed:
            return snoozed;
        case Field::owed:
            return owed;
        case Field::from:
        case Field::to:
        case Field::network:
        case Field::account:
        case Field::lang:
        case Field::url:
        case Field::followers:
        case Field::tag:
        case Field::holder:
        case Field::department:
        case Field::waiting:
        case Field::opened:
        case Field::answered_by:
            return any;
    }
    return any;
}

const std::vector<std::string_view>& field_names() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> list;
        for (auto at = static_cast<int>(Field::from); at <= static_cast<int>(Field::answered_by); ++at)
            list.push_back(to_string(static_cast<Field>(at)));
        return list;
    }();
    return names;
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
    const auto number = take_number(text);
    if (!number || text.size() != 1) return std::nullopt;
    std::int64_t unit = 0;
    if (text == "m") unit = 60;
    if (text == "h") unit = 3600;
    if (text == "d") unit = 86'400;
    constexpr std::int64_t kLongest = 3653LL * 86'400;
    if (unit == 0 || *number > kLongest / unit) return std::nullopt;
    return *number * unit;
}

base::Result<base::Instant> parse_moment(std::string_view text, std::string_view zone) {
    if (text.size() != 10) return base::parse_rfc3339(text);
    const auto bad =
        base::fail(base::ErrorCode::invalid, "base.time.bad_instant", {{"text", std::string(text)}});
    const auto year = take_digits(text, 4);
    if (!year || !text.starts_with('-')) return bad;
    text.remove_prefix(1);
    const auto month = take_digits(text, 2);
    if (!month || !text.starts_with('-')) return bad;
    text.remove_prefix(1);
    const auto day = take_digits(text, 2);
    if (!day) return bad;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok() || *year < 1970) return bad;
    return base::from_local(*year, *month, *day, 0, 0, zone);
}

std::string parse_domain(std::string_view text) {
    std::string domain;
    for (const char c : text)
        domain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    if (const auto scheme = domain.find("://"); scheme != std::string::npos) domain.erase(0, scheme + 3);
    domain.erase(std::min(domain.find_first_of("?#"), domain.size()));
    while (domain.ends_with('/'))
        domain.pop_back();
    const auto slash = std::min(domain.find('/'), domain.size());
    if (!is_domain(std::string_view(domain).substr(0, slash))) return {};
    return domain;
}

}  // namespace manyhands::model::query
