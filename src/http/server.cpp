#include "http/server.hpp"

#include <array>
#include <atomic>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <thread>
#include <unordered_map>

#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <sys/resource.h>
#include <sys/socket.h>

#include "base/log.hpp"

namespace manyhands::http {
namespace {

namespace asio = boost::asio;
namespace bhttp = boost::beast::http;
using boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
using Use = asio::use_awaitable_t<Executor>;
using SteadyTime = std::chrono::steady_clock::time_point;
template <class T>
using Task = asio::awaitable<T, Executor>;
using RequestParser = bhttp::request_parser<bhttp::string_body>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr std::size_t kStreamBatch = 64 * 1024;
constexpr std::size_t kMaxIgnored = 4 * 1024 * 1024;  // of a refused body, so that the peer reads our answer

struct Worker;

enum class Phase { idle, reading, handling, writing, stream };

struct Connection {
    Connection(Worker& w, Socket s, std::string peer)
        : worker(w), socket(std::move(s)), remote(std::move(peer)) {}
    Worker& worker;
    Socket socket;
    boost::beast::flat_buffer buffer;
    std::string remote;
    Phase phase = Phase::idle;
    SteadyTime deadline = SteadyTime::max();
    // As a stream:
    std::shared_ptr<Stream> stream;
    std::vector<Frame> in_flight;
    bool writing = false;
    SteadyTime last_write{};
    std::array<char, 64> ignored{};
};
using ConnectionPtr = std::shared_ptr<Connection>;

void close_socket(Connection& connection) {
    error_code ignored;
    connection.socket.close(ignored);
}

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 40> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
    return std::string(text.data(), length);
}

enum class After { keep, close };

std::string head_of(const Response& response, After after, bool http10) {
    std::string head;
    head.reserve(512);
    head += "HTTP/1.1 ";
    head += std::to_string(response.status);
    head += ' ';
    head += reason_phrase(response.status);
    head += "\r\nDate: ";
    head += http_date();
    head += "\r\n";
    for (const auto& [name, value] : response.headers) {
        head += name;
        head += ": ";
        head += safe_header_value(value);
        head += "\r\n";
    }
    const bool bodiless = response.status == 204 || response.status == 304 || response.stream;
    if (!bodiless) {
        head += "Content-Length: ";
        head += std::to_string(response.bytes().size());
        head += "\r\n";
    }
    if (after == After::close) {
        head += "Connection: close\r\n";
    } else if (http10) {
        head += "Connection: keep-alive\r\n";
    }
    head += "\r\n";
    return head;
}

Request to_request(RequestParser::value_type&& message, const std::string& remote) {
    Request request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    request.remote = remote;
    for (const auto& field : message) {
        std::string name(field.name_string());
        for (char& c : name)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        request.headers.emplace_back(std::move(name), std::string(field.value()));
    }
    request.body = std::move(message.body());
    return request;
}

int status_of(const error_code& ec) {
    if (ec == bhttp::error::body_limit) return 413;
    if (ec == bhttp::error::header_limit || ec == bhttp::error::buffer_overflow) return 431;
    if (ec.category() == bhttp::make_error_code(bhttp::error::bad_value).category() &&
        ec != bhttp::error::end_of_stream && ec != bhttp::error::partial_message)
        return 400;
    return 0;  // the peer or the network went away
}

struct Shared {
    const ServerConfig config;
    const Hooks hooks;
    asio::thread_pool pool;
    std::atomic<std::size_t> connections{0};
    std::atomic<bool> draining{false};
    std::mutex mutex;
    std::condition_variable empty;

    Shared(const ServerConfig& c, Hooks h)
        : config(c), hooks(std::move(h)), pool(static_cast<std::size_t>(c.workers)) {}
    void gone() {
        if (connections.fetch_sub(1) == 1) {
            const std::scoped_lock guard(mutex);
            empty.notify_all();
        }
    }
};

struct Worker {
    explicit Worker(Shared& s) : shared(s), acceptor(io), sweeper(io) {}
    Shared& shared;
    asio::io_context io{1};
    asio::executor_work_guard<Executor> work{io.get_executor()};
    Acceptor acceptor;
    Timer sweeper;
    std::unordered_map<Connection*, ConnectionPtr> connections;
    std::thread thread;

    // Streams with something to write, told by other threads.
    std::mutex ready_mutex;
    std::vector<std::weak_ptr<Connection>> ready;

