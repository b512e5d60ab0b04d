#include "model/text_rule.hpp"

#include <cstddef>
#include <limits>
#include <span>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/text_rule_links.hpp"
#include "model/text_rule_tables.hpp"

namespace manyhands::model {

namespace {

constexpr char32_t kJoiner = 0x200D;
constexpr char32_t kTextStyle = 0xFE0E;
constexpr char32_t kEmojiStyle = 0xFE0F;
constexpr char32_t kKeycap = 0x20E3;
constexpr char32_t kBlackFlag = 0x1F3F4;
constexpr char32_t kCancelTag = 0xE007F;

constexpr bool between(char32_t code, char32_t first, char32_t last) {
    return code >= first && code <= last;
}
constexpr bool is_regional(char32_t code) {
    return between(code, 0x1F1E6, 0x1F1FF);
}
constexpr bool is_modifier(char32_t code) {
    return between(code, 0x1F3FB, 0x1F3FF);
}

struct Unit {
    char32_t code = 0;
    std::size_t length = 0;  // UTF-16 code units; 0 at the end of the text
};

Unit unit_at(std::u16string_view text, std::size_t at) {
    if (at >= text.size()) return {};
    const char32_t high = text[at];
    if (between(high, 0xD800, 0xDBFF) && at + 1 < text.size() && between(text[at + 1], 0xDC00, 0xDFFF))
        return {0x10000 + ((high - 0xD800) << 10U) + (text[at + 1] - 0xDC00U), 2};
    return {high, 1};
}

// One pictograph with what belongs to it: a skin tone on a base that takes one, or the emoji style. 0 if
// there is none or if the text style is asked for.
std::size_t pictograph_length(const EmojiTables& emoji, std::u16string_view text, std::size_t at) {
    const Unit base = unit_at(text, at);
    if (base.length == 0 || !in_ranges(emoji.pictographs, base.code)) return 0;
    const Unit next = unit_at(text, at + base.length);
    if (next.code == kTextStyle) return 0;
    if (next.code == kEmojiStyle) return base.length + next.length;
    if (is_modifier(next.code) && in_ranges(emoji.modifier_bases, base.code))
        return base.length + next.length;
    return base.length;
}

std::size_t subregion_length(const EmojiTables& emoji, std::u16string_view text, std::size_t at) {
    for (const std::string& region : emoji.subregions) {
        std::size_t end = at + 2;
        bool same = true;
        for (const char letter : region) {
            same = same && unit_at(text, end).code == 0xE0000U + static_cast<unsigned char>(letter);
            end += 2;
        }
        if (same && unit_at(text, end).code == kCancelTag) return end + 2 - at;
    }
    return 0;
}

// Length of the emoji that begins at `at` as people see it (flag, keycap, family, skin tone), or 0. By form
// and not by list, so that emoji of next year are counted too.
std::size_t emoji_length(const EmojiTables& emoji, std::u16string_view text, std::size_t at) {
    const Unit first = unit_at(text, at);
    if (first.code == '#' || first.code == '*' || between(first.code, '0', '9')) {
        std::size_t end = at + 1;
        if (unit_at(text, end).code == kEmojiStyle) ++end;
        return unit_at(text, end).code == kKeycap ? end + 1 - at : 0;
    }
    if (is_regional(first.code)) {
        const Unit second = unit_at(text, at + 2);
        if (!is_regional(second.code)) return 0;
        const std::string code = {static_cast<char>('A' + (first.code - 0x1F1E6)),
                                  static_cast<char>('A' + (second.code - 0x1F1E6))};
        return emoji.flags.contains(code) ? 4 : 0;
    }
    if (first.code == kBlackFlag)
        if (const std::size_t length = subregion_length(emoji, text, at); length > 0) return length;
    std::size_t length = pictograph_length(emoji, text, at);
    // © and ® are letters unless the emoji style follows.
    if (length == 1 && first.code < 0x100) return 0;
    while (length > 0 && unit_at(text, at + length).code == kJoiner) {
        const std::size_t more = pictograph_length(emoji, text, at + length + 1);
        if (more == 0) break;
        length += 1 + more;
    }
    return length;
}

int weight_of(const TextRule& rule, char32_t code) {
    for (const CodeRange& range : rule.light_ranges)
        if (between(code, range.first, range.last)) return rule.light_weight;
    return rule.default_weight;
}

// Of "@name@domain" that begins at `at`: where "@name" ends and where the domain ends; `end` 0 if it is none.
struct RemoteMention {
    std::size_t name_end = 0;
    std::size_t end = 0;
};

constexpr bool is_letter_or_digit(char16_t c) {
    return (c >= u'0' && c <= u'9') || ((c | 0x20) >= u'a' && (c | 0x20) <= u'z' && c < 0x80);
}
constexpr bool is_name_char(char16_t c) {
    return c == u'_' || is_letter_or_digit(c);
}

enum class Before { start, link, text };

RemoteMention remote_mention(std::u16string_view text, std::size_t at, Before before) {
    if (text[at] != u'@') return {};
    if (before == Before::text && (text[at - 1] == u'/' || is_name_char(text[at - 1]))) return {};
    std::size_t name_end = at + 1;
    while (name_end < text.size() && is_name_char(text[name_end]))
        ++name_end;
    if (name_end == at + 1 || name_end >= text.size() || text[name_end] != u'@') return {};
    std::size_t run = name_end + 1;
    std::size_t end = 0;
    for (; run < text.size() && (is_letter_or_digit(text[run]) || text[run] == u'.' || text[run] == u'-');
         ++run)
        if (is_letter_or_digit(text[run]) && run > name_end + 1) end = run + 1;
    return end == 0 ? RemoteMention{} : RemoteMention{name_end, end};
}

int count_plain_weight(const TextRule& rule, std::string_view text) {
    int used = 0;
    for (std::size_t i = 0; i < text.size();) {
        const base::Decoded at = base::decode_utf8(text, i);
        used += weight_of(rule, at.code);
        i += at.length;
    }
    return used;
}

// Weights and code points, with links at their fixed price.
int count_units(const TextRule& rule, std::string_view written) {
    const bool weighted = rule.unit == TextUnit::weighted;
    const char link_sign = rule.link_form == LinkForm::bare_domains ? '.' : ':';
    const bool may_link =
        rule.link_form != LinkForm::as_written && written.find(link_sign) != std::string_view::npos;
    const bool may_mention =
        rule.mentions == MentionForm::name_only && written.find('@') != std::string_view::npos;
    if (!may_link && !may_mention) {
        if (!weighted) return static_cast<int>(base::code_point_count(written));
        if (base::is_plain(written)) return count_plain_weight(rule, written);
    }
    // Weights are those of normal form C; code points are counted as they are.
    const std::u16string text = base::to_utf16(weighted ? base::nfc(written) : std::string(written));
    const EmojiTables& emoji = text_tables().emoji;
    const std::vector<FoundLink> links = find_links(text, rule.link_form);
    std::span<const FoundLink> ahead = links;
    int used = 0;
    Before before = Before::start;
    for (std::size_t at = 0; at < text.size();) {
        while (!ahead.empty() && ahead.front().begin < at)
            ahead = ahead.subspan(1);
        if (!ahead.empty() && ahead.front().begin == at) {
            used += rule.link_weight;
            at += ahead.front().length;
            before = Before::link;
            continue;
        }
        if (rule.mentions == MentionForm::name_only) {
            if (const RemoteMention mention = remote_mention(text, at, before); mention.end > 0) {
                used += static_cast<int>(mention.name_end - at);
                at = mention.end;
                before = Before::text;
                continue;
            }
        }
        before = Before::text;
        const std::size_t emoji_end = weighted ? emoji_length(emoji, text, at) : 0;
        if (emoji_end > 0) {
            used += rule.emoji_weight;
            at += emoji_end;
        } else {
            const Unit unit = unit_at(text, at);
            used += weighted ? weight_of(rule, unit.code) : 1;
            at += unit.length;
        }
    }
    return used;
}

constexpr std::string_view kSpaces = " \n";

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kSpaces);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpaces) + 1 - first);
}

}  // namespace

