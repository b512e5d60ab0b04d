// The lists' rows, orders and cursors, for the stores that read them (they stand in desk_store.cpp).
#pragma once

#include "desk/desk.hpp"
#include "storage/sqlite/connection.hpp"

namespace manyhands::storage {

// Where a page ended: the sort key and the id of its last row.
struct Place {
    std::int64_t key = 0;
    std::string id;
};
std::string to_cursor(desk::View view, const Place& place);
base::Result<Place> from_cursor(desk::View view, const std::string& cursor);

struct Choice {
    std::string_view statement;
    std::string_view state;  // for the lists by account or department: "" means any
    bool filtered = false;   // takes :account and :department
};
// The list's own index, or that of the account or department where the list itself is nearly everything.
Choice choose(const desk::PageQuery& query);
void bind_page(sqlite::Query& statement, const Choice& choice, const desk::PageQuery& query,
               const Place& place);

desk::Row read_row(sqlite::Connection& db, sqlite::Row& row);  // {row_columns}
std::optional<desk::Row> find_row(sqlite::Connection& db, const model::BrandId& brand,
                                  const model::ConversationId& id);
// The brand's log as this snapshot has it.
std::int64_t read_seq(sqlite::Connection& db, const model::BrandId& brand);

}  // namespace manyhands::storage
