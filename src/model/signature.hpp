// Initials: how an employee signs, " ^KG" at the end of what we publish. One to four letters, Latin capitals
// or Hangul, unique per brand (decision 16). Pure and thread-safe.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace manyhands::model {

using InitialsSet = std::set<std::string, std::less<>>;

// One to four of A-Z, or one to four Hangul syllables or consonants (훈, ㅈㅎ). Not mixed.
bool valid_initials(std::string_view initials);

// What a person typed, without spaces, caret and full stops, in capitals ("k.g." -> "KG").
// Errors: invalid, "model.signature.invalid".
base::Result<std::string> initials_from(std::string_view typed);

// A proposal from a name; empty if there is none (other scripts than Latin and Hangul: the person chooses).
// Latin: first letters of the first and the last word ("Kim Gordon" -> KG; one word: its first two letters).
// Hangul: the given name's syllables, romanised (김지훈 -> JH), with the family name if the given name is one
// syllable (강윤 -> KY).
std::string initials_of(std::string_view name);

// The proposal, or the nearest longer one that is not taken: KG, KGO, KIG, then KGA, KGB ...
// Errors: invalid, "model.signature.unguessable" (no proposal); conflict, "model.signature.none_free".
base::Result<std::string> free_initials(std::string_view name, const InitialsSet& taken);

// The same for where a person must get some initials now and may change them later: a name that offers none
// gets the first free pair of letters.
std::string unique_initials(std::string_view name, const std::vector<std::string>& taken);
std::string any_initials(std::string_view name, const InitialsSet& taken);

// "^KG", or nothing for no initials.
std::string signature_mark(std::string_view initials);

struct Signed {
    std::string_view body;      // without the signature and the blank before it
    std::string_view initials;  // "KG"
};

// The signature at the end of a text, if there is one: a blank or the beginning, a caret, valid initials. The
// views point into `text`.
std::optional<Signed> signature_in(std::string_view text);

}  // namespace manyhands::model
