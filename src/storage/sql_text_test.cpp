#include "storage/sql_text.hpp"

#include <set>

#include <gtest/gtest.h>

namespace manyhands::storage {
namespace {

TEST(SqlText, ParametersAreNumberedByFirstAppearance) {
    const auto statements =
        parse_sql({"-- name: a.one\nselect :b, :a, :b where x = ':no' and y = :a_2::text\n"});
    ASSERT_EQ(statements.size(), 1u);
    EXPECT_EQ(statements[0].name, "a.one");
    EXPECT_EQ(statements[0].names, (std::vector<std::string>{"b", "a", "a_2"}));
    EXPECT_EQ(statements[0].sqlite, "select :b, :a, :b where x = ':no' and y = :a_2::text");
    EXPECT_EQ(statements[0].postgres, "select $1, $2, $1 where x = ':no' and y = $3::text");
}

TEST(SqlText, PartsMayStandInOtherFilesAndInOneAnother) {
    const auto statements =
        parse_sql({"-- about this file\n-- name: x.y\nselect {columns}\n-- not a part of it\nfrom t\n",
                   "-- part: columns\n{id}, name\n-- part: id\nt.id\n"});
    EXPECT_EQ(statements.at(0).sqlite, "select t.id, name\nfrom t");
}

TEST(SqlText, FaultsAreFoundWhenParsing) {
    EXPECT_THROW(parse_sql({"-- name: a\nselect 1\n-- name: a\nselect 2\n"}), std::logic_error);
    EXPECT_THROW(parse_sql({"-- name: a\nselect {none}\n"}), std::logic_error);
    EXPECT_THROW(parse_sql({"-- name: a\nselect {p}\n-- part: p\n{p}\n"}), std::logic_error);
    EXPECT_THROW(parse_sql({"-- name: a\nselect {p\n"}), std::logic_error);
    EXPECT_THROW(statement_index("no.such"), std::logic_error);
}

TEST(SqlText, EveryStatementIsNamedAfterItsFile) {
    const std::set<std::string> rooms{
        "route",   "answer", "outbox",    "desk",    "identity",      "reports",   "audit",
        "search",  "views",  "hooks",     "erasure", "listening",     "log",       "export",
        "quality", "owed",   "programme", "joining", "second_factor", "knowledge", "certification",
        "own",     "sso",    "honour",    "nudges",  "mails",         "shifts",    "know"};
    EXPECT_GT(all_statements().size(), 70u);
    for (std::size_t i = 0; i < all_statements().size(); ++i) {
        const auto& name = all_statements()[i].name;
        EXPECT_TRUE(rooms.contains(name.substr(0, name.find('.')))) << name;
        EXPECT_EQ(statement_index(name), i);
        EXPECT_EQ(all_statements()[i].sqlite.find(';'), std::string::npos) << name;
    }
}

TEST(SqlText, MigrationsAreNumberedAndSplit) {
    const auto& migrations = all_migrations();
    ASSERT_FALSE(migrations.empty());
    EXPECT_EQ(migrations[0].version, 1);
    EXPECT_GT(migrations[0].statements.size(), 20u);
    for (const auto& statement : migrations[0].statements)
        EXPECT_TRUE(statement.starts_with("create ")) << statement;
}

TEST(SqlText, WhatOnlySqliteReadsIsACommentElsewhere) {
    EXPECT_EQ(for_sqlite("create table t (a text) /*sqlite: without rowid*/"),
              "create table t (a text) without rowid");
    EXPECT_EQ(for_sqlite("a /*sqlite:b*/ c /*sqlite: d */"), "a b c d");
    EXPECT_EQ(for_sqlite("a /* b */"), "a /* b */");
    EXPECT_EQ(for_postgres("a /*sqlite: b*/ /*postgres: c*/"), "a /*sqlite: b*/ c");
    const auto both =
        parse_sql({"-- name: x\nselect /*sqlite: a match :m*/ /*postgres: a @@ :m*/ where b < :b"});
    EXPECT_EQ(both[0].sqlite, "select a match :m /*postgres: a @@ :m*/ where b < :b");
    EXPECT_EQ(both[0].postgres, "select  a @@ $1 where b < $2");
    EXPECT_EQ(both[0].names, (std::vector<std::string>{"m", "b"}));
    EXPECT_THROW((void)for_sqlite("a /*sqlite: b"), std::logic_error);
}

// Decision: brand on every row from the first migration.
TEST(SqlText, EveryTableHasTheBrand) {
    for (const auto& statement : all_migrations()[0].statements) {
        if (!statement.starts_with("create table") || statement.starts_with("create table brands")) continue;
        EXPECT_NE(statement.find(" brand text "), std::string::npos) << statement;
    }
}

}  // namespace
}  // namespace manyhands::storage
