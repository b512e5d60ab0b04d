// Signs of life for systemd, the figures' own listener.
#include "app/keeper.hpp"

#include <cstdlib>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/metrics_listener.hpp"
#include "app/service_notify.hpp"

namespace manyhands::app {
namespace {

class KeeperTest : public ::testing::Test {
  protected:
    KeeperTest() {
        ::unlink(path_.c_str());
        socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof address.sun_path - 1);
        EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }
    ~KeeperTest() override {
        ::close(socket_);
        ::unlink(path_.c_str());
        for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
            ::unsetenv(name);
    }
    std::string heard() {
        char text[256];
        const ssize_t n = ::recv(socket_, text, sizeof text, 0);
        return n < 0 ? "nothing" : std::string(text, static_cast<std::size_t>(n));
    }

    std::string path_ = ::testing::TempDir() + "notify-" + std::to_string(::getpid());
    int socket_ = -1;
    base::ManualClock clock_{base::from_micros(1'767'250'800'000'000)};
};

TEST_F(KeeperTest, SaysNothingWhereNobodyAsked) {
    EXPECT_FALSE(notify_service("READY=1"));
    EXPECT_EQ(heard(), "nothing");
    ::setenv("NOTIFY_SOCKET", "relative/path", 1);
    EXPECT_FALSE(notify_service("READY=1"));
    ::setenv("NOTIFY_SOCKET", path_.c_str(), 1);
    EXPECT_TRUE(notify_service("READY=1"));
    EXPECT_EQ(heard(), "READY=1");
}

TEST_F(KeeperTest, TheWatchdogHearsHalfwayAndOnlyFromUs) {
    EXPECT_FALSE(watchdog_interval().has_value());
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    EXPECT_EQ(watchdog_interval(), std::chrono::seconds(15));
    ::setenv("WATCHDOG_PID", "1", 1);
    EXPECT_FALSE(watchdog_interval().has_value()) << "meant for another process";
    ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
    EXPECT_TRUE(watchdog_interval().has_value());
    ::setenv("WATCHDOG_USEC", "soon", 1);
    EXPECT_FALSE(watchdog_interval().has_value());
}

TEST_F(KeeperTest, ASignOfLifeOnlyWhileTheStoreAnswersAndHeadsEveryHour) {
    ::setenv("NOTIFY_SOCKET", path_.c_str(), 1);
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    const auto store = storage::Store::open(":memory:", clock_).value();
    ASSERT_TRUE(
        store->add_brand({model::BrandId("brand"), "A private name", false, clock_.now()}).has_value());
    bool alive = true;
    Keeper keeper(*store, *store, clock_, [&] { return alive; });
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(keeper.run_once(), clock_.now() + std::chrono::seconds(15));
    EXPECT_EQ(heard(), "WATCHDOG=1");
    keeper.run_once();
    const std::string log = ::testing::internal::GetCapturedStderr();
    EXPECT_NE(log.find(store->audit_head(model::BrandId("brand"))->digest), std::string::npos) << log;
    EXPECT_EQ(log.find("end of the chain"), log.rfind("end of the chain")) << "once an hour";
    EXPECT_EQ(log.find("A private name"), std::string::npos);
    heard();
    alive = false;
    keeper.run_once();
    EXPECT_EQ(heard(), "nothing") << "then systemd restarts us";
}

TEST(MetricsListenerTest, OnlyOnThisMachineAndOnlyThatPage) {
    for (const char* wrong : {"0.0.0.0:9100", "10.0.0.1:9100", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999",
                              "localhost:9", "127.0.0.1:9x", ""})
        EXPECT_EQ(MetricsListener::start(wrong, [] { return std::string(); }).error().key,
                  "app.metrics_address")
            << wrong;
    const auto listener = MetricsListener::start("127.0.0.1:0", [] { return std::string("a_figure 1\n"); });
    ASSERT_TRUE(listener.has_value());
    const auto get = [&](const std::string& request) {
        const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons((*listener)->port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        const std::string all = request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        EXPECT_EQ(::write(descriptor, all.data(), all.size()), static_cast<ssize_t>(all.size()));
        std::string reply;
        char piece[512];
        for (ssize_t n = 0; (n = ::read(descriptor, piece, sizeof piece)) > 0;)
            reply.append(piece, static_cast<std::size_t>(n));
        ::close(descriptor);
        return reply;
    };
    const std::string page = get("GET /metrics");
    EXPECT_TRUE(page.starts_with("HTTP/1.1 200")) << page;
    EXPECT_NE(page.find("a_figure 1\n"), std::string::npos);
    EXPECT_TRUE(get("GET /api/v1/me").starts_with("HTTP/1.1 404"));
    EXPECT_TRUE(get("DELETE /metrics").starts_with("HTTP/1.1 405"));
}

}  // namespace
}  // namespace manyhands::app
