// How many answers that only hold a customer off are found, and how many that answer are taken for one: over
// sentences written for it (testdata/holding.*.tsv), the second half of which was not looked at while the
// lists were written. HOLDING_SHOW=1 lists what went wrong in the first.
#include <cstdlib>
#include <fstream>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "answer/holding.hpp"

namespace manyhands::answer {
namespace {

struct Count {
    int right = 0, extra = 0, missed = 0, lines = 0;
    double precision() const { return right + extra == 0 ? 1.0 : double(right) / (right + extra); }
    double recall() const { return right + missed == 0 ? 1.0 : double(right) / (right + missed); }
};

Count measure(const std::string& language, char half) {
    std::ifstream file(std::string(MH_SOURCE_DIR) + "/src/answer/testdata/holding." + language + ".tsv");
    Count count;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() != half) continue;
        const auto second = line.find('\t', 2);
        const bool holds = line.substr(2, second - 2) == "holds";
        const std::string text = line.substr(second + 1);
        const bool found = holds_off(Reading(text)).has_value();
        ++count.lines;
        if (found && holds) ++count.right;
        if (found && !holds) ++count.extra;
        if (!found && holds) ++count.missed;
        if (found != holds && half == '1' && std::getenv("HOLDING_SHOW") != nullptr)
            fmt::print("  {} {}\n", found ? "extra " : "missed", text);
    }
    fmt::print("holding, {}, half {}: {} lines, precision {:.1f}%, recall {:.1f}%\n", language, half,
               count.lines, 100 * count.precision(), 100 * count.recall());
    return count;
}

TEST(HoldingMeasure, FindsWhatHoldsOff) {
    for (const std::string language : {"ko", "en"}) {
        const Count first = measure(language, '1');
        EXPECT_EQ(first.extra + first.missed, 0) << language;
        const Count kept = measure(language, '2');
        EXPECT_GE(first.lines + kept.lines, 60) << language;
        EXPECT_GE(kept.precision(), 0.90) << language;
        EXPECT_GE(kept.recall(), 0.90) << language;
    }
}

}  // namespace
}  // namespace manyhands::answer
