#include "base/text/josa.hpp"

#include <fstream>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace manyhands::base {
namespace {

TEST(Josa, GivesEverySharedCase) {
    std::ifstream file(std::string(MH_SOURCE_DIR) + "/tests/vectors/josa.json");
    std::stringstream bytes;
    bytes << file.rdbuf();
    const boost::json::value parsed = boost::json::parse(bytes.str());
    const boost::json::array& cases = parsed.at("cases").as_array();
    EXPECT_GT(cases.size(), 80U);
    for (const boost::json::value& one : cases)
        EXPECT_EQ(josa(one.at(0).as_string().c_str(), one.at(1).as_string().c_str()),
                  one.at(2).as_string().c_str());
}

TEST(Josa, HearsTheEndOfAWord) {
    EXPECT_EQ(final_sound("서울"), FinalSound::rieul);
    EXPECT_EQ(final_sound("부산"), FinalSound::consonant);
    EXPECT_EQ(final_sound("제주"), FinalSound::vowel);
    EXPECT_EQ(final_sound(""), FinalSound::vowel);
    EXPECT_EQ(final_sound("\xFF\xFE"), FinalSound::vowel);
}

TEST(Josa, TakesTheHalvesInAnyOrder) {
    EXPECT_EQ(particle("부산", "는/은"), "은");
    EXPECT_EQ(particle("부산", "를"), "을");
    EXPECT_EQ(particle("부산", "까지"), "까지");
}

}  // namespace
}  // namespace manyhands::base
