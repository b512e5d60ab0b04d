// What a sentence does, in Korean and English, read off its words: orders, asks, asks for private data,
// promises; whether a text greets, apologises or complains; and private data that stands in a text. Lists and
// endings, no model: what they find and miss is measured (lint_measure_test.cpp). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer/reading.hpp"
#include "answer/word_list.hpp"

namespace manyhands::answer {

// In a folded text: "refund" as a word, "reimburs*" as the beginning of one; Hangul anywhere. Where the first
// one stands, or nothing.
std::optional<Span> find_word(std::string_view text, std::string_view word);
std::optional<Span> find_word(std::string_view text, const WordList& words);

// Where the clause begins in which that place stands: "어렵지만" takes nothing back of what follows it.
std::size_t clause_of(std::string_view text, std::size_t at);
// Behind an English condition at the beginning: "If it does not come, we will ..." is promised.
std::size_t behind_condition(std::string_view text);

struct Found {
    Span at;  // of the folded text
    std::optional<std::string> instead;
};

// "Restart it." "You must ..."
std::optional<Found> english_order(const Reading& reading, const Sentence& sentence);
bool english_request(const Sentence& sentence);

std::optional<Found> asks_private(const Sentence& sentence);
// `things`: folded terms of what is promised; empty: the usual ones.
std::optional<Found> promises(const Reading& reading, const Sentence& sentence,
                              const std::vector<std::string>& things);

bool greets(const Reading& reading);
bool apologises(const Reading& reading);
bool complains(const Reading& reading);

// Addresses, telephone numbers, identity numbers, payment cards. `own` are folded texts of the house's own.
std::vector<Span> private_data(const Reading& reading, const std::vector<std::string>& own);
// Laughter, marks upon marks, words in capitals one after the other.
std::vector<Found> loud_marks(const Reading& reading);

}  // namespace manyhands::answer
