#include "listen/listen.hpp"

#include <gtest/gtest.h>

namespace manyhands::listen {
namespace {

TEST(Terms, LatinAtWordBoundaries) {
    const Terms terms("Hanbit, \"power bank\", café");
    EXPECT_TRUE(terms.matches("my hanbit is dead"));
    EXPECT_TRUE(terms.matches("HANBIT!"));
    EXPECT_TRUE(terms.matches("#hanbit"));
    EXPECT_TRUE(terms.matches("ｈａｎｂｉｔ")) << "full width";
    EXPECT_TRUE(terms.matches("the power\n bank, again"));
    EXPECT_TRUE(terms.matches("a CAFE near here")) << "accents do not matter";
    EXPECT_FALSE(terms.matches("hanbits are stars"));
    EXPECT_FALSE(terms.matches("nohanbit"));
    EXPECT_FALSE(terms.matches("hanbit2"));
    EXPECT_FALSE(terms.matches("power up the bank"));
    EXPECT_FALSE(terms.matches(""));
}

TEST(Terms, HangulAnywhereInAnEojeol) {
    const Terms terms("한빛전자,고장");
    EXPECT_TRUE(terms.matches("한빛전자가 또"));
    EXPECT_TRUE(terms.matches("(주)한빛전자에서 샀는데"));
    EXPECT_TRUE(terms.matches("또고장났어요"));
    EXPECT_FALSE(terms.matches("한빛 전자"));
    // The same word in conjoining jamo.
    EXPECT_TRUE(terms.matches("고장"));
}

TEST(Terms, LatinBesideHangulIsAWord) {
    const Terms terms("hanbit");
    EXPECT_TRUE(terms.matches("hanbit의 제품"));
    EXPECT_TRUE(terms.matches("새hanbit폰"));
}

TEST(Terms, ASecondPlaceMayMatchWhereTheFirstDoesNot) {
    EXPECT_TRUE(Terms("cat").matches("concat cat"));
    EXPECT_FALSE(Terms("cat").matches("concat cats"));
}

TEST(Terms, EmptyOnesAreLeftOut) {
    EXPECT_TRUE(Terms("").empty());
    EXPECT_TRUE(Terms(" , ,\"\", ").empty());
    EXPECT_FALSE(Terms("").matches("anything"));
    EXPECT_TRUE(Terms("\"open quote, with comma").matches("an open quote, with comma"));
    EXPECT_TRUE(Terms("one,\ntwo").matches("two"));
}

TEST(Terms, AnyBytesAreSurvived) {
    const Terms terms("caf\xFF, ok");
    EXPECT_TRUE(terms.matches("\xC3\x28 ok \xFF"));
    EXPECT_FALSE(terms.matches(std::string_view("\0\0\0", 3)));
}

TEST(ConcernsUs, AddressedOwnTombstoneOrTerm) {
    const Terms terms("hanbit");
    model::RemotePost post;
    post.author.remote_id = "did:ann";
    post.text = "nothing to see";
    EXPECT_FALSE(concerns_us(post, "did:us", terms));
    post.addressed_to_us = true;
    EXPECT_TRUE(concerns_us(post, "did:us", terms));
    post.addressed_to_us = false;
    post.text = "Hanbit is great";
    EXPECT_TRUE(concerns_us(post, "did:us", terms));
    EXPECT_FALSE(concerns_us(post, "did:us", Terms()));
    post.author.remote_id = "did:us";
    EXPECT_TRUE(concerns_us(post, "did:us", Terms()));
    post.author.remote_id.clear();
    EXPECT_FALSE(concerns_us(post, "", Terms())) << "an unknown author is not an unknown account";
    post.deleted = true;
    EXPECT_TRUE(concerns_us(post, "did:us", Terms()));
}

}  // namespace
}  // namespace manyhands::listen
