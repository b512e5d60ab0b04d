#include "base/text/utf8.hpp"

#include <algorithm>

namespace manyhands::base {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

unsigned char byte_at(std::string_view text, std::size_t offset) {
    return static_cast<unsigned char>(text[offset]);
}

constexpr bool between(char32_t code, char32_t first, char32_t last) {
    return code >= first && code <= last;
}

constexpr bool is_tag(char32_t code) {
    return between(code, 0xE0020, 0xE007F);
}

// Characters that have no business in a post: they hide, reorder or break what people see.
constexpr bool is_dangerous(char32_t code) {
    return code < 0x20 || between(code, 0x7F, 0x9F) || between(code, 0x202A, 0x202E) ||
           between(code, 0x2066, 0x206F) || between(code, 0xFFF9, 0xFFFB) || code == 0xFEFF ||
           between(code, 0xFDD0, 0xFDEF) || (code & 0xFFFE) == 0xFFFE || code == 0xE0001;
}

enum class LineEnds { keep, to_space };

std::string clean(std::string_view text, LineEnds ends) {
    std::string out;
    out.reserve(text.size());
    bool in_flag = false;  // after U+1F3F4 and its tags, a tag belongs to a flag (Wales, Scotland, England)
    for (std::size_t i = 0; i < text.size();) {
        const Decoded at = decode_utf8(text, i);
        const std::size_t next = i + at.length;
        const bool flag_part = in_flag && is_tag(at.code);
        in_flag = at.code == 0x1F3F4 || flag_part;
        if (at.code == '\r' || at.code == '\n' || at.code == 0x85 || at.code == 0x2028 || at.code == 0x2029) {
            const bool pair = at.code == '\r' && next < text.size() && text[next] == '\n';
            if (!pair) out.push_back(ends == LineEnds::keep ? '\n' : ' ');
        } else if (at.code == '\t') {
            out.push_back(' ');
        } else if (!is_dangerous(at.code) && (!is_tag(at.code) || flag_part)) {
            append_utf8(out, at.code);
        }
        i = next;
    }
    return out;
}

}  // namespace

Decoded decode_utf8_slowly(std::string_view text, std::size_t offset) {
    const unsigned char lead = byte_at(text, offset);
    if (lead < 0x80) return {lead, 1, true};
    // The second byte's range is narrower after some lead bytes: no overlong forms, no surrogates, no more
    // than U+10FFFF.
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    unsigned char need = 0;
    char32_t code = 0;
    if (lead >= 0xC2 && lead <= 0xDF) {
        need = 1;
        code = lead & 0x1FU;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        need = 2;
        code = lead & 0x0FU;
        if (lead == 0xE0) low = 0xA0;
        if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        need = 3;
        code = lead & 0x07U;
        if (lead == 0xF0) low = 0x90;
        if (lead == 0xF4) high = 0x8F;
    } else {
        return {kReplacement, 1, false};
    }
    unsigned char length = 1;
    while (need-- > 0) {
        if (offset + length >= text.size()) return {kReplacement, length, false};
        const unsigned char follow = byte_at(text, offset + length);
        if (follow < low || follow > high) return {kReplacement, length, false};
        code = (code << 6U) | (follow & 0x3FU);
        low = 0x80;
        high = 0xBF;
        ++length;
    }
    return {code, length, true};
}

void append_utf8(std::string& out, char32_t code) {
    if (code > 0x10FFFF || between(code, 0xD800, 0xDFFF)) code = kReplacement;
    const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6));
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const Decoded at = decode_utf8(text, i);
        if (!at.valid) return false;
        i += at.length;
    }
    return true;
}

std::string repair_utf8(std::string_view text) {
    if (is_utf8(text)) return std::string(text);
    std::string out;
    out.reserve(text.size() + 8);
    for (std::size_t i = 0; i < text.size();) {
        const Decoded at = decode_utf8(text, i);
        append_utf8(out, at.code);
        i += at.length;
    }
    return out;
}

std::string clean_post(std::string_view text) {
    return clean(text, LineEnds::keep);
}

std::string clean_line(std::string_view text) {
    return clean(text, LineEnds::to_space);
}

std::size_t code_point_count(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++count)
        i += decode_utf8(text, i).length;
    return count;
}

std::u16string to_utf16(std::string_view text) {
    std::u16string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const Decoded at = decode_utf8(text, i);
        i += at.length;
        if (at.code < 0x10000) {
            out.push_back(static_cast<char16_t>(at.code));
        } else {
            out.push_back(static_cast<char16_t>(0xD7C0 + (at.code >> 10)));
            out.push_back(static_cast<char16_t>(0xDC00 | (at.code & 0x3FF)));
        }
    }
    return out;
}

std::string to_utf8(std::u16string_view text) {
    std::string out;
    out.reserve(text.size() * 3);
    for (std::size_t i = 0; i < text.size(); ++i) {
        char32_t code = text[i];
        if (between(code, 0xD800, 0xDBFF) && i + 1 < text.size() && between(text[i + 1], 0xDC00, 0xDFFF)) {
            code = 0x10000 + ((code - 0xD800) << 10) + (text[i + 1] - 0xDC00U);
            ++i;
        }
        append_utf8(out, code);  // a lone surrogate becomes U+FFFD there
    }
    return out;
}

}  // namespace manyhands::base
