#include "base/text/unicode.hpp"

#include <memory>
#include <stdexcept>

#include <unicode/normalizer2.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>

#include "base/text/utf8.hpp"

namespace manyhands::base {

namespace {

// ICU fails here only when its data is missing: a broken installation, not an expected outcome.
void check(UErrorCode status, const char* what) {
    if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU: ") + what + ": " + u_errorName(status));
}

// Code points that are one grapheme by themselves whatever stands beside them in this set: no CR (it joins
// LF), no combining marks, no conjoining jamo, no emoji.
constexpr bool stands_alone(char32_t code) {
    return (code >= 0x20 && code < 0x7F) || code == '\n' || (code >= 0xAC00 && code <= 0xD7A3) ||  // Hangul
           (code >= 0x3131 && code <= 0x318E) ||                                        // ㅋㅋㅋ, ㅠㅠ
           (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0x3041 && code <= 0x3096) ||  // Han, hiragana
           (code >= 0x30A1 && code <= 0x30FA) || (code >= 0x3001 && code <= 0x3003) ||  // katakana, 。、
           (code >= 0xC0 && code <= 0x24F) || (code >= 0xA1 && code <= 0xA8) || code == 0x2019 ||
           code == 0x2026 || code == 0x201C || code == 0x201D || code == 0x2018;
}

struct CloseBreaks {
    void operator()(UBreakIterator* breaks) const { ubrk_close(breaks); }
};

struct CloseText {
    void operator()(UText* text) const { utext_close(text); }
};

// One iterator a thread; opening one costs more than counting a post.
UBreakIterator* grapheme_breaks() {
    thread_local std::unique_ptr<UBreakIterator, CloseBreaks> breaks;
    if (!breaks) {
        UErrorCode status = U_ZERO_ERROR;
        breaks.reset(ubrk_open(UBRK_CHARACTER, "", nullptr, 0, &status));
        check(status, "grapheme breaks");
    }
    return breaks.get();
}

// Newer Unicode joins subscript consonants in more scripts than ICU 72 does, and browsers and networks
// already count so. A linker (virama, coeng) between two consonants of these scripts makes one grapheme of
// them.
struct Joining {
    char32_t linker;
    char32_t first, last;  // consonants
};

constexpr Joining kJoining[] = {
    {0x1039, 0x1000, 0x102A}, {0x1039, 0x1075, 0x1081},  // Myanmar
    {0x17D2, 0x1780, 0x17B3},                            // Khmer
    {0x1A60, 0x1A20, 0x1A54},                            // Tai Tham
    {0x1B44, 0x1B13, 0x1B33}, {0x1B44, 0x1B45, 0x1B4C},  // Balinese
    {0x1BAB, 0x1B83, 0x1BA0}, {0x1BAB, 0x1BBB, 0x1BBD},  // Sundanese
    {0xA9C0, 0xA989, 0xA98B}, {0xA9C0, 0xA98F, 0xA9B2},  // Javanese
};

bool is_consonant(char32_t code, char32_t linker) {
    for (const Joining& joining : kJoining)
        if (joining.linker == linker && code >= joining.first && code <= joining.last) return true;
    return false;
}

// Whether the boundary that ICU 72 sees at `at` lies inside such a group.
bool joined_at(std::string_view text, std::size_t at) {
    const char32_t next = decode_utf8(text, at).code;
    char32_t linker = 0;
    for (const Joining& joining : kJoining)
        if (next >= joining.first && next <= joining.last) linker = joining.linker;
    if (linker == 0) return false;
    bool linked = false;
    while (at > 0) {
        do
            --at;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80);
        const char32_t code = decode_utf8(text, at).code;
        if (code == linker)
            linked = true;
        else if (code != 0x200D && u_charType(static_cast<UChar32>(code)) != U_NON_SPACING_MARK)
            return linked && is_consonant(code, linker);
    }
    return false;
}

// Calls `each(end)` with the byte offset of every grapheme's end until it returns false.
template <class Each>
void walk_graphemes(std::string_view text, Each each) {
    if (text.empty()) return;
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UText, CloseText> bytes(
        utext_openUTF8(nullptr, text.data(), static_cast<int64_t>(text.size()), &status));
    check(status, "text");
    UBreakIterator* breaks = grapheme_breaks();
    ubrk_setUText(breaks, bytes.get(), &status);
    check(status, "set text");
    for (int32_t next = ubrk_next(breaks); next != UBRK_DONE; next = ubrk_next(breaks)) {
        const auto end = static_cast<std::size_t>(next);
        if (end < text.size() && joined_at(text, end)) continue;
        if (!each(end)) return;
    }
}

icu::UnicodeString to_icu(std::string_view text) {
    // fromUTF8 replaces ill-formed sequences by U+FFFD.
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string from_icu(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

icu::UnicodeString normalized(const icu::Normalizer2* form, const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString out = form->normalize(text, status);
    check(status, "normalize");
    return out;
}

}  // namespace

bool is_plain(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const Decoded at = decode_utf8(text, i);
        if (!stands_alone(at.code)) return false;
        i += at.length;
    }
    return true;
}

std::size_t grapheme_count(std::string_view text) {
    if (is_plain(text)) return code_point_count(text);
    std::size_t count = 0;
    walk_graphemes(text, [&count](std::size_t) {
        ++count;
        return true;
    });
    return count;
}

std::vector<std::size_t> grapheme_ends(std::string_view text) {
    std::vector<std::size_t> ends;
    ends.reserve(text.size() / 2);
    walk_graphemes(text, [&ends](std::size_t end) {
        ends.push_back(end);
        return true;
    });
    return ends;
}

std::string_view clamp_bytes(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return text;
    std::size_t cut = 0;
    walk_graphemes(text, [&cut, max_bytes](std::size_t end) {
        if (end > max_bytes) return false;
        cut = end;
        return true;
    });
    return text.substr(0, cut);
}

std::string_view clamp_graphemes(std::string_view text, std::size_t max_graphemes) {
    std::size_t cut = 0;
    std::size_t count = 0;
    walk_graphemes(text, [&](std::size_t end) {
        if (++count > max_graphemes) return false;
        cut = end;
        return true;
    });
    return text.substr(0, cut);
}

std::string nfc(std::string_view text) {
    bool inert =
        true;  // below U+0300 and precomposed Hangul are already composed and never combine with each other
    for (std::size_t i = 0; inert && i < text.size();) {
        const Decoded at = decode_utf8(text, i);
        inert = at.valid && (at.code < 0x300 || stands_alone(at.code));
        i += at.length;
    }
    if (inert) return std::string(text);
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(status);
    check(status, "NFC");
    return from_icu(normalized(form, to_icu(text)));
}

std::string fold_case(std::string_view text) {
    // ASCII without ICU: handles and names are hardly ever anything else.
    std::string lower(text);
    bool ascii = true;
    for (char& c : lower) {
        ascii = ascii && (c & 0x80) == 0;
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
    if (ascii) return lower;
    return from_icu(to_icu(text).foldCase());
}

std::string fold_for_search(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(status);
    const icu::Normalizer2* compose = icu::Normalizer2::getNFCInstance(status);
    check(status, "search fold");
    const icu::UnicodeString apart = normalized(decompose, normalized(fold, to_icu(text)));
    icu::UnicodeString kept;
    bool after_latin = false;
    for (int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
        const UChar32 code = apart.char32At(i);
        if (u_charType(code) == U_NON_SPACING_MARK) {
            if (after_latin) continue;  // é is e; but a Devanagari vowel sign or a dakuten stays
        } else {
            UErrorCode script_status = U_ZERO_ERROR;
            after_latin = uscript_getScript(code, &script_status) == USCRIPT_LATIN;
        }
        kept.append(code);
    }
    return from_icu(normalized(compose, kept));
}

}  // namespace manyhands::base
