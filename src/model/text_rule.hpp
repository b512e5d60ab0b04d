// How long a text is, by the rule of the network it goes to. The rules are data (model-data/text-rules.json,
// shared with the web app's web/src/text/count.ts, whose results are the same on tests/vectors/counter.json);
// a channel names one in its ChannelInfo and may change the limit to what the network's server announces.
// Everything here is pure and thread-safe. Input is expected to be clean (base::clean_post); ill-formed UTF-8
// counts as U+FFFD.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace manyhands::model {

enum class TextUnit { weighted, graphemes, code_points };

// What counts as a link, where links have a fixed price.
enum class LinkForm {
    as_written,    // links are text like any other
    with_scheme,   // http:// and https:// only
    bare_domains,  // example.com too, if its top-level domain exists
};

enum class MentionForm { whole, name_only };  // name_only: of @name@domain only @name counts

struct CodeRange {  // inclusive
    char32_t first = 0;
    char32_t last = 0;
};

struct TextRule {
    std::string id;
    TextUnit unit = TextUnit::graphemes;
    int limit = 0;       // inclusive, in units; 0 = none
    int byte_limit = 0;  // inclusive, UTF-8 bytes; 0 = none
    LinkForm link_form = LinkForm::as_written;
    int link_weight = 0;  // units for one link, unless as_written
    MentionForm mentions = MentionForm::whole;
    // For TextUnit::weighted: code points in light_ranges weigh light_weight, others default_weight, and a
    // whole emoji (flag, family, keycap, skin tone) emoji_weight.
    int default_weight = 1;
    int light_weight = 1;
    int emoji_weight = 1;
    std::vector<CodeRange> light_ranges;
};

struct Count {
    int used = 0;
    int limit = 0;
    int bytes = 0;
    int byte_limit = 0;
    bool fits = true;  // within both limits; an empty text fits

    // Units left; negative when over, and very large without a limit.
    int remaining() const;

    friend bool operator==(const Count&, const Count&) = default;
};

// The rule with this id ("weighted-280", "graphemes-300", "code-points-500", "unlimited"), or
// ErrorCode::not_found.
base::Result<TextRule> text_rule(std::string_view id);

Count count(const TextRule& rule, std::string_view text);

// A text ready to be published: prefix (an automatic mention, "@name "), body and signature.
struct Fitted {
    std::string text;
    Count count;         // of the whole text
    bool empty = false;  // nothing but prefix and signature
};

// Cleans the body, brings it into normal form C, trims it, and appends " ^KG" (nothing without a signature,
// and nothing when the body already ends with it). The signature is thus reserved before anything is counted.
Fitted compose(const TextRule& rule, std::string_view body, std::string_view signature,
               std::string_view prefix = {});

}  // namespace manyhands::model
