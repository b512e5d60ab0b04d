// Approval lanes: judged here before an answer goes out, decided here by whoever a lane names. Nothing is
// ever published because nobody answered: a lane that nobody serves is shown to leads and admins and waits
// on.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "answer/answer.hpp"
#include "answer/guide.hpp"
#include "answer/risk.hpp"

namespace manyhands::answer {

struct SavedLanes {
    std::int64_t version = 0;  // 1, 2 ...; 0: what ships, nobody has saved any yet
    std::string note;
    model::EmployeeId saved_by;
    base::Instant saved_at{};
    Lanes lanes;
};

class ApprovalStore {
  public:
    virtual ~ApprovalStore() = default;
    // The newest; nothing: none. Thread-safe, as all.
    virtual base::Result<std::optional<SavedLanes>> lanes(const model::BrandId& brand) = 0;
    // That one; nothing: there is none.
    virtual base::Result<std::optional<SavedLanes>> lanes_at(const model::BrandId& brand,
                                                             std::int64_t version) = 0;
    // The newest 100, newest first.
    virtual base::Result<std::vector<GuidelineVersion>> lane_versions(const model::BrandId& brand) = 0;
    // As version `former` + 1, in the audit log too. Errors: stale ("answer.lanes.stale").
    virtual base::Result<void> save_lanes(const model::BrandId& brand, const SavedLanes& saved,
                                          std::int64_t former) = 0;
    // Those that wait, the oldest first.
    virtual base::Result<std::vector<model::Answer>> awaiting(const model::BrandId& brand, int limit) = 0;
    // The customer's posts, the newest first; deleted ones say nothing.
    virtual base::Result<std::vector<std::string>> said_by_customer(const model::BrandId& brand,
                                                                    const model::ConversationId& id,
                                                                    int limit) = 0;
    // Answers of the author that stand on a network; counted no further than `at_most`.
    virtual base::Result<int> sent_by(const model::BrandId& brand, const model::EmployeeId& author,
                                      int at_most) = 0;
    // Everybody who is active.
    virtual base::Result<std::vector<model::Employee>> active_people(const model::BrandId& brand) = 0;
    // Brands in which somebody who may have been asked has left, or has another role or department, since
    // heard(): it is written with that change, whichever way it came. The figure goes back to heard(), which
    // forgets no change that came meanwhile.
    virtual base::Result<std::vector<std::pair<model::BrandId, std::int64_t>>> unheard() = 0;
    virtual base::Result<void> heard(const model::BrandId& brand, std::int64_t changes) = 0;
};

// What an approver has before them, as a decision needs it.
struct ApproveContext {
    model::EmployeeId by;
    base::Instant now{};
    std::int64_t seen = 0;  // public version of the conversation
    const Judged& judged;   // of the text that is to go out, now
    const Lanes& lanes;
    const std::vector<model::Employee>& people;
    std::optional<model::ApprovalEdit> edit;
    model::NoticeId notice;
};

// Pure. Approves in every lane that `by` may decide in; what an edit or a new post of the customer has made
// risky besides waits on. Errors: stale (a public post came since), forbidden (the author; nobody whom the
// lanes name), conflict (it does not wait).
base::Result<model::Events> approve(const model::ConversationState& state, const model::AnswerId& id,
                                    const ApproveContext& context);
// Pure; by whoever may approve. Errors: forbidden, conflict; invalid without a reason.
base::Result<model::Events> send_back(const model::ConversationState& state, const model::AnswerId& id,
                                      const std::string& reason, const ApproveContext& context);

// Pure. For every lane that waits and of whose step nobody is left who was told: whoever may decide now is
// asked at once, at that step or the next that has anybody. Events without an actor.
model::Events passed_on(const model::ConversationState& state, const Lanes& lanes,
                        const std::vector<model::Employee>& people, base::Instant now);

struct ApproveWish {
    std::optional<std::string> text;  // edited; the author keeps the initials
    std::string exception;            // when the guidelines refuse the edited text
    std::int64_t seen = 0;
};

struct WaitingLane {
    model::RiskClass risk = model::RiskClass::goodwill;
    model::ApprovalStep step = model::ApprovalStep::approvers;  // that is asked now
    std::optional<base::Instant> due_at;
    std::vector<std::string> words;
    std::optional<model::EmployeeId> approved_by;
    std::vector<model::EmployeeId> deciders;  // at most kWhomAtMost; none: nobody may
    bool mine = false;
};
struct Waiting {
    model::Answer answer;
    model::Conversation conversation;
    std::vector<WaitingLane> lanes;
    std::optional<base::Instant> due_at;  // the earliest of its lanes
};
struct WaitingPage {
    std::vector<Waiting> items;  // the oldest clock first
    std::int64_t total = 0;
    std::string next;  // cursor; empty: the end
};

// What lanes would make of the last answers.
struct LaneDryRun {
    struct Hit {
        model::RiskClass risk = model::RiskClass::goodwill;
        int answers = 0;
        std::vector<PastAnswer> samples;              // the newest three
        std::vector<std::vector<std::string>> words;  // of each: what made it so
    };
    int answers = 0;
    int waiting = 0;                     // of them; each once, whatever lanes it falls into
    std::vector<Hit> lanes;              // in their order; only those that catch something
    std::vector<model::RiskClass> wide;  // new or changed lanes that nearly every answer falls into
    std::string confirm;                 // as of guidelines
};

inline constexpr std::size_t kWhomAtMost = 20;
inline constexpr std::size_t kReturnReasonBytes = 1000;
inline constexpr int kAwaitingAtMost = 1000;

// Thread-safe.
class Approvals final : public RiskGate {
  public:
    Approvals(model::Transactor& store, ApprovalStore& lanes, AnswerStore& answers, Guide& guide,
              model::Colleagues& colleagues, const base::Clock& clock, base::IdSource& ids,
              std::function<std::string(const model::AccountId&)> text_rule_of)
        : store_(store),
          lanes_(lanes),
          answers_(answers),
          guide_(guide),
          colleagues_(colleagues),
          clock_(clock),
          ids_(ids),
          text_rule_of_(std::move(text_rule_of)) {}

