// Rounds of audits: drawn, marked blind, closed, appealed. The decisions are pure; the service (service.hpp)
// runs them in the store's transaction and asks the policy.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/people.hpp"
#include "quality/card.hpp"
#include "quality/sample.hpp"
#include "quality/statistics.hpp"

namespace manyhands::quality {

using RoundId = base::Id<struct QualityRoundTag>;

// sample: each answer once, a share of them twice. calibration: a few answers, each by every auditor, to
// compare.
enum class RoundKind { sample, calibration };
enum class RoundState { open, closed };
std::string_view to_string(RoundKind kind);
std::string_view to_string(RoundState state);
std::string_view to_string(Band band);
std::optional<RoundKind> round_kind(std::string_view text);
std::optional<RoundState> round_state(std::string_view text);

inline constexpr std::int64_t kRoundAtMost = 5000;          // answers
inline constexpr std::int64_t kCalibrationAtMost = 20;      // answers
inline constexpr std::int64_t kPopulationAtMost = 500'000;  // published answers of a period
inline constexpr std::size_t kNoteAtMost = 2000;            // code points: coaching notes, reasons
inline constexpr std::size_t kSeedAtMost = 40;              // bytes of ASCII
inline constexpr base::Minutes kPickHeldFor{45};            // then somebody else may get that answer

// What a sample is drawn by.
struct Wish {
    RoundKind kind = RoundKind::sample;
    base::Instant from{}, to{};  // when it was published: [from, to)
    std::vector<Column> columns;
    int confidence = 95;               // 90, 95, 99
    int margin = 3;                    // +- points of 100
    int expected = 95;                 // points
    int twice_percent = 20;            // how many are marked by two
    std::optional<std::int64_t> size;  // instead of the computed one; of a calibration
    std::optional<std::string> seed;   // to repeat a draw; nothing: made
};

struct Round {
    RoundId id;
    model::BrandId brand;
    Wish wish;  // with its seed
    int newcomer_days = 0;
    RoundState state = RoundState::open;
    std::int64_t population = 0;
    std::vector<Stratum> strata;
    std::int64_t card = 0;
    model::EmployeeId created_by;
    base::Instant created_at{};
    std::optional<base::Instant> closed_at;
    // How far it is; kept nowhere, counted.
    std::int64_t items = 0;
    std::int64_t gone = 0;    // erased since: nothing is left to judge
    std::int64_t marked = 0;  // by at least one
    std::int64_t wanted = 0;  // marks that are still to come; of a calibration 0
    std::int64_t by_me = 0;   // marked by who asks
};

struct Item {
    RoundId round;
    model::BrandId brand;
    std::int64_t position = 0;
    model::AnswerId answer;
    model::ConversationId conversation;
    model::EmployeeId author;
    model::DepartmentId department;
    std::string network;
    base::Instant sent_at{};
    std::string stratum;
    std::int64_t stratum_population = 1;
    std::int64_t stratum_drawn = 1;
    int wanted = 1;  // marks; 0: every auditor's
    double weight() const {
        return static_cast<double>(stratum_population) / static_cast<double>(stratum_drawn);
    }
};

struct Mark {
    model::EmployeeId auditor;
    std::int64_t card = 0;
    Marks marks;
    bool critical = false;
    std::int64_t score = 0;  // hundredths
    std::string note;        // coaching, for the author
    base::Instant at{};
};

enum class AppealState { open, stands, changed };
std::string_view to_string(AppealState state);
std::optional<AppealState> appeal_state(std::string_view text);

struct Appeal {
    std::string reason;
    base::Instant at{};
    AppealState state = AppealState::open;
    model::EmployeeId decided_by;
    std::optional<base::Instant> decided_at;
    std::string decision;
    std::optional<Mark> mark;  // changed: what counts now
};

// An answer of a round with everything that was said of it.
struct Judged {
    Item item;
    RoundKind kind = RoundKind::sample;
    RoundState state = RoundState::open;
    std::optional<base::Instant> closed_at;
    std::int64_t card = 0;
    bool gone = false;
    std::vector<Mark> marks;  // in the order in which they were made
    std::optional<Appeal> appeal;
};

// 0 to 100: of a decided appeal, else the mean of the marks. Nothing when nobody marked it.
std::optional<double> final_score(const Judged& judged);
bool final_critical(const Judged& judged);

// The next place of `n` drawn answers that is marked twice: the first ones, which are as random as all.
std::int64_t marked_twice(std::int64_t items, int percent);

struct MarkWish {
    Marks marks;
    bool critical = false;
    std::string note;
};

// Errors: conflict ("quality.round.closed", "quality.mark.already"), forbidden ("quality.mark.own"), invalid
// (of complete(); "quality.note.too_long").
base::Result<Mark> mark_answer(const Judged& judged, const Card& card, const model::EmployeeId& auditor,
                               const MarkWish& wish, base::Instant now);
// Errors: not_found ("quality.item.not_found": somebody else's, not marked, not closed), conflict
// ("quality.appeal.late", "quality.appeal.already"), invalid ("quality.appeal.reason").
base::Result<Appeal> appeal_against(const Judged& judged, const model::EmployeeId& author,
                                    const std::string& reason, base::Minutes within, base::Instant now);
base::Instant appeal_until(const Judged& judged, base::Minutes within);
// By somebody else than the author and those who marked. `wish`: the marks that count now; nothing: they
// stand. Errors: not_found ("quality.appeal.not_found"), conflict ("quality.appeal.decided"), forbidden
// ("quality.appeal.not_you"), invalid ("quality.appeal.decision", of complete()).
base::Result<Appeal> decide_appeal(const Judged& judged, const Card& card, const model::EmployeeId& by,
                                   const std::string& decision, const std::optional<MarkWish>& wish,
                                   base::Instant now);

// How far the auditors of a round agree. Of an answer each pair of its marks counts, the auditor with the
// smaller id first.
struct Agreement {
    std::string criterion;
    Scale scale = Scale::five;
    Kappa kappa;
};
std::vector<Agreement> agreement_of(const Card& card, const std::vector<Judged>& judged);

// Who stands where. key: of an employee, a department, a network.
enum class By { person, department, network };
std::optional<By> by(std::string_view text);
std::string_view to_string(By by);
struct Standing {
    std::string key;
    Score score;
    std::int64_t critical = 0;
};
// `judged`: newest round first; an answer that several rounds drew counts once, by its newest marks.
// By key: nobody is ranked.
std::vector<Standing> standings(const std::vector<Judged>& judged, By by);
std::optional<Standing> overall(const std::vector<Judged>& judged);

// ---- what the auditor sees
// -----------------------------------------------------------------------------------
struct ThreadPost {
    bool ours = false;
    bool judged = false;  // the answer itself
    std::string author;   // a customer's name or handle; of ours the account's handle
    std::string text;
    std::string lang;
    base::Instant at{};
    bool edited = false;
    bool deleted = false;
};
// Our posts lose their initials.
void make_blind(std::vector<ThreadPost>& thread);

struct Pick {
    Item item;
    std::vector<ThreadPost> thread;
};

// Thread-safe; writes block until durable and leave an entry in the audit log.
class Rows {
  public:
    virtual ~Rows() = default;
    // Newest first; empty: nobody has written one yet.
    virtual base::Result<std::vector<Card>> audit_cards(const model::BrandId& brand) = 0;
    // Errors: not_found ("quality.card.not_found").
    virtual base::Result<Card> audit_card(const model::BrandId& brand, std::int64_t version) = 0;
    // `former`: the version that was changed. Errors: conflict ("quality.card.changed").
    virtual base::Result<Card> add_audit_card(const model::BrandId& brand, const Card& card,
                                              std::int64_t former) = 0;

