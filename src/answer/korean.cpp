#include "answer/korean.hpp"

#include <algorithm>
#include <vector>

#include "answer/word_list.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::answer {
namespace {

// Tails of syllables by their number in the block.
constexpr char32_t kTailN = 4, kTailL = 8, kTailB = 17, kTailBS = 18, kTailSS = 20;

char32_t tail_of(char32_t code) {
    return is_hangul_syllable(code) ? (code - 0xAC00) % 28 : 0;
}

std::vector<char32_t> letters_of(std::string_view text) {
    std::vector<char32_t> all;
    for (std::size_t at = 0; at < text.size();) {
        const base::Decoded one = base::decode_utf8(text, at);
        all.push_back(one.code);
        at += one.length;
    }
    return all;
}

bool ends_with_any(std::string_view text, const WordList& list) {
    return std::ranges::any_of(list, [text](std::string_view one) { return text.ends_with(one); });
}

bool holds_any(std::string_view text, const WordList& list) {
    return std::ranges::any_of(
        list, [text](std::string_view one) { return text.find(one) != std::string_view::npos; });
}

bool is_plain_end(std::string_view word, const std::vector<char32_t>& letters, bool question) {
    const char32_t last = letters.back();
    const char32_t before = letters.size() > 1 ? letters[letters.size() - 2] : 0;
    const char32_t tail = tail_of(before);
    if (last == U'다') {
        if (ends_with_any(word, word_list("not_da.ko"))) return false;
        if (tail == kTailSS || tail == kTailN) return true;
        const std::string_view stem = word.substr(0, word.size() - 3);
        return ends_with_any(stem, word_list("before_da.ko"));
    }
    if ((last == U'어' || last == U'아') && tail == kTailSS) return true;
    if (last == U'네' && tail == kTailSS) return true;
    if (last == U'까') return question && tail == kTailL;
    if (last == U'게' || last == U'래') return tail == kTailL && !ends_with_any(word, word_list("not_ge.ko"));
    if (last == U'줘' || last == U'해') return !ends_with_any(word, word_list("not_plain.ko"));
    return ends_with_any(word, word_list("plain_ends.ko"));
}

Ending ending_of(std::string_view word, const std::vector<char32_t>& letters, bool question) {
    if (letters.empty() || !is_hangul_syllable(letters.back())) return Ending::none;
    if (letters.size() == 1)
        return word == "해" || word == "돼" || word == "줘" || word == "봐" ? Ending::plain : Ending::none;
    const auto back = [&](std::size_t n) { return n < letters.size() ? letters[letters.size() - 1 - n] : 0; };
    const char32_t last = letters.back();
    const bool bieup = tail_of(back(2)) == kTailB || tail_of(back(2)) == kTailBS;
    if ((last == U'다' || last == U'까') && back(1) == U'니' && bieup) return Ending::formal;
    if (last == U'다' && back(1) == U'시' && tail_of(back(2)) == kTailB) return Ending::formal;
    if (last == U'오' && back(1) == U'시') return Ending::formal;
    if (last == U'요') return ends_with_any(word, word_list("not_polite.ko")) ? Ending::none : Ending::polite;
    if (last == U'죠') return Ending::polite;
    return is_plain_end(word, letters, question) ? Ending::plain : Ending::none;
}

struct Pair {
    std::string_view formal, polite;
};
// "합니다=해요"
std::vector<Pair> pairs_in(const WordList& list) {
    std::vector<Pair> all;
    for (const std::string_view one : list)
        all.push_back({one.substr(0, one.find('=')), one.substr(one.find('=') + 1)});
    return all;
}
// Longest first; the general rules come behind them.
const std::vector<Pair>& pairs() {
    static const std::vector<Pair> all = pairs_in(word_list("levels.ko"));
    return all;
}

std::string joined(std::string_view stem, std::string_view end) {
    return std::string(stem) + std::string(end);
}

const std::vector<Pair>& orders() {
    static const std::vector<Pair> all = pairs_in(word_list("orders.ko"));
    return all;
}

std::optional<std::string> to_formal(std::string_view word) {
    const auto letters = letters_of(word);
    const std::size_t n = letters.size();
    if (n >= 3 && word.ends_with("어요") && tail_of(letters[n - 3]) == kTailSS)
        return joined(word.substr(0, word.size() - 6), "습니다");
    if (n >= 3 && word.ends_with("아요") && tail_of(letters[n - 3]) == kTailSS)
        return joined(word.substr(0, word.size() - 6), "습니다");
    for (const Pair& pair : pairs())
        if (word.ends_with(pair.polite) && !pair.formal.ends_with("까"))
            return joined(word.substr(0, word.size() - pair.polite.size()), pair.formal);
    for (const std::string_view copula : {"이에요", "예요"})
        if (word.ends_with(copula)) return joined(word.substr(0, word.size() - copula.size()), "입니다");
    return std::nullopt;
}

std::optional<std::string> to_polite(std::string_view word) {
    const auto letters = letters_of(word);
    const std::size_t n = letters.size();
    for (const Pair& pair : pairs())
        if (word.ends_with(pair.formal))
            return joined(word.substr(0, word.size() - pair.formal.size()), pair.polite);
    if (n >= 4 && word.ends_with("습니다") && tail_of(letters[n - 4]) == kTailSS)
        return joined(word.substr(0, word.size() - 9), "어요");
    if (n >= 4 && word.ends_with("입니다"))
        return joined(word.substr(0, word.size() - 9), tail_of(letters[n - 4]) == 0 ? "예요" : "이에요");
    return std::nullopt;
}

}  // namespace

KoreanEnd korean_end(const Sentence& sentence) {
    const std::string_view body = sentence.text;
    const auto blank = body.find_last_of(" \t");
    const std::size_t from = blank == std::string_view::npos ? 0 : blank + 1;
    KoreanEnd end;
    end.word = {sentence.body.from + from, sentence.body.to};
    if (ends_with_any(body, word_list("shared_ends.ko"))) return end;
    const std::string_view word = body.substr(from);
    end.ending = ending_of(word, letters_of(word), sentence.question);
    return end;
}

std::optional<std::string> in_level(std::string_view eojeol, Ending wanted) {
    switch (wanted) {
        case Ending::formal:
            return to_formal(eojeol);
        case Ending::polite:
            return to_polite(eojeol);
        case Ending::none:
        case Ending::plain:
            return std::nullopt;
    }
    return std::nullopt;
}

std::optional<Order> korean_order(const Sentence& sentence) {
    const std::string_view body = sentence.text;
    const auto at_end = [&](std::string_view end, std::optional<std::string> instead) {
        return Order{{sentence.body.to - end.size(), sentence.body.to}, std::move(instead)};
    };
    for (const std::string_view must : word_list("must.ko"))
        if (body.ends_with(must)) return at_end(must, std::nullopt);
    if (sentence.question) return std::nullopt;
    const bool wish =
        ends_with_any(body, word_list("wishes.ko")) || holds_any(body, word_list("wish_words.ko"));
    if (wish || ends_with_any(body, word_list("not_orders.ko"))) return std::nullopt;
    for (const auto& [order, request] : orders())
        if (body.ends_with(order))
            return at_end(order, request.empty() ? std::nullopt : std::optional(std::string(request)));
    return std::nullopt;
}

bool korean_request(const Sentence& sentence) {
    return ends_with_any(sentence.text, word_list("requests.ko")) || korean_order(sentence).has_value();
}

}  // namespace manyhands::answer
