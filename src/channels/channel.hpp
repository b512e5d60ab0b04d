// The contract of a channel: what a network is (ChannelInfo, data) and what can be done there with one
// account. A network's name appears only in its own folder and in one line of app/channels.cpp.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "model/answer.hpp"
#include "model/post.hpp"

namespace manyhands::net {
class HttpClient;
}

namespace manyhands::channels {

struct SettingField {
    enum class Kind { text, secret, url };
    std::string name;  // "handle"; label and hint are keys "channels.<network>.<name>.label|hint"
    Kind kind = Kind::text;
    bool required = true;
    std::string placeholder;
};

// Whether a send may be repeated with the same key without a second post.
enum class Idempotency { keyed, none };

// What pictures a post there may carry. The types are those the network shows in a post by itself.
struct ImageRules {
    int at_most = 0;                 // in one post; 0: none
    std::int64_t bytes = 0;          // of one
    int side = 0;                    // pixels; 0: not said
    std::vector<std::string> types;  // "image/jpeg" ...
    int alt_at_most = 0;             // graphemes; 0: not said
};

struct ChannelInfo {
    std::string id;         // "simulated"
    std::string label;      // the network's own name; the same in every language
    std::string text_rule;  // a rule of model-data/text-rules.json
    Idempotency idempotency = Idempotency::none;
    bool edits = false;  // customers can edit; edits reach us
    bool deletes = false;
    bool threads = true;
    bool finds_people = false;  // posts_by() and tagged() are there: answers from one's own client
    bool likes = false;         // likes() is there
    base::Micros poll_every{std::chrono::seconds(2)};
    base::Micros settle_at_least{std::chrono::seconds(5)};  // unknown answers are looked up after this
    int answers_per_hour = 0;  // the network's documented limit for one account; 0: not known
    std::vector<SettingField> settings_form;
    bool practice_only = false;  // a real company is not offered it
    ImageRules images;
    // What reading 1,000 posts costs there, in US dollars; nothing: it costs nothing. What the network gives
    // us to read at all is said by "channels.<id>.sees".
    std::optional<double> price_per_1000 = {};
};

// Settings as filled in the form; secrets are decrypted before they come here and must not be logged.
using Settings = std::map<std::string, std::string>;

// What a channel keeps for an account between two starts: session tokens, limits learnt. Opaque, small,
// secret. Saved by the caller whenever a call changed it (ChannelSession::state() differs).
using SessionState = std::string;

// Where listening goes on. Opaque; empty: from now on, with what the network still shows of the last day.
using Cursor = std::string;

struct Delivery {
    std::vector<model::RemotePost> posts;  // any order, repeats allowed; edits and tombstones too
    Cursor next;
    bool more = false;  // call again at once
    // The network does not know the cursor's place any more: what came between it and this is not told.
    std::optional<base::Instant> begins = {};
    // Posts for us, as the network told them, that we do not understand. The same may come again.
    std::vector<std::string> unreadable = {};
};

// Somebody likes a post of ours. That it was taken back is not told.
struct Like {
    std::string remote_id;  // of our post
    std::string by;         // the network's stable id
    base::Instant at{};
    friend bool operator==(const Like&, const Like&) = default;
};

// Why a network refused. The outbox and the listener act on the class alone.
enum class Refusal {
    invalid,       // this text or target is not accepted: failed, nothing was published
    parent_gone,   // the post we answer was deleted or hides answers: failed
    forbidden,     // blocked, or the account may not: failed
    signed_out,    // the token was revoked: account stops, answers wait
    rate_limited,  // later, at retry_at; never counts as a failed answer
    unavailable,   // certainly not published (no connection): try again
    unknown        // the outcome cannot be known: never resend blindly
};

struct Problem {
    Refusal refusal = Refusal::unknown;
    base::Error error;  // for people and log
    std::optional<base::Instant> retry_at;
};

struct OutgoingImage {
    std::string type;  // "image/png"
    std::string bytes;
    std::string alt;
    int width = 0;
    int height = 0;
};

struct Outgoing {
    model::AnswerId id;
    model::SendKey key;
    std::string text;  // with the signature
    std::string lang;
    std::string parent_remote_id;
    std::string root_remote_id;
    std::vector<OutgoingImage> images = {};
};

struct Published {
    std::string remote_id;
    std::string remote_version;
    std::string url;
    base::Instant at{};
};

template <class T>
using Reply = std::expected<T, Problem>;

struct Budget {
    std::optional<std::int64_t> remaining;  // answers, as far as the headers tell
    std::optional<base::Instant> resets_at;
};

struct Identity {
    model::Person person;
};

struct ProbeCheck {
    std::string key;  // "channels.check.sign_in": label of the catalogue; detail says what was seen
    bool ok = false;
    base::Error detail;
};

struct Probe {
    std::vector<ProbeCheck> checks;
    std::optional<Identity> identity;
    bool ok() const;
};

// One account on one network. Synchronous: every call may block for as long as its time-outs allow (30 s at
// most). Not thread-safe, except that listening calls (listen, thread, refresh) and sending calls (send,
// look_up) may come from two threads at the same time.
class ChannelSession {
  public:
    virtual ~ChannelSession() = default;

