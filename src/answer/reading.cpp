#include "answer/reading.hpp"

#include <array>

#include "base/text/fold.hpp"
#include "base/text/utf8.hpp"
#include "model/query/folded.hpp"

namespace manyhands::answer {
namespace {

using model::query::char_class;
using model::query::CharClass;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool ends_sentence(char32_t code) {
    return code == '.' || code == '!' || code == '?' || code == 0x3002 || code == 0x203C || code == 0x2026;
}

bool closes(char32_t code) {
    return code == '"' || code == '\'' || code == ')' || code == ']' || code == 0x201D || code == 0x300D ||
           code == 0x300F || code == '~' || ends_sentence(code);
}

struct Quotes {
    std::string_view open, close;
};
constexpr std::array kQuotes{Quotes{"\"", "\""}, Quotes{"“", "”"}, Quotes{"‘", "'"}, Quotes{"「", "」"},
                             Quotes{"『", "』"}};
// No quotation is longer: an opening mark without its end quotes nothing.
constexpr std::size_t kQuoteBytes = 400;

}  // namespace

std::size_t step_back(std::string_view text, std::size_t at) {
    do
        --at;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
    return at;
}

bool is_hangul_syllable(char32_t code) {
    return code >= 0xAC00 && code <= 0xD7A3;
}

bool is_letter_alone(char32_t code) {
    return (code >= 0x1100 && code <= 0x11FF) || (code >= 0x3131 && code <= 0x318E);
}

Reading::Reading(std::string_view original) : original_(original) {
    fold();
    mask_.assign(text_.size() + 1, kOpen);
    mask();
    quote();
    cut();
}

void Reading::fold() {
    std::string folded;
    std::vector<base::FoldedPiece> pieces;
    base::append_folded(original_, base::Bytes::any, folded, &pieces);
    text_.reserve(folded.size());
    from_.reserve(folded.size() + 1);
    to_.reserve(folded.size() + 1);
    const auto put = [this](std::string_view bytes, std::size_t from, std::size_t to) {
        text_ += bytes;
        from_.insert(from_.end(), bytes.size(), static_cast<std::uint32_t>(from));
        to_.insert(to_.end(), bytes.size(), static_cast<std::uint32_t>(to));
    };
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const std::size_t end = i + 1 < pieces.size() ? pieces[i + 1].folded : folded.size();
        const std::size_t original_end = i + 1 < pieces.size() ? pieces[i + 1].original : original_.size();
        const std::string_view piece =
            std::string_view(folded).substr(pieces[i].folded, end - pieces[i].folded);
        const std::string_view written =
            original_.substr(pieces[i].original, original_end - pieces[i].original);
        // Characters that only could have joined (요ㅠㅠ) have places of their own.
        if (!pieces[i].plain && base::code_point_count(piece) != base::code_point_count(written)) {
            put(piece, pieces[i].original, original_end);
            continue;
        }
        std::size_t place = 0;
        for (std::size_t at = 0; at < piece.size();) {
            const std::size_t length = base::decode_utf8(piece, at).length;
            const std::size_t length_there = base::decode_utf8(written, place).length;
            const std::string_view one = piece.substr(at, length);
            // In “don’t” it is an apostrophe; as a quotation mark it closes.
            put(one == "’" || one == "ʼ" ? "'" : one, pieces[i].original + place,
                pieces[i].original + place + length_there);
            at += length;
            place += length_there;
        }
    }
}

void Reading::mask() {
    const std::string_view text = text_;
    for (std::size_t at = 0; at < text.size();) {
        if (is_blank(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && !is_blank(text[end]))
            ++end;
        const std::string_view word = text.substr(at, end - at);
        const auto link = word.find("://");
        const bool is_link = link != std::string_view::npos || word.starts_with("www.");
        const bool is_handle = word.front() == '@' && word.size() > 1;
        const bool is_signature = word.front() == '^' && end == text.size();  // ^KG at the very end
        const std::size_t from = is_link || is_handle || is_signature ? at : end;
        std::size_t to = from;
        // Hangul right behind a link or handle is a particle, and speech again.
        while (to < end && !is_hangul_syllable(base::decode_utf8(text, to).code))
            to += base::decode_utf8(text, to).length;
        for (std::size_t i = from; i < to; ++i)
            mask_[i] = kMasked;
        at = end;
    }
    for (std::size_t at = 0; at < text.size() && !korean_;) {
        const base::Decoded one = base::decode_utf8(text, at);
        korean_ = !is_masked(at) && is_hangul_syllable(one.code);
        at += one.length;
    }
}

void Reading::quote() {
    const std::string_view text = text_;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t next = at + base::decode_utf8(text, at).length;
        for (const Quotes& marks : kQuotes) {
            if (!text.substr(at).starts_with(marks.open)) continue;
            const std::size_t begin = at + marks.open.size();
            const std::size_t close = text.substr(0, begin + kQuoteBytes).find(marks.close, begin);
            if (close == std::string_view::npos) break;
            for (std::size_t i = begin; i < close; ++i)
                if (mask_[i] == kOpen) mask_[i] = kQuoted;
            next = close + marks.close.size();
            break;
        }
        at = next;
    }
}

void Reading::cut() {
    const std::string_view text = text_;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const base::Decoded one = base::decode_utf8(text, at);
        if (one.code == '\n') {
            add_sentence(begin, at);
            begin = at + 1;
        } else if (ends_sentence(one.code) && !is_quoted(at) && !is_masked(at)) {
            std::size_t end = at + one.length;
            while (end < text.size() && closes(base::decode_utf8(text, end).code))
                end += base::decode_utf8(text, end).length;
            const char32_t before = at > 0 ? base::decode_utf8(text, step_back(text, at)).code : 0;
            const char32_t after = end < text.size() ? base::decode_utf8(text, end).code : ' ';
            // "3.5", "shop.example" go on; "했습니다.그래서" and "됩니다.^^" do not.
            const bool goes_on =
                char_class(after) == CharClass::spaced && char_class(before) == CharClass::spaced;
            if (!goes_on) {
                add_sentence(begin, end);
                begin = end;
            }
            at = end;
            continue;
        }
        at += one.length;
    }
    add_sentence(begin, text.size());
}

void Reading::add_sentence(std::size_t from, std::size_t to) {
    const std::string_view text = text_;
    while (from < to && is_blank(text[from]))
        ++from;
    while (to > from && is_blank(text[to - 1]))
        --to;
    if (from == to) return;
    Sentence one;
    one.all = {from, to};
    std::size_t end = to;
    while (end > from) {
        const std::size_t before = step_back(text, end);
        const char32_t code = base::decode_utf8(text, before).code;
        const CharClass kind = char_class(code);
        const bool letter = (kind == CharClass::free || kind == CharClass::spaced) && !is_letter_alone(code);
        if (letter && !is_masked(before)) break;
        if (code == '?') one.question = true;
        end = before;
    }
    if (end == from) {  // laughter and marks alone
        // They belong to the sentence before them.
        if (!sentences_.empty()) sentences_.back().all.to = to;
        return;
    }
    one.body = {from, end};
    one.text = text.substr(from, end - from);
    sentences_.push_back(one);
}

Span Reading::original(Span folded) const {
    if (text_.empty()) return {0, 0};
    if (folded.from >= folded.to) {
        const std::size_t at = folded.from < from_.size() ? from_[folded.from] : original_.size();
        return {at, at};
    }
    return {from_[folded.from], to_[folded.to - 1]};
}

std::string_view Reading::written(Span folded) const {
    const Span span = original(folded);
    return original_.substr(span.from, span.to - span.from);
}

}  // namespace manyhands::answer
