#include "understand/language.hpp"

// CLD2's header uses FILE without including it.
#include <cstdio>
// clang-format off
#include <cld2/public/compact_lang_det.h>
// clang-format on
#include <algorithm>
#include <array>
#include <cstddef>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::understand {

namespace {

constexpr std::size_t kLongest = 4096;
// Below this many Latin letters a text in a product's or brand's name ("LG gram OK?") says nothing about its
// author.
constexpr int kFewLetters = 12;
// One Hangul syllable or Han character carries what two or three Latin letters do.
constexpr int kDense = 2;

struct Letters {
    int hangul = 0, kana = 0, han = 0, latin = 0, cyrillic = 0, arabic = 0, devanagari = 0, other = 0;
    UScriptCode other_script = USCRIPT_COMMON;  // the last of the other scripts
    char32_t telling = 0;                       // a letter that settles the language within its script

    int all() const { return hangul + kana + han + latin + cyrillic + arabic + devanagari + other; }
};

// Letters that only one of the languages of their script has.
std::string_view language_of_letter(char32_t code) {
    switch (code) {
        case U'і':
        case U'ї':
        case U'є':
        case U'ґ':
            return "uk";
        case U'ў':
            return "be";
        case U'ј':
        case U'ћ':
        case U'ђ':
            return "sr";
        case U'ә':
        case U'қ':
        case U'ұ':
            return "kk";
        case U'پ':
        case U'چ':
        case U'ژ':
        case U'گ':
            return "fa";
        case U'ٹ':
        case U'ڈ':
        case U'ے':
            return "ur";
        default:
            return {};
    }
}

bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// The text without links, mentions and addresses: their Latin letters are no language.
std::string prose_of(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t begin =
            static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_blank) - text.begin());
        text.remove_prefix(begin);
        const std::size_t end =
            static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_blank) - text.begin());
        std::string_view word = text.substr(0, end);
        text.remove_prefix(end);
        if (word.starts_with('@')) {
            // "@name님" keeps its Hangul.
            const std::size_t rest = static_cast<std::size_t>(
                std::find_if(word.begin(), word.end(),
                             [](char c) { return static_cast<unsigned char>(c) >= 0x80; }) -
                word.begin());
            word.remove_prefix(rest);
        } else if (const std::size_t scheme = word.find("://"); scheme != std::string_view::npos) {
            std::size_t start = scheme;
            while (start > 0 && static_cast<unsigned char>(word[start - 1]) < 0x80)
                --start;
            word = word.substr(0, start);
        } else if (word.find('@') != std::string_view::npos || word.starts_with("www.")) {
            continue;
        }
        if (!out.empty()) out += ' ';
        out += word;
    }
    return out;
}

Letters letters_in(std::string_view text) {
    Letters letters;
    for (std::size_t i = 0; i < text.size();) {
        const base::Decoded at = base::decode_utf8(text, i);
        i += at.length;
        const char32_t code = at.code;
        if (code < 0x80) {
            letters.latin += (code | 0x20) >= 'a' && (code | 0x20) <= 'z' ? 1 : 0;
            continue;
        }
        if (code >= 0xAC00 && code <= 0xD7A3) {
            ++letters.hangul;
            continue;
        }
        const auto point = static_cast<UChar32>(code);
        if (!u_isalpha(point)) continue;
        UErrorCode status = U_ZERO_ERROR;
        const UScriptCode script = uscript_getScript(point, &status);
        if (const std::string_view told = language_of_letter(code); !told.empty()) letters.telling = code;
        if (script == USCRIPT_HANGUL)
            ++letters.hangul;
        else if (script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA)
            ++letters.kana;
        else if (script == USCRIPT_HAN)
            ++letters.han;
        else if (script == USCRIPT_LATIN)
            ++letters.latin;
        else if (script == USCRIPT_CYRILLIC)
            ++letters.cyrillic;
        else if (script == USCRIPT_ARABIC)
            ++letters.arabic;
        else if (script == USCRIPT_DEVANAGARI)
            ++letters.devanagari;
        else if (script != USCRIPT_COMMON && script != USCRIPT_INHERITED) {
            ++letters.other;
            letters.other_script = script;
        }
    }
    return letters;
}

struct ScriptLanguage {
    UScriptCode script;
    std::string_view language;
};

// Scripts that one language of weight uses.
constexpr std::array kScripts = {
    ScriptLanguage{USCRIPT_THAI, "th"},      ScriptLanguage{USCRIPT_GREEK, "el"},
    ScriptLanguage{USCRIPT_HEBREW, "he"},    ScriptLanguage{USCRIPT_ARMENIAN, "hy"},
    ScriptLanguage{USCRIPT_GEORGIAN, "ka"},  ScriptLanguage{USCRIPT_TAMIL, "ta"},
    ScriptLanguage{USCRIPT_TELUGU, "te"},    ScriptLanguage{USCRIPT_KANNADA, "kn"},
    ScriptLanguage{USCRIPT_MALAYALAM, "ml"}, ScriptLanguage{USCRIPT_GUJARATI, "gu"},
    ScriptLanguage{USCRIPT_GURMUKHI, "pa"},  ScriptLanguage{USCRIPT_SINHALA, "si"},
    ScriptLanguage{USCRIPT_BENGALI, "bn"},   ScriptLanguage{USCRIPT_ORIYA, "or"},
    ScriptLanguage{USCRIPT_LAO, "lo"},       ScriptLanguage{USCRIPT_KHMER, "km"},
    ScriptLanguage{USCRIPT_MYANMAR, "my"},   ScriptLanguage{USCRIPT_TIBETAN, "bo"},
    ScriptLanguage{USCRIPT_ETHIOPIC, "am"},  ScriptLanguage{USCRIPT_MONGOLIAN, "mn"},
};

