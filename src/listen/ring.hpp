// The newest raw posts of a brand, in memory only: also those that concerned nobody, so that a query can be
// tried on them. The oldest make room. Thread-safe.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "listen/heard.hpp"

namespace manyhands::listen {

class Ring {
  public:
    using Posts = std::vector<std::shared_ptr<const HeardPost>>;
    struct Info {
        std::size_t posts = 0;
        std::size_t bytes = 0;
        std::size_t limit_bytes = 0;
        std::optional<base::Instant> from, to;  // heard
    };

    explicit Ring(std::size_t limit_bytes) : limit_(limit_bytes) {}

    // A post that alone is above the limit is not kept.
    void put(HeardPost post);
    // Deleted on the network, or its author is erased.
    void forget(const std::string& network, const std::string& remote_id);
    void clear();
    void forget_author(const std::string& network, const std::string& author_remote_id);

    Info info() const;
    Posts newest_first() const;

  private:
    template <class Gone>
    void forget_if(const Gone& gone);

    struct Kept {
        std::shared_ptr<const HeardPost> post;
        std::size_t bytes = 0;
    };
    const std::size_t limit_;
    mutable std::mutex mutex_;
    std::deque<Kept> posts_;  // oldest first
    std::size_t bytes_ = 0;
};

}  // namespace manyhands::listen
