// From the network's JSON to our words. Whatever comes in, nothing throws. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "channels/bluesky/at_uri.hpp"
#include "channels/bluesky/json.hpp"
#include "model/post.hpp"

namespace manyhands::channels::bluesky {

// Who we are on the network: decides what is addressed to us.
struct Self {
    std::string did;
    std::string handle;  // lower case
};

inline constexpr std::string_view kNetwork = "bluesky";

// A post view, or a notification about a post (they share these fields). nullopt: not a post, or without what
// we cannot do without (address, version, author, text field).
std::optional<model::RemotePost> read_post(const json::value& view, const Self& self);

// The post is gone; only its address and author remain.
model::RemotePost tombstone(const AtUri& post);

// A profile view of any size; nullopt without a DID.
std::optional<model::Person> read_person(const json::value& profile);

// Does the text name this handle, with or without @, as a word of its own?
bool names_handle(std::string_view text, std::string_view handle);

}  // namespace manyhands::channels::bluesky
