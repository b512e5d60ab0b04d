// How many promises of money and things wait, and how many ordinary answers: over sentences written for it
// (testdata/goodwill.*.tsv), the second half of which was not looked at while the lists were written.
// RISK_SHOW=1 lists what went wrong in the first.
#include <cstdlib>
#include <fstream>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "answer/risk.hpp"

namespace manyhands::answer {
namespace {

struct Count {
    int right = 0, extra = 0, missed = 0, lines = 0;
    double precision() const { return right + extra == 0 ? 1.0 : double(right) / (right + extra); }
    double recall() const { return right + missed == 0 ? 1.0 : double(right) / (right + missed); }
};

Count measure(const std::string& language, char half) {
    Lanes lanes = starter_lanes();
    lanes.lanes[static_cast<std::size_t>(model::RiskClass::goodwill)].on = true;
    const RiskReader reader(lanes);
    std::ifstream file(std::string(MH_SOURCE_DIR) + "/src/answer/testdata/goodwill." + language + ".tsv");
    Count count;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() != half) continue;
        const auto second = line.find('\t', 2);
        const bool waits = line.substr(2, second - 2) == "waits";
        RiskMaterial material;
        material.answer = {line.substr(second + 1)};
        material.author = model::Role::employee;
        const bool found = !reader.read(material).found.empty();
        ++count.lines;
        if (found && waits) ++count.right;
        if (found && !waits) ++count.extra;
        if (!found && waits) ++count.missed;
        if (found != waits && half == '1' && std::getenv("RISK_SHOW") != nullptr)
            fmt::print("  {} {}\n", found ? "extra " : "missed", material.answer.front());
    }
    fmt::print("goodwill, {}, half {}: {} lines, precision {:.1f}%, recall {:.1f}%\n", language, half,
               count.lines, 100 * count.precision(), 100 * count.recall());
    return count;
}

TEST(RiskMeasure, Goodwill) {
    for (const std::string language : {"ko", "en"}) {
        const Count first = measure(language, '1');
        EXPECT_EQ(first.extra + first.missed, 0) << language;
        const Count kept = measure(language, '2');
        EXPECT_GE(kept.lines, 40) << language;
        EXPECT_GE(kept.precision(), 0.95) << language;
        EXPECT_GE(kept.recall(), 0.88) << language;
    }
}

}  // namespace
}  // namespace manyhands::answer
