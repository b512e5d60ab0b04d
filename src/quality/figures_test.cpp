// Our figures against those of an independent script (tests/quality/figures.mjs), to the last digit printed.
#include <fstream>
#include <sstream>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "quality/sample.hpp"
#include "quality/statistics.hpp"

namespace manyhands::quality {
namespace {

namespace json = boost::json;

const json::object& vectors() {
    static const json::object all = [] {
        std::ifstream file(std::string(MH_SOURCE_DIR) + "/tests/vectors/quality.json");
        std::stringstream text;
        text << file.rdbuf();
        return json::parse(text.str()).as_object();
    }();
    return all;
}

std::string text_of(const json::value& value) {
    return std::string(value.as_string());
}

TEST(QualityFigures, SizesOfSamples) {
    const auto& cases = vectors().at("sizes").as_array();
    ASSERT_GE(cases.size(), 20U);
    for (const auto& one : cases)
        EXPECT_EQ(sample_size(
                      one.at("population").to_number<std::int64_t>(), one.at("expected").to_number<double>(),
                      one.at("half_width").to_number<double>(), one.at("confidence").to_number<int>()),
                  one.at("size").to_number<std::int64_t>())
            << json::serialize(one);
}

TEST(QualityFigures, ScoresWithTheirIntervals) {
    const auto& cases = vectors().at("scores").as_array();
    ASSERT_GE(cases.size(), 10U);
    for (const auto& one : cases) {
        std::vector<Weighed> marked;
        for (const auto& pair : one.at("marked").as_array())
            marked.push_back({pair.at(0).to_number<double>(), pair.at(1).to_number<double>()});
        const auto score = score_of(marked);
        ASSERT_TRUE(score);
        EXPECT_EQ(fmt::format("{:.3f}", score->effective), text_of(one.at("effective")));
        EXPECT_EQ(fmt::format("{:.3f}", score->mean), text_of(one.at("mean")));
        EXPECT_EQ(fmt::format("{:.3f}", score->low), text_of(one.at("low")));
        EXPECT_EQ(fmt::format("{:.3f}", score->high), text_of(one.at("high")));
    }
}

TEST(QualityFigures, Kappas) {
    const auto& cases = vectors().at("kappas").as_array();
    ASSERT_GE(cases.size(), 8U);
    for (const auto& one : cases) {
        std::vector<std::pair<int, int>> pairs;
        for (const auto& pair : one.at("pairs").as_array())
            pairs.emplace_back(pair.at(0).to_number<int>(), pair.at(1).to_number<int>());
        const Kappa kappa =
            kappa_of(one.at("levels").to_number<int>() == 5 ? Scale::five : Scale::yes_no, pairs);
        EXPECT_EQ(kappa.pairs, std::ssize(pairs));
        if (one.at("kappa").is_null())
            EXPECT_FALSE(kappa.kappa) << *kappa.kappa;
        else
            EXPECT_EQ(fmt::format("{:.4f}", kappa.kappa.value_or(99)), text_of(one.at("kappa")));
    }
}

TEST(QualityFigures, TheSameSeedDrawsTheSameAnswers) {
    std::vector<Candidate> candidates;
    for (const auto& one : vectors().at("candidates").as_array()) {
        Candidate made;
        made.answer = model::AnswerId(text_of(one.at("id")));
        made.language = text_of(one.at("language"));
        made.network = text_of(one.at("network"));
        made.newcomer = text_of(one.at("newcomer")) == "yes";
        made.risk = model::risk_class(text_of(one.at("risk")));  // "none" is no class
        for (const PostKind kind : {PostKind::first, PostKind::later, PostKind::found})
            if (text_of(one.at("kind")) == to_string(kind)) made.kind = kind;
        candidates.insert(candidates.begin(), made);  // the order of what was published does not matter
    }
    const auto& cases = vectors().at("draws").as_array();
    ASSERT_GE(cases.size(), 6U);
    for (const auto& one : cases) {
        std::string columns;
        for (const auto& name : one.at("columns").as_array())
            columns += text_of(name) + " ";
        const Sample sample = draw(candidates, columns_from(columns),
                                   one.at("size").to_number<std::int64_t>(), text_of(one.at("seed")));
        const auto& strata = one.at("strata").as_array();
        ASSERT_EQ(sample.strata.size(), strata.size());
        for (std::size_t i = 0; i < strata.size(); ++i)
            EXPECT_EQ(sample.strata[i],
                      (Stratum{text_of(strata[i].at(0)), strata[i].at(1).to_number<std::int64_t>(),
                               strata[i].at(2).to_number<std::int64_t>()}));
        const auto& items = one.at("items").as_array();
        ASSERT_EQ(sample.items.size(), items.size());
        for (std::size_t i = 0; i < items.size(); ++i) {
            EXPECT_EQ(sample.items[i].candidate.answer.value, text_of(items[i]));
            EXPECT_EQ(stratum_of(sample.items[i].candidate, columns_from(columns)),
                      sample.strata[sample.items[i].stratum].name);
        }
    }
}

}  // namespace
}  // namespace manyhands::quality
