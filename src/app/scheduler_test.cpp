// What the clock brings, once each, whatever the clock does.
#include "app/scheduler.hpp"

#include "app/house_test.hpp"

namespace manyhands::app {
namespace {

using namespace std::chrono_literals;
using model::State;

class SchedulerTest : public HouseTest {
  protected:
    std::optional<base::Instant> fire() {
        const auto next = company_->scheduler().run_once();
        EXPECT_TRUE(next.has_value()) << next.error().key << " " << next.error().cause;
        return next.value_or(std::nullopt);
    }
};

TEST_F(SchedulerTest, NothingIsDueInAnEmptyCompany) {
    found();
    EXPECT_EQ(fire(), std::nullopt);
}

TEST_F(SchedulerTest, SaysWhenTheNextBandComes) {
    found();
    const auto id = concern();
    const base::Instant posted = clock_.now();
    EXPECT_EQ(fire(), posted + 7min);
    clock_.advance(7min - 1us);
    EXPECT_EQ(fire(), posted + 7min);
    EXPECT_EQ(conversation(id).episode->bands_passed, 0) << "not a moment early";
    clock_.advance(1us);
    EXPECT_EQ(fire(), posted + 12min);
    EXPECT_EQ(conversation(id).episode->bands_passed, 1);
    EXPECT_EQ(logged("band_passed"), 1);
}

TEST_F(SchedulerTest, WhatElseIsDueIsFiredAndTheEarlierInstantWins) {
    found();
    const base::Instant now = clock_.now();
    EXPECT_EQ(fire(), std::nullopt);
    int fired = 0;
    company_->scheduler().also([&]() -> base::Result<std::optional<base::Instant>> {
        ++fired;
        return now + 1min;
    });
    EXPECT_EQ(fire(), now + 1min);
    concern();
    EXPECT_EQ(fire(), now + 1min) << "before the first band";
    EXPECT_EQ(fired, 2);
}

TEST_F(SchedulerTest, BandsFireOnceThoughTheClockJumps) {
    found();
    const auto id = concern();
    const base::Instant posted = clock_.now();
    clock_.jump_to(posted + 13min);  // two bands at once
    fire();
    EXPECT_EQ(conversation(id).episode->bands_passed, 2);
    EXPECT_EQ(logged("band_passed"), 2);
    const std::int64_t before = store().commits();
    fire();
    clock_.jump_to(posted + 3min);  // set back, and forward again
    fire();
    clock_.jump_to(posted + 13min);
    fire();
    EXPECT_EQ(logged("band_passed"), 2) << "said already";
    EXPECT_EQ(store().commits(), before) << "nothing to write";
    clock_.jump_to(posted + 48h);
    fire();
    fire();
    EXPECT_EQ(logged("band_passed"), 4);
    EXPECT_EQ(conversation(id).state, State::waiting) << "late, and still somebody's to answer";
}

TEST_F(SchedulerTest, ARestartForgetsNoBandAndRepeatsNone) {
    found();
    const auto id = concern();
    clock_.advance(8min);
    fire();
    open();
    fire();
    EXPECT_EQ(logged("band_passed"), 1);
    clock_.advance(5min);
    open();
    fire();
    EXPECT_EQ(logged("band_passed"), 2);
    EXPECT_EQ(conversation(id).episode->bands_passed, 2);
}

TEST_F(SchedulerTest, AClaimEndsOnce) {
    found();
    const auto id = concern();
    ASSERT_TRUE(company_->route().claim(kim(), id).has_value());
    const base::Instant until = conversation(id).claim->until;
    EXPECT_EQ(until, clock_.now() + route::kClaimLease);
    EXPECT_EQ(fire(), until) << "before the first band";
    clock_.jump_to(until - 1us);
    fire();
    EXPECT_EQ(conversation(id).state, State::claimed);
    clock_.jump_to(until + 1min);
    fire();
    EXPECT_EQ(conversation(id).state, State::waiting);
    EXPECT_FALSE(conversation(id).claim.has_value());
    clock_.jump_to(until - 1min);
    fire();
    clock_.jump_to(until + 1min);
    fire();
    EXPECT_EQ(logged("claim_released"), 1);
}

TEST_F(SchedulerTest, AnAnswerOnItsWayIsNotTakenFromItsWriter) {
    found();
    const auto id = concern();
    ASSERT_TRUE(company_->route().claim(kim(), id).has_value());
    ASSERT_TRUE(submit(id, "Please restart it", 20s).has_value());
    clock_.jump_to(clock_.now() + 6min);
    fire();
    EXPECT_EQ(conversation(id).state, State::going_out);
}

TEST_F(SchedulerTest, NothingIsDueOnceItIsAnswered) {
    found();
    const auto id = concern();
    ASSERT_TRUE(submit(id, "Please restart it").has_value());
    send();
    ASSERT_EQ(conversation(id).state, State::answered);
    clock_.advance(72h);
    EXPECT_EQ(fire(), std::nullopt);
    EXPECT_EQ(logged("band_passed"), 0);
}

TEST_F(SchedulerTest, AFollowUpIsOfferedToWhoAnsweredAndThenToAll) {
    found();
    company_->presence().heartbeat(kim(), kim_.name, {}, false);
    const auto id = concern();
    ASSERT_TRUE(submit(id, "Please restart it").has_value());
    send();
    clock_.advance(10s);
    post("ann", "@hanbit it does not help", published().at(0).id);
    listen();
    ASSERT_EQ(conversation(id).state, State::waiting) << "the same conversation";
    ASSERT_TRUE(conversation(id).offer.has_value());
    EXPECT_EQ(conversation(id).offer->employee, kim_.id);
    const base::Instant until = conversation(id).offer->until;
    EXPECT_EQ(fire(), until);
    clock_.jump_to(until);
    fire();
    EXPECT_FALSE(conversation(id).offer.has_value());
    EXPECT_EQ(logged("offered_to_all"), 1);
    fire();
    EXPECT_EQ(logged("offered_to_all"), 1);
}

TEST_F(SchedulerTest, MoreThanOneRoundsWorthIsAllFired) {
    found();
    for (int i = 0; i < 30; ++i)
        for (int k = 0; k < 20; ++k)
            post("customer" + std::to_string(i), "@hanbit question " + std::to_string(k));
    listen();
    ASSERT_EQ(logged("conversation_opened"), 600);
    clock_.advance(8min);
    const auto again = fire();
    ASSERT_TRUE(again.has_value());
    EXPECT_LE(*again, clock_.now()) << "come back at once: there is more";
    fire();
    EXPECT_EQ(logged("band_passed"), 600);
}

TEST_F(SchedulerTest, WithItsThreadItFiresByItself) {
    found();
    const auto id = concern();
    clock_.advance(8min);
    company_->scheduler().start();
    while (conversation(id).episode->bands_passed < 1)
        std::this_thread::yield();
    clock_.advance(5min);
    company_->scheduler().wake();
    while (conversation(id).episode->bands_passed < 2)
        std::this_thread::yield();
    company_->scheduler().stop();
    EXPECT_EQ(logged("band_passed"), 2);
}

}  // namespace
}  // namespace manyhands::app
