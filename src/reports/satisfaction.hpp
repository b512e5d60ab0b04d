// Satisfaction in public: what customers' taps, reactions and words say about an answer, and conversations
// that turned from a complaint to praise (docs/adr/0056). Customers' words stay in their posts; here are ids
// and figures only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "model/event.hpp"
#include "model/people.hpp"
#include "reports/sheet.hpp"

namespace manyhands::reports {

// In the order of their word: a tap says it outright, tone is read from the text.
enum class ThanksSource { tap, reaction, tone };
std::string_view to_string(ThanksSource source);
std::optional<ThanksSource> thanks_source(std::string_view text);

inline constexpr base::Seconds kLinkLives = std::chrono::hours(24 * 14);
inline constexpr base::Seconds kChangeMind = std::chrono::hours(24);
inline constexpr base::Seconds kPraiseWithin = std::chrono::hours(24 * 30);
inline constexpr std::size_t kTrailPosts = 500;  // of one customer, the newest

// What one source says about one answer. counted: false for what the brand's own people say.
struct Signal {
    model::ConversationId conversation;
    model::AnswerId answer;
    model::EmployeeId author;  // of the answer
    base::Instant at{};
    ThanksSource source = ThanksSource::tap;
    bool good = false;
    bool counted = true;
};

struct TrailPost {
    model::PostId id;
    model::ConversationId conversation;
    std::string author;  // the network's stable key
    std::optional<std::int64_t> followers;
    std::string text;
    std::string lang;
    base::Instant at{};
};

// Sent, the first part of it, and no holding answer.
struct TrailAnswer {
    model::AnswerId id;
    model::ConversationId conversation;
    model::EmployeeId author;
    base::Instant at{};
};

// One customer of a brand on one network, oldest first.
struct Trail {
    std::vector<model::ConversationId> conversations;
    std::vector<TrailPost> posts;  // by the customer
    std::vector<TrailAnswer> answers;
    std::vector<TrailPost> others;  // by others: in the same threads, or naming the customer
    bool ours = false;              // the account is the brand's or an employee's: nothing of it counts
};

// Complaint, answer, praise by the same author; with what others praised about it.
struct Turnaround {
    model::ConversationId conversation;
    model::AnswerId answer;
    model::PostId complaint;
    base::Instant at{};  // of the customer's praise
    struct Praise {      // one for each author, their first
        model::PostId post;
        model::ConversationId conversation;
        std::int64_t followers = 0;
        bool by_customer = false;
        base::Instant at{};
    };
    std::vector<Praise> praises;  // the customer's own first
    bool counted = true;
};
// Followers of everybody who praised.
std::int64_t reach_of(const std::vector<Turnaround::Praise>& praises);

// true: thanks or praise; false: unhappy; nothing: neither, or not sure.
using ToneOf = std::function<std::optional<bool>(std::string_view text, std::string_view lang)>;

struct TrailReading {
    std::vector<Signal> tones;
    std::vector<Turnaround> turnarounds;  // one a conversation at most
};
// Pure.
TrailReading read_trail(const Trail& trail, const ToneOf& tone);

// A link below an answer that takes one tap.
struct ThanksLink {
    std::string id;
    model::BrandId brand;
    model::ConversationId conversation;
    std::string digest;  // SHA-256 of its token, lower-case hex; the token stands in the published text only
    std::string lang;    // "ko" or "en": of the page
    base::Instant made_at{};
    base::Instant expires_at{};
    std::optional<model::AnswerId> answer;  // once tapped
    std::optional<base::Instant> tapped_at;
    bool good = false;
    std::string voter;  // digest of what the browser that tapped was given
};

struct FoundLink {
    ThanksLink link;
    std::string account_handle;
    // The sent answer whose text carries the link; no holding one. Nothing: not published.
    std::optional<TrailAnswer> answer;
    bool ours = false;
    bool tapped_elsewhere = false;  // by another link below the same answer
};

// Somebody's reaction to a post of an account of ours, as the network tells it.
struct Reaction {
    std::string remote_id;  // of the post
    std::string by;         // the network's stable key
    base::Instant at{};
};

struct ThanksRow {
    Signal signal;
    std::string initials;  // of the author
};

struct TurnaroundRow {
    Turnaround turned;
    std::string customer_handle;
};

// Thread-safe. Writes block until durable; unavailable when nothing can be written.
class SatisfactionStore {
  public:
    virtual ~SatisfactionStore() = default;
    virtual base::Result<std::vector<model::BrandId>> satisfied_brands() = 0;
    struct Changed {
        std::vector<model::ConversationId> conversations;
        std::int64_t seq = 0;
        int read = 0;  // entries of the log
        bool more = false;
    };
    // Conversations with something new behind the reader's place in the log.
    virtual base::Result<Changed> changed(const model::BrandId& brand, int limit) = 0;
    // Of the conversation's customer, without `others`. not_found: unknown.
    virtual base::Result<Trail> trail(const model::BrandId& brand, const model::ConversationId& id) = 0;
    // What others wrote since about the conversation's customer; without the brand's own people.
    virtual base::Result<std::vector<TrailPost>> others(const model::BrandId& brand,
                                                        const model::ConversationId& id,
                                                        base::Instant since) = 0;
    // Customers' conversations that recovered and that a post in this one may praise.
    virtual base::Result<std::vector<model::ConversationId>> praised_by(const model::BrandId& brand,
                                                                        const model::ConversationId& id) = 0;
    // In place of what was read of these conversations before.
    virtual base::Result<void> keep(const model::BrandId& brand, const std::vector<model::ConversationId>& of,
                                    const TrailReading& reading) = 0;
    virtual base::Result<void> read_up_to(const model::BrandId& brand, std::int64_t seq) = 0;

