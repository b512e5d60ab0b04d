// An answer as the linter reads it: folded (NFKC, case, Latin accents; invisible characters left out, curved
// apostrophes straight), with the way back to the bytes it came from, cut into sentences. Immutable after it
// is made; thread-safe. Any bytes may come in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace manyhands::answer {

struct Span {
    std::size_t from = 0;  // UTF-8 bytes, half-open
    std::size_t to = 0;
    friend bool operator==(const Span&, const Span&) = default;
};

struct Sentence {
    Span all;   // of the folded text, without the blanks around it
    Span body;  // without what closes it: marks, laughter, emoji, initials
    bool question = false;
    std::string_view text;  // of `body`
};

class Reading {
  public:
    explicit Reading(std::string_view original);

    std::string_view original() const { return original_; }
    std::string_view text() const { return text_; }
    std::string_view text(Span span) const { return text().substr(span.from, span.to - span.from); }
    const std::vector<Sentence>& sentences() const { return sentences_; }
    // Whole characters of the original, as they were written.
    Span original(Span folded) const;
    std::string_view written(Span folded) const;
    // Links, @handles and the initials behind an answer: nobody's words.
    bool is_masked(std::size_t at) const { return mask_[at] == kMasked; }
    // Between quotation marks: somebody else's words.
    bool is_quoted(std::size_t at) const { return mask_[at] == kQuoted; }
    bool is_korean() const { return korean_; }  // any Hangul outside of what is masked

  private:
    static constexpr char kOpen = 0, kMasked = 1, kQuoted = 2;
    void fold();
    void mask();
    void quote();
    void cut();
    void add_sentence(std::size_t from, std::size_t to);

    std::string_view original_;
    std::string text_;
    std::vector<std::uint32_t> from_, to_;  // of each folded byte: its character in the original
    std::vector<char> mask_;                // of each folded byte
    std::vector<Sentence> sentences_;
    bool korean_ = false;
};

// The place before the character that ends at `at`, which is above 0.
std::size_t step_back(std::string_view text, std::size_t at);
bool is_hangul_syllable(char32_t code);
// Consonants and vowels by themselves, as folding leaves ㅋㅋ and ㅠㅠ.
bool is_letter_alone(char32_t code);

}  // namespace manyhands::answer
