// The other side of the wire: event streams that are read, and people who claim and answer.
#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstring>
#include <mutex>
#include <thread>

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/bench.hpp"

namespace manyhands::bench {
namespace {

int connect_to(int port) {
    const int s = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (s < 0 || ::connect(s, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) {
        std::perror("connect");
        std::exit(1);
    }
    const int on = 1;
    ::setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return s;
}

void send_all(int s, const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const auto n = ::send(s, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
        if (n <= 0) std::exit(1);
        at += static_cast<std::size_t>(n);
    }
}

// One connection that stays open; blocking.
class Client {
  public:
    Client(int port, SessionLine session) : socket_(connect_to(port)), session_(std::move(session)) {}
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    struct Reply {
        int status = 0;
        std::string head, body;
    };
    Reply call(const std::string& method, const std::string& path, const std::string& body,
               const std::string& more = {}) {
        std::string request = method + " " + path +
                              " HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: manyhands=" + session_.cookie +
                              "\r\n" + more;
        if (method != "GET")
            request +=
                "X-CSRF-Token: " + session_.csrf +
                "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n";
        send_all(socket_, request + "\r\n" + body);
        Reply reply;
        std::string in;
        std::size_t end = 0;
        while ((end = in.find("\r\n\r\n")) == std::string::npos)
            read_more(in);
        reply.head = in.substr(0, end + 2);
        reply.status = std::atoi(in.c_str() + 9);
        std::size_t length = 0;
        if (const auto at = reply.head.find("Content-Length: "); at != std::string::npos)
            length = static_cast<std::size_t>(std::atoll(reply.head.c_str() + at + 16));
        while (in.size() < end + 4 + length)
            read_more(in);
        reply.body = in.substr(end + 4, length);
        return reply;
    }

  private:
    void read_more(std::string& in) {
        char block[65536];
        const auto n = ::recv(socket_, block, sizeof block, 0);
        if (n <= 0) std::exit(1);
        in.append(block, static_cast<std::size_t>(n));
    }
    int socket_;
    SessionLine session_;
};

// Every "key":"value" of that key.
std::vector<std::string> values_of(const std::string& json, const std::string& key) {
    std::vector<std::string> list;
    const std::string mark = key + "\":\"";
    for (auto at = json.find(mark); at != std::string::npos; at = json.find(mark, at)) {
        at += mark.size();
        list.push_back(json.substr(at, json.find('"', at) - at));
    }
    return list;
}

// The numbers behind "id: " at the beginnings of lines; keeps what is not whole yet.
template <class Each>
void lines_with_ids(std::string& carry, std::string_view bytes, Each each) {
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        const std::string_view piece = bytes.substr(0, end);
        if (carry.size() < 32) carry.append(piece.substr(0, 32));
        if (end == std::string_view::npos) return;
        if (carry.starts_with("id: ")) {
            std::int64_t seq = 0;
            std::from_chars(carry.data() + 4, carry.data() + carry.size(), seq);
            each(seq);
        }
        carry.clear();
        bytes.remove_prefix(end + 1);
    }
}

}  // namespace

int streams(int port, const std::string& folder, int n, int seconds) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    const auto sessions = read_sessions(folder);
    const Stamps stamps(folder);
    struct One {
        int socket = 0;
        bool open = false;
        std::string carry;
    };
    std::vector<One> all(static_cast<std::size_t>(n));
    const int poll = ::epoll_create1(0);
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].socket = connect_to(port);
        send_all(all[i].socket, "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: manyhands=" +
                                    sessions[i % sessions.size()].cookie + "\r\n\r\n");
        epoll_event event{EPOLLIN, {.u64 = i}};
        ::epoll_ctl(poll, EPOLL_CTL_ADD, all[i].socket, &event);
    }
    std::vector<double> times;
    int open = 0;
    int ended = 0;
    bool measuring = false;
    const auto give_up = steady_ns() + 30'000'000'000;
    std::int64_t end = give_up;
    std::vector<epoll_event> events(256);
    std::vector<char> block(256 * 1024);
    while (steady_ns() < end) {
        const int ready = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), 100);
        for (int k = 0; k < ready; ++k) {
            One& one = all[events[static_cast<std::size_t>(k)].data.u64];
            const auto got = ::recv(one.socket, block.data(), block.size(), 0);
            const auto now = steady_ns();
            if (got <= 0) {
                ::epoll_ctl(poll, EPOLL_CTL_DEL, one.socket, nullptr);
                ++ended;
                continue;
            }
            if (!one.open &&
                std::string_view(block.data(), static_cast<std::size_t>(got)).starts_with("HTTP/1.1 200")) {
                one.open = true;
                ++open;
            }
            lines_with_ids(one.carry, {block.data(), static_cast<std::size_t>(got)}, [&](std::int64_t seq) {
                const auto at = stamps.at(seq);
                if (measuring && at != 0 && now > at) times.push_back(static_cast<double>(now - at) / 1e6);
            });
        }
        if (!measuring && open == n) {
            fmt::print("{{\"open\":{}}}\n", open);
            std::fflush(stdout);
            measuring = true;
            end = steady_ns() + std::int64_t{seconds} * 1'000'000'000;
        }
    }
    const auto deliveries = times.size();
    fmt::print("{{\"open\":{},\"ended\":{},\"deliveries\":{},{}}}\n", open, ended, deliveries,
               percentiles(times));
    return measuring ? 0 : 1;
}

