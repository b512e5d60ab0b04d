#include "model/query/folded.hpp"

#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::model::query {
namespace {

constexpr bool is_syllable(char32_t code) {
    return code >= 0xAC00 && code <= 0xD7A3;
}

// Folded without ICU: each is itself, or its lower case, whatever plain character follows.
constexpr bool is_plain(char32_t code) {
    return (code < 0x80) || is_syllable(code);
}

// A code point before which a text may be cut and its two parts folded by themselves.
bool begins_piece(char32_t code) {
    if (is_plain(code)) return true;
    static const auto* const folding = [] {
        UErrorCode status = U_ZERO_ERROR;
        return icu::Normalizer2::getNFKCCasefoldInstance(status);
    }();
    static const auto* const composing = [] {
        UErrorCode status = U_ZERO_ERROR;
        return icu::Normalizer2::getNFCInstance(status);
    }();
    const auto point = static_cast<UChar32>(code);
    return !is_mark(code) && u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) == 0 &&
           folding->hasBoundaryBefore(point) != 0 && composing->hasBoundaryBefore(point) != 0;
}

std::string without_invisible(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const base::Decoded at = base::decode_utf8(text, i);
        if (u_hasBinaryProperty(static_cast<UChar32>(at.code), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) == 0)
            base::append_utf8(out, at.code);
        i += at.length;
    }
    return out;
}

std::size_t step_back(std::string_view text, std::size_t at) {
    do
        --at;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
    return at;
}

bool is_free_script(UScriptCode script) {
    switch (script) {
        case USCRIPT_HANGUL:
        case USCRIPT_HAN:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
        case USCRIPT_BOPOMOFO:
        case USCRIPT_THAI:
        case USCRIPT_LAO:
        case USCRIPT_KHMER:
        case USCRIPT_MYANMAR:
            return true;
        default:  // ICU's list, not ours
            return false;
    }
}

}  // namespace

bool is_mark(char32_t code) {
    if (code < 0x300 || is_syllable(code)) return false;
    return (U_GET_GC_MASK(static_cast<UChar32>(code)) & U_GC_M_MASK) != 0;
}

bool is_blank(char32_t code) {
    return code <= 0x20 || code == 0x7F || code == 0x85 || code == 0xA0 || code == 0x1680 ||
           (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F ||
           code == 0x205F || code == 0x3000;
}

CharClass char_class(char32_t code) {
    if (code < 0x80) {
        const bool letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
                            (code >= '0' && code <= '9') || code == '_';
        return letter ? CharClass::spaced : CharClass::gap;
    }
    if (is_syllable(code)) return CharClass::free;
    const auto point = static_cast<UChar32>(code);
    const auto mask = U_GET_GC_MASK(point);
    if ((mask & U_GC_SO_MASK) != 0 || (code >= 0x1F3FB && code <= 0x1F3FF)) return CharClass::symbol;
    if ((mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) == 0) return CharClass::gap;
    if (code >= 0x3041 && code <= 0x30FF) return CharClass::free;  // with the marks that kana share
    UErrorCode status = U_ZERO_ERROR;
    return is_free_script(uscript_getScript(point, &status)) ? CharClass::free : CharClass::spaced;
}

CharClass class_before(std::string_view folded, std::size_t at) {
    // A mark is what the letter before it is.
    while (at > 0) {
        at = step_back(folded, at);
        const char32_t code = base::decode_utf8(folded, at).code;
        if (!is_mark(code) || at == 0) return char_class(code);
    }
    return CharClass::gap;
}

CharClass class_after(std::string_view folded, std::size_t at) {
    return at < folded.size() ? char_class(base::decode_utf8(folded, at).code) : CharClass::gap;
}

Folded::Folded(std::string_view original, Form form) : original_size_(original.size()) {
    fold(original, form);
    cut();
}

void Folded::fold(std::string_view original, Form form) {
    text_.reserve(original.size());
    for (std::size_t i = 0; i < original.size();) {
        const base::Decoded first = base::decode_utf8(original, i);
        std::size_t end = i + first.length;
        // A piece is one character with everything that may join it.
        bool plain = is_plain(first.code);
        while (end < original.size()) {
            const base::Decoded next = base::decode_utf8(original, end);
            if (begins_piece(next.code)) break;
            plain = false;
            end += next.length;
        }
        pieces_.push_back({static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(i)});
        const std::string_view piece = original.substr(i, end - i);
        if (plain && first.code < 0x80)
            text_ += form == Form::folded && first.code >= 'A' && first.code <= 'Z'
                         ? static_cast<char>(first.code + ('a' - 'A'))
                         : static_cast<char>(first.code);
        else if (plain)
            text_ += piece;
        else if (form == Form::folded)
            text_ += base::fold_for_search(piece);
        else
            text_ += base::nfc(without_invisible(piece));
        i = end;
    }
}

void Folded::cut() {
    constexpr auto kNone = static_cast<std::uint32_t>(-1);
    std::uint32_t begin = kNone;
    CharClass running = CharClass::gap;
    const auto end_word = [&](std::size_t at) {
        if (begin != kNone) words_.push_back({begin, static_cast<std::uint32_t>(at)});
        begin = kNone;
    };
    for (std::size_t i = 0; i < text_.size();) {
        const base::Decoded at = base::decode_utf8(text_, i);
        // A mark is of the word before it, and begins none.
        const CharClass here = is_mark(at.code) ? running : char_class(at.code);
        const bool breaks = (here == CharClass::symbol) != (running == CharClass::symbol);
        if (here == CharClass::gap || breaks) end_word(i);
        if (here != CharClass::gap && begin == kNone) begin = static_cast<std::uint32_t>(i);
        running = here;
        i += at.length;
    }
    end_word(text_.size());
}

std::size_t Folded::word_at(std::size_t at) const {
    const auto found = std::ranges::upper_bound(words_, at, {}, [](const Word& word) { return word.to; });
    return static_cast<std::size_t>(found - words_.begin());
}

bool Folded::is_border(std::size_t at) const {
    if (at == 0 || at >= text_.size()) return true;
    if (is_mark(base::decode_utf8(text_, at).code)) return false;
    return class_after(text_, at) != CharClass::spaced || class_before(text_, at) != CharClass::spaced;
}

Range Folded::original(Range folded) const {
    if (pieces_.empty() || folded.from >= folded.to) return {};
    // The last piece that begins at or before a byte holds it; empty pieces (all invisible) hold nothing.
    const auto holder = [this](std::size_t byte) {
        return std::ranges::upper_bound(pieces_, byte, {}, [](const Piece& p) { return p.folded; }) - 1;
    };
    const auto first = holder(folded.from);
    const auto last = holder(folded.to - 1);
    const auto next = last + 1;
    return {first->original, next == pieces_.end() ? original_size_ : next->original};
}

}  // namespace manyhands::model::query
