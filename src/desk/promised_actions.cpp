#include "desk/promised_actions.hpp"

#include <algorithm>

#include "base/catalogue.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::desk {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Action;
using model::ActionState;
using model::Actor;
using model::EmployeeId;
using model::Events;
using model::PromisedAction;

constexpr int kFiredAtOnce = 200;
constexpr base::Seconds kFollowUpFor = std::chrono::hours(24 * 7);

// Whose it is: the owner's and the promiser's.
Result<void> may(const Actor& actor, const PromisedAction& action) {
    const bool theirs = action.owner == actor.employee || action.promised_by == actor.employee;
    return model::check(
        actor, Action::promise_action,
        model::scope_of(actor, action.brand, action.department, theirs ? actor.employee : action.owner));
}

std::string follow_up(const model::Conversation& c, model::ActionKind kind) {
    const base::Lang lang = c.lang == "ko" ? base::Lang::ko : base::Lang::en;
    return base::tr(lang, "desk.action.follow_up." + std::string(model::to_string(kind)));
}

// Where everything is answered, nobody could send it otherwise. Where something waits, its answer tells; when
// somebody else gives that, offer_follow_ups() comes back to it.
void offer_follow_up(Events& events, const model::Conversation& c, EmployeeId to, base::Instant now) {
    const bool waits = c.episode || c.owed || c.claim;
    const bool closed = c.state == model::State::closed;
    if (waits || (closed && (c.merged_into || c.let_go || !c.last_answer_seconds))) return;
    const std::optional<EmployeeId> by = events.empty() ? std::nullopt : events.front().by;
    if (closed) events.push_back({now, by, model::Reopened{}});
    events.push_back({now, by, model::FollowUpOffered{{std::move(to), now + kFollowUpFor}}});
}

// Whoever does it themselves needs no notice.
std::vector<EmployeeId> others(std::vector<EmployeeId> people, const EmployeeId& self) {
    std::erase_if(people, [&](const EmployeeId& one) { return one.empty() || one == self; });
    std::ranges::sort(people, {}, &EmployeeId::value);
    people.erase(std::ranges::unique(people).begin(), people.end());
    return people;
}

}  // namespace

Result<model::Employee> PromisedActions::fit_owner(const Actor& actor, const EmployeeId& owner) {
    MH_LET(found, ports_.people.colleague(actor.brand, owner));
    const bool fits =
        found && found->active && model::reach(found->role, Action::promise_action) != model::Reach::none;
    if (!fits) return fail(ErrorCode::invalid, "desk.action.bad_owner", {{"pointer", "/owner_id"}});
    return *std::move(found);
}

Result<void> PromisedActions::fit_department(const Actor& actor, const model::DepartmentId& department) {
    MH_LET(known, ports_.people.has_department(actor.brand, department));
    if (!known)
        return fail(ErrorCode::invalid, "desk.action.bad_department", {{"pointer", "/department_id"}});
    return {};
}

Result<void> PromisedActions::fit_due(base::Instant due_at) const {
    const base::Instant now = ports_.clock.now();
    if (due_at <= now) return fail(ErrorCode::invalid, "desk.action.past", {{"pointer", "/due_at"}});
    if (due_at > now + std::chrono::hours(24 * kActionDaysAtMost))
        return fail(ErrorCode::invalid, "desk.action.too_far",
                    {{"pointer", "/due_at"}, {"days", std::to_string(kActionDaysAtMost)}});
    return {};
}

bool PromisedActions::may_change(const Actor& actor, const PromisedAction& action) const {
    return action.state == ActionState::open && may(actor, action).has_value();
}