int Count::remaining() const {
    return limit == 0 ? std::numeric_limits<int>::max() : limit - used;
}

base::Result<TextRule> text_rule(std::string_view id) {
    const auto& rules = text_tables().rules;
    const auto found = rules.find(id);
    if (found == rules.end())
        return base::fail(base::ErrorCode::not_found, "model.text_rule.unknown", {{"rule", std::string(id)}});
    return found->second;
}

Count count(const TextRule& rule, std::string_view text) {
    Count result;
    result.limit = rule.limit;
    result.byte_limit = rule.byte_limit;
    result.bytes = static_cast<int>(text.size());
    switch (rule.unit) {
        case TextUnit::weighted:
        case TextUnit::code_points:
            result.used = count_units(rule, text);
            break;
        case TextUnit::graphemes:
            result.used = static_cast<int>(base::grapheme_count(text));
            break;
    }
    result.fits = (rule.limit == 0 || result.used <= rule.limit) &&
                  (rule.byte_limit == 0 || result.bytes <= rule.byte_limit);
    return result;
}

Fitted compose(const TextRule& rule, std::string_view body, std::string_view signature,
               std::string_view prefix) {
    const std::string clean = base::nfc(base::clean_post(body));
    const std::string_view kept = trim(clean);
    Fitted result;
    result.empty = kept.empty();
    result.text = prefix;
    result.text += kept;
    if (!signature.empty()) {
        const std::string mark = "^" + std::string(signature);
        const bool alone = kept == mark;
        const bool signed_already =
            kept.size() > mark.size() && kept.ends_with(mark) &&
            kSpaces.find(kept[kept.size() - mark.size() - 1]) != std::string_view::npos;
        if (alone) result.empty = true;
        if (!alone && !signed_already) {
            if (!kept.empty()) result.text += ' ';
            result.text += mark;
        }
    }
    result.count = count(rule, result.text);
    return result;
}

}  // namespace manyhands::model
