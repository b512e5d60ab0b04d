// What an inverted index keeps of a text, and what to ask it for a query: Latin words whole, Hangul and its
// like as pairs of characters, so that a part of an eojeol is found. What the index gives holds everything
// that the evaluator would find, and a little more: the evaluator confirms. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/query/ast.hpp"

namespace manyhands::model::query {

// Tokens of a post and of its author, a blank between: letters, digits, "_", symbols, and .-@: in an
// author's.
std::string index_tokens(std::string_view text, std::string_view author_handle);

enum class Dialect { fts5, tsquery };

// What every match has in the index: an expression of SQLite's FTS5 or a tsquery of PostgreSQL. Nothing: the
// query can match without any one token (a field alone, a negation, an OR with such a branch).
std::optional<std::string> index_expression(const Node& root, Dialect dialect);

}  // namespace manyhands::model::query
