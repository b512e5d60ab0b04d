// How much of what a query finds is ours, from a sample that people marked. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <optional>

namespace manyhands::listen {

struct Precision {
    double share = 0;  // ours / (ours + noise)
    double low = 0;    // its interval of 95 %, both 0 to 1
    double high = 0;
};

// With the interval of base/interval.hpp. Nothing when nothing was marked.
std::optional<Precision> precision_of(std::int64_t ours, std::int64_t noise);

}  // namespace manyhands::listen
