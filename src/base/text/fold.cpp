#include "base/text/fold.hpp"

#include <array>
#include <cstring>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include "base/text/code_table.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::base {
namespace {

constexpr bool is_syllable(char32_t code) {
    return code >= 0xAC00 && code <= 0xD7A3;
}

// Characters that are copied in blocks; of the syllables all but the last few, so that two bytes decide.
constexpr bool is_plain_code(char32_t code) {
    return code < 0x80 || (code >= 0xAC00 && code <= 0xD77F);
}

constexpr bool is_hangul(char32_t code) {
    return is_syllable(code) || (code >= 0x1100 && code <= 0x11FF) || (code >= 0xA960 && code <= 0xA97F) ||
           (code >= 0xD7B0 && code <= 0xD7FF);
}

// What a code point becomes when nothing joins it.
struct Fold {
    static constexpr std::size_t kRoom = 13;
    std::uint8_t length = 0;
    bool begins : 1 = false;     // a text may be cut before it and the two parts folded by themselves
    bool invisible : 1 = false;  // default ignorable: nothing is left of it
    bool hangul : 1 = false;     // becomes Hangul and nothing else
    bool fits : 1 = false;       // `bytes` is all of it
    std::array<char, kRoom> bytes{};
};

Fold fold_of(char32_t code) {
    static const auto* const folding = [] {
        UErrorCode status = U_ZERO_ERROR;
        return icu::Normalizer2::getNFKCCasefoldInstance(status);
    }();
    static const auto* const composing = [] {
        UErrorCode status = U_ZERO_ERROR;
        return icu::Normalizer2::getNFCInstance(status);
    }();
    const auto point = static_cast<UChar32>(code);
    Fold fold;
    fold.invisible = u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
    fold.begins = code < 0x80 || is_syllable(code) ||
                  ((U_GET_GC_MASK(point) & U_GC_M_MASK) == 0 && !fold.invisible &&
                   folding->hasBoundaryBefore(point) != 0 && composing->hasBoundaryBefore(point) != 0);
    std::string alone;
    append_utf8(alone, code);
    const std::string folded = fold_for_search(alone);
    fold.hangul = !folded.empty();
    for (std::size_t i = 0; i < folded.size();) {
        const Decoded at = decode_utf8(folded, i);
        fold.hangul = fold.hangul && is_hangul(at.code);
        i += at.length;
    }
    fold.fits = folded.size() <= Fold::kRoom;
    if (fold.fits) {
        fold.length = static_cast<std::uint8_t>(folded.size());
        std::memcpy(fold.bytes.data(), folded.data(), folded.size());
    }
    return fold;
}

CodeTable<Fold, fold_of>& table() {
    static CodeTable<Fold, fold_of> folds;
    return folds;
}

// Hangul in letters, composed as normal form C does it.
class Composer {
  public:
    void add(char32_t code) {
        constexpr char32_t kLead = 0x1100, kVowel = 0x1161, kTail = 0x11A7, kFirst = 0xAC00;
        if (last_ >= kLead && last_ < kLead + 19 && code >= kVowel && code < kVowel + 21) {
            last_ = kFirst + ((last_ - kLead) * 21 + (code - kVowel)) * 28;
        } else if (is_syllable(last_) && (last_ - kFirst) % 28 == 0 && code > kTail && code < kTail + 28) {
            last_ += code - kTail;
        } else {
            flush();
            last_ = code;
        }
    }
    void flush() {
        if (last_ != 0) append_utf8(out_, last_);
        last_ = 0;
    }
    explicit Composer(std::string& out) : out_(out) {}

