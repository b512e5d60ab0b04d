// One SQL text (decision 20): the migrations run and every statement is prepared on a real PostgreSQL, a
// private cluster on a Unix socket; those whose behaviour could differ are run there too.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/sql_text.hpp"

#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>

namespace manyhands::storage {
namespace {

// tests/servers/start-postgres: prints the socket's folder, runs until it is told to stop.
class Cluster {
  public:
    Cluster() {
        if (const char* given = std::getenv("MH_POSTGRES")) {
            connection_ = given;
            return;
        }
        int out[2];
        if (::pipe(out) != 0) return;
        child_ = ::fork();
        if (child_ == 0) {
            ::dup2(out[1], STDOUT_FILENO);
            ::close(out[0]);
            ::execl("/bin/sh", "sh", MH_SOURCE_DIR "/tests/servers/start-postgres", nullptr);
            ::_exit(127);
        }
        ::close(out[1]);
        std::string line;
        for (char c = 0; ::read(out[0], &c, 1) == 1 && c != '\n';)
            line += c;
        ::close(out[0]);
        if (!line.empty()) connection_ = "host=" + line + " user=postgres dbname=postgres";
    }
    ~Cluster() {
        if (child_ <= 0) return;
        ::kill(child_, SIGTERM);
        ::waitpid(child_, nullptr, 0);
    }
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;
    const std::string& connection() const { return connection_; }

  private:
    pid_t child_ = -1;
    std::string connection_;
};

bool installed() {
    std::error_code ignored;
    for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored))
        if (std::filesystem::exists(version.path() / "bin" / "initdb")) return true;
    return std::getenv("MH_POSTGRES") != nullptr;
}

class Postgres : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (installed()) cluster_ = new Cluster;
    }
    static void TearDownTestSuite() {
        delete cluster_;
        cluster_ = nullptr;
    }
    void SetUp() override {
        if (cluster_ == nullptr) GTEST_SKIP() << "PostgreSQL is not installed (./test installs it)";
        ASSERT_FALSE(cluster_->connection().empty()) << "PostgreSQL did not start";
        db_ = PQconnectdb(cluster_->connection().c_str());
        ASSERT_EQ(PQstatus(db_), CONNECTION_OK) << PQerrorMessage(db_);
        // Each test in a schema of its own, gone with its transaction.
        run("begin");
        run("create schema journey");
        run("set local search_path to journey");
        for (const Migration& migration : all_migrations())
            for (const std::string& statement : migration.statements)
                run(for_postgres(statement));
    }
    void TearDown() override { PQfinish(db_); }

    // Rows as text, columns joined by "|".
    std::vector<std::string> run(const std::string& sql) { return rows_of(PQexec(db_, sql.c_str()), sql); }

    std::vector<std::string> run_named(std::string_view name,
                                       const std::map<std::string, const char*>& values) {
        const SqlStatement& statement = all_statements()[statement_index(name)];
        std::vector<const char*> parameters;
        for (const std::string& parameter : statement.names)
            parameters.push_back(values.at(parameter));
        return rows_of(PQexecParams(db_, statement.postgres.c_str(), static_cast<int>(parameters.size()),
                                    nullptr, parameters.data(), nullptr, nullptr, 0),
                       statement.name);
    }

    PGconn* db_ = nullptr;

  private:
    std::vector<std::string> rows_of(PGresult* result, const std::string& what) {
        const auto status = PQresultStatus(result);
        EXPECT_TRUE(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
            << what << ": " << PQresultErrorMessage(result);
        std::vector<std::string> rows;
        for (int r = 0; r < PQntuples(result); ++r) {
            std::string row;
            for (int c = 0; c < PQnfields(result); ++c)
                row.append(c == 0 ? "" : "|").append(PQgetvalue(result, r, c));
            rows.push_back(std::move(row));
        }
        PQclear(result);
        return rows;
    }
    static inline Cluster* cluster_ = nullptr;
};

TEST_F(Postgres, EveryStatementIsPreparedWithAsManyParameters) {
    int prepared = 0;
    for (const SqlStatement& statement : all_statements()) {
        run("savepoint one");
        PGresult* result = PQprepare(db_, "s", statement.postgres.c_str(), 0, nullptr);
        EXPECT_EQ(PQresultStatus(result), PGRES_COMMAND_OK)
            << statement.name << ": " << PQresultErrorMessage(result);
        if (PQresultStatus(result) == PGRES_COMMAND_OK) {
            PGresult* described = PQdescribePrepared(db_, "s");
            EXPECT_EQ(PQnparams(described), static_cast<int>(statement.names.size())) << statement.name;
            PQclear(described);
            run("deallocate s");
            ++prepared;
        }
        PQclear(result);
        run("rollback to one");
    }
    EXPECT_EQ(prepared, static_cast<int>(all_statements().size()));
}

