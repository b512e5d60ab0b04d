// A text as the query language sees it (decision 12): folded, cut into words, with the way back to the bytes
// it came from. A word is a run of letters, digits and marks: what stands between blanks in Latin script, an
// eojeol in Korean; emoji are words of their own. Immutable after it is made; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/query/ast.hpp"

namespace manyhands::model::query {

// What a code point of a folded text is to a word.
enum class CharClass : std::uint8_t {
    gap,     // blanks and punctuation: between words
    spaced,  // Latin, digits and every script that puts blanks between words: a term is whole there
    free,    // Hangul, Han, kana, Thai ...: particles attach, so a term may lie anywhere within a word
    symbol,  // emoji and the like
};
CharClass char_class(char32_t code);
// Marks never begin what is found: they belong to the letter before them.
bool is_mark(char32_t code);
bool is_blank(char32_t code);

class Folded {
  public:
    struct Word {
        std::uint32_t from = 0;  // bytes of text()
        std::uint32_t to = 0;
        friend bool operator==(const Word&, const Word&) = default;
    };

    // Any bytes; what is no UTF-8 becomes U+FFFD. At most 2^31 bytes. folded: NFKC, case folded, no accents
    // on Latin letters. exact: only composed (NFC), with invisible characters left out.
    Folded(std::string_view original, Form form);

    std::string_view text() const { return text_; }
    const std::vector<Word>& words() const { return words_; }
    std::string_view word(std::size_t index) const {
        return std::string_view(text_).substr(words_[index].from, words_[index].to - words_[index].from);
    }
    // The word that holds byte `at` of text(), or the one after it; words().size() when there is none.
    std::size_t word_at(std::size_t at) const;
    // True when something found may begin or end at byte `at`: not within a letter and its marks, and not
    // between two letters of a script in which a term is whole.
    bool is_border(std::size_t at) const;
    // Which bytes of the original became text()[from, to): whole characters as they were written.
    Range original(Range folded) const;

  private:
    void fold(std::string_view original, Form form);
    void cut();

    struct Piece {  // from here on until the next one
        std::uint32_t folded = 0;
        std::uint32_t original = 0;
    };
    std::string text_;
    std::vector<Word> words_;
    std::vector<Piece> pieces_;
    std::size_t original_size_ = 0;
};

// The class of the code point that ends at byte `at`, and of the one that begins there; gap at the ends.
CharClass class_before(std::string_view folded, std::size_t at);
CharClass class_after(std::string_view folded, std::size_t at);

}  // namespace manyhands::model::query
