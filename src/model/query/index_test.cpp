#include "model/query/index.hpp"

#include <gtest/gtest.h>

#include "model/query/generate_test.hpp"
#include "model/query/parser.hpp"

namespace manyhands::model::query {
namespace {

std::string expression(std::string_view query, Dialect dialect = Dialect::fts5) {
    const Parsed parsed = parse(query, Purpose::view);
    EXPECT_TRUE(parsed.ok()) << query;
    return parsed.root ? index_expression(*parsed.root, dialect).value_or("-") : "?";
}

TEST(Index, KeepsLatinWordsWholeAndHangulInPairs) {
    EXPECT_EQ(index_tokens("Refund 환불해 왜", ""), "refund 환불 불해 해 왜");
    EXPECT_EQ(index_tokens("SK텔레콤, 아이폰15를!", ""), "sk 텔레 레콤 콤 아이 이폰 폰 15 를");
    EXPECT_EQ(index_tokens("좋아👍👍", "Kim.example"), "좋아 아 👍👍 👍 f:kim.example");
    EXPECT_EQ(index_tokens("", ""), "");
    EXPECT_EQ(index_tokens("!?", "a\"'b c"), "f:abc");
}

TEST(Index, AsksForWhatEveryMatchHas) {
    EXPECT_EQ(expression("환불해"), R"(("환불" AND "불해"))");
    EXPECT_EQ(expression("왜"), R"("왜"*)");
    EXPECT_EQ(expression("deliver*"), R"("deliver"*)");
    EXPECT_EQ(expression("환불 -광고 lang:ko"), R"("환불")");
    EXPECT_EQ(expression("환불 OR refund"), R"(("환불" OR "refund"))");
    EXPECT_EQ(expression("환불 NEAR/3 (지연 OR late)"), R"(("환불" AND ("지연" OR "late")))");
    EXPECT_EQ(expression("from:@Kim.example"), R"("f:kim.example")");
    EXPECT_EQ(expression("from:kim*"), R"("f:kim"*)");
    EXPECT_EQ(expression("url:shop.example.com"), R"(("shop" AND "example" AND "com"))");
    EXPECT_EQ(expression("lang:ko"), "-");
    EXPECT_EQ(expression("-환불"), "-");
    EXPECT_EQ(expression("환불 OR lang:ko"), "-");
    EXPECT_EQ(expression("환불 왜", Dialect::tsquery), "('환불' & '왜':*)");
    EXPECT_EQ(expression("a OR b", Dialect::tsquery), "('a' | 'b')");
}

TEST(Index, AWordOfAnyLengthIsCutAtACharacter) {
    std::string longest(59, 'a');
    EXPECT_EQ(index_tokens(longest + "éé", ""), longest + "e");  // folded first
    EXPECT_EQ(index_tokens(longest + "\u0434\u0434", ""), longest);
    EXPECT_EQ(expression("=" + longest + "aaaa*"), "\"" + longest + "a\"");
}

TEST(Index, AnyBytesMakeTokensWithoutBlanksOrQuotes) {
    Generator generate(31);
    for (int i = 0; i < 5000; ++i) {
        const std::string tokens = index_tokens(generate.noise(40), generate.noise(10));
        EXPECT_EQ(tokens.find_first_of("\"'\n\t()"), std::string::npos) << tokens;
        EXPECT_EQ(tokens.find("  "), std::string::npos) << tokens;
    }
}

}  // namespace
}  // namespace manyhands::model::query
