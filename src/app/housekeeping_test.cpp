#include "app/housekeeping.hpp"

#include "app/house_test.hpp"

namespace manyhands::app {
namespace {

using Housework = HouseTest;

// What is asked of the episodes, and of whom.
class Asked final : public reports::EpisodeStore {
  public:
    struct Period {
        model::BrandId brand;
        base::Instant from, to;
    };
    base::Result<void> episodes(const model::BrandId& brand, base::Instant from, base::Instant to,
                                reports::EpisodeNames&,
                                const std::function<void(const reports::EpisodeFact&)>&) override {
        periods.push_back({brand, from, to});
        if (fails) return base::fail(base::ErrorCode::unavailable, "storage.failed");
        return {};
    }
    base::Result<void> episode_page(const model::BrandId&, base::Instant, base::Instant,
                                    const std::optional<reports::EpisodePlace>&, reports::EpisodeNames&,
                                    const std::function<bool(const reports::EpisodeRow&)>&) override {
        return {};
    }
    base::Result<void> held(const model::BrandId&, base::Instant, base::Instant, reports::EpisodeNames&,
                            const std::function<void(const reports::HeldFact&)>&) override {
        return {};
    }
    base::Result<void> handed(const model::BrandId&, base::Instant, base::Instant, reports::EpisodeNames&,
                              const std::function<void(const reports::HandedFact&)>&) override {
        return {};
    }
    base::Result<void> actions(const model::BrandId&, base::Instant, base::Instant, reports::EpisodeNames&,
                               const std::function<void(const reports::EpisodeFact&)>&) override {
        return {};
    }
    std::vector<Period> periods;
    bool fails = false;
};

TEST_F(Housework, ThePastYearOfEveryBrandIsReadNewestFirstWithoutAGap) {
    found();
    Asked asked;
    Housekeeping house(company_->media(), company_->forms(), store(), store(), asked, clock_);
    house.read_year();
    ASSERT_FALSE(asked.periods.empty());
    EXPECT_EQ(asked.periods.front().to, clock_.now());
    const auto brands = store().brands().value();
    for (const model::BrandId& brand : brands) {
        base::Instant to = clock_.now();
        for (const auto& period : asked.periods) {
            if (period.brand != brand) continue;
            EXPECT_EQ(period.to, to);
            EXPECT_LT(period.from, period.to);
            to = period.from;
        }
        EXPECT_LE(to, clock_.now() - std::chrono::hours(366 * 24));
    }
}

TEST_F(Housework, ReadingAheadEndsWhenStoppedAndWhenTheStoreFails) {
    found();
    Asked asked;
    Housekeeping stopped(company_->media(), company_->forms(), store(), store(), asked, clock_);
    stopped.stop();
    stopped.read_year();
    EXPECT_TRUE(asked.periods.empty());
    asked.fails = true;
    Housekeeping failing(company_->media(), company_->forms(), store(), store(), asked, clock_);
    failing.read_year();
    EXPECT_EQ(asked.periods.size(), 1u);
}

}  // namespace
}  // namespace manyhands::app
