// The simulated channel under the contract of all channels, as a network with keys and as one without; and
// what is particular to it.
#include "channels/simulated/simulated.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "channels/contract_checks.hpp"
#include "channels/simulated/network.hpp"

namespace manyhands::channels {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using contract::ChannelContract;
using contract::ChannelUnderTest;
using simulated::Faults;
using simulated::Network;

constexpr base::Instant kStart = base::from_micros(1'767'250'800'000'000);

// The same channel, introduced as a network that cannot recognise a repeated send.
class WithoutKeys final : public Channel {
  public:
    explicit WithoutKeys(std::unique_ptr<Channel> inner) : inner_(std::move(inner)), info_(inner_->info()) {
        info_.idempotency = Idempotency::none;
    }
    const ChannelInfo& info() const override { return info_; }
    base::Result<std::unique_ptr<ChannelSession>> open(const Settings& settings, const SessionState& state,
                                                       const SessionContext& context) const override {
        return inner_->open(settings, state, context);
    }

  private:
    std::unique_ptr<Channel> inner_;
    ChannelInfo info_;
};

class World : public ChannelUnderTest {
  public:
    explicit World(bool keyed) : keyed_(keyed) {
        Faults faults;
        faults.keys = keyed;
        faults.lag_at_most = 3s;
        faults.duplicate = 0.2;
        faults.reorder = 0.2;
        network_.set_faults(faults);
        channel_ = simulated::make_channel(http_.get());
        if (!keyed) channel_ = std::make_unique<WithoutKeys>(std::move(channel_));
    }

    const Channel& channel() override { return *channel_; }
    const base::Clock& clock() override { return clock_; }
    std::unique_ptr<ChannelSession> open(const SessionState& state) override {
        auto session = channel_->open({{"address", std::string(simulated::kInside)},
                                       {"token", us_.second},
                                       {"keys", keyed_ ? "yes" : "no"}},
                                      state, {clock_, random_, *http_});
        if (!session) throw std::runtime_error(session.error().key);
        return std::move(*session);
    }

    std::string customer() override {
        const std::string handle = "customer" + std::to_string(++customers_);
        tokens_[handle] = network_.person(handle, "고객 " + std::to_string(customers_), 10).second;
        return handle;
    }
    std::string post(const std::string& customer, const std::string& text) override {
        return ask(tokens_.at(customer), "POST", "/posts", {{"text", text}});
    }
    std::string mention(const std::string& customer, const std::string& text) override {
        return post(customer, "@hanbit " + text);
    }
    std::string reply(const std::string& customer, const std::string& parent,
                      const std::string& text) override {
        return ask(tokens_.at(customer), "POST", "/posts", {{"text", text}, {"parent", parent}});
    }
    std::string like(const std::string& customer, const std::string& remote_id) override {
        ask(tokens_.at(customer), "POST", "/likes", {{"post", remote_id}});
        return network_.person(customer, "", 0).first;
    }
    void edit(const std::string& customer, const std::string& remote_id, const std::string& text) override {
        ask(tokens_.at(customer), "PATCH", "/posts/" + remote_id, {{"text", "@hanbit " + text}});
    }
    void remove(const std::string& customer, const std::string& remote_id) override {
        ask(tokens_.at(customer), "DELETE", "/posts/" + remote_id, {});
    }
    std::string post_elsewhere(const std::string& text, const std::string& parent) override {
        return ask(us_.second, "POST", "/posts", {{"text", text}, {"parent", parent}});
    }
    int posts_of_ours(const std::string& text) override {
        int n = 0;
        for (const auto& post : network_.posts_of(us_.first, 0))
            n += post.text == text ? 1 : 0;
        return n;
    }
    SessionState revoke(const SessionState& state) override {
        Faults faults;
        faults.signed_out = true;
        network_.set_faults(faults);
        return state;
    }
    void wait() override { clock_.advance(1s); }

  private:
    std::string ask(const std::string& token, const std::string& method, const std::string& path,
                    const json::object& body) {
        clock_.advance(10ms);
        const auto result =
            http_->exchange({method, path, {{"Authorization", "Bearer " + token}}, json::serialize(body)});
        if (!result || result->status > 201) throw std::runtime_error(path + " failed");
        return std::string(json::parse(result->body).at("id").as_string());
    }

    bool keyed_;
    base::ManualClock clock_{kStart};
    base::SeededRandom random_{11};
    Network network_{clock_, random_, ""};
    std::unique_ptr<net::HttpClient> http_ = simulated::in_process(network_);
    std::pair<std::string, std::string> us_ = network_.person("hanbit", "Hanbit", 1'000);
    std::unique_ptr<Channel> channel_;
    std::map<std::string, std::string> tokens_;
    int customers_ = 0;
};

std::unique_ptr<ChannelUnderTest> keyed() {
    return std::make_unique<World>(true);
}
std::unique_ptr<ChannelUnderTest> without_keys() {
    return std::make_unique<World>(false);
}

}  // namespace

namespace contract {
INSTANTIATE_TEST_SUITE_P(Simulated, ChannelContract, testing::Values(keyed, without_keys),
                         [](const auto& one) {
                             return std::string(one.index == 0 ? "Keyed" : "WithoutKeys");
                         });
}  // namespace contract

namespace {

// -- what its answers mean
// -----------------------------------------------------------------------------------

// A network that gives one answer to everything but "who am I".
class OneAnswer final : public net::HttpClient {
  public:
    net::HttpResult exchange(const net::HttpRequest& request) override {
        seen.push_back(request);
        if (request.url.ends_with("/me"))
            return net::HttpResponse{200, {}, R"({"id":"U","handle":"hanbit","name":"H","followers":1})"};
        return answer;
    }
    net::HttpResult answer = net::HttpResponse{200, {}, "{}"};
    std::vector<net::HttpRequest> seen;
};

class SimulatedChannelTest : public testing::Test {
  protected:
    std::unique_ptr<ChannelSession> session(const std::string& keys = "yes") {
        const auto channel = simulated::make_channel(nullptr);
        auto opened = channel->open({{"address", "http://127.0.0.1:9"}, {"token", "secret"}, {"keys", keys}},
                                    {}, context_);
        EXPECT_TRUE(opened.has_value());
        return std::move(*opened);
    }
    Outgoing answer() { return {model::AnswerId("A"), {"A", kStart}, "hello ^KG", "en", "C:1", "C:1"}; }
    Problem problem_of(net::HttpResult result) {
        http_.answer = std::move(result);
        auto sent = session()->send(answer());
        EXPECT_FALSE(sent.has_value());
        return sent ? Problem{} : sent.error();
    }

    base::ManualClock clock_{kStart};
    base::SeededRandom random_{1};
    OneAnswer http_;
    SessionContext context_{clock_, random_, http_};
};

TEST_F(SimulatedChannelTest, EveryRefusalHasItsClass) {
    const std::pair<int, Refusal> table[] = {
        {400, Refusal::invalid},     {401, Refusal::signed_out},  {403, Refusal::forbidden},
        {404, Refusal::parent_gone}, {410, Refusal::parent_gone}, {429, Refusal::rate_limited},
        {503, Refusal::unavailable}, {500, Refusal::unknown},     {502, Refusal::unknown},
        {504, Refusal::unknown},     {302, Refusal::unknown},     {0, Refusal::unknown},
    };
    for (const auto& [status, refusal] : table) {
        const Problem problem = problem_of(net::HttpResponse{status, {}, "x"});
        EXPECT_EQ(problem.refusal, refusal) << status;
        EXPECT_FALSE(problem.error.key.empty()) << status;
    }
}

TEST_F(SimulatedChannelTest, ABrokenExchangeIsUnknownOnceSomethingWasSent) {
    const auto broke = [](net::Break at) {
        return net::HttpResult(std::unexpected(net::HttpFailure{at, {}}));
    };
    EXPECT_EQ(problem_of(broke(net::Break::after_send)).refusal, Refusal::unknown);
    EXPECT_EQ(problem_of(broke(net::Break::not_connected)).refusal, Refusal::unavailable);
    EXPECT_EQ(problem_of(broke(net::Break::refused_by_guard)).refusal, Refusal::unavailable);
    // "Published", but by words that nobody understands.
    EXPECT_EQ(problem_of(net::HttpResponse{201, {}, "<html>"}).refusal, Refusal::unknown);
    EXPECT_EQ(problem_of(net::HttpResponse{200, {}, "[1]"}).refusal, Refusal::unknown);
}

TEST_F(SimulatedChannelTest, WhenToComeBack) {
    const auto after = [&](const char* value) {
        return problem_of(net::HttpResponse{429, {{"Retry-After", value}}, ""}).retry_at;
    };
    EXPECT_EQ(after("7"), kStart + 7s);
    EXPECT_EQ(after("0"), kStart);
    EXPECT_EQ(after("soon"), kStart + 60s);
    EXPECT_EQ(problem_of(net::HttpResponse{429, {}, ""}).retry_at, kStart + 60s);
}

TEST_F(SimulatedChannelTest, TheTokenTravelsInItsHeaderOnly) {
    http_.answer = net::HttpResponse{201, {}, R"({"id":"U:A","version":"1"})"};
    ASSERT_TRUE(session()->send(answer()).has_value());
    ASSERT_FALSE(http_.seen.empty());
    for (const net::HttpRequest& request : http_.seen) {
        EXPECT_EQ(net::header(request.headers, "Authorization"), "Bearer secret");
        EXPECT_EQ(request.url.find("secret"), std::string::npos);
        EXPECT_EQ(request.body.find("secret"), std::string::npos);
    }
}

TEST_F(SimulatedChannelTest, TheSameWordsOfAnotherTimeAreAnotherAnswer) {
    http_.answer = net::HttpResponse{
        200, {}, R"({"posts":[{"id":"U:B","text":"hello ^KG","created_at":"2020-01-01T00:00:00Z"}]})"};
    const auto other = session("no")->look_up(answer());
    ASSERT_TRUE(other.has_value());
    EXPECT_FALSE(other->has_value());
    http_.answer = net::HttpResponse{
        200,
        {},
        R"({"posts":[{"id":"U:B","text":"hello ^KG","created_at":")" + base::to_rfc3339(kStart) + "\"}]}"};
    const auto same = session("no")->look_up(answer());
    ASSERT_TRUE(same.has_value() && same->has_value());
    EXPECT_EQ((*same)->remote_id, "U:B");
}

TEST_F(SimulatedChannelTest, AnUnreadableLookUpIsNoAbsence) {
    for (const char* body : {"{}", R"({"posts":null})", "[]", ""}) {
        http_.answer = net::HttpResponse{200, {}, body};
        EXPECT_FALSE(session()->look_up(answer()).has_value()) << body;
    }
}

TEST_F(SimulatedChannelTest, SettingsAreAskedFor) {
    const auto channel = simulated::make_channel(nullptr);
    const auto key_of = [&](const Settings& settings) {
        const auto opened = channel->open(settings, {}, context_);
        return opened ? std::string() : opened.error().key;
    };
    EXPECT_EQ(key_of({}), "channels.setting_missing");
    EXPECT_EQ(key_of({{"address", "http://127.0.0.1:9"}}), "channels.setting_missing");
    EXPECT_EQ(key_of({{"address", std::string(simulated::kInside)}, {"token", "t"}}),
              "channels.only_in_practice");
    EXPECT_TRUE(channel->info().practice_only) << "a real company is never offered it";
    EXPECT_EQ(session("yes")->idempotency(), Idempotency::keyed);
    EXPECT_EQ(session("no")->idempotency(), Idempotency::none);
}

}  // namespace
}  // namespace manyhands::channels
