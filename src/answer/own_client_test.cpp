#include "answer/own_client.hpp"

#include <gtest/gtest.h>

namespace manyhands::answer {
namespace {

using Kind = OwnIntent::Kind;
const OwnRules kRules{"twelve"};

TEST(OwnPosts, ATaggedReplyIsAnAnswerWithoutTheTag) {
    const auto intent =
        read_own("Hold the button for ten seconds. #Twelve", true, false, kRules, "hanbit.test");
    EXPECT_EQ(intent.kind, Kind::reply);
    EXPECT_EQ(intent.text, "Hold the button for ten seconds.");
    EXPECT_EQ(read_own("#twelve 길게\n눌러 보세요", true, false, kRules, "x").text, "길게\n눌러 보세요");
    EXPECT_EQ(read_own("A #twelve, b", true, false, kRules, "x").text, "A b");
}

TEST(OwnPosts, TheTagAloneIsNothing) {
    EXPECT_EQ(read_own("I love #twelve", false, false, kRules, "x").kind, Kind::none) << "no reply";
    EXPECT_EQ(read_own("I love #twelvemonkeys", true, false, kRules, "x").kind, Kind::none);
    EXPECT_EQ(read_own("I love twelve", true, false, kRules, "x").kind, Kind::none);
    EXPECT_EQ(read_own("off #twelve", true, true, OwnRules{}, "x").kind, Kind::none) << "switched off";
    EXPECT_EQ(read_own("#twelve", true, false, kRules, "x").text, "")
        << "empty is refused where it is submitted";
}

TEST(OwnPosts, ACodeCountsOnlyWhereTheBrandIsNamed) {
    const auto intent =
        read_own("@hanbit.test #7kmdb Try the other socket.", false, true, kRules, "Hanbit.test");
    EXPECT_EQ(intent.kind, Kind::answer);
    EXPECT_EQ(intent.code, "7KMDB");
    EXPECT_EQ(intent.text, "Try the other socket.");
    EXPECT_EQ(read_own("#7KMDB Try", false, false, kRules, "x").kind, Kind::none);
    EXPECT_EQ(read_own("@x #7KMDO", false, true, kRules, "x").kind, Kind::none) << "O is none of the letters";
    EXPECT_EQ(read_own("@x #KKMDB", false, true, kRules, "x").kind, Kind::none) << "a word, not a code";
}

TEST(OwnPosts, AQuestionMarkBeforeTheCodeAsksAmongOurselves) {
    const auto intent = read_own("@x ?7KMDB does anybody know this model?", false, true, kRules, "x");
    EXPECT_EQ(intent.kind, Kind::note);
    EXPECT_EQ(intent.text, "does anybody know this model?");
}

TEST(OwnPosts, TagsAsPeopleTypeThem) {
    EXPECT_EQ(own_tag(" #Twelve "), "twelve");
    EXPECT_EQ(own_tag("트웰프"), "트웰프");
    EXPECT_EQ(own_tag(""), "");
    EXPECT_EQ(own_tag("#"), "");
    EXPECT_EQ(own_tag("two words"), "") << "no tag at all rather than half of one";
    EXPECT_TRUE(has_own_tag("네 #트웰프", own_tag("#트웰프")));
    EXPECT_FALSE(has_own_tag("네 #트웰프로", own_tag("#트웰프")));
}

TEST(OwnPosts, CodesAreOfLettersThatNobodyMistakes) {
    base::SeededRandom random(3);
    for (int i = 0; i < 200; ++i) {
        const std::string code = new_short_code(random);
        const auto intent = read_own("@x #" + code + " yes", false, true, kRules, "x");
        EXPECT_EQ(intent.code, code);
        EXPECT_EQ(code.find_first_of("01AEIOUL"), std::string::npos) << code;
    }
}

}  // namespace
}  // namespace manyhands::answer
