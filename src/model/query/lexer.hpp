// The query's text as tokens. Takes any bytes that are valid UTF-8; never fails: what a token lacks, it says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/query/ast.hpp"

namespace manyhands::model::query {

struct Token {
    enum class Type { open, close, minus, conjunction, disjunction, negation, near, term };
    enum class Sigil { none, exact, hashtag, handle };
    Type type = Type::term;
    Range at;

    // of near
    int words = -1;  // -1: none given
    bool ordered = false;

    // of a term
    Sigil sigil = Sigil::none;
    std::string_view name;       // before the colon or comparison; empty: a plain term
    std::string_view operator_;  // ":", ">", ">=", "<", "<=", "="
    std::string_view text;       // without sigil, quotes and the final *
    bool quoted = false;
    bool closed = true;  // false: a quote without its end
    bool starred = false;
};

std::vector<Token> tokens_of(std::string_view query);

// Whether this text, written without quotes, is read as itself; and the same behind "name:".
bool stands_bare(std::string_view text);
bool stands_bare_as_value(std::string_view text);

// The candidate that differs least from `word` and little enough to be meant; empty: none.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace manyhands::model::query
