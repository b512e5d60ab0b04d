// Who may see and do what: one table (decision 15). Everything that acts for a person asks it; a route, a
// live stream or an export without a row here fails its test.
#pragma once

#include "base/result.hpp"
#include "model/people.hpp"

namespace manyhands::model {

enum class Action {
    see_conversation,    // lists, detail, live stream
    claim_conversation,  // claim, release, renew, draft, presence
    take_over,           // at once; others only after two minutes without typing
    hand_off,
    close_conversation,  // close and reopen
    submit_answer,       // also undo and send now of one's own
    manage_any_answer,   // undo, send now, resolve of somebody else's
    resolve_held,
    see_people,  // names and initials, for hand-off and the timeline
    manage_people,
    see_account,
    manage_account,
    see_report,
    export_report,
    see_hours,  // business hours and holidays
    manage_hours,
    manage_token,
    manage_self,   // own settings, own password, own session
    use_phrase,    // see those shared with one, count their use
    manage_phrase  // make, change, delete: own, the department's, the brand's
};

// How far from the actor the thing is.
enum class Scope { own, department, brand, other_brand };

bool may(Role role, Action action, Scope scope);

// For an object of `brand`, `department` held or written by `owner` (empty: nobody).
Scope scope_of(const Actor& actor, const BrandId& brand, const DepartmentId& department,
               const EmployeeId& owner);

// Errors: forbidden ("policy.forbidden"); not_found for another brand, so that nothing can be told from it.
// A token's scopes narrow what its employee's role allows: "read", "answer", "manage" (space-separated).
base::Result<void> check(const Actor& actor, Action action, Scope scope);

}  // namespace manyhands::model