    // Who may change the brand's settings reads, tries and changes them. A lane that nearly every one of the
    // last answers falls into is saved with the `confirm` of its dry run only: conflict
    // ("answer.lanes.wide", with an argument "pointer").
    base::Result<SavedLanes> lanes(const model::Actor& actor);
    base::Result<std::vector<GuidelineVersion>> versions(const model::Actor& actor);
    // 0: what ships. not_found.
    base::Result<SavedLanes> version(const model::Actor& actor, std::int64_t version);
    base::Result<LaneDryRun> dry_run(const model::Actor& actor, const std::string& json);
    base::Result<SavedLanes> save(const model::Actor& actor, const std::string& json, const std::string& note,
                                  std::int64_t former, const std::string& confirm = {});
    // Whoever is next hears at once where an approver has left. Does nothing when nobody has; called behind
    // every commit and at the start.
    base::Result<void> pass_on();

    // Who may approve now, beside the policy: hourly staff on shift only. Before the first command.
    using MayWork = std::function<base::Result<void>(const model::Actor&)>;
    void ask_before_approval(MayWork may_work) { may_work_ = std::move(may_work); }

    // What waits for the actor; for leads and admins also what nobody can decide. Errors: invalid cursor.
    base::Result<WaitingPage> waiting(const model::Actor& actor, const std::string& cursor, int limit);
    // Persons only: a program's token approves nothing.
    base::Result<model::ConversationState> approve(const model::Actor& actor, const model::AnswerId& id,
                                                   const ApproveWish& wish);
    base::Result<model::ConversationState> send_back(const model::Actor& actor, const model::AnswerId& id,
                                                     const std::string& reason);

    base::Result<Judged> judge(const model::EmployeeId& author, const model::Conversation& conversation,
                               const std::vector<std::string>& texts) override;
    base::Result<void> except(const model::Actor& actor, const model::Conversation& conversation,
                              const model::AskedException& asked, Judged& judged) override;

  private:
    struct Live {
        std::int64_t version = 0;
        std::shared_ptr<const RiskReader> reader;
    };
    base::Result<Live> live(const model::BrandId& brand);
    base::Result<LaneDryRun> tried(const model::BrandId& brand, const Lanes& wanted,
                                   const std::optional<SavedLanes>& known);
    base::Result<void> pass_on(const model::BrandId& brand);
    struct Writer {
        model::Employee person;
        int sent_answers = 0;  // 0 where nobody asks
    };
    base::Result<Writer> writer(const model::BrandId& brand, const model::EmployeeId& id,
                                const Lane& newcomer);

    MayWork may_work_;
    model::Transactor& store_;
    ApprovalStore& lanes_;
    AnswerStore& answers_;
    Guide& guide_;
    model::Colleagues& colleagues_;
    const base::Clock& clock_;
    base::IdSource& ids_;
    std::function<std::string(const model::AccountId&)> text_rule_of_;
    std::mutex mutex_;
    std::map<model::BrandId, Live> live_;
    std::uint64_t saves_ = 0;  // what was read before one is not kept
};

}  // namespace manyhands::answer
