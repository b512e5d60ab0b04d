// How a list is read through a query: along the narrowest index that keeps the list's order, within a bound.
#pragma once

#include <functional>

#include "desk/filter.hpp"
#include "storage/inbox_rows.hpp"

namespace manyhands::storage {

// How much one answer may look at: a row counts one, a row whose posts were read as well kPostsCost.
inline constexpr int kBudget = 300;
inline constexpr int kCountBudget = 1000;  // for a length: not on the way of a page
inline constexpr int kPostsCost = 4;

struct Scanned {
    int looked_at = 0;  // rows
    bool to_the_end = false;
    Place last;                 // the last row that was looked at
    base::Instant looked_to{};  // its time in the list's order
};

// The list that holds everything that this query can find in that list: one's own for holder:me, the queue
// for state:waiting, an account's or department's where the query names one. The same query gives the same
// list, so its cursors go on.
desk::PageQuery narrowed(const desk::PageQuery& query, const desk::Filter& filter);

// Whether a row stands in the list at all: its view, account and department.
bool in_list(const desk::Row& row, const desk::PageQuery& plan);
// The conversation's newest 200 posts.
std::vector<model::Post> posts_of(sqlite::Connection& db, const model::ConversationId& id);
// What the filter looks at beside the row; `row` must outlive it.
desk::Facts facts_of(const desk::Row& row);
bool holds(sqlite::Connection& db, const desk::Filter& filter, const desk::Row& row);
// Whom a post answers; empty when that post is not here.
std::string parent_handle(sqlite::Connection& db, const model::Post& post);

// The parts that must hold for the whole to hold; and the one id that a name among them means.
std::vector<const model::query::Node*> required(const model::query::Node& root);
std::optional<std::string> only_meaning(const desk::Filter& filter, const model::query::Node& field);

// Reads on behind `place`; each(row) is called for what the query finds, and says whether to go on.
Scanned scan(sqlite::Connection& db, const desk::PageQuery& plan, const desk::Filter& filter,
             const Place& place, int budget, const std::function<bool(desk::Row)>& each);

}  // namespace manyhands::storage
