#include "quality/statistics.hpp"

#include <array>

#include <gtest/gtest.h>

#include "quality/card.hpp"
#include "quality/sample.hpp"

namespace manyhands::quality {
namespace {

TEST(QualityStatistics, ASmallPopulationNeedsAlmostAllOfItself) {
    EXPECT_EQ(sample_size(0, 0.95, 0.03, 95), 0);
    EXPECT_EQ(sample_size(1, 0.95, 0.03, 95), 1);
    EXPECT_EQ(sample_size(20, 0.5, 0.05, 95), 20);
    EXPECT_EQ(sample_size(412, 0.95, 0.03, 95), 137);
    EXPECT_EQ(sample_size(412, 0.95, 0, 95), 412) << "no error at all: everything";
    EXPECT_EQ(sample_size(412, 1, 0.03, 95), 1) << "never none";
}

TEST(QualityStatistics, AFewFlawlessAnswersProveNothing) {
    const auto of_hundreds = [](std::size_t n) { return *score_of(std::vector<Weighed>(n, {100, 1})); };
    EXPECT_EQ(score_of({}), std::nullopt);
    EXPECT_EQ(band_of(of_hundreds(5)), Band::unsure);
    EXPECT_LT(of_hundreds(5).low, 60);
    EXPECT_DOUBLE_EQ(of_hundreds(5).high, 100);
    EXPECT_EQ(band_of(of_hundreds(72)), Band::unsure);
    EXPECT_EQ(band_of(of_hundreds(74)), Band::in);
    EXPECT_EQ(band_of(*score_of(std::vector<Weighed>(200, {80, 1}))), Band::below);
}

TEST(QualityStatistics, AStratumThatWasDrawnTooOftenCountsLess) {
    // One of 1 answer, one of 99: the mean is that of the hundred.
    const std::array marked{Weighed{0, 1}, Weighed{100, 99}};
    const auto score = score_of(marked);
    EXPECT_DOUBLE_EQ(score->mean, 99);
    EXPECT_LT(score->effective, 1.1) << "as good as one answer";
    EXPECT_EQ(score->answers, 2);
}

TEST(QualityStatistics, AgreementByChanceIsNone) {
    const std::vector<std::pair<int, int>> apart{{0, 0}, {0, 1}, {1, 0}, {1, 1}};
    EXPECT_DOUBLE_EQ(*kappa_of(Scale::yes_no, apart).kappa, 0);
    const std::vector<std::pair<int, int>> near{{5, 4}, {4, 5}, {1, 1}, {1, 1}};
    const std::vector<std::pair<int, int>> far{{5, 1}, {4, 5}, {1, 1}, {1, 1}};
    EXPECT_GT(*kappa_of(Scale::five, near).kappa, 0.8) << "one apart is almost agreement";
    EXPECT_LT(*kappa_of(Scale::five, far).kappa, 0.6);
    EXPECT_EQ(kappa_of(Scale::five, {}).kappa, std::nullopt);
    const Kappa same = kappa_of(Scale::five, std::vector<std::pair<int, int>>(9, {5, 5}));
    EXPECT_EQ(same.kappa, std::nullopt) << "all the same: agreement cannot be told from habit";
    EXPECT_EQ(same.equal, 9);
    EXPECT_EQ(same.matrix[4][4], 9);
}

TEST(QualitySample, EveryStratumHasOne) {
    std::vector<Stratum> strata{{"a", 1000, 0}, {"b", 3, 0}, {"c", 1, 0}};
    allocate(strata, 20);
    EXPECT_EQ(strata[0].drawn, 18);
    EXPECT_EQ(strata[1].drawn, 1);
    EXPECT_EQ(strata[2].drawn, 1);
    allocate(strata, 2);
    EXPECT_EQ(strata[0].drawn + strata[1].drawn + strata[2].drawn, 3) << "not fewer than there are strata";
    allocate(strata, 5000);
    EXPECT_EQ(strata[1].drawn, 3) << "no more than there are";
    EXPECT_EQ(strata[0].drawn, 1000);
    std::vector<Stratum> none;
    allocate(none, 10);
    EXPECT_TRUE(draw({}, all_columns(), 10, "7").items.empty());
}

TEST(QualitySample, EqualSharesAreDividedByName) {
    std::vector<Stratum> strata{{"a", 10, 0}, {"b", 10, 0}, {"c", 10, 0}};
    allocate(strata, 10);
    EXPECT_EQ(strata[0].drawn, 4);
    EXPECT_EQ(strata[1].drawn, 3);
    EXPECT_EQ(strata[2].drawn, 3);
}

TEST(QualitySample, ColumnsHaveNames) {
    for (const Column one : all_columns())
        EXPECT_EQ(column(to_string(one)), one);
    EXPECT_EQ(column("colour"), std::nullopt);
    EXPECT_EQ(to_text(columns_from("kind language nonsense")), "language kind");
    Candidate candidate;
    candidate.network = "one";
    candidate.newcomer = true;
    EXPECT_EQ(stratum_of(candidate, all_columns()),
              "language=? network=one newcomer=yes kind=first risk=none");
    candidate.risk =
        gravest({model::RiskClass::newcomer, model::RiskClass::legal, model::RiskClass::goodwill});
    EXPECT_EQ(stratum_of(candidate, {Column::risk}), "risk=legal");
    EXPECT_EQ(gravest({}), std::nullopt);
    for (const model::RiskClass one : model::kRiskClasses)
        EXPECT_EQ(gravest({one}), one);
    EXPECT_EQ(stratum_of(candidate, {}), "all");
}

TEST(QualityCard, TheStarterIsAGoodCard) {
    const auto card = checked(starter_card());
    ASSERT_TRUE(card.has_value()) << card.error().key;
    Marks marks{{"accuracy", 5}, {"tone", 5}, {"terms", 4}, {"method", 5}, {"privacy", 1}};
    EXPECT_TRUE(complete(*card, marks));
    EXPECT_EQ(score_hundredths(*card, marks, false), 9700);
    EXPECT_EQ(score_hundredths(*card, marks, true), 0) << "a critical fault";
    EXPECT_EQ(marks_from(to_text(marks)), marks);
    marks["privacy"] = 5;
    EXPECT_EQ(complete(*card, marks).error().key, "quality.mark.bad");
    marks.erase("privacy");
    EXPECT_EQ(complete(*card, marks).error().key, "quality.mark.incomplete");
    marks["privacy"] = 0;
    EXPECT_EQ(score_hundredths(*card, marks, false), 8200);
    marks["more"] = 1;
    EXPECT_FALSE(complete(*card, marks));
}

TEST(QualityCard, ABadCardSaysWhat) {
    const auto why = [](auto change) {
        Card card = starter_card();
        change(card);
        const auto result = checked(card);
        return result ? std::string() : result.error().key;
    };
    EXPECT_EQ(why([](Card& c) { c.criteria[0].weight = 31; }), "quality.card.weights");
    EXPECT_EQ(why([](Card& c) { c.criteria[0].weight = 0; }), "quality.card.weight");
    EXPECT_EQ(why([](Card& c) { c.criteria.clear(); }), "quality.card.empty");
    EXPECT_EQ(why([](Card& c) { c.criteria.resize(13, c.criteria[0]); }), "quality.card.too_many");
    EXPECT_EQ(why([](Card& c) { c.criteria[1].id = "accuracy"; }), "quality.card.same_id");
    EXPECT_EQ(why([](Card& c) { c.criteria[1].id = "a b"; }), "quality.card.name");
    EXPECT_EQ(why([](Card& c) { c.criteria[1].name.ko = "  "; }), "quality.card.name");
    EXPECT_EQ(why([](Card& c) { c.criteria[1].hint.en = std::string(201, 'x'); }), "quality.card.hint");
    EXPECT_EQ(why([](Card& c) { c.critical.ko = ""; }), "quality.card.hint");
    EXPECT_EQ(why([](Card& c) { c.criteria[1].name.en = " Tone\n"; }), "");
}

}  // namespace
}  // namespace manyhands::quality
