#include "answer/phrasing.hpp"

#include <algorithm>
#include <array>

#include "answer/korean.hpp"
#include "answer/word_list.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::answer {
namespace {

bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'';
}

std::size_t find_one(std::string_view text, std::string_view word) {
    const bool open = word.ends_with('*');
    if (open) word.remove_suffix(1);
    const bool latin = is_ascii_letter(word.front());
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if (!latin) return at;
        if (at > 0 && is_ascii_letter(text[at - 1])) continue;
        if (!open && end < text.size() && is_ascii_letter(text[end])) continue;
        return at;
    }
    return std::string_view::npos;
}

Span shifted(Span span, std::size_t by) {
    return {span.from + by, span.to + by};
}

// Verbs with which an English order begins.
// Behind such a beginning it is a wish, or an offer.

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Telephone numbers of companies, which anybody may call.
bool is_company_line(std::string_view digits) {
    constexpr std::array<std::string_view, 9> kFree{"080",  "1800", "1888", "1877", "1866",
                                                    "1855", "1844", "1833", "0800"};
    if (digits.size() == 8 && digits.starts_with('1')) return true;  // 1588-0000
    return std::ranges::any_of(kFree, [&](std::string_view one) { return digits.starts_with(one); }) ||
           (digits.size() == 10 && (digits.starts_with("800") || digits.starts_with("888")));
}

bool is_card(std::string_view digits) {
    if (digits.size() < 13 || digits.size() > 19) return false;
    int sum = 0;
    bool twice = false;
    for (std::size_t i = digits.size(); i-- > 0; twice = !twice) {
        int value = digits[i] - '0';
        if (twice) value = value * 2 > 9 ? value * 2 - 9 : value * 2;
        sum += value;
    }
    return sum % 10 == 0;
}

// "901212-1234567": a day of birth, and 1 to 8 behind the line.
bool is_identity_number(std::string_view written, std::string_view digits) {
    if (digits.size() != 13 || written.size() < 14 || written[6] != '-') return false;
    const auto two = [&](std::size_t at) { return (digits[at] - '0') * 10 + (digits[at + 1] - '0'); };
    return two(2) >= 1 && two(2) <= 12 && two(4) >= 1 && two(4) <= 31 && digits[6] >= '1' && digits[6] <= '8';
}

bool is_telephone(std::string_view written, std::string_view digits) {
    if (digits.size() < 9 || digits.size() > 15) return false;
    if (is_company_line(digits)) return false;
    const bool grouped = written.find_first_of("- .)") != std::string_view::npos;
    if (written.front() == '+') return digits.size() >= 10;
    if (digits.starts_with("01") && (digits.size() == 10 || digits.size() == 11)) return true;
    if (digits.front() == '0' && grouped && digits.size() <= 11) return true;
    // (555) 010-1234, 555-010-1234
    if (digits.size() != 10 || !grouped) return false;
    const auto at = written.find_first_of("- .)");
    return written.front() == '(' ? at == 4 : at == 3;
}

void add_numbers(std::string_view text, std::vector<Span>& found) {
    for (std::size_t at = 0; at < text.size();) {
        const bool begins = is_digit(text[at]) || ((text[at] == '+' || text[at] == '(') &&
                                                   at + 1 < text.size() && is_digit(text[at + 1]));
        const bool within =
            at > 0 && (is_ascii_letter(text[at - 1]) || text[at - 1] == '-' || text[at - 1] == '#');
        if (!begins || within) {
            ++at;
            continue;
        }
        std::size_t end = at;
        std::string digits;
        for (std::size_t i = at; i < text.size(); ++i) {
            const char c = text[i];
            if (is_digit(c)) {
                digits += c;
                end = i + 1;
            } else if (!(c == '-' || c == ' ' || c == '.' || c == '(' || c == ')' || (c == '+' && i == at)) ||
                       i > end + 1) {
                break;
            }
        }
        const std::string_view written = text.substr(at, end - at);
        const bool letter_behind = end < text.size() && text[end] >= 'a' && text[end] <= 'z';
        if (!letter_behind &&
            (is_identity_number(written, digits) || is_card(digits) || is_telephone(written, digits)))
            found.push_back({at, end});
        at = end > at ? end : at + 1;
    }
}

void add_addresses(std::string_view text, std::vector<Span>& found) {
    const auto local = [](char c) {
        return is_ascii_letter(c) || c == '.' || c == '_' || c == '+' || c == '-';
    };
    for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        std::size_t from = at;
        while (from > 0 && local(text[from - 1]))
            --from;
        std::size_t to = at + 1;
        while (to < text.size() && (is_ascii_letter(text[to]) || text[to] == '.' || text[to] == '-'))
            ++to;
        while (to > at + 1 && (text[to - 1] == '.' || text[to - 1] == '-'))
            --to;
        const std::string_view domain = text.substr(at + 1, to - at - 1);
        if (from < at && domain.find('.') != std::string_view::npos && domain.front() != '.')
            found.push_back({from, to});
    }
}

}  // namespace

