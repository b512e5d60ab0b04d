// A post: anything published on a network, as a channel translated it. A mention is a post that concerns us.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "model/ids.hpp"

namespace manyhands::model {

// Who speaks: the brand's customer whose conversation it is, the brand's own account, or anybody else.
enum class Side { customer, brand, other };

struct Person {
    std::string remote_id;  // the network's stable key (a DID, a number), never the handle
    std::string handle;     // without a leading @
    std::string display_name;
    std::optional<std::int64_t> followers;
    std::string url;
    friend bool operator==(const Person&, const Person&) = default;
};

struct Media {
    std::string url;
    std::string alt;
    friend bool operator==(const Media&, const Media&) = default;
};

// A post as the network tells it. Unique per (brand, network, remote_id). remote_version changes when the
// text is edited (a CID, an edit count); empty where the network has none. Text is valid UTF-8, cleaned of
// control characters, at most 64 KiB.
struct RemotePost {
    std::string network;
    std::string remote_id;
    std::string remote_version;
    std::string parent_remote_id;  // empty: a top-level post
    std::string root_remote_id;    // == remote_id for a top-level post
    Person author;
    std::string text;
    std::string declared_lang;                // BCP 47 as the author's client said, or empty
    std::optional<base::Instant> created_at;  // by the author's client: may lie
    std::optional<base::Instant> indexed_at;  // by the network
    std::string url;
    std::vector<Media> media;
    bool addressed_to_us = false;  // names the account, or answers one of its posts
    bool deleted = false;          // a tombstone: only remote_id (and author, when known) count
    friend bool operator==(const RemotePost&, const RemotePost&) = default;
};

// A post as we keep it.
struct Post {
    PostId id;
    BrandId brand;
    AccountId account;  // through which we saw it
    ConversationId conversation;
    RemotePost remote;
    Side side = Side::customer;
    std::string lang;           // "ko", "en", "ja" ...; "und" when not known
    base::Instant posted_at{};  // decision 3: the earlier of created and indexed, never after seen
    base::Instant seen_at{};
    bool found_late = false;
    bool edited = false;
    bool deleted = false;
    std::optional<AnswerId> answer;  // when it is an answer of ours
};

// Decision 3. A created time in the future, or none at all, leaves the indexed or the seen time.
base::Instant post_time(const RemotePost& post, base::Instant seen_at);

}  // namespace manyhands::model
