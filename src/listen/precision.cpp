#include "listen/precision.hpp"

#include "base/interval.hpp"

namespace manyhands::listen {

std::optional<Precision> precision_of(std::int64_t ours, std::int64_t noise) {
    if (ours + noise <= 0) return std::nullopt;
    const auto n = static_cast<double>(ours + noise);
    const double share = static_cast<double>(ours) / n;
    const base::Interval interval = base::wilson(share, n);
    return Precision{share, interval.low, interval.high};
}

}  // namespace manyhands::listen
