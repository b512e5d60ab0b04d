#include "channels/bluesky/xrpc.hpp"

#include <algorithm>
#include <array>

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::channels::bluesky {
namespace {

using namespace std::chrono_literals;

constexpr base::Micros kTimeout = 8s;
constexpr std::size_t kMaxBody = 8U << 20U;
constexpr std::size_t kMaxToken = 16U << 10U;
// The network allows 30 sign-ins in five minutes and 300 a day: a refused password is not tried every poll.
constexpr net::BackoffRule kSignInRule{.first = 10s, .most = 15min};

std::string line(std::string_view text, std::size_t most) {
    return std::string(base::clamp_bytes(base::clean_line(text.substr(0, most + 64)), most));
}

std::string_view error_key(Refusal refusal) {
    switch (refusal) {
        case Refusal::invalid:
            return "channels.problem.invalid";
        case Refusal::parent_gone:
            return "channels.problem.parent_gone";
        case Refusal::forbidden:
            return "channels.problem.forbidden";
        case Refusal::signed_out:
            return "channels.problem.signed_out";
        case Refusal::rate_limited:
            return "channels.problem.rate_limited";
        case Refusal::unavailable:
            return "channels.problem.unavailable";
        case Refusal::unknown:
            return "channels.problem.unknown";
    }
    return {};
}

base::ErrorCode error_code(Refusal refusal) {
    switch (refusal) {
        case Refusal::invalid:
            return base::ErrorCode::invalid;
        case Refusal::parent_gone:
            return base::ErrorCode::not_found;
        case Refusal::forbidden:
            return base::ErrorCode::forbidden;
        case Refusal::signed_out:
            return base::ErrorCode::unauthenticated;
        case Refusal::rate_limited:
            return base::ErrorCode::rate_limited;
        case Refusal::unavailable:
        case Refusal::unknown:
            return base::ErrorCode::unavailable;
    }
    return base::ErrorCode::internal;
}

XrpcProblem problem(Refusal refusal, std::string cause) {
    XrpcProblem out;
    out.refusal = refusal;
    out.error = base::Error{error_code(refusal), std::string(error_key(refusal)), {}, std::move(cause)};
    return out;
}

}  // namespace

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view kSafe = "-._~";
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            kSafe.find(c) != std::string_view::npos) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += kHex[byte >> 4U];
            out += kHex[byte & 15U];
        }
    }
    return out;
}

bool means_signed_out(int status, std::string_view name) {
    static constexpr std::array<std::string_view, 8> kNames{"AuthMissing",
                                                            "ExpiredToken",
                                                            "InvalidToken",
                                                            "AuthenticationRequired",
                                                            "AccountTakedown",
                                                            "AccountSuspended",
                                                            "AuthFactorTokenRequired",
                                                            "AccountDeactivated"};
    return status == 401 || ((status == 400 || status == 403) &&
                             std::find(kNames.begin(), kNames.end(), name) != kNames.end());
}

Xrpc::Xrpc(Login login, const SessionState& kept, const SessionContext& context)
    : login_(std::move(login)),
      login_hash_(base::to_base64url(
          base::sha256(login_.service + "\n" + login_.identifier + "\n" + login_.password))),
      clock_(context.clock),
      http_(context.http),
      backoff_(kSignInRule, context.random) {
    const auto state = parse_json(kept);
    if (!state || text_at(*state, "login") != login_hash_) return;
    tokens_ = Tokens{std::string(text_at(*state, "did")), std::string(text_at(*state, "handle")),
                     std::string(text_at(*state, "access")), std::string(text_at(*state, "refresh"))};
    if (!is_did(tokens_.did)) tokens_ = {};
    if (const json::value* puts = find(*state, "puts")) writes_.from_json(*puts);
}

SessionState Xrpc::state() const {
    const std::scoped_lock guard(mutex_);
    return json::serialize(json::object{{"v", 1},
                                        {"login", login_hash_},
                                        {"did", tokens_.did},
                                        {"handle", tokens_.handle},
                                        {"access", tokens_.access},
                                        {"refresh", tokens_.refresh},
                                        {"puts", writes_.to_json()}});
}

Budget Xrpc::budget() const {
    const std::scoped_lock guard(mutex_);
    return writes_.budget(clock_.now());
}

bool Xrpc::should_save_requests() const {
    const std::scoped_lock guard(mutex_);
    return requests_ && requests_->limit && requests_->remaining && requests_->resets_at &&
           *requests_->resets_at > clock_.now() && *requests_->remaining * 5 < *requests_->limit;
}

XrpcReply<Self> Xrpc::self() {
    auto signed_in = tokens({});
    if (!signed_in) return std::unexpected(std::move(signed_in).error());
    return Self{signed_in->did, signed_in->handle};
}

