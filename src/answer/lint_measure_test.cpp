// What the linter finds of what it should, and what else: precision and recall of every rule that ships, over
// sentences written for it (testdata/labelled.*.tsv). What went wrong in the first half was
// looked at while the linter was written; the figures that count are those of the second. LINT_SHOW=1 lists
// what went wrong in the first.
//   build/debug/mh_test_answer --gtest_filter='LintMeasure.*'
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "answer/lint.hpp"

namespace manyhands::answer {
namespace {

struct Line {
    int half = 0;  // 1: looked at while writing; 2: kept apart
    std::set<std::string> labels;
    std::string text;
    std::string customer;  // empty: one sentence out of an answer
};

std::vector<std::string> cut(const std::string& line, char at) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    for (std::size_t to = line.find(at); to != std::string::npos; to = line.find(at, from)) {
        parts.push_back(line.substr(from, to - from));
        from = to + 1;
    }
    parts.push_back(line.substr(from));
    return parts;
}

std::vector<Line> labelled(const std::string& language) {
    std::ifstream file(std::string(MH_SOURCE_DIR) + "/src/answer/testdata/labelled." + language + ".tsv");
    std::vector<Line> lines;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        const auto parts = cut(line, '\t');
        Line one;
        one.half = parts.at(0) == "1" ? 1 : 2;
        for (const std::string& label : cut(parts.at(1), ','))
            if (label != "-") one.labels.insert(label);
        one.text = parts.at(2);
        if (parts.size() > 3) one.customer = parts[3];
        lines.push_back(std::move(one));
    }
    return lines;
}

Guidelines every_rule() {
    Guidelines all = starter_guidelines();
    for (Rule& rule : all.rules)
        rule.on = true;
    return all;
}

// Say something about a whole answer only.
bool wants_whole(Check check) {
    return check == Check::greeting || check == Check::apology || check == Check::required;
}

struct Count {
    int right = 0, extra = 0, missed = 0;
    double precision() const { return right + extra == 0 ? 1.0 : double(right) / (right + extra); }
    double recall() const { return right + missed == 0 ? 1.0 : double(right) / (right + missed); }
    int labelled() const { return right + missed; }
};

using Counts = std::map<std::string, Count>;

Counts measure(const std::string& language, int half) {
    const Linter linter(every_rule());
    const bool show = std::getenv("LINT_SHOW") != nullptr && half == 1;
    Counts counts;
    const auto lines = labelled(language);
    for (const Line& line : lines) {
        if (line.half != half) continue;
        Subject subject;
        subject.text = line.text;
        subject.customer = line.customer;
        subject.now = base::Instant{} + base::Minutes(1);
        std::set<std::string> found;
        for (const Finding& finding : linter.lint(subject)) {
            const Rule& rule = linter.guidelines().rules[finding.rule];
            if (line.customer.empty() && wants_whole(rule.check)) continue;
            if (rule.check == Check::holding) continue;  // has a set of its own: holding_measure_test.cpp
            found.insert(rule.id);
        }
        for (const std::string& id : found) {
            const bool right = line.labels.contains(id);
            ++(right ? counts[id].right : counts[id].extra);
            if (!right && show) fmt::print("  extra  {:14} {}\n", id, line.text);
        }
        for (const std::string& id : line.labels) {
            if (found.contains(id)) continue;
            ++counts[id].missed;
            if (show) fmt::print("  missed {:14} {}\n", id, line.text);
        }
    }
    return counts;
}

Count print(const std::string& language, const Counts& counts) {
    Count all;
    fmt::print("{:20} {:>8} {:>9} {:>6}\n", "guidelines, " + language, "labelled", "precision", "recall");
    for (const auto& [id, one] : counts) {
        fmt::print("{:20} {:8} {:8.1f}% {:5.1f}%\n", id, one.labelled(), 100 * one.precision(),
                   100 * one.recall());
        all.right += one.right;
        all.extra += one.extra;
        all.missed += one.missed;
    }
    fmt::print("{:20} {:8} {:8.1f}% {:5.1f}%\n", "all rules", all.labelled(), 100 * all.precision(),
               100 * all.recall());
    std::fflush(stdout);
    return all;
}

// The floors of each rule; where few lines speak of one, a single mistake is all that it may make.
void holds(const Counts& counts) {
    for (const auto& [id, one] : counts) {
        if (one.labelled() < 5) {
            EXPECT_LE(one.extra + one.missed, 1) << id;
            continue;
        }
        EXPECT_GE(one.precision(), 0.80) << id;
        EXPECT_GE(one.recall(), 0.80) << id;
    }
}

TEST(LintMeasure, TheSetIsLargeEnoughAndNamesRulesThatThereAre) {
    std::set<std::string> ids;
    for (const Rule& rule : starter_guidelines().rules)
        ids.insert(rule.id);
    for (const std::string language : {"ko", "en"}) {
        const auto lines = labelled(language);
        EXPECT_GE(lines.size(), 400U) << language;
        std::set<std::string> texts;
        std::size_t clean = 0;
        for (const Line& line : lines) {
            EXPECT_TRUE(texts.insert(line.text + "\t" + line.customer).second) << "twice: " << line.text;
            clean += line.labels.empty() ? 1U : 0U;
            for (const std::string& label : line.labels)
                EXPECT_TRUE(ids.contains(label)) << label;
        }
        EXPECT_GE(clean, 150U) << language;  // nothing to find in them
    }
}

TEST(LintMeasure, Korean) {
    if (std::getenv("LINT_SHOW") != nullptr) print("ko, first half", measure("ko", 1));
    const Counts counts = measure("ko", 2);
    const Count all = print("ko", counts);
    holds(counts);
    EXPECT_GE(all.precision(), 0.94);
    EXPECT_GE(all.recall(), 0.96);
}

TEST(LintMeasure, English) {
    if (std::getenv("LINT_SHOW") != nullptr) print("en, first half", measure("en", 1));
    const Counts counts = measure("en", 2);
    const Count all = print("en", counts);
    holds(counts);
    EXPECT_GE(all.precision(), 0.94);
    EXPECT_GE(all.recall(), 0.92);
}

}  // namespace
}  // namespace manyhands::answer
