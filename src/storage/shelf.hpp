// In which lists of the inbox a conversation stands, and where. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "desk/desk.hpp"

namespace manyhands::storage {

// Why a person must decide: its answer is held or paused, or failed and nobody has written another.
struct Attention {
    std::string why;  // "held", "failed", "paused"; empty: none
    model::AnswerId answer;
    friend bool operator==(const Attention&, const Attention&) = default;
};
// `before`: a failed answer is remembered until another answer is open or nothing waits any more.
Attention attention_of(const model::ConversationState& state, const Attention& before);

// Most urgent first means smallest first: the minute in which the customer began to wait, within it the
// greater reach (by powers of ten from 1,000 followers), then the earlier one. What is owed by an instant is
// as urgent as a question whose promise ends then. Nothing: not in the queue.
std::optional<std::int64_t> urgency_of(const model::Conversation& conversation);

struct Shelf {
    std::set<desk::View> views;
    std::set<model::EmployeeId> mine;
    base::Instant last_post_at{};
    model::DepartmentId queued_in;  // whose queue it is in; empty: in none
};
Shelf shelve(const model::ConversationState& state, const Attention& attention);

// Changes of the lists' lengths: (view, employee or empty) -> difference. A department's part of the queue is
// counted under the department's id.
using CountChanges = std::map<std::tuple<desk::View, model::EmployeeId>, std::int64_t>;
// `before` is nullptr for a new conversation.
void count_change(CountChanges& changes, const Shelf* before, const Shelf& after);

std::string_view view_name(desk::View view);

}  // namespace manyhands::storage
