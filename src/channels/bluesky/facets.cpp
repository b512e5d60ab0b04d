#include "channels/bluesky/facets.hpp"

#include <algorithm>

#include "channels/bluesky/at_uri.hpp"

namespace manyhands::channels::bluesky {
namespace {

bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool starts_with_folded(std::string_view text, std::string_view beginning) {
    return text.size() >= beginning.size() && std::equal(beginning.begin(), beginning.end(), text.begin(),
                                                         [](char a, char b) { return a == lower(b); });
}

// A mention or link inside a Latin word or an e-mail address is none; after Hangul or a bracket it is.
bool may_begin_after(char before) {
    return !is_alnum(before) && before != '@' && before != '_' && before != '/' && before != '.';
}

// Punctuation that ends the sentence, not the address; a closing bracket belongs to it only with its opening
// one.
std::string_view without_tail(std::string_view link) {
    for (;;) {
        if (link.empty()) return link;
        const char last = link.back();
        const bool punctuation = std::string_view(".,;:!?'\"*_~").find(last) != std::string_view::npos;
        const auto lonely = [&](char open, char close) {
            return last == close &&
                   std::count(link.begin(), link.end(), open) < std::count(link.begin(), link.end(), close);
        };
        if (!punctuation && !lonely('(', ')') && !lonely('[', ']')) return link;
        link.remove_suffix(1);
    }
}

std::string_view link_at(std::string_view text) {
    const std::size_t scheme = starts_with_folded(text, "https://")  ? 8
                               : starts_with_folded(text, "http://") ? 7
                                                                     : 0;
    if (scheme == 0) return {};
    const auto end = std::find_if(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F || c == '<' ||
               c == '>' || c == '"' || c == '`' || c == '{' || c == '}' || c == '|' || c == '\\' || c == '^';
    });
    const auto link = without_tail(text.substr(0, static_cast<std::size_t>(end - text.begin())));
    if (link.size() <= scheme || !is_alnum(link[scheme])) return {};
    return link;
}

std::string_view mention_at(std::string_view text) {
    if (text.empty() || text.front() != '@') return {};
    std::size_t end = 1;
    while (end < text.size() && (is_alnum(text[end]) || text[end] == '-' || text[end] == '.'))
        ++end;
    while (end > 1 && (text[end - 1] == '.' || text[end - 1] == '-'))
        --end;
    const auto mention = text.substr(0, end);
    return is_handle(mention.substr(1)) ? mention : std::string_view{};
}

}  // namespace

std::vector<Span> find_spans(std::string_view text) {
    std::vector<Span> spans;
    for (std::size_t at = 0; at < text.size();) {
        if (at == 0 || may_begin_after(text[at - 1])) {
            const std::string_view rest = text.substr(at);
            if (const auto link = link_at(rest); !link.empty()) {
                spans.push_back({Span::Kind::link, at, at + link.size(), std::string(link)});
                at += link.size();
                continue;
            }
            if (const auto mention = mention_at(rest); !mention.empty()) {
                std::string handle(mention.substr(1));
                std::transform(handle.begin(), handle.end(), handle.begin(), lower);
                spans.push_back({Span::Kind::mention, at, at + mention.size(), std::move(handle)});
                at += mention.size();
                continue;
            }
        }
        ++at;
    }
    return spans;
}

}  // namespace manyhands::channels::bluesky
