// UTF-8 as it comes from networks: check, repair, clean, cut. Everything here is a pure function on bytes and
// thread-safe; offsets and lengths are UTF-8 bytes unless the name says otherwise.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace manyhands::base {

// One decoded code point. `length` is 1 to 4 bytes, also when `valid` is false: then `code` is U+FFFD and the
// bytes are the longest beginning of a sequence that could have become valid (the practice of the Unicode
// standard).
struct Decoded {
    char32_t code = 0;
    unsigned char length = 1;
    bool valid = true;
};

Decoded decode_utf8_slowly(std::string_view text, std::size_t offset);

// The code point at `offset`, which must be below text.size(). ASCII and Hangul are decided here: most of
// what we read is one of them.
inline Decoded decode_utf8(std::string_view text, std::size_t offset) {
    const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char lead = byte(offset);
    if (lead < 0x80) return {lead, 1, true};
    if (lead > 0xE0 && lead < 0xED && offset + 2 < text.size()) {
        const unsigned second = byte(offset + 1);
        const unsigned third = byte(offset + 2);
        if ((second & 0xC0U) == 0x80 && (third & 0xC0U) == 0x80)
            return {
                static_cast<char32_t>(((lead & 0x0FU) << 12U) | ((second & 0x3FU) << 6U) | (third & 0x3FU)),
                3, true};
    }
    return decode_utf8_slowly(text, offset);
}

// Appends one code point; surrogates and numbers above U+10FFFF become U+FFFD.
void append_utf8(std::string& out, char32_t code);

bool is_utf8(std::string_view text);

// Every ill-formed sequence (lone surrogate, overlong form, cut end) becomes one U+FFFD, so the result is
// always valid UTF-8. NUL stays: see clean_post.
std::string repair_utf8(std::string_view text);

// What we let into a post, ours or a customer's: repaired UTF-8 with "\n" as the only line end; a tab becomes
// a space. Removed: all other control characters (NUL included), bidirectional embeddings, overrides and
// isolates, deprecated and annotation format characters, U+FEFF, non-characters, and tag characters outside a
// flag. Kept: ZWJ, ZWNJ, variation selectors, left-to-right and right-to-left marks, Hangul fillers.
std::string clean_post(std::string_view text);

// As clean_post, but on one line: line ends become a space. For names, subjects and labels.
std::string clean_line(std::string_view text);

// Number of code points of valid UTF-8 (ill-formed sequences count as one each).
std::size_t code_point_count(std::string_view text);

// UTF-16 for ICU and for link detection; ill-formed input becomes U+FFFD.
std::u16string to_utf16(std::string_view text);
// Lone surrogates become U+FFFD.
std::string to_utf8(std::u16string_view text);

}  // namespace manyhands::base
