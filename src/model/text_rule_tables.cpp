#include "model/text_rule_tables.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json.hpp>
#include <unicode/uchar.h>

#include "base/asset.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::model {

namespace {

namespace json = boost::json;

constexpr std::string_view kAsset = "model-data/text-rules.json";

std::string_view text_at(const json::object& from, std::string_view key) {
    const json::string& value = from.at(key).as_string();
    return {value.data(), value.size()};
}

int number_at(const json::object& from, std::string_view key, int otherwise) {
    const json::value* value = from.if_contains(key);
    return value == nullptr ? otherwise : value->to_number<int>();
}

template <class Each>
void each_word(std::string_view words, Each each) {
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(' '), words.size());
        if (end > 0) each(words.substr(0, end));
        words.remove_prefix(std::min(end + 1, words.size()));
    }
}

char32_t from_hex(std::string_view digits) {
    return static_cast<char32_t>(std::stoul(std::string(digits), nullptr, 16));
}

// "21 2a-3b": hexadecimal, inclusive, ascending.
std::vector<CodeRange> ranges_of(std::string_view words) {
    std::vector<CodeRange> ranges;
    each_word(words, [&ranges](std::string_view word) {
        const std::size_t dash = word.find('-');
        const char32_t first = from_hex(word.substr(0, dash));
        ranges.push_back({first, dash == std::string_view::npos ? first : from_hex(word.substr(dash + 1))});
    });
    return ranges;
}

TextUnit unit_of(std::string_view name) {
    if (name == "weighted") return TextUnit::weighted;
    if (name == "graphemes") return TextUnit::graphemes;
    if (name == "code_points") return TextUnit::code_points;
    throw std::runtime_error("text rules: unknown unit " + std::string(name));
}

LinkForm link_form_of(std::string_view name) {
    if (name == "as_written") return LinkForm::as_written;
    if (name == "with_scheme") return LinkForm::with_scheme;
    if (name == "bare_domains") return LinkForm::bare_domains;
    throw std::runtime_error("text rules: unknown link form " + std::string(name));
}

TextRule rule_of(std::string_view id, const json::object& from) {
    TextRule rule;
    rule.id = id;
    rule.unit = unit_of(text_at(from, "unit"));
    rule.limit = number_at(from, "limit", 0);
    rule.byte_limit = number_at(from, "byte_limit", 0);
    rule.link_form = link_form_of(text_at(from, "link_form"));
    rule.link_weight = number_at(from, "link_weight", 0);
    rule.default_weight = number_at(from, "default_weight", 1);
    rule.light_weight = number_at(from, "light_weight", 1);
    rule.emoji_weight = number_at(from, "emoji_weight", 1);
    rule.mentions = from.at("mention_without_domain").as_bool() ? MentionForm::name_only : MentionForm::whole;
    if (const json::value* ranges = from.if_contains("light_ranges"))
        for (const json::value& range : ranges->as_array())
            rule.light_ranges.push_back(
                {range.at(0).to_number<char32_t>(), range.at(1).to_number<char32_t>()});
    return rule;
}

void mark(LinkTables& links, std::string_view words, LinkChar what) {
    for (const CodeRange range : ranges_of(words))
        for (char32_t unit = range.first; unit <= range.last; ++unit)
            links.unit[unit & 0xFFFF] |= static_cast<std::uint8_t>(what);
}

LinkTables links_of(const json::object& from) {
    LinkTables links;
    links.max_length = from.at("max_length").to_number<std::size_t>();
    links.max_label = from.at("max_label").to_number<std::size_t>();
    const json::object& shortener = from.at("shortener").as_object();
    links.short_host = base::to_utf16(text_at(shortener, "host"));
    links.max_slug = shortener.at("max_slug").to_number<std::size_t>();
    mark(links, text_at(from, "not_before"), LinkChar::not_before);
    mark(links, text_at(from, "not_in_domain"), LinkChar::not_in_domain);
    mark(links, text_at(from, "plain_domain"), LinkChar::plain_domain);
    mark(links, text_at(from, "path"), LinkChar::path);
    mark(links, text_at(from, "path_end"), LinkChar::path_end);
    mark(links, text_at(from, "query"), LinkChar::query);
    mark(links, text_at(from, "query_end"), LinkChar::query_end);
    for (const std::string_view list : {"generic_domains", "country_domains"})
        each_word(text_at(from, list), [&links](std::string_view word) {
            std::u16string domain = base::to_utf16(word);
            for (char16_t& unit : domain)
                unit = static_cast<char16_t>(u_tolower(unit));
            links.longest_domain = std::max(links.longest_domain, domain.size());
            links.domains.insert(std::move(domain));
        });
    return links;
}

EmojiTables emoji_of(const json::object& from) {
    EmojiTables emoji;
    emoji.pictographs = ranges_of(text_at(from, "pictographs"));
    emoji.modifier_bases = ranges_of(text_at(from, "modifier_bases"));
    each_word(text_at(from, "flags"), [&emoji](std::string_view word) { emoji.flags.emplace(word); });
    each_word(text_at(from, "subregions"),
              [&emoji](std::string_view word) { emoji.subregions.emplace_back(word); });
    return emoji;
}

TextTables load() {
    const auto bytes = base::asset(kAsset);
    if (!bytes) throw std::runtime_error("not embedded: " + std::string(kAsset));
    const json::value parsed = json::parse({bytes->data(), bytes->size()});
    const json::object& root = parsed.as_object();
    TextTables tables;
    for (const auto& [id, rule] : root.at("rules").as_object())
        tables.rules.emplace(std::string(id), rule_of({id.data(), id.size()}, rule.as_object()));
    tables.links = links_of(root.at("links").as_object());
    tables.emoji = emoji_of(root.at("emoji").as_object());
    return tables;
}

}  // namespace

const TextTables& text_tables() {
    static const TextTables tables = load();
    return tables;
}

bool in_ranges(const std::vector<CodeRange>& ranges, char32_t code) {
    const auto after =
        std::upper_bound(ranges.begin(), ranges.end(), code,
                         [](char32_t value, const CodeRange& range) { return value < range.first; });
    return after != ranges.begin() && code <= std::prev(after)->last;
}

}  // namespace manyhands::model
