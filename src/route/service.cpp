#include "model/policy.hpp"
#include "route/route.hpp"

namespace manyhands::route {
namespace {

using base::Result;
using model::Action;
using model::Actor;
using model::ConversationId;

std::unexpected<base::Error> not_found() {
    return base::fail(base::ErrorCode::not_found, "route.conversation.not_found");
}

model::Scope scope(const Actor& actor, const ConversationState& state) {
    const auto& c = state.conversation;
    // One's own is what one holds, and what one has put away.
    model::EmployeeId owner;
    if (c.claim) owner = c.claim->holder;
    if (c.snooze) owner = c.snooze->by;
    return model::scope_of(actor, c.brand, c.department, owner);
}

// Policy first, then the decision, both inside the store's transaction.
template <class Decision>
Result<ConversationState> run(model::Transactor& store, const Actor& actor, const ConversationId& id,
                              Action action, Decision decision) {
    return store.transact(actor.brand, id, [&](const ConversationState* state) -> Result<Events> {
        if (state == nullptr) return not_found();
        MH_TRY(model::check(actor, action, scope(actor, *state)));
        return decision(*state);
    });
}

}  // namespace

// `now` is asked inside the transaction: what waits in the writer's queue must not act on an old time.
Result<ConversationState> Service::claim(const Actor& actor, const ConversationId& id) {
    if (may_work_) MH_TRY(may_work_(actor));
    return run(store_, actor, id, Action::claim_conversation,
               [&](const auto& state) { return route::claim(state, actor.employee, clock_.now()); });
}

Result<ConversationState> Service::release(const Actor& actor, const ConversationId& id) {
    return run(store_, actor, id, Action::claim_conversation,
               [&](const auto& state) { return route::release(state, actor.employee, clock_.now()); });
}

Result<ConversationState> Service::renew(const Actor& actor, const ConversationId& id) {
    return run(store_, actor, id, Action::claim_conversation,
               [&](const auto& state) { return route::renew(state, actor.employee, clock_.now()); });
}

Result<ConversationState> Service::take_over(const Actor& actor, const ConversationId& id) {
    if (may_work_) MH_TRY(may_work_(actor));
    return run(store_, actor, id, Action::claim_conversation, [&](const ConversationState& state) {
        const bool at_once = model::check(actor, Action::take_over, scope(actor, state)).has_value();
        return route::take_over(state, actor.employee,
                                at_once ? TakeOverRight::at_once : TakeOverRight::when_silent, clock_.now());
    });
}

Result<ConversationState> Service::hand_off(const Actor& actor, const ConversationId& id,
                                            const model::DepartmentId& to, const std::string& reason,
                                            const Returning& back) {
    MH_LET(known, people_.has_department(actor.brand, to));
    if (!known) return base::fail(base::ErrorCode::invalid, "route.hand_off.no_department");
    return run(store_, actor, id, Action::hand_off, [&](const auto& state) {
        const auto address = back.never || back.to ? back.to : usual_return(state);
        return route::hand_off(state, actor.employee, HandOff{to, std::nullopt, reason, {}, address},
                               clock_.now());
    });
}

Result<ConversationState> Service::hand_off_to(const Actor& actor, const ConversationId& id,
                                               const model::EmployeeId& to, const std::string& reason) {
    MH_LET(person, people_.colleague(actor.brand, to));
    if (!person || !person->active ||
        !model::may(person->role, Action::claim_conversation, model::Scope::brand))
        return base::fail(base::ErrorCode::invalid, "route.hand_off.no_such_person");
    HandOff wanted{person->department, to, reason, ids_.make<model::NoticeId>()};
    return run(store_, actor, id, Action::hand_off, [&](const auto& state) {
        wanted.back = usual_return(state);
        return route::hand_off(state, actor.employee, wanted, clock_.now());
    });
}

// What waits must not be forgotten in a department that looks at nothing.
std::optional<model::HandBack> Service::usual_return(const ConversationState& state) const {
    const model::Conversation& c = state.conversation;
    const base::Minutes after = back_after_ ? back_after_(c.brand) : base::Minutes(0);
    if (after <= base::Minutes(0) || !(c.episode || c.owed)) return std::nullopt;
    return model::HandBack{c.department, clock_.now() + after};
}

Result<ConversationState> Service::snooze(const Actor& actor, const ConversationId& id,
                                          std::optional<base::Instant> until) {
    return run(store_, actor, id, Action::snooze_conversation,
               [&](const auto& state) { return route::snooze(state, actor.employee, until, clock_.now()); });
}

Result<ConversationState> Service::wake(const Actor& actor, const ConversationId& id) {
    return run(store_, actor, id, Action::snooze_conversation,
               [&](const auto& state) { return route::wake(state, actor.employee, clock_.now()); });
}

Result<ConversationState> Service::close(const Actor& actor, const ConversationId& id) {
    return run(store_, actor, id, Action::close_conversation,
               [&](const auto& state) { return route::close(state, actor.employee, clock_.now()); });
}

Result<ConversationState> Service::reopen(const Actor& actor, const ConversationId& id) {
    return run(store_, actor, id, Action::close_conversation,
               [&](const auto& state) { return route::reopen(state, actor.employee, clock_.now()); });
}

Result<void> Service::fire(const DueConversation& due) {
    auto done = store_.transact(due.brand, due.id, [&](const ConversationState* state) -> Result<Events> {
        if (state == nullptr) return not_found();
        return route::due(*state, clock_.now(), [this] { return ids_.make<model::NoticeId>(); });
    });
    if (!done) return std::unexpected(done.error());
    return {};
}

}  // namespace manyhands::route
