// Listening with the queries of every brand: the set that is live, the ring of raw posts, how much each query
// found, and the alerts. One for the process; each listening thread has an Ear. Thread-safe.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "listen/found_count.hpp"
#include "listen/live_set.hpp"
#include "listen/matcher.hpp"
#include "listen/ports.hpp"
#include "listen/ring.hpp"
#include "model/found.hpp"

namespace manyhands::listen {

class Live {
  public:
    struct Ports {
        QueryStore& queries;
        LiveStore& store;
        const base::Clock& clock;
        base::IdSource& ids;
        std::size_t ring_bytes = std::size_t{16} << 20U;  // of each brand
    };
    struct SetInfo {
        std::size_t queries = 0, literals = 0, bytes = 0;
        std::optional<base::Instant> live_since;
    };
    struct Counted {
        std::int64_t of_day = 0, total = 0;
    };

    explicit Live(const Ports& ports) : ports_(ports) {}

    // The brand's queries are other ones now: reads them and returns; they are live a moment later, whole.
    void reload(const model::BrandId& brand);
    // Waits until what was reloaded before is live (or cannot be).
    void settle(const model::BrandId& brand);
    // An account of the brand: what it says itself is never found.
    void add_own(const model::BrandId& brand, const std::string& network, const std::string& remote_id);

    SetInfo set(const model::BrandId& brand);
    Counted counted(const model::BrandId& brand, const model::QueryId& query);
    Ring& ring(const model::BrandId& brand);
    // Somebody's posts are to be erased: no ring keeps any.
    void forget_heard();

    // Keeps what was counted and tells what must be told. Once a second is often enough.
    void tend();
    // Told on the thread that tends, after the notices are durable.
    void on_alert(std::function<void(const Alert&)> listener);

  private:
    friend class Ear;
    struct Rule {
        QueryState state = QueryState::off;
        std::optional<AlertRule> alert;
        std::optional<base::Instant> alerted_at;
    };
    struct Brand {
        Brand(model::BrandId brand, std::size_t ring_bytes) : id(std::move(brand)), ring(ring_bytes) {}
        const model::BrandId id;
        Ring ring;
        std::mutex reload;  // one after the other, so that the newest stays

        std::mutex mutex;  // guards all below but the set itself
        std::condition_variable settled;
        std::set<std::pair<std::string, std::string>> own;
        std::map<model::QueryId, FoundCount> counts;
        std::set<model::QueryId> changed;
        std::map<model::QueryId, Rule> rules;
        std::optional<base::Instant> live_since;
        std::uint64_t asked = 0, done = 0;  // reloads
        std::unique_ptr<LiveSet> set;       // last: its thread uses the rest; none: this processor cannot
    };
    Brand& of(const model::BrandId& brand);
    bool is_own(Brand& brand, const model::RemotePost& post);
    void count(Brand& brand, const std::vector<model::FoundBy>& found);
    void tend(Brand& brand, base::Instant now);

    const Ports ports_;
    std::mutex mutex_;
    std::map<model::BrandId, std::unique_ptr<Brand>> brands_;
    std::mutex alert_mutex_;
    std::function<void(const Alert&)> on_alert_;
};

// What a listening thread asks of every post. Belongs to one thread.
class Ear {
  public:
    Ear(Live& live, const model::BrandId& brand);

    struct Finding {
        bool brings = false;  // a query that is on found it: it concerns us
        std::vector<model::FoundBy> found;
    };
    enum class Time { first, again };  // an edited post is heard again: it is counted once
    // Puts it into the ring, too. Nothing for the brand's own posts and for tombstones.
    Finding hear(const HeardPost& post, Time time);

  private:
    Live& live_;
    Live::Brand& brand_;
    std::unique_ptr<Matcher> matcher_;
};

// Where the queries of a set that found a post have found it.
std::vector<model::FoundBy> found_by(const QuerySet& set, const std::vector<std::uint32_t>& queries,
                                     const model::query::Message& post);

}  // namespace manyhands::listen