    // Published in [from, to), the first part of each. Errors: invalid ("quality.round.population").
    virtual base::Result<std::vector<Candidate>> audit_population(const model::BrandId& brand,
                                                                  base::Instant from, base::Instant to) = 0;
    virtual base::Result<void> add_audit_round(const Round& round, const std::vector<Item>& items) = 0;
    virtual base::Result<std::vector<Round>> audit_rounds(
        const model::BrandId& brand,
        const model::EmployeeId& viewer) = 0;  // newest first
    // Errors: not_found ("quality.round.not_found").
    virtual base::Result<Round> audit_round(const model::BrandId& brand, const RoundId& id,
                                            const model::EmployeeId& viewer) = 0;
    // A notice of the kind "audit_closed" goes to each author of whom a sample has a marked answer; told:
    // they. What it says: until when they may appeal, which answer (the first of them), how many. Errors:
    // not_found; conflict ("quality.round.closed").
    struct Closing {
        base::Instant at{};
        base::Instant appeal_until{};
        model::NoticeId notice;
    };
    virtual base::Result<std::vector<model::EmployeeId>> close_audit_round(const model::BrandId& brand,
                                                                           const RoundId& id,
                                                                           const Closing& closing) = 0;

    // The next answer for this auditor, kept for them until `now` + kPickHeldFor: the one that they have
    // already, else the first that nobody else has, that is not their own and that they neither marked nor
    // passed over.
    virtual base::Result<std::optional<Item>> pick_for_audit(const model::BrandId& brand,
                                                             const RoundId& round,
                                                             const model::EmployeeId& auditor,
                                                             base::Instant now) = 0;
    // Errors: not_found ("quality.item.not_found").
    virtual base::Result<void> pass_over_audit(const model::BrandId& brand, const RoundId& round,
                                               const model::AnswerId& answer,
                                               const model::EmployeeId& auditor, const std::string& reason,
                                               base::Instant now) = 0;
    virtual base::Result<std::vector<ThreadPost>> audit_thread(const model::BrandId& brand,
                                                               const Item& item) = 0;

    // Inside the transaction. Errors: not_found ("quality.item.not_found"), those of decide.
    virtual base::Result<void> mark_audited(
        const model::BrandId& brand, const RoundId& round, const model::AnswerId& answer,
        const std::function<base::Result<Mark>(const Judged&)>& decide) = 0;
    // Of a decided one its author gets a notice of the kind "audit_decided", and is the result.
    virtual base::Result<model::EmployeeId> appeal_audited(
        const model::BrandId& brand, const RoundId& round, const model::AnswerId& answer,
        const model::NoticeId& notice, const std::function<base::Result<Appeal>(const Judged&)>& decide) = 0;

    // Which answers; empty and nothing: any.
    struct Filter {
        model::BrandId brand;
        RoundId round;
        model::AnswerId answer;
        model::EmployeeId author;
        bool closed_samples = true;
        bool appealed = false;
        base::Instant from = base::from_micros(0);  // published
        base::Instant to = base::from_micros(INT64_MAX);
    };
    // By round, newest first, then by position.
    virtual base::Result<std::vector<Judged>> judged_audits(const Filter& filter) = 0;
};

}  // namespace manyhands::quality
