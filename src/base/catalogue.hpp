// The catalogue of everything people read, Korean and English, from the embedded locales/<lang>/*.json.
// Thread-safe: read only after the first use.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace manyhands::base {

enum class Lang { ko, en };

std::string_view to_string(Lang lang);
// First of ko/en in an Accept-Language header or a $LANG value; English when neither is named.
Lang pick_lang(std::string_view accept_language);

// The sentence for `key` with {name} replaced, and {name|은/는} by the value and the particle that fits it;
// the key itself when the catalogue lacks it.
std::string tr(Lang lang, std::string_view key,
               const std::vector<std::pair<std::string, std::string>>& args = {});
inline std::string tr(Lang lang, const Error& error) {
    return tr(lang, error.key, error.args);
}

// Every key of a language, for the tests that compare the two.
std::vector<std::string> catalogue_keys(Lang lang);

}  // namespace manyhands::base