bool is_one_of(std::string_view code, std::initializer_list<std::string_view> set) {
    return std::find(set.begin(), set.end(), code) != set.end();
}

// How many of the letters are of scripts that `language` is written in; -1 for a language in Latin script.
int letters_for(std::string_view language, const Letters& letters) {
    if (language == "ko") return letters.hangul * kDense + letters.han;
    if (language == "ja") return (letters.kana + letters.han) * kDense;
    if (is_one_of(language, {"zh", "yue", "wuu"})) return letters.han * kDense;
    if (is_one_of(language, {"ru", "uk", "be", "bg", "mk", "kk", "ky", "tg", "mn", "tt", "ba"}))
        return letters.cyrillic;
    if (is_one_of(language, {"ar", "fa", "ur", "ps", "ckb", "ug", "sd"})) return letters.arabic;
    if (is_one_of(language, {"hi", "mr", "ne", "sa"})) return letters.devanagari;
    if (language == "yi") return letters.other;
    for (const ScriptLanguage& known : kScripts)
        if (known.language == language) return letters.other_script == known.script ? letters.other : 0;
    return -1;
}

int weight_of_all(const Letters& letters) {
    return letters.all() + (kDense - 1) * (letters.hangul + letters.kana + letters.han);
}

enum class Plausible { no, yes, unless_contradicted };

Plausible plausible(std::string_view language, const Letters& letters) {
    const int all = weight_of_all(letters);
    if (all == 0) return Plausible::yes;  // no letters: nothing speaks against it
    const int own = letters_for(language, letters);
    if (own < 0) {
        // Serbian, Uzbek and the like may come in Cyrillic too.
        const int latin = letters.latin + (language == "sr" || language == "uz" ? letters.cyrillic : 0);
        return latin * 2 >= all ? Plausible::yes : Plausible::no;
    }
    if (own * 2 >= all) return Plausible::yes;
    // A Korean client and a few Latin letters: a product's name. Many of them: perhaps English.
    if (own > 0) return Plausible::yes;
    return letters.latin == letters.all() ? Plausible::unless_contradicted : Plausible::no;
}

Language by_detector(const std::string& prose) {
    bool reliable = false;
    const CLD2::Language found =
        CLD2::DetectLanguage(prose.data(), static_cast<int>(prose.size()), /*is_plain_text=*/true, &reliable);
    if (!reliable || found == CLD2::UNKNOWN_LANGUAGE) return {};
    const std::string code = primary_subtag(CLD2::LanguageCode(found));
    if (code.empty()) return {};
    return {code, LanguageSource::detector, true};
}

Language by_script(const Letters& letters, const std::string& prose) {
    const auto script = [](std::string_view code, bool reliable) {
        return Language{std::string(code), LanguageSource::script, reliable};
    };
    if (letters.hangul > 0 && letters.hangul >= letters.kana) return script("ko", true);
    if (letters.kana > 0) return script("ja", true);
    const int rest = letters.cyrillic + letters.arabic + letters.devanagari + letters.other;
    if (letters.han * kDense >= letters.latin && letters.han > rest) return script("zh", letters.han >= 8);
    if (letters.latin > rest) return by_detector(prose);
    if (rest == 0) return {};
    const std::string_view told = language_of_letter(letters.telling);
    if (!told.empty()) return script(told, true);
    if (letters.cyrillic * 2 >= rest) return script("ru", false);
    if (letters.arabic * 2 >= rest) return script("ar", false);
    if (letters.devanagari * 2 >= rest) return script("hi", false);
    for (const ScriptLanguage& known : kScripts)
        if (known.script == letters.other_script) return script(known.language, true);
    return {};
}

}  // namespace

std::string primary_subtag(std::string_view tag) {
    const std::string_view first = tag.substr(0, tag.find_first_of("-_"));
    if (first.size() < 2 || first.size() > 3) return {};
    std::string code;
    for (const char c : first) {
        const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        if (low < 'a' || low > 'z') return {};
        code += low;
    }
    if (code == "iw") return "he";
    if (code == "in") return "id";
    if (code == "ji") return "yi";
    if (code == "kor") return "ko";
    if (code == "eng") return "en";
    if (code == "jpn") return "ja";
    if (code == "und" || code == "mul" || code == "zxx" || code == "mis" || code == "un") return {};
    return code;
}

Language detect_language(std::string_view text, std::string_view declared) {
    const std::string whole = base::repair_utf8(base::clamp_bytes(text, kLongest));
    const std::string prose = prose_of(whole);
    const Letters letters = letters_in(prose);
    const std::string said = primary_subtag(declared);
    if (!said.empty()) {
        switch (plausible(said, letters)) {
            case Plausible::yes:
                return Language{said, LanguageSource::declared, letters.all() > 0};
            case Plausible::unless_contradicted: {
                if (letters.latin < kFewLetters) return Language{said, LanguageSource::declared, true};
                const Language found = by_detector(prose);
                return found.reliable ? found : Language{said, LanguageSource::declared, false};
            }
            case Plausible::no:
                break;
        }
    }
    return by_script(letters, prose);
}

std::string language_of(std::string_view text, std::string_view declared) {
    return detect_language(text, declared).code;
}

}  // namespace manyhands::understand
