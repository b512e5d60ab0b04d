// The AT protocol's calls (XRPC): signs in, keeps and refreshes tokens, and says what a failure means.
// Thread-safe: the listening and the sending thread share one object and one sign-in.
#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "channels/bluesky/json.hpp"
#include "channels/bluesky/post_view.hpp"
#include "channels/bluesky/write_budget.hpp"
#include "channels/channel.hpp"
#include "net/backoff.hpp"
#include "net/http_client.hpp"

namespace manyhands::channels::bluesky {

struct Login {
    std::string service;  // "https://host", no slash at the end
    std::string identifier;
    std::string password;
};

using Query = std::vector<std::pair<std::string, std::string>>;

struct XrpcAnswer {
    json::value body;  // an object
    net::Headers headers;
};

struct XrpcProblem : Problem {
    int status = 0;    // 0: no HTTP answer
    std::string name;  // the network's own word ("RecordNotFound"), cleaned; may be empty
};

template <class T>
using XrpcReply = std::expected<T, XrpcProblem>;

class Xrpc {
  public:
    Xrpc(Login login, const SessionState& kept, const SessionContext& context);

    // Reads: whatever goes wrong changed nothing, so `unknown` does not occur.
    XrpcReply<XrpcAnswer> get(std::string_view method, const Query& query);
    // Without a token: describeServer, and nothing of the account's.
    XrpcReply<XrpcAnswer> get_open(std::string_view method, const Query& query);
    // Writes: `unknown` when the request may have arrived and no clear answer came back.
    XrpcReply<XrpcAnswer> post(std::string_view method, const json::value& body);
    // Bytes that no record refers to yet: as with a read, whatever goes wrong changed nothing.
    XrpcReply<XrpcAnswer> upload(const std::string& type, const std::string& bytes);

    // Signs in where that has not happened yet.
    XrpcReply<Self> self();

    Budget budget() const;
    // True while the network says that less than a fifth of our requests is left: then only what must be read
    // is.
    bool should_save_requests() const;
    SessionState state() const;

  private:
    enum class Purpose { read, write };
    struct Tokens {
        std::string did, handle, access, refresh;
    };

    XrpcReply<XrpcAnswer> authorized(Purpose purpose, net::HttpRequest request);
    XrpcReply<Tokens> tokens(const std::string& refused_access);
    XrpcReply<Tokens> renew(Tokens old);
    XrpcReply<Tokens> sign_in();
    XrpcReply<Tokens> read_tokens(const XrpcAnswer& answer) const;
    XrpcReply<XrpcAnswer> exchange(Purpose purpose, const net::HttpRequest& request);
    XrpcProblem explain(Purpose purpose, int status, std::string_view body,
                        const net::RateLimit& limit) const;
    net::HttpRequest request(std::string_view http_method, std::string_view method, const Query& query) const;
    void hold(const XrpcProblem& problem);

    const Login login_;
    const std::string login_hash_;  // tokens kept for other credentials are not ours
    const base::Clock& clock_;
    net::HttpClient& http_;

    std::mutex sign_in_mutex_;  // held over the network: one sign-in at a time; guards the four below
    net::Backoff backoff_;
    std::optional<XrpcProblem> held_;
    std::chrono::nanoseconds hold_until_{0};

    mutable std::mutex mutex_;  // never held over the network; guards what follows
    Tokens tokens_;
    WriteBudget writes_;
    std::optional<net::RateLimit> requests_;
};

// Was the account signed out, rather than this one request refused?
bool means_signed_out(int status, std::string_view name);

std::string percent_encoded(std::string_view text);

}  // namespace manyhands::channels::bluesky
