#include "storage/migrate.hpp"

namespace manyhands::storage {

base::Result<int> migrate(sqlite::Connection& connection, const std::vector<Migration>& migrations) {
    connection.exec("create table if not exists schema_version (version bigint not null)");
    const std::string stored = connection.scalar("select version from schema_version");
    const int version = stored.empty() ? 0 : std::stoi(stored);
    const int known = static_cast<int>(migrations.size());
    if (version > known)
        return base::fail(base::ErrorCode::conflict, "storage.newer_schema",
                          {{"found", std::to_string(version)}, {"known", std::to_string(known)}});
    if (stored.empty()) connection.exec("insert into schema_version (version) values (0)");
    for (auto at = static_cast<std::size_t>(version); at < migrations.size(); ++at) {
        connection.exec("begin immediate");
        try {
            for (const std::string& statement : migrations[at].statements)
                connection.exec(statement);
            connection.exec("update schema_version set version = " + std::to_string(migrations[at].version));
            connection.exec("commit");
        } catch (...) {
            if (connection.in_transaction()) connection.exec("rollback");
            throw;
        }
    }
    return known - version;
}

}  // namespace manyhands::storage
