// For tests: a network that answers by script and writes down every request exactly as it came.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "channels/bluesky/bluesky.hpp"
#include "channels/bluesky/json.hpp"
#include "channels/channel.hpp"
#include "net/http_client.hpp"

namespace manyhands::channels::bluesky {

inline constexpr const char* kOurDid = "did:plc:brand";
inline constexpr const char* kTheirDid = "did:plc:customer";

inline net::HttpResult ok(std::string body, net::Headers headers = {}) {
    return net::HttpResponse{200, std::move(headers), std::move(body)};
}
inline net::HttpResult refused(int status, const std::string& name, net::Headers headers = {}) {
    return net::HttpResponse{status, std::move(headers),
                             R"({"error":")" + name + R"(","message":"because"})"};
}
inline net::HttpResult broken(net::Break at) {
    return std::unexpected(net::HttpFailure{at, {base::ErrorCode::unavailable, "net.broke_off", {}, "test"}});
}

// One request: "GET app.bsky.feed.getPosts?uris=..." (decoded), token without "Bearer ", body.
struct Asked {
    std::string what;
    std::string token;
    std::string body;
    friend bool operator==(const Asked&, const Asked&) = default;
    friend void PrintTo(const Asked& asked, std::ostream* out) {
        *out << asked.what << " [" << asked.token << "] " << asked.body;
    }
};

// Thread-safe. Methods without an answer fail the test.
class ScriptedHttp final : public net::HttpClient {
  public:
    // Called with everything behind "/xrpc/<method>?", decoded.
    using Answer = std::function<net::HttpResult(const Asked&)>;

    // Later answers replace earlier ones for the same method.
    void on(const std::string& method, Answer answer) {
        const std::scoped_lock guard(mutex_);
        answers_[method] = std::move(answer);
    }
    void on(const std::string& method, net::HttpResult answer) {
        on(method, [answer = std::move(answer)](const Asked&) { return answer; });
    }

    net::HttpResult exchange(const net::HttpRequest& request) override {
        constexpr std::string_view kBase = "https://pds.example/xrpc/";
        if (!request.url.starts_with(kBase)) {
            ADD_FAILURE() << "outside of the service: " << request.url;
            return broken(net::Break::not_connected);
        }
        const std::string path = decoded(std::string_view(request.url).substr(kBase.size()));
        Asked asked{request.method + " " + path, net::header(request.headers, "Authorization"), request.body};
        if (asked.token.starts_with("Bearer ")) asked.token.erase(0, 7);
        Answer answer;
        {
            const std::scoped_lock guard(mutex_);
            asked_.push_back(asked);
            const auto found = answers_.find(path.substr(0, path.find('?')));
            if (found != answers_.end()) answer = found->second;
        }
        if (answer) return answer(asked);
        ADD_FAILURE() << "not expected: " << asked.what;
        return refused(501, "MethodNotImplemented");
    }

    // What was asked since the last call.
    std::vector<Asked> asked() {
        const std::scoped_lock guard(mutex_);
        return std::exchange(asked_, {});
    }
    int count(const std::string& beginning) {
        const std::scoped_lock guard(mutex_);
        int n = 0;
        for (const Asked& asked : asked_)
            if (asked.what.starts_with(beginning)) ++n;
        return n;
    }

  private:
    static std::string decoded(std::string_view text) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '%' && i + 2 < text.size()) {
                out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
                i += 2;
            } else {
                out += text[i];
            }
        }
        return out;
    }

    std::mutex mutex_;
    std::map<std::string, Answer> answers_;
    std::vector<Asked> asked_;
};

// A session on a scripted network that is signed in on the first call.
class BlueskyTest : public testing::Test {
  protected:
    BlueskyTest() {
        http_.on(
            "com.atproto.server.createSession",
            ok(R"({"did":"did:plc:brand","handle":"Brand.Example","accessJwt":"a1","refreshJwt":"r1","active":true})"));
    }

    std::unique_ptr<ChannelSession> open(const SessionState& state = {}, Settings more = {}) {
        Settings settings{
            {"service", "https://pds.example"}, {"handle", "@brand.example"}, {"app_password", "secret"}};
        for (auto& [name, value] : more)
            settings[name] = value;
        auto session = channel_->open(settings, state, SessionContext{clock_, random_, http_});
        EXPECT_TRUE(session.has_value());
        return session ? *std::move(session) : nullptr;
    }

    static std::string at(const std::string& rkey, const std::string& did = kTheirDid) {
        return "at://" + did + "/app.bsky.feed.post/" + rkey;
    }

    // A post view or notification as the network writes it.
    static json::object view(const std::string& uri, const std::string& text, base::Instant time) {
        const std::string did = uri.substr(5, uri.find('/', 5) - 5);
        return {{"uri", uri},
                {"cid", "cid-" + uri.substr(uri.rfind('/') + 1)},
                {"author",
                 json::object{{"did", did}, {"handle", did == kOurDid ? "brand.example" : "kim.example"}}},
                {"record",
                 json::object{
                     {"$type", "app.bsky.feed.post"}, {"text", text}, {"createdAt", base::to_rfc3339(time)}}},
                {"indexedAt", base::to_rfc3339(time)}};
    }
    static json::object notification(const std::string& uri, const std::string& text, base::Instant time,
                                     const std::string& reason = "mention") {
        json::object out = view(uri, text, time);
        out["reason"] = reason;
        return out;
    }
    static std::string page(std::string_view field, json::array items, const std::string& next = {}) {
        json::object out{{field, std::move(items)}};
        if (!next.empty()) out["cursor"] = next;
        return json::serialize(out);
    }

    base::ManualClock clock_{base::parse_rfc3339("2026-03-09T05:23:00Z").value()};
    base::SeededRandom random_{7};
    ScriptedHttp http_;
    std::unique_ptr<Channel> channel_ = make_channel();
};

}  // namespace manyhands::channels::bluesky
