// Route: a post joins or opens a conversation; who holds it; the clocks of the promise. Pure decisions; the
// service runs them in the store's transaction and asks the policy.
#pragma once

#include "model/people.hpp"
#include "route/ports.hpp"

namespace manyhands::route {

inline constexpr base::Minutes kClaimLease{5};
inline constexpr base::Minutes kClaimAtMost{15};
inline constexpr base::Minutes kTakeOverAfter{2};  // without typing, by anyone
inline constexpr base::Minutes kRenewEvery{1};
inline constexpr base::Minutes kFollowUpOffer{3};
inline constexpr base::Minutes kHandOffOffer{15};  // to the person it was handed to, then to everyone
inline constexpr std::chrono::hours kSnoozeAtMost{24 * 366};

struct ReceiveContext {
    model::BrandId brand;
    model::AccountId account;
    model::DepartmentId department;  // of the account
    std::string account_remote_id;   // posts by this author are the brand's own
    base::Instant now{};
    base::IdSource& ids;
    // Is the person active (and on shift, where that applies)? Follow-ups are offered to them first.
    std::function<bool(const model::EmployeeId&)> present;
};

// A new post, an edit, a tombstone, our own answer's echo, or an answer that the brand gave elsewhere.
std::vector<Change> receive(const Incoming& incoming, ThreadReader& reader, const ReceiveContext& context);

using model::ConversationState;
using model::Events;

base::Result<Events> claim(const ConversationState& state, const model::EmployeeId& by, base::Instant now);
base::Result<Events> release(const ConversationState& state, const model::EmployeeId& by, base::Instant now);
base::Result<Events> renew(const ConversationState& state, const model::EmployeeId& by, base::Instant now);
enum class TakeOverRight { at_once, when_silent };
base::Result<Events> take_over(const ConversationState& state, const model::EmployeeId& by,
                               TakeOverRight right, base::Instant now);
base::Result<Events> hand_off(const ConversationState& state, const model::EmployeeId& by,
                              const model::DepartmentId& to, const std::string& reason, base::Instant now);
// To a person: their department owns it, and it is offered to them first.
struct HandOff {
    model::DepartmentId to;
    std::optional<model::EmployeeId> employee;
    std::string reason;  // at most 1,000 bytes
    model::NoticeId notice;
    std::optional<model::HandBack> back = {};  // when nobody takes it
};
base::Result<Events> hand_off(const ConversationState& state, const model::EmployeeId& by,
                              const HandOff& wanted, base::Instant now);
// Until an instant, or (none) until the customer writes. Whoever holds it lets it go. The clock of an open
// question runs on: nothing here stops or moves it.
base::Result<Events> snooze(const ConversationState& state, const model::EmployeeId& by,
                            std::optional<base::Instant> until, base::Instant now);
base::Result<Events> wake(const ConversationState& state, const model::EmployeeId& by, base::Instant now);
base::Result<Events> close(const ConversationState& state, const model::EmployeeId& by, base::Instant now);
base::Result<Events> reopen(const ConversationState& state, const model::EmployeeId& by, base::Instant now);

// `both`: the conversation that ends, then the one that goes on with its posts, notes and tags. An open
// question of the first waits on there, since when it waited; it is counted once.
base::Result<std::vector<Change>> merge(const Together& both, const model::EmployeeId& by, base::Instant now);
// `both`: the conversation that ended by a merge, then the one it went into. Each is as it was, as long as
// nothing new happened there: posts, notes, claims, answers, hand-offs. Errors: conflict
// ("route.merge.not_merged", "route.merge.too_old": merged by a version that kept nothing for it,
// "route.merge.changed_since", those of merge).
base::Result<std::vector<Change>> unmerge(const Together& both, const model::EmployeeId& by,
                                          base::Instant now);
// `one`: a conversation, of which `chosen` become a conversation of its own, with the id `made`. A question
// among them waits there since its own post time; what stays waits since the first question that stays.
base::Result<std::vector<Change>> split(const Together& one, const std::vector<model::PostId>& chosen,
                                        const model::ConversationId& made, const model::EmployeeId& by,
                                        base::Instant now);

// What the clock brings: claim expiry, bands, the alarms of a promised answer, the end of an offer or of a
// snooze. Empty when nothing is due (a late or repeated call changes nothing). All that is due by `now`
// happens in one go, in order, each at its own instant. `new_notice`: an id for each alarm that somebody is
// to see.
using NewNotice = std::function<model::NoticeId()>;
Events due(const ConversationState& state, base::Instant now, const NewNotice& new_notice = {});

// Where a hand-off goes when nobody takes it: there; nowhere; or, as a rule, back to the department that had
// it, after the brand's time.
struct Returning {
    bool never = false;
    std::optional<model::HandBack> to;
};

// The room's commands, for http and cli. Thread-safe.
class Service {
  public:
    // The brand's time until a hand-off that nobody took comes back; 0: it does not.
    using BackAfter = std::function<base::Minutes(const model::BrandId&)>;
    Service(model::Transactor& store, model::Colleagues& people, base::IdSource& ids,
            const base::Clock& clock, BackAfter back_after = {})
        : store_(store), people_(people), ids_(ids), clock_(clock), back_after_(std::move(back_after)) {}

