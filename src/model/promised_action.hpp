// What was promised to a customer beyond an answer: an exchange, a repair, a call. It has one owner, a clock
// and a return address, and ends in one follow-up in the thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "model/ids.hpp"

namespace manyhands::model {

using ActionId = base::Id<struct PromisedActionTag>;

enum class ActionKind { exchange, repair, call_back, other };
std::string_view to_string(ActionKind kind);
std::optional<ActionKind> action_kind(std::string_view text);

enum class ActionState { open, done, cancelled };
std::string_view to_string(ActionState state);
std::optional<ActionState> action_state(std::string_view text);

struct PromisedAction {
    ActionId id;
    BrandId brand;
    ConversationId conversation;
    ActionKind kind = ActionKind::other;
    std::string what;         // a person's text; not in the log, erased with the conversation's texts
    EmployeeId promised_by;   // the return address: gets it back when it is done
    EmployeeId owner;         // exactly one
    DepartmentId department;  // or store
    base::Instant promised_at{};
    base::Instant due_at{};
    ActionState state = ActionState::open;
    std::optional<base::Instant> overdue_at;  // when the alarm for this due time was given
    std::optional<base::Instant> ended_at;
    EmployeeId ended_by;  // empty: open
    friend bool operator==(const PromisedAction&, const PromisedAction&) = default;
};

}  // namespace manyhands::model
