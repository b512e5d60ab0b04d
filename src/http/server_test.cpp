#include "http/server.hpp"

#include <atomic>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "http/test_client.hpp"

namespace manyhands::http {
namespace {

using test::Client;
using test::Reply;

class ServerTest : public ::testing::Test {
  protected:
    std::unique_ptr<Server> start(ServerConfig config = {}) {
        Hooks hooks;
        hooks.handle = [this](const Request& request) { return handle(request); };
        hooks.where = [](const Request& request) {
            return request.path == "/inline" ? Where::io_thread : Where::pool;
        };
        hooks.refuse = [](int status) {
            Response response;
            response.status = status;
            response.body = "refused";
            return response;
        };
        config.threads = 2;
        config.workers = 8;
        auto server = Server::start(config, std::move(hooks));
        EXPECT_TRUE(server.has_value());
        return std::move(*server);
    }

    Response handle(const Request& request) {
        Response response;
        if (request.path == "/big")
            response.shared_body = std::make_shared<const std::string>(std::string(64 << 20, 'b'));
        if (request.path == "/throw") throw std::runtime_error("secret detail");
        if (request.path == "/stream") {
            response.stream = std::make_shared<Stream>();
            response.set("Content-Type", "text/event-stream");
            stream_ = response.stream;
            opened_.count_down();
            return response;
        }
        if (request.path == "/wait") {
            entered_.count_down();
            release_.wait();
        }
        response.set("X-Header", "a\r\nInjected: yes");
        response.body = request.method + " " + request.path + " " + std::to_string(request.body.size());
        return response;
    }

    std::shared_ptr<Stream> stream_;
    std::latch opened_{1};
    std::latch entered_{1};
    std::latch release_{1};
};

TEST_F(ServerTest, AnswersManyRequestsOnOneConnection) {
    const auto server = start();
    Client client(server->port());
    for (int i = 0; i < 3; ++i) {
        const Reply reply = client.request("POST", "/a", "12345");
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.body, "POST /a 5");
    }
    EXPECT_EQ(client.request("GET", "/inline").body, "GET /inline 0");
    EXPECT_EQ(server->connections(), 1U);
}

TEST_F(ServerTest, HeaderValuesCannotBreakOutOfTheirLine) {
    const auto server = start();
    Client client(server->port());
    const Reply reply = client.request("GET", "/a");
    EXPECT_EQ(reply.header("x-header"), "aInjected: yes");
    EXPECT_EQ(reply.header("injected"), "");
}

TEST_F(ServerTest, HeadTellsTheLengthAndSendsNoBody) {
    const auto server = start();
    Client client(server->port());
    const Reply reply = client.request("HEAD", "/a");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("content-length"), "9");
    EXPECT_EQ(client.request("GET", "/b").body, "GET /b 0");
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
    const auto server = start();
    Client client(server->port());
    std::string burst;
    for (int i = 0; i < 20; ++i)
        burst += "GET /" + std::string(i % 2 == 0 ? "inline" : "p" + std::to_string(i)) +
                 " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.send(burst);
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(client.read_reply().body,
                  i % 2 == 0 ? "GET /inline 0" : "GET /p" + std::to_string(i) + " 0");
}

