#include "listen/precision.hpp"

#include <algorithm>
#include <cmath>

namespace manyhands::listen {

std::optional<Precision> precision_of(std::int64_t ours, std::int64_t noise) {
    constexpr double kZ = 1.959963984540054;  // of 95 %
    if (ours + noise <= 0) return std::nullopt;
    const auto n = static_cast<double>(ours + noise);
    const double share = static_cast<double>(ours) / n;
    const double z2 = kZ * kZ;
    const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
    const double half = kZ / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    return Precision{share, std::clamp(centre - half, 0.0, share), std::clamp(centre + half, share, 1.0)};
}

}  // namespace manyhands::listen
