#include "storage/migrate.hpp"

#include <charconv>
#include <set>

#include "base/failpoint.hpp"

namespace manyhands::storage {

namespace {

// One row for each migration that ran: a release may bring one whose number lies between two that ran
// already.
std::set<int> applied(sqlite::Connection& connection) {
    const std::string list = connection.scalar("select group_concat(version, ' ') from schema_version");
    std::set<int> versions;
    for (const char *at = list.data(), *end = at + list.size(); at < end; ++at) {
        int version = 0;
        at = std::from_chars(at, end, version).ptr;
        if (version != 0) versions.insert(version);
    }
    return versions;
}

std::unexpected<base::Error> other_schema(const char* key, int found, const std::vector<Migration>& known) {
    const int newest = known.empty() ? 0 : known.back().version;
    return base::fail(base::ErrorCode::conflict, key,
                      {{"found", std::to_string(found)}, {"known", std::to_string(newest)}});
}

// The first one that this program does not know; 0: none.
int unknown(const std::set<int>& versions, const std::vector<Migration>& known) {
    std::set<int> rest = versions;
    for (const Migration& migration : known)
        rest.erase(migration.version);
    return rest.empty() ? 0 : *rest.begin();
}

}  // namespace

base::Result<void> check_version(sqlite::Connection& connection, const std::vector<Migration>& migrations) {
    const auto versions = applied(connection);
    if (const int other = unknown(versions, migrations); other != 0)
        return other_schema("storage.newer_schema", other, migrations);
    for (const Migration& migration : migrations)
        if (!versions.contains(migration.version))
            return other_schema("storage.older_schema", versions.empty() ? 0 : *versions.rbegin(),
                                migrations);
    return {};
}

base::Result<MigrationPlan> plan_migration(sqlite::Connection& connection,
                                           const std::vector<Migration>& migrations) {
    const bool there =
        connection.scalar("select count(*) from sqlite_master where name = 'schema_version'") != "0";
    const auto versions = there ? applied(connection) : std::set<int>();
    if (const int other = unknown(versions, migrations); other != 0)
        return other_schema("storage.newer_schema", other, migrations);
    MigrationPlan plan;
    plan.from = versions.empty() ? 0 : *versions.rbegin();
    plan.to = migrations.empty() ? 0 : migrations.back().version;
    for (const Migration& migration : migrations)
        if (!versions.contains(migration.version)) plan.names.push_back(migration.name);
    return plan;
}

base::Result<MigrationPlan> planned(const std::filesystem::path& data_dir) {
    std::error_code failed;
    if (!std::filesystem::exists(data_dir / "manyhands.db", failed))
        return base::fail(base::ErrorCode::not_found, "storage.no_data", {{"folder", data_dir.string()}});
    try {
        sqlite::Connection db(data_dir / "manyhands.db", sqlite::Mode::read);
        return plan_migration(db, all_migrations());
    } catch (const sqlite::Failure& failure) {
        return std::unexpected(failure.to_error());
    }
}

base::Result<int> migrate(sqlite::Connection& connection, const std::vector<Migration>& migrations) {
    MH_LET(plan, plan_migration(connection, migrations));
    if (plan.names.empty()) return 0;
    connection.exec("begin immediate");
    try {
        connection.exec("create table if not exists schema_version (version bigint not null)");
        const auto versions = applied(connection);
        for (const Migration& migration : migrations) {
            if (versions.contains(migration.version)) continue;
            for (const std::string& statement : migration.statements) {
                connection.exec(for_sqlite(statement));
                base::failpoint("storage.migrate_statement");
            }
            connection.exec("insert into schema_version (version) values (" +
                            std::to_string(migration.version) + ")");
        }
        base::failpoint("storage.migrate_before_commit");
        connection.exec("commit");
    } catch (...) {
        if (connection.in_transaction()) connection.exec("rollback");
        throw;
    }
    return static_cast<int>(plan.names.size());
}

}  // namespace manyhands::storage
