#include "app/carrier.hpp"

#include <gtest/gtest.h>

namespace manyhands::app {
namespace {

using channels::Problem;
using channels::Published;
using channels::Refusal;
using channels::Reply;
using outbox::Outcome;

constexpr base::Instant kNow = base::from_micros(1'767'250'800'000'000);

class OneAnswer final : public channels::ChannelSession {
  public:
    Reply<channels::Delivery> listen(const channels::Cursor&, const std::vector<std::string>&) override {
        return channels::Delivery{};
    }
    Reply<std::vector<model::RemotePost>> thread(const std::string&) override {
        return std::vector<model::RemotePost>{};
    }
    model::SendKey make_key(const model::AnswerId& id, base::Instant now) override {
        return {"key of " + id.value, now};
    }
    Reply<Published> send(const channels::Outgoing& answer) override {
        sent = answer;
        return on_send;
    }
    Reply<std::optional<Published>> look_up(const channels::Outgoing& answer) override {
        sent = answer;
        return on_look_up;
    }
    Reply<channels::Identity> who_am_i() override { return channels::Identity{}; }
    channels::Probe probe() override { return {}; }
    std::optional<channels::Idempotency> idempotency() const override { return own; }
    channels::Budget budget() const override { return {7, kNow}; }
    channels::SessionState state() const override { return {}; }

    Reply<Published> on_send = Published{"at://1", "v1", "https://x.example/1", kNow};
    Reply<std::optional<Published>> on_look_up = std::optional<Published>{};
    std::optional<channels::Idempotency> own;
    channels::Outgoing sent;
};

class CarrierTest : public testing::Test {
  protected:
    model::Answer answer() {
        model::Answer a;
        a.id = model::AnswerId("a1");
        a.text = "as written";
        a.published_text = "as written ^KG";
        a.parent_remote_id = "at://parent";
        a.root_remote_id = "at://root";
        a.key = model::SendKey{"k1", kNow};
        return a;
    }
    OneAnswer session_;
    channels::ChannelInfo info_;
    ChannelCarrier carrier_{session_, info_};
};

TEST_F(CarrierTest, WhatGoesOutIsWhatWasFrozen) {
    const auto result = carrier_.send(answer());
    EXPECT_EQ(session_.sent.text, "as written ^KG");
    EXPECT_EQ(session_.sent.key, (model::SendKey{"k1", kNow}));
    EXPECT_EQ(session_.sent.parent_remote_id, "at://parent");
    EXPECT_EQ(session_.sent.root_remote_id, "at://root");
    EXPECT_EQ(result.outcome, Outcome::sent);
    EXPECT_EQ(result.remote_id, "at://1");
    EXPECT_EQ(result.remote_version, "v1");
    EXPECT_EQ(result.url, "https://x.example/1");
    EXPECT_EQ(result.at, kNow);
}

TEST_F(CarrierTest, EveryRefusalHasItsOutcome) {
    const std::tuple<Refusal, Outcome, Outcome> table[] = {
        // refusal, of a send, of a look-up: a network that cannot be read says nothing about the answer
        {Refusal::invalid, Outcome::refused, Outcome::unknown},
        {Refusal::parent_gone, Outcome::refused, Outcome::unknown},
        {Refusal::forbidden, Outcome::refused, Outcome::unknown},
        {Refusal::signed_out, Outcome::signed_out, Outcome::signed_out},
        {Refusal::rate_limited, Outcome::rate_limited, Outcome::rate_limited},
        {Refusal::unavailable, Outcome::unavailable, Outcome::unavailable},
        {Refusal::unknown, Outcome::unknown, Outcome::unknown},
    };
    for (const auto& [refusal, sent, looked_up] : table) {
        const Problem problem{refusal, {base::ErrorCode::unavailable, "test.key", {}, "cause"}, kNow};
        session_.on_send = std::unexpected(problem);
        session_.on_look_up = std::unexpected(problem);
        for (const auto& [result, wanted] :
             {std::pair{carrier_.send(answer()), sent}, std::pair{carrier_.look_up(answer()), looked_up}}) {
            EXPECT_EQ(result.outcome, wanted) << static_cast<int>(refusal);
            EXPECT_EQ(result.problem.key, "test.key");
            EXPECT_EQ(result.retry_at, kNow);
            EXPECT_TRUE(result.remote_id.empty());
        }
    }
}

TEST_F(CarrierTest, LookingUpTellsThereFromNotThere) {
    EXPECT_EQ(carrier_.look_up(answer()).outcome, Outcome::refused) << "certainly not there";
    session_.on_look_up = std::optional(Published{"at://1", "", "", kNow});
    EXPECT_EQ(carrier_.look_up(answer()).outcome, Outcome::sent);
    EXPECT_EQ(carrier_.look_up(answer()).remote_id, "at://1");
}

TEST_F(CarrierTest, KeysAsTheServerSaysOrElseTheNetwork) {
    EXPECT_FALSE(carrier_.keyed()) << "nothing said: no keys";
    info_.idempotency = channels::Idempotency::keyed;
    EXPECT_TRUE(carrier_.keyed());
    session_.own = channels::Idempotency::none;
    EXPECT_FALSE(carrier_.keyed());
}

TEST_F(CarrierTest, PassesOnKeyBudgetAndSettleTime) {
    info_.settle_at_least = std::chrono::seconds(9);
    EXPECT_EQ(carrier_.settle_time(), std::chrono::seconds(9));
    EXPECT_EQ(carrier_.remaining(), 7);
    EXPECT_EQ(carrier_.resets_at(), kNow);
    EXPECT_EQ(carrier_.make_key(model::AnswerId("a1"), kNow), (model::SendKey{"key of a1", kNow}));
}

TEST_F(CarrierTest, PicturesAreReadWhenTheAnswerLeaves) {
    model::Answer with_picture = answer();
    with_picture.brand = model::BrandId("b1");
    with_picture.images = {{model::MediaId("m1"), "부표"}};
    ChannelCarrier carrier(session_, info_, [](const model::BrandId& brand, const model::MediaId& id) {
        answer::Media::Kept kept;
        kept.row.type = "image/png";
        kept.row.width = 4;
        kept.row.height = 3;
        kept.bytes = brand.value + " " + id.value;
        return base::Result<answer::Media::Kept>(kept);
    });
    EXPECT_EQ(carrier.send(with_picture).outcome, Outcome::sent);
    ASSERT_EQ(session_.sent.images.size(), 1U);
    EXPECT_EQ(session_.sent.images[0].bytes, "b1 m1");
    EXPECT_EQ(session_.sent.images[0].alt, "부표");
    EXPECT_EQ(session_.sent.images[0].width, 4);
}

TEST_F(CarrierTest, WithoutItsPictureAnAnswerDoesNotLeave) {
    model::Answer with_picture = answer();
    with_picture.images = {{model::MediaId("m1"), ""}};
    session_.sent.text.clear();
    ChannelCarrier carrier(session_, info_);
    const auto result = carrier.send(with_picture);
    EXPECT_EQ(result.outcome, Outcome::refused);
    EXPECT_EQ(result.problem.key, "answer.media.not_found");
    EXPECT_EQ(session_.sent.text, "") << "the network was not asked";
}

}  // namespace
}  // namespace manyhands::app
