// The channel of the simulated network: the practice company's, and the tests' network with faults.
#pragma once

#include <memory>

#include "channels/channel.hpp"

namespace manyhands::channels::simulated {

// `inside`: reaches a network in this process for accounts whose address is kInside; may be null.
std::unique_ptr<Channel> make_channel(net::HttpClient* inside);

inline constexpr std::string_view kInside = "practice:";

}  // namespace manyhands::channels::simulated
