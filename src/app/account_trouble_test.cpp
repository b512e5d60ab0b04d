// An account whose network is slow, tired or says everything twice.
#include "app/account_worker.hpp"
#include "app/house_test.hpp"

namespace manyhands::app {
namespace {

using namespace std::chrono_literals;
using model::AccountStatus;
using model::AnswerState;
using model::State;

class AccountTroubleTest : public HouseTest {
  protected:
    // When it wants to be asked again.
    base::Instant send_and_say() {
        const auto next = worker().send_once();
        EXPECT_TRUE(next.has_value());
        return next && *next ? **next : base::Instant{};
    }
    void faults(const channels::simulated::Faults& faults) { network_.set_faults(faults); }
};

TEST_F(AccountTroubleTest, AnAnswerTakenBackIsNeverPosted) {
    found();
    const auto id = concern();
    const auto state = submit(id, "Please restart it", 5s);
    ASSERT_TRUE(state.has_value()) << state.error().key;
    const auto a = state->open_answer()->id;
    EXPECT_EQ(send_and_say(), clock_.now() + 5s) << "it waits";
    EXPECT_TRUE(published().empty());
    ASSERT_TRUE(company_->answer().cancel(kim(), a).has_value());
    clock_.advance(1h);
    send();
    EXPECT_TRUE(published().empty());
    EXPECT_NE(conversation(id).state, State::going_out);
    EXPECT_TRUE(conversation(id).episode.has_value()) << "it still wants an answer";
}

TEST_F(AccountTroubleTest, AnAnswerThatLeftCannotBeTakenBack) {
    found();
    const auto id = concern();
    const auto a = submit(id, "Please restart it", 5s)->open_answer()->id;
    clock_.advance(5s);
    send();
    EXPECT_EQ(published().size(), 1U);
    const auto late = company_->answer().cancel(kim(), a);
    ASSERT_FALSE(late.has_value());
    EXPECT_EQ(late.error().code, base::ErrorCode::conflict);
    EXPECT_EQ(stored(a).state, AnswerState::sent);
}

TEST_F(AccountTroubleTest, ATiredNetworkIsAskedWhenItSaidAndNotBefore) {
    found();
    const auto a = submit(concern(), "Please restart it")->open_answer()->id;
    channels::simulated::Faults tired;
    tired.rate_limit = 1;
    tired.rate_limit_seconds = 30;
    faults(tired);
    const base::Instant later = clock_.now() + 30s;
    EXPECT_EQ(send_and_say(), later);
    EXPECT_EQ(stored(a).state, AnswerState::queued) << "no failure of the answer's";
    EXPECT_EQ(account().budget_remaining, 0) << "and people see it at once";
    EXPECT_EQ(account().budget_resets_at, later);
    faults({});
    clock_.advance(29s);
    EXPECT_EQ(send_and_say(), later);
    EXPECT_TRUE(published().empty()) << "it said: later";
    clock_.advance(1s);
    send();
    EXPECT_EQ(stored(a).state, AnswerState::sent);
    EXPECT_EQ(published().size(), 1U);
    EXPECT_EQ(account().budget_remaining, std::nullopt) << "it takes answers again";
}

// Told to wait until an instant that has passed (its clock runs behind ours).
class BehindTheTimes final : public net::HttpClient {
  public:
    explicit BehindTheTimes(channels::simulated::Network& network)
        : inner_(channels::simulated::in_process(network)) {}
    net::HttpResult exchange(const net::HttpRequest& request) override {
        if (!seconds || !request.url.starts_with("/changes")) return inner_->exchange(request);
        return net::HttpResponse{429, {{"Retry-After", std::to_string(*seconds)}}, "{}"};
    }
    std::optional<int> seconds;

