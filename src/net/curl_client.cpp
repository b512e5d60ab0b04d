// HttpClient on libcurl's easy interface: one handle per exchange, taken from a small pool that keeps
// connections open per origin.
//
// Where an exchange broke off is decided by one fact only: libcurl calls us back right before the first byte
// of the request is written (CURLOPT_PREREQFUNCTION). Not called: nothing was sent. Called: it may have
// arrived.
#include <algorithm>
#include <array>
#include <mutex>

#include <curl/curl.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/address_guard.hpp"
#include "net/http_client.hpp"

namespace manyhands::net {
namespace {

constexpr std::size_t kMaxIdleHandles = 16;
constexpr std::size_t kMaxHeaderBytes = 256U << 10U;
constexpr std::size_t kMaxUrl = 16U << 10U;
constexpr long kMaxRedirects = 5;
constexpr base::Micros kMaxConnect{std::chrono::seconds(10)};

struct SlistDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Slist = std::unique_ptr<curl_slist, SlistDeleter>;

struct EasyDeleter {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;

// What the callbacks of one exchange write down.
struct Exchange {
    const AddressGuard* guard = nullptr;
    bool repeatable = false;  // GET and HEAD: may be sent again on a fresh connection, may follow a redirect
    std::size_t max_body = 0;
    bool guard_refused = false;
    bool too_large = false;
    bool head_is_enough = false;
    bool head_complete = false;
    int requests_begun = 0;
    std::size_t header_bytes = 0;
    HttpResponse response;
};

curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address) {
    auto& exchange = *static_cast<Exchange*>(self);
    if (purpose != CURLSOCKTYPE_IPCXN || !allowed(*exchange.guard, classify(address->addr))) {
        exchange.guard_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int before_request(void* self, char*, char*, int, int) {
    auto& exchange = *static_cast<Exchange*>(self);
    // libcurl repeats a request by itself when a kept connection dies before the first byte of the answer.
    // What changes something on the other side must go out once.
    if (exchange.requests_begun > 0 && !exchange.repeatable) return CURL_PREREQFUNC_ABORT;
    ++exchange.requests_begun;
    return CURL_PREREQFUNC_OK;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    const std::string_view line(data, size * count);
    exchange.header_bytes += line.size();
    if (exchange.header_bytes > kMaxHeaderBytes) {
        exchange.too_large = true;
        return 0;
    }
    if (line.starts_with("HTTP/")) {  // a new block: after a redirect or an interim answer
        exchange.response.headers.clear();
        exchange.head_complete = false;
        return line.size();
    }
    if (line == "\r\n" || line == "\n") exchange.head_complete = true;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return line.size();
    const auto trim = [](std::string_view text) {
        const auto from = text.find_first_not_of(" \t\r\n");
        if (from == std::string_view::npos) return std::string_view{};
        return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
    };
    exchange.response.headers.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
    return line.size();
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    const std::size_t bytes = size * count;
    if (exchange.head_is_enough) return 0;
    if (bytes > exchange.max_body - std::min(exchange.max_body, exchange.response.body.size())) {
        exchange.too_large = true;
        return 0;
    }
    exchange.response.body.append(data, bytes);
    return bytes;
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7F;
    });
}

bool is_token(std::string_view text) {
    constexpr std::string_view kMore = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kMore.find(c) != std::string_view::npos;
    });
}

// Could our own text be read as something else by the other side (request splitting, a second header)?
bool well_formed(const HttpRequest& request) {
    if (!is_token(request.method) || request.url.size() > kMaxUrl || has_control(request.url) ||
        request.url.find(' ') != std::string::npos)
        return false;
    return std::all_of(request.headers.begin(), request.headers.end(),
                       [](const auto& h) { return is_token(h.first) && !has_control(h.second); });
}

// scheme://host:port, as written: only chooses which idle handle probably has an open connection.
std::string_view origin_of(std::string_view url) {
    const auto host = url.find("://");
    return host == std::string_view::npos ? url : url.substr(0, url.find_first_of("/?#", host + 3));
}

std::unexpected<HttpFailure> failure(Break at, base::ErrorCode code, std::string key, std::string cause) {
    return std::unexpected(HttpFailure{at, base::Error{code, std::move(key), {}, std::move(cause)}});
}

std::unexpected<HttpFailure> explain(CURLcode code, const Exchange& exchange, std::string_view detail) {
    std::string cause = curl_easy_strerror(code);
    if (!detail.empty()) cause.append(": ").append(detail);
    // A refusal behind a redirect counts as one, too: only GET and HEAD get there, and they change nothing.
    if (exchange.guard_refused && (exchange.requests_begun == 0 || exchange.repeatable))
        return failure(Break::refused_by_guard, base::ErrorCode::forbidden, "net.refused_by_guard", cause);
    const Break at = exchange.requests_begun == 0 ? Break::not_connected : Break::after_send;
    if (exchange.too_large) return failure(at, base::ErrorCode::too_large, "net.too_large", cause);
    switch (code) {
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_LOGIN_DENIED:  // a name and password inside the address
        case CURLE_URL_MALFORMAT:
            return failure(at, base::ErrorCode::invalid, "net.bad_address", cause);
        case CURLE_COULDNT_RESOLVE_HOST:
            return failure(at, base::ErrorCode::unavailable, "net.unknown_host", cause);
        case CURLE_OPERATION_TIMEDOUT:
            return failure(at, base::ErrorCode::unavailable, "net.timed_out", cause);
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_INVALIDCERTSTATUS:
            return failure(at, base::ErrorCode::unavailable, "net.not_trusted", cause);
        default:  // libcurl's codes, not ours
            return failure(at, base::ErrorCode::unavailable,
                           at == Break::not_connected ? "net.not_connected" : "net.broke_off", cause);
    }
}

