#include "channels/bluesky/thread.hpp"

#include <algorithm>
#include <unordered_map>

namespace manyhands::channels::bluesky {
namespace {

constexpr std::size_t kMostPosts = 2'000;

}  // namespace

std::vector<model::RemotePost> flatten_thread(const json::value& thread, const Self& self) {
    std::vector<model::RemotePost> posts;
    std::vector<const json::value*> open{&thread};  // not recursive: how deep it is, others decide
    while (!open.empty() && posts.size() < kMostPosts) {
        const json::value& node = *open.back();
        open.pop_back();
        if (const json::value* parent = find(node, "parent"); parent != nullptr) open.push_back(parent);
        for (const json::value& reply : list_at(node, "replies"))
            open.push_back(&reply);
        if (is_true(node, "notFound")) {
            if (const auto uri = parse_post_uri(text_at(node, "uri"))) posts.push_back(tombstone(*uri));
        } else if (const json::value* view = find(node, "post"); view != nullptr) {
            if (auto post = read_post(*view, self)) posts.push_back(*std::move(post));
        }
    }
    return posts;
}

void order_thread(std::vector<model::RemotePost>& posts, const std::string& root) {
    std::unordered_map<std::string, model::RemotePost> once;
    for (model::RemotePost& post : posts) {
        const auto [entry, is_new] = once.try_emplace(post.remote_id, post);
        if (!is_new && entry->second.deleted && !post.deleted) entry->second = std::move(post);
    }
    posts.clear();
    for (auto& [id, post] : once)
        posts.push_back(std::move(post));
    const auto time = [](const model::RemotePost& post) {
        // A post without a time (a tombstone) has one in its key.
        const auto uri = parse_post_uri(post.remote_id);
        const auto made = uri ? tid_time(uri->rkey) : std::nullopt;
        return model::post_time(post, post.created_at || post.indexed_at
                                          ? base::Instant::max()
                                          : made.value_or(base::Instant::max()));
    };
    std::sort(posts.begin(), posts.end(), [&](const model::RemotePost& a, const model::RemotePost& b) {
        if ((a.remote_id == root) != (b.remote_id == root)) return a.remote_id == root;
        const auto at_a = time(a), at_b = time(b);
        return at_a != at_b ? at_a < at_b : a.remote_id < b.remote_id;
    });
}

}  // namespace manyhands::channels::bluesky
