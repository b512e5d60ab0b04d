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
base::Result<Events> close(const ConversationState& state, const model::EmployeeId& by, base::Instant now);
base::Result<Events> reopen(const ConversationState& state, const model::EmployeeId& by, base::Instant now);

// What the clock brings: claim expiry, bands, the end of an offer. Empty when nothing is due (a late or
// repeated call changes nothing). All that is due by `now` happens in one go, in order, each at its own
// instant.
Events due(const ConversationState& state, base::Instant now);

// The room's commands, for http and cli. Thread-safe.
class Service {
  public:
    Service(model::Transactor& store, const base::Clock& clock) : store_(store), clock_(clock) {}

    base::Result<ConversationState> claim(const model::Actor& actor, const model::ConversationId& id);
    base::Result<ConversationState> release(const model::Actor& actor, const model::ConversationId& id);
    base::Result<ConversationState> renew(const model::Actor& actor, const model::ConversationId& id);
    base::Result<ConversationState> take_over(const model::Actor& actor, const model::ConversationId& id);
    base::Result<ConversationState> hand_off(const model::Actor& actor, const model::ConversationId& id,
                                             const model::DepartmentId& to, const std::string& reason);
    base::Result<ConversationState> close(const model::Actor& actor, const model::ConversationId& id);
    base::Result<ConversationState> reopen(const model::Actor& actor, const model::ConversationId& id);
    // Fires what is due for one conversation. Called by the scheduler.
    base::Result<void> fire(const DueConversation& due);

  private:
    model::Transactor& store_;
    const base::Clock& clock_;
};

}  // namespace manyhands::route
