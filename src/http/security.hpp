// What keeps a browser, a network neighbour and a guesser out: host and origin checks, cookies, headers,
// failure limits. All thread-safe.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "http/request.hpp"

namespace manyhands::http {

struct SecurityConfig {
    // "https://care.example.com"; empty: loopback only. Its scheme decides whether cookies are Secure.
    std::string base_url;
    std::vector<std::string> trusted_proxies;  // addresses; only these may say whom they speak for
    std::vector<std::string> allowed_hosts;    // further names that the Host header may have
};

class Guard {
  public:
    explicit Guard(const SecurityConfig& config);

    // Against DNS rebinding: loopback names, the public base URL's host and what the configuration adds.
    bool host_allowed(const Request& request) const;
    // Against forged requests, beside the token: an Origin must be our own.
    bool origin_allowed(const Request& request) const;
    bool secure(const Request& request) const;
    std::string peer(const Request& request) const;

    static std::string_view cookie_name(bool secure);
    std::string session_cookie(std::string_view token, bool secure, std::chrono::seconds lives) const;
    std::string ended_cookie(bool secure) const;

  private:
    bool from_proxy(const Request& request) const;
    SecurityConfig config_;
    std::string base_authority_;  // "care.example.com" or "care.example.com:8443"
    std::string base_host_;
    bool base_secure_ = false;
};

void add_security_headers(Response& response, bool secure);

// Takes as long for a wrong text as for the right one.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// Counts failures by key (an address) in a sliding window; bounded in memory.
class FailureLimit {
  public:
    FailureLimit(const base::Clock& clock, std::size_t at_most, base::Seconds window)
        : clock_(clock), at_most_(at_most), window_(window) {}
    // Zero: go on. Otherwise how long to wait.
    base::Seconds blocked(const std::string& key);
    void failed(const std::string& key);

  private:
    static constexpr std::size_t kMaxKeys = 20'000;
    const base::Clock& clock_;
    const std::size_t at_most_;
    const base::Seconds window_;
    std::mutex mutex_;
    std::map<std::string, std::deque<std::chrono::nanoseconds>> failures_;
};

}  // namespace manyhands::http
