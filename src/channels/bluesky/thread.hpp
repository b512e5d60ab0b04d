// The network's nested answer about a thread, made flat. Pure; never throws.
#pragma once

#include <vector>

#include "channels/bluesky/post_view.hpp"

namespace manyhands::channels::bluesky {

// Every post of a getPostThread answer, each once: deleted ones as tombstones, hidden ones left out. Order:
// as found.
std::vector<model::RemotePost> flatten_thread(const json::value& thread, const Self& self);

// Root first, then by time, each address once (a whole post wins over a tombstone).
void order_thread(std::vector<model::RemotePost>& posts, const std::string& root);

}  // namespace manyhands::channels::bluesky
