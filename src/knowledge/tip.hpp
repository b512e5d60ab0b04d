// Tips: what one person found out, for everybody who is asked the same. Proposed by whoever answers or
// audits, published by somebody who may; used when it goes into an answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "model/people.hpp"

namespace manyhands::knowledge {

using TipId = base::Id<struct TipTag>;

// proposed: seen by who wrote it and who may publish. published: offered to everybody. retired: no longer
// offered, still there for what it was used in.
enum class TipState { proposed, published, retired };
std::string_view to_string(TipState state);
std::optional<TipState> tip_state(std::string_view text);

struct Tip {
    TipId id;
    model::BrandId brand;
    std::string title;  // the question that it answers, in the customer's words
    std::string text_ko;
    std::string text_en;  // one of the two may be empty
    TipState state = TipState::proposed;
    model::EmployeeId author;       // whose knowledge it is: of an answer its author
    model::EmployeeId proposed_by;  // who wrote it down
    std::string from_answer;        // an answer's id; empty: of nobody's answer
    std::string from_conversation;  // where that stands
    std::int64_t version = 1;       // raised by every change
    std::int64_t uses = 0;          // conversations it went into an answer of
    base::Instant created_at{};
    base::Instant changed_at{};
    friend bool operator==(const Tip&, const Tip&) = default;
};

// What a person writes; nothing: as it is.
struct TipChange {
    std::optional<std::string> title;
    std::optional<std::string> text_ko;
    std::optional<std::string> text_en;
    std::optional<TipState> state;
};

inline constexpr std::size_t kTipTitleAtMost = 120;  // code points
inline constexpr std::size_t kTipTextBytes = 4000;
inline constexpr int kTipsAtMost = 5000;  // of a brand, those that are not retired
inline constexpr int kTipPage = 100;
inline constexpr std::size_t kSuggestedAtMost = 5;

// Checks and cleans. Pure. Errors: invalid ("knowledge.tip.bad_title", ".empty", ".too_long"), each with an
// argument "pointer".
base::Result<Tip> changed(Tip tip, const TipChange& change);

// Of an answer that was published: whose it is.
struct AnswerSource {
    model::EmployeeId author;
    std::string conversation;
};

// Thread-safe; writes block until durable and leave an entry in the audit log.
class TipStore {
  public:
    virtual ~TipStore() = default;
    // Those that are not retired when `retired` is false, the newest change first.
    virtual base::Result<std::vector<Tip>> tips(const model::BrandId& brand, bool retired) = 0;
    // Errors: not_found ("knowledge.tip.not_found").
    virtual base::Result<Tip> tip(const model::BrandId& brand, const TipId& id) = 0;
    // New (former 0) or changed. Errors: stale ("knowledge.tip.stale": another version is there), conflict
    // ("knowledge.tip.too_many").
    virtual base::Result<void> save_tip(const Tip& tip, std::int64_t former, const model::EmployeeId& by) = 0;
    // They went into an answer of that conversation: each counts once a conversation. Unknown ones and those
    // that are not published are passed over.
    virtual base::Result<void> use_tips(const model::BrandId& brand, const std::string& conversation,
                                        const model::EmployeeId& by, const std::vector<TipId>& ids,
                                        base::Instant at) = 0;
    // Errors: not_found ("knowledge.tip.no_such_answer": none, or not published).
    virtual base::Result<AnswerSource> answer_source(const model::BrandId& brand,
                                                     const std::string& answer) = 0;
    // The customer's newest post there; empty: none, or erased. Errors: not_found.
    virtual base::Result<std::string> asked_in(const model::BrandId& brand,
                                               const std::string& conversation) = 0;
};

// Thread-safe.
class Tips {
  public:
    Tips(TipStore& store, const base::Clock& clock, base::IdSource& ids)
        : store_(store), clock_(clock), ids_(ids) {}

    struct Wish {
        std::optional<TipState> state;  // nothing: those that are not retired
        std::string words;              // the best first; empty: the newest change first
    };
    // Of what one may see: what is published, one's own, and everything for whoever publishes. At most
    // kTipPage. Errors of all: forbidden.
    base::Result<std::vector<Tip>> list(const model::Actor& actor, const Wish& wish);
    // `from_answer`: the published answer that it was learnt from, empty: none.
    base::Result<Tip> propose(const model::Actor& actor, const TipChange& wanted,
                              const std::string& from_answer);
    // One's own while it is only proposed; anything for whoever publishes. Errors: stale
    // ("knowledge.tip.stale"), not_found (also for what one may not see).
    base::Result<Tip> change(const model::Actor& actor, const TipId& id, const TipChange& change,
                             std::int64_t former);

    // Published ones that fit what the customer asked, the best first.
    base::Result<std::vector<Tip>> suggest(const model::Actor& actor, const std::string& conversation);
    base::Result<void> used(const model::Actor& actor, const std::string& conversation,
                            const std::vector<TipId>& ids);

    static bool may_publish(const model::Actor& actor);
    static bool may_change(const model::Actor& actor, const Tip& tip);

  private:
    TipStore& store_;
    const base::Clock& clock_;
    base::IdSource& ids_;
};

}  // namespace manyhands::knowledge
