// Brings a database to the newest schema or leaves it as it was, each migration once by its number (numbers
// may be left out; what is only added may come in any order); a database that is newer than this program is
// refused in one line (decision 23).
#pragma once

#include "storage/sqlite/connection.hpp"

namespace manyhands::storage {

// What a start would do to a database.
struct MigrationPlan {
    int from = 0;  // the newest that ran; 0: nothing is there yet
    int to = 0;
    std::vector<std::string> names;  // of the migrations that would run, in order
};
// Errors: conflict ("storage.newer_schema": found, known). Throws sqlite::Failure.
base::Result<MigrationPlan> plan_migration(sqlite::Connection& connection,
                                           const std::vector<Migration>& migrations);
// Of the database in a data folder, also beside a running server. Errors: not_found ("storage.no_data"),
// conflict, unavailable.
base::Result<MigrationPlan> planned(const std::filesystem::path& data_dir);

// All that are missing, in one transaction: whatever fails or is killed, the database is as it was. Returns
// how many migrations ran. Errors: conflict ("storage.newer_schema": found, known). Throws sqlite::Failure.
base::Result<int> migrate(sqlite::Connection& connection, const std::vector<Migration>& migrations);

// For a program that only reads: the schema must be the one it knows. Errors: conflict
// ("storage.newer_schema", "storage.older_schema": found, known).
base::Result<void> check_version(sqlite::Connection& connection, const std::vector<Migration>& migrations);

}  // namespace manyhands::storage
