// Score cards: what an auditor looks at, and what it weighs. A change makes a new version; a mark keeps the
// version that it was made with. Pure; thread-safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/ids.hpp"
#include "quality/statistics.hpp"

namespace manyhands::quality {

// Said in the brand's own words, in both languages.
struct Words {
    std::string ko, en;
    friend bool operator==(const Words&, const Words&) = default;
};

struct Criterion {
    std::string id;  // "tone": a-z, 0-9, _; the same criterion keeps it from version to version
    Words name;
    Words hint;      // what full marks mean; may be empty
    int weight = 0;  // 1 to 100; all of a card together 100
    Scale scale = Scale::five;
    friend bool operator==(const Criterion&, const Criterion&) = default;
};

struct Card {
    std::int64_t version = 0;  // from 1; 0: the house's starter, nobody has written one yet
    std::vector<Criterion> criteria;
    Words critical;  // what makes the score 0
    model::EmployeeId by;
    base::Instant at{};
};

inline constexpr std::size_t kCriteriaAtMost = 12;
inline constexpr std::size_t kCriterionNameAtMost = 40;   // code points
inline constexpr std::size_t kCriterionHintAtMost = 200;  // code points

std::string_view to_string(Scale scale);
std::optional<Scale> scale(std::string_view text);

Card starter_card();
// Cleaned, or why not. Errors: invalid ("quality.card.empty", "quality.card.weights" with sum,
// "quality.card.name", "quality.card.same_id", "quality.card.too_many"), each with an argument "pointer".
base::Result<Card> checked(Card card);

using Marks = std::map<std::string, int>;  // by the criterion's id
// Errors: invalid ("quality.mark.incomplete", "quality.mark.bad").
base::Result<void> complete(const Card& card, const Marks& marks);
// 0 to 100 in hundredths, exact and rounded half up: the weights times the marks of the best mark. A critical
// fault: 0.
std::int64_t score_hundredths(const Card& card, const Marks& marks, bool critical);

// "accuracy:5 tone:4" and back.
std::string to_text(const Marks& marks);
Marks marks_from(std::string_view text);

}  // namespace manyhands::quality