std::optional<Span> find_word(std::string_view text, std::string_view word) {
    const std::size_t at = find_one(text, word);
    if (at == std::string_view::npos) return std::nullopt;
    return Span{at, at + word.size() - (word.ends_with('*') ? 1 : 0)};
}

std::optional<Span> find_word(std::string_view text, const WordList& words) {
    std::optional<Span> first;
    for (const std::string& word : words)
        if (const auto at = find_word(text, word); at && (!first || at->from < first->from)) first = at;
    return first;
}

std::size_t clause_of(std::string_view text, std::size_t at) {
    std::size_t begin = 0;
    for (const std::string& turn : word_list("turns.ko"))
        for (std::size_t found = text.find(turn); found != std::string_view::npos && found < at;
             found = text.find(turn, found + 1))
            begin = std::max(begin, found + turn.size());
    return std::min(begin, at);
}

std::size_t behind_condition(std::string_view text) {
    const auto condition = find_word(text, word_list("conditions.en"));
    if (!condition || condition->from != 0) return 0;
    const std::string_view rest = text.substr(condition->to);
    if (const auto subject = find_word(rest, word_list("subjects.en"))) return condition->to + subject->from;
    const std::size_t comma = rest.find(',');
    return comma == std::string_view::npos ? 0 : condition->to + comma + 1;
}

std::optional<Found> english_order(const Reading& reading, const Sentence& sentence) {
    const std::string_view text = sentence.text;
    if (sentence.question) return std::nullopt;
    if (const auto must = find_word(text, word_list("must.en"));
        must && !find_word(text, word_list("not_must.en")))
        return Found{shifted(*must, sentence.body.from), std::nullopt};
    if (find_word(text, word_list("please.en"))) return std::nullopt;
    if (const auto wish = find_word(text, word_list("not_orders.en")); wish && wish->from < 4)
        return std::nullopt;
    // At the beginning, behind "hi," or "then".
    std::size_t from = 0;
    for (const std::string_view lead : {"hi", "hello", "hey", "sorry", "then", "first", "next", "just", "so",
                                        "ok", "okay", "and", "also"}) {
        if (!text.starts_with(lead) || text.size() <= lead.size() || is_ascii_letter(text[lead.size()]))
            continue;
        from = text.find_first_not_of(" ,:-", lead.size());
        break;
    }
    if (from == std::string_view::npos) return std::nullopt;
    const auto verb = find_word(text.substr(from), word_list("orders.en"));
    if (!verb || verb->from != 0) return std::nullopt;
    const std::string_view behind = text.substr(from + verb->to);
    // "Check out ..." is an order; "Order 55 is ...", "Use of ...", "Post is ..." are not.
    if (const auto noun = find_word(behind.substr(0, 16), word_list("behind_nouns.en"));
        noun && noun->from < 9)
        return std::nullopt;
    const Span at{sentence.body.from + from + verb->from, sentence.body.from + from + verb->to};
    std::string instead = from == 0 ? "Please " : "please ";
    instead += reading.text(at);
    return Found{at, std::move(instead)};
}

bool english_request(const Sentence& sentence) {
    const auto asks = find_word(sentence.text, word_list("requests.en"));
    return asks && !find_word(sentence.text, word_list("not_requests.en"));
}

std::optional<Found> asks_private(const Sentence& sentence) {
    const std::string_view text = sentence.text;
    if (const auto thing = find_word(text, word_list("private.ko"));
        thing && find_word(text, word_list("ask_private.ko")) &&
        !find_word(text, word_list("private_place.ko")) && !find_word(text, word_list("not_ask_private.ko")))
        return Found{shifted(*thing, sentence.body.from), std::nullopt};
    if (const auto thing = find_word(text, word_list("private.en"));
        thing && find_word(text, word_list("ask_private.en")) &&
        !find_word(text, word_list("private_place.en")) && !find_word(text, word_list("not_ask_private.en")))
        return Found{shifted(*thing, sentence.body.from), std::nullopt};
    return std::nullopt;
}

