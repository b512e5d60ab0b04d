#include "channels/bluesky/session.hpp"

#include "channels/bluesky/thread.hpp"
#include "net/rate_headers.hpp"

namespace manyhands::channels::bluesky {
namespace {

using namespace std::chrono_literals;

constexpr base::Micros kMostClockSkew = 2min;
constexpr int kLikePages = 5;

std::unexpected<Problem> as_problem(const XrpcProblem& problem) {
    return std::unexpected<Problem>(problem);
}

// What listening needs comes first.
std::unexpected<Problem> saved_for_listening() {
    return std::unexpected(Problem{Refusal::rate_limited,
                                   {base::ErrorCode::rate_limited, "channels.rate_limited", {}, "kept back"},
                                   std::nullopt});
}

}  // namespace

BlueskySession::BlueskySession(Login login, std::vector<std::string> terms, const SessionState& state,
                               const SessionContext& context)
    : clock_(context.clock),
      xrpc_(std::move(login), state, context),
      listener_(xrpc_, context.clock, std::move(terms)),
      thread_profiles_(xrpc_, context.clock),
      sender_(xrpc_, context.clock) {}

Reply<Delivery> BlueskySession::listen(const Cursor& cursor, const std::vector<std::string>& watched) {
    return listener_.listen(cursor, watched);
}

Reply<std::vector<model::RemotePost>> BlueskySession::thread(const std::string& remote_id) {
    const auto self = xrpc_.self();
    if (!self) return as_problem(self.error());
    if (!parse_post_uri(remote_id))
        return std::unexpected(
            Problem{Refusal::invalid,
                    {base::ErrorCode::invalid, "channels.problem.bad_target", {}, "no such address"},
                    std::nullopt});
    const auto ask = [&](const std::string& uri) {
        return xrpc_.get("app.bsky.feed.getPostThread",
                         {{"uri", uri}, {"depth", "100"}, {"parentHeight", "100"}});
    };
    const auto answer = ask(remote_id);
    if (!answer) {
        if (answer.error().name != "NotFound") return as_problem(answer.error());
        Problem gone = answer.error();
        gone.refusal = Refusal::parent_gone;
        gone.error = {base::ErrorCode::not_found, "channels.problem.parent_gone", {}, gone.error.cause};
        return std::unexpected(std::move(gone));
    }
    const json::value* node = find(answer->body, "thread");
    if (node == nullptr) return std::vector<model::RemotePost>{};
    std::vector<model::RemotePost> posts = flatten_thread(*node, *self);
    std::string root = remote_id;
    for (const model::RemotePost& post : posts)
        if (post.remote_id == remote_id && !post.deleted) root = post.root_remote_id;
    if (root != remote_id) {
        // Above and below the post is not all: what others answered elsewhere in the thread hangs on its
        // root.
        if (const auto whole = ask(root))
            if (const json::value* top = find(whole->body, "thread"); top != nullptr)
                for (model::RemotePost& post : flatten_thread(*top, *self))
                    posts.push_back(std::move(post));
    }
    order_thread(posts, root);
    thread_profiles_.complete(posts, 4);
    return posts;
}

model::SendKey BlueskySession::make_key(const model::AnswerId& answer, base::Instant now) {
    // To the millisecond, which is what is written into the post: what we keep is what is published.
    return {answer_key(answer, now), std::chrono::floor<std::chrono::milliseconds>(now)};
}

Reply<Published> BlueskySession::send(const Outgoing& answer) {
    return sender_.send(answer);
}

Reply<std::optional<Published>> BlueskySession::look_up(const Outgoing& answer) {
    return sender_.look_up(answer);
}

Reply<std::vector<model::RemotePost>> BlueskySession::posts_by(const std::string& person) {
    if (xrpc_.should_save_requests()) return saved_for_listening();
    const auto self = xrpc_.self();
    if (!self) return as_problem(self.error());
    const auto answer = xrpc_.get("app.bsky.feed.getAuthorFeed",
                                  {{"actor", person}, {"filter", "posts_with_replies"}, {"limit", "50"}});
    if (!answer) {
        Problem problem = answer.error();
        // "Profile not found", "actor must be a valid did or handle", an account that was taken down.
        if (answer.error().status == 400) {
            problem.refusal = Refusal::parent_gone;
            problem.error = {
                base::ErrorCode::not_found, "channels.problem.no_such_person", {}, problem.error.cause};
        }
        return std::unexpected(std::move(problem));
    }
    std::vector<model::RemotePost> posts;
    for (const json::value& item : list_at(answer->body, "feed")) {
        const json::value* view = find(item, "post");
        if (view == nullptr || find(item, "reason") != nullptr)
            continue;  // what is shared is somebody else's
        if (auto post = read_post(*view, *self)) posts.push_back(*std::move(post));
    }
    return posts;
}

Reply<std::vector<model::RemotePost>> BlueskySession::tagged(const std::string& tag) {
    if (xrpc_.should_save_requests()) return saved_for_listening();
    const auto self = xrpc_.self();
    if (!self) return as_problem(self.error());
    const auto answer =
        xrpc_.get("app.bsky.feed.searchPosts", {{"q", "#" + tag}, {"sort", "latest"}, {"limit", "100"}});
    if (!answer) return as_problem(answer.error());
    std::vector<model::RemotePost> posts;
    for (const json::value& view : list_at(answer->body, "posts"))
        if (auto post = read_post(view, *self)) posts.push_back(*std::move(post));
    return posts;
}

// Apart from listening: a post that thousands like must not push a mention off the page.
Reply<std::vector<Like>> BlueskySession::likes(base::Instant since) {
    if (xrpc_.should_save_requests()) return saved_for_listening();
    std::vector<Like> likes;
    std::string at;
    for (int pages = 0; pages < kLikePages; ++pages) {
        Query query{{"limit", "100"}, {"reasons", "like"}};
        if (!at.empty()) query.emplace_back("cursor", at);
        const auto answer = xrpc_.get("app.bsky.notification.listNotifications", query);
        if (!answer) return as_problem(answer.error());
        bool older = false;
        for (const json::value& item : list_at(answer->body, "notifications")) {
            const auto time = base::parse_rfc3339(text_at(item, "indexedAt"));
            if (!time) continue;
            older = older || *time < since;
            // An older service does not know the filter.
            if (*time < since || text_at(item, "reason") != "like") continue;
            Like like{std::string(text_at(item, "reasonSubject")), std::string(text_at(item, "author.did")),
                      *time};
            if (parse_post_uri(like.remote_id) && is_did(like.by)) likes.push_back(std::move(like));
        }
        at = std::string(text_at(answer->body, "cursor"));
        if (older || at.empty() || at.size() > 4096) break;
    }
    return likes;
}

Reply<Identity> BlueskySession::who_am_i() {
    const auto self = xrpc_.self();
    if (!self) return as_problem(self.error());
    const auto answer = xrpc_.get("app.bsky.actor.getProfile", {{"actor", self->did}});
    if (!answer) return as_problem(answer.error());
    auto person = read_person(answer->body);
    if (!person || person->remote_id != self->did)
        return std::unexpected(
            Problem{Refusal::unavailable,
                    {base::ErrorCode::unavailable, "channels.problem.not_understood", {}, "profile"},
                    std::nullopt});
    return Identity{*std::move(person)};
}

Probe BlueskySession::probe() {
    Probe out;
    const auto check = [&](std::string_view key, const std::optional<base::Error>& problem) {
        out.checks.push_back(
            {"channels.check." + std::string(key), !problem, problem.value_or(base::Error{})});
        return !problem;
    };
    const auto error_of = [](const auto& reply) -> std::optional<base::Error> {
        if (reply) return std::nullopt;
        return reply.error().error;
    };
    const auto server = xrpc_.get_open("com.atproto.server.describeServer", {});
    if (!check("reach", error_of(server))) return out;
    if (const auto date = net::parse_http_date(net::header(server->headers, "date"))) {
        const base::Micros skew = std::chrono::abs(clock_.now() - *date);
        std::optional<base::Error> wrong;
        if (skew > kMostClockSkew)
            wrong = base::Error{base::ErrorCode::invalid,
                                "channels.problem.clock",
                                {{"seconds", std::to_string(skew / 1s)}},
                                {}};
        check("clock", wrong);
    }
    const auto identity = who_am_i();
    if (!check("sign_in", error_of(identity))) return out;
    out.identity = *identity;
    check("listen", error_of(xrpc_.get("app.bsky.notification.listNotifications", {{"limit", "1"}})));
    check("search",
          error_of(xrpc_.get("app.bsky.feed.searchPosts",
                             {{"q", identity->person.handle}, {"limit", "1"}, {"sort", "latest"}})));
    return out;
}

}  // namespace manyhands::channels::bluesky
