// Who may see and do what: one table (decision 15). Everything that acts for a person asks it; a route, a
// live stream or an export without a row here fails its test.
#pragma once

#include <span>
#include <string_view>

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
    manage_joining,   // join links, and who came by one; a lead for the own department
    manage_shifts,    // who is paid by the hour, and when they are on shift
    manage_training,  // first minutes and certification: cards, questions, who has which level
    see_account,
    manage_account,
    see_report,
    export_report,
    see_hours,  // business hours and holidays
    manage_hours,
    manage_token,
    manage_binding,       // which account on a network is whose own
    manage_self,          // own settings, own password, own session, own notices
    manage_view,          // one's own saved views; a lead everybody's
    share_view,           // with the department or the brand
    use_phrase,           // see those shared with one, count their use
    manage_phrase,        // make, change, delete: own, the department's, the brand's
    manage_settings,      // of the brand
    manage_installation,  // brands and the machine's settings; only admins of the first brand get this far
    snooze_conversation,
    tag_conversation,
    write_note,   // notes, and the opinion that one was asked for
    manage_note,  // edit and delete: own ones for a while, in the brand any
    ask_opinion,
    merge_conversations,  // and split
    run_bulk,             // jobs over many conversations; what they do is asked again for each
    manage_tags,          // the brand's list
    see_audit,            // who did what, when and from where
    manage_webhooks,      // what other systems are told; their secrets
    erase_customer,       // one customer's words, at their wish
    see_listening,        // the brand's listening queries and what they found
    manage_listening,     // write them, try them, switch them on
    ask_details,          // a private form for the customer; end it
    see_details,          // what was given in one
    promise_action,       // what is done for a customer beyond the answer: promise, hand on, done, cancel
    see_quality,          // own marks of closed rounds; of the brand: rounds, results
    mark_answers,         // audit answers, decide appeals
    manage_quality,       // draw and close rounds, write score cards
    appeal_mark,          // against a mark of one's own answer
    approve_answer,       // in the lanes that name one; never one's own
    see_tips,             // published ones, and one's own
    propose_tip,          // write one down; change one's own until it is published
    publish_tip           // everybody's: see, change, publish, retire
};

// How far from the actor the thing is.
enum class Scope { own, department, brand, other_brand };

bool may(Role role, Action action, Scope scope);

// The same table for people to read: how far a role reaches with an action, and the token scope it needs.
enum class Reach { none, own, department, brand };
std::string_view to_string(Reach reach);
std::span<const Action> all_actions();      // in the order of the table
std::string_view to_string(Action action);  // "see_conversation"; its words are "policy.action.<name>"
Reach reach(Role role, Action action);
std::string_view token_scope(Action action);

// For an object of `brand`, `department` held or written by `owner` (empty: nobody).
Scope scope_of(const Actor& actor, const BrandId& brand, const DepartmentId& department,
               const EmployeeId& owner);

// Errors: forbidden ("policy.forbidden"); not_found for another brand, so that nothing can be told from it.
// A token's scopes narrow what its employee's role allows: "read", "answer", "manage" (space-separated).
base::Result<void> check(const Actor& actor, Action action, Scope scope);

}  // namespace manyhands::model