net::HttpRequest Xrpc::request(std::string_view http_method, std::string_view method,
                               const Query& query) const {
    net::HttpRequest out;
    out.method = std::string(http_method);
    out.url = login_.service + "/xrpc/" + std::string(method);
    char join = '?';
    for (const auto& [name, value] : query) {
        out.url += join + percent_encoded(name) + "=" + percent_encoded(value);
        join = '&';
    }
    out.headers = {{"Accept", "application/json"}};
    out.timeout = kTimeout;
    out.max_body = kMaxBody;
    return out;
}

XrpcReply<XrpcAnswer> Xrpc::get(std::string_view method, const Query& query) {
    return authorized(Purpose::read, request("GET", method, query));
}

XrpcReply<XrpcAnswer> Xrpc::get_open(std::string_view method, const Query& query) {
    return exchange(Purpose::read, request("GET", method, query));
}

XrpcReply<XrpcAnswer> Xrpc::post(std::string_view method, const json::value& body) {
    net::HttpRequest out = request("POST", method, {});
    out.headers.emplace_back("Content-Type", "application/json");
    out.body = json::serialize(body);
    auto answer = authorized(Purpose::write, std::move(out));
    const std::scoped_lock guard(mutex_);
    const base::Instant now = clock_.now();
    if (answer) {
        writes_.sent(now);
        writes_.learn(net::read_rate_headers(answer->headers, now), now);
    } else if (answer.error().refusal == Refusal::rate_limited && answer.error().retry_at) {
        writes_.exhausted_until(*answer.error().retry_at);
    }
    return answer;
}

XrpcReply<XrpcAnswer> Xrpc::upload(const std::string& type, const std::string& bytes) {
    net::HttpRequest out = request("POST", "com.atproto.repo.uploadBlob", {});
    out.headers.emplace_back("Content-Type", type);
    out.body = bytes;
    return authorized(Purpose::read, std::move(out));
}

XrpcReply<XrpcAnswer> Xrpc::authorized(Purpose purpose, net::HttpRequest request) {
    auto signed_in = tokens({});
    if (!signed_in) return std::unexpected(std::move(signed_in).error());
    request.headers.emplace_back("Authorization", "Bearer " + signed_in->access);
    auto answer = exchange(purpose, request);
    // A request refused for its token was not carried out: once more with a new one is safe for writes as
    // well.
    if (answer || answer.error().refusal != Refusal::signed_out) return answer;
    signed_in = tokens(signed_in->access);
    if (!signed_in) return std::unexpected(std::move(signed_in).error());
    request.headers.back().second = "Bearer " + signed_in->access;
    return exchange(purpose, request);
}

// `refused_access`: the token that the network just refused, or empty. When another thread has renewed it
// meanwhile, its tokens are taken.
XrpcReply<Xrpc::Tokens> Xrpc::tokens(const std::string& refused_access) {
    const auto good = [&]() -> std::optional<Tokens> {
        const std::scoped_lock guard(mutex_);
        if (tokens_.access.empty() || tokens_.access == refused_access) return std::nullopt;
        return tokens_;
    };
    if (auto now = good()) return *std::move(now);
    const std::scoped_lock one_at_a_time(sign_in_mutex_);
    if (auto now = good()) return *std::move(now);
    if (held_ && clock_.monotonic() < hold_until_) return std::unexpected(*held_);

    Tokens old;
    {
        const std::scoped_lock guard(mutex_);
        old = tokens_;
    }
    auto fresh = renew(std::move(old));
    if (!fresh) {
        hold(fresh.error());
        return fresh;
    }
    backoff_.reset();
    held_.reset();
    const std::scoped_lock guard(mutex_);
    tokens_ = *fresh;
    return fresh;
}

void Xrpc::hold(const XrpcProblem& problem) {
    std::optional<base::Micros> asked;
    if (problem.retry_at) asked = *problem.retry_at - clock_.now();
    base::Micros wait = backoff_.next(asked);
    // A network that was away comes back when it likes: every ten seconds stays within its ration.
    if (problem.refusal == Refusal::unavailable) wait = std::min<base::Micros>(wait, 10s);
    hold_until_ = clock_.monotonic() + wait;
    held_ = problem;
    held_->retry_at = clock_.now() + wait;
    base::log(base::LogLevel::warn, "channels", "sign-in failed",
              {{"network", std::string(kNetwork)}, {"cause", problem.error.cause}});
}

