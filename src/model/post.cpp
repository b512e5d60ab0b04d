#include "model/post.hpp"

#include <algorithm>

namespace manyhands::model {

base::Instant post_time(const RemotePost& post, base::Instant seen_at) {
    base::Instant earliest = seen_at;
    if (post.indexed_at) earliest = std::min(earliest, *post.indexed_at);
    if (post.created_at) earliest = std::min(earliest, *post.created_at);
    return earliest;
}

}  // namespace manyhands::model
