#include "answer/risk.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "answer/goodwill.hpp"
#include "answer/phrasing.hpp"
#include "answer/word_list.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::answer {
namespace {

using model::Goodwill;
using model::RiskClass;

constexpr std::int64_t kHundred = 100;  // figures are read in hundredths
constexpr std::int64_t kMost = 1'000'000'000'000'000;
constexpr std::int64_t kMostWhole = kMost / kHundred;
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

enum class Money { krw, usd, usd_cents, percent, other };
using Named = std::pair<std::string_view, Money>;
// Longest first where one begins another.
constexpr std::array kBefore = std::to_array<Named>(
    {{"us$", Money::usd},   {"a$", Money::other},  {"c$", Money::other},  {"s$", Money::other},
     {"au$", Money::other}, {"ca$", Money::other}, {"hk$", Money::other}, {"nz$", Money::other},
     {"nt$", Money::other}, {"r$", Money::other},  {"₹", Money::other},   {"₫", Money::other},
     {"₱", Money::other},   {"₽", Money::other},   {"฿", Money::other},   {"₺", Money::other},
     {"₪", Money::other},   {"₴", Money::other},   {"inr", Money::other}, {"aud", Money::other},
     {"cad", Money::other}, {"chf", Money::other}, {"cny", Money::other}, {"rmb", Money::other},
     {"usd", Money::usd},   {"$", Money::usd},     {"krw", Money::krw},   {"₩", Money::krw},
     {"\\", Money::krw},    {"€", Money::other},   {"eur", Money::other}, {"£", Money::other},
     {"gbp", Money::other}, {"¥", Money::other},   {"jpy", Money::other}});
constexpr std::array kBehind = std::to_array<Named>(
    {{"원", Money::krw},         {"won", Money::krw},         {"krw", Money::krw},
     {"₩", Money::krw},          {"달러", Money::usd},        {"dollar", Money::usd},
     {"bucks", Money::usd},      {"usd", Money::usd},         {"불", Money::usd},
     {"$", Money::usd},          {"%", Money::percent},       {"퍼센트", Money::percent},
     {"프로", Money::percent},   {"percent", Money::percent}, {"per cent", Money::percent},
     {"유로", Money::other},     {"euro", Money::other},      {"eur", Money::other},
     {"€", Money::other},        {"파운드", Money::other},    {"pound", Money::other},
     {"gbp", Money::other},      {"£", Money::other},         {"엔", Money::other},
     {"yen", Money::other},      {"jpy", Money::other},       {"위안", Money::other},
     {"quid", Money::other},     {"aud", Money::other},       {"cad", Money::other},
     {"nzd", Money::other},      {"sgd", Money::other},       {"hkd", Money::other},
     {"chf", Money::other},      {"inr", Money::other},       {"cny", Money::other},
     {"rmb", Money::other},      {"thb", Money::other},       {"vnd", Money::other},
     {"sek", Money::other},      {"rupee", Money::other},     {"yuan", Money::other},
     {"franc", Money::other},    {"peso", Money::other},      {"baht", Money::other},
     {"dong", Money::other},     {"krona", Money::other},     {"루피", Money::other},
     {"프랑", Money::other},     {"페소", Money::other},      {"바트", Money::other},
     {"₹", Money::other},        {"¥", Money::other},         {"₫", Money::other},
     {"cent", Money::usd_cents}, {"센트", Money::usd_cents}});
// Money by name that stands without a figure we can read.
constexpr std::array<std::string_view, 12> kUnread{"dollar", "bucks", "달러", "euro",   "pounds", "quid",
                                                   "rupee",  "yen",   "yuan", "francs", "유로",   "파운드"};
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
        const bool ends = current >= 0 || (next != at && !goes_on(text, next));
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
        } else if (!ends && is_digit(text[next])) {
            current = read_digits(text, next);
            figure.digits = true;
        } else if (!ends && digit != nullptr) {
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
    // 50 dollars, but not 50 centimetres.
    const std::size_t plural = after < text.size() && text[after] == 's' ? after + 1 : after;
    if (is_letter(named->first, 0) && is_letter(text, plural)) return std::nullopt;
    end = after;
    return named->second;
}