TEST_F(Postgres, TheSequenceAndTheCountersRiseInOneStep) {
    EXPECT_EQ(run_named("route.take_seq", {{"brand", "b"}, {"n", "3"}}), std::vector<std::string>{"3"});
    EXPECT_EQ(run_named("route.take_seq", {{"brand", "b"}, {"n", "2"}}), std::vector<std::string>{"5"});
    for (const char* n : {"2", "-1"})
        run_named("route.count", {{"brand", "b"}, {"view", "queue"}, {"employee", ""}, {"n", n}});
    EXPECT_EQ(run_named("desk.counts", {{"brand", "b"}, {"employee", "e"}}),
              std::vector<std::string>{"queue|1"});
}

TEST_F(Postgres, PeopleSessionsAndLinksBehaveTheSame) {
    run_named("identity.add_brand", {{"id", "b"}, {"name", "B"}, {"practice", "1"}, {"created_at", "1"}});
    run_named("identity.add_department",
              {{"id", "d"}, {"brand", "b"}, {"name_ko", "고객지원"}, {"name_en", "S"}});
    run_named("identity.add_employee", {{"id", "e"},
                                        {"brand", "b"},
                                        {"department", "d"},
                                        {"name", "김"},
                                        {"email", "k@h"},
                                        {"initials", "KG"},
                                        {"role", "desk"},
                                        {"active", "1"},
                                        {"settings", "{}"},
                                        {"created_at", "1"}});
    EXPECT_EQ(run_named("identity.add_session", {{"token_digest", "s"},
                                                 {"csrf_token", "c"},
                                                 {"created_at", "1"},
                                                 {"expires_at", "2"},
                                                 {"also", ""},
                                                 {"employee", "e"}}),
              std::vector<std::string>{"e"});
    EXPECT_EQ(run_named("identity.session", {{"token_digest", "s"}}), std::vector<std::string>{"s|e|c|1|2|"});
    EXPECT_TRUE(
        run_named("identity.add_link",
                  {{"token_digest", "l"}, {"expires_at", "9"}, {"used_at", nullptr}, {"employee", "nobody"}})
            .empty());
    run_named("identity.add_link",
              {{"token_digest", "l"}, {"expires_at", "9"}, {"used_at", nullptr}, {"employee", "e"}});
    EXPECT_EQ(run_named("identity.use_link", {{"token_digest", "l"}, {"now", "5"}}),
              std::vector<std::string>{"l|e|9|5"});
    EXPECT_TRUE(run_named("identity.use_link", {{"token_digest", "l"}, {"now", "6"}}).empty());
    run_named("outbox.take_lease",
              {{"account", "a"}, {"brand", "b"}, {"holder", "h"}, {"fence", "1"}, {"expires_at", "5"}});
    EXPECT_EQ(run_named("outbox.lease", {{"account", "a"}}), std::vector<std::string>{"h|1|5"});
}

TEST_F(Postgres, KeysetPagesCompareTheSame) {
    for (const char* id : {"c1", "c2", "c3"})
        run(std::string(
                "insert into conversations (id, brand, account, network, customer_remote_id, "
                "customer_handle, "
                "customer_name, customer_url, root_remote_id, lang, state, department, last_fence, episodes, "
                "last_customer_post, last_customer_post_at, opened_at, last_post_at, excerpt, posts, "
                "found_late, version, public_version, urgency) values ('") +
            id + "', 'b', 'a', 'n', '" + id +
            "', '', '', '', 'r', 'ko', 'waiting', 'd', 0, 0, '', 0, 0, 7, '', 1, 0, 1, 1, 7)");
    const auto first_of = [](const std::vector<std::string>& rows) {
        std::vector<std::string> ids;
        for (const std::string& row : rows)
            ids.push_back(row.substr(0, row.find('|')));
        return ids;
    };
    EXPECT_EQ(first_of(run_named("desk.page_queue", {{"brand", "b"},
                                                     {"key", "7"},
                                                     {"id", "c1"},
                                                     {"account", ""},
                                                     {"department", "d"},
                                                     {"limit", "10"}})),
              (std::vector<std::string>{"c2", "c3"}));
    EXPECT_EQ(first_of(run_named("desk.page_account", {{"brand", "b"},
                                                       {"key", "7"},
                                                       {"id", "c3"},
                                                       {"account", "a"},
                                                       {"department", ""},
                                                       {"state", ""},
                                                       {"limit", "10"}})),
              (std::vector<std::string>{"c2", "c1"}));
    EXPECT_EQ(run_named("route.next_due", {}), std::vector<std::string>{""});
}

}  // namespace
}  // namespace manyhands::storage
#else
TEST(Postgres, EveryStatementIsPreparedWithAsManyParameters) {
    GTEST_SKIP() << "libpq is not installed (./test installs it)";
}
#endif
