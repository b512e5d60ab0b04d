#include "quality/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "base/interval.hpp"

namespace manyhands::quality {

double z_of(int confidence_percent) {
    switch (confidence_percent) {
        case 90:
            return 1.6448536269514722;
        case 99:
            return 2.5758293035489004;
        default:
            return base::kZ95;
    }
}

std::int64_t sample_size(std::int64_t population, double expected, double half_width,
                         int confidence_percent) {
    if (population <= 0) return 0;
    if (half_width <= 0) return population;
    const double z = z_of(confidence_percent);
    const double n0 = z * z * expected * (1 - expected) / (half_width * half_width);
    const double n = n0 / (1 + (n0 - 1) / static_cast<double>(population));
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(n)), 1, population);
}

std::optional<Score> score_of(std::span<const Weighed> marked) {
    double weights = 0;
    double squares = 0;
    double sum = 0;
    for (const Weighed& one : marked) {
        weights += one.weight;
        squares += one.weight * one.weight;
        sum += one.weight * one.score;
    }
    if (weights <= 0) return std::nullopt;
    Score score;
    score.answers = std::ssize(marked);
    score.effective = weights * weights / squares;
    score.mean = std::clamp(sum / weights, 0.0, 100.0);
    const base::Interval interval = base::wilson(score.mean / 100, score.effective);
    score.low = interval.low * 100;
    score.high = interval.high * 100;
    return score;
}

Band band_of(const Score& score) {
    if (score.low >= kBandLow) return Band::in;
    return score.high < kBandLow ? Band::below : Band::unsure;
}

Kappa kappa_of(Scale scale, std::span<const std::pair<int, int>> pairs) {
    const int lowest = scale == Scale::five ? 1 : 0;
    const int levels = scale == Scale::five ? 5 : 2;
    const auto place = [&](int mark) {
        return static_cast<std::size_t>(std::clamp(mark - lowest, 0, levels - 1));
    };
    Kappa result;
    result.matrix.assign(static_cast<std::size_t>(levels),
                         std::vector<std::int64_t>(static_cast<std::size_t>(levels)));
    for (const auto& [first, second] : pairs) {
        ++result.matrix[place(first)][place(second)];
        ++result.pairs;
        if (place(first) == place(second)) ++result.equal;
    }
    if (result.pairs == 0) return result;
    const auto n = static_cast<std::size_t>(levels);
    std::vector<std::int64_t> first(n);
    std::vector<std::int64_t> second(n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            first[i] += result.matrix[i][j];
            second[j] += result.matrix[i][j];
        }
    // Whole numbers to the end: with two levels the squared distance is 0 or 1, the unweighted kappa.
    std::int64_t observed = 0;
    std::int64_t expected = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            const auto apart = static_cast<std::int64_t>(i) - static_cast<std::int64_t>(j);
            observed += apart * apart * result.matrix[i][j];
            expected += apart * apart * first[i] * second[j];
        }
    if (expected != 0)
        result.kappa = 1 - static_cast<double>(observed) * static_cast<double>(result.pairs) /
                               static_cast<double>(expected);
    return result;
}

}  // namespace manyhands::quality
