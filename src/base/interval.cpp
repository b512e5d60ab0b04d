#include "base/interval.hpp"

#include <algorithm>
#include <cmath>

namespace manyhands::base {

Interval wilson(double share, double n, double z) {
    const double z2 = z * z;
    const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
    const double half = z / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    return {std::clamp(centre - half, 0.0, share), std::clamp(centre + half, share, 1.0)};
}

}  // namespace manyhands::base
