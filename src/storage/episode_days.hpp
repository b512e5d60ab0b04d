// The episodes of past days as the figures read them, kept in memory: nearly all that a report of a year
// reads has not changed since the last one. A day is one of UTC. A change of one of its episodes ends what is
// kept of it before whoever made the change hears that it is done, so that a report is never older than what
// was acknowledged. Thread-safe. It belongs to the one process that owns the store.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "reports/episodes.hpp"

namespace manyhands::storage {

class EpisodeDays {
  public:
    using Facts = std::vector<reports::EpisodeFact>;
    static std::int64_t day_of(base::Instant at);
    static base::Instant begin_of(std::int64_t day);

    // -- the writer's thread --
    // A running transaction changes an episode that was opened then.
    void changing(const model::BrandId& brand, base::Instant opened_at);
    // All that was changing is durable now, or taken back.
    void settled();

    // -- readers --
    struct Day {
        std::int64_t day = 0;
        std::int64_t version = 0;            // when it is read now; kChanging: it cannot be kept
        std::shared_ptr<const Facts> facts;  // their names are numbers of this brand here; null: not kept
    };
    static constexpr std::int64_t kChanging = -1;
    // One for each day of [first, last], as they are at this instant. Ask before the database is read.
    std::vector<Day> look(const model::BrandId& brand, std::int64_t first, std::int64_t last) const;
    // What was read of a day, with its version from look(). Beyond two million episodes nothing more is kept.
    void keep(const model::BrandId& brand, const Day& day, Facts facts, const reports::EpisodeNames& names);
    // Numbers of the kept facts of a brand to those of `names`.
    struct Translation {
        std::vector<std::uint32_t> accounts, departments, employees;
    };
    Translation translation(const model::BrandId& brand, reports::EpisodeNames& names) const;

    std::size_t kept() const;  // episodes
    // Beside a writer in another process, whose changes nobody tells here: nothing is kept.
    void keep_nothing();

  private:
    struct State {
        std::int64_t version = 0;
        bool changing = false;
        std::shared_ptr<const Facts> facts;
    };
    struct OfBrand {
        std::map<std::int64_t, State> days;
        reports::EpisodeNames names;
    };
    void drop(State& state);

    mutable std::mutex mutex_;
    std::map<model::BrandId, OfBrand> brands_;
    std::vector<std::pair<model::BrandId, std::int64_t>> unsettled_;
    std::size_t kept_ = 0;
    std::size_t most_ = 2'000'000;  // of 32 bytes
};

}  // namespace manyhands::storage
