// The one way out of this server: every outgoing HTTP request goes through HttpClient, with time-outs, size
// caps and an address guard that is asked with the resolved address at the moment of connecting.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace manyhands::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

// First value of a header, compared without case; empty when it is not there.
std::string header(const Headers& headers, std::string_view name);

struct HttpRequest {
    std::string method = "GET";
    std::string url{};
    Headers headers{};
    std::string body{};
    base::Micros timeout{std::chrono::seconds(20)};  // of the whole exchange
    std::size_t max_body = 8U << 20U;                // bytes of the answer; more is an error
    bool follow_redirects = false;  // GET and HEAD only; anything else returns the 3xx itself
    // Status and headers are all that is wanted: a body that is large, slow or cut off is no error.
    bool head_is_enough = false;
};

struct HttpResponse {
    int status = 0;
    Headers headers;
    std::string body;
};

// Where an exchange broke off: what decides between "certainly not done" and "unknown".
enum class Break {
    refused_by_guard,  // the address is not allowed: nothing was sent to it
    not_connected,     // no name, no connection, no TLS: nothing was sent
    after_send         // the request went out, wholly or in part, and no whole answer came back
};

struct HttpFailure {
    Break at = Break::after_send;
    base::Error error;
};

using HttpResult = std::expected<HttpResponse, HttpFailure>;

// Thread-safe. A request other than GET and HEAD is never sent twice, not even by the library underneath.
// Error keys: net.bad_address, net.refused_by_guard, net.unknown_host, net.not_connected, net.not_trusted,
// net.timed_out, net.broke_off, net.too_large.
class HttpClient {
  public:
    virtual ~HttpClient() = default;
    virtual HttpResult exchange(const HttpRequest& request) = 0;
};

// Which addresses may be reached. Loopback and private ranges only when the administrator allowed that host
// (a test network on this machine, a company's own forum).
struct AddressGuard {
    bool allow_loopback = false;
    bool allow_private = false;
};

// On libcurl: http and https only, no proxy from the environment, connections reused.
std::unique_ptr<HttpClient> make_http_client(const AddressGuard& guard, std::string user_agent);

// For tests of the guard: may this numeric IPv4 or IPv6 address be reached?
bool allowed(const AddressGuard& guard, const std::string& numeric_address);

}  // namespace manyhands::net
