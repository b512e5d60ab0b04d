#include "channels/bluesky/listener.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "channels/bluesky/thread.hpp"

namespace manyhands::channels::bluesky {
namespace {

using namespace std::chrono_literals;

// The network's own index may lag or reorder that much; the walk below finds what comes later still.
constexpr base::Micros kOverlap = 10min;
constexpr base::Micros kSearchOverlap = 2min;
// A new account, or a lost cursor: what the network still shows of the last day.
constexpr base::Micros kFirstLook = 24h;
constexpr int kPagesPerCall = 4;
constexpr std::size_t kMostSeen = 50'000;
constexpr std::size_t kBatch = 25;
// Of addresses in one request: a stranger's very long record keys must not make it too long for the server.
constexpr std::size_t kBatchBytes = 5'000;
constexpr std::size_t kWatchedBatchesPerCall = 2;
constexpr std::chrono::nanoseconds kWatchedEvery = 5s;
constexpr std::chrono::nanoseconds kSearchEvery = 10s;
constexpr std::chrono::nanoseconds kOwnEvery = 6s;
constexpr std::chrono::nanoseconds kAfterProblem = 30s;
constexpr std::chrono::nanoseconds kWalkStep = 10s;
constexpr std::chrono::nanoseconds kWalkPause = 2min;
// A call may take 30 s; what is not urgent is left for the next one after this.
constexpr std::chrono::nanoseconds kLeisure = 10s;

std::string key_of(const model::RemotePost& post) {
    return post.remote_id + " " + post.remote_version;
}

std::optional<base::Instant> time_of(const json::value& view) {
    const auto parsed = base::parse_rfc3339(text_at(view, "indexedAt"));
    if (!parsed) return std::nullopt;
    return *parsed;
}

// The network's time of a post is the author's where that is earlier. Its key usually tells when it was
// really made.
bool older_than(const json::value& view, base::Instant floor) {
    const auto time = time_of(view);
    if (!time || *time >= floor) return false;
    const auto uri = parse_post_uri(text_at(view, "uri"));
    const auto made = uri ? tid_time(uri->rkey) : std::nullopt;
    return !made || *made < floor;
}

}  // namespace

Listener::Listener(Xrpc& xrpc, const base::Clock& clock, std::vector<std::string> terms)
    : xrpc_(xrpc), clock_(clock), profiles_(xrpc, clock) {
    const auto now = clock_.monotonic();
    walk_due_ = now + kWalkStep;
    lists_.push_back({"notifications",
                      [this](const Self&, const std::string& at) { return notifications(at); }, kOverlap, 0ns,
                      now});
    lists_.push_back({"own", [this](const Self& self, const std::string& at) { return own_posts(self, at); },
                      kOverlap, kOwnEvery, now});
    lists_.push_back(
        {"handle",
         [this](const Self& self, const std::string& at) { return search(self.handle, true, self, at); },
         kSearchOverlap, kSearchEvery, now});
    for (std::string& term : terms) {
        std::string name = "search " + term;
        lists_.push_back({std::move(name),
                          [this, term = std::move(term)](const Self& self, const std::string& at) {
                              return search(term, false, self, at);
                          },
                          kSearchOverlap, kSearchEvery, now});
    }
}

bool Listener::hurry() const {
    return clock_.monotonic() - started_ > kLeisure;
}

XrpcReply<Listener::Page> Listener::page(std::string_view method, Query query, const std::string& at,
                                         std::string_view field,
                                         const std::function<const json::value*(const json::value&)>& keep) {
    if (!at.empty()) query.emplace_back("cursor", at);
    auto answer = xrpc_.get(method, query);
    if (!answer) return std::unexpected(std::move(answer).error());
    Page page;
    const auto next = text_at(answer->body, "cursor");
    if (next.size() <= 4096) page.next = std::string(next);
    for (const json::value& item : list_at(answer->body, field)) {
        page.empty = false;
        const json::value* inner = find(item, "post");
        if (const auto time = time_of(inner == nullptr ? item : *inner)) {
            page.oldest = std::min(page.oldest.value_or(*time), *time);
            page.newest = std::max(page.newest.value_or(*time), *time);
        }
        if (const json::value* view = keep(item); view != nullptr) page.views.push_back(*view);
    }
    return page;
}

XrpcReply<Listener::Page> Listener::notifications(const std::string& at) {
    return page("app.bsky.notification.listNotifications",
                {{"limit", "100"}, {"reasons", "mention"}, {"reasons", "reply"}, {"reasons", "quote"}}, at,
                "notifications", [](const json::value& item) {
                    const auto reason = text_at(item, "reason");
                    // An older service does not know the filter and sends likes and follows, too.
                    const bool ours = reason == "mention" || reason == "reply" || reason == "quote";
                    return ours || !item.is_object() ? &item : nullptr;
                });
}

XrpcReply<Listener::Page> Listener::search(const std::string& term, bool only_handle, const Self& self,
                                           const std::string& at) {
    if (term.empty()) return Page{};
    return page("app.bsky.feed.searchPosts", {{"q", term}, {"sort", "latest"}, {"limit", "100"}}, at, "posts",
                [&](const json::value& item) {
                    // The network splits "brand.example" into words and finds every post with both.
                    const bool ours = !only_handle || names_handle(text_at(item, "record.text"), self.handle);
                    return ours ? &item : nullptr;
                });
}

XrpcReply<Listener::Page> Listener::own_posts(const Self& self, const std::string& at) {
    return page("app.bsky.feed.getAuthorFeed",
                {{"actor", self.did}, {"filter", "posts_with_replies"}, {"limit", "50"}}, at, "feed",
                [&](const json::value& item) {
                    const json::value* post = find(item, "post");
                    // What we repost is somebody else's speech.
                    return post != nullptr && text_at(*post, "author.did") == self.did ? post : nullptr;
                });
}

void Listener::take(const Page& page, const Self& self, base::Instant floor, Harvest& harvest) {
    for (const json::value& view : page.views) {
        if (older_than(view, floor)) continue;
        auto post = read_post(view, self);
        if (!post) {
            leave_out(view, harvest);
            continue;
        }
        std::string key = key_of(*post);
        if (seen_.contains(key) || !harvest.key_set.insert(key).second) continue;
        harvest.keys.push_back(std::move(key));
        harvest.posts.push_back(*std::move(post));
    }
}

// Told again with the next page; once is enough.
void Listener::leave_out(const json::value& view, Harvest& harvest) {
    if (const auto type = text_at(view, "record.$type"); !type.empty() && type != kPostCollection) return;
    std::string told = json::serialize(view);
    std::string key = "unreadable " + base::sha256(told);
    if (seen_.contains(key) || !harvest.key_set.insert(key).second) return;
    harvest.keys.push_back(std::move(key));
    harvest.unreadable.push_back(std::move(told));
}

std::optional<XrpcProblem> Listener::sweep(const List& list, const Self& self, Position& position,
                                           Harvest& harvest) {
    const base::Instant now = clock_.now();
    const auto [entry, is_new] = position.lists.try_emplace(list.name, ListMark{position.floor, {}, {}});
    ListMark mark = entry->second;
    if (is_new) harvest.changed = true;
    base::Instant newest = mark.at.empty() ? mark.mark : mark.top;
    std::string at = mark.at;
    for (int pages = 0;; ++pages) {
        const bool enough = pages == kPagesPerCall || (pages > 0 && hurry());
        const auto page = enough ? XrpcReply<Page>() : list.fetch(self, at);
        if (!page && pages == 0) return page.error();
        if (enough || !page) {
            // The rest with the next call, from where we are; the mark stays until the hole is closed.
            mark.top = newest;
            mark.at = at;
            harvest.more = harvest.more || enough;
            break;
        }
        take(*page, self, position.floor, harvest);
        newest = std::max(newest, page->newest.value_or(newest));
        // Time alone decides, never "all of it is known": other lists and the walk make posts known out of
        // order.
        const bool reached = page->oldest && *page->oldest < mark.mark - list.overlap;
        if (reached || page->empty || page->next.empty() || page->next == at) {
            // A clock ahead of ours must not make us skip what comes until then.
            mark = ListMark{std::max(mark.mark, std::min(newest, now)), {}, {}};
            break;
        }
        at = page->next;
    }
    if (entry->second != mark) harvest.changed = true;
    entry->second = mark;
    return std::nullopt;
}

// One more page of the last day's notifications every few seconds. A post is sorted by its author's clock, or
// comes late into the index: either way it may appear behind the mark, where the sweeps no longer look.
void Listener::walk(const Self& self, const Position& position, Harvest& harvest) {
    const auto now = clock_.monotonic();
    if (now < walk_due_) return;
    const auto page = notifications(walk_at_);
    if (!page) {
        walk_due_ = now + kAfterProblem;
        walk_at_.clear();
        return;
    }
    take(*page, self, position.floor, harvest);
    const base::Instant horizon = std::max(position.floor, clock_.now() - kFirstLook);
    const bool end = page->next.empty() || page->next == walk_at_ || page->empty ||
                     (page->oldest && *page->oldest < horizon);
    walk_at_ = end ? std::string{} : page->next;
    walk_due_ = now + (end ? kWalkPause : kWalkStep);
}

void Listener::side_lists(const Self& self, const std::vector<std::string>& watched, Position& position,
                          Harvest& harvest) {
    for (std::size_t i = 1; i < lists_.size(); ++i) {
        List& list = lists_[i];
        const auto now = clock_.monotonic();
        const auto mark = position.lists.find(list.name);
        const bool pending = mark != position.lists.end() && !mark->second.at.empty();
        if ((now < list.due && !pending) || hurry() || xrpc_.should_save_requests()) continue;
        const auto broken = sweep(list, self, position, harvest);
        list.due = now + (broken ? kAfterProblem : list.every);
        if (!broken) continue;
        base::log(base::LogLevel::warn, "channels", "a list could not be read",
                  {{"network", std::string(kNetwork)},
                   {"list", std::to_string(i)},
                   {"cause", broken->error.cause}});
        if (broken->refusal == Refusal::rate_limited) break;
    }
    if (!hurry() && !xrpc_.should_save_requests()) {
        look_at(watched, self, harvest);
        walk(self, position, harvest);
    }
}

Reply<Delivery> Listener::listen(const Cursor& cursor, const std::vector<std::string>& watched) {
    started_ = clock_.monotonic();
    const auto self = xrpc_.self();
    if (!self) return std::unexpected<Problem>(self.error());
    if (last_next_ && *last_next_ != cursor) forget();

    auto kept = from_cursor(cursor);
    const bool began_anew = !kept;
    Position position = kept ? *std::move(kept) : Position{0, clock_.now() - kFirstLook, {}};
    std::erase_if(position.lists, [this](const auto& entry) {  // a search term that is no longer set
        return std::none_of(lists_.begin(), lists_.end(),
                            [&](const List& list) { return list.name == entry.first; });
    });
    Harvest harvest;

    // Without the notifications the call fails as a whole; everything after them may wait.
    if (auto broken = sweep(lists_.front(), *self, position, harvest))
        return std::unexpected<Problem>(*broken);
    // What is new goes to people at once, and the rest is for the next call; but not twice in a row, or a
    // busy day would starve it.
    was_brief_ = !harvest.posts.empty() && !was_brief_;
    if (was_brief_)
        harvest.more = true;
    else
        side_lists(*self, watched, position, harvest);
    if (!hurry()) complete_media(*self, harvest);
    if (!hurry()) profiles_.complete(harvest.posts, 4);

    if (!harvest.unreadable.empty())
        base::log(base::LogLevel::warn, "channels", "posts that could not be read",
                  {{"network", std::string(kNetwork)}, {"count", std::to_string(harvest.unreadable.size())}});
    remember(harvest);
    Delivery delivery;
    if (began_anew) delivery.begins = position.floor;
    delivery.more = harvest.more;
    if (!harvest.posts.empty() || harvest.changed) {
        ++position.number;
        delivery.next = to_cursor(position);
    } else {
        delivery.next = cursor;
    }
    delivery.posts = std::move(harvest.posts);
    delivery.unreadable = std::move(harvest.unreadable);
    last_next_ = delivery.next;
    return delivery;
}

// Edits and tombstones of posts that open conversations depend on: all of them in turn, a few batches a call.
void Listener::look_at(const std::vector<std::string>& watched, const Self& self, Harvest& harvest) {
    const auto now = clock_.monotonic();
    if (watched.empty() || (next_watched_ == 0 && now < watched_due_)) return;
    if (next_watched_ == 0) {
        watched_due_ = now + kWatchedEvery;
        if (watched_.size() > watched.size() * 2 + 1000) {  // most are closed by now
            const std::unordered_set<std::string> still(watched.begin(), watched.end());
            std::erase_if(watched_, [&](const auto& entry) { return !still.contains(entry.first); });
        }
    }
    for (std::size_t batches = 0; batches < kWatchedBatchesPerCall; ++batches) {
        if (next_watched_ >= watched.size()) next_watched_ = 0;
        std::vector<std::string> batch;
        std::size_t bytes = 0;
        while (next_watched_ < watched.size() && batch.size() < kBatch && bytes < kBatchBytes) {
            const std::string& uri = watched[next_watched_++];
            if (!parse_post_uri(uri)) continue;
            bytes += uri.size();
            batch.push_back(uri);
        }
        if (!batch.empty()) look_at_batch(batch, self, harvest);
        if (next_watched_ >= watched.size()) {
            next_watched_ = 0;
            return;
        }
    }
}

void Listener::look_at_batch(const std::vector<std::string>& batch, const Self& self, Harvest& harvest) {
    Query query;
    for (const std::string& uri : batch)
        query.emplace_back("uris", uri);
    const auto answer = xrpc_.get("app.bsky.feed.getPosts", query);
    if (!answer) return;
    std::unordered_set<std::string> there;
    std::vector<std::pair<std::string, std::int64_t>> answered;
    for (const json::value& view : list_at(answer->body, "posts")) {
        if (const auto uri = parse_post_uri(text_at(view, "uri"))) there.insert(uri->text());
        auto post = read_post(view, self);
        if (!post) {
            leave_out(view, harvest);
            continue;
        }
        Watched& known = watched_[post->remote_id];  // stays where it is while others are added
        known.missing_once = false;
        std::string key = key_of(*post);
        const bool delivered = seen_.contains(key) || harvest.key_set.contains(key);
        if (known.gone || !delivered) {
            harvest.key_set.insert(key);
            harvest.keys.push_back(std::move(key));
            harvest.posts.push_back(*std::move(post));
        }
        known.gone = false;
        if (const auto count = integer_at(view, "replyCount"); count && *count != known.answers)
            answered.emplace_back(text_at(view, "uri"), *count);
    }
    for (const auto& [uri, count] : answered)
        answers_to(uri, count, self, harvest);
    for (const std::string& uri : batch)
        if (!there.contains(uri)) missing(uri, harvest);
}

// Missing may mean deleted, or that the author blocked us, or a hiccup of the index. The record itself
// decides, and only when the post was missing twice.
void Listener::missing(const std::string& uri, Harvest& harvest) {
    Watched& known = watched_[uri];
    if (known.gone) return;
    if (!known.missing_once) {
        known.missing_once = true;
        return;
    }
    const auto parsed = parse_post_uri(uri);
    if (!parsed) return;
    const auto record =
        xrpc_.get("com.atproto.repo.getRecord",
                  {{"repo", parsed->did}, {"collection", parsed->collection}, {"rkey", parsed->rkey}});
    if (record || record.error().status != 400) return;
    const std::string& name = record.error().name;
    const bool gone = name == "RecordNotFound" || name == "RepoNotFound" || name == "RepoTakendown" ||
                      name == "RepoDeactivated" ||
                      record.error().error.cause.find("Could not find repo") != std::string::npos;
    if (!gone) return;
    known.gone = true;
    harvest.posts.push_back(tombstone(*parsed));
}

// A customer who adds something to a post of their own does not notify us: the count of answers tells that
// there is something to read. What is found is watched as well, if it joins the conversation; so one level is
// enough.
void Listener::answers_to(const std::string& uri, std::int64_t count, const Self& self, Harvest& harvest) {
    if (hurry()) return;
    const auto answer =
        xrpc_.get("app.bsky.feed.getPostThread", {{"uri", uri}, {"depth", "2"}, {"parentHeight", "0"}});
    if (!answer) return;
    const json::value* node = find(answer->body, "thread");
    if (node == nullptr) return;
    watched_[uri].answers = count;
    for (model::RemotePost& post : flatten_thread(*node, self)) {
        std::string key = key_of(post);
        if (post.deleted || post.remote_id == uri || seen_.contains(key) ||
            !harvest.key_set.insert(key).second)
            continue;
        harvest.keys.push_back(std::move(key));
        harvest.posts.push_back(std::move(post));
    }
}

// A notification carries the record but not the addresses of its pictures: those come with the post itself.
void Listener::complete_media(const Self& self, Harvest& harvest) {
    std::unordered_map<std::string, model::RemotePost*> bare;
    Query query;
    std::size_t bytes = 0;
    for (model::RemotePost& post : harvest.posts) {
        const bool without = std::any_of(post.media.begin(), post.media.end(),
                                         [](const model::Media& m) { return m.url.empty(); });
        if (!without || query.size() >= kBatch || bytes >= kBatchBytes) continue;
        bytes += post.remote_id.size();
        if (bare.emplace(post.remote_id, &post).second) query.emplace_back("uris", post.remote_id);
    }
    if (query.empty()) return;
    const auto answer = xrpc_.get("app.bsky.feed.getPosts", query);
    if (!answer) return;
    for (const json::value& view : list_at(answer->body, "posts")) {
        auto whole = read_post(view, self);
        if (!whole) continue;
        const auto found = bare.find(whole->remote_id);
        if (found != bare.end() && found->second->remote_version == whole->remote_version)
            found->second->media = std::move(whole->media);
    }
}

void Listener::forget() {
    seen_.clear();
    seen_order_.clear();
    watched_.clear();
    next_watched_ = 0;
    watched_due_ = walk_due_ = std::chrono::nanoseconds::min();
    walk_at_.clear();
    for (List& list : lists_)
        list.due = std::chrono::nanoseconds::min();
}

void Listener::remember(const Harvest& harvest) {
    for (const std::string& key : harvest.keys)
        if (seen_.insert(key).second) seen_order_.push_back(key);
    while (seen_order_.size() > kMostSeen) {
        seen_.erase(seen_order_.front());
        seen_order_.pop_front();
    }
}

}  // namespace manyhands::channels::bluesky
