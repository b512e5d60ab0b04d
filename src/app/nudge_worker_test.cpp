// Pushes against real sockets on loopback: who is told, what arrives, what ends a subscription.
#include "app/nudge_worker.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>

#include "app/fixture_test.hpp"
#include "app/reaching.hpp"
#include "base/encoding.hpp"
#include "net/loopback_server.hpp"
#include "storage/know_store.hpp"

namespace manyhands::app {
namespace {

using namespace std::chrono_literals;
using net::http_answer;
using net::LoopbackConnection;
using net::LoopbackServer;

class PushService {
  public:
    PushService()
        : server_([this](LoopbackConnection& connection, int) {
              std::string request = connection.read_request();
              std::string reply;
              {
                  const std::scoped_lock guard(mutex_);
                  requests_.push_back(std::move(request));
                  reply = answer_;
              }
              connection.write(reply);
          }) {}
    std::string url(const std::string& path) const { return server_.url(path); }
    std::vector<std::string> requests() {
        const std::scoped_lock guard(mutex_);
        return requests_;
    }
    void says(std::string status, std::string headers = "") {
        const std::scoped_lock guard(mutex_);
        answer_ = http_answer("", status, headers);
    }

  private:
    std::mutex mutex_;
    std::vector<std::string> requests_;
    std::string answer_ = http_answer("", "201 Created");
    LoopbackServer server_;
};

class NudgeWorkerTest : public testing::CompanyTest {
  protected:
    void SetUp() override {
        found();
        inside_client_ = net::make_http_client({true, true}, "test");
        outside_client_ = net::make_http_client({}, "test");
        actor_ = actor(kim_);
        make_worker("127.0.0.1");
        // The clock stands at 07:00 UTC: 16:00 in Seoul.
        wish(kim_, {{}, "Asia/Seoul", "en", {}, true});
    }
    void TearDown() override { worker_.reset(); }
    model::Actor actor(const model::Employee& e) const {
        return {e.id, brand_, care_, e.role, e.initials, std::nullopt};
    }
    void wish(const model::Employee& who, const identity::ReachWishes& wishes) {
        ASSERT_TRUE(company_->reaching().nudges().change(actor(who), who, wishes));
    }
    void make_worker(const std::string& own) {
        PushServices services("push.example", own);
        worker_ = std::make_unique<NudgeWorker>(NudgeWorker::Ports{
            company_->store(), company_->store().know(), company_->store(), clock_, random_, ids_,
            [this](std::string_view box) { return box_.open(box); }, *outside_client_, *inside_client_,
            services, *net::push_key_of("seed"), "mailto:desk@hanbit.example",
            [this](const model::BrandId&) { return rules_; },
            [this](const model::EmployeeId& id) { return here_ == id; },
            [](const model::Actor&, const std::vector<model::ConversationId>&) {
                return base::Result<std::vector<model::ConversationId>>(std::vector<model::ConversationId>{});
            },
            [this](const model::Actor&) -> base::Result<bool> { return learning_; }, 2s,
            [this](const model::Actor&) { return may_work_; }});
        nudges_ = std::make_unique<identity::Nudges>(identity::Nudges::Ports{
            company_->store(), clock_, ids_, box_.sealer(),
            [services](const identity::Endpoint& endpoint) { return services.check(endpoint); }, "key"});
    }
    identity::Endpoint endpoint(const std::string& path = "/kim") {
        return {service_.url(path), receiver_.open, "0123456789abcdef"};
    }
    void subscribe(const std::string& path = "/kim") {
        const auto added = nudges_->add(actor_, endpoint(path), "Chrome, Android");
        ASSERT_TRUE(added) << added.error().key;
    }
    void ask(const std::string& who = "ann") {
        post(who, "@hanbit my box did not come");
        listen();
    }
    void round() {
        const auto done = worker_->run_once();
        ASSERT_TRUE(done) << done.error().key << " " << done.error().cause;
    }
    std::size_t devices() { return company_->store().devices_of(kim_.id)->size(); }