    void wake(const std::weak_ptr<Connection>& connection);
    void pump_ready();
    void pump(const ConnectionPtr& connection);
    void watch_peer(const ConnectionPtr& connection);
    void sweep();
    void begin_drain();
};

Response handle_safely(const Hooks& hooks, const Request& request) {
    try {
        return hooks.handle(request);
    } catch (const std::exception& error) {
        base::log(base::LogLevel::error, "http", "a handler threw", {{"what", error.what()}});
    } catch (...) {
        base::log(base::LogLevel::error, "http", "a handler threw");
    }
    return hooks.refuse(500);
}

// Runs the handler on the pool and comes back on the connection's own thread.
auto on_pool(Shared& shared, const Request& request) {
    auto start = [&shared, &request](auto handler) {
        asio::post(shared.pool, [&shared, &request, handler = std::move(handler)]() mutable {
            Response response = handle_safely(shared.hooks, request);
            auto executor = asio::get_associated_executor(handler);
            asio::post(executor, [handler = std::move(handler), response = std::move(response)]() mutable {
                std::move(handler)(std::move(response));
            });
        });
    };
    return asio::async_initiate<const Use, void(Response)>(std::move(start), Use{});
}

Task<bool> write_bytes(Connection& connection, std::string_view head, std::string_view body) {
    connection.deadline = std::chrono::steady_clock::now() + connection.worker.shared.config.write_deadline;
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(body)};
    error_code ec;
    co_await asio::async_write(connection.socket, buffers, asio::redirect_error(Use{}, ec));
    co_return !ec;
}

// Closing with unread bytes would reset the connection and take our answer with it: read them away for a
// moment.
Task<void> linger(Connection& connection) {
    error_code ec;
    connection.socket.shutdown(asio::ip::tcp::socket::shutdown_send, ec);
    connection.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    std::array<char, 4096> scratch;
    for (std::size_t seen = 0; !ec && seen < kMaxIgnored;) {
        const auto room = asio::buffer(scratch);
        seen += co_await connection.socket.async_read_some(room, asio::redirect_error(Use{}, ec));
    }
}

Task<void> refuse(Connection& connection, int status) {
    Response response = connection.worker.shared.hooks.refuse(status);
    const std::string head = head_of(response, After::close, false);
    const bool written = co_await write_bytes(connection, head, response.bytes());
    if (written) co_await linger(connection);
}

// One request and its answer. False: the connection ends (or has become a stream).
Task<bool> exchange(ConnectionPtr connection) {
    Worker& worker = connection->worker;
    Shared& shared = worker.shared;
    const ServerConfig& config = shared.config;
    error_code ec;

    connection->phase = Phase::reading;
    connection->deadline = std::chrono::steady_clock::now() + config.header_deadline;
    Request request;
    bool http10 = false;
    After after = After::keep;
    bool head_only = false;
    {
        RequestParser parser;
        parser.header_limit(static_cast<std::uint32_t>(config.header_limit));
        parser.body_limit(shared.hooks.body_limit ? config.largest_body : config.body_limit);
        co_await bhttp::async_read_header(connection->socket, connection->buffer, parser,
                                          asio::redirect_error(Use{}, ec));
        if (!ec && shared.hooks.body_limit) {
            const std::size_t limit =
                std::min(shared.hooks.body_limit(parser.get().target()), config.largest_body);
            if (parser.content_length().value_or(0) > limit) {
                co_await refuse(*connection, 413);
                co_return false;
            }
            parser.body_limit(limit);  // of a body that does not say its length beforehand
        }
        if (!ec && !parser.is_done()) {
            connection->deadline = std::chrono::steady_clock::now() + config.body_deadline;
            const auto expect = parser.get().find(bhttp::field::expect);
            if (expect != parser.get().end()) {
                const bool told = co_await write_bytes(*connection, "HTTP/1.1 100 Continue\r\n\r\n", "");
                if (!told) co_return false;
                connection->deadline = std::chrono::steady_clock::now() + config.body_deadline;
            }
            co_await bhttp::async_read(connection->socket, connection->buffer, parser,
                                       asio::redirect_error(Use{}, ec));
        }
        if (ec) {
            if (const int status = status_of(ec); status != 0) co_await refuse(*connection, status);
            co_return false;
        }
        http10 = parser.get().version() < 11;
        if (!parser.keep_alive()) after = After::close;
        request = to_request(parser.release(), connection->remote);
        head_only = request.method == "HEAD";
    }
    if (!split_target(request)) {
        co_await refuse(*connection, 400);
        co_return false;
    }

    connection->phase = Phase::handling;
    connection->deadline = SteadyTime::max();
    Response response;
    if (shared.hooks.where(request) == Where::pool) {
        response = co_await on_pool(shared, request);
    } else {
        response = handle_safely(shared.hooks, request);
    }
    if (shared.draining.load() || response.stream) after = After::close;

    connection->phase = Phase::writing;
    const std::string head = head_of(response, after, http10);
    const bool bodiless = head_only || response.status == 204 || response.status == 304 || response.stream;
    const std::string_view body = bodiless ? std::string_view{} : response.bytes();
    const bool written = co_await write_bytes(*connection, head, body);
    if (!written) {
        if (response.stream) response.stream->close();
        co_return false;
    }
    if (response.stream) {
        connection->stream = std::move(response.stream);
        if (head_only) co_return false;
        connection->phase = Phase::stream;
        connection->buffer = boost::beast::flat_buffer();
        co_return false;
    }
    if (after == After::close) {
        co_await linger(*connection);
        co_return false;
    }
    co_return true;
}

