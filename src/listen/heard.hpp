// A post as it was heard through an account, whether it concerns us or not.
#pragma once

#include <string>

#include "model/post.hpp"
#include "model/query/evaluate.hpp"

namespace manyhands::listen {

struct HeardPost {
    model::RemotePost post;
    std::string lang;        // as Post::lang
    std::string account_id;  // of the account through which it came; empty: an archive's
    std::string account_handle;
    std::string conversation = {};  // of a stored one
    base::Instant heard_at{};

    // Of memory, about.
    std::size_t bytes() const;
};

// As a query sees it; views the post.
model::query::Message message_of(const HeardPost& heard);
// The same name for the same post, whoever heard it; a digest, so that it can be kept when the post is not.
std::string post_key_of(const HeardPost& heard);

}  // namespace manyhands::listen
