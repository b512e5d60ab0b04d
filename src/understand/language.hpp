// Which language a post is in (decision 12): what its author's client declared if the text bears it out,
// otherwise by script: Hangul is Korean, kana Japanese; only for Latin script a detector is asked, and it may
// not know. Pure and thread-safe; about a microsecond for Hangul, some tens for Latin.
#pragma once

#include <string>
#include <string_view>

namespace manyhands::understand {

enum class LanguageSource {
    declared,  // by the author's client, and plausible
    script,    // the script settles it
    detector,  // Latin script, by CLD2
    none,      // nothing to go by: no letters, or too few
};

struct Language {
    std::string code = "und";  // BCP 47 primary subtag, lower case: "ko", "en"; "und" = not known
    LanguageSource source = LanguageSource::none;
    bool reliable = false;  // false: show it, but do not route or refuse by it

    friend bool operator==(const Language&, const Language&) = default;
};

// `declared` is a BCP 47 tag ("ko", "en-US") or empty; nonsense in it is ignored. Links, mentions and e-mail
// addresses in the text do not count. Of a very long text the first 4,096 bytes are looked at.
Language detect_language(std::string_view text, std::string_view declared = {});

// The code alone.
std::string language_of(std::string_view text, std::string_view declared);

// Primary subtag of a BCP 47 tag in lower case, with the old codes iw, in and ji replaced; empty if it is
// none or says nothing (und, mul, zxx).
std::string primary_subtag(std::string_view tag);

}  // namespace manyhands::understand
