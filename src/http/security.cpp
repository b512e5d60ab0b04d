#include "http/security.hpp"

#include <algorithm>

#include <openssl/crypto.h>

namespace manyhands::http {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

// "host:80" and "[::1]:80" -> host without its port.
std::string host_of(std::string_view authority) {
    if (!authority.empty() && authority.front() == '[') {
        const auto end = authority.find(']');
        return lower(authority.substr(0, end == std::string_view::npos ? authority.size() : end + 1));
    }
    return lower(authority.substr(0, authority.find(':')));
}

std::string authority_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    url.remove_prefix(scheme + 3);
    return lower(url.substr(0, url.find('/')));
}

bool is_loopback_name(std::string_view host) {
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]" || host.ends_with(".localhost");
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

}  // namespace

Guard::Guard(const SecurityConfig& config)
    : config_(config),
      base_authority_(authority_of(config.base_url)),
      base_host_(host_of(base_authority_)),
      base_secure_(config.base_url.starts_with("https://")) {}

bool Guard::from_proxy(const Request& request) const {
    return std::find(config_.trusted_proxies.begin(), config_.trusted_proxies.end(), request.remote) !=
           config_.trusted_proxies.end();
}

bool Guard::host_allowed(const Request& request) const {
    int hosts = 0;
    for (const auto& [name, value] : request.headers)
        hosts += name == "host" ? 1 : 0;
    if (hosts != 1) return false;
    const std::string host = host_of(request.header("host"));
    if (host.empty()) return false;
    if (is_loopback_name(host) || host == base_host_) return true;
    return std::any_of(config_.allowed_hosts.begin(), config_.allowed_hosts.end(),
                       [&](const std::string& allowed) { return host_of(allowed) == host; });
}

bool Guard::origin_allowed(const Request& request) const {
    if (!request.has_header("origin")) return request.header("sec-fetch-site") != "cross-site";
    const std::string authority = authority_of(request.header("origin"));
    if (authority.empty()) return false;
    return authority == lower(request.header("host")) || (authority == base_authority_);
}

bool Guard::secure(const Request& request) const {
    if (from_proxy(request) && request.has_header("x-forwarded-proto"))
        return lower(request.header("x-forwarded-proto")) == "https";
    // Somebody on the machine itself, past the proxy: a Secure cookie would not come back over plain HTTP.
    return base_secure_ && !is_loopback_name(host_of(request.header("host")));
}

std::string Guard::peer(const Request& request) const {
    if (!from_proxy(request)) return request.remote;
    // The last entry is the one that our own proxy wrote.
    const std::string_view chain = request.header("x-forwarded-for");
    const auto comma = chain.rfind(',');
    const std::string_view last = trimmed(comma == std::string_view::npos ? chain : chain.substr(comma + 1));
    return last.empty() || last.size() > 64 ? request.remote : std::string(last);
}

std::string_view Guard::cookie_name(bool secure) {
    return secure ? "__Host-manyhands" : "manyhands";
}

std::string Guard::session_cookie(std::string_view token, bool secure, std::chrono::seconds lives) const {
    std::string cookie(cookie_name(secure));
    cookie += "=" + std::string(token) +
              "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(lives.count());
    if (secure) cookie += "; Secure";
    return cookie;
}

std::string Guard::ended_cookie(bool secure) const {
    return session_cookie("", secure, std::chrono::seconds(0));
}

void add_security_headers(Response& response, bool secure) {
    if (response.header("Content-Security-Policy").empty())
        response.set("Content-Security-Policy",
                     "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
                     "form-action 'self'; frame-ancestors 'none'");
    response.set("X-Content-Type-Options", "nosniff");
    response.set("X-Frame-Options", "DENY");
    if (response.header("Referrer-Policy").empty()) response.set("Referrer-Policy", "no-referrer");
    response.set("Cross-Origin-Opener-Policy", "same-origin");
    response.set("Cross-Origin-Resource-Policy", "same-origin");
    response.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    if (secure) response.set("Strict-Transport-Security", "max-age=31536000");
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

base::Seconds FailureLimit::blocked(const std::string& key) {
    const std::scoped_lock guard(mutex_);
    const auto found = failures_.find(key);
    if (found == failures_.end()) return base::Seconds(0);
    auto& times = found->second;
    const auto now = clock_.monotonic();
    while (!times.empty() && now - times.front() > window_)
        times.pop_front();
    if (times.empty()) {
        failures_.erase(found);
        return base::Seconds(0);
    }
    if (times.size() < at_most_) return base::Seconds(0);
    return std::chrono::ceil<base::Seconds>(window_ - (now - times.front())) + base::Seconds(1);
}

void FailureLimit::failed(const std::string& key) {
    const std::scoped_lock guard(mutex_);
    if (failures_.size() >= kMaxKeys && !failures_.contains(key)) failures_.erase(failures_.begin());
    auto& times = failures_[key];
    times.push_back(clock_.monotonic());
    if (times.size() > at_most_) times.pop_front();
}

}  // namespace manyhands::http
