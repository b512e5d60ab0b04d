// For tests: a server on plain sockets that does exactly what a test tells it, connection by connection.
// It is in a header so that the tests of the channels can use it as well.
#pragma once

#include <atomic>
#include <cstring>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace manyhands::net {

// One accepted connection; closed when the script ends.
class LoopbackConnection {
  public:
    explicit LoopbackConnection(int fd) : fd_(fd) {}
    LoopbackConnection(const LoopbackConnection&) = delete;
    LoopbackConnection& operator=(const LoopbackConnection&) = delete;
    ~LoopbackConnection() { hang_up(); }

    // Head and body (by Content-Length) of the next request; empty when the client hung up or after 5 s.
    std::string read_request() {
        for (;;) {
            const auto head = buffer_.find("\r\n\r\n");
            if (head != std::string::npos) {
                const std::size_t whole =
                    head + 4 + content_length(std::string_view(buffer_).substr(0, head));
                if (buffer_.size() >= whole) {
                    std::string request = buffer_.substr(0, whole);
                    buffer_.erase(0, whole);
                    return request;
                }
            }
            pollfd wait{fd_, POLLIN, 0};
            if (poll(&wait, 1, 5'000) <= 0) return {};
            char bytes[65536];
            const ssize_t got = recv(fd_, bytes, sizeof(bytes), 0);
            if (got <= 0) return {};
            buffer_.append(bytes, static_cast<std::size_t>(got));
        }
    }

    // False once the client is gone.
    bool write(std::string_view text) {
        while (!text.empty()) {
            const ssize_t sent = send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // Waits until the client hangs up, at most 10 s: for servers that accept and stay silent.
    void wait_for_client_to_leave() {
        pollfd wait{fd_, POLLIN, 0};
        char bytes[4096];
        while (poll(&wait, 1, 10'000) > 0)
            if (recv(fd_, bytes, sizeof(bytes), 0) <= 0) return;
    }

    void hang_up() {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }

    // Reset instead of an orderly end.
    void reset() {
        linger now{1, 0};
        setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
        hang_up();
    }

  private:
    static std::size_t content_length(std::string_view head) {
        constexpr std::string_view kName = "\r\ncontent-length:";
        for (std::size_t at = 0; at + kName.size() <= head.size(); ++at)
            if (strncasecmp(head.data() + at, kName.data(), kName.size()) == 0)
                return static_cast<std::size_t>(std::stoul(std::string(head.substr(at + kName.size(), 20))));
        return 0;
    }

    int fd_;
    std::string buffer_;
};

// Serves each connection in a thread of its own with `script(connection, number)`; number counts from 0.
class LoopbackServer {
  public:
    using Script = std::function<void(LoopbackConnection&, int)>;

    explicit LoopbackServer(Script script) : script_(std::move(script)) {
        fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        if (fd_ < 0 || bind(fd_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            ::listen(fd_, 64) != 0 || getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("no loopback socket");
        port_ = ntohs(address.sin_port);
        acceptor_ = std::thread([this] { run(); });
    }
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;
    ~LoopbackServer() {
        stopping_ = true;
        shutdown(fd_, SHUT_RDWR);
        acceptor_.join();
        for (std::thread& thread : threads_)
            thread.join();
        ::close(fd_);
    }

    std::string url(std::string_view path = "/") const {
        return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
    }
    int port() const { return port_; }
    int connections() const { return connections_; }

  private:
    void run() {
        for (;;) {
            const int client = accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
            if (client < 0 || stopping_) {
                if (client >= 0) ::close(client);
                return;
            }
            const int number = connections_++;
            threads_.emplace_back([this, client, number] {
                LoopbackConnection connection(client);
                script_(connection, number);
            });
        }
    }

    Script script_;
    int fd_ = -1;
    int port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<int> connections_{0};
    std::thread acceptor_;
    std::vector<std::thread> threads_;
};

inline std::string http_answer(std::string_view body, std::string_view status = "200 OK",
                               std::string_view more_headers = "") {
    return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(more_headers) + "\r\n" + std::string(body);
}

}  // namespace manyhands::net
