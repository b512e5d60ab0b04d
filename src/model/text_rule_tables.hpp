// The facts behind the counting rules, read once from model-data/text-rules.json: which characters may stand
// where in a link, the top-level domains, the emoji. Read-only after the first call, so thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "model/text_rule.hpp"

namespace manyhands::model {

// What a UTF-16 code unit may do in a link.
enum class LinkChar : std::uint8_t {
    not_before = 1,     // no link begins after it
    not_in_domain = 2,  // ends a label
    plain_domain = 4,   // may stand in a bare domain (Latin)
    path = 8,
    path_end = 16,
    query = 32,
    query_end = 64,
};

struct LinkTables {
    std::array<std::uint8_t, 0x10000> unit{};
    std::unordered_set<std::u16string> domains;  // top-level, lower case
    std::size_t longest_domain = 0;              // code units
    std::size_t max_length = 0;                  // of a link, code units
    std::size_t max_label = 0;                   // of a label as the resolver sees it (punycode)
    std::u16string short_host;                   // the network's own shortener: a longer slug makes no link
    std::size_t max_slug = 0;

    bool is(char16_t code, LinkChar what) const {
        return (unit[code] & static_cast<std::uint8_t>(what)) != 0;
    }
};

struct EmojiTables {
    std::vector<CodeRange> pictographs;
    std::vector<CodeRange> modifier_bases;
    std::unordered_set<std::string> flags;  // "KR"
    std::vector<std::string> subregions;    // "gbsct"
};

struct TextTables {
    std::map<std::string, TextRule, std::less<>> rules;
    LinkTables links;
    EmojiTables emoji;
};

const TextTables& text_tables();

bool in_ranges(const std::vector<CodeRange>& ranges, char32_t code);  // ranges ascending

}  // namespace manyhands::model
