// What was read from the store, kept while the store does not change: every commit ends all of it, so it is
// never older than the store itself. Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace manyhands::http {

template <class T>
class Remembered {
  public:
    // At most `most` entries (then it begins anew), each for `lives` at most, for what passes with time
    // alone.
    Remembered(std::size_t most, std::chrono::nanoseconds lives) : most_(most), lives_(lives) {}

    // `stamp`: the store's number of commits, asked before the value was read (InboxStore::stamp). Null: not
    // known.
    std::shared_ptr<const T> find(std::string_view key, std::int64_t stamp,
                                  std::chrono::nanoseconds now) const {
        const std::scoped_lock guard(mutex_);
        const auto found = entries_.find(key);
        if (found == entries_.end() || found->second.stamp != stamp || now - found->second.at > lives_)
            return nullptr;
        return found->second.value;
    }

    std::shared_ptr<const T> keep(std::string key, std::int64_t stamp, std::chrono::nanoseconds now,
                                  T value) {
        auto kept = std::make_shared<const T>(std::move(value));
        const std::scoped_lock guard(mutex_);
        if (entries_.size() >= most_ && !entries_.contains(key)) entries_.clear();
        entries_.insert_or_assign(std::move(key), Entry{stamp, now, kept});
        return kept;
    }

  private:
    struct Entry {
        std::int64_t stamp;
        std::chrono::nanoseconds at;
        std::shared_ptr<const T> value;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    const std::size_t most_;
    const std::chrono::nanoseconds lives_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
};

}  // namespace manyhands::http
