#include "channels/channel.hpp"

#include <algorithm>

namespace manyhands::channels {

bool Probe::ok() const {
    return !checks.empty() &&
           std::all_of(checks.begin(), checks.end(), [](const ProbeCheck& c) { return c.ok; });
}

}  // namespace manyhands::channels
