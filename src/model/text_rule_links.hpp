// Finds the links that a network replaces by one of fixed length. Pure and thread-safe.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "model/text_rule.hpp"

namespace manyhands::model {

struct FoundLink {  // UTF-16 code units
    std::size_t begin = 0;
    std::size_t length = 0;
};

// Links in ascending order, in text in normal form C. Nothing for LinkForm::as_written, and nothing in texts
// longer than kMaxLinkText, which no network takes.
std::vector<FoundLink> find_links(std::u16string_view text, LinkForm form);

inline constexpr std::size_t kMaxLinkText = 16384;

// Length of a domain label as the resolver sees it: itself if it is ASCII, otherwise "xn--" + punycode.
// Labels that are certainly longer than `enough` give some number above it.
std::size_t resolved_label_length(std::u16string_view label, std::size_t enough);

}  // namespace manyhands::model
