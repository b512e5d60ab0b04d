#include <fstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "model/query/parser.hpp"

namespace manyhands::model::query {
namespace {

namespace json = boost::json;

// The same file is read by web/src/features/listening/tree.test.ts: the builder reads what the server reads.
TEST(QueryVectors, AreReadAsTheWebAppReadsThem) {
    std::ifstream file(std::string(MH_SOURCE_DIR) + "/tests/vectors/queries.json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const json::value all = json::parse(text);
    const json::array& cases = all.at("cases").as_array();
    ASSERT_GT(cases.size(), 80U);
    for (const json::value& one : cases) {
        const std::string query(one.at("query").as_string());
        const Parsed parsed = parse(query, Purpose::view);
        if (one.at("canonical").is_null()) {
            EXPECT_FALSE(parsed.ok()) << query;
            continue;
        }
        ASSERT_TRUE(parsed.ok()) << query << ": " << parsed.problems.front().key;
        EXPECT_EQ(print(*parsed.root), std::string(one.at("canonical").as_string())) << query;
    }
}

}  // namespace
}  // namespace manyhands::model::query
