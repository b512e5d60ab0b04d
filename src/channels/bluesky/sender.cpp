#include "channels/bluesky/sender.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "channels/bluesky/facets.hpp"
#include "net/rate_headers.hpp"

namespace manyhands::channels::bluesky {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostMentions = 10;  // each costs a request

Problem problem(Refusal refusal, base::ErrorCode code, std::string key, std::string cause) {
    return Problem{refusal, base::Error{code, std::move(key), {}, std::move(cause)}, std::nullopt};
}

std::unexpected<Problem> parent_gone(std::string cause) {
    return std::unexpected(problem(Refusal::parent_gone, base::ErrorCode::not_found,
                                   "channels.problem.parent_gone", std::move(cause)));
}

// Reading before the put: whatever breaks here, nothing was published.
std::unexpected<Problem> before_the_put(const XrpcProblem& broken) {
    Problem out = broken;
    // A read that the network does not accept says nothing about the answer's text.
    if (out.refusal == Refusal::invalid || out.refusal == Refusal::unknown)
        out.refusal = Refusal::unavailable;
    return std::unexpected(std::move(out));
}

json::object reference(std::string_view uri, std::string_view cid) {
    return {{"uri", uri}, {"cid", cid}};
}

// When the network has it, by the network's own clock where it tells (the revision of the commit is a time).
base::Instant network_time(const XrpcAnswer& answer, base::Instant now) {
    if (const auto rev = tid_time(text_at(answer.body, "commit.rev"));
        rev && *rev > now - 24h && *rev < now + 24h)
        return *rev;
    return net::parse_http_date(net::header(answer.headers, "date")).value_or(now);
}

Published published(const AtUri& uri, std::string_view cid, base::Instant at) {
    return Published{uri.text(), std::string(cid), post_url(uri), at};
}

}  // namespace

std::string created_text(base::Instant time) {
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time - second).count();
    std::string text = base::to_rfc3339(second);
    text.pop_back();
    return text + fmt::format(".{:03}Z", milliseconds);
}

XrpcReply<json::value> Sender::record(const AtUri& uri) {
    auto answer = xrpc_.get("com.atproto.repo.getRecord",
                            {{"repo", uri.did}, {"collection", uri.collection}, {"rkey", uri.rkey}});
    if (!answer) return std::unexpected(std::move(answer).error());
    return std::move(answer->body);
}

Reply<Sender::Target> Sender::target(const std::string& parent_remote_id) {
    const auto uri = parse_post_uri(parent_remote_id);
    if (!uri)
        return std::unexpected(problem(Refusal::invalid, base::ErrorCode::invalid,
                                       "channels.problem.bad_target", "not the address of a post"));
    const auto answer = xrpc_.get("app.bsky.feed.getPosts", {{"uris", parent_remote_id}});
    if (!answer) return before_the_put(answer.error());
    const json::value* found = nullptr;
    for (const json::value& view : list_at(answer->body, "posts"))
        if (text_at(view, "uri") == parent_remote_id) found = &view;

    json::value body;
    std::string_view content = "record";
    if (found != nullptr) {
        if (is_true(*found, "viewer.replyDisabled"))
            return parent_gone("the author closed the thread for answers");
        body = *found;
    } else {
        // Not in the index: deleted, hidden from us, or too new. The record itself knows.
        auto kept = record(*uri);
        if (!kept) {
            if (kept.error().status == 400) return parent_gone(kept.error().error.cause);
            return before_the_put(kept.error());
        }
        const auto thread = xrpc_.get("app.bsky.feed.getPostThread",
                                      {{"uri", parent_remote_id}, {"depth", "0"}, {"parentHeight", "0"}});
        if (thread && is_true(thread->body, "thread.blocked"))
            return std::unexpected(problem(Refusal::forbidden, base::ErrorCode::forbidden,
                                           "channels.problem.blocked", "the author blocks the account"));
        body = *std::move(kept);
        content = "value";
    }
    const std::string_view cid = text_at(body, "cid");
    if (cid.empty())
        return std::unexpected(problem(Refusal::unavailable, base::ErrorCode::unavailable,
                                       "channels.problem.not_understood", "a post without its version"));
    Target out{reference(parent_remote_id, cid), {}};
    const std::string reply = std::string(content) + ".reply.root";
    const std::string_view root = text_at(body, reply + ".uri");
    const std::string_view root_cid = text_at(body, reply + ".cid");
    // The root is what the parent says it is; so it is right even when the root itself was deleted.
    out.root = parse_post_uri(root) && !root_cid.empty() ? reference(root, root_cid) : out.parent;
    return out;
}

Reply<json::array> Sender::facets(const std::string& text) {
    json::array out;
    std::size_t mentions = 0;
    for (const Span& span : find_spans(text)) {
        json::object feature;
        if (span.kind == Span::Kind::link) {
            feature = {{"$type", "app.bsky.richtext.facet#link"}, {"uri", span.value}};
        } else {
            if (++mentions > kMostMentions) continue;
            const auto answer = xrpc_.get("com.atproto.identity.resolveHandle", {{"handle", span.value}});
            if (!answer) {
                // A name that leads nowhere stays text. When we could not ask, the answer waits: it would go
                // out without notifying the person it names.
                if (answer.error().status >= 400 && answer.error().status < 500 &&
                    answer.error().refusal == Refusal::invalid)
                    continue;
                return before_the_put(answer.error());
            }
            const auto did = text_at(answer->body, "did");
            if (!is_did(did)) continue;
            feature = {{"$type", "app.bsky.richtext.facet#mention"}, {"did", did}};
        }
        out.push_back(json::object{{"index", json::object{{"byteStart", span.begin}, {"byteEnd", span.end}}},
                                   {"features", json::array{std::move(feature)}}});
    }
    return out;
}

