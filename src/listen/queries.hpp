// The listening queries of a brand: written, tried on what was heard (dry_run.hpp), then switched on. What is
// on or muted is what live.hpp listens with.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "model/people.hpp"

namespace manyhands::listen {

// draft: finds nothing yet. on: what it finds becomes a mention. muted: goes on counting, brings nothing into
// the inbox and raises no alert. off: rests.
enum class QueryState { draft, on, muted, off };
enum class QueryPurpose { service, brand, product, competitor, campaign, risk };
enum class QueryColour { blue, green, amber, red, violet, teal, pink, grey };
// What a query was tried on.
enum class DryKind { stored, ring, archive };
enum class Verdict { ours, noise };

std::string_view to_string(QueryState state);
std::string_view to_string(QueryPurpose purpose);
std::string_view to_string(QueryColour colour);
std::string_view to_string(DryKind kind);
std::string_view to_string(Verdict verdict);
std::optional<QueryState> query_state(std::string_view text);
std::optional<QueryPurpose> query_purpose(std::string_view text);
std::optional<QueryColour> query_colour(std::string_view text);
std::optional<DryKind> dry_kind(std::string_view text);
std::optional<Verdict> verdict(std::string_view text);

// So many found within so many minutes tell the owner and the leads, once in that time.
struct AlertRule {
    std::int64_t at_least = 1;
    std::int64_t minutes = 1;
    friend bool operator==(const AlertRule&, const AlertRule&) = default;
};

struct DrySummary {
    base::Instant at{};
    DryKind source = DryKind::stored;
    std::int64_t posts = 0;
    std::int64_t found = 0;
    friend bool operator==(const DrySummary&, const DrySummary&) = default;
};

struct Marked {
    std::int64_t ours = 0;
    std::int64_t noise = 0;
};

struct Query {
    model::QueryId id;
    model::BrandId brand;
    std::string name;
    std::string text;       // as it was written
    std::string canonical;  // model::query::print
    std::string text_key;   // of the canonical text: what dry runs and marks belong to
    QueryPurpose purpose = QueryPurpose::service;
    QueryColour colour = QueryColour::blue;
    model::EmployeeId owner;
    QueryState state = QueryState::draft;
    std::optional<AlertRule> alert;
    std::optional<base::Instant> alerted_at;
    std::optional<DrySummary> dry_run;  // of this very text
    Marked marked;                      // of this very text
    base::Instant created_at{};
    base::Instant updated_at{};
    std::int64_t version = 1;
};

inline constexpr std::size_t kQueriesAtMost = 10'000;  // of a brand
inline constexpr std::size_t kQueryNameAtMost = 80;    // code points
inline constexpr std::int64_t kAlertAtMost = 1'000'000;
inline constexpr std::int64_t kAlertMinutesAtMost = 24 * 60;

// What dry runs and marks of a text are kept under.
std::string text_key_of(std::string_view canonical);

// What a person writes; nothing: as it is.
struct QueryChange {
    std::optional<std::string> name;
    std::optional<std::string> text;
    std::optional<QueryPurpose> purpose;
    std::optional<QueryColour> colour;
    std::optional<std::optional<AlertRule>> alert;
    std::optional<model::EmployeeId> owner;  // whose it is from now on
    std::optional<std::int64_t> version;     // what they saw; nothing: whatever there is
};

// Whether this query was tried with the text of that key.
using Tried = std::function<bool(const std::string& text_key)>;

// Pure. Errors: invalid ("listening.query.refused": ask the parser what; "listening.name.bad",
// "listening.alert.bad", each with an argument "pointer"), conflict ("listening.changed" for another version,
// "listening.dry_run_first": a query that is on changes its text only to one that was tried).
base::Result<Query> change(Query query, const QueryChange& change, const Tried& tried, base::Instant now);
// Errors: conflict ("listening.dry_run_first").
base::Result<Query> switch_to(Query query, QueryState state, const Tried& tried, base::Instant now);

// Thread-safe; writes block until durable and leave an entry in the audit log.
class QueryStore {
  public:
    virtual ~QueryStore() = default;
    virtual base::Result<std::vector<Query>> listening_queries(const model::BrandId& brand) = 0;  // by id
    // Errors: not_found ("listening.query.not_found"), also for another brand's.
    virtual base::Result<Query> listening_query(const model::BrandId& brand, const model::QueryId& id) = 0;
    // Errors: conflict ("listening.too_many").
    virtual base::Result<void> add_listening_query(const Query& query) = 0;
    using Decide = std::function<base::Result<Query>(Query stored, const Tried& tried)>;
    // Errors: not_found; those of decide; invalid ("listening.owner.bad": the new owner is nobody who is
    // active in this brand).
    virtual base::Result<Query> change_listening_query(const model::BrandId& brand, const model::QueryId& id,
                                                       const Decide& decide) = 0;
    virtual base::Result<void> remove_listening_query(const model::BrandId& brand,
                                                      const model::QueryId& id) = 0;

    // The newest run of a query's text counts; nothing happens when there is no such query.
    virtual base::Result<void> keep_dry_run(const model::BrandId& brand, const model::QueryId& id,
                                            const std::string& text_key, const DrySummary& run) = 0;
    // By the post's key.
    virtual base::Result<std::map<std::string, Verdict>> marks(const model::BrandId& brand,
                                                               const std::string& text_key) = 0;
    // Nothing: takes the mark back.
    virtual base::Result<void> mark(const model::BrandId& brand, const std::string& text_key,
                                    const std::string& post_key, std::optional<Verdict> verdict) = 0;
};

// Thread-safe.
class Queries {
  public:
    // `changed` is told the brand whose set is another one now, after it is durable.
    using Changed = std::function<void(const model::BrandId&)>;
    Queries(QueryStore& store, const base::Clock& clock, base::IdSource& ids, Changed changed)
        : store_(store), clock_(clock), ids_(ids), changed_(std::move(changed)) {}

    // Errors of all: forbidden; not_found ("listening.query.not_found"); those of change and switch_to.
    base::Result<std::vector<Query>> list(const model::Actor& actor);
    base::Result<Query> get(const model::Actor& actor, const model::QueryId& id);
    base::Result<Query> add(const model::Actor& actor, const QueryChange& wanted);
    base::Result<Query> change(const model::Actor& actor, const model::QueryId& id,
                               const QueryChange& wanted);
    base::Result<Query> set_state(const model::Actor& actor, const model::QueryId& id, QueryState state);
    base::Result<void> remove(const model::Actor& actor, const model::QueryId& id);
    static bool may_manage(const model::Actor& actor);

  private:
    void told(const model::BrandId& brand) const {
        if (changed_) changed_(brand);
    }

    QueryStore& store_;
    const base::Clock& clock_;
    base::IdSource& ids_;
    Changed changed_;
};

}  // namespace manyhands::listen
