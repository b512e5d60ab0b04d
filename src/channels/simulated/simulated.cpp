#include "channels/simulated/simulated.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <mutex>

#include <boost/json.hpp>
#include <boost/url.hpp>

#include "base/text/utf8.hpp"
#include "channels/simulated/network.hpp"
#include "net/http_client.hpp"

namespace manyhands::channels::simulated {

namespace json = boost::json;
using base::ErrorCode;
using base::Instant;

namespace {

std::string text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::optional<Instant> instant_of(const json::object& object, std::string_view name) {
    const auto parsed = base::parse_rfc3339(text_of(object, name));
    return parsed ? std::optional(*parsed) : std::nullopt;
}

std::string escaped(std::string_view text) {
    return boost::urls::encode(text, boost::urls::unreserved_chars);
}

model::Person person_from(const json::object& row) {
    model::Person person;
    person.remote_id = text_of(row, "id");
    person.handle = text_of(row, "handle");
    person.display_name = text_of(row, "name");
    if (const json::value* n = row.if_contains("followers"); n != nullptr && n->is_int64())
        person.followers = n->as_int64();
    person.url = "https://simulated.example/" + person.handle;
    return person;
}

model::RemotePost post_from(const json::object& row, const model::Person& me) {
    model::RemotePost post;
    post.network = "simulated";
    post.remote_id = text_of(row, "id");
    post.remote_version = text_of(row, "version");
    post.parent_remote_id = text_of(row, "parent");
    post.root_remote_id = text_of(row, "root");
    if (const json::value* who = row.if_contains("author"); who != nullptr && who->is_object())
        post.author = person_from(who->as_object());
    post.text = base::clean_post(text_of(row, "text"));
    post.declared_lang = text_of(row, "lang");
    post.created_at = instant_of(row, "created_at");
    post.indexed_at = instant_of(row, "indexed_at");
    post.url = text_of(row, "url");
    const json::value* deleted = row.if_contains("deleted");
    post.deleted = deleted != nullptr && deleted->is_bool() && deleted->as_bool();
    post.addressed_to_us = !me.handle.empty() && post.author.remote_id != me.remote_id &&
                           post.text.find("@" + me.handle) != std::string::npos;
    return post;
}

// People are to see within ten seconds that a network is silent.
constexpr base::Micros kTimeout = std::chrono::seconds(8);

// A cursor that is not one of ours (damaged, of another network) begins anew: repeats are allowed, gaps are
// not.
std::string usable(const Cursor& cursor) {
    const bool number =
        !cursor.empty() && cursor.size() <= 18 &&
        std::all_of(cursor.begin(), cursor.end(), [](char c) { return c >= '0' && c <= '9'; });
    return number ? cursor : std::string("0");
}

Published published_from(const json::object& row, Instant now) {
    Published out;
    out.remote_id = text_of(row, "id");
    out.remote_version = text_of(row, "version");
    out.url = text_of(row, "url");
    out.at = instant_of(row, "indexed_at").value_or(now);
    return out;
}

class Session final : public ChannelSession {
  public:
    Session(std::string address, std::string token, bool keys, const SessionContext& context,
            net::HttpClient& http)
        : address_(std::move(address)),
          token_(std::move(token)),
          keys_(keys),
          clock_(context.clock),
          http_(http) {}

    Reply<Delivery> listen(const Cursor& cursor, const std::vector<std::string>&) override {
        const auto who = me();
        if (!who) return std::unexpected(who.error());
        auto page = call("GET", "/changes?limit=100&cursor=" + usable(cursor));
        if (!page) return std::unexpected(page.error());
        Delivery delivery;
        delivery.next = text_of(*page, "next");
        const json::value* more = page->if_contains("more");
        delivery.more = more != nullptr && more->is_bool() && more->as_bool();
        delivery.begins = instant_of(*page, "begins");
        delivery.posts = posts_from(*page, "changes", *who, &delivery.unreadable);
        // In a thread that we take part in, a person who answers one of our posts speaks to us.
        for (model::RemotePost& post : delivery.posts)
            if (post.parent_remote_id.starts_with(who->remote_id + ":") &&
                post.author.remote_id != who->remote_id)
                post.addressed_to_us = true;
        return delivery;
    }

    Reply<std::vector<model::RemotePost>> thread(const std::string& remote_id) override {
        const auto who = me();
        if (!who) return std::unexpected(who.error());
        auto page = call("GET", "/posts/" + escaped(remote_id) + "/thread");
        if (!page) return std::unexpected(page.error());
        return posts_from(*page, "posts", *who);
    }

    model::SendKey make_key(const model::AnswerId& answer, Instant now) override {
        return {answer.value, now};
    }