Task<void> serve(ConnectionPtr connection) {
    Worker& worker = connection->worker;
    Shared& shared = worker.shared;
    bool again = true;
    try {
        again = co_await exchange(connection);
        while (again && !shared.draining.load()) {
            if (connection->buffer.size() == 0) {
                connection->phase = Phase::idle;
                connection->deadline = std::chrono::steady_clock::now() + shared.config.idle_deadline;
                connection->buffer.shrink_to_fit();
                error_code ec;
                const auto room = connection->buffer.prepare(4096);
                const std::size_t got =
                    co_await connection->socket.async_read_some(room, asio::redirect_error(Use{}, ec));
                if (ec) break;
                connection->buffer.commit(got);
            }
            again = co_await exchange(connection);
        }
    } catch (const std::exception& error) {
        base::log(base::LogLevel::error, "http", "a connection failed", {{"what", error.what()}});
        connection->phase = Phase::idle;
    }
    if (connection->phase == Phase::stream && !shared.draining.load()) {
        connection->deadline = SteadyTime::max();
        connection->last_write = std::chrono::steady_clock::now();
        const std::weak_ptr<Connection> weak = connection;
        connection->stream->attach([&worker, weak] { worker.wake(weak); });
        worker.watch_peer(connection);
        co_return;
    }
    if (connection->stream) connection->stream->close();
    close_socket(*connection);
    if (worker.connections.erase(connection.get()) != 0) shared.gone();
}

void Worker::wake(const std::weak_ptr<Connection>& connection) {
    bool first = false;
    {
        const std::scoped_lock guard(ready_mutex);
        first = ready.empty();
        ready.push_back(connection);
    }
    if (first) asio::post(io, [this] { pump_ready(); });
}

void Worker::pump_ready() {
    std::vector<std::weak_ptr<Connection>> now;
    {
        const std::scoped_lock guard(ready_mutex);
        now.swap(ready);
    }
    for (const auto& weak : now)
        if (const ConnectionPtr connection = weak.lock()) pump(connection);
}

void end_stream(Worker& worker, const ConnectionPtr& connection) {
    connection->stream->close();
    error_code ignored;
    connection->socket.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    close_socket(*connection);
    if (worker.connections.erase(connection.get()) != 0) worker.shared.gone();
}

void Worker::pump(const ConnectionPtr& connection) {
    if (connection->writing || !connection->socket.is_open()) return;
    Stream::Batch batch = connection->stream->take(kStreamBatch);
    if (batch.frames.empty()) {
        if (batch.last) end_stream(*this, connection);
        return;
    }
    connection->in_flight = std::move(batch.frames);
    std::vector<asio::const_buffer> buffers;
    buffers.reserve(connection->in_flight.size());
    for (const Frame& frame : connection->in_flight)
        buffers.push_back(asio::buffer(*frame));
    connection->writing = true;
    connection->deadline = std::chrono::steady_clock::now() + shared.config.write_deadline;
    asio::async_write(connection->socket, buffers,
                      [this, connection, last = batch.last](const error_code& ec, std::size_t) {
                          connection->writing = false;
                          connection->in_flight.clear();
                          connection->last_write = std::chrono::steady_clock::now();
                          connection->deadline = SteadyTime::max();
                          if (ec || last) {
                              end_stream(*this, connection);
                          } else {
                              pump(connection);
                          }
                      });
}

// Nothing is expected from a stream's peer but its end.
void Worker::watch_peer(const ConnectionPtr& connection) {
    connection->socket.async_read_some(asio::buffer(connection->ignored),
                                       [this, connection](const error_code& ec, std::size_t) {
                                           if (ec) {
                                               end_stream(*this, connection);
                                           } else {
                                               watch_peer(connection);
                                           }
                                       });
}

void Worker::sweep() {
    static const Frame kBeat = std::make_shared<const std::string>(": beat\n\n");
    const SteadyTime now = std::chrono::steady_clock::now();
    for (const auto& [key, connection] : connections) {
        if (now > connection->deadline) {
            close_socket(*connection);  // what waits on it ends with an error and cleans up
        } else if (connection->phase == Phase::stream && !connection->writing &&
                   now - connection->last_write >= shared.config.beat_every) {
            connection->stream->push(kBeat);
        }
    }
    sweeper.expires_after(shared.config.sweep_every);
    sweeper.async_wait([this](const error_code& ec) {
        if (!ec) sweep();
    });
}

