// Names of the AT protocol: at:// addresses of records and the time-ordered keys (TID) of posts.
// atproto.com/specs/at-uri-scheme and /tid. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "model/ids.hpp"

namespace manyhands::channels::bluesky {

inline constexpr std::string_view kPostCollection = "app.bsky.feed.post";

bool is_did(std::string_view text);
// A handle is a domain name of at least two labels.
bool is_handle(std::string_view text);

// A record in somebody's repository. Only the strict form with a DID:
// at://did:plc:abc/app.bsky.feed.post/3k...
struct AtUri {
    std::string did;
    std::string collection;
    std::string rkey;
    std::string text() const { return "at://" + did + "/" + collection + "/" + rkey; }
    friend bool operator==(const AtUri&, const AtUri&) = default;
};

std::optional<AtUri> parse_at_uri(std::string_view text);
// As parse_at_uri, but of a post.
std::optional<AtUri> parse_post_uri(std::string_view text);

// Where people see it.
std::string post_url(const AtUri& post);
std::string profile_url(std::string_view did);

// 13 characters: 53 bits of microseconds since 1970, then 10 bits of clock id.
std::string make_tid(base::Instant time, unsigned clock_id);
// nullopt: not a TID.
std::optional<base::Instant> tid_time(std::string_view tid);

// The key of an answer: the same for the same answer and moment, another one for any other answer. Thirty
// bits come from the answer's id (the clock id, and up to a second taken off the time), so that answers made
// in the same microsecond do not meet.
std::string answer_key(const model::AnswerId& answer, base::Instant now);

}  // namespace manyhands::channels::bluesky