Result<ListedAction> PromisedActions::promise(const Actor& actor, const model::ConversationId& conversation,
                                              const ActionWish& wish) {
    PromisedAction action;
    action.what = base::nfc(base::clean_line(wish.what));
    if (action.what.find_first_not_of(' ') == std::string::npos)
        return fail(ErrorCode::invalid, "desk.action.empty", {{"pointer", "/what"}});
    if (action.what.size() > kActionBytes)
        return fail(ErrorCode::invalid, "desk.action.too_long",
                    {{"pointer", "/what"}, {"limit", std::to_string(kActionBytes)}});
    MH_TRY(fit_due(wish.due_at));
    MH_LET(owner, fit_owner(actor, wish.owner.empty() ? actor.employee : wish.owner));
    if (!wish.department.empty()) MH_TRY(fit_department(actor, wish.department));
    action.id = ports_.ids.make<model::ActionId>();
    action.brand = actor.brand;
    action.conversation = conversation;
    action.kind = wish.kind;
    action.promised_by = actor.employee;
    action.owner = owner.id;
    action.department = wish.department.empty() ? owner.department : wish.department;
    action.due_at = wish.due_at;
    const auto notice = ports_.ids.make<model::NoticeId>();
    const auto done =
        ports_.conversations.transact(actor.brand, conversation, [&](const auto* state) -> Result<Events> {
            if (state == nullptr) return fail(ErrorCode::not_found, "route.conversation.not_found");
            const model::Conversation& c = state->conversation;
            MH_TRY(model::check(
                actor, Action::promise_action,
                model::scope_of(actor, c.brand, c.department, c.claim ? c.claim->holder : EmployeeId{})));
            action.promised_at = ports_.clock.now();
            return Events{{action.promised_at, actor.employee,
                           model::ActionPromised{action, others({action.owner}, actor.employee), notice}}};
        });
    if (!done) return std::unexpected(done.error());
    return ports_.actions.action(actor.brand, action.id);
}

Result<ListedAction> PromisedActions::change(const Actor& actor, const model::ActionId& id,
                                             const ActionChange& change) {
    if (change.due_at) MH_TRY(fit_due(*change.due_at));
    std::optional<model::Employee> owner;
    if (change.owner) {
        MH_LET(found, fit_owner(actor, *change.owner));
        owner = std::move(found);
    }
    if (change.department) MH_TRY(fit_department(actor, *change.department));
    const auto notice = ports_.ids.make<model::NoticeId>();
    const auto decide = [&](const model::ConversationState&, const PromisedAction& action) -> Result<Events> {
        MH_TRY(may(actor, action));
        if (action.state != ActionState::open) return fail(ErrorCode::conflict, "desk.action.over");
        model::ActionChanged to{action.id, action.owner, action.department, action.due_at, {}, notice};
        if (owner && owner->id != action.owner) {
            to.owner = owner->id;
            to.department = owner->department;
            to.notify = others({to.owner}, actor.employee);
        }
        if (change.department) to.department = *change.department;
        if (change.due_at) to.due_at = *change.due_at;
        if (to.owner == action.owner && to.department == action.department && to.due_at == action.due_at)
            return Events{};
        return Events{{ports_.clock.now(), actor.employee, std::move(to)}};
    };
    MH_TRY(ports_.actions.transact_action(actor.brand, id, decide));
    return ports_.actions.action(actor.brand, id);
}

Result<ListedAction> PromisedActions::end(
    const Actor& actor, const model::ActionId& id, ActionState to,
    const std::function<model::EventBody(const model::ConversationState&, const PromisedAction&)>& event) {
    const auto decide = [&](const model::ConversationState& state,
                            const PromisedAction& action) -> Result<Events> {
        MH_TRY(may(actor, action));
        if (action.state == to) return Events{};
        if (action.state != ActionState::open) return fail(ErrorCode::conflict, "desk.action.over");
        const base::Instant now = ports_.clock.now();
        Events events{{now, actor.employee, event(state, action)}};
        if (const auto* done = std::get_if<model::ActionDone>(&events.front().body))
            offer_follow_up(events, state.conversation, done->drafts, now);
        return events;
    };
    MH_TRY(ports_.actions.transact_action(actor.brand, id, decide));
    return ports_.actions.action(actor.brand, id);
}