int work(int port, const std::string& folder, int people, int seconds, int every) {
    const auto sessions = read_sessions(folder);
    std::mutex mutex;
    std::vector<std::string> waiting;
    {
        Client client(port, sessions[0]);
        std::string cursor;
        while (waiting.size() < 20'000) {
            const auto page = client.call(
                "GET",
                "/api/v1/conversations?view=queue&limit=200" + (cursor.empty() ? "" : "&cursor=" + cursor),
                "");
            if (page.status != 200) {
                fmt::print(stderr, "{}\n", page.body);
                return 1;
            }
            for (auto& id : values_of(page.body, "{\"id"))
                if (id.size() == 26) waiting.push_back(std::move(id));
            const auto next = values_of(page.body, "\"next");
            if (next.empty()) break;
            cursor = next.back();
        }
    }
    std::vector<double> claims;
    std::vector<double> answers;
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    const auto began = steady_ns();
    const auto end = began + std::int64_t{seconds} * 1'000'000'000;
    for (int t = 0; t < people; ++t) {
        threads.emplace_back([&, t] {
            Client client(port, sessions[static_cast<std::size_t>(t + 1) % sessions.size()]);
            const std::int64_t apart = std::int64_t{every} * 1'000'000'000;
            for (std::int64_t next = began + apart * t / people; steady_ns() < end; next += apart) {
                // Nobody begins with all the others.
                if (every > 0) std::this_thread::sleep_for(std::chrono::nanoseconds(next - steady_ns()));
                if (steady_ns() >= end) return;
                std::string id;
                {
                    const std::scoped_lock guard(mutex);
                    if (waiting.empty()) return;
                    id = std::move(waiting.back());
                    waiting.pop_back();
                }
                auto at = steady_ns();
                const auto claimed = client.call("POST", "/api/v1/conversations/" + id + "/claim", "{}");
                const double claim_ms = static_cast<double>(steady_ns() - at) / 1e6;
                if (claimed.status != 200) {
                    if (refused++ == 0) fmt::print(stderr, "{}\n", claimed.body.substr(0, 300));
                    continue;
                }
                const auto tag = claimed.head.find("ETag: ");
                const std::string version =
                    claimed.head.substr(tag + 6, claimed.head.find('\r', tag) - tag - 6);
                at = steady_ns();
                const auto sent =
                    client.call("POST", "/api/v1/conversations/" + id + "/answers",
                                R"({"text":"확인해 보고 바로 알려 드리겠습니다.","undo_seconds":20})",
                                "If-Match: " + version + "\r\nIdempotency-Key: bench-" + id + "\r\n");
                const double answer_ms = static_cast<double>(steady_ns() - at) / 1e6;
                if (sent.status != 202 && refused++ == 0)
                    fmt::print(stderr, "{}\n", sent.body.substr(0, 300));
                const std::scoped_lock guard(mutex);
                claims.push_back(claim_ms);
                if (sent.status == 202) answers.push_back(answer_ms);
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    const double lasted = static_cast<double>(steady_ns() - began) / 1e9;
    const double rate = static_cast<double>(claims.size() + answers.size()) / lasted;
    fmt::print("{{\"rate\":{:.1f},\"refused\":{},\"claim\":{{{}}},\"answer\":{{{}}}}}\n", rate,
               refused.load(), percentiles(claims), percentiles(answers));
    return 0;
}

}  // namespace manyhands::bench
