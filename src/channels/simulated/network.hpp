// A social network of our own, for practice and for tests: people, posts, threads, edits, deletes, a timeline
// that lags, and faults on request. It speaks JSON requests; in practice they stay inside the process, in the
// lab they come over HTTP from another process, and it keeps a record of everything that was really posted.
//
// Requests (all bodies JSON; "Authorization: Bearer <token>" names the person):
//   POST   /people {handle, name, followers}  -> {id, handle, token}: the same handle again, the same person
//   GET    /me                                -> person
//   POST   /posts {text, parent?, key?, created_at?, lang?} -> post: with a key, a repeat is the same post
//   PATCH  /posts/<id> {text}, DELETE /posts/<id>     (own posts)
//   GET    /posts/<id>, /posts/<id>/thread    -> post; {posts: [...]}, root first
//   GET    /changes?cursor=<n>&limit=<n>      -> {changes: [post...], next, more}: posts that name the person
//          or stand in threads of theirs, own posts, edits and tombstones, in the order they became visible
//   GET    /posts?by=<id or handle>, /posts?tag=<word>      -> {posts}: newest first
//   GET    /search?parent=<id>&author=<id>    -> {posts}
//   POST   /likes {post}                      -> {id}: of the post
//   GET    /likes                             -> {likes: [{post, by, at}]}: of one's own posts, newest first
//   GET    /record?author=<id>                -> {posts}: all that was posted, visible yet or not
//   PUT    /faults {...}                      -> see Faults
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "net/http_client.hpp"

namespace manyhands::channels::simulated {

// Probabilities 0 to 1 and times; all zero: a perfect network. They apply to POST /posts, except lag,
// duplicate and reorder, which apply to what reads show.
struct Faults {
    double refuse = 0;         // 503, nothing is stored
    double hang_up = 0;        // stored, then the connection is closed without an answer
    double hang_up_early = 0;  // the connection is closed before anything is stored
    double late = 0;           // the connection is closed; stored and visible only `late_by` later
    double rate_limit = 0;     // 429 with Retry-After
    int rate_limit_seconds = 2;
    base::Micros late_by{std::chrono::seconds(2)};
    base::Micros lag_at_most{0};  // each post becomes visible a random time after it was stored
    double duplicate = 0;         // a change is told twice
    double reorder = 0;           // two neighbours of a page change places
    bool shuffle = false;         // each change of a page is told one to three times, in any order
    base::Micros remembers{0};    // changes older than this are told no more; 0: all of them are
    bool keys = true;             // false: "key" is ignored, as on networks without idempotency
    bool signed_out = false;      // every token is refused
    bool silent = false;          // nothing is answered at all (a black hole that hangs up)
};

enum class HangUp { no, before_answer };

struct Served {
    net::HttpResponse response;
    HangUp hang_up = HangUp::no;
};

struct NetworkPost {
    std::string id;
    std::string author;  // person id
    std::string text;
    std::string parent;
    std::string root;
    std::string key;
    std::string lang;
    base::Instant created_at{};  // as the client said
    base::Instant stored_at{};
    base::Instant visible_at{};
    int version = 1;
    bool deleted = false;
};

// Thread-safe.
class Network {
  public:
    // `journal`: a file to which every change is appended and from which the network is read at start; empty:
    // none.
    Network(const base::Clock& clock, base::Random& random, std::string journal = {});

    Served serve(const net::HttpRequest& request);

    // For a world that starts with a past: as POST /posts, but stored at `at`.
    NetworkPost post_at(const std::string& person, const std::string& text, const std::string& parent,
                        const std::string& lang, base::Instant at);
    // As POST /likes; nothing when there is no such post.
    void like(const std::string& person, const std::string& post);
    // Returns {person id, token}; the same for the same handle.
    std::pair<std::string, std::string> person(const std::string& handle, const std::string& name,
                                               std::int64_t followers);

    // The newest posts of an author since (not including) `after`, oldest first: how the crowd notices
    // answers.
    std::vector<NetworkPost> posts_of(const std::string& person, std::size_t from) const;
    std::optional<NetworkPost> find(const std::string& id) const;
    void set_faults(const Faults& faults);

    struct Someone {
        std::string id;
        std::string handle;
        std::string name;
        std::int64_t followers = 0;
        std::string token;
    };
    std::optional<Someone> someone(const std::string& person) const;

  private:
    struct Change {
        std::string post;
        int version;
        bool deleted;
        base::Instant visible_at;
    };
    Served handle(const net::HttpRequest& request);
    Served create(const Someone& who, const std::string& body);
    Served alter(const Someone& who, const std::string& method, const std::string& id,
                 const std::string& body);
    Served changes(const Someone& who, std::size_t cursor, std::size_t limit);
    Served thread(const std::string& id) const;
    Served listed(const std::string& by, const std::string& tag);
    Served liked(const Someone& who) const;
    bool add_like(const std::string& person, const std::string& post);
    std::pair<std::string, std::string> join(const std::string& handle, const std::string& name,
                                             std::int64_t followers);
    NetworkPost store(NetworkPost post);
    std::string render(const NetworkPost& post) const;
    bool concerns(const NetworkPost& post, const Someone& who) const;
    void write(const std::string& line);
    void load();
    bool chance(double p);

    const base::Clock& clock_;
    base::Random& random_;
    std::string journal_;
    mutable std::mutex mutex_;
    Faults faults_;
    std::map<std::string, Someone> people_;        // by id
    std::map<std::string, std::string> by_token_;  // token -> person id
    std::map<std::string, std::string> by_handle_;
    std::map<std::string, NetworkPost> posts_;  // by id
    std::map<std::string, std::vector<std::string>> by_author_;
    std::map<std::string, std::vector<std::string>> by_root_;
    std::map<std::string, std::set<std::string>> authors_of_root_;
    std::map<std::string, std::string> by_key_;  // author + key -> post id
    std::map<std::string, std::string> said_;    // post id -> all its texts, edited and deleted ones too
    std::vector<Change> changes_;
    struct Liking {
        std::string post;
        std::string by;
        base::Instant at{};
    };
    std::vector<Liking> likes_;  // oldest first
    bool loading_ = false;
};

// An HttpClient that reaches this network without leaving the process.
std::unique_ptr<net::HttpClient> in_process(Network& network);

}  // namespace manyhands::channels::simulated