TEST_F(ServerTest, ABodyOverTheLimitIsRefusedBeforeItIsRead) {
    ServerConfig config;
    config.body_limit = 1000;
    const auto server = start(config);
    {
        Client client(server->port());
        client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n");
        EXPECT_EQ(client.read_reply().status, 413);
    }
    {
        Client client(server->port());
        client.send("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        client.send("800\r\n" + std::string(2048, 'a') + "\r\n0\r\n\r\n");
        EXPECT_EQ(client.read_reply().status, 413);
    }
    Client client(server->port());
    EXPECT_EQ(client.request("POST", "/a", std::string(1000, 'a')).status, 200);
}

TEST_F(ServerTest, AHugeHeaderIsRefused) {
    const auto server = start();
    Client client(server->port());
    client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + std::string(40'000, 'a') + "\r\n\r\n");
    EXPECT_EQ(client.read_reply().status, 431);
}

TEST_F(ServerTest, ContradictingLengthsAreRefused) {
    const auto server = start();
    Client client(server->port());
    client.send(
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    EXPECT_EQ(client.read_reply().status, 400);
    EXPECT_TRUE(client.at_end());
}

TEST_F(ServerTest, ExpectContinueIsAnswered) {
    const auto server = start();
    Client client(server->port());
    client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.read_reply().status, 100);
    client.send("ab");
    EXPECT_EQ(client.read_reply().body, "POST /a 2");
}

TEST_F(ServerTest, SlowHeadersAndIdleConnectionsAreClosed) {
    ServerConfig config;
    config.header_deadline = Millis(100);
    config.idle_deadline = Millis(100);
    config.sweep_every = Millis(20);
    const auto server = start(config);
    Client slow(server->port());
    slow.send("GET /a HTTP/1.1\r\nHo");
    EXPECT_TRUE(slow.at_end());
    Client silent(server->port());
    EXPECT_TRUE(silent.at_end());
    Client idle(server->port());
    EXPECT_EQ(idle.request("GET", "/a").status, 200);
    EXPECT_TRUE(idle.at_end());
}

TEST_F(ServerTest, ASlowBodyIsClosed) {
    ServerConfig config;
    config.body_deadline = Millis(100);
    config.sweep_every = Millis(20);
    const auto server = start(config);
    Client client(server->port());
    client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
    EXPECT_TRUE(client.at_end());
}

TEST_F(ServerTest, WhoDoesNotReadIsClosed) {
    ServerConfig config;
    config.write_deadline = Millis(100);
    config.sweep_every = Millis(20);
    const auto server = start(config);
    Client client(server->port());
    client.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
    while (server->connections() != 0)
        std::this_thread::yield();
    Client other(server->port());
    EXPECT_EQ(other.request("GET", "/a").status, 200);
}

TEST_F(ServerTest, ConnectionsAreBounded) {
    ServerConfig config;
    config.max_connections = 2;
    const auto server = start(config);
    Client first(server->port());
    Client second(server->port());
    EXPECT_EQ(first.request("GET", "/a").status, 200);
    EXPECT_EQ(second.request("GET", "/a").status, 200);
    Client third(server->port());
    EXPECT_TRUE(third.at_end());
    second.close();
    while (server->connections() != 1)
        std::this_thread::yield();
    Client fourth(server->port());
    EXPECT_EQ(fourth.request("GET", "/a").status, 200);
}

TEST_F(ServerTest, TheVersionAndTheHeaderDecideWhetherTheConnectionStays) {
    const auto server = start();
    Client old(server->port());
    old.send("GET /a HTTP/1.0\r\n\r\n");
    EXPECT_EQ(old.read_reply().header("connection"), "close");
    EXPECT_TRUE(old.at_end());
    Client asked(server->port());
    asked.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(asked.read_reply().header("connection"), "keep-alive");
    asked.send("GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(asked.read_reply().header("connection"), "close");
    EXPECT_TRUE(asked.at_end());
}

TEST_F(ServerTest, AChunkedBodyArrivesWhole) {
    const auto server = start();
    Client client(server->port());
    client.send("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    client.send("4;note=1\r\ndefg\r\n0\r\n\r\n");
    EXPECT_EQ(client.read_reply().body, "POST /a 7");
    EXPECT_EQ(client.request("GET", "/b").body, "GET /b 0");
}

TEST_F(ServerTest, AHeaderMayArriveByteByByte) {
    const auto server = start();
    Client client(server->port());
    for (const char c : std::string("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"))
        client.send(std::string(1, c));
    EXPECT_EQ(client.read_reply().body, "GET /slow 0");
}

TEST_F(ServerTest, ManyClientsAreServedAtOnce) {
    const auto server = start();
    std::atomic<int> right{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 16; ++t)
        threads.emplace_back([&, t] {
            Client client(server->port());
            for (int i = 0; i < 25; ++i) {
                const std::string path = i % 2 == 0 ? "/inline" : "/t" + std::to_string(t);
                right += client.request("POST", path, "x").body == "POST " + path + " 1" ? 1 : 0;
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(right.load(), 16 * 25);
}

TEST_F(ServerTest, AFaultInAHandlerLeaksNothing) {
    const auto server = start();
    Client client(server->port());
    const Reply reply = client.request("GET", "/throw");
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.body, "refused");
    EXPECT_EQ(client.request("GET", "/a").status, 200);
}

TEST_F(ServerTest, AStreamCarriesFramesAndBeats) {
    ServerConfig config;
    config.beat_every = Millis(60);
    config.sweep_every = Millis(20);
    const auto server = start(config);
    Client client(server->port());
    client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.read_reply(Client::Body::stream).header("content-type"), "text/event-stream");
    opened_.wait();
    stream_->push(std::make_shared<const std::string>("data: 1\n\n"));
    EXPECT_EQ(client.next_event(), "data: 1");
    EXPECT_EQ(client.next_event(), ": beat");
    stream_->finish(std::make_shared<const std::string>("event: signed_out\ndata: {}\n\n"));
    std::string last = client.next_event();
    while (last == ": beat")
        last = client.next_event();
    EXPECT_EQ(last, "event: signed_out\ndata: {}");
    EXPECT_TRUE(client.at_end());
}

TEST_F(ServerTest, AStreamEndsWhenItsReaderLeaves) {
    const auto server = start();
    {
        Client client(server->port());
        client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(client.read_reply(Client::Body::stream).status, 200);
    }
    opened_.wait();
    while (!stream_->closed())
        std::this_thread::yield();
    EXPECT_EQ(stream_->push(std::make_shared<const std::string>("x")), Stream::Pushed::closed);
}

TEST_F(ServerTest, StopLetsARequestFinishAndEndsStreams) {
    const auto server = start();
    Client busy(server->port());
    busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    entered_.wait();
    Client reader(server->port());
    reader.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(reader.read_reply(Client::Body::stream).status, 200);
    opened_.wait();
    std::thread stopping([&] { server->stop(); });
    EXPECT_TRUE(reader.at_end());
    release_.count_down();
    const Reply reply = busy.read_reply();
    EXPECT_EQ(reply.body, "GET /wait 0");
    EXPECT_EQ(reply.header("connection"), "close");
    stopping.join();
    EXPECT_EQ(server->connections(), 0U);
    Client late(server->port());
    EXPECT_FALSE(late.open());
}

TEST_F(ServerTest, TwoServersCannotShareAPort) {
    const auto server = start();
    ServerConfig config;
    config.port = server->port();
    const auto second = Server::start(config, Hooks{});
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().key, "http.listen.failed");
}

TEST_F(ServerTest, RandomBytesNeverStopIt) {
    const auto server = start();
    base::SeededRandom random(20240917);
    const std::string seeds[] = {
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /a?b=%41 HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nabcd",
        "PUT /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n"};
    for (int round = 0; round < 600; ++round) {
        std::string bytes = seeds[random.below(3)];
        if (round % 3 == 0) {
            bytes.assign(random.below(200), '\0');
            for (char& c : bytes)
                c = static_cast<char>(random.below(256));
        } else {
            for (std::uint64_t i = random.below(6) + 1; i > 0; --i)
                bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
        }
        Client client(server->port());
        client.send(bytes);
    }
    Client client(server->port());
    EXPECT_EQ(client.request("GET", "/a").status, 200);
}

TEST(Stream, ASlowReaderOverflowsAtABound) {
    Stream stream;
    const auto frame = std::make_shared<const std::string>(std::string(1000, 'a'));
    std::size_t queued = 0;
    while (stream.push(frame) == Stream::Pushed::queued)
        ++queued;
    EXPECT_EQ(queued, Stream::kMaxFrames);
    const auto last = std::make_shared<const std::string>("last");
    stream.finish(last);
    const Stream::Batch batch = stream.take(10);
    EXPECT_EQ(batch.frames, std::vector<Frame>{last});
    EXPECT_TRUE(batch.last);
}

TEST(Stream, ABurstWakesOnce) {
    Stream stream;
    int wakes = 0;
    stream.push(std::make_shared<const std::string>("early"));
    stream.attach([&] { ++wakes; });
    EXPECT_EQ(wakes, 1);
    for (int i = 0; i < 10; ++i)
        stream.push(std::make_shared<const std::string>("more"));
    EXPECT_EQ(wakes, 1);
    EXPECT_EQ(stream.take(1 << 20).frames.size(), 11U);
    stream.push(std::make_shared<const std::string>("again"));
    EXPECT_EQ(wakes, 2);
}

TEST(RequestTarget, IsSplitAndDecoded) {
    Request request;
    request.target = "/a%20b?x=%ED%95%9C+%EA%B8%80&y=&z#frag";
    ASSERT_TRUE(split_target(request));
    EXPECT_EQ(request.path, "/a%20b");
    EXPECT_EQ(request.query_value("x"), "한 글");
    EXPECT_EQ(request.query_value("y"), "");
    EXPECT_EQ(request.query_value("z"), "");
    EXPECT_FALSE(request.query_value("w").has_value());
    for (const char* bad : {"", "*", "http://x/", "/?a=%", "/?a=%zz", "/?a=%ff", "/?a=%00"}) {
        request.target = bad;
        EXPECT_FALSE(split_target(request)) << bad;
    }
}

TEST(RequestCookies, AreFoundByTheirWholeName) {
    Request request;
    request.headers = {{"cookie", "xmanyhands=1; manyhands=two; other=3"}};
    EXPECT_EQ(request.cookie("manyhands"), "two");
    EXPECT_FALSE(request.cookie("hands").has_value());
}

}  // namespace
}  // namespace manyhands::http
