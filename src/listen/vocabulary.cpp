#include "listen/vocabulary.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/query/folded.hpp"
#include "model/query/parser.hpp"

namespace manyhands::listen {
namespace {

using model::query::Folded;
using model::query::Form;
using model::query::Kind;
using model::query::Node;

constexpr char32_t kFirstSyllable = 0xAC00;
constexpr char32_t kLastSyllable = 0xD7A3;
constexpr std::size_t kLatinLetters = 5;
constexpr std::size_t kSyllables = 3;
constexpr std::size_t kLongest = 40;  // code points; longer ones are addresses and the like
// A word of everywhere is a little more frequent in one language or kind of post; that says nothing.
constexpr double kMuchMore = 3;
constexpr double kSurprising = 10.83;  // chi-square with one degree of freedom, p = 0.001

bool is_syllable(char32_t code) {
    return code >= kFirstSyllable && code <= kLastSyllable;
}

std::u32string codes_of(std::string_view text) {
    std::u32string codes;
    for (std::size_t at = 0; at < text.size();) {
        const base::Decoded one = base::decode_utf8(text, at);
        codes += one.code;
        at += one.length;
    }
    return codes;
}

std::string text_of(std::u32string_view codes) {
    std::string text;
    for (const char32_t code : codes)
        base::append_utf8(text, code);
    return text;
}

bool is_latin(std::u32string_view word) {
    return std::ranges::all_of(word, [](char32_t code) { return code >= 'a' && code <= 'z'; });
}
bool is_hangul(std::u32string_view word) {
    return std::ranges::all_of(word, is_syllable);
}
// Letters of any script: no figures, signs, emoji.
bool is_word(std::u32string_view word) {
    return word.size() >= 2 && word.size() <= kLongest && std::ranges::none_of(word, [](char32_t code) {
               const bool ascii = code < 0x80;
               return (ascii && (code < 'a' || code > 'z')) ||
                      model::query::char_class(code) == model::query::CharClass::symbol;
           });
}

void each_text(const Node& node, const std::function<void(const Node&)>& each) {
    if (node.kind == Kind::none) return;
    if (node.kind == Kind::text) each(node);
    for (const Node& child : node.children)
        each_text(child, each);
}

// The tree with every folded text `of` standing beside `word`.
void put_beside(Node& node, const std::string& of, const std::string& word) {
    if (node.kind == Kind::none) return;
    if (node.kind == Kind::text && node.form == Form::folded &&
        Folded(node.text, Form::folded).text() == of) {
        Node other = model::query::make_text(word, Form::folded, node.extent);
        node = model::query::make_group(Kind::any, {std::move(node), std::move(other)});
        return;
    }
    for (Node& child : node.children)
        put_beside(child, of, word);
    if (node.kind == Kind::any || node.kind == Kind::all)  // what became a group within its like is taken in
        node = model::query::make_group(node.kind, std::move(node.children));
}

// Nothing when it would not be read.
std::string printed(const Node& root) {
    std::string text = model::query::print(root);
    return model::query::parse(text, model::query::Purpose::listening).ok() ? text : std::string();
}

double log_likelihood(double a, double b, double in_a, double in_b) {
    const double expected_a = in_a * (a + b) / (in_a + in_b);
    const double expected_b = in_b * (a + b) / (in_a + in_b);
    const double not_a = in_a - a;
    const double not_b = in_b - b;
    const auto term = [](double seen, double expected) {
        return seen > 0 && expected > 0 ? seen * std::log(seen / expected) : 0.0;
    };
    return 2 * (term(a, expected_a) + term(b, expected_b) + term(not_a, in_a - expected_a) +
                term(not_b, in_b - expected_b));
}

struct Scored {
    double score = 0;
    std::int64_t seen = 0;
    std::string word, of;
};

void best_first(std::vector<Scored>& list) {
    std::ranges::sort(list, [](const Scored& a, const Scored& b) {
        return a.score != b.score ? a.score > b.score : a.word < b.word;
    });
}

}  // namespace

std::string_view to_string(SuggestionKind kind) {
    switch (kind) {
        case SuggestionKind::misspelling:
            return "misspelling";
        case SuggestionKind::near_word:
            return "near_word";
        case SuggestionKind::noise_word:
            return "noise_word";
    }
    return "";
}

std::u32string letters_of(std::string_view text) {
    std::u32string letters;
    for (const char32_t code : codes_of(text)) {
        if (!is_syllable(code)) {
            letters += code;
            continue;
        }
        const char32_t index = code - kFirstSyllable;
        letters += 0x1100 + index / (21 * 28);
        letters += 0x1161 + index % (21 * 28) / 28;
        if (index % 28 != 0) letters += 0x11A7 + index % 28;
    }
    return letters;
}

bool one_edit_apart(std::u32string_view a, std::u32string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1 || a == b) return false;
    const auto same = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
    a.remove_prefix(same);
    b.remove_prefix(same);
    if (a.size() != b.size()) return a == b.substr(1);
    if (a.substr(1) == b.substr(1)) return true;
    return a.size() > 1 && a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
}

std::vector<std::string> words_of(const Node& root) {
    std::vector<std::string> words;
    each_text(root, [&](const Node& node) {
        const Folded folded(node.text, Form::folded);
        if (folded.words().size() == 1) words.emplace_back(folded.word(0));
    });
    std::ranges::sort(words);
    words.erase(std::ranges::unique(words).begin(), words.end());
    return words;
}

