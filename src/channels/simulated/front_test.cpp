// The simulated network over real sockets, with the product's own client.
#include "channels/simulated/front.hpp"

#include <thread>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace manyhands::channels::simulated {
namespace {

namespace json = boost::json;

class FrontTest : public testing::Test {
  protected:
    net::HttpResult ask(const std::string& method, const std::string& path, const std::string& body = {}) {
        return http_->exchange({method,
                                "http://127.0.0.1:" + std::to_string(front_->port()) + path,
                                {{"Authorization", "Bearer " + us_.second}},
                                body});
    }
    std::size_t posted() { return network_.posts_of(us_.first, 0).size(); }

    base::SystemClock clock_;
    base::SeededRandom random_{1};
    Network network_{clock_, random_, ""};
    std::pair<std::string, std::string> us_ = network_.person("hanbit", "한빛", 1);
    std::unique_ptr<Front> front_ = serve_on_loopback(network_, 0).value();
    std::unique_ptr<net::HttpClient> http_ = net::make_http_client({true, false}, "test");
};

TEST_F(FrontTest, SpeaksWithTheRealClient) {
    ASSERT_GT(front_->port(), 0);
    const auto posted = ask("POST", "/posts", R"({"text":"안녕하세요 👋"})");
    ASSERT_TRUE(posted.has_value()) << posted.error().error.cause;
    EXPECT_EQ(posted->status, 201);
    EXPECT_EQ(net::header(posted->headers, "Content-Type"), "application/json");
    const json::value post = json::parse(posted->body);
    const auto read = ask("GET", "/posts/" + std::string(post.at("id").as_string()));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(json::parse(read->body).at("text"), "안녕하세요 👋");
}

TEST_F(FrontTest, HangsUpAfterStoring) {
    Faults faults;
    faults.hang_up = 1;
    network_.set_faults(faults);
    const auto broken = ask("POST", "/posts", R"({"text":"hello"})");
    ASSERT_FALSE(broken.has_value());
    EXPECT_EQ(broken.error().at, net::Break::after_send) << "nobody may take this for not sent";
    EXPECT_EQ(posted(), 1U);
    network_.set_faults({});
    EXPECT_EQ(ask("POST", "/posts", R"({"text":"hello"})")->status, 201);
    EXPECT_EQ(posted(), 2U);
}

TEST_F(FrontTest, RefusesWithoutStoring) {
    Faults faults;
    faults.refuse = 1;
    network_.set_faults(faults);
    EXPECT_EQ(ask("POST", "/posts", R"({"text":"hello"})")->status, 503);
    EXPECT_EQ(posted(), 0U);
}

TEST_F(FrontTest, ManyConnectionsAtOnce) {
    std::atomic<int> good{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 16; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 20; ++i) {
                    const auto result = ask("POST", "/posts", R"({"text":"hello"})");
                    if (result && result->status == 201) ++good;
                }
            });
    }
    EXPECT_EQ(good, 320);
    EXPECT_EQ(posted(), 320U);
}

TEST_F(FrontTest, EndsWhileConnectionsAreOpen) {
    ASSERT_TRUE(ask("GET", "/me").has_value());  // kept alive by the client
    const int port = front_->port();
    front_.reset();
    const auto gone = http_->exchange({"GET", "http://127.0.0.1:" + std::to_string(port) + "/me"});
    EXPECT_FALSE(gone.has_value());
    // The port is free again at once.
    const auto again = serve_on_loopback(network_, port);
    EXPECT_TRUE(again.has_value());
}

TEST_F(FrontTest, APortThatIsTakenIsAnError) {
    const auto second = serve_on_loopback(network_, front_->port());
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().key, "channels.cannot_listen");
    EXPECT_EQ(second.error().args.at(0).second, std::to_string(front_->port()));
}

}  // namespace
}  // namespace manyhands::channels::simulated
