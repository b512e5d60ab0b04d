#include "app/lag_meter.hpp"

#include <gtest/gtest.h>

#include "base/clock.hpp"

namespace manyhands::app {
namespace {

using namespace std::chrono_literals;
using base::Micros;
using channels::Published;
using channels::Reply;

// Shows what was sent some time after it was sent.
class SlowView final : public channels::ChannelSession {
  public:
    explicit SlowView(const base::Clock& clock) : clock_(clock) {}
    Reply<channels::Delivery> listen(const channels::Cursor&, const std::vector<std::string>&) override {
        return channels::Delivery{};
    }
    Reply<std::vector<model::RemotePost>> thread(const std::string&) override {
        return std::vector<model::RemotePost>{};
    }
    model::SendKey make_key(const model::AnswerId& id, base::Instant now) override { return {id.value, now}; }
    Reply<Published> send(const channels::Outgoing&) override { return Published{}; }
    Reply<std::optional<Published>> look_up(const channels::Outgoing&) override {
        ++asked;
        if (unreadable) return std::unexpected(channels::Problem{});
        if (clock_.now() < shown_at) return std::optional<Published>{};
        return std::optional(Published{"p1", "", "", shown_at});
    }
    Reply<channels::Identity> who_am_i() override { return channels::Identity{}; }
    channels::Probe probe() override { return {}; }
    channels::Budget budget() const override { return {}; }
    channels::SessionState state() const override { return {}; }

    base::Instant shown_at{};
    bool unreadable = false;
    int asked = 0;

  private:
    const base::Clock& clock_;
};

class LagMeterTest : public ::testing::Test {
  protected:
    // Follows what was sent now until there is a sample or nothing more to do.
    std::optional<Micros> follow(Micros lag) {
        view_.shown_at = clock_.now() + lag;
        meter_.sent({});
        while (meter_.next()) {
            clock_.jump_to(std::max(clock_.now(), *meter_.next()));
            if (const auto sample = meter_.look(view_)) return sample;
        }
        return std::nullopt;
    }

    base::ManualClock clock_{base::from_micros(1'767'250'800'000'000)};
    SlowView view_{clock_};
    LagMeter meter_{clock_};
};

TEST_F(LagMeterTest, NeverLessThanTheLagAndAtMostHalfAsMuchMore) {
    for (const Micros lag : {0ms, 1ms, 400ms, 2'000ms, 5'000ms, 30'000ms, 90'000ms}) {
        const auto sample = follow(lag);
        ASSERT_TRUE(sample.has_value());
        EXPECT_GE(*sample, lag);
        EXPECT_LE(*sample, lag * 3 / 2 + 500ms);
        clock_.advance(2min);
    }
}

TEST_F(LagMeterTest, ManyAnswersCostFewRequests) {
    for (int second = 0; second < 600; ++second) {
        meter_.sent({});
        if (meter_.next()) meter_.look(view_);
        clock_.advance(1s);
    }
    EXPECT_EQ(view_.asked, 10) << "one a minute";
    view_.asked = 0;
    follow(60s);
    EXPECT_LE(view_.asked, 14) << "and not the same again and again";
}

TEST_F(LagMeterTest, WhatNeverAppearsCountsAsTheLongestLag) {
    EXPECT_EQ(follow(24h), 200s);
    EXPECT_EQ(meter_.next(), std::nullopt);
}

TEST_F(LagMeterTest, NothingIsLearntFromANetworkThatCannotBeRead) {
    view_.unreadable = true;
    EXPECT_EQ(follow(1s), std::nullopt);
    EXPECT_EQ(view_.asked, 1);
    view_.unreadable = false;
    clock_.advance(1min);
    EXPECT_TRUE(follow(1s).has_value()) << "the next one tells";
}

TEST_F(LagMeterTest, NothingIsLearntFromAClockThatWasSetBack) {
    view_.shown_at = clock_.now() + 10s;
    meter_.sent({});
    EXPECT_EQ(meter_.look(view_), std::nullopt);
    clock_.jump_to(clock_.now() - 1h);
    EXPECT_EQ(meter_.look(view_), std::nullopt) << "not its time";
    EXPECT_EQ(follow(2s).value_or(0s) / 1s, 2) << "the next answer is followed, not that one for an hour";
}

TEST(LearntLag, ASlowerNetworkCountsAtOnceAFasterOneLittleByLittle) {
    EXPECT_EQ(learnt_lag(std::nullopt, 4s), 4s);
    EXPECT_EQ(learnt_lag(4s, 9s), 9s);
    EXPECT_EQ(learnt_lag(8s, 4s), 7s);
    std::optional<Micros> lag = 60s;
    for (int i = 0; i < 30; ++i)
        lag = learnt_lag(lag, 1s);
    EXPECT_LT(*lag, 2s);
}

TEST(SettleTime, ThreeTimesTheLagWithinBounds) {
    channels::ChannelInfo info;
    info.settle_at_least = 5s;
    EXPECT_EQ(settle_time(info, std::nullopt), 5s);
    EXPECT_EQ(settle_time(info, 1s), 5s) << "never less than the channel asks for";
    EXPECT_EQ(settle_time(info, 4s), 12s);
    EXPECT_EQ(settle_time(info, 200s), 600s) << "what never appeared: ten minutes";
    EXPECT_EQ(settle_time(info, 1h), 600s);
    info.settle_at_least = 900s;
    EXPECT_EQ(settle_time(info, 1s), 900s);
}

}  // namespace
}  // namespace manyhands::app
