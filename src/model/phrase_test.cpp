#include "model/phrase.hpp"

#include <fstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace manyhands::model {
namespace {

namespace json = boost::json;

json::value vectors() {
    std::ifstream file(std::string(MH_SOURCE_DIR) + "/tests/vectors/phrases.json");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return json::parse(text);
}

// The same file is read by web/src/text/phrase.test.ts.
TEST(Phrase, FindsAndFillsAsTheWebAppDoes) {
    const json::value file = vectors();
    VariableValues values;
    for (const auto& [name, value] : file.at("values").as_object())
        values[std::string(name)] = std::string(value.as_string());
    const json::array& cases = file.at("cases").as_array();
    ASSERT_GT(cases.size(), 15U);
    for (const json::value& one : cases) {
        const std::string text(one.at("text").as_string());
        std::vector<Variable> wanted;
        for (const json::value& found : one.at("found").as_array())
            wanted.push_back({found.at(0).to_number<std::size_t>(), found.at(1).to_number<std::size_t>(),
                              std::string(found.at(2).as_string())});
        EXPECT_EQ(variables_in(text), wanted) << text;
        EXPECT_EQ(fill(text, values), std::string(one.at("filled").as_string())) << text;
    }
}

TEST(Phrase, KnowsItsNames) {
    for (const auto* name :
         {"customer.name", "customer.handle", "me.name", "me.initials", "brand.name", "department.name"})
        EXPECT_TRUE(is_variable(name)) << name;
    for (const auto* name : {"", "customer", "Customer.name", "me.email", "고객"})
        EXPECT_FALSE(is_variable(name)) << name;
}

TEST(Phrase, WhomItIsSharedWithHasAName) {
    for (const Shared one : {Shared::me, Shared::department, Shared::brand})
        EXPECT_EQ(shared(to_string(one)), one);
    EXPECT_EQ(shared("everybody"), std::nullopt);
}

}  // namespace
}  // namespace manyhands::model