std::optional<Found> promises(const Reading& reading, const Sentence& sentence,
                              const std::vector<std::string>& things) {
    const std::string_view text = sentence.text;
    if (sentence.question || reading.is_quoted(sentence.body.from)) return std::nullopt;
    const auto named_among = [&](std::string_view where, const WordList& usual) -> std::optional<Span> {
        if (things.empty()) return find_word(where, usual);
        for (const std::string& one : things)
            if (const auto at = find_word(where, one)) return at;
        return std::nullopt;
    };
    const auto named = [&](const WordList& usual) { return named_among(text, usual); };
    if (reading.is_korean()) {
        const auto thing = named(word_list("promised.ko"));
        if (!thing) return std::nullopt;
        const auto commits = find_word(text.substr(thing->from), word_list("commits.ko"));
        if (!commits) return std::nullopt;
        const std::size_t clause = clause_of(text, thing->from + commits->from);
        const std::string_view own = text.substr(clause);
        if (find_word(own, word_list("not_promise.ko"))) return std::nullopt;
        // "환불은 어렵지만 사용법을 보내 드리겠습니다": of what was named before, only what takes it up
        // again.
        if (thing->from < clause && find_word(text.substr(0, clause), word_list("not_promise.ko")) &&
            !named_among(own, word_list("promised.ko")) && !find_word(own, word_list("turned.ko")))
            return std::nullopt;
        const std::size_t end = thing->from + commits->to;
        return Found{shifted({thing->from, end}, sentence.body.from), std::nullopt};
    }
    if (const auto vow = find_word(text, word_list("vows.en"));
        vow && !find_word(text, word_list("negations.en")))
        return Found{shifted(*vow, sentence.body.from), std::nullopt};
    const auto thing = named(word_list("promised.en"));
    if (!thing) return std::nullopt;
    const auto commits = find_word(text, word_list("commits.en"));
    if (!commits || find_word(text.substr(behind_condition(text)), word_list("not_promise.en")))
        return std::nullopt;
    const Span at{std::min(commits->from, thing->from), std::max(commits->to, thing->to)};
    return Found{shifted(at, sentence.body.from), std::nullopt};
}

bool greets(const Reading& reading) {
    if (reading.sentences().empty()) return true;
    const Sentence& first = reading.sentences().front();
    return find_word(first.text, word_list("greetings.ko")).has_value() || first.text.ends_with("고객님") ||
           find_word(first.text.substr(0, 60), word_list("greetings.en")).has_value();
}

bool apologises(const Reading& reading) {
    return find_word(reading.text(), word_list("apologies")).has_value();
}

bool complains(const Reading& reading) {
    return find_word(reading.text(), word_list("complaints")).has_value();
}

std::vector<Span> private_data(const Reading& reading, const std::vector<std::string>& own) {
    std::vector<Span> found;
    add_numbers(reading.text(), found);
    add_addresses(reading.text(), found);
    std::erase_if(found, [&](Span span) {
        const std::string_view text = reading.text(span);
        return (reading.is_masked(span.from) && text.find('@') == std::string_view::npos) ||
               std::ranges::any_of(own, [text](const std::string& one) {
                   return text == one || (one.starts_with('@') && text.ends_with(one));
               });
    });
    std::ranges::sort(found, {}, &Span::from);
    return found;
}

std::vector<Found> loud_marks(const Reading& reading) {
    std::vector<Found> found;
    const std::string_view text = reading.text();
    const auto laughs = [](char32_t code) {
        return code == 0x110F || code == 0x1112 || code == 0x1172 || code == 0x116E || code == 0x314B ||
               code == 0x314E || code == 0x3160 || code == 0x315C;
    };
    const auto shouts = [](char32_t code) { return code == '!' || code == '?' || code == '~'; };
    for (std::size_t at = 0; at < text.size();) {
        const base::Decoded first = base::decode_utf8(text, at);
        std::size_t end = at + first.length;
        if (!laughs(first.code) && !shouts(first.code)) {
            at = end;
            continue;
        }
        std::size_t count = 1;
        while (end < text.size()) {
            const base::Decoded next = base::decode_utf8(text, end);
            if (laughs(first.code) ? !laughs(next.code) : !shouts(next.code)) break;
            end += next.length;
            ++count;
        }
        const bool masked = reading.is_masked(at);
        if (count > 1 && !masked && !reading.is_quoted(at)) {
            std::string instead;
            if (shouts(first.code)) {
                const std::string_view run = text.substr(at, end - at);
                instead = run.find('?') != std::string_view::npos   ? "?"
                          : run.find('!') != std::string_view::npos ? "!"
                                                                    : "";
            }
            found.push_back({{at, end}, std::move(instead)});
        }
        at = end;
    }
    // Capitals: the folded text has none, so it is asked of what was written.
    std::size_t run_from = 0, run_to = 0, words = 0, letters = 0;
    const auto end_run = [&] {
        if (words >= 2 && letters >= 6) found.push_back({{run_from, run_to}, std::nullopt});
        words = letters = 0;
    };
    for (std::size_t at = 0; at < text.size();) {
        if (!is_ascii_letter(text[at])) {
            if (text[at] != ' ' && text[at] != '\n') end_run();
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && is_ascii_letter(text[end]))
            ++end;
        const std::string_view written = reading.written({at, end});
        const auto capitals = static_cast<std::size_t>(
            std::ranges::count_if(written, [](char c) { return c >= 'A' && c <= 'Z'; }));
        const bool small = std::ranges::any_of(written, [](char c) { return c >= 'a' && c <= 'z'; });
        const bool digits = std::ranges::any_of(written, is_digit);
        if (capitals > 0 && !small && !digits && !reading.is_masked(at) && !reading.is_quoted(at)) {
            if (words == 0) run_from = at;
            run_to = end;
            ++words;
            letters += capitals;
        } else {
            end_run();
        }
        at = end;
    }
    end_run();
    std::ranges::sort(found, {}, [](const Found& f) { return f.at.from; });
    return found;
}

}  // namespace manyhands::answer
