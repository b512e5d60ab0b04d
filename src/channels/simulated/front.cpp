#include "channels/simulated/front.hpp"

#include <atomic>
#include <list>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace manyhands::channels::simulated {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

namespace {

class BlockingFront final : public Front {
  public:
    BlockingFront(Network& network, tcp::acceptor acceptor, std::unique_ptr<asio::io_context> io)
        : network_(network), io_(std::move(io)), acceptor_(std::move(acceptor)) {
        thread_ = std::thread([this] { accept(); });
    }

    ~BlockingFront() override {
        stopping_ = true;
        // A blocking accept is woken by a connection, not by closing the socket under it.
        boost::system::error_code ignored;
        tcp::socket knock(*io_);
        knock.connect(acceptor_.local_endpoint(ignored), ignored);
        thread_.join();
        for (Connection& connection : connections_) {
            connection.socket->shutdown(tcp::socket::shutdown_both, ignored);
            connection.thread.join();
        }
    }

    int port() const override { return acceptor_.local_endpoint().port(); }

  private:
    struct Connection {
        std::shared_ptr<tcp::socket> socket;
        std::shared_ptr<std::atomic<bool>> done;
        std::thread thread;
    };

    void accept() {
        while (!stopping_) {
            boost::system::error_code error;
            auto socket = std::make_shared<tcp::socket>(acceptor_.accept(error));
            if (error || stopping_) continue;
            socket->set_option(tcp::no_delay(true), error);
            for (auto it = connections_.begin(); it != connections_.end();) {
                if (!*it->done) {
                    ++it;
                    continue;
                }
                it->thread.join();
                it = connections_.erase(it);
            }
            auto done = std::make_shared<std::atomic<bool>>(false);
            connections_.push_back({socket, done, std::thread([this, socket, done] {
                                        talk(*socket);
                                        *done = true;
                                    })});
        }
    }

    void talk(tcp::socket& socket) {
        beast::flat_buffer buffer;
        while (true) {
            http::request<http::string_body> request;
            boost::system::error_code error;
            http::read(socket, buffer, request, error);
            if (error) break;
            net::HttpRequest in;
            in.method = std::string(request.method_string());
            in.url = std::string(request.target());
            in.body = request.body();
            for (const auto& field : request)
                in.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
            const Served served = network_.serve(in);
            if (served.hang_up != HangUp::no) break;
            http::response<http::string_body> response;
            response.result(static_cast<unsigned>(served.response.status));
            for (const auto& [name, value] : served.response.headers)
                response.insert(name, value);
            response.body() = served.response.body;
            response.keep_alive(request.keep_alive());
            response.prepare_payload();
            http::write(socket, response, error);
            if (error || !request.keep_alive()) break;
        }
        boost::system::error_code ignored;
        socket.shutdown(tcp::socket::shutdown_both, ignored);
    }

    Network& network_;
    std::unique_ptr<asio::io_context> io_;
    tcp::acceptor acceptor_;
    std::atomic<bool> stopping_{false};
    std::list<Connection> connections_;  // touched by the accepting thread, and after it ended
    std::thread thread_;
};

}  // namespace

base::Result<std::unique_ptr<Front>> serve_on_loopback(Network& network, int port) {
    auto io = std::make_unique<asio::io_context>();
    boost::system::error_code error;
    tcp::acceptor acceptor(*io);
    const tcp::endpoint where(asio::ip::address_v4::loopback(), static_cast<unsigned short>(port));
    acceptor.open(where.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(where, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return base::fail(base::ErrorCode::unavailable, "channels.cannot_listen",
                          {{"port", std::to_string(port)}}, error.message());
    return std::make_unique<BlockingFront>(network, std::move(acceptor), std::move(io));
}

}  // namespace manyhands::channels::simulated