  private:
    std::unique_ptr<net::HttpClient> inner_;
};

TEST_F(AccountTroubleTest, AResetInThePastIsNoReasonToAskAtOnce) {
    auto wire = std::make_unique<BehindTheTimes>(network_);
    BehindTheTimes& tired = *wire;
    inside_ = std::move(wire);
    found();
    listen();
    tired.seconds = -30;
    EXPECT_EQ(worker().listen_once().value(), clock_.now() + 2s);
    EXPECT_EQ(worker().listen_once().value(), clock_.now() + 4s) << "it still does not answer";
    tired.seconds = 0;
    EXPECT_EQ(worker().listen_once().value(), clock_.now() + 8s);
    tired.seconds = 45;
    EXPECT_EQ(worker().listen_once().value(), clock_.now() + 45s) << "when it said";
    tired.seconds.reset();
    EXPECT_LT(worker().listen_once().value(), clock_.now() + 2s);
    EXPECT_EQ(account().status, AccountStatus::listening);
}

TEST_F(AccountTroubleTest, AnAnswerThatWasRefusedForTheMomentGoesOutOnce) {
    found();
    const auto a = submit(concern(), "Please restart it")->open_answer()->id;
    channels::simulated::Faults down;
    down.refuse = 1;
    faults(down);
    base::Micros waited{0};
    for (int i = 0; i < 4; ++i) {
        const base::Instant next = send_and_say();
        EXPECT_GT(next - clock_.now(), waited) << "longer each time";
        waited = next - clock_.now();
        clock_.advance(waited);
    }
    EXPECT_TRUE(published().empty());
    faults({});
    send();
    EXPECT_EQ(stored(a).state, AnswerState::sent);
    EXPECT_EQ(published().size(), 1U);
}

TEST_F(AccountTroubleTest, SignedOutIsToldOnceAndItsEndOnce) {
    found();
    listen();
    std::vector<AccountStatus> told;
    company_->on_account([&](const model::Account& changed) { told.push_back(changed.status); });
    channels::simulated::Faults out;
    out.signed_out = true;
    faults(out);
    for (int i = 0; i < 5; ++i) {
        listen();
        clock_.advance(1s);
    }
    EXPECT_EQ(told, std::vector{AccountStatus::signed_out});
    EXPECT_EQ(account().status, AccountStatus::signed_out);
    EXPECT_FALSE(account().problem.key.empty());
    faults({});
    for (int i = 0; i < 5; ++i) {
        listen();
        clock_.advance(1s);
    }
    EXPECT_EQ(told, (std::vector{AccountStatus::signed_out, AccountStatus::listening}));
    EXPECT_TRUE(account().problem.key.empty());
    company_->on_account(nullptr);
}

TEST_F(AccountTroubleTest, AQuietNetworkIsNotWrittenAboutAtEveryLook) {
    found();
    concern();
    listen();
    const std::int64_t before = store().commits();
    for (int i = 0; i < 19; ++i) {
        clock_.advance(100ms);
        listen();
    }
    EXPECT_EQ(store().commits(), before);
    clock_.advance(20s);
    listen();
    EXPECT_EQ(store().commits(), before + 1) << "that it still listens";
    EXPECT_EQ(account().last_listened_at, clock_.now());
}

TEST_F(AccountTroubleTest, AClockSetBackDoesNotSilenceTheAccount) {
    found();
    listen();
    clock_.jump_to(clock_.now() - 2h);
    listen();
    EXPECT_EQ(account().last_listened_at, clock_.now());
}

TEST_F(AccountTroubleTest, TheSettleTimeIsLearntFromAnswersThatArrived) {
    found();
    const auto one = concern("ann"), two = concern("bob");
    channels::simulated::Faults slow;
    slow.lag_at_most = 100s;
    faults(slow);
    ASSERT_TRUE(submit(one, "Please restart it").has_value());
    send();
    EXPECT_EQ(account().lag, std::nullopt) << "not seen yet";
    const base::Instant sent = clock_.now();
    const base::Micros real = published().at(0).visible_at - sent;
    ASSERT_GT(real, 10s) << "a slow network, or this proves nothing";
    while (!account().lag && clock_.now() < sent + 300s)
        clock_.jump_to(std::max(send_and_say(), clock_.now() + 1ms));
    ASSERT_TRUE(account().lag.has_value());
    EXPECT_GE(*account().lag, real);
    EXPECT_LE(*account().lag, real * 3 / 2 + 500ms) << "looked for at ever longer steps";

    const base::Micros lag = *account().lag;
    open();  // a restart knows it still
    slow.hang_up = 1;
    faults(slow);
    const auto id = submit(two, "Please restart it")->open_answer()->id;
    send();
    ASSERT_EQ(stored(id).state, AnswerState::unknown);
    EXPECT_EQ(stored(id).due_at, clock_.now() + 3 * lag) << "three times what was measured";
}

TEST_F(AccountTroubleTest, WhatTheNetworkForgotIsSaidUntilAPersonHasLooked) {
    found();
    concern("ann");
    const base::Instant last = account().last_listened_at.value();
    channels::simulated::Faults forgetful;
    forgetful.remembers = 10min;
    faults(forgetful);
    clock_.advance(5min);
    listen();
    EXPECT_EQ(account().gap, std::nullopt) << "it remembers longer than we were away";

    const base::Instant heard = account().last_listened_at.value();
    ASSERT_GT(heard, last);
    clock_.advance(1min);
    post("bob", "@hanbit nobody heard this");
    clock_.advance(1h);
    post("cho", "@hanbit and this one only just");
    open();  // it was our server that was away
    listen();
    EXPECT_EQ(rows().size(), 2U) << "ann and cho";
    ASSERT_TRUE(account().gap.has_value());
    EXPECT_EQ(account().gap->from, heard);
    EXPECT_EQ(account().gap->to, clock_.now() - 10min);

    clock_.advance(1h);
    post("dan", "@hanbit nor this");
    clock_.advance(1h);
    listen();
    EXPECT_EQ(account().gap->from, heard) << "one that nobody looked into yet only grows";
    EXPECT_EQ(account().gap->to, clock_.now() - 10min);

    model::Actor stranger = kim();
    stranger.brand = model::BrandId("another");
    EXPECT_FALSE(company_->accounts().gap_seen(stranger, account_).has_value());
    EXPECT_TRUE(account().gap.has_value());
    const auto seen = company_->accounts().gap_seen(kim(), account_);
    ASSERT_TRUE(seen.has_value());
    EXPECT_EQ(seen->gap, std::nullopt);
    clock_.advance(1min);
    listen();
    EXPECT_EQ(account().gap, std::nullopt) << "looked into is looked into";
}

TEST_F(AccountTroubleTest, AnAccountThatNeverListenedMissedNothing) {
    found();
    channels::simulated::Faults forgetful;
    forgetful.remembers = 1min;
    faults(forgetful);
    post("ann", "@hanbit before you were here");
    clock_.advance(1h);
    listen();
    EXPECT_EQ(account().gap, std::nullopt);
}

// A network whose pages overlap, so that nothing is missed: the same cursor, the same posts.
class Overlapping final : public channels::Channel {
  public:
    class Session final : public channels::ChannelSession {
      public:
        explicit Session(const Overlapping& network) : network_(network) {}
        channels::Reply<channels::Delivery> listen(const channels::Cursor&,
                                                   const std::vector<std::string>&) override {
            return channels::Delivery{network_.page, "always the same", false};
        }
        channels::Reply<std::vector<model::RemotePost>> thread(const std::string&) override {
            return std::vector<model::RemotePost>{};
        }
        model::SendKey make_key(const model::AnswerId& id, base::Instant now) override {
            return {id.value, now};
        }
        channels::Reply<channels::Published> send(const channels::Outgoing&) override {
            return std::unexpected(channels::Problem{});
        }
        channels::Reply<std::optional<channels::Published>> look_up(const channels::Outgoing&) override {
            return std::unexpected(channels::Problem{});
        }
        channels::Reply<channels::Identity> who_am_i() override { return channels::Identity{}; }
        channels::Probe probe() override { return {}; }
        channels::Budget budget() const override { return network_.budget; }
        channels::SessionState state() const override { return network_.state; }

