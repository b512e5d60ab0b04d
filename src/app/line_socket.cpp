#include "app/line_socket.hpp"

#include <array>
#include <cerrno>

#include <boost/json.hpp>
#include <sys/socket.h>
#include <unistd.h>

namespace manyhands::app {

namespace json = boost::json;

namespace {
constexpr std::size_t kLineAtMost = 32 * 1024 * 1024;
}

LineSocket::~LineSocket() {
    ::close(descriptor_);
}

bool LineSocket::send(const json::object& object) {
    const std::string line = json::serialize(object) + "\n";
    for (std::size_t sent = 0; sent < line.size();) {
        const ssize_t n = ::send(descriptor_, line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        sent += static_cast<std::size_t>(n);
    }
    return true;
}

std::optional<json::object> LineSocket::receive() {
    std::size_t looked = 0;
    for (;;) {
        const auto end = buffer_.find('\n', looked);
        if (end != std::string::npos) {
            boost::system::error_code failed;
            const json::value value = json::parse(std::string_view(buffer_).substr(0, end), failed);
            buffer_.erase(0, end + 1);
            if (failed || !value.is_object()) return std::nullopt;
            return value.get_object();
        }
        looked = buffer_.size();
        if (buffer_.size() > kLineAtMost) return std::nullopt;
        std::array<char, 65536> piece;
        const ssize_t n = ::recv(descriptor_, piece.data(), piece.size(), 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return std::nullopt;
        buffer_.append(piece.data(), static_cast<std::size_t>(n));
    }
}

}  // namespace manyhands::app
