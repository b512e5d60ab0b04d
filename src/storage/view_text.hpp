// Lists and search by the words of a query: the index is asked, newest post first, and what it gives is
// confirmed by the evaluator.
#pragma once

#include "desk/views.hpp"
#include "storage/view_scan.hpp"

namespace manyhands::storage {

// How many of the index's hits one answer may confirm. Up to kFew hits in all the list is shown in its own
// order; beyond it in the order of the newest post that was found.
inline constexpr int kFew = 80;
inline constexpr int kHits = 300;

// "text:<key>": where a list in the index's order goes on. Empty cursors are none.
std::optional<std::int64_t> from_text_cursor(const std::string& cursor);
std::string to_text_cursor(std::int64_t key);

// Nothing when the query has no word to ask for, or when `cursor` belongs to another way of reading and there
// are more than kFew hits: then scan().
std::optional<desk::FilteredPage> page_by_text(sqlite::Connection& db, const desk::PageQuery& plan,
                                               const desk::Filter& filter, const std::string& cursor);
std::optional<desk::Length> length_by_text(sqlite::Connection& db, const desk::PageQuery& plan,
                                           const desk::Filter& filter);
desk::Found search_posts(sqlite::Connection& db, const model::BrandId& brand, const desk::Filter& filter,
                         std::optional<std::int64_t> before, int limit);

}  // namespace manyhands::storage
