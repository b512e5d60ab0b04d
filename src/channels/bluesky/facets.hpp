// Links and mentions inside a text of ours, as the network wants them: half-open ranges of UTF-8 bytes.
// Pure; thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace manyhands::channels::bluesky {

struct Span {
    enum class Kind { link, mention };
    Kind kind = Kind::link;
    std::size_t begin = 0;  // bytes
    std::size_t end = 0;
    std::string value;  // the address, or the handle without @ in lower case
    friend bool operator==(const Span&, const Span&) = default;
};

// In the order of the text, never overlapping. Links are http:// and https:// only and end before the first
// character that is not ASCII, so that a Korean particle glued to one stays text.
std::vector<Span> find_spans(std::string_view text);

}  // namespace manyhands::channels::bluesky
