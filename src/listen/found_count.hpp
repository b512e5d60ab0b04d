// How much a query found: altogether, in the last day, in the last minutes. Buckets, so that nothing is ever
// counted anew. A value; not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace manyhands::listen {

class FoundCount {
  public:
    FoundCount() = default;
    // As `recent` gave it; what cannot be read is passed over.
    FoundCount(std::int64_t total, std::string_view recent);

    void add(base::Instant now);
    std::int64_t total() const { return total_; }
    // Of this hour and the 23 before it.
    std::int64_t of_day(base::Instant now) const;
    // Of this minute and those before it, `minutes` of them (at most a day).
    std::int64_t of_minutes(base::Instant now, std::int64_t minutes) const;
    // What is still of use: hours of a day, minutes of `minutes`.
    std::string recent(base::Instant now, std::int64_t minutes);

  private:
    std::int64_t total_ = 0;
    std::map<std::int64_t, std::int64_t> hours_, minutes_;  // since the epoch
};

}  // namespace manyhands::listen