void Worker::begin_drain() {
    error_code ignored;
    acceptor.close(ignored);
    std::vector<ConnectionPtr> all;
    all.reserve(connections.size());
    for (const auto& [key, connection] : connections)
        all.push_back(connection);
    for (const ConnectionPtr& connection : all) {
        if (connection->phase == Phase::stream) {
            end_stream(*this, connection);
        } else if (connection->phase == Phase::idle) {
            close_socket(*connection);
        }
    }
}

Task<void> accept_all(Worker& worker) {
    Shared& shared = worker.shared;
    while (worker.acceptor.is_open()) {
        Socket socket(worker.io);
        error_code ec;
        co_await worker.acceptor.async_accept(socket, asio::redirect_error(Use{}, ec));
        if (ec == asio::error::operation_aborted || ec == asio::error::bad_descriptor) co_return;
        if (ec) {  // out of descriptors: let the sweep free some
            Timer pause(worker.io);
            pause.expires_after(std::chrono::milliseconds(50));
            co_await pause.async_wait(asio::redirect_error(Use{}, ec));
            continue;
        }
        if (shared.connections.load() >= shared.config.max_connections || shared.draining.load()) continue;
        socket.set_option(asio::ip::tcp::no_delay(true), ec);
        const auto peer = socket.remote_endpoint(ec);
        if (ec) continue;
        auto connection = std::make_shared<Connection>(worker, std::move(socket), peer.address().to_string());
        shared.connections.fetch_add(1);
        worker.connections.emplace(connection.get(), connection);
        asio::co_spawn(worker.io, serve(connection), asio::detached);
    }
}

void open_acceptor(Acceptor& acceptor, const asio::ip::tcp::endpoint& endpoint, bool share_port) {
    acceptor.open(endpoint.protocol());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    if (share_port) acceptor.set_option(ReusePort(true));
    acceptor.bind(endpoint);
    acceptor.listen(asio::socket_base::max_listen_connections);
}

// Thousands of streams need descriptors; the hard limit is ours to use.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

struct Server::Impl {
    Impl(const ServerConfig& config, Hooks hooks) : shared(config, std::move(hooks)) {}
    Shared shared;
    std::vector<std::unique_ptr<Worker>> workers;
    std::uint16_t port = 0;
    std::once_flag stopped;

    void listen() {
        const ServerConfig& config = shared.config;
        asio::ip::tcp::endpoint endpoint(asio::ip::make_address(config.address), config.port);
        if (config.port != 0) {
            // With SO_REUSEPORT a second server of the same owner would share the port unnoticed.
            asio::io_context io;
            Acceptor probe(io);
            open_acceptor(probe, endpoint, false);
        }
        for (int i = 0; i < std::max(config.threads, 1); ++i) {
            auto worker = std::make_unique<Worker>(shared);
            open_acceptor(worker->acceptor, endpoint, true);
            endpoint.port(worker->acceptor.local_endpoint().port());
            workers.push_back(std::move(worker));
        }
        port = endpoint.port();
        for (const auto& worker : workers) {
            asio::co_spawn(worker->io, accept_all(*worker), asio::detached);
            asio::post(worker->io, [w = worker.get()] { w->sweep(); });
            worker->thread = std::thread([w = worker.get()] { w->io.run(); });
        }
    }

    void stop() {
        shared.draining = true;
        for (const auto& worker : workers)
            asio::post(worker->io, [w = worker.get()] { w->begin_drain(); });
        {
            std::unique_lock guard(shared.mutex);
            shared.empty.wait_for(guard, shared.config.drain,
                                  [this] { return shared.connections.load() == 0; });
        }
        for (const auto& worker : workers)
            worker->io.stop();
        for (const auto& worker : workers)
            if (worker->thread.joinable()) worker->thread.join();
        shared.pool.stop();
        shared.pool.join();
        for (const auto& worker : workers) {
            for (const auto& [key, connection] : worker->connections)
                if (connection->stream) connection->stream->close();
        }
    }
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
    stop();
}

base::Result<std::unique_ptr<Server>> Server::start(const ServerConfig& config, Hooks hooks) {
    raise_descriptor_limit();
    auto impl = std::make_unique<Impl>(config, std::move(hooks));
    try {
        impl->listen();
    } catch (const std::exception& error) {
        return base::fail(base::ErrorCode::unavailable, "http.listen.failed",
                          {{"address", config.address}, {"port", std::to_string(config.port)}}, error.what());
    }
    return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const {
    return impl_->port;
}

std::size_t Server::connections() const {
    return impl_->shared.connections.load();
}

void Server::stop() {
    std::call_once(impl_->stopped, [this] { impl_->stop(); });
}

}  // namespace manyhands::http
