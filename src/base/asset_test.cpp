// What travels in the binary is the file in the repository, byte for byte.
#include "base/asset.hpp"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace manyhands::base {
namespace {

std::string file(const std::string& path) {
    std::ifstream in(std::string(MH_SOURCE_DIR) + "/" + path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Asset, IsTheFileOfTheRepository) {
    for (const char* name : {"model-data/text-rules.json", "practice/company.json", "locales/ko/http.json"}) {
        const auto found = asset(name);
        ASSERT_TRUE(found.has_value()) << name;
        EXPECT_FALSE(found->empty());
        EXPECT_EQ(*found, file(name)) << name;
    }
    EXPECT_EQ(asset("storage/sql/route.sql"), file("src/storage/sql/route.sql"));
}

TEST(Asset, IsNothingForANameThatIsNotThere) {
    EXPECT_FALSE(asset("").has_value());
    EXPECT_FALSE(asset("locales/ko").has_value());
    EXPECT_FALSE(asset("../CMakeLists.txt").has_value());
}

TEST(Asset, NamesBeginWithWhatWasAsked) {
    const auto migrations = asset_names("storage/migrations/");
    ASSERT_FALSE(migrations.empty());
    for (const std::string_view name : migrations)
        EXPECT_TRUE(name.starts_with("storage/migrations/")) << name;
    EXPECT_TRUE(asset_names("nowhere/").empty());
    EXPECT_EQ(asset_names("locales/ko/").size(), asset_names("locales/en/").size());
}

}  // namespace
}  // namespace manyhands::base
