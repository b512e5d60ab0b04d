#include "base/text/josa.hpp"

#include <algorithm>
#include <array>

#include "base/text/utf8.hpp"

namespace manyhands::base {

namespace {

struct Pair {
    std::string_view closed;  // after a consonant
    std::string_view open;    // after a vowel
};

constexpr Pair kPairs[] = {
    {"은", "는"},       {"이", "가"},       {"을", "를"},       {"과", "와"},       {"으로", "로"},
    {"아", "야"},       {"이나", "나"},     {"이라", "라"},     {"이랑", "랑"},     {"이며", "며"},
    {"이에요", "예요"}, {"이었", "였"},     {"으로서", "로서"}, {"으로써", "로써"}, {"으로부터", "로부터"},
    {"이라고", "라고"}, {"이라는", "라는"},
};

constexpr bool is_digit(char32_t c) {
    return c >= '0' && c <= '9';
}
constexpr char32_t lower(char32_t c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}
constexpr bool is_latin(char32_t c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}

bool is_one_of(char32_t c, std::u32string_view set) {
    return set.find(c) != std::u32string_view::npos;
}

// 영 일 이 삼 사 오 육 칠 팔 구, and 십 백 천 만 ... when zeros end the number.
FinalSound number_sound(std::u32string_view digits) {
    const auto last = digits.find_last_not_of(U'0');
    if (last == std::u32string_view::npos) return FinalSound::consonant;  // 영
    const std::size_t zeros = digits.size() - 1 - last;
    if (zeros > 0) return zeros == 12 ? FinalSound::vowel : FinalSound::consonant;  // 조; 십 백 천 만 억 경
    switch (digits.back()) {
        case U'1':
        case U'7':
        case U'8':
            return FinalSound::rieul;
        case U'3':
        case U'6':
            return FinalSound::consonant;
        case U'2':
        case U'4':
        case U'5':
        case U'9':
            return FinalSound::vowel;
        default:
            return FinalSound::consonant;
    }
}

// Letters read one by one (LG, KTX): 엘 엠 엔 알 end in a consonant, all others in a vowel. Words (Google,
// Apple) are read by rules of thumb; nobody can do better without a dictionary.
FinalSound latin_sound(std::u32string_view word) {
    const char32_t last = word.back();
    const bool spelled = word.size() == 1 || std::none_of(word.begin(), word.end(),
                                                          [](char32_t c) { return c >= 'a' && c <= 'z'; });
    const char32_t end = lower(last);
    if (spelled) {
        if (end == 'l' || end == 'r') return FinalSound::rieul;
        return end == 'm' || end == 'n' ? FinalSound::consonant : FinalSound::vowel;
    }
    const char32_t before = lower(word[word.size() - 2]);
    if (end == 'e') {
        if (before == 'l') return FinalSound::rieul;  // Apple, Google, file
        return before == 'm' || before == 'n' ? FinalSound::consonant
                                              : FinalSound::vowel;  // game, phone; page
    }
    if (end == 'l') return FinalSound::rieul;
    if (end == 'm' || end == 'n' || end == 'k' || end == 'p') return FinalSound::consonant;
    if (end == 't' || end == 'b')
        return is_one_of(before, U"aeiou") ? FinalSound::consonant : FinalSound::vowel;
    if (end == 'g' && before == 'n') return FinalSound::consonant;  // Samsung
    if (end == 'c' && before == 'i') return FinalSound::consonant;  // Panasonic
    return FinalSound::vowel;
}

std::u32string code_points_of(std::string_view text) {
    std::u32string codes;
    for (std::size_t i = 0; i < text.size();) {
        const Decoded at = decode_utf8(text, i);
        codes.push_back(at.code);
        i += at.length;
    }
    return codes;
}

}  // namespace

FinalSound final_sound(std::string_view word) {
    const std::u32string codes = code_points_of(word);
    for (std::size_t end = codes.size(); end > 0; --end) {
        const char32_t code = codes[end - 1];
        if (code >= 0xAC00 && code <= 0xD7A3) {
            const char32_t final = (code - 0xAC00) % 28;
            return final == 0 ? FinalSound::vowel : final == 8 ? FinalSound::rieul : FinalSound::consonant;
        }
        if (code >= 0x3131 &&
            code <= 0x314E)  // ㄱ is read 기역, ㄹ 리을: all end in a consonant but ㄹ's is rieul
            return code == 0x3139 ? FinalSound::rieul : FinalSound::consonant;
        if (code >= 0x314F && code <= 0x3163) return FinalSound::vowel;
        std::size_t begin = end;
        if (is_digit(code)) {
            // "1,000" is one number; after a decimal point digits are read one by one.
            while (begin > 0 && (is_digit(codes[begin - 1]) ||
                                 (codes[begin - 1] == ',' && begin > 1 && is_digit(codes[begin - 2]))))
                --begin;
            const bool decimal = begin > 1 && codes[begin - 1] == '.' && is_digit(codes[begin - 2]);
            std::u32string digits = codes.substr(decimal ? end - 1 : begin, decimal ? 1 : end - begin);
            std::erase(digits, U',');
            return number_sound(digits);
        }
        if (is_latin(code)) {
            while (begin > 0 && is_latin(codes[begin - 1]))
                --begin;
            return latin_sound(std::u32string_view(codes).substr(begin, end - begin));
        }
        if (code == '%') return FinalSound::vowel;  // 퍼센트
    }
    return FinalSound::vowel;
}

std::string particle(std::string_view word, std::string_view pair) {
    const std::string_view first = pair.substr(0, pair.find('/'));
    for (const Pair& known : kPairs) {
        if (first != known.closed && first != known.open) continue;
        const FinalSound sound = final_sound(word);
        const bool open =
            sound == FinalSound::vowel || (sound == FinalSound::rieul && known.closed.starts_with("으로"));
        return std::string(open ? known.open : known.closed);
    }
    return std::string(pair);
}

std::string josa(std::string_view word, std::string_view pair) {
    return std::string(word) + particle(word, pair);
}

}  // namespace manyhands::base
