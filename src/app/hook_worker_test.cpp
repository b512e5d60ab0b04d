// Webhooks against real sockets on loopback: what arrives, what is tried again, what holds up nobody.
#include "app/hook_worker.hpp"

#include <condition_variable>

#include <boost/json.hpp>

#include "app/fixture_test.hpp"
#include "net/loopback_server.hpp"

namespace manyhands::app {
namespace {

using namespace std::chrono_literals;
using hooks::DeliveryState;
using hooks::HookState;
using net::http_answer;
using net::LoopbackConnection;
using net::LoopbackServer;

// What a target was sent, and what it says.
class Target {
  public:
    explicit Target(std::string answer = http_answer("ok"))
        : answer_(std::move(answer)), server_([this](LoopbackConnection& connection, int) {
              std::string request = connection.read_request();
              std::string reply;
              {
                  const std::scoped_lock guard(mutex_);
                  requests_.push_back(std::move(request));
                  reply = answer_;
                  came_.notify_all();
              }
              connection.write(reply);
          }) {}
    std::string url() const { return server_.url("/in"); }
    std::vector<std::string> requests() {
        const std::scoped_lock guard(mutex_);
        return requests_;
    }
    void says(std::string answer) {
        const std::scoped_lock guard(mutex_);
        answer_ = std::move(answer);
    }
    // False after ten seconds.
    bool wait_for(std::size_t n) {
        std::unique_lock guard(mutex_);
        return came_.wait_for(guard, 10s, [&] { return requests_.size() >= n; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<std::string> requests_;
    std::string answer_;
    LoopbackServer server_;  // last: its threads use all of the above
};

std::string header_of(const std::string& request, const std::string& name) {
    const auto at = request.find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 4;
    return request.substr(from, request.find("\r\n", from) - from);
}
std::string body_of(const std::string& request) {
    return request.substr(request.find("\r\n\r\n") + 4);
}

class HookWorkerTest : public testing::CompanyTest {
  protected:
    void SetUp() override {
        found();
        inside_client_ = net::make_http_client({true, true}, "test");
        outside_client_ = net::make_http_client({}, "test");
        admin_ = {kim_.id, brand_, care_, model::Role::admin, kim_.initials, std::nullopt};
        make_worker("127.0.0.1");
    }
    void TearDown() override { worker_.reset(); }
    void make_worker(const std::string& named, base::Micros timeout = 2s) {
        worker_ = std::make_unique<HookWorker>(HookWorker::Ports{company_->store(), box_, *outside_client_,
                                                                 *inside_client_, net::NamedHosts(named),
                                                                 clock_, random_, ids_, timeout});
        service_ = std::make_unique<hooks::Service>(
            hooks::Service::Ports{company_->store(), clock_, random_, ids_,
                                  [this](std::string_view plain) { return box_.seal(plain); },
                                  [](const std::string&) -> base::Result<void> { return {}; }, [] {}});
    }
    hooks::Service::Made hook(const std::string& url, std::vector<std::string> events = {
                                                          "conversation.opened", "conversation.claimed"}) {
        auto made = service_->add(admin_, {url, std::move(events), {}});
        EXPECT_TRUE(made.has_value());
        return *made;
    }
    void round() {
        const auto done = worker_->run_once();
        ASSERT_TRUE(done.has_value()) << done.error().key << " " << done.error().cause;
    }
    hooks::Webhook stored_hook(const model::WebhookId& id) {
        return company_->store().webhook(brand_, id).value();
    }
    std::vector<hooks::Delivery> deliveries(const model::WebhookId& id) {
        return company_->store().deliveries(brand_, id, {}, "", 100).value();
    }
    void customer_writes(const std::string& who) {
        post(who, "@hanbit my box did not come");
        listen();
    }

    identity::SecretBox::Key key_{};
    identity::SecretBox box_{key_, random_};
    base::IdSource ids_{clock_, random_};
    std::unique_ptr<net::HttpClient> inside_client_;
    std::unique_ptr<net::HttpClient> outside_client_;
    std::unique_ptr<HookWorker> worker_;
    std::unique_ptr<hooks::Service> service_;
    model::Actor admin_;
};

TEST_F(HookWorkerTest, WhatHappenedArrivesSigned) {
    Target target;
    const auto made = hook(target.url());
    customer_writes("ann");
    round();
    ASSERT_EQ(target.requests().size(), 1U);
    const std::string request = target.requests()[0];
    const auto value = boost::json::parse(body_of(request));
    EXPECT_EQ(value.at("type").as_string(), "conversation.opened");
    EXPECT_EQ(value.at_pointer("/data/conversation").as_string(), rows()[0].conversation.id.value);
    EXPECT_EQ(body_of(request).find("box"), std::string::npos) << "no customer's text";
    EXPECT_EQ(header_of(request, "Content-Type"), "application/json");
    const std::string id = header_of(request, "webhook-id");
    EXPECT_EQ(header_of(request, "webhook-timestamp"), "1767250800");
    EXPECT_EQ(header_of(request, "webhook-signature"),
              *hooks::signature(made.secret, id, clock_.now(), body_of(request)));
    EXPECT_EQ(deliveries(made.hook.id).at(0).state, DeliveryState::delivered);
    round();
    EXPECT_EQ(target.requests().size(), 1U) << "once is enough";
}

TEST_F(HookWorkerTest, OnlyWhatWasChosen) {
    Target target;
    hook(target.url(), {"conversation.closed"});
    customer_writes("ann");
    round();
    EXPECT_TRUE(target.requests().empty());
}

TEST_F(HookWorkerTest, AFailureIsTriedAgainUnderTheSameId) {
    Target target(http_answer("no", "500 Internal Server Error"));
    const auto made = hook(target.url());
    customer_writes("ann");
    round();
    auto sent = deliveries(made.hook.id).at(0);
    EXPECT_EQ(sent.state, DeliveryState::waiting);
    EXPECT_EQ(sent.last_status, 500);
    round();
    EXPECT_EQ(target.requests().size(), 1U) << "not at once";
    target.says(http_answer("", "204 No Content"));
    clock_.advance(6s);
    round();
    ASSERT_EQ(target.requests().size(), 2U);
    EXPECT_EQ(header_of(target.requests()[0], "webhook-id"), header_of(target.requests()[1], "webhook-id"));
    EXPECT_NE(header_of(target.requests()[0], "webhook-signature"),
              header_of(target.requests()[1], "webhook-signature"))
        << "signed for its own time";
    EXPECT_EQ(deliveries(made.hook.id).at(0).state, DeliveryState::delivered);
}

TEST_F(HookWorkerTest, ARedirectIsNotFollowed) {
    Target other;
    Target target(http_answer("", "302 Found", "Location: " + other.url() + "\r\n"));
    const auto made = hook(target.url());
    customer_writes("ann");
    round();
    EXPECT_TRUE(other.requests().empty());
    EXPECT_EQ(deliveries(made.hook.id).at(0).last_problem, "hooks.problem.redirect");
}

TEST_F(HookWorkerTest, GoneSwitchesItOff) {
    Target target(http_answer("", "410 Gone"));
    const auto made = hook(target.url());
    customer_writes("ann");
    round();
    EXPECT_EQ(stored_hook(made.hook.id).state, HookState::gone);
    customer_writes("bo");
    round();
    EXPECT_EQ(target.requests().size(), 1U);
}

TEST_F(HookWorkerTest, RetryAfterIsKept) {
    Target target(http_answer("", "429 Too Many Requests", "Retry-After: 600\r\n"));
    const auto made = hook(target.url());
    customer_writes("ann");
    round();
    EXPECT_GE(deliveries(made.hook.id).at(0).due_at, clock_.now() + 600s);
    clock_.advance(599s);
    round();
    EXPECT_EQ(target.requests().size(), 1U);
}

TEST_F(HookWorkerTest, AHeadIsEnoughHoweverMuchFollows) {
    Target big("HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\nConnection: close\r\n\r\n" +
               std::string(100'000, 'x'));
    const auto made = hook(big.url());
    customer_writes("ann");
    round();
    EXPECT_EQ(deliveries(made.hook.id).at(0).state, DeliveryState::delivered);
}

TEST_F(HookWorkerTest, ATargetThatHangsOrDripsIsCut) {
    make_worker("127.0.0.1", 300ms);
    LoopbackServer silent([](LoopbackConnection& connection, int) {
        connection.read_request();
        connection.wait_for_client_to_leave();
    });
    LoopbackServer dripping([](LoopbackConnection& connection, int) {
        connection.read_request();
        while (connection.write("H"))
            std::this_thread::sleep_for(20ms);  // the slowness is the case
    });
    const auto one = hook(silent.url());
    const auto two = hook(dripping.url());
    customer_writes("ann");
    round();
    EXPECT_EQ(deliveries(one.hook.id).at(0).last_problem, "net.timed_out");
    EXPECT_EQ(deliveries(two.hook.id).at(0).state, DeliveryState::waiting);
    EXPECT_EQ(deliveries(two.hook.id).at(0).last_status, 0);
}

TEST_F(HookWorkerTest, OneThatHangsHoldsUpNobody) {
    LoopbackServer silent([](LoopbackConnection& connection, int) {
        connection.read_request();
        connection.wait_for_client_to_leave();
    });
    Target target;
    make_worker("127.0.0.1", 3s);
    hook(silent.url());
    hook(target.url());
    customer_writes("ann");
    customer_writes("bo");
    customer_writes("cy");
    const auto began = std::chrono::steady_clock::now();
    worker_->start();
    EXPECT_TRUE(target.wait_for(3));
    EXPECT_LT(std::chrono::steady_clock::now() - began, 3s) << "before the silent one was cut";
    worker_->stop();
}

TEST_F(HookWorkerTest, InternalAddressesAreRefusedUnlessNamed) {
    Target target;
    make_worker("");
    const auto made = hook(target.url());
    customer_writes("ann");
    round();
    EXPECT_TRUE(target.requests().empty());
    EXPECT_EQ(deliveries(made.hook.id).at(0).last_problem, "net.target.not_secure");
    // A name that resolves to this machine gets past every look at the address's text, and is caught at the
    // socket.
    const auto secure = hook("https://localhost.localdomain:" + std::to_string(1) + "/in");
    customer_writes("bo");
    round();
    const std::string problem = deliveries(secure.hook.id).at(0).last_problem;
    EXPECT_TRUE(problem == "net.refused_by_guard" || problem == "net.unknown_host") << problem;
}

TEST_F(HookWorkerTest, BothSecretsSignForADay) {
    Target target;
    const auto made = hook(target.url());
    const auto rotated = service_->rotate(admin_, made.hook.id);
    ASSERT_TRUE(rotated.has_value());
    EXPECT_NE(rotated->secret, made.secret);
    customer_writes("ann");
    round();
    const std::string request = target.requests().at(0);
    const std::string id = header_of(request, "webhook-id");
    EXPECT_EQ(header_of(request, "webhook-signature"),
              *hooks::signature(rotated->secret, id, clock_.now(), body_of(request)) + " " +
                  *hooks::signature(made.secret, id, clock_.now(), body_of(request)));
    clock_.advance(25h);
    customer_writes("bo");
    round();
    EXPECT_EQ(header_of(target.requests().at(1), "webhook-signature").find(' '), std::string::npos);
}

TEST_F(HookWorkerTest, ATestGoesOutAlsoWhenItIsOff) {
    Target target;
    const auto made = hook(target.url());
    ASSERT_TRUE(service_->change(admin_, made.hook.id, {{}, {}, false}).has_value());
    ASSERT_TRUE(service_->ping(admin_, made.hook.id).has_value());
    customer_writes("ann");
    round();
    ASSERT_EQ(target.requests().size(), 1U);
    EXPECT_EQ(boost::json::parse(body_of(target.requests()[0])).at("type").as_string(), "ping");
}

TEST_F(HookWorkerTest, NothingIsLostOverARestartAndNothingQueuedTwice) {
    Target target(http_answer("", "503 Service Unavailable"));
    const auto made = hook(target.url());
    customer_writes("ann");
    round();
    customer_writes("bo");
    worker_.reset();
    service_.reset();
    open();
    target.says(http_answer("ok"));
    clock_.advance(10s);
    make_worker("127.0.0.1");
    round();
    round();
    const auto all = deliveries(made.hook.id);
    ASSERT_EQ(all.size(), 2U);
    for (const auto& one : all)
        EXPECT_EQ(one.state, DeliveryState::delivered);
}

}  // namespace
}  // namespace manyhands::app
