// Promises kept after the answer: who does what for the customer by when, the alarm when it is late, and the
// follow-up that is drafted when it is done.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/event.hpp"
#include "model/people.hpp"
#include "model/promised_action.hpp"

namespace manyhands::desk {

inline constexpr std::size_t kActionBytes = 500;
inline constexpr int kActionDaysAtMost = 366;
inline constexpr int kActionsListed = 200;

// One of a list, with whom it was promised to.
struct ListedAction {
    model::PromisedAction action;
    std::string customer_handle;
    std::string customer_name;
    std::string network;
};

struct ActionQuery {
    enum class Which { open, overdue, ended };
    Which which = Which::open;
    model::EmployeeId owner;         // empty: anybody's
    model::DepartmentId department;  // empty: all
    int limit = kActionsListed;
};

struct DueAction {
    model::BrandId brand;
    model::ActionId id;
    model::DepartmentId department;
    model::EmployeeId owner;
};

// Thread-safe. Errors of all: unavailable.
class ActionStore {
  public:
    virtual ~ActionStore() = default;
    // The action and its conversation, as they are inside the transaction. Errors: those of decide; not_found
    // ("desk.action.not_found").
    using DecideAction = std::function<base::Result<model::Events>(const model::ConversationState&,
                                                                   const model::PromisedAction&)>;
    virtual base::Result<model::ConversationState> transact_action(const model::BrandId& brand,
                                                                   const model::ActionId& id,
                                                                   const DecideAction& decide) = 0;
    // Open ones: what is due first, first. Ended ones: the newest first.
    virtual base::Result<std::vector<ListedAction>> actions(const model::BrandId& brand,
                                                            const ActionQuery& query) = 0;
    virtual base::Result<ListedAction> action(const model::BrandId& brand, const model::ActionId& id) = 0;
    // Open, due by `now`, and nobody was told yet.
    virtual base::Result<std::vector<DueAction>> actions_due(base::Instant now, int limit) = 0;
    virtual base::Result<std::optional<base::Instant>> next_action_due() = 0;
    // Done while something else waited, which it no longer does. owner: whom the follow-up is offered to.
    virtual base::Result<std::vector<DueAction>> follow_ups_waiting(int limit) = 0;
    // Nothing is left to offer. Again: nothing more.
    virtual base::Result<void> follow_up_settled(const model::ActionId& id) = 0;
    // The active leads of a department; where there are none, of the brand.
    virtual base::Result<std::vector<model::EmployeeId>> leads(const model::BrandId& brand,
                                                               const model::DepartmentId& department) = 0;
};

struct ActionWish {
    model::ActionKind kind = model::ActionKind::other;
    std::string what;
    model::EmployeeId owner;         // empty: whoever promises
    model::DepartmentId department;  // empty: the owner's
    base::Instant due_at{};
};
struct ActionChange {
    std::optional<model::EmployeeId> owner;
    std::optional<model::DepartmentId> department;
    std::optional<base::Instant> due_at;
};

// Thread-safe; writes block until durable.
class PromisedActions {
  public:
    struct Ports {
        model::Transactor& conversations;
        ActionStore& actions;
        model::Colleagues& people;
        const base::Clock& clock;
        base::IdSource& ids;
    };
    explicit PromisedActions(Ports ports) : ports_(ports) {}

    // Errors: invalid, with an argument "pointer" ("desk.action.past", "desk.action.too_far",
    // "desk.action.empty", "desk.action.too_long", "desk.action.bad_owner", "desk.action.bad_department");
    // forbidden; not_found.
    base::Result<ListedAction> promise(const model::Actor& actor, const model::ConversationId& conversation,
                                       const ActionWish& wish);
    // Hands it to another owner, or moves its clock; the return address stays. Errors: as promise; conflict
    // ("desk.action.over") when it is not open.
    base::Result<ListedAction> change(const model::Actor& actor, const model::ActionId& id,
                                      const ActionChange& change);
    // The follow-up is drafted for whoever promised it (the owner, when they are gone), once: a second call
    // changes nothing. Errors: conflict ("desk.action.over") when it was cancelled.
    base::Result<ListedAction> done(const model::Actor& actor, const model::ActionId& id);
    // Errors: conflict ("desk.action.over") when it was done.
    base::Result<ListedAction> cancel(const model::Actor& actor, const model::ActionId& id);
    base::Result<std::vector<ListedAction>> list(const model::Actor& actor, const ActionQuery& query);
    bool may_change(const model::Actor& actor, const model::PromisedAction& action) const;

    // Tells owners and leads of what is late by now (where the owner is gone the leads alone, without leads
    // who promised it); gives when to come back.
    base::Result<std::optional<base::Instant>> fire_due();

  private:
    base::Result<void> offer_follow_ups();
    base::Result<model::Employee> fit_owner(const model::Actor& actor, const model::EmployeeId& owner);
    base::Result<void> fit_department(const model::Actor& actor, const model::DepartmentId& department);
    base::Result<void> fit_due(base::Instant due_at) const;
    base::Result<ListedAction> end(
        const model::Actor& actor, const model::ActionId& id, model::ActionState to,
        const std::function<model::EventBody(const model::ConversationState&, const model::PromisedAction&)>&
            event);

    Ports ports_;
};

}  // namespace manyhands::desk