    // Who may take a question on now, beside the policy: hourly staff on shift only. Before the first
    // command.
    using MayWork = std::function<base::Result<void>(const model::Actor&)>;
    void ask_before_claim(MayWork may_work) { may_work_ = std::move(may_work); }

    base::Result<ConversationState> claim(const model::Actor& actor, const model::ConversationId& id);
    base::Result<ConversationState> release(const model::Actor& actor, const model::ConversationId& id);
    base::Result<ConversationState> renew(const model::Actor& actor, const model::ConversationId& id);
    base::Result<ConversationState> take_over(const model::Actor& actor, const model::ConversationId& id);
    base::Result<ConversationState> hand_off(const model::Actor& actor, const model::ConversationId& id,
                                             const model::DepartmentId& to, const std::string& reason,
                                             const Returning& back = {});
    // Errors beside the decision's: invalid ("route.hand_off.no_department", "route.hand_off.no_such_person")
    // for what the brand has not, or a person who may not answer.
    base::Result<ConversationState> hand_off_to(const model::Actor& actor, const model::ConversationId& id,
                                                const model::EmployeeId& to, const std::string& reason);
    base::Result<ConversationState> snooze(const model::Actor& actor, const model::ConversationId& id,
                                           std::optional<base::Instant> until);
    base::Result<ConversationState> wake(const model::Actor& actor, const model::ConversationId& id);
    base::Result<ConversationState> close(const model::Actor& actor, const model::ConversationId& id);
    base::Result<ConversationState> reopen(const model::Actor& actor, const model::ConversationId& id);
    // Fires what is due for one conversation. Called by the scheduler.
    base::Result<void> fire(const DueConversation& due);

  private:
    std::optional<model::HandBack> usual_return(const ConversationState& state) const;

    model::Transactor& store_;
    model::Colleagues& people_;
    base::IdSource& ids_;
    const base::Clock& clock_;
    BackAfter back_after_;
    MayWork may_work_;
};

// Merges and splits. Thread-safe.
class Joiner {
  public:
    Joiner(TogetherStore& store, base::IdSource& ids, const base::Clock& clock)
        : store_(store), ids_(ids), clock_(clock) {}
    // What `into` is then.
    base::Result<ConversationState> merge(const model::Actor& actor, const model::ConversationId& id,
                                          const model::ConversationId& into);
    // What `id` is then, which was merged into another.
    base::Result<ConversationState> unmerge(const model::Actor& actor, const model::ConversationId& id);
    // The new conversation.
    base::Result<ConversationState> split(const model::Actor& actor, const model::ConversationId& id,
                                          const std::vector<model::PostId>& posts);

  private:
    TogetherStore& store_;
    base::IdSource& ids_;
    const base::Clock& clock_;
};

}  // namespace manyhands::route
