// A small blocking HTTP client for the tests: raw sockets, so that it can also send what no client would.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace manyhands::http::test {

struct Reply {
    int status = 0;                                   // 0: no answer
    std::multimap<std::string, std::string> headers;  // names in lower case
    std::string body;

    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

class Client {
  public:
    explicit Client(std::uint16_t port) : port_(port) { connect(); }
    ~Client() { close(); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // Sent with every request().
    std::map<std::string, std::string> headers{{"Host", "localhost"}};

    void connect() {
        close();
        fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(port_);
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0) close();
    }
    void close() {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
        buffer_.clear();
    }
    bool open() const { return fd_ >= 0; }
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    Reply request(const std::string& method, const std::string& target, const std::string& body = {},
                  const std::map<std::string, std::string>& more = {}) {
        if (!open()) connect();
        std::string text = method + " " + target + " HTTP/1.1\r\n";
        auto all = headers;
        for (const auto& [name, value] : more)
            all[name] = value;
        for (const auto& [name, value] : all)
            text += name + ": " + value + "\r\n";
        if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH")
            text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        text += "\r\n" + body;
        send(text);
        Reply reply = read_reply(method == "HEAD" ? Body::none : Body::as_told);
        if (reply.header("connection") == "close") close();
        return reply;
    }

    enum class Body { as_told, none, stream };
    Reply read_reply(Body kind = Body::as_told) {
        Reply reply;
        std::size_t end = 0;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
            if (!fill()) return reply;
        const std::string head = buffer_.substr(0, end + 2);
        buffer_.erase(0, end + 4);
        std::size_t line = head.find("\r\n");
        reply.status = line > 12 ? std::stoi(head.substr(9, 3)) : 0;
        for (line += 2; line < head.size();) {
            const std::size_t next = head.find("\r\n", line);
            const std::string field = head.substr(line, next - line);
            line = next + 2;
            const std::size_t colon = field.find(':');
            std::string name = field.substr(0, colon);
            for (char& c : name)
                c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            reply.headers.emplace(name, field.substr(std::min(colon + 2, field.size())));
        }
        if (kind != Body::as_told || reply.status == 204 || reply.status == 304 || reply.status == 100)
            return reply;
        const std::string length = reply.header("content-length");
        const std::size_t wanted = length.empty() ? 0 : std::stoul(length);
        while (buffer_.size() < wanted)
            if (!fill()) break;
        reply.body = buffer_.substr(0, wanted);
        buffer_.erase(0, wanted);
        return reply;
    }

    // Of an open stream: everything up to the next empty line ("" when the stream ended or nothing came).
    std::string next_event(std::chrono::milliseconds wait = std::chrono::seconds(5)) {
        std::size_t end = 0;
        while ((end = buffer_.find("\n\n")) == std::string::npos)
            if (!fill(wait)) return {};
        std::string event = buffer_.substr(0, end);
        buffer_.erase(0, end + 2);
        return event;
    }
    // True when the server has closed the connection.
    bool at_end(std::chrono::milliseconds wait = std::chrono::seconds(5)) { return !fill(wait) && ended_; }

  private:
    bool fill(std::chrono::milliseconds wait = std::chrono::seconds(20)) {
        pollfd ready{fd_, POLLIN, 0};
        if (fd_ < 0 || ::poll(&ready, 1, static_cast<int>(wait.count())) <= 0) return false;
        char chunk[16384];
        const ssize_t got = ::recv(fd_, chunk, sizeof chunk, 0);
        if (got <= 0) {
            ended_ = true;
            return false;
        }
        buffer_.append(chunk, static_cast<std::size_t>(got));
        return true;
    }

    std::uint16_t port_;
    int fd_ = -1;
    bool ended_ = false;
    std::string buffer_;
};

}  // namespace manyhands::http::test
