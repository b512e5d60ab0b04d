#include "model/signature.hpp"

#include <array>
#include <vector>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::model {

namespace {

constexpr std::size_t kMostLetters = 4;

constexpr bool is_syllable(char32_t c) {
    return c >= 0xAC00 && c <= 0xD7A3;
}
constexpr bool is_consonant(char32_t c) {
    return c >= 0x3131 && c <= 0x314E;
}
constexpr bool is_capital(char32_t c) {
    return c >= U'A' && c <= U'Z';
}

std::u32string code_points_of(std::string_view text) {
    std::u32string codes;
    for (std::size_t i = 0; i < text.size();) {
        const base::Decoded at = base::decode_utf8(text, i);
        codes.push_back(at.code);
        i += at.length;
    }
    return codes;
}

// First letter of a syllable by the Revised Romanization: the leading consonant, or the vowel after a silent
// ㅇ.
char romanised(char32_t syllable) {
    // ㄱ ㄲ ㄴ ㄷ ㄸ ㄹ ㅁ ㅂ ㅃ ㅅ ㅆ ㅇ ㅈ ㅉ ㅊ ㅋ ㅌ ㅍ ㅎ
    constexpr std::string_view kLeads = "GKNDTRMBPSS JJCKTPH";
    // ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅘ ㅙ ㅚ ㅛ ㅜ ㅝ ㅞ ㅟ ㅠ ㅡ ㅢ ㅣ
    constexpr std::string_view kVowels = "AAYYEEYYOWWOYUWWWYEUI";
    const auto index = static_cast<std::size_t>(syllable - 0xAC00);
    const char lead = kLeads[index / 588];
    return lead == ' ' ? kVowels[index % 588 / 28] : lead;
}

// Family names are written as their bearers write them, not by the rule (Kim, Lee, Park, Choi).
char family_letter(char32_t syllable) {
    switch (syllable) {
        case U'김':
        case U'강':
        case U'권':
        case U'고':
        case U'구':
        case U'공':
            return 'K';
        case U'이':
        case U'임':
            return 'L';
        case U'박':
        case U'반':
            return 'P';
        case U'조':
        case U'차':
            return 'C';
        case U'유':
        case U'류':
            return 'R';
        case U'우':
            return 'W';
        default:
            return romanised(syllable);
    }
}

// Family names of two syllables; those of the second list only before a given name of two (황보라 is 황 +
// 보라).
std::size_t family_length(const std::u32string& name) {
    if (name.size() < 3) return 1;
    for (const std::u32string_view two : {U"남궁", U"제갈", U"독고", U"사공", U"동방"})
        if (name.starts_with(two)) return 2;
    if (name.size() > 3)
        for (const std::u32string_view two : {U"황보", U"선우", U"서문"})
            if (name.starts_with(two)) return 2;
    return 1;
}

// The letters a name offers: what to begin with, and what to add when that is taken.
struct Letters {
    std::vector<std::string> proposals;  // best first
};

Letters hangul_letters(const std::u32string& name) {
    if (name.size() == 1) return {{std::string(1, family_letter(name[0]))}};
    const std::size_t family = family_length(name);
    std::string given;
    for (std::size_t i = family; i < name.size() && given.size() < kMostLetters; ++i)
        given += romanised(name[i]);
    const std::string surname(1, family_letter(name[0]));
    if (given.size() == 1) return {{surname + given, given + surname}};
    const std::string two = given.substr(0, 2);
    return {{two, surname + two, two + surname, given.substr(0, 3)}};
}

// Letters that Unicode does not take apart.
char32_t plain_latin(char32_t c) {
    switch (c) {
        case U'ł':
            return U'l';
        case U'ø':
            return U'o';
        case U'đ':
        case U'ð':
            return U'd';
        case U'æ':
            return U'a';
        case U'œ':
            return U'o';
        case U'þ':
            return U't';
        case U'ı':
            return U'i';
        default:
            return c;
    }
}

Letters latin_letters(std::string_view name) {
    std::vector<std::string> words;
    bool inside = false;
    for (const char32_t folded : code_points_of(base::fold_for_search(name))) {
        const char32_t letter = plain_latin(folded);
        if (letter >= U'a' && letter <= U'z') {
            if (!inside) words.emplace_back();
            words.back().push_back(static_cast<char>(letter - U'a' + U'A'));
            inside = true;
        } else if (letter != U'\'' && letter != U'’') {  // O'Brien is one word
            inside = false;
        }
    }
    if (words.empty()) return {};
    const std::string& first = words.front();
    const std::string& last = words.back();
    if (words.size() == 1) {
        Letters letters;
        for (std::size_t n : {2U, 3U, 4U})
            if (n == 2 || first.size() >= n) letters.proposals.push_back(first.substr(0, n));
        return letters;
    }
    Letters letters{{first.substr(0, 1) + last.substr(0, 1)}};
    const auto add = [&letters](std::string proposal) { letters.proposals.push_back(std::move(proposal)); };
    if (words.size() > 2) add(first.substr(0, 1) + words[1].substr(0, 1) + last.substr(0, 1));
    if (last.size() > 1) add(first.substr(0, 1) + last.substr(0, 2));
    if (first.size() > 1) add(first.substr(0, 2) + last.substr(0, 1));
    if (first.size() > 1 && last.size() > 1) add(first.substr(0, 2) + last.substr(0, 2));
    return letters;
}

Letters letters_of(std::string_view name) {
    const std::string composed = base::nfc(name);
    std::u32string hangul;
    for (const char32_t code : code_points_of(composed))
        if (is_syllable(code)) hangul.push_back(code);
    return hangul.empty() ? latin_letters(composed) : hangul_letters(hangul);
}

}  // namespace