    Reply<Published> send(const Outgoing& answer) override {
        json::array images;
        for (const OutgoingImage& image : answer.images)
            images.push_back({{"type", image.type}, {"alt", image.alt}, {"bytes", image.bytes.size()}});
        const json::object body{{"text", answer.text},
                                {"parent", answer.parent_remote_id},
                                {"key", answer.key.key},
                                {"lang", answer.lang},
                                {"created_at", base::to_rfc3339(answer.key.created)},
                                {"images", std::move(images)}};
        auto post = call("POST", "/posts", json::serialize(body));
        if (!post) return std::unexpected(post.error());
        // Taken, but under which name? Not known is not sent.
        if (text_of(*post, "id").empty()) return std::unexpected(strange_answer());
        return published_from(*post, clock_.now());
    }

    Reply<std::optional<Published>> look_up(const Outgoing& answer) override {
        const auto who = me();
        if (!who) return std::unexpected(who.error());
        auto page = call("GET", "/search?parent=" + escaped(answer.parent_remote_id) +
                                    "&author=" + escaped(who->remote_id));
        if (!page) return std::unexpected(page.error());
        const json::value* posts = page->if_contains("posts");
        if (posts == nullptr || !posts->is_array()) return std::unexpected(strange_answer());
        for (const json::value& row : posts->as_array())
            if (row.is_object() && is_this(row.as_object(), who->remote_id, answer))
                return published_from(row.as_object(), clock_.now());
        return std::nullopt;
    }

    Reply<std::vector<model::RemotePost>> posts_by(const std::string& person) override {
        return listed("by=" + escaped(person));
    }
    Reply<std::vector<model::RemotePost>> tagged(const std::string& tag) override {
        return listed("tag=" + escaped(tag));
    }

    Reply<std::vector<Like>> likes(Instant since) override {
        auto page = call("GET", "/likes");
        if (!page) return std::unexpected(page.error());
        const json::value* rows = page->if_contains("likes");
        if (rows == nullptr || !rows->is_array()) return std::unexpected(strange_answer());
        std::vector<Like> likes;
        for (const json::value& row : rows->as_array()) {
            if (!row.is_object()) continue;
            const auto at = instant_of(row.as_object(), "at");
            Like like{text_of(row.as_object(), "post"), text_of(row.as_object(), "by"),
                      at.value_or(Instant{})};
            if (at && *at >= since && !like.remote_id.empty() && !like.by.empty())
                likes.push_back(std::move(like));
        }
        return likes;
    }

    Reply<Identity> who_am_i() override {
        auto row = call("GET", "/me");
        if (!row) return std::unexpected(row.error());
        const std::scoped_lock guard(mutex_);
        me_ = person_from(*row);
        return Identity{me_};
    }

    Probe probe() override {
        Probe probe;
        auto who = who_am_i();
        probe.checks.push_back(
            {"channels.check.sign_in", who.has_value(), who ? base::Error{} : who.error().error});
        if (who) probe.identity = *who;
        return probe;
    }

    std::optional<Idempotency> idempotency() const override {
        return keys_ ? Idempotency::keyed : Idempotency::none;
    }
    // It says nothing of what is left, only when it takes no more.
    Budget budget() const override {
        const base::Instant until = base::from_micros(tired_until_);
        return until > clock_.now() ? Budget{0, until} : Budget{};
    }
    SessionState state() const override { return {}; }

  private:
    Reply<std::vector<model::RemotePost>> listed(const std::string& asked) {
        const auto who = me();
        if (!who) return std::unexpected(who.error());
        auto page = call("GET", "/posts?" + asked);
        if (!page) return std::unexpected(page.error());
        return posts_from(*page, "posts", *who);
    }

    // Asked once: listening and sending may both be first.
    Reply<model::Person> me() {
        {
            const std::scoped_lock guard(mutex_);
            if (!me_.remote_id.empty()) return me_;
        }
        auto who = who_am_i();
        if (!who) return std::unexpected(who.error());
        return who->person;
    }

    // Its key says so; without keys the time that was frozen with the intent, for the same words may stand
    // there twice.
    static bool is_this(const json::object& row, const std::string& author, const Outgoing& answer) {
        return text_of(row, "id") == author + ":" + answer.key.key ||
               (text_of(row, "text") == answer.text && instant_of(row, "created_at") == answer.key.created);
    }

    Reply<json::object> call(const std::string& method, const std::string& path,
                             const std::string& body = {}) {
        net::HttpRequest request;
        request.method = method;
        request.url = address_ + path;
        request.headers = {{"Authorization", "Bearer " + token_}, {"Content-Type", "application/json"}};
        request.body = body;
        request.timeout = kTimeout;
        const net::HttpResult result = http_.exchange(request);
        if (!result) {
            const bool nothing_sent = result.error().at != net::Break::after_send;
            return std::unexpected(Problem{nothing_sent ? Refusal::unavailable : Refusal::unknown,
                                           result.error().error, std::nullopt});
        }
        boost::system::error_code error;
        json::value value = json::parse(result->body, error);
        if (result->status == 200 || result->status == 201) {
            if (error || !value.is_object()) return std::unexpected(strange_answer());
            return value.as_object();
        }
        return std::unexpected(problem_of(*result));
    }