    PushService service_;
    net::PushKey receiver_ = *net::push_key_of("a browser");
    identity::SecretBox::Key key_{};
    identity::SecretBox box_{key_, random_};
    base::IdSource ids_{clock_, random_};
    std::unique_ptr<net::HttpClient> inside_client_, outside_client_;
    std::unique_ptr<NudgeWorker> worker_;
    std::unique_ptr<identity::Nudges> nudges_;
    NudgeRules rules_;
    model::EmployeeId here_;
    bool learning_ = false;
    bool may_work_ = true;
    model::Actor actor_;
};

TEST_F(NudgeWorkerTest, OneQuestionIsToldOnceToEachDevice) {
    subscribe("/phone");
    subscribe("/tablet");
    round();
    EXPECT_TRUE(service_.requests().empty()) << "nothing waits";
    ask();
    round();
    ASSERT_EQ(service_.requests().size(), 2U);
    const std::string request = service_.requests()[0];
    for (const char* line : {"\r\nTTL: 900\r\n", "\r\nUrgency: high\r\n", "\r\nTopic: question\r\n",
                             "\r\nContent-Encoding: aes128gcm\r\n", "\r\nAuthorization: vapid t="})
        EXPECT_NE(request.find(line), std::string::npos) << line;
    EXPECT_EQ(request.find("box did not"), std::string::npos);
    round();
    clock_.advance(1h);
    round();
    EXPECT_EQ(service_.requests().size(), 2U) << "once is enough";
    ask("bob");
    round();
    EXPECT_EQ(service_.requests().size(), 2U) << "the older question is still the next one for them";
    ASSERT_TRUE(company_->store().pass(brand_, kim_.id, rows().back().conversation.id));
    round();
    EXPECT_EQ(service_.requests().size(), 4U) << "then the next question";
}

TEST_F(NudgeWorkerTest, NobodyIsToldAtNightNorWhoIsHereNorWhoLearnsNorBeyondTheDay) {
    subscribe();
    ask();
    wish(kim_, {{15 * 60, 17 * 60}, "Asia/Seoul", "en", {}, true});
    round();
    EXPECT_TRUE(service_.requests().empty()) << "quiet hours";
    wish(kim_, {{}, "Asia/Seoul", "en", {}, true});
    here_ = kim_.id;
    round();
    EXPECT_TRUE(service_.requests().empty()) << "they look at it already";
    here_ = {};
    learning_ = true;
    round();
    EXPECT_TRUE(service_.requests().empty()) << "they may not answer yet";
    learning_ = false;
    may_work_ = false;
    round();
    EXPECT_TRUE(service_.requests().empty()) << "they are not on shift";
    may_work_ = true;
    rules_.daily_most = 0;
    round();
    EXPECT_TRUE(service_.requests().empty()) << "switched off";
    rules_.daily_most = 1;
    round();
    EXPECT_EQ(service_.requests().size(), 1U);
    ask("bob");
    ASSERT_TRUE(company_->store().pass(brand_, kim_.id, rows().back().conversation.id));
    round();
    EXPECT_EQ(service_.requests().size(), 1U) << "enough for today";
    clock_.advance(24h);
    ask("cho");
    round();
    EXPECT_EQ(service_.requests().size(), 2U) << "tomorrow is another day";
}

TEST_F(NudgeWorkerTest, AQuestionIsToldToAFewFirst) {
    rules_.rings.few = rules_.rings.more = 1;
    rules_.rings.everyone_after = 2min;
    subscribe();
    const auto lee =
        company_->identity()
            .add_employee(brand_, {"Lee Ara", "lee@hanbit.example", model::Role::desk, care_, {}})
            .value();
    ASSERT_TRUE(nudges_->add(actor(lee), endpoint("/lee"), ""));
    wish(lee, {{}, "Asia/Seoul", "ko", {}, true});
    ask();
    round();
    EXPECT_EQ(service_.requests().size(), 1U);
    clock_.advance(119s);
    round();
    EXPECT_EQ(service_.requests().size(), 1U);
    clock_.advance(2s);
    round();
    EXPECT_EQ(service_.requests().size(), 2U) << "nobody has taken it";
}

TEST_F(NudgeWorkerTest, WhatTheServiceSaysDecides) {
    subscribe();
    ask();
    service_.says("503 Service Unavailable");
    round();
    EXPECT_EQ(service_.requests().size(), 1U);
    round();
    EXPECT_EQ(service_.requests().size(), 1U) << "not at once";
    clock_.advance(11s);
    service_.says("429 Too Many Requests", "Retry-After: 120\r\n");
    round();
    EXPECT_EQ(service_.requests().size(), 2U);
    clock_.advance(110s);
    round();
    EXPECT_EQ(service_.requests().size(), 2U) << "as long as it asked";
    clock_.advance(20s);
    service_.says("410 Gone");
    round();
    EXPECT_EQ(service_.requests().size(), 3U);
    EXPECT_EQ(devices(), 0U) << "the browser is gone, and so is its row";
}

TEST_F(NudgeWorkerTest, WhatWasTakenMeanwhileIsNotTold) {
    subscribe();
    ask();
    service_.says("503 Service Unavailable");
    round();
    ASSERT_TRUE(company_->route().claim(actor_, rows()[0].conversation.id));
    clock_.advance(11s);
    service_.says("201 Created");
    round();
    EXPECT_EQ(service_.requests().size(), 1U);
}

TEST_F(NudgeWorkerTest, WhoIsSwitchedOffHearsNothingMore) {
    subscribe();
    ask();
    service_.says("503 Service Unavailable");
    round();
    model::Employee gone = kim_;
    gone.active = false;
    ASSERT_TRUE(company_->store().update_employee(gone));
    EXPECT_EQ(devices(), 0U) << "at once";
    clock_.advance(11s);
    round();
    EXPECT_EQ(service_.requests().size(), 1U);
    EXPECT_FALSE(nudges_->add(actor_, endpoint(), "")) << "nor may they subscribe anew";
}

TEST_F(NudgeWorkerTest, OnlyPushServicesThatAreNamedAreSpokenTo) {
    const auto refused = [&](const std::string& url) {
        const auto added = nudges_->add(actor_, {url, receiver_.open, "0123456789abcdef"}, "");
        return added ? "(added)" : added.error().key;
    };
    EXPECT_EQ(refused("https://elsewhere.example/x"), "identity.nudge.service");
    EXPECT_EQ(refused("http://push.example/x"), "net.target.not_secure");
    EXPECT_EQ(refused("https://169.254.169.254/latest"), "net.target.not_public");
    EXPECT_EQ(refused("https://push.example@evil.example/"), "net.bad_address");
    EXPECT_EQ(refused("https://push.example/x"), "(added)");
    const PushServices below(".push.example", "");
    EXPECT_TRUE(below.check({"https://a.push.example/x", receiver_.open, "0123456789abcdef"}));
    EXPECT_FALSE(below.check({"https://apush.example/x", receiver_.open, "0123456789abcdef"}));
    EXPECT_EQ(nudges_->add(actor_, {"https://push.example/x", "no key", "0123456789abcdef"}, "").error().key,
              "net.push.bad_receiver");
    // The list became shorter: what was subscribed before is not sent to.
    subscribe();
    make_worker("");
    ask();
    round();
    EXPECT_TRUE(service_.requests().empty());
}

}  // namespace
}  // namespace manyhands::app