bool valid_initials(std::string_view initials) {
    std::size_t latin = 0;
    std::size_t hangul = 0;
    for (std::size_t i = 0; i < initials.size();) {
        const base::Decoded at = base::decode_utf8(initials, i);
        i += at.length;
        if (is_capital(at.code))
            ++latin;
        else if (is_syllable(at.code) || is_consonant(at.code))
            ++hangul;
        else
            return false;
    }
    return (latin == 0 || hangul == 0) && latin + hangul >= 1 && latin + hangul <= kMostLetters;
}

base::Result<std::string> initials_from(std::string_view typed) {
    std::string out;
    for (const char32_t code : code_points_of(base::nfc(typed))) {
        if (code == U' ' || code == U'^' || code == U'.') continue;
        base::append_utf8(out, code >= U'a' && code <= U'z' ? code - U'a' + U'A' : code);
    }
    if (!valid_initials(out)) return base::fail(base::ErrorCode::invalid, "model.signature.invalid");
    return out;
}

std::string initials_of(std::string_view name) {
    const Letters letters = letters_of(name);
    return letters.proposals.empty() ? std::string() : letters.proposals.front();
}

base::Result<std::string> free_initials(std::string_view name, const InitialsSet& taken) {
    const Letters letters = letters_of(name);
    if (letters.proposals.empty()) return base::fail(base::ErrorCode::invalid, "model.signature.unguessable");
    for (const std::string& proposal : letters.proposals)
        if (!taken.contains(proposal)) return proposal;
    // Nothing of the name is left: its first letters and one or two of the alphabet.
    const std::string base = letters.proposals.front().substr(0, 2);
    for (char a = 'A'; a <= 'Z'; ++a)
        if (std::string candidate = base + a; !taken.contains(candidate)) return candidate;
    for (char a = 'A'; a <= 'Z'; ++a)
        for (char b = 'A'; b <= 'Z'; ++b)
            if (std::string candidate = base + a + b; !taken.contains(candidate)) return candidate;
    return base::fail(base::ErrorCode::conflict, "model.signature.none_free");
}

std::string unique_initials(std::string_view name, const std::vector<std::string>& taken) {
    return any_initials(name, InitialsSet(taken.begin(), taken.end()));
}

std::string any_initials(std::string_view name, const InitialsSet& taken) {
    if (auto proposal = free_initials(name, taken)) return *proposal;
    for (std::size_t length = 2; length <= kMostLetters; ++length) {
        std::string candidate(length, 'A');
        while (true) {
            if (!taken.contains(candidate)) return candidate;
            std::size_t at = length;
            while (at > 0 && candidate[at - 1] == 'Z')
                candidate[--at] = 'A';
            if (at == 0) break;
            ++candidate[at - 1];
        }
    }
    return "ZZZZ";
}

std::string signature_mark(std::string_view initials) {
    return initials.empty() ? std::string() : "^" + std::string(initials);
}

std::optional<Signed> signature_in(std::string_view text) {
    constexpr std::string_view kBlanks = " \n\r\t";
    const std::size_t last = text.find_last_not_of(kBlanks);
    if (last == std::string_view::npos) return std::nullopt;
    text = text.substr(0, last + 1);
    const std::size_t caret = text.rfind('^');
    if (caret == std::string_view::npos || !valid_initials(text.substr(caret + 1))) return std::nullopt;
    if (caret > 0 && kBlanks.find(text[caret - 1]) == std::string_view::npos) return std::nullopt;
    const std::string_view before = text.substr(0, caret);
    const std::size_t end = before.find_last_not_of(kBlanks);
    return Signed{before.substr(0, end == std::string_view::npos ? 0 : end + 1), text.substr(caret + 1)};
}

}  // namespace manyhands::model
