#include "channels/bluesky/profiles.hpp"

#include <unordered_set>

namespace manyhands::channels::bluesky {
namespace {

constexpr std::size_t kBatch = 25;  // what the network answers at once
constexpr std::size_t kMostKnown = 20'000;
constexpr std::chrono::nanoseconds kFresh = std::chrono::hours(1);

}  // namespace

void Profiles::complete(std::vector<model::RemotePost>& posts, int most_requests) {
    const auto now = clock_.monotonic();
    std::vector<std::string> unknown;
    std::unordered_set<std::string> asked;
    for (const model::RemotePost& post : posts) {
        const std::string& did = post.author.remote_id;
        const auto found = known_.find(did);
        if (post.deleted || (found != known_.end() && now - found->second.at < kFresh)) continue;
        if (asked.insert(did).second) unknown.push_back(did);
    }
    if (known_.size() + unknown.size() > kMostKnown) known_.clear();
    for (std::size_t at = 0; at < unknown.size() && most_requests > 0; at += kBatch, --most_requests) {
        Query query;
        for (std::size_t i = at; i < std::min(unknown.size(), at + kBatch); ++i)
            query.emplace_back("actors", unknown[i]);
        const auto answer = xrpc_.get("app.bsky.actor.getProfiles", query);
        if (!answer) break;  // reach is nice to have; the posts are not held up for it
        for (const json::value& profile : list_at(answer->body, "profiles"))
            if (auto person = read_person(profile)) {
                std::string did = person->remote_id;
                known_[std::move(did)] = Known{*std::move(person), now};
            }
    }
    for (model::RemotePost& post : posts) {
        const auto found = known_.find(post.author.remote_id);
        if (post.deleted || found == known_.end()) continue;
        post.author.followers = found->second.person.followers;
        if (post.author.handle.empty()) post.author.handle = found->second.person.handle;
        if (post.author.display_name.empty()) post.author.display_name = found->second.person.display_name;
    }
}

}  // namespace manyhands::channels::bluesky