// Uploaded anew with each attempt: the same bytes have the same name there, so the record stays the same too.
Reply<json::array> Sender::images(const std::vector<OutgoingImage>& images) {
    json::array out;
    for (const OutgoingImage& image : images) {
        const auto answer = xrpc_.upload(image.type, image.bytes);
        if (!answer) {
            if (answer.error().refusal == Refusal::invalid) return std::unexpected<Problem>(answer.error());
            return before_the_put(answer.error());
        }
        const json::value* blob = find(answer->body, "blob");
        if (blob == nullptr || !blob->is_object())
            return std::unexpected(problem(Refusal::unavailable, base::ErrorCode::unavailable,
                                           "channels.problem.not_understood", "an upload without its blob"));
        json::object one{{"alt", image.alt}, {"image", *blob}};
        if (image.width > 0 && image.height > 0)
            one["aspectRatio"] = json::object{{"width", image.width}, {"height", image.height}};
        out.push_back(std::move(one));
    }
    return out;
}

Reply<Published> Sender::send(const Outgoing& answer) {
    const auto self = xrpc_.self();
    if (!self) return before_the_put(self.error());
    if (!tid_time(answer.key.key))
        return std::unexpected(problem(Refusal::invalid, base::ErrorCode::internal,
                                       "channels.problem.bad_target", "the key is not one of ours"));

    json::object record{
        {"$type", kPostCollection}, {"text", answer.text}, {"createdAt", created_text(answer.key.created)}};
    if (!answer.lang.empty() && answer.lang != "und") record["langs"] = json::array{answer.lang};
    if (!answer.parent_remote_id.empty()) {
        auto hangs_on = target(answer.parent_remote_id);
        if (!hangs_on) return std::unexpected(std::move(hangs_on).error());
        record["reply"] =
            json::object{{"root", std::move(hangs_on->root)}, {"parent", std::move(hangs_on->parent)}};
    }
    auto spans = facets(answer.text);
    if (!spans) return std::unexpected(std::move(spans).error());
    if (!spans->empty()) record["facets"] = *std::move(spans);
    if (!answer.images.empty()) {
        auto pictures = images(answer.images);
        if (!pictures) return std::unexpected(std::move(pictures).error());
        record["embed"] = json::object{{"$type", "app.bsky.embed.images"}, {"images", *std::move(pictures)}};
    }

    const AtUri uri{self->did, std::string(kPostCollection), answer.key.key};
    // swapRecord null: only where nothing is yet. The same record again is accepted and changes nothing;
    // another one under our key would be refused rather than written over.
    const auto put = xrpc_.post("com.atproto.repo.putRecord", json::object{{"repo", uri.did},
                                                                           {"collection", uri.collection},
                                                                           {"rkey", uri.rkey},
                                                                           {"swapRecord", nullptr},
                                                                           {"record", record}});
    if (put) {
        const std::string_view cid = text_at(put->body, "cid");
        if (text_at(put->body, "uri") != uri.text() || cid.empty())
            return std::unexpected(problem(Refusal::unknown, base::ErrorCode::unavailable,
                                           "channels.problem.unknown",
                                           "put answered without the post's address"));
        const bool there_before = find(put->body, "commit") == nullptr;
        return published(uri, cid, there_before ? answer.key.created : network_time(*put, clock_.now()));
    }
    if (put.error().name == "InvalidSwap") return published_before(answer, record);
    return std::unexpected<Problem>(put.error());
}

// Something is under our key already. Ours from an earlier attempt (the facets may differ, when a name
// resolves today that did not then), or, against all odds, somebody else's.
Reply<Published> Sender::published_before(const Outgoing& answer, const json::object& intended) {
    auto found = look_up(answer);
    if (!found) return std::unexpected(std::move(found).error());
    if (*found) return **std::move(found);
    return std::unexpected(problem(Refusal::invalid, base::ErrorCode::conflict, "channels.problem.key_taken",
                                   "another record is under the key, created " +
                                       std::string(text_at(json::value(intended), "createdAt"))));
}

Reply<std::optional<Published>> Sender::look_up(const Outgoing& answer) {
    const auto self = xrpc_.self();
    if (!self) return before_the_put(self.error());
    const AtUri uri{self->did, std::string(kPostCollection), answer.key.key};
    const auto kept = record(uri);
    if (!kept) {
        if (kept.error().status == 400 && kept.error().name == "RecordNotFound")
            return std::optional<Published>{};
        return before_the_put(kept.error());
    }
    if (text_at(*kept, "value.text") != answer.text ||
        text_at(*kept, "value.createdAt") != created_text(answer.key.created))
        return std::optional<Published>{};
    return std::optional<Published>(published(uri, text_at(*kept, "cid"), answer.key.created));
}

}  // namespace manyhands::channels::bluesky
