#include "listen/listen.hpp"

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::listen {
namespace {

// Folded and with every run of white space as one blank, so that a phrase matches across line ends.
std::string fold(std::string_view text) {
    const std::string folded = base::fold_for_search(base::clean_line(text));
    std::string out;
    out.reserve(folded.size());
    for (std::size_t i = 0; i < folded.size();) {
        const base::Decoded at = base::decode_utf8(folded, i);
        const bool blank = at.code == U' ' || at.code == 0xA0 || at.code == 0x3000;
        if (!blank) out.append(folded, i, at.length);
        if (blank && !out.ends_with(' ')) out += ' ';
        i += at.length;
    }
    return out;
}

std::string_view trim(std::string_view text) {
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

// Letters of scripts that put blanks between words and attach nothing to them: there a term is a whole word.
bool is_spaced_letter(char32_t code) {
    if (code < 0x80) return (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') || code == '_';
    return code >= 0xC0 && code < 0x1100 && code != 0xD7 && code != 0xF7;
}

char32_t code_before(std::string_view text, std::size_t at) {
    std::size_t begin = at;
    do {
        --begin;
    } while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U);
    return base::decode_utf8(text, begin).code;
}

bool stands_apart(std::string_view text, std::size_t begin, std::size_t end) {
    if (begin > 0 && is_spaced_letter(base::decode_utf8(text, begin).code) &&
        is_spaced_letter(code_before(text, begin)))
        return false;
    return end >= text.size() || !is_spaced_letter(code_before(text, end)) ||
           !is_spaced_letter(base::decode_utf8(text, end).code);
}

}  // namespace

Terms::Terms(std::string_view comma_separated) {
    bool quoted = false;
    std::string term;
    const auto take = [&] {
        const std::string folded = fold(term);
        if (const auto kept = trim(folded); !kept.empty()) folded_.emplace_back(kept);
        term.clear();
    };
    for (const char c : comma_separated) {
        if (c == '"') {
            quoted = !quoted;
        } else if ((c == ',' && !quoted) || c == '\n') {
            take();
            quoted = false;
        } else {
            term += c;
        }
    }
    take();
}

bool Terms::matches(std::string_view text) const {
    if (folded_.empty()) return false;
    const std::string folded = fold(text);
    for (const std::string& term : folded_)
        for (auto at = folded.find(term); at != std::string::npos; at = folded.find(term, at + 1))
            if (stands_apart(folded, at, at + term.size())) return true;
    return false;
}

bool concerns_us(const model::RemotePost& post, std::string_view account_remote_id, const Terms& terms) {
    // Tombstones carry no text; route knows whether it ever kept the post.
    if (post.deleted || post.addressed_to_us) return true;
    if (!account_remote_id.empty() && post.author.remote_id == account_remote_id) return true;
    return terms.matches(post.text);
}

}  // namespace manyhands::listen