Result<ListedAction> PromisedActions::done(const Actor& actor, const model::ActionId& id) {
    MH_LET(now, ports_.actions.action(actor.brand, id));
    MH_LET(promiser, ports_.people.colleague(actor.brand, now.action.promised_by));
    MH_LET(owner, ports_.people.colleague(actor.brand, now.action.owner));
    const auto there = [](const std::optional<model::Employee>& person) { return person && person->active; };
    const auto notice = ports_.ids.make<model::NoticeId>();
    return end(actor, id, ActionState::done,
               [&](const model::ConversationState& state, const PromisedAction& action) -> model::EventBody {
                   // Whoever gave the word; whoever kept it; whoever says so, when both are gone.
                   const EmployeeId to = there(promiser) ? action.promised_by
                                         : there(owner)  ? action.owner
                                                         : actor.employee;
                   return model::ActionDone{action.id, to, others({to}, actor.employee), notice,
                                            follow_up(state.conversation, action.kind)};
               });
}

Result<ListedAction> PromisedActions::cancel(const Actor& actor, const model::ActionId& id) {
    return end(actor, id, ActionState::cancelled,
               [&](const model::ConversationState&, const PromisedAction& action) -> model::EventBody {
                   return model::ActionCancelled{action.id};
               });
}

Result<std::vector<ListedAction>> PromisedActions::list(const Actor& actor, const ActionQuery& query) {
    MH_TRY(model::check(actor, Action::see_conversation, model::Scope::brand));
    return ports_.actions.actions(actor.brand, query);
}

Result<void> PromisedActions::offer_follow_ups() {
    MH_LET(waiting, ports_.actions.follow_ups_waiting(kFiredAtOnce));
    for (const DueAction& one : waiting) {
        MH_LET(person, ports_.people.colleague(one.brand, one.owner));
        const bool there = person && person->active;
        const auto decide = [&](const model::ConversationState& state, const PromisedAction& action) {
            Events events;
            const model::Conversation& c = state.conversation;
            // Whoever answered since then has told it themselves.
            const bool told = c.last_answerer == one.owner && c.last_answered_at && action.ended_at &&
                              *c.last_answered_at >= *action.ended_at;
            if (there && !told) offer_follow_up(events, c, one.owner, ports_.clock.now());
            return Result<Events>(std::move(events));
        };
        MH_TRY(ports_.actions.transact_action(one.brand, one.id, decide));
        MH_TRY(ports_.actions.follow_up_settled(one.id));
    }
    return {};
}

Result<std::optional<base::Instant>> PromisedActions::fire_due() {
    MH_TRY(offer_follow_ups());
    const base::Instant now = ports_.clock.now();
    MH_LET(due, ports_.actions.actions_due(now, kFiredAtOnce));
    for (const DueAction& one : due) {
        MH_LET(leads, ports_.actions.leads(one.brand, one.department));
        MH_LET(owner, ports_.people.colleague(one.brand, one.owner));
        const bool there = owner && owner->active;
        const auto notice = ports_.ids.make<model::NoticeId>();
        const auto decide = [&](const model::ConversationState&,
                                const PromisedAction& action) -> Result<Events> {
            // Somebody was quicker: a late or repeated call changes nothing.
            if (action.state != ActionState::open || action.overdue_at || action.due_at > now)
                return Events{};
            std::vector<EmployeeId> told = leads;
            if (there || action.owner != one.owner) told.push_back(action.owner);
            if (told.empty()) told.push_back(action.promised_by);
            return Events{
                {action.due_at, std::nullopt,
                 model::ActionOverdue{action.id, action.promised_by, others(std::move(told), {}), notice}}};
        };
        MH_TRY(ports_.actions.transact_action(one.brand, one.id, decide));
    }
    if (static_cast<int>(due.size()) == kFiredAtOnce) return now;
    return ports_.actions.next_action_due();
}

}  // namespace manyhands::desk
