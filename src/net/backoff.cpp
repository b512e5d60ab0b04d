#include "net/backoff.hpp"

#include <algorithm>
#include <cmath>

namespace manyhands::net {
namespace {

base::Micros scaled(base::Micros wait, double by) {
    return base::Micros(static_cast<std::int64_t>(static_cast<double>(wait.count()) * by));
}

}  // namespace

base::Micros Backoff::next(std::optional<base::Micros> asked) {
    const double grown = static_cast<double>(rule_.first.count()) * std::pow(rule_.factor, failures_);
    const double most = static_cast<double>(rule_.most.count());
    // Compared as numbers first: after many failures the power no longer fits an integer.
    const base::Micros whole = grown < most ? base::Micros(static_cast<std::int64_t>(grown)) : rule_.most;
    if (failures_ < 1'000) ++failures_;
    const base::Micros own = scaled(whole, 0.5 + 0.5 * random_.unit());
    if (!asked || *asked <= base::Micros::zero()) return own;
    const base::Micros wanted = std::min(*asked, rule_.longest_request);
    const base::Micros extra = std::min<base::Micros>(wanted / 10, std::chrono::seconds(10));
    return std::max(own, wanted + scaled(extra, random_.unit()));
}

}  // namespace manyhands::net
