#include "base/text/josa.hpp"

#include <fstream>
#include <sstream>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "base/catalogue.hpp"

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

// The catalogue gives an unknown key back with its arguments filled in, so a sentence can stand for its key
// here.
TEST(Josa, TheCatalogueFillsParticlesIn) {
    EXPECT_EQ(tr(Lang::ko, "{who|이/가} {what|을/를} 맡음", {{"who", "김지훈"}, {"what", "문의"}}),
              "김지훈이 문의를 맡음");
    EXPECT_EQ(tr(Lang::ko, "{to|으로} 넘김", {{"to", "서울"}}), "서울로 넘김");
    EXPECT_EQ(tr(Lang::en, "{n} of {name}, {n}", {{"n", "1"}, {"name", "{n}"}}), "1 of {n}, 1");
    EXPECT_EQ(tr(Lang::en, "{n", {{"n", "1"}}), "{n");
}

TEST(Josa, TakesTheHalvesInAnyOrder) {
    EXPECT_EQ(particle("부산", "는/은"), "은");
    EXPECT_EQ(particle("부산", "를"), "을");
    EXPECT_EQ(particle("부산", "까지"), "까지");
}

}  // namespace
}  // namespace manyhands::base
