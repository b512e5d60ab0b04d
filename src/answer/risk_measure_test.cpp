// How much of what should wait does, and how many ordinary answers: over sentences written for it. Promises
// of money and things in testdata/goodwill.*.tsv, words of the other classes in testdata/risk.*.tsv,
// questions for private things in testdata/asks.*.tsv. The first half was looked at while the lists were
// mended; the figures that count are those of the second; how far even they flatter is in docs/adr/0058.
// RISK_SHOW=1 lists what went wrong in the first.
//   build/debug/mh_test_answer --gtest_filter='RiskMeasure.*'
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "answer/lint.hpp"
#include "answer/risk.hpp"

namespace manyhands::answer {
namespace {

struct Count {
    int right = 0, extra = 0, missed = 0, lines = 0;
    double precision() const { return right + extra == 0 ? 1.0 : double(right) / (right + extra); }
    double recall() const { return right + missed == 0 ? 1.0 : double(right) / (right + missed); }
    void add(bool found, bool wanted) {
        ++lines;
        right += found && wanted ? 1 : 0;
        extra += found && !wanted ? 1 : 0;
        missed += !found && wanted ? 1 : 0;
    }
};

struct Line {
    char half = '2';
    std::string label;
    std::string text;
};

std::vector<Line> lines_of(const std::string& file, bool halves) {
    std::ifstream in(std::string(MH_SOURCE_DIR) + "/src/answer/testdata/" + file);
    std::vector<Line> lines;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.front() == '#') continue;
        const std::size_t from = halves ? 2 : 0;
        const auto tab = line.find('\t', from);
        lines.push_back({halves ? line.front() : '2', line.substr(from, tab - from), line.substr(tab + 1)});
    }
    return lines;
}

void show(const Line& line, bool found, std::string_view what) {
    if (line.half == '1' && std::getenv("RISK_SHOW") != nullptr)
        fmt::print("  {} {:14} {}\n", found ? "extra " : "missed", what, line.text);
}

void print(std::string_view what, const std::string& language, char half, const Count& count) {
    fmt::print("{:14} {}, half {}: {:4} lines, {:3} of them labelled, precision {:5.1f}%, recall {:5.1f}%\n",
               what, language, half, count.lines, count.right + count.missed, 100 * count.precision(),
               100 * count.recall());
    std::fflush(stdout);
}

// By an employee with a limit of nothing.
RiskMaterial answered(const std::string& text) {
    RiskMaterial material;
    material.answer = {text};
    material.author = model::Role::employee;
    material.sent_answers = 1000;
    return material;
}

RiskReader reader_of(std::initializer_list<model::RiskClass> on) {
    Lanes lanes = starter_lanes();
    for (const model::RiskClass one : on)
        lanes.lanes[static_cast<std::size_t>(one)].on = true;
    return RiskReader(lanes);
}

Count goodwill(const std::string& language, char half) {
    const RiskReader reader = reader_of({model::RiskClass::goodwill});
    Count count;
    const std::vector<Line> lines = lines_of("goodwill." + language + ".tsv", true);
    for (const Line& line : lines) {
        if (line.half != half) continue;
        const bool waits = line.label == "waits";
        const bool found = !reader.read(answered(line.text)).found.empty();
        count.add(found, waits);
        if (found != waits) show(line, found, "goodwill");
    }
    print("goodwill", language, half, count);
    return count;
}

TEST(RiskMeasure, Goodwill) {
    for (const std::string language : {"ko", "en"}) {
        EXPECT_GE(lines_of("goodwill." + language + ".tsv", true).size(), 200U) << language;
        const Count first = goodwill(language, '1');
        EXPECT_GE(first.precision(), 0.92) << language;
        EXPECT_GE(first.recall(), 0.95) << language;
        const Count kept = goodwill(language, '2');
        EXPECT_GE(kept.lines, 100) << language;
        EXPECT_GE(kept.precision(), 0.90) << language;
        EXPECT_GE(kept.recall(), language == "ko" ? 0.70 : 0.65) << language;
    }
}

constexpr std::array kClasses{model::RiskClass::safety, model::RiskClass::legal, model::RiskClass::press,
                              model::RiskClass::personal_data};

std::map<model::RiskClass, Count> classes(const std::string& language, char half) {
    const RiskReader reader = reader_of({kClasses[0], kClasses[1], kClasses[2], kClasses[3]});
    std::map<model::RiskClass, Count> counts;
    const std::vector<Line> lines = lines_of("risk." + language + ".tsv", true);
    for (const Line& line : lines) {
        if (line.half != half) continue;
        const Risks risks = reader.read(answered(line.text));
        for (const model::RiskClass one : kClasses) {
            const bool found =
                std::ranges::any_of(risks.found, [one](const Risk& risk) { return risk.risk == one; });
            const bool wanted = line.label == model::to_string(one);
            counts[one].add(found, wanted);
            if (found != wanted) show(line, found, model::to_string(one));
        }
    }
    return counts;
}

TEST(RiskMeasure, WordsOfTheOtherClasses) {
    for (const std::string language : {"ko", "en"})
        for (const char half : {'1', '2'}) {
            Count all;
            for (const auto& [risk, count] : classes(language, half)) {
                print(model::to_string(risk), language, half, count);
                EXPECT_LE(count.extra, 1) << model::to_string(risk) << " " << language << half;
                EXPECT_LE(count.missed, half == '1' ? 0 : 2)
                    << model::to_string(risk) << " " << language << half;
                EXPECT_GE(count.right + count.missed, 2);
                all.right += count.right;
                all.extra += count.extra;
                all.missed += count.missed;
            }
            EXPECT_GE(all.precision(), 0.80) << language << half;
            EXPECT_GE(all.recall(), 0.75) << language << half;
        }
}

// The same check stands in the linter and is measured there, too; these sentences are fresh.
TEST(RiskMeasure, AsksPrivate) {
    const Linter linter(starter_guidelines());
    const auto asks = [&](const Line& line) {
        Subject subject;
        subject.text = line.text;
        subject.now = base::Instant{} + base::Minutes(1);
        const auto findings = linter.lint(subject);
        return std::ranges::any_of(findings, [&](const Finding& finding) {
            return linter.guidelines().rules[finding.rule].id == "asks-private";
        });
    };
    for (const std::string language : {"ko", "en"}) {
        std::map<char, Count> halves;
        const std::vector<Line> lines = lines_of("asks." + language + ".tsv", true);
        for (const Line& line : lines) {
            const bool found = asks(line);
            halves[line.half].add(found, line.label == "asks");
            if (found != (line.label == "asks")) show(line, found, "asks-private");
        }
        for (const auto& [half, count] : halves)
            print("asks-private", language, half, count);
        EXPECT_GE(halves['2'].lines, 50) << language;
        EXPECT_GE(halves['2'].precision(), 0.90) << language;
        EXPECT_GE(halves['2'].recall(), 0.55) << language;
    }
}

}  // namespace
}  // namespace manyhands::answer