// By the refresh token where there is one: signing in by password is rationed by the network.
XrpcReply<Xrpc::Tokens> Xrpc::renew(Tokens old) {
    if (old.refresh.empty()) return sign_in();
    net::HttpRequest ask = request("POST", "com.atproto.server.refreshSession", {});
    ask.headers.emplace_back("Authorization", "Bearer " + old.refresh);
    const auto answer = exchange(Purpose::read, ask);
    if (answer) return read_tokens(*answer);
    if (answer.error().refusal != Refusal::signed_out) return std::unexpected(answer.error());
    {
        const std::scoped_lock guard(mutex_);
        tokens_ = {};
    }
    return sign_in();
}

XrpcReply<Xrpc::Tokens> Xrpc::sign_in() {
    net::HttpRequest ask = request("POST", "com.atproto.server.createSession", {});
    ask.headers.emplace_back("Content-Type", "application/json");
    ask.body =
        json::serialize(json::object{{"identifier", login_.identifier}, {"password", login_.password}});
    const auto answer = exchange(Purpose::read, ask);
    if (!answer) return std::unexpected(answer.error());
    return read_tokens(*answer);
}

XrpcReply<Xrpc::Tokens> Xrpc::read_tokens(const XrpcAnswer& answer) const {
    Tokens fresh{std::string(text_at(answer.body, "did")), std::string(text_at(answer.body, "handle")),
                 std::string(text_at(answer.body, "accessJwt")),
                 std::string(text_at(answer.body, "refreshJwt"))};
    std::transform(fresh.handle.begin(), fresh.handle.end(), fresh.handle.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const auto token_like = [](const std::string& text) {
        return !text.empty() && text.size() <= kMaxToken &&
               std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
    };
    if (!is_did(fresh.did) || !token_like(fresh.access) || !token_like(fresh.refresh))
        return std::unexpected(problem(Refusal::unavailable, "sign-in answered without tokens"));
    const json::value* active = find(answer.body, "active");
    if (active != nullptr && active->is_bool() && !active->get_bool()) {
        auto out = problem(Refusal::signed_out, "account is " + line(text_at(answer.body, "status"), 40));
        out.error.key = "channels.problem.account_inactive";
        return std::unexpected(std::move(out));
    }
    return fresh;
}

XrpcReply<XrpcAnswer> Xrpc::exchange(Purpose purpose, const net::HttpRequest& request) {
    auto result = http_.exchange(request);
    if (!result) {
        const net::HttpFailure& broken = result.error();
        const bool may_have_arrived = purpose == Purpose::write && broken.at == net::Break::after_send;
        auto out = problem(may_have_arrived ? Refusal::unknown : Refusal::unavailable, broken.error.cause);
        // A sentence of the HTTP client says more than "no connection".
        if (!may_have_arrived && !broken.error.key.empty()) out.error = broken.error;
        return std::unexpected(std::move(out));
    }
    const base::Instant now = clock_.now();
    const net::RateLimit limit = net::read_rate_headers(result->headers, now);
    if (purpose == Purpose::read && limit.remaining) {
        const std::scoped_lock guard(mutex_);
        requests_ = limit;
    }
    if (result->status != 200) return std::unexpected(explain(purpose, result->status, result->body, limit));
    auto body = parse_json(result->body);
    if (!body || !body->is_object())
        return std::unexpected(problem(purpose == Purpose::write ? Refusal::unknown : Refusal::unavailable,
                                       "200 without a JSON object"));
    return XrpcAnswer{*std::move(body), std::move(result->headers)};
}

XrpcProblem Xrpc::explain(Purpose purpose, int status, std::string_view body,
                          const net::RateLimit& limit) const {
    std::string name, message;
    if (const auto parsed = parse_json(body)) {
        name = line(text_at(*parsed, "error"), 64);
        message = line(text_at(*parsed, "message"), 300);
    }
    Refusal refusal = Refusal::invalid;
    if (status == 429) {
        refusal = Refusal::rate_limited;
    } else if (means_signed_out(status, name)) {
        refusal = Refusal::signed_out;
    } else if (status >= 500 || status == 408 || status == 425) {
        // A create that is already there also answers 500 here: a server's fault is no proof of "not
        // published".
        refusal = purpose == Purpose::write ? Refusal::unknown : Refusal::unavailable;
    } else if (status == 403) {
        refusal = Refusal::forbidden;
    } else if (status < 400 || status == 404 || status == 405) {
        // Not this service at all (a proxy's page, a wrong address): nothing was carried out.
        refusal = Refusal::unavailable;
    }
    XrpcProblem out = problem(refusal, std::to_string(status) + " " + name + ": " + message);
    if (refusal == Refusal::invalid) out.error.args = {{"reason", message.empty() ? name : message}};
    if (refusal == Refusal::rate_limited) {
        const base::Instant now = clock_.now();
        out.retry_at = std::max(net::retry_time(limit, now).value_or(now + 1min), now + 1s);
    }
    out.status = status;
    out.name = std::move(name);
    return out;
}

}  // namespace manyhands::channels::bluesky
