// What the reader of tone finds of what it should: precision and recall over sentences written for it
// (testdata/tone.*.tsv). Those of the first half were looked at while it was written; the figures that count
// are those of the second. TONE_SHOW=1 lists what went wrong in the first.
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "understand/tone.hpp"

namespace manyhands::understand {
namespace {

struct Line {
    int half = 0;
    Tone label = Tone::neither;
    std::string text;
};

Tone tone_named(const std::string& name) {
    return name == "thanks" ? Tone::thanks : name == "unhappy" ? Tone::unhappy : Tone::neither;
}

std::vector<Line> labelled(const std::string& lang) {
    std::ifstream file(std::string(MH_SOURCE_DIR) + "/src/understand/testdata/tone." + lang + ".tsv");
    std::vector<Line> lines;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.front() == '#') continue;
        const auto first = line.find('\t');
        const auto second = line.find('\t', first + 1);
        lines.push_back({line.substr(0, first) == "1" ? 1 : 2,
                         tone_named(line.substr(first + 1, second - first - 1)), line.substr(second + 1)});
    }
    return lines;
}

struct Count {
    int right = 0, extra = 0, missed = 0;
    double precision() const { return right + extra == 0 ? 1.0 : double(right) / (right + extra); }
    double recall() const { return right + missed == 0 ? 1.0 : double(right) / (right + missed); }
};

Count count(const std::string& lang, int half, Tone of) {
    Count out;
    for (const Line& line : labelled(lang)) {
        if (line.half != half) continue;
        const Tone read = tone(line.text, lang);
        if (read == of && line.label == of) ++out.right;
        if (read == of && line.label != of) ++out.extra;
        if (read != of && line.label == of) ++out.missed;
        if (half == 1 && read != line.label && std::getenv("TONE_SHOW") != nullptr && of == Tone::thanks)
            fmt::print("  {} is {} read {}: {}\n", lang, int(line.label), int(read), line.text);
    }
    return out;
}

class ToneMeasure : public ::testing::TestWithParam<std::string> {};

TEST_P(ToneMeasure, TheSecondHalf) {
    const std::string lang = GetParam();
    ASSERT_GE(labelled(lang).size(), 150U);
    for (const int half : {1, 2})
        for (const Tone of : {Tone::thanks, Tone::unhappy}) {
            const Count c = count(lang, half, of);
            const char* name = of == Tone::thanks ? "thanks" : "unhappy";
            fmt::print("tone {} half {} {:8} precision {:.3f} recall {:.3f} of {}\n", lang, half, name,
                       c.precision(), c.recall(), c.right + c.missed);
            if (half == 1) continue;
            // When not sure it says neither: much is left out, little is taken for what it is not.
            EXPECT_GE(c.precision(), 0.85) << name;
            EXPECT_GE(c.recall(), 0.3) << name;
        }
}

INSTANTIATE_TEST_SUITE_P(Languages, ToneMeasure, ::testing::Values("ko", "en"));

TEST(Tone, PolitenessIsNotThanks) {
    EXPECT_EQ(tone("감사합니다만 아직도 안 돼요", "ko"), Tone::unhappy);
    EXPECT_EQ(tone("답변은 감사한데 안되네요", "ko"), Tone::unhappy);
    EXPECT_EQ(tone("Thanks, but it still doesn’t work", "en"), Tone::unhappy);
    EXPECT_EQ(tone("thanks for nothing", "en"), Tone::unhappy);
}

TEST(Tone, WhatIsAskedIsNotSaid) {
    EXPECT_EQ(tone("감사 이벤트는 언제까지인가요?", "ko"), Tone::neither);
    EXPECT_EQ(tone("Would you recommend it? Is it brilliant?", "en"), Tone::neither);
    EXPECT_EQ(tone("혹시 이렇게 해도 안 되면 어디에 말하면 되나요?", "ko"), Tone::neither);
    EXPECT_EQ(tone("", "en"), Tone::neither);
    EXPECT_EQ(tone("\xF0\x9F\x91\x8D", ""), Tone::neither);
}

TEST(Tone, TheLanguageIsSeenInTheLetters) {
    EXPECT_EQ(tone("정말 감사합니다", "en"), Tone::thanks) << "a client left at its default";
    EXPECT_EQ(tone("정말 감사합니다", "und"), Tone::thanks);
    EXPECT_EQ(tone("thank you!", "und"), Tone::thanks);
}

}  // namespace
}  // namespace manyhands::understand
