// The channel of an archive: its posts appear when the injected clock reaches their times; what the brand
// wrote then counts as its answers. Nothing can be published there.
#pragma once

#include <memory>

#include "channels/channel.hpp"

namespace manyhands::channels::archive {

// Settings: file, account (a brand of the file), columns (as archive::columns, may be missing).
std::unique_ptr<Channel> make_channel();

}  // namespace manyhands::channels::archive
