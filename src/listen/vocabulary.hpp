// The words of the posts that a query was tried on, and what they suggest to it. Pure values; not
// thread-safe.
//
// misspelling: a word one edit away from a word of the query (insertion, deletion, substitution, or two
// letters changed places: F. J. Damerau, "A technique for computer detection and correction of spelling
// errors", CACM 7(3), 1964). Latin words of five letters and more; Hangul of three syllables and more, its
// edits counted over the letters (jamo) of the syllables, and what is attached behind left aside. near_word:
// stands in what is found more often than chance would have it, by the log-likelihood ratio of T. Dunning,
// "Accurate methods for the statistics of surprise and coincidence", Computational Linguistics 19(1), 1993,
// at p < 0.001 and at least three times as often; and also stands where nothing is found. noise_word: stands
// in posts that people marked as noise, and in none that they marked as ours.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "listen/queries.hpp"
#include "model/query/ast.hpp"

namespace manyhands::listen {

enum class SuggestionKind { misspelling, near_word, noise_word };
std::string_view to_string(SuggestionKind kind);

struct Suggestion {
    SuggestionKind kind = SuggestionKind::misspelling;
    std::string word;
    std::int64_t seen =
        0;              // posts looked at: misspelling and near_word: not found; noise_word: marked as noise
    std::string of;     // the query's word that it resembles; of the others empty
    std::string query;  // with the suggestion taken; reads well
};

class Vocabulary {
  public:
    static constexpr std::size_t kWordsAtMost = 200'000;  // different ones; later ones are not counted
    static constexpr std::int64_t kSeenAtLeast = 3;
    static constexpr std::size_t kOfEachKind = 5;

    enum class Found { no, yes };
    // The words of a post, each once.
    void add(std::string_view text, Found found);
    void add_marked(std::string_view text, Verdict verdict);

    // The best of each kind, misspellings first.
    std::vector<Suggestion> suggest(const model::query::Node& root) const;

  private:
    struct Seen {
        std::int64_t found = 0, others = 0;  // posts
    };
    void misspellings(const model::query::Node& root, std::vector<Suggestion>& into) const;
    void near_words(const model::query::Node& root, std::vector<Suggestion>& into) const;
    void noise_words(const model::query::Node& root, std::vector<Suggestion>& into) const;

    std::unordered_map<std::string, Seen> words_;
    std::int64_t found_ = 0, others_ = 0;
    std::map<std::string, std::int64_t> noise_;
    std::set<std::string> ours_;
};

// Of UTF-8: whether the one becomes the other by exactly one edit.
bool one_edit_apart(std::u32string_view a, std::u32string_view b);
// Hangul syllables as their letters, everything else as it is.
std::u32string letters_of(std::string_view text);
// The query's texts outside a negation that are one word, folded.
std::vector<std::string> words_of(const model::query::Node& root);

}  // namespace manyhands::listen