    Problem problem_of(const net::HttpResponse& response) {
        const auto problem = [&](Refusal refusal, ErrorCode code, std::string key) {
            return Problem{refusal, {code, std::move(key), {}, response.body.substr(0, 200)}, std::nullopt};
        };
        switch (response.status) {
            case 400:
                return problem(Refusal::invalid, ErrorCode::invalid, "channels.refused");
            case 401:
                return problem(Refusal::signed_out, ErrorCode::unauthenticated, "channels.signed_out");
            case 403:
                return problem(Refusal::forbidden, ErrorCode::forbidden, "channels.forbidden");
            case 404:
            case 410:
                return problem(Refusal::parent_gone, ErrorCode::not_found, "channels.parent_gone");
            case 429: {
                Problem out =
                    problem(Refusal::rate_limited, ErrorCode::rate_limited, "channels.rate_limited");
                const std::string after = net::header(response.headers, "Retry-After");
                int seconds = 60;
                std::from_chars(after.data(), after.data() + after.size(), seconds);
                out.retry_at = clock_.now() + std::chrono::seconds(seconds);
                tired_until_ = base::to_micros(*out.retry_at);
                return out;
            }
            // This network says 503 only before it stores anything (see Faults::refuse).
            case 503:
                return problem(Refusal::unavailable, ErrorCode::unavailable, "channels.unavailable");
            default:
                return strange_answer();
        }
    }

    static Problem strange_answer() {
        return {Refusal::unknown, {ErrorCode::unavailable, "channels.strange_answer", {}, {}}, std::nullopt};
    }

    static std::vector<model::RemotePost> posts_from(const json::object& page, std::string_view name,
                                                     const model::Person& me,
                                                     std::vector<std::string>* unreadable = nullptr) {
        std::vector<model::RemotePost> posts;
        const json::value* rows = page.if_contains(name);
        if (rows == nullptr || !rows->is_array()) return posts;
        for (const json::value& row : rows->as_array())
            if (row.is_object() && !text_of(row.as_object(), "id").empty())
                posts.push_back(post_from(row.as_object(), me));
            else if (unreadable != nullptr)
                unreadable->push_back(json::serialize(row));
        return posts;
    }

    std::string address_;
    std::string token_;
    bool keys_;
    const base::Clock& clock_;
    net::HttpClient& http_;
    std::atomic<std::int64_t> tired_until_{0};  // microseconds since the epoch
    std::mutex mutex_;
    model::Person me_;
};

class SimulatedChannel final : public Channel {
  public:
    explicit SimulatedChannel(net::HttpClient* inside) : inside_(inside) {
        info_.id = "simulated";
        info_.label = "Simulated";
        info_.text_rule = "code-points-500";
        info_.idempotency = Idempotency::keyed;
        info_.practice_only = true;
        info_.edits = true;
        info_.deletes = true;
        info_.finds_people = true;
        info_.likes = true;
        info_.poll_every = std::chrono::milliseconds(500);
        info_.settle_at_least = std::chrono::seconds(3);
        info_.images = {4, 2'000'000, 8192, {"image/jpeg", "image/png", "image/webp"}, 1500};
        info_.settings_form = {{"address", SettingField::Kind::url, true, "http://127.0.0.1:8000"},
                               {"token", SettingField::Kind::secret, true, ""},
                               {"keys", SettingField::Kind::text, false, "yes"}};
    }

    const ChannelInfo& info() const override { return info_; }

    base::Result<std::unique_ptr<ChannelSession>> open(const Settings& settings, const SessionState&,
                                                       const SessionContext& context) const override {
        const auto value = [&](const char* name) {
            const auto found = settings.find(name);
            return found == settings.end() ? std::string() : found->second;
        };
        const std::string address = value("address");
        if (address.empty() || value("token").empty())
            return base::fail(ErrorCode::invalid, "channels.setting_missing",
                              {{"name", address.empty() ? "address" : "token"}});
        const bool inside = address == kInside;
        if (inside && inside_ == nullptr) return base::fail(ErrorCode::invalid, "channels.only_in_practice");
        return std::make_unique<Session>(inside ? "" : address, value("token"), value("keys") != "no",
                                         context, inside ? *inside_ : context.http);
    }

  private:
    net::HttpClient* inside_;
    ChannelInfo info_;
};

}  // namespace

std::unique_ptr<Channel> make_channel(net::HttpClient* inside) {
    return std::make_unique<SimulatedChannel>(inside);
}

}  // namespace manyhands::channels::simulated
