// The list of channels: explicit, because a static library's self-registration would be dropped by the
// linker.
#pragma once

#include "channels/channel.hpp"

namespace manyhands::app {

// `inside` reaches the practice company's own network; null outside practice.
channels::ChannelList make_channels(net::HttpClient* inside);

}  // namespace manyhands::app