class CurlClient final : public HttpClient {
  public:
    CurlClient(const AddressGuard& guard, std::string user_agent)
        : guard_(guard), user_agent_(std::move(user_agent)) {
        static std::once_flag once;
        std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    }

    HttpResult exchange(const HttpRequest& request) override {
        if (!well_formed(request) || request.timeout <= base::Micros::zero())
            return failure(Break::not_connected, base::ErrorCode::invalid, "net.bad_address",
                           "malformed request");
        Easy easy = take(origin_of(request.url));
        if (!easy)
            return failure(Break::not_connected, base::ErrorCode::unavailable, "net.not_connected",
                           "no handle");
        Exchange exchange;
        exchange.guard = &guard_;
        exchange.repeatable = request.method == "GET" || request.method == "HEAD";
        exchange.max_body = request.max_body;
        exchange.head_is_enough = request.head_is_enough;
        std::array<char, CURL_ERROR_SIZE> detail{};
        Slist headers;
        prepare(easy.get(), request, exchange, headers, detail.data());
        const CURLcode code = curl_easy_perform(easy.get());
        long status = 0;
        curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
        if (code != CURLE_OK && exchange.head_is_enough && exchange.head_complete && status >= 200) {
            exchange.response.status = static_cast<int>(status);
            return std::move(exchange.response);
        }
        if (code != CURLE_OK) {
            // The handle's connection is in an unknown state and is not kept.
            return explain(code, exchange, detail.data());
        }
        // libcurl takes a head that ends in the middle of a line for a whole answer.
        if (!exchange.head_complete)
            return explain(CURLE_RECV_ERROR, exchange, "the head of the answer was cut");
        exchange.response.status = static_cast<int>(status);
        give_back(origin_of(request.url), std::move(easy));
        return std::move(exchange.response);
    }

  private:
    void prepare(CURL* easy, const HttpRequest& request, Exchange& exchange, Slist& headers,
                 char* detail) const {
        const auto set = [easy](CURLoption option, auto value) { curl_easy_setopt(easy, option, value); };
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
        set(CURLOPT_PROXY, "");  // not even from the environment: the guard must see the real address
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        set(CURLOPT_HTTP09_ALLOWED, 0L);
        set(CURLOPT_USERAGENT, user_agent_.c_str());
        set(CURLOPT_URL, request.url.c_str());
        const auto milliseconds = [](base::Micros t) {
            return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(t).count());
        };
        set(CURLOPT_TIMEOUT_MS, milliseconds(request.timeout));
        set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(std::min(request.timeout, kMaxConnect)));
        set(CURLOPT_ERRORBUFFER, detail);
        set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
        set(CURLOPT_OPENSOCKETDATA, &exchange);
        set(CURLOPT_PREREQFUNCTION, before_request);
        set(CURLOPT_PREREQDATA, &exchange);
        set(CURLOPT_HEADERFUNCTION, on_header);
        set(CURLOPT_HEADERDATA, &exchange);
        set(CURLOPT_WRITEFUNCTION, on_body);
        set(CURLOPT_WRITEDATA, &exchange);
        set(CURLOPT_ACCEPT_ENCODING, "gzip");  // on_body counts what comes out of it
        if (request.follow_redirects && exchange.repeatable) {
            set(CURLOPT_FOLLOWLOCATION, 1L);
            set(CURLOPT_MAXREDIRS, kMaxRedirects);
        }
        if (request.method == "HEAD") {
            set(CURLOPT_NOBODY, 1L);
        } else if (request.method != "GET") {
            set(CURLOPT_POST, 1L);
            set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
            set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
            set(CURLOPT_POSTFIELDS, request.body.c_str());
            // A kept connection may be closed by the other side in the very moment we write: then nobody
            // knows whether the request was read. A fresh one is dearer and leaves that doubt out.
            set(CURLOPT_FRESH_CONNECT, 1L);
        }
        for (const auto& [name, value] : request.headers)
            // "name;" is libcurl's spelling of a header with an empty value.
            add(headers, value.empty() ? name + ";" : name + ": " + value);
        add(headers, "Expect:");  // no waiting for "100 Continue"
        if (request.method != "GET" && header(request.headers, "content-type").empty())
            add(headers, "Content-Type:");
        set(CURLOPT_HTTPHEADER, headers.get());
    }

    static void add(Slist& list, const std::string& line) {
        curl_slist* longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        (void)list.release();
        list.reset(longer);
    }

    Easy take(std::string_view origin) {
        {
            const std::scoped_lock hold(mutex_);
            const auto found = std::find_if(idle_.rbegin(), idle_.rend(),
                                            [&](const Idle& idle) { return idle.origin == origin; });
            if (found != idle_.rend()) {
                Easy easy = std::move(found->easy);
                idle_.erase(std::next(found).base());
                return easy;
            }
        }
        return Easy(curl_easy_init());
    }

    void give_back(std::string_view origin, Easy easy) {
        curl_easy_reset(easy.get());  // keeps connections, names and TLS sessions
        const std::scoped_lock hold(mutex_);
        idle_.push_back(Idle{std::string(origin), std::move(easy)});
        if (idle_.size() > kMaxIdleHandles) idle_.erase(idle_.begin());
    }

    struct Idle {
        std::string origin;
        Easy easy;
    };

    const AddressGuard guard_;
    const std::string user_agent_;
    std::mutex mutex_;
    std::vector<Idle> idle_;  // oldest first
};

}  // namespace

std::unique_ptr<HttpClient> make_http_client(const AddressGuard& guard, std::string user_agent) {
    return std::make_unique<CurlClient>(guard, std::move(user_agent));
}

}  // namespace manyhands::net
