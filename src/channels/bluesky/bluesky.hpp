// The AT network, best known by its largest app. Settings: service (optional), handle, app_password, search
// (optional, terms separated by commas). Protocol and limits: docs/channels/bluesky.md.
#pragma once

#include <memory>

#include "channels/channel.hpp"

namespace manyhands::channels::bluesky {

std::unique_ptr<Channel> make_channel();

}  // namespace manyhands::channels::bluesky
