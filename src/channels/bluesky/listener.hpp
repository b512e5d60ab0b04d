// Listening: three kinds of lists (notifications about us, searches, our own posts), read from the newest
// back to what is known, a slow second walk through the last day for posts that were sorted late, and a look
// at the posts that open conversations depend on. Not thread-safe.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "channels/bluesky/cursor.hpp"
#include "channels/bluesky/profiles.hpp"
#include "channels/bluesky/xrpc.hpp"

namespace manyhands::channels::bluesky {

class Listener {
  public:
    // `terms`: what is searched for besides the account's own name.
    Listener(Xrpc& xrpc, const base::Clock& clock, std::vector<std::string> terms);

    Reply<Delivery> listen(const Cursor& cursor, const std::vector<std::string>& watched);

  private:
    // One page of a list, newest first, as the network answered it.
    struct Page {
        std::vector<json::value> views;  // of these, the ones that are for us
        std::string next;                // the network's cursor; empty at the end
        bool empty = true;               // of everything on the page, also what is not for us:
        std::optional<base::Instant> oldest;
        std::optional<base::Instant> newest;
    };
    struct List {
        std::string name;  // in our cursor
        std::function<XrpcReply<Page>(const Self&, const std::string& at)> fetch;
        base::Micros overlap{0};  // read again behind the mark with every visit
        std::chrono::nanoseconds every{0};
        std::chrono::nanoseconds due{0};
    };
    // A call's harvest; becomes final (seen, known versions) only when the call succeeds.
    struct Harvest {
        std::vector<model::RemotePost> posts;
        std::vector<std::string> keys;
        std::unordered_set<std::string> key_set;
        std::vector<std::string> unreadable;
        bool changed = false;
        bool more = false;
    };
    struct Watched {
        std::int64_t answers = 0;  // as the network counted them when we last read them
        bool missing_once = false;
        bool gone = false;
    };

    // `field` of the answer, newest first; `keep` gives the post view inside an item that is for us, or
    // nullptr.
    XrpcReply<Page> page(std::string_view method, Query query, const std::string& at, std::string_view field,
                         const std::function<const json::value*(const json::value&)>& keep);
    XrpcReply<Page> notifications(const std::string& at);
    XrpcReply<Page> search(const std::string& term, bool only_handle, const Self& self,
                           const std::string& at);
    XrpcReply<Page> own_posts(const Self& self, const std::string& at);

    std::optional<XrpcProblem> sweep(const List& list, const Self& self, Position& position,
                                     Harvest& harvest);
    void leave_out(const boost::json::value& view, Harvest& harvest);
    // Takes what is new of a page and not older than the beginning of our listening.
    void take(const Page& page, const Self& self, base::Instant floor, Harvest& harvest);
    bool hurry() const;
    // Everything besides the notifications, as far as it is due.
    void side_lists(const Self& self, const std::vector<std::string>& watched, Position& position,
                    Harvest& harvest);
    void walk(const Self& self, const Position& position, Harvest& harvest);
    void look_at(const std::vector<std::string>& watched, const Self& self, Harvest& harvest);
    void look_at_batch(const std::vector<std::string>& batch, const Self& self, Harvest& harvest);
    void missing(const std::string& uri, Harvest& harvest);
    void answers_to(const std::string& uri, std::int64_t count, const Self& self, Harvest& harvest);
    void complete_media(const Self& self, Harvest& harvest);
    void forget();
    void remember(const Harvest& harvest);

    Xrpc& xrpc_;
    const base::Clock& clock_;
    Profiles profiles_;
    std::vector<List> lists_;  // the first is the notifications

    // What this session has delivered, so that overlaps cost nothing. Forgotten when the caller comes back
    // with another cursor than the last one: then it did not keep our last delivery.
    std::optional<Cursor> last_next_;
    std::unordered_set<std::string> seen_;  // address and version
    std::deque<std::string> seen_order_;
    std::unordered_map<std::string, Watched> watched_;
    std::size_t next_watched_ = 0;
    std::chrono::nanoseconds watched_due_{0};

    std::string walk_at_;
    std::chrono::nanoseconds walk_due_{0};
    std::chrono::nanoseconds started_{0};  // of the call that runs
    bool was_brief_ = false;               // the last call brought mentions only
};

}  // namespace manyhands::channels::bluesky
