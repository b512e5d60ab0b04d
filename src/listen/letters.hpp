// Words and their borders in a folded text, as model/query/folded means them, at the speed of a stream: what
// a character is to a word comes out of a table. Pure; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace manyhands::listen {

struct Span {
    std::uint32_t from = 0;  // bytes
    std::uint32_t to = 0;
};

// Texts are valid UTF-8. True when something found may begin or end at byte `at`.
bool is_border(std::string_view folded, std::size_t at);
// A prefix may begin at byte `at`: at a word, or where another script begins within one.
bool may_begin_prefix(std::string_view folded, std::size_t at);
// A letter or digit of a script that puts blanks between words stands before byte `at`.
bool follows_spaced(std::string_view folded, std::size_t at);
bool is_spaced(char32_t code);
// No letter, digit or symbol touches [from, to).
bool stands_apart(std::string_view folded, std::size_t from, std::size_t to);

// Appends the words of a text to `into`.
void cut_words(std::string_view folded, std::vector<Span>& into);
// The word that holds byte `at` or the one after it; words.size() when there is none.
std::size_t word_at(const std::vector<Span>& words, std::size_t at);

// As text.find(what, from), sixteen places at a time where the machine can.
std::size_t find(std::string_view text, std::string_view what, std::size_t from = 0);

}  // namespace manyhands::listen