      private:
        const Overlapping& network_;
    };
    const channels::ChannelInfo& info() const override { return info_; }
    base::Result<std::unique_ptr<channels::ChannelSession>> open(
        const channels::Settings&, const channels::SessionState&,
        const channels::SessionContext&) const override {
        return std::make_unique<Session>(*this);
    }
    std::vector<model::RemotePost> page;
    channels::Budget budget;
    channels::SessionState state;

  private:
    channels::ChannelInfo info_;
};

class OverlapTest : public AccountTroubleTest {
  protected:
    void work() {
        found();
        worker_.emplace(WorkerPorts{store(),
                                    store(),
                                    store(),
                                    store(),
                                    secrets_,
                                    clock_,
                                    random_,
                                    company_->ids(),
                                    [](const model::EmployeeId&) { return false; },
                                    {}},
                        account(), overlapping_, std::make_unique<Overlapping::Session>(overlapping_),
                        listen::Terms(""));
    }
    void TearDown() override { worker_.reset(); }
    void look() { ASSERT_TRUE(worker_->listen_once().has_value()); }
    static model::RemotePost mention(const std::string& id) {
        model::RemotePost post;
        post.network = "simulated";
        post.remote_id = id;
        post.remote_version = "1";
        post.root_remote_id = id;
        post.author.remote_id = "ann";
        post.author.handle = "ann";
        post.text = "@hanbit help with " + id;
        post.addressed_to_us = true;
        post.created_at = base::from_micros(1'767'250'800'000'000);
        return post;
    }
    identity::SecretBox secrets_{{}, random_};
    Overlapping overlapping_;
    std::optional<AccountWorker> worker_;
};

TEST_F(OverlapTest, WhatWasHeardIsNotWrittenAgain) {
    work();
    overlapping_.page = {mention("p1")};
    look();
    EXPECT_EQ(logged("conversation_opened"), 1);
    const std::int64_t before = store().commits();
    for (int i = 0; i < 10; ++i)
        look();
    EXPECT_EQ(store().commits(), before) << "a repeated delivery costs no write";
    overlapping_.page.push_back(mention("p2"));
    look();
    EXPECT_EQ(store().commits(), before + 1);
    EXPECT_EQ(logged("conversation_opened"), 2);
}

TEST_F(OverlapTest, AnEditAndADeletionAreHeardThoughThePostIsKnown) {
    work();
    overlapping_.page = {mention("p1")};
    look();
    overlapping_.page[0].text = "@hanbit please help with p1";
    overlapping_.page[0].remote_version = "2";
    look();
    EXPECT_EQ(logged("post_edited"), 1);
    overlapping_.page[0].deleted = true;
    look();
    look();
    EXPECT_EQ(logged("post_edited"), 1);
    EXPECT_EQ(logged("post_deleted"), 1);
}

TEST_F(OverlapTest, TheSessionsNewTokensAreKeptSealed) {
    work();
    overlapping_.state = "a new token";
    overlapping_.budget = {41, clock_.now() + 1h};
    look();
    const auto secret = store().account_secret(account_);
    ASSERT_TRUE(secret.has_value());
    EXPECT_EQ(secret->state_box.find("a new token"), std::string::npos) << "not readable in a backup";
    EXPECT_EQ(secrets_.open(secret->state_box).value(), "a new token");
    EXPECT_EQ(account().budget_remaining, 41);
    EXPECT_EQ(account().budget_resets_at, clock_.now() + 1h);
}

}  // namespace
}  // namespace manyhands::app
