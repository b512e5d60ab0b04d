// The promise of a brand: within how many minutes the first answer comes, and where waiting times are
// divided. It may change; what was asked under an older one is counted by that one.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "model/conversation.hpp"

namespace manyhands::model {

struct Promise {
    int minutes = kPromiseMinutes;
    std::vector<int> bands{std::begin(kBandsMinutes), std::end(kBandsMinutes)};  // ascending
    friend bool operator==(const Promise&, const Promise&) = default;
};

// Each promise from the instant that it held. Before the first of them, and without any, the house's own
// holds.
class PromiseHistory {
  public:
    void add(base::Instant from, Promise promise) {
        steps_.emplace_back(from, std::move(promise));
        std::stable_sort(steps_.begin(), steps_.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
    }
    // The one under which a post of that instant is counted.
    const Promise& at(base::Instant when) const {
        const Promise* found = &first_;
        for (const auto& [from, promise] : steps_)
            if (from <= when) found = &promise;
        return *found;
    }
    const Promise& now() const { return steps_.empty() ? first_ : steps_.back().second; }

  private:
    Promise first_;
    std::vector<std::pair<base::Instant, Promise>> steps_;
};

// The bands of an episode: those of the promise under which it was opened, however the promise changes while
// it waits.
inline const std::vector<int>& bands_of(const ConversationState& state, base::Instant opened_at) {
    static const Promise kOurs;
    return state.promises ? state.promises->at(opened_at).bands : kOurs.bands;
}

}  // namespace manyhands::model
