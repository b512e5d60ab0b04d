#include "answer/risk.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "answer/phrasing.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::answer {
namespace {

using model::Goodwill;
using model::RiskClass;

constexpr std::int64_t kHundred = 100;  // figures are read in hundredths
constexpr std::int64_t kMost = 1'000'000'000'000'000;
constexpr std::size_t kSyllable = 3;  // bytes

template <class Table>
const typename Table::value_type* begins_with(const Table& table, std::string_view text) {
    const auto found =
        std::ranges::find_if(table, [&](const auto& one) { return text.starts_with(one.first); });
    return found == table.end() ? nullptr : &*found;
}

using Unit = std::pair<std::string_view, std::int64_t>;
constexpr std::array<Unit, 10> kDigits{{{"일", 1},
                                        {"이", 2},
                                        {"삼", 3},
                                        {"사", 4},
                                        {"오", 5},
                                        {"육", 6},
                                        {"칠", 7},
                                        {"팔", 8},
                                        {"구", 9},
                                        {"영", 0}}};
constexpr std::array<Unit, 3> kSmall{{{"십", 10}, {"백", 100}, {"천", 1000}}};
constexpr std::array<Unit, 2> kLarge{{{"만", 10'000}, {"억", 100'000'000}}};

enum class Money { krw, usd, percent, other };
using Named = std::pair<std::string_view, Money>;
// Longest first where one begins another.
constexpr std::array<Named, 12> kBefore{{{"us$", Money::usd},
                                         {"usd", Money::usd},
                                         {"$", Money::usd},
                                         {"krw", Money::krw},
                                         {"₩", Money::krw},
                                         {"\\", Money::krw},
                                         {"€", Money::other},
                                         {"eur", Money::other},
                                         {"£", Money::other},
                                         {"gbp", Money::other},
                                         {"¥", Money::other},
                                         {"jpy", Money::other}}};
constexpr std::array<Named, 27> kBehind{
    {{"원", Money::krw},       {"won", Money::krw},         {"krw", Money::krw},
     {"₩", Money::krw},        {"달러", Money::usd},        {"dollar", Money::usd},
     {"bucks", Money::usd},    {"usd", Money::usd},         {"불", Money::usd},
     {"$", Money::usd},        {"%", Money::percent},       {"퍼센트", Money::percent},
     {"프로", Money::percent}, {"percent", Money::percent}, {"per cent", Money::percent},
     {"유로", Money::other},   {"euro", Money::other},      {"eur", Money::other},
     {"€", Money::other},      {"파운드", Money::other},    {"pound", Money::other},
     {"gbp", Money::other},    {"£", Money::other},         {"엔", Money::other},
     {"yen", Money::other},    {"jpy", Money::other},       {"위안", Money::other}}};
// Money by name that stands without a figure we can read.
constexpr std::array<std::string_view, 4> kUnread{"dollar", "bucks", "달러", "euro"};
// Behind 만 and 천: not money.
constexpr std::array<std::string_view, 10> kCounted{"명", "개", "대", "번", "회",
                                                    "건", "분", "시", "점", "보"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
std::size_t past_blank(std::string_view text, std::size_t at) {
    return at < text.size() && text[at] == ' ' ? at + 1 : at;
}
std::int64_t capped(std::int64_t value, std::int64_t times) {
    return value > kMost / times ? kMost : value * times;
}

struct Figure {
    std::int64_t hundredths = 0;
    std::size_t end = 0;
    bool digits = false;  // any written as 0-9
    bool large = false;   // 만, 천, 억 among it
};

// 50,000 or 5.5; grouped in threes where there are commas.
std::int64_t read_digits(std::string_view text, std::size_t& at) {
    std::int64_t value = 0;
    const auto take = [&] { value = std::min(kMost, value * 10 + (text[at++] - '0')); };
    while (at < text.size()) {
        if (is_digit(text[at])) {
            take();
            continue;
        }
        const bool group = text[at] == ',' && at + 3 < text.size() && is_digit(text[at + 1]) &&
                           is_digit(text[at + 2]) && is_digit(text[at + 3]);
        if (!group) break;
        ++at;
    }
    value = capped(value, kHundred);
    if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
        ++at;
        for (std::int64_t place = kHundred / 10; at < text.size() && is_digit(text[at]); ++at, place /= 10)
            value += (text[at] - '0') * place;
    }
    return value;
}

// Behind a unit a blank may stand, when what follows goes on with it: 5만 1천 원, 십이만 삼천 원.
bool goes_on(std::string_view text, std::size_t at) {
    if (is_digit(text[at]))
        (void)read_digits(text, at);
    else if (begins_with(kDigits, text.substr(at)) != nullptr)
        at += kSyllable;
    else
        return false;
    const std::string_view rest = text.substr(past_blank(text, at));
    return begins_with(kSmall, rest) != nullptr || rest.starts_with("원");
}

Figure read_figure(std::string_view text, std::size_t begin) {
    Figure figure;
    std::int64_t total = 0, section = 0, current = -1;
    std::size_t at = begin;
    while (at < text.size()) {
        std::size_t next = figure.end == 0 ? at : past_blank(text, at);
        if (next >= text.size()) break;
        const std::string_view here = text.substr(next);
        const auto* small = begins_with(kSmall, here);
        const auto* large = begins_with(kLarge, here);
        const auto* digit = begins_with(kDigits, here);
        if (small != nullptr) {
            section += capped(current < 0 ? kHundred : current, small->second);
            current = -1;
            figure.large = true;
            next += kSyllable;
        } else if (large != nullptr) {
            section += std::max<std::int64_t>(current, 0);
            total += capped(section == 0 ? kHundred : section, large->second);
            section = 0;
            current = -1;
            figure.large = true;
            next += kSyllable;
        } else if (current >= 0 || (next != at && !goes_on(text, next))) {
            break;
        } else if (is_digit(text[next])) {
            current = read_digits(text, next);
            figure.digits = true;
        } else if (digit != nullptr) {
            current = digit->second * kHundred;
            next += kSyllable;
        } else {
            break;
        }
        at = figure.end = next;
        // No sum has more: a text of nothing but figures is read once.
        section = std::min(section, kMost);
        total = std::min(total, kMost);
    }
    figure.hundredths = std::min(kMost, total + section + std::max<std::int64_t>(current, 0));
    return figure;
}

bool is_letter(std::string_view text, std::size_t at) {
    return at < text.size() && ((text[at] >= 'a' && text[at] <= 'z') || is_digit(text[at]));
}

std::optional<Money> behind(std::string_view text, std::size_t at, std::size_t& end) {
    const std::size_t next = past_blank(text, at);
    const std::string_view here = text.substr(next);
    const auto* named = begins_with(kBehind, here);
    if (named == nullptr) return std::nullopt;
    const std::size_t after = next + named->first.size();
    if (named->first == "원" && text.substr(after).starts_with("하")) return std::nullopt;  // 5 원하시는
    if (named->first == "불" && next != at) return std::nullopt;                            // 50 불만
    if ((named->first == "won" || named->first == "eur") && is_letter(text, after)) return std::nullopt;
    end = after;
    return named->second;
}

std::optional<Money> before(std::string_view text, std::size_t at, std::size_t& begin) {
    for (const auto& [name, money] : kBefore) {
        for (const std::size_t blank : {std::size_t{0}, std::size_t{1}}) {
            if (at < name.size() + blank || (blank == 1 && text[at - 1] != ' ')) continue;
            const std::size_t from = at - blank - name.size();
            if (text.substr(from, name.size()) != name) continue;
            begin = from;
            return money;
        }
    }
    return std::nullopt;
}

bool hangul_before(std::string_view text, std::size_t at) {
    return at >= kSyllable && is_hangul_syllable(base::decode_utf8(text, step_back(text, at)).code);
}

void add(Goodwill& sum, Money money, std::int64_t hundredths) {
    const std::int64_t whole = (hundredths + kHundred - 1) / kHundred;
    switch (money) {
        case Money::krw:
            sum.krw = std::max(sum.krw, whole);
            return;
        case Money::usd:
            sum.usd_cents = std::max(sum.usd_cents, hundredths);
            return;
        case Money::percent:
            sum.percent = std::max(sum.percent, whole);
            return;
        case Money::other:
            sum.beyond = sum.beyond || hundredths > 0;
            return;
    }
}

void note(std::vector<std::string>& words, std::string_view word) {
    if (words.size() >= kRiskWordsAtMost) return;
    std::string kept(base::clamp_bytes(word, kRiskWordBytes));
    if (std::ranges::find(words, kept) == words.end()) words.push_back(std::move(kept));
}

}  // namespace

Goodwill amounts_in(const Reading& reading, std::vector<std::string>* words) {
    const std::string_view text = reading.text();
    Goodwill sum;
    const auto found = [&](std::size_t from, std::size_t to) {
        if (words != nullptr) note(*words, reading.written({from, to}));
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t step = std::max<std::size_t>(base::decode_utf8(text, at).length, 1);
        if (reading.is_masked(at)) {
            at += step;
            continue;
        }
        for (const std::string_view name : kUnread) {
            if (!text.substr(at).starts_with(name)) continue;
            sum.beyond = true;
            found(at, at + name.size());
        }
        const Figure figure = read_figure(text, at);
        // Numbers in letters only with a unit, and within a word only when they are money: 사원, 가만히.
        std::size_t ignored = 0;
        const bool reads = figure.digits ||
                           (figure.large && (!hangul_before(text, at) || behind(text, figure.end, ignored)));
        if (!reads) {
            at = std::max(figure.end, at + step);
            continue;
        }
        std::size_t from = at, to = figure.end;
        std::int64_t value = figure.hundredths;
        if (figure.digits && to < text.size() && (text[to] == 'k' || text[to] == 'm') &&
            !is_letter(text, to + 1)) {
            value = capped(value, text[to] == 'k' ? 1000 : 1'000'000);
            ++to;
        }
        const auto first = before(text, at, from);
        const auto money = first ? first : behind(text, to, to);
        if (money) {
            add(sum, *money, value);
            found(from, to);
        } else if (figure.digits && figure.large) {
            const std::string_view rest = text.substr(past_blank(text, to));
            const bool counted =
                std::ranges::any_of(kCounted, [&](std::string_view one) { return rest.starts_with(one); });
            if (!counted) {
                add(sum, Money::krw, value);
                found(from, to);
            }
        }
        at = std::max(to, at + step);
    }
    return sum;
}

RiskReader::RiskReader(Lanes lanes) : lanes_(std::move(lanes)) {
    for (const Lane& lane : lanes_.lanes) {
        if (!lane.on) continue;
        for (const std::string& term : lane.terms) {
            if (lane.risk == RiskClass::personal_data)
                own_.push_back(folded_term(term));
            else
                terms_.add(term, static_cast<std::uint32_t>(lane.risk));
        }
        if (lane.risk == RiskClass::goodwill)
            for (const std::string& term : lane.beyond)
                beyond_.add(term, 0);
    }
    terms_.finish();
    beyond_.finish();
}

void RiskReader::goodwill(const std::vector<Reading>& answer, model::Role author, Risks& out) const {
    Risk risk{RiskClass::goodwill, {}};
    bool promised = false;
    Goodwill sum;
    std::vector<std::string> sums;
    for (const Reading& reading : answer) {
        for (const TermHit& hit : beyond_.find(reading)) {
            sum.beyond = true;
            note(risk.words, reading.written(hit.at));
        }
        for (const Sentence& sentence : reading.sentences())
            if (const auto vow = promises(reading, sentence, {})) {
                promised = true;
                note(risk.words, reading.written(vow->at));
            }
    }
    bool named = promised;
    for (const Reading& reading : answer)
        for (const TermHit& hit : terms_.find(reading))
            named = named || hit.owner == static_cast<std::uint32_t>(RiskClass::goodwill);
    if (named)
        for (const Reading& reading : answer) {
            const Goodwill here = amounts_in(reading, &sums);
            sum.krw = std::max(sum.krw, here.krw);
            sum.usd_cents = std::max(sum.usd_cents, here.usd_cents);
            sum.percent = std::max(sum.percent, here.percent);
            sum.beyond = sum.beyond || here.beyond;
        }
    // A promise without a figure has no bound.
    if (promised && sum.empty()) sum.beyond = true;
    out.goodwill = sum;
    if (sum.empty() || lanes_.limit(author).allows(sum)) return;
    risk.words.insert(risk.words.begin(), sums.begin(), sums.end());
    if (risk.words.size() > kRiskWordsAtMost) risk.words.resize(kRiskWordsAtMost);
    out.found.push_back(std::move(risk));
}

Risks RiskReader::read(const RiskMaterial& material) const {
    Risks out;
    if (!lanes_.any_on()) return out;
    std::vector<Reading> answer, customer;
    answer.reserve(material.answer.size());
    customer.reserve(material.customer.size());
    for (const std::string& text : material.answer)
        answer.emplace_back(text);
    for (const std::string& text : material.customer)
        customer.emplace_back(text);

    std::map<RiskClass, std::vector<std::string>> named;
    for (const auto* const readings : {&answer, &customer})
        for (const Reading& reading : *readings)
            for (const TermHit& hit : terms_.find(reading))
                note(named[static_cast<RiskClass>(hit.owner)], reading.written(hit.at));
    named.erase(RiskClass::goodwill);  // a word alone promises nothing
    if (lanes_.of(RiskClass::personal_data).on)
        for (const Reading& reading : answer)
            for (const Span span : private_data(reading, own_))
                note(named[RiskClass::personal_data], reading.written(span));
    if (lanes_.of(RiskClass::embargo).on)
        for (const std::string& word : material.embargoed)
            note(named[RiskClass::embargo], word);
    const Lane& newcomer = lanes_.of(RiskClass::newcomer);
    if (newcomer.on && material.sent_answers < newcomer.answers) named[RiskClass::newcomer];

    if (lanes_.of(RiskClass::goodwill).on) goodwill(answer, material.author, out);
    for (auto& [risk, words] : named)
        out.found.push_back({risk, std::move(words)});
    return out;
}

}  // namespace manyhands::answer