  private:
    std::string& out_;
    char32_t last_ = 0;
};

// One character with what may join it.
void fold_piece(std::string_view piece, std::size_t first_length, std::string& out) {
    const Fold& first = table().at(decode_utf8(piece, 0).code);
    bool only_invisible = !first.invisible;  // behind the first
    bool hangul = true;
    for (std::size_t i = 0; i < piece.size();) {
        const Decoded at = decode_utf8(piece, i);
        const Fold& fold = table().at(at.code);
        hangul = hangul && (fold.hangul || fold.invisible);
        only_invisible = only_invisible && (i == 0 || fold.invisible);
        i += at.length;
    }
    if ((piece.size() == first_length || only_invisible) && first.fits) {
        out.append(first.bytes.data(), first.length);
        return;
    }
    if (!hangul) {
        out += fold_for_search(piece);
        return;
    }
    Composer composer(out);
    for (std::size_t i = 0; i < piece.size();) {
        const Decoded at = decode_utf8(piece, i);
        const Fold& fold = table().at(at.code);
        const std::string_view folded(fold.bytes.data(), fold.length);
        for (std::size_t j = 0; j < folded.size();) {
            const Decoded part = decode_utf8(folded, j);
            composer.add(part.code);
            j += part.length;
        }
        i += at.length;
    }
    composer.flush();
}

using Block __attribute__((vector_size(16))) = unsigned char;
constexpr std::size_t kBlock = sizeof(Block);

Block load(const char* from) {
    Block block;
    std::memcpy(&block, from, sizeof block);
    return block;
}

// Where the plain characters that begin at `at` end; of well-formed UTF-8, `at` not within a character.
std::size_t plain_end(std::string_view text, std::size_t at) {
    while (at + kBlock < text.size()) {
        std::array<std::uint64_t, 2> ascii{};
        std::memcpy(ascii.data(), text.data() + at, sizeof ascii);
        if (((ascii[0] | ascii[1]) & 0x8080'8080'8080'8080U) == 0) {
            at += kBlock;
            continue;
        }
        const Block here = load(text.data() + at);
        const Block next = load(text.data() + at + 1);
        // A lead byte must be one of a plain syllable: EA B0.., EB, EC, ..ED 9D. Other bytes follow it.
        const Block bad = (Block)(here >= 0xC0) & ~(Block)(here == 0xEB) & ~(Block)(here == 0xEC) &
                          ~((Block)(here == 0xEA) & (Block)(next >= 0xB0)) &
                          ~((Block)(here == 0xED) & (Block)(next <= 0x9D));
        std::array<std::uint64_t, 2> halves{};
        std::memcpy(halves.data(), &bad, sizeof bad);
        if ((halves[0] | halves[1]) == 0) {
            at += kBlock;
            continue;
        }
        for (std::size_t i = 0; i < kBlock; ++i)
            if (bad[i] != 0) return at + i;
    }
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
        ++at;  // the rest of a character whose lead was found plain
    while (at < text.size()) {
        const Decoded here = decode_utf8(text, at);
        if (!is_plain_code(here.code)) break;
        at += here.length;
    }
    return at;
}

void append_lower(std::string_view plain, std::string& out) {
    const std::size_t begin = out.size();
    out.resize_and_overwrite(begin + plain.size(), [&](char* bytes, std::size_t) {
        char* const to = bytes + begin;
        std::size_t i = 0;
        for (; i + kBlock <= plain.size(); i += kBlock) {
            Block block = load(plain.data() + i);
            block += (Block)((Block)(block - 'A') < 26) & 0x20;
            std::memcpy(to + i, &block, sizeof block);
        }
        for (; i < plain.size(); ++i)
            to[i] = plain[i] >= 'A' && plain[i] <= 'Z' ? static_cast<char>(plain[i] + ('a' - 'A')) : plain[i];
        return begin + plain.size();  // g++ 12 hands over the capacity
    });
}

// The same for bytes that may be anything.
std::size_t plain_end_of_any(std::string_view text, std::size_t at) {
    while (at < text.size()) {
        const Decoded here = decode_utf8(text, at);
        if (!is_plain_code(here.code)) break;
        at += here.length;
    }
    return at;
}

}  // namespace

bool append_folded(std::string_view text, Bytes bytes, std::string& out, std::vector<FoldedPiece>* pieces) {
    const std::size_t begin = out.size();
    const bool in_blocks = bytes == Bytes::utf8 || is_utf8(text);
    bool same = true;
    const auto mark = [&](std::size_t original, bool plain) {
        if (pieces != nullptr)
            pieces->push_back({static_cast<std::uint32_t>(out.size() - begin),
                               static_cast<std::uint32_t>(original), plain});
    };
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = in_blocks ? plain_end(text, at) : plain_end_of_any(text, at);
        const std::size_t piece = end;
        if (end < text.size() && end > at && !table().at(decode_utf8(text, end).code).begins) {
            // It joins the character before it.
            do
                --end;
            while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U);
        }
        if (end > at) {
            mark(at, true);
            append_lower(text.substr(at, end - at), out);
        }
        if (piece == text.size()) break;
        at = end;
        const std::size_t first = decode_utf8(text, at).length;
        for (end = at + first; end < text.size();) {
            const Decoded next = decode_utf8(text, end);
            if (table().at(next.code).begins) break;
            end += next.length;
        }
        same = false;
        mark(at, false);
        fold_piece(text.substr(at, end - at), first, out);
        at = end;
    }
    return same;
}

}  // namespace manyhands::base
