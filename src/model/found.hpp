// Which listening query found a post, and where.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "model/ids.hpp"

namespace manyhands::model {

struct FoundBy {
    QueryId query;
    // Bytes of the post's text, ascending, the end not included; empty: something else than its text.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
    friend bool operator==(const FoundBy&, const FoundBy&) = default;
};

}  // namespace manyhands::model
