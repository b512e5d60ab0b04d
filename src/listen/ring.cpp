#include "listen/ring.hpp"

namespace manyhands::listen {

void Ring::put(HeardPost post) {
    // What is beside the post: the pointer's block and the place in the row.
    const std::size_t bytes = post.bytes() + sizeof(Kept) + 32;
    auto kept = std::make_shared<const HeardPost>(std::move(post));
    Posts gone;  // taken apart without the mutex
    const std::scoped_lock lock(mutex_);
    if (bytes > limit_) return;
    while (bytes_ + bytes > limit_) {
        bytes_ -= posts_.front().bytes;
        gone.push_back(std::move(posts_.front().post));
        posts_.pop_front();
    }
    posts_.push_back({std::move(kept), bytes});
    bytes_ += bytes;
}

template <class Gone>
void Ring::forget_if(const Gone& gone) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(posts_, [&](const Kept& kept) {
        if (!gone(kept.post->post)) return false;
        bytes_ -= kept.bytes;
        return true;
    });
}

void Ring::forget(const std::string& network, const std::string& remote_id) {
    forget_if([&](const model::RemotePost& post) {
        return post.remote_id == remote_id && post.network == network;
    });
}

void Ring::forget_author(const std::string& network, const std::string& author_remote_id) {
    forget_if([&](const model::RemotePost& post) {
        return post.author.remote_id == author_remote_id && post.network == network;
    });
}

void Ring::clear() {
    std::deque<Kept> gone;
    const std::scoped_lock lock(mutex_);
    gone.swap(posts_);
    bytes_ = 0;
}

Ring::Info Ring::info() const {
    const std::scoped_lock lock(mutex_);
    Info info{posts_.size(), bytes_, limit_, {}, {}};
    if (!posts_.empty()) {
        info.from = posts_.front().post->heard_at;
        info.to = posts_.back().post->heard_at;
    }
    return info;
}

Ring::Posts Ring::newest_first() const {
    const std::scoped_lock lock(mutex_);
    Posts posts;
    posts.reserve(posts_.size());
    for (auto kept = posts_.rbegin(); kept != posts_.rend(); ++kept)
        posts.push_back(kept->post);
    return posts;
}

}  // namespace manyhands::listen