std::optional<Money> before(std::string_view text, std::size_t at, std::size_t& begin) {
    for (const auto& [name, money] : kBefore) {
        for (const std::size_t blank : {std::size_t{0}, std::size_t{1}}) {
            if (at < name.size() + blank || (blank == 1 && text[at - 1] != ' ')) continue;
            const std::size_t from = at - blank - name.size();
            if (text.substr(from, name.size()) != name) continue;
            if (is_letter(name, 0) && from > 0 && is_letter(text, from - 1)) continue;
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
            sum.krw = std::min(kMostWhole, sum.krw + whole);
            return;
        case Money::usd:
            sum.usd_cents = std::min(kMost, sum.usd_cents + hundredths);
            return;
        case Money::usd_cents:
            sum.usd_cents = std::min(kMost, sum.usd_cents + whole);
            return;
        case Money::percent:
            sum.percent = std::min(kMostWhole, sum.percent + whole);
            return;
        case Money::other:
            sum.beyond = sum.beyond || hundredths > 0;
            return;
    }
}

// A figure that is no time, date, count or number of something: "a refund of 80".
bool is_unexplained(std::string_view text, std::size_t from, std::size_t at, std::size_t to) {
    const std::string_view lead = text.substr(from, at - from);
    const std::string_view rest = text.substr(to);
    if (at > 0 && (is_letter(text, at - 1) || hangul_before(text, at))) return false;  // s24, 제3
    if (!rest.empty() && (rest.front() == ':' || rest.front() == '/' || rest.front() == '-')) return false;
    if (!lead.empty() && (lead.back() == ':' || lead.back() == '/' || lead.back() == '-' ||
                          lead.back() == '#' || lead.back() == '~'))
        return false;
    const std::string_view behind_it = rest.substr(past_blank(rest, 0));
    const auto starts = [](std::string_view in, std::string_view list) {
        return std::ranges::any_of(word_list(list),
                                   [in](const std::string& one) { return in.starts_with(one); });
    };
    if (starts(behind_it, "figure_units")) return false;
    return std::ranges::none_of(word_list("figure_leads"), [&](const std::string& one) {
        std::string_view before_it = lead;
        while (before_it.ends_with(' '))
            before_it.remove_suffix(1);
        return before_it.ends_with(one);
    });
}

// 5 million won, $2 thousand.
std::int64_t scaled(std::string_view text, std::int64_t value, std::size_t& to) {
    constexpr std::array<Unit, 5> kScales{{{"hundred", 100},
                                           {"thousand", 1000},
                                           {"grand", 1000},
                                           {"million", 1'000'000},
                                           {"billion", 1'000'000'000}}};
    const std::size_t next = past_blank(text, to);
    const auto* scale = begins_with(kScales, text.substr(next));
    if (scale == nullptr || is_letter(text, next + scale->first.size())) return value;
    to = next + scale->first.size();
    return capped(value, scale->second);
}

void note(std::vector<std::string>& words, std::string_view word) {
    if (words.size() >= kRiskWordsAtMost) return;
    std::string kept(base::clamp_bytes(word, kRiskWordBytes));
    if (std::ranges::find(words, kept) == words.end()) words.push_back(std::move(kept));
}

struct NamedSum {
    Money money;
    std::int64_t value = 0;
    const char* sentence = nullptr;  // where it begins: two of one sentence are two
    bool same(const NamedSum& other) const { return money == other.money && value == other.value; }
};

// "그 4만 원은", "the $40": what was named before, and no more is given. `sentence` holds it, `at` to `to`.
bool is_named_again(std::string_view text, Span sentence, std::size_t at, std::size_t to) {
    if (find_word(text.substr(sentence.from, sentence.to - sentence.from), word_list("goodwill_more")))
        return false;
    std::string_view lead = text.substr(sentence.from, at - sentence.from);
    if (lead.ends_with('(') && to < text.size() && text[to] == ')') return true;  // 40,000원(4만 원)
    const std::string_view rest = text.substr(to);
    if (rest.starts_with(" for")) return false;  // the $40 for the case
    while (lead.ends_with(' '))
        lead.remove_suffix(1);
    const auto ends = [lead](const std::string& one) {
        if (!lead.ends_with(one)) return false;
        const std::size_t from = lead.size() - one.size();
        return from == 0 || lead[from - 1] == ' ' || lead[from - 1] == ',';
    };
    return std::ranges::any_of(word_list("goodwill_again.ko"), ends) ||
           std::ranges::any_of(word_list("goodwill_again.en"), ends);
}

// "모두 4만 원", "$40 in total": the sum of those before.
bool is_total(std::string_view lead, std::string_view rest) {
    while (lead.ends_with(' '))
        lead.remove_suffix(1);
    rest.remove_prefix(past_blank(rest, 0));
    const auto ends = [lead](const std::string& one) { return lead.ends_with(one); };
    const auto begins = [rest](const std::string& one) { return rest.starts_with(one); };
    return std::ranges::any_of(word_list("goodwill_total"), ends) ||
           std::ranges::any_of(word_list("goodwill_total_behind"), begins);
}

// What a text has named so far. A sum that is only spoken of again is not given twice; in doubt it is.
class SumsBefore {
  public:
    bool knows(std::string_view text, Span sentence, Span at, const NamedSum& one) {
        std::int64_t all = 0;
        bool again = false;
        const bool bracketed = at.from > 0 && text[at.from - 1] == '(';
        for (const NamedSum& other : named_) {
            if (other.money == one.money) all += other.value;
            again =
                again || (other.same(one) && (bracketed || other.sentence != text.data() + sentence.from));
        }
        again = again && is_named_again(text, sentence, at.from, at.to);
        if (again || (all > 0 && all == one.value && one.money != Money::percent &&
                      is_total(text.substr(0, at.from), text.substr(at.to))))
            return true;
        named_.push_back({one.money, one.value, text.data() + sentence.from});
        return false;
    }

  private:
    std::vector<NamedSum> named_;
};

// The sums within `in`. `loose`: figures that nothing explains, which beside a word of goodwill are a sum
// too.
Goodwill sums_in(const Reading& reading, Span in, std::vector<std::string>* words, bool loose,
                 SumsBefore* before_it = nullptr) {
    const std::string_view text = reading.text().substr(0, in.to);
    Goodwill sum;
    const auto found = [&](std::size_t from, std::size_t to) {
        if (words != nullptr) note(*words, reading.written({from, to}));
    };
    for (std::size_t at = in.from; at < text.size();) {
        const std::size_t step = std::max<std::size_t>(base::decode_utf8(text, at).length, 1);
        if (reading.is_masked(at)) {
            at += step;
            continue;
        }
        for (const std::string_view name : kUnread) {
            if (!text.substr(at).starts_with(name) ||
                (at > 0 && is_letter(text, at - 1) && is_letter(name, 0)))
                continue;
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
        if (figure.digits) value = scaled(text, value, to);
        const auto first = before(text, at, from);
        const auto money = first ? first : behind(text, to, to);
        if (money) {
            if (before_it == nullptr || !before_it->knows(text, in, {from, to}, {*money, value, nullptr}))
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
        } else if (loose && figure.digits && value > 0 && is_unexplained(text, in.from, at, to)) {
            sum.beyond = true;
            found(from, to);
        }
        at = std::max(to, at + step);
    }
    return sum;
}

// Letters of a word torn apart, "r e f u n d", "환 불": put together, or empty where there are none.
std::string without_gaps(std::string_view text) {
    std::string out;
    bool torn = false;
    const auto lone = [&](std::size_t at, std::size_t& end) {
        if (at >= text.size()) return false;
        const base::Decoded one = base::decode_utf8(text, at);
        end = at + one.length;
        const bool letter = (one.code >= 'a' && one.code <= 'z') || is_hangul_syllable(one.code);
        return letter && (end >= text.size() || text[end] == ' ' || text[end] == '.' || text[end] == '-');
    };
    bool begins = true;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at, next = at;
        if (begins && lone(at, end) && end < text.size() && lone(end + 1, next)) {
            out += text.substr(at, end - at);
            at = end + 1;
            torn = true;
            continue;
        }
        begins = text[at] == ' ' || text[at] == '\n';
        out += text[at++];
    }
    return torn ? out : std::string();
}

// "Press the button" is nobody's press, a smoke detector no smoke.
bool is_harmless(const Reading& reading, Span at) {
    const std::string_view text = reading.text();
    return std::ranges::any_of(word_list("not_risk"), [&](const std::string& one) {
        const std::size_t from = at.to > one.size() ? at.to - one.size() : 0;
        const std::size_t found = text.find(one, from);
        return found != std::string_view::npos && found <= at.from && found + one.size() >= at.to;
    });
}

}  // namespace

Goodwill amounts_in(const Reading& reading, std::vector<std::string>* words) {
    return sums_in(reading, {0, reading.text().size()}, words, false);
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
    Goodwill sum;
    std::vector<std::string> sums;
    bool open = false;    // a promise whose sentence names no sum
    bool beside = false;  // a sum in a sentence that promises nothing: it may be that one's
    bool named = false;
    bool promised = false;
    const auto beyond = [&](const Reading& reading, Span at) {
        sum.beyond = true;
        note(risk.words, reading.written(at));
    };
    for (const Reading& reading : answer) {
        for (const TermHit& hit : beyond_.find(reading))
            beyond(reading, hit.at);
        for (const TermHit& hit : terms_.find(reading))
            named = named || hit.owner == static_cast<std::uint32_t>(RiskClass::goodwill);
        named = named || is_torn(reading);
    }
    for (const Reading& reading : answer)
        for (const Sentence& sentence : reading.sentences()) {
            const Promise promise = promise_of(reading, sentence);
            const bool word = find_word(sentence.text, word_list("goodwill_words")).has_value();
            promised = promised || promise.money || promise.unbounded;
            named = named || promised;
            const Goodwill here = sums_in(reading, sentence.all, nullptr, word);
            if (!promise.money && !promise.unbounded && speaks_to_all(sentence)) continue;
            if (promise.unbounded) beyond(reading, *promise.unbounded);
            if (promise.money) note(risk.words, reading.written(*promise.money));
            if (promise.money && here.empty()) open = true;
            if (!promise.money && !promise.unbounded && !here.empty()) beside = true;
            const bool figures = word && find_word(sentence.text, word_list("figure_words")) &&
                                 !find_word(sentence.text, word_list("figure_words_time"));
            if (figures) sum.beyond = named = true;
            // $40 for each of your 20 devices, 매달 5천 원
            if ((word || promise.money) && !here.empty())
                if (const auto times = find_word(sentence.text, word_list("goodwill_times")))
                    beyond(reading, {times->from + sentence.body.from, times->to + sentence.body.from});
        }
    SumsBefore named_before;
    if (named)
        for (const Reading& reading : answer)
            for (const Sentence& sentence : reading.sentences()) {
                // What everybody gets is no promise to this one; beside one it might be its sum.
                if (!promised && speaks_to_all(sentence)) continue;
                const bool word = find_word(sentence.text, word_list("goodwill_words")).has_value();
                const Goodwill here = sums_in(reading, sentence.all, &sums, word, &named_before);
                sum.krw = std::min(kMostWhole, sum.krw + here.krw);
                sum.usd_cents = std::min(kMost, sum.usd_cents + here.usd_cents);
                sum.percent = std::min(kMostWhole, sum.percent + here.percent);
                sum.beyond = sum.beyond || here.beyond;
            }
    // A promise without a figure has no bound, whatever sum another one names.
    if (open && !beside) sum.beyond = true;
    out.goodwill = sum;
    if (sum.empty() || lanes_.limit(author).allows(sum)) return;
    risk.words.insert(risk.words.begin(), sums.begin(), sums.end());
    if (risk.words.size() > kRiskWordsAtMost) risk.words.resize(kRiskWordsAtMost);
    out.found.push_back(std::move(risk));
}

bool RiskReader::is_torn(const Reading& reading) const {
    const std::string whole = without_gaps(reading.text());
    if (whole.empty()) return false;
    const Reading again(whole);
    return std::ranges::any_of(terms_.find(again), [](const TermHit& hit) {
        return hit.owner == static_cast<std::uint32_t>(RiskClass::goodwill);
    });
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
                if (!is_harmless(reading, hit.at))
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
