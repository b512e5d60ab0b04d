// Followers of authors, by batches and kept for an hour: how far a complaint reaches. Not thread-safe.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "channels/bluesky/xrpc.hpp"
#include "model/post.hpp"

namespace manyhands::channels::bluesky {

class Profiles {
  public:
    Profiles(Xrpc& xrpc, const base::Clock& clock) : xrpc_(xrpc), clock_(clock) {}

    // Fills in followers (and a missing handle or name) where the network tells; what it does not tell stays.
    // Asks for at most `most_requests` batches of 25.
    void complete(std::vector<model::RemotePost>& posts, int most_requests);

  private:
    struct Known {
        model::Person person;
        std::chrono::nanoseconds at{0};
    };
    Xrpc& xrpc_;
    const base::Clock& clock_;
    std::unordered_map<std::string, Known> known_;  // by DID
};

}  // namespace manyhands::channels::bluesky
