#include "app/service_notify.hpp"

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace manyhands::app {
namespace {

std::optional<std::int64_t> number_of(const char* name) {
    const char* text = std::getenv(name);
    std::int64_t value = 0;
    if (text == nullptr || std::from_chars(text, text + std::strlen(text), value).ec != std::errc{})
        return std::nullopt;
    return value;
}

}  // namespace

bool notify_service(std::string_view state) {
    const char* path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path == nullptr || (path[0] != '/' && path[0] != '@')) return false;
    const std::size_t length = std::strlen(path);
    if (length < 2 || length >= sizeof address.sun_path) return false;
    std::memcpy(address.sun_path, path, length);
    if (path[0] == '@') address.sun_path[0] = '\0';  // an abstract socket
    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return false;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    const ssize_t sent = ::sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL,
                                  reinterpret_cast<const sockaddr*>(&address), size);
    ::close(descriptor);
    return sent == static_cast<ssize_t>(state.size());
}

std::optional<std::chrono::microseconds> watchdog_interval() {
    const auto wanted = number_of("WATCHDOG_USEC");
    const auto whose = number_of("WATCHDOG_PID");
    if (!wanted || *wanted <= 0 || (whose && *whose != ::getpid())) return std::nullopt;
    return std::chrono::microseconds(*wanted / 2);
}

}  // namespace manyhands::app
