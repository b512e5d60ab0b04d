// The figures of an audit: how many answers must be marked, how sure a score is, how far two auditors agree.
// Pure; thread-safe. tests/quality/figures.mjs computes all of them again, on its own.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace manyhands::quality {

// The two-sided quantile of 90, 95 or 99 %; of 95 % for anything else.
double z_of(int confidence_percent);

// How many of `population` must be marked so that a share near `expected` is known to +-`half_width`.
// W. G. Cochran, Sampling Techniques (3rd ed. 1977), 4.4: n0 = z^2 p (1 - p) / e^2, corrected for the finite
// population: n = n0 / (1 + (n0 - 1) / N), rounded up. All three of 0 to 1; at most `population`.
std::int64_t sample_size(std::int64_t population, double expected, double half_width, int confidence_percent);

// One marked answer: its score of 0 to 100 and how many answers of the period it stands for (Horvitz and
// Thompson).
struct Weighed {
    double score = 0;
    double weight = 1;
};

struct Score {
    std::int64_t answers = 0;
    double effective = 0;  // (sum w)^2 / sum w^2 (L. Kish, Survey Sampling, 1965)
    double mean = 0;       // 0 to 100, weighed
    double low = 0;        // 95 %, 0 to 100
    double high = 0;
};

// The variance of a number between 0 and 1 is at most that of a share with the same mean: Wilson's interval
// around mean/100 is on the safe side, and ten answers without a fault are no proof of 100. Nothing for none.
std::optional<Score> score_of(std::span<const Weighed> marked);

// Against the house's band of 95 to 100: in it when the whole interval is, below it when none of it is.
enum class Band { in, below, unsure };
inline constexpr double kBandLow = 95;
Band band_of(const Score& score);

enum class Scale { five, yes_no };  // marks 1 to 5, in order; 0 or 1

struct Kappa {
    std::int64_t pairs = 0;
    std::int64_t equal = 0;
    // J. Cohen (1960) for yes and no; with quadratic weights (1968) for an ordered scale. Nothing where all
    // marks are the same: nothing was there to agree about.
    std::optional<double> kappa;
    std::vector<std::vector<std::int64_t>> matrix;  // [first][second], from the lowest mark
};
// A mark outside of its scale counts as the nearest.
Kappa kappa_of(Scale scale, std::span<const std::pair<int, int>> pairs);

}  // namespace manyhands::quality
