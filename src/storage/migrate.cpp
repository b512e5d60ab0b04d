#include "storage/migrate.hpp"

namespace manyhands::storage {

namespace {

int stored_version(sqlite::Connection& connection) {
    const std::string stored = connection.scalar("select version from schema_version");
    return stored.empty() ? 0 : std::stoi(stored);
}

std::unexpected<base::Error> other_schema(const char* key, int found, std::size_t known) {
    return base::fail(base::ErrorCode::conflict, key,
                      {{"found", std::to_string(found)}, {"known", std::to_string(known)}});
}

}  // namespace

base::Result<void> check_version(sqlite::Connection& connection, const std::vector<Migration>& migrations) {
    const int version = stored_version(connection);
    if (version > std::ssize(migrations))
        return other_schema("storage.newer_schema", version, migrations.size());
    if (version < std::ssize(migrations))
        return other_schema("storage.older_schema", version, migrations.size());
    return {};
}

base::Result<int> migrate(sqlite::Connection& connection, const std::vector<Migration>& migrations) {
    connection.exec("create table if not exists schema_version (version bigint not null)");
    const int version = stored_version(connection);
    const int known = static_cast<int>(migrations.size());
    if (version > known) return other_schema("storage.newer_schema", version, migrations.size());
    if (connection.scalar("select count(*) from schema_version") == "0")
        connection.exec("insert into schema_version (version) values (0)");
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