    virtual base::Result<void> add_thanks_link(const ThanksLink& link, const model::EmployeeId& by) = 0;
    // not_found ("reports.thanks.not_found").
    virtual base::Result<FoundLink> link_of(const std::string& digest, const std::string& token) = 0;
    using Decide = std::function<base::Result<ThanksLink>(const FoundLink&)>;
    virtual base::Result<FoundLink> tap(const std::string& digest, const std::string& token, bool counted,
                                        const Decide& decide) = 0;

    // Good words for the answers they are on, those of each answer's own customer; others' say nothing about
    // whether it helped. The same again changes nothing. Gives how many were new.
    virtual base::Result<int> react(const model::AccountId& account, const std::vector<Reaction>& all) = 0;

    // By when it was said, oldest first; to is not in.
    virtual base::Result<std::vector<ThanksRow>> signals(const model::BrandId& brand, base::Instant from,
                                                         base::Instant to) = 0;
    virtual base::Result<std::vector<ThanksRow>> signals_of(const model::BrandId& brand,
                                                            const model::ConversationId& id) = 0;
    virtual base::Result<std::vector<TurnaroundRow>> turnarounds(const model::BrandId& brand,
                                                                 base::Instant from, base::Instant to) = 0;
    virtual base::Result<std::optional<TurnaroundRow>> turnaround_of(const model::BrandId& brand,
                                                                     const model::ConversationId& id) = 0;
};

// A share with its 95 % interval (Wilson), each 0 to 1; nothing without cases.
struct Share {
    std::int64_t good = 0;
    std::int64_t all = 0;
    std::optional<double> share, low, high;
};
Share share_of(std::int64_t good, std::int64_t all);

struct SatisfactionReport {
    base::Instant from{}, to{};
    Share answers;  // each answer once, by its strongest source
    struct BySource {
        ThanksSource source = ThanksSource::tap;
        Share share;
        std::int64_t not_counted = 0;
    };
    std::vector<BySource> by_source;
    std::int64_t not_counted = 0;  // signals by the brand's own people
    std::int64_t recovered = 0;
    std::int64_t reach = 0;
    std::int64_t praised_by_others = 0;  // of the recovered: at least one other person praised
};
// Pure.
SatisfactionReport satisfaction(const std::vector<ThanksRow>& signals,
                                const std::vector<TurnaroundRow>& turnarounds, base::Instant from,
                                base::Instant to);
Sheet to_sheet(const SatisfactionReport& report, base::Lang lang);

enum class LinkRule { off, offer, always };

// Thread-safe.
class Satisfaction {
  public:
    struct Ports {
        SatisfactionStore& store;
        model::Transactor& conversations;
        const base::Clock& clock;
        base::Random& random;
        base::IdSource& ids;
        ToneOf tone;
        std::function<LinkRule(const model::BrandId&)> rule;
    };
    explicit Satisfaction(Ports ports) : ports_(std::move(ports)) {}

    LinkRule rule(const model::BrandId& brand) const { return ports_.rule(brand); }
    // The token of a new link for the conversation's next answer. Errors: conflict ("reports.thanks.off"),
    // forbidden, not_found.
    base::Result<std::string> make_link(const model::Actor& actor, const model::ConversationId& id);

    // -- the customer's page: whoever has the link --
    enum class LinkState { open, changeable, given, over };
    struct Page {
        FoundLink found;
        LinkState state = LinkState::over;
    };
    // `voter`: what this browser was given when it tapped; empty: nothing. Changes nothing.
    base::Result<Page> page(std::string_view token, std::string_view voter);
    struct Tapped {
        FoundLink found;
        std::string voter;  // for the browser to keep
    };
    // `staff`: the one who taps is signed in here: kept, and does not count. Errors: conflict
    // ("reports.thanks.over": expired, never published, or tapped by somebody else), not_found.
    base::Result<Tapped> tap(std::string_view token, std::string_view voter, bool good, bool staff);

    // -- reading --
    base::Result<SatisfactionReport> report(const model::Actor& actor, base::Instant from, base::Instant to);
    base::Result<std::vector<ThanksRow>> signals(const model::Actor& actor, base::Instant from,
                                                 base::Instant to);
    base::Result<std::vector<TurnaroundRow>> turnarounds(const model::Actor& actor, base::Instant from,
                                                         base::Instant to);
    struct OfConversation {
        std::vector<ThanksRow> signals;
        std::optional<TurnaroundRow> turned;
    };
    // Whoever may see the conversation asks before.
    base::Result<OfConversation> of(const model::BrandId& brand, const model::ConversationId& id);

    // Reads what is new in the log of every brand, at most `limit` entries of each. Whether there is more.
    base::Result<bool> read_on(int limit);

  private:
    base::Result<void> read_one(const model::BrandId& brand, const model::ConversationId& id);
    Ports ports_;
};

}  // namespace manyhands::reports
