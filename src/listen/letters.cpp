#include "listen/letters.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/text/code_table.hpp"
#include "base/text/utf8.hpp"
#include "model/query/folded.hpp"

namespace manyhands::listen {
namespace {

using model::query::CharClass;

struct Letter {
    CharClass kind = CharClass::gap;
    bool mark = false;
};

Letter letter_of(char32_t code) {
    return {model::query::char_class(code), model::query::is_mark(code)};
}

base::CodeTable<Letter, letter_of> letters;

Letter letter_at(std::string_view text, std::size_t at) {
    return letters.at(base::decode_utf8(text, at).code);
}

// A mark is what the letter before it is.
CharClass class_before(std::string_view text, std::size_t at) {
    while (at > 0) {
        do
            --at;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
        const Letter letter = letter_at(text, at);
        if (!letter.mark || at == 0) return letter.kind;
    }
    return CharClass::gap;
}

}  // namespace

bool is_border(std::string_view folded, std::size_t at) {
    if (at == 0 || at >= folded.size()) return true;
    const Letter next = letter_at(folded, at);
    if (next.mark) return false;
    return next.kind != CharClass::spaced || class_before(folded, at) != CharClass::spaced;
}

bool may_begin_prefix(std::string_view folded, std::size_t at) {
    if (!is_border(folded, at)) return false;
    const CharClass next = at < folded.size() ? letter_at(folded, at).kind : CharClass::gap;
    return class_before(folded, at) != next;
}

bool follows_spaced(std::string_view folded, std::size_t at) {
    return class_before(folded, at) == CharClass::spaced;
}

bool stands_apart(std::string_view folded, std::size_t from, std::size_t to) {
    return class_before(folded, from) == CharClass::gap &&
           (to >= folded.size() || letter_at(folded, to).kind == CharClass::gap);
}

bool is_spaced(char32_t code) {
    return letters.at(code).kind == CharClass::spaced;
}

void cut_words(std::string_view folded, std::vector<Span>& into) {
    CharClass running = CharClass::gap;
    bool open = false;
    for (std::size_t i = 0; i < folded.size();) {
        const base::Decoded at = base::decode_utf8(folded, i);
        const Letter letter = letters.at(at.code);
        const CharClass here = letter.mark ? running : letter.kind;
        const auto place = static_cast<std::uint32_t>(i);
        if (open &&
            (here == CharClass::gap || (here == CharClass::symbol) != (running == CharClass::symbol))) {
            into.back().to = place;
            open = false;
        }
        if (here != CharClass::gap && !open) {
            into.push_back({place, 0});
            open = true;
        }
        running = here;
        i += at.length;
    }
    if (open) into.back().to = static_cast<std::uint32_t>(folded.size());
}

std::size_t word_at(const std::vector<Span>& words, std::size_t at) {
    const auto found = std::ranges::upper_bound(words, at, {}, [](const Span& word) { return word.to; });
    return static_cast<std::size_t>(found - words.begin());
}

std::size_t find(std::string_view text, std::string_view what, std::size_t from) {
#if defined(__SSE2__)
    // Sixteen places at once: where the first and the last byte fit, the whole is compared.
    if (what.size() >= 2) {
        const __m128i first = _mm_set1_epi8(what.front());
        const __m128i last = _mm_set1_epi8(what.back());
        const char* const data = text.data();
        while (from + what.size() + 15 <= text.size()) {
            const auto load = [data](std::size_t at) {
                return _mm_loadu_si128(reinterpret_cast<const __m128i*>(data + at));
            };
            const __m128i both = _mm_and_si128(_mm_cmpeq_epi8(load(from), first),
                                               _mm_cmpeq_epi8(load(from + what.size() - 1), last));
            for (auto mask = static_cast<unsigned>(_mm_movemask_epi8(both)); mask != 0; mask &= mask - 1) {
                const std::size_t at = from + static_cast<std::size_t>(std::countr_zero(mask));
                if (std::memcmp(data + at + 1, what.data() + 1, what.size() - 1) == 0) return at;
            }
            from += 16;
        }
    }
#endif
    return text.find(what, from);
}

}  // namespace manyhands::listen
