// The HTTP/1.1 server: one io_context a thread, each with its own listening socket (SO_REUSEPORT). Boost is
// hidden behind this header. Connections that stay idle, send their header or body too slowly, or do not
// read, are closed by a coarse sweep: no timer a connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "http/request.hpp"

namespace manyhands::http {

using Millis = std::chrono::milliseconds;

struct ServerConfig {
    std::string address = "127.0.0.1";  // an IPv4 or IPv6 address
    std::uint16_t port = 0;             // 0: the kernel chooses, see Server::port()
    int threads = 2;
    int workers = 64;  // of the pool; many, so that writes meet in one group commit
    std::size_t header_limit = 16 * 1024;
    std::size_t body_limit = 1024 * 1024;
    std::size_t largest_body = 20 * 1024 * 1024;  // whatever Hooks::body_limit says
    std::size_t max_connections = 20'000;         // further ones are closed at once
    Millis header_deadline{10'000};  // from the first byte (or the connection) to the end of the header
    Millis body_deadline{30'000};
    Millis idle_deadline{75'000};   // between two requests
    Millis write_deadline{30'000};  // for one response, or one batch of a stream
    Millis sweep_every{500};
    Millis beat_every{15'000};  // a comment on a silent stream
    Millis drain{2'000};        // at stop(): what requests under way get to finish
};

enum class Where { io_thread, pool };

struct Hooks {
    Handler handle;
    // Where a request is handled: reads that never wait inline, everything else on the pool.
    std::function<Where(const Request&)> where;
    // The answer to what is no request: 400, 408, 413, 431. Its connection is closed afterwards.
    std::function<Response(int status)> refuse;
    // For targets that take more or less than `body_limit`; empty: the same for all.
    std::function<std::size_t(std::string_view target)> body_limit;
};

class Server {
  public:
    // Listens and serves until stop() or destruction. Errors: unavailable ("http.listen.failed": address,
    // port).
    static base::Result<std::unique_ptr<Server>> start(const ServerConfig& config, Hooks hooks);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;
    std::size_t connections() const;
    // Accepts no more, ends streams and idle connections, lets requests finish for `drain`. Once;
    // thread-safe.
    void stop();

  private:
    struct Impl;
    explicit Server(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace manyhands::http
