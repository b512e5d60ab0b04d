#include "route/whom.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace manyhands::route {
namespace {

using model::Why;

// What lowers somebody's place. Three questions today weigh as much as knowing the topic: the next one goes
// to others.
constexpr double kHolding = 4;
constexpr double kAsked = 3;
constexpr double kAnswered = 0.5;
// A hundred answers are no better than thirty: who answered most must not be asked for everything.
constexpr double kShownMost = 5;

bool knows(const Candidate& one) {
    return std::ranges::any_of(one.why, [](Why why) { return why < Why::department; });
}

bool before(const Candidate& a, double score_a, const Candidate& b, double score_b) {
    if (score_a != score_b) return score_a > score_b;
    if (a.last_asked != b.last_asked) return !a.last_asked || (b.last_asked && *a.last_asked < *b.last_asked);
    return a.employee < b.employee;
}

}  // namespace

int reach(const Rings& rings, base::Micros waiting, base::Micros promise, int people) {
    const double half = static_cast<double>((promise / 2).count());
    const auto last = static_cast<double>(base::Micros(rings.everyone_after).count());
    const double pull = last > half ? half / last : 1.0;
    const auto now = static_cast<double>(std::max<std::int64_t>(waiting.count(), 0));
    if (now >= std::min(last, half)) return people;
    const double first = static_cast<double>(base::Micros(rings.more_after).count()) * pull;
    const int more = std::max(rings.few, rings.more);
    if (now < first) return std::min(rings.few, people);
    if (more >= people) return people;
    const double way = (now - first) / std::max(1.0, last * pull - first);
    const double wide = more * std::pow(static_cast<double>(people) / more, std::clamp(way, 0.0, 1.0));
    return std::min(people, static_cast<int>(wide));
}

double score_of(const Candidate& one) {
    double score = model::weight_of(one.why);
    if (one.shown > 0) score += std::min(kShownMost, std::log2(1 + one.shown));
    return score - kHolding * one.holding - kAsked * one.asked_today - kAnswered * one.answered_week;
}

std::vector<std::size_t> whom(const std::vector<Candidate>& candidates, int told, const Rings& rings,
                              base::Micros waiting, base::Micros promise) {
    std::vector<double> scores;
    scores.reserve(candidates.size());
    for (const Candidate& one : candidates)
        scores.push_back(score_of(one));
    const int people = told + static_cast<int>(candidates.size());
    int wanted = reach(rings, waiting, promise, people);
    if (told == 0) {
        if (std::ranges::all_of(candidates, [](const Candidate& one) { return one.why.empty(); }))
            wanted = people;
        else if (std::ranges::none_of(candidates, knows))
            wanted = std::max(wanted, rings.more);
    }
    const auto left = static_cast<std::size_t>(std::clamp(wanted - told, 0, people - told));
    std::vector<std::size_t> order(candidates.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(left),
                              [&](std::size_t a, std::size_t b) {
                                  return before(candidates[a], scores[a], candidates[b], scores[b]);
                              });
    order.resize(left);
    return order;
}

}  // namespace manyhands::route
