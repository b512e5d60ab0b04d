// First-answer figures (decision 2): episodes, nearest-rank percentiles, bands; one query behind chart and
// file.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/conversation.hpp"
#include "model/people.hpp"

namespace manyhands::reports {

enum class EpisodeEnd { open, answered, dropped };

struct EpisodeRow {
    model::ConversationId conversation;
    int number = 0;
    base::Instant opened_at{};
    std::optional<base::Instant> answered_at;
    EpisodeEnd end = EpisodeEnd::open;
    model::AccountId account;
    model::DepartmentId department;
};

class EpisodeStore {
  public:
    virtual ~EpisodeStore() = default;
    // Episodes opened in [from, to), in the order of opening. Thread-safe.
    virtual base::Result<void> episodes(const model::BrandId& brand, base::Instant from, base::Instant to,
                                        const std::function<void(const EpisodeRow&)>& each) = 0;
};

struct Band {
    std::optional<int> up_to_minutes;  // nothing: more than the last one
    std::int64_t answered = 0;
};

struct Day {
    std::string day;  // "2026-03-09" in the report's zone
    std::int64_t episodes = 0;
    std::int64_t answered = 0;
    std::int64_t within_promise = 0;
    std::optional<double> mean_seconds;
    std::optional<std::int64_t> p50_seconds;
    std::optional<std::int64_t> p90_seconds;
};

struct FirstAnswer {
    base::Instant from{};
    base::Instant to{};
    std::string zone;
    std::int64_t episodes = 0;
    std::int64_t answered = 0;
    std::int64_t waiting = 0;
    std::int64_t never = 0;
    std::int64_t no_answer_needed = 0;
    std::optional<double> mean_seconds;
    std::optional<std::int64_t> p50_seconds;
    std::optional<std::int64_t> p90_seconds;
    std::optional<std::int64_t> p99_seconds;
    std::vector<Band> bands;
    std::vector<Day> by_day;  // every day of the period, also empty ones
};

// Nearest rank: the smallest value such that at least p % are not greater. `sorted` ascending; nothing if
// empty.
std::optional<std::int64_t> percentile(const std::vector<std::int64_t>& sorted, double p);

// Errors: invalid (unknown zone, from >= to, more than 400 days).
base::Result<FirstAnswer> first_answer(EpisodeStore& store, const model::BrandId& brand, base::Instant from,
                                       base::Instant to, const std::string& zone, base::Instant now);

// The same figures as the chart, to the last unit. UTF-8 with a byte order mark; cells that begin with = + -
// @ are made harmless. The period, zone and "wall clock" stand in the file.
std::string to_csv(const FirstAnswer& report, const std::string& lang);

}  // namespace manyhands::reports
