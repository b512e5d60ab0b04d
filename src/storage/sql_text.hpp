// The statements of src/storage/sql/*.sql by name. One text for both databases: parameters are written :name
// and become $n for PostgreSQL, numbered by first appearance (as SQLite numbers them itself).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace manyhands::storage {

struct SqlStatement {
    std::string name;                // "route.load_conversation"
    std::string sqlite;              // with :name
    std::string postgres;            // with $n
    std::vector<std::string> names;  // of the parameters, without the colon; n is the place + 1
};

// Parses one or more files. `-- name: room.statement` begins a statement, `-- part: name` a piece that {name}
// puts into statements and other parts, in any order. Throws std::logic_error on a name twice or an unknown
// part: the files travel in the binary, a fault in them is ours.
std::vector<SqlStatement> parse_sql(const std::vector<std::string_view>& files);

// Everything embedded below storage/sql, parsed once. Thread-safe: read only.
const std::vector<SqlStatement>& all_statements();
// Its place in all_statements(). Throws std::logic_error for an unknown name.
std::size_t statement_index(std::string_view name);

struct Migration {
    int version = 0;  // from 1, ascending; numbers may be left out
    std::string name;
    std::vector<std::string> statements;
};
// storage/migrations/NNNN_*.sql in order. Throws std::logic_error on a number twice.
const std::vector<Migration>& all_migrations();
// Where the two databases have no common words: `/*sqlite: text*/` becomes `text` for the one and stays the
// comment that it is for the other, and `/*postgres: text*/` the other way round. In statements as in
// migrations; parameters must stand in the same order in both.
std::string for_sqlite(const std::string& statement);
std::string for_postgres(const std::string& statement);

}  // namespace manyhands::storage