void Vocabulary::add(std::string_view text, Found found) {
    ++(found == Found::yes ? found_ : others_);
    const Folded folded(text, Form::folded);
    std::set<std::string_view> once;
    for (std::size_t i = 0; i < folded.words().size(); ++i)
        once.insert(folded.word(i));
    for (const std::string_view word : once) {
        auto known = words_.find(std::string(word));
        if (known == words_.end()) {
            if (words_.size() >= kWordsAtMost) continue;
            known = words_.emplace(word, Seen{}).first;
        }
        ++(found == Found::yes ? known->second.found : known->second.others);
    }
}

void Vocabulary::add_marked(std::string_view text, Verdict verdict) {
    const Folded folded(text, Form::folded);
    std::set<std::string> once;
    for (std::size_t i = 0; i < folded.words().size(); ++i)
        once.emplace(folded.word(i));
    for (const std::string& word : once) {
        if (verdict == Verdict::ours)
            ours_.insert(word);
        else
            ++noise_[word];
    }
}

std::vector<Suggestion> Vocabulary::suggest(const Node& root) const {
    std::vector<Suggestion> all;
    misspellings(root, all);
    near_words(root, all);
    noise_words(root, all);
    return all;
}

void Vocabulary::misspellings(const Node& root, std::vector<Suggestion>& into) const {
    struct Term {
        std::string word;
        std::u32string letters;
        std::size_t syllables = 0;  // 0: Latin
    };
    std::vector<Term> terms;
    for (const std::string& word : words_of(root)) {
        const std::u32string codes = codes_of(word);
        if (is_latin(codes) && codes.size() >= kLatinLetters) terms.push_back({word, codes, 0});
        if (is_hangul(codes) && codes.size() >= kSyllables)
            terms.push_back({word, letters_of(word), codes.size()});
    }
    if (terms.empty()) return;
    // One post may say it twice with different particles; that is near enough.
    std::map<std::pair<std::string, std::string>, std::int64_t> seen;  // (of, word)
    for (const auto& [word, count] : words_) {
        if (count.others == 0) continue;
        const std::u32string codes = codes_of(word);
        if (codes.size() < kSyllables || codes.size() > kLongest) continue;
        const bool latin = is_latin(codes);
        for (const Term& term : terms) {
            if (term.syllables == 0 && latin) {
                if (one_edit_apart(term.letters, codes)) seen[{term.word, word}] += count.others;
            } else if (term.syllables != 0 && codes.size() >= term.syllables) {
                const std::u32string_view head = std::u32string_view(codes).substr(0, term.syllables);
                if (!is_hangul(head)) continue;
                const std::string text = text_of(head);
                if (one_edit_apart(term.letters, letters_of(text))) seen[{term.word, text}] += count.others;
            }
        }
    }
    std::vector<Scored> list;
    for (const auto& [pair, n] : seen)
        if (n >= kSeenAtLeast) list.push_back({static_cast<double>(n), n, pair.second, pair.first});
    best_first(list);
    for (const Scored& one : list) {
        if (into.size() == kOfEachKind) break;
        Node with = root;
        put_beside(with, one.of, one.word);
        if (std::string query = printed(with); !query.empty())
            into.push_back({SuggestionKind::misspelling, one.word, one.seen, one.of, std::move(query)});
    }
}

void Vocabulary::near_words(const Node& root, std::vector<Suggestion>& into) const {
    if (found_ == 0 || others_ == 0) return;
    const std::vector<std::string> own = words_of(root);
    std::vector<Scored> list;
    for (const auto& [word, seen] : words_) {
        if (seen.found < kSeenAtLeast || seen.others < kSeenAtLeast || !is_word(codes_of(word))) continue;
        if (std::ranges::any_of(own, [&](const std::string& term) { return word.find(term) != word.npos; }))
            continue;
        const auto a = static_cast<double>(seen.found);
        const auto b = static_cast<double>(seen.others);
        const auto in_a = static_cast<double>(found_);
        const auto in_b = static_cast<double>(others_);
        if (a / in_a < kMuchMore * b / in_b) continue;
        const double score = log_likelihood(a, b, in_a, in_b);
        if (score >= kSurprising) list.push_back({score, seen.others, word, {}});
    }
    best_first(list);
    std::size_t taken = 0;
    for (const Scored& one : list) {
        if (taken == kOfEachKind) break;
        std::string query =
            printed(model::query::make_group(Kind::any, {root, model::query::make_text(one.word)}));
        if (query.empty()) continue;
        into.push_back({SuggestionKind::near_word, one.word, one.seen, {}, std::move(query)});
        ++taken;
    }
}

void Vocabulary::noise_words(const Node& root, std::vector<Suggestion>& into) const {
    const std::vector<std::string> own = words_of(root);
    std::vector<Scored> list;
    for (const auto& [word, n] : noise_) {
        if (n < 2 || ours_.contains(word) || !is_word(codes_of(word))) continue;
        // Neither a word of the query, nor one that the particle of such a word makes.
        if (std::ranges::any_of(own, [&](const std::string& term) { return word.find(term) != word.npos; }))
            continue;
        list.push_back({static_cast<double>(n), n, word, {}});
    }
    best_first(list);
    std::size_t taken = 0;
    for (const Scored& one : list) {
        if (taken == kOfEachKind) break;
        std::string query = printed(model::query::make_group(
            Kind::all, {root, model::query::make_not(model::query::make_text(one.word))}));
        if (query.empty()) continue;
        into.push_back({SuggestionKind::noise_word, one.word, one.seen, {}, std::move(query)});
        ++taken;
    }
}

}  // namespace manyhands::listen