    // New posts that concern the account since the cursor: mentions, answers to its posts, own posts made
    // elsewhere, edits and tombstones of posts in `watched` (the open conversations' remote ids), and where
    // the network can tell, what was answered to these posts.
    virtual Reply<Delivery> listen(const Cursor& cursor, const std::vector<std::string>& watched) = 0;

    // The thread around a post, root first, oldest first.
    virtual Reply<std::vector<model::RemotePost>> thread(const std::string& remote_id) = 0;

    // A deterministic key for an answer of ours, made before the intent is committed and frozen with it.
    virtual model::SendKey make_key(const model::AnswerId& answer, base::Instant now) = 0;

    virtual Reply<Published> send(const Outgoing& answer) = 0;

    // Is it there? nullopt: certainly not as of now (after the settle time).
    virtual Reply<std::optional<Published>> look_up(const Outgoing& answer) = 0;

    // What one person wrote, also what is not addressed to us: by the network's stable id, or by handle;
    // newest first, about fifty. Each says who wrote it by the stable id. Where finds_people is false, as all
    // that follows: invalid. An account that is not there: parent_gone.
    virtual Reply<std::vector<model::RemotePost>> posts_by(const std::string& person);
    // The newest posts with this tag (without '#'), by anybody; about a hundred.
    virtual Reply<std::vector<model::RemotePost>> tagged(const std::string& tag);

    // Of our posts, at or after `since`, newest first; at most a few hundred, the same may come again. Where
    // ChannelInfo::likes is false: invalid.
    virtual Reply<std::vector<Like>> likes(base::Instant since);

    virtual Reply<Identity> who_am_i() = 0;
    // Posts nothing.
    virtual Probe probe() = 0;

    // Where servers of one network differ; nothing: as ChannelInfo says.
    virtual std::optional<Idempotency> idempotency() const { return std::nullopt; }

    virtual Budget budget() const = 0;
    virtual SessionState state() const = 0;
};

struct SessionContext {
    const base::Clock& clock;
    base::Random& random;
    net::HttpClient& http;
};

// A network. One object a process. Thread-safe.
class Channel {
  public:
    virtual ~Channel() = default;
    virtual const ChannelInfo& info() const = 0;
    // Does not touch the network. Errors: invalid (a setting is missing or malformed).
    virtual base::Result<std::unique_ptr<ChannelSession>> open(const Settings& settings,
                                                               const SessionState& state,
                                                               const SessionContext& context) const = 0;
};

using ChannelList = std::vector<std::unique_ptr<Channel>>;

}  // namespace manyhands::channels
