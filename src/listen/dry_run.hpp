// A query tried before it is switched on: on stored posts, on the ring of raw posts, or on an archive that
// somebody gives. What it finds, how sure that is ours, what it would cost and what it cannot see.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "listen/live.hpp"
#include "listen/queries.hpp"
#include "listen/vocabulary.hpp"

namespace manyhands::listen {

inline constexpr std::size_t kDryPostsAtMost = 100'000;
inline constexpr std::chrono::seconds kDryTime{5};
inline constexpr std::size_t kSampleAtMost = 50;
inline constexpr std::size_t kHitBytes = 2'000;
inline constexpr std::size_t kArchiveBytes = std::size_t{20} << 20U;
inline constexpr std::size_t kArchivePosts = 200'000;
inline constexpr base::Minutes kDryKept{60};

// What a brand's accounts on one network give us.
struct NetworkFacts {
    std::string network;
    std::string label;
    std::int64_t accounts = 0;
    std::string sees_key;  // of the catalogue
    std::optional<std::int64_t> poll_seconds;
    std::optional<double> price_per_1000;  // US dollars for 1,000 posts read; nothing: they cost nothing
    std::vector<std::string> searched;     // terms that the network's search is asked for
};

struct ArchivePosts {
    struct Problem {
        std::int64_t line = 0;
        base::Error why;
    };
    std::vector<HeardPost> posts;
    std::int64_t skipped = 0;
    std::vector<Problem> problems;  // the first ones
};

struct DrySource {
    DryKind kind = DryKind::stored;
    std::string archive;  // its id
};

struct DryHit {
    std::string key;
    std::string text;  // of the post, at most kHitBytes around the first place
    std::vector<std::pair<std::uint32_t, std::uint32_t>> highlights;  // in `text`
    std::shared_ptr<const HeardPost> post;
    std::optional<Verdict> verdict;
};

struct Overlap {
    Query query;
    std::int64_t both = 0, only_new = 0, only_other = 0;
};

struct DryCoverage {
    NetworkFacts facts;
    std::vector<std::string> not_searched;
    std::optional<double> month_usd;
};

struct DryRun {
    std::string id;
    DrySummary summary;
    std::optional<std::pair<base::Instant, base::Instant>> span;  // post times
    bool complete = true;
    std::optional<double> per_day;
    std::vector<DryHit> sample;  // newest first
    Marked marked;
    std::vector<DryCoverage> networks;
    std::vector<Overlap> overlap;
    std::vector<std::pair<std::string, std::int64_t>> by_lang;  // most first
    std::vector<Suggestion> suggestions;
    std::chrono::milliseconds took{0};
};

struct Archive {
    std::string id;
    std::string name;
    std::int64_t posts = 0, skipped = 0;
    std::vector<ArchivePosts::Problem> problems;
    std::optional<base::Instant> from, to;
    base::Instant expires_at{};
};

// Thread-safe. A run holds two threads at most at a time, for kDryTime and what it takes to make the queries
// that are on ready.
class DryRuns {
  public:
    struct Ports {
        QueryStore& queries;
        StoredPosts& stored;
        Live& live;
        const base::Clock& clock;
        base::IdSource& ids;
        std::function<base::Result<std::vector<NetworkFacts>>(const model::BrandId&)> networks;
        std::function<base::Result<ArchivePosts>(const std::string& name, const std::string& bytes)> read;
    };
    explicit DryRuns(Ports ports) : ports_(std::move(ports)) {}

    // Errors: forbidden; invalid ("listening.query.refused"); not_found ("listening.query.not_found",
    // "listening.archive.not_found"); rate_limited ("listening.dry_run.busy").
    base::Result<DryRun> run(const model::Actor& actor, const std::string& text,
                             const std::optional<model::QueryId>& query, const DrySource& source);
    // Errors: forbidden; not_found ("listening.dry_run.not_found", "listening.dry_run.no_such_post").
    base::Result<Marked> mark(const model::Actor& actor, const std::string& run, const std::string& key,
                              std::optional<Verdict> verdict);
    // Errors: forbidden; too_large; those of reading.
    base::Result<Archive> add_archive(const model::Actor& actor, const std::string& name,
                                      const std::string& bytes);
    // Somebody's posts are to be erased: nothing that was given or heard is kept.
    void forget();

  private:
    struct Given {
        std::string id;
        std::shared_ptr<const std::vector<std::shared_ptr<const HeardPost>>> posts;
        base::Instant expires_at{};
    };
    struct Kept {
        std::string id;
        model::BrandId brand;
        model::EmployeeId employee;
        std::string text_key;
        std::set<std::string> keys;
        base::Instant expires_at{};
    };
    base::Result<Marked> marked(const model::BrandId& brand, const std::string& text_key);
    void drop_old(base::Instant now);

    const Ports ports_;
    std::mutex mutex_;
    int running_ = 0;
    std::map<model::EmployeeId, Given> archives_;
    std::vector<Kept> runs_;  // oldest first
};

// As many as asked for, spread evenly over all that were offered, without keeping more than twice as many.
template <class T>
class EvenSample {
  public:
    explicit EvenSample(std::size_t most) : most_(most) {}
    template <class Make>
    void offer(const Make& make) {
        if (offered_++ % step_ != 0) return;
        kept_.push_back(make());
        if (kept_.size() < 2 * most_) return;
        std::size_t to = 1;  // the first stays where it is
        for (std::size_t from = 2; from < kept_.size(); from += 2)
            kept_[to++] = std::move(kept_[from]);
        kept_.resize(to);
        step_ *= 2;
    }
    std::vector<T> take() {
        if (kept_.size() <= most_) return std::move(kept_);
        std::vector<T> picked;
        picked.reserve(most_);
        for (std::size_t i = 0; i < most_; ++i)
            picked.push_back(std::move(kept_[i * kept_.size() / most_]));
        return picked;
    }

  private:
    std::size_t most_;
    std::size_t offered_ = 0;
    std::size_t step_ = 1;
    std::vector<T> kept_;
};

}  // namespace manyhands::listen
