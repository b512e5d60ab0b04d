#include "model/query/parser.hpp"

#include <gtest/gtest.h>

#include "base/catalogue.hpp"
#include "base/text/utf8.hpp"
#include "model/query/generate_test.hpp"

namespace manyhands::model::query {
namespace {

// The canonical text, or the problems as "from-to key[ -> suggestion]".
std::string read(std::string_view query, Purpose purpose = Purpose::view) {
    const Parsed parsed = parse(query, purpose);
    if (parsed.root) return print(*parsed.root);
    std::string out;
    for (const Problem& problem : parsed.problems) {
        constexpr std::string_view kHead = "query.problem.";
        EXPECT_TRUE(problem.key.starts_with(kHead));
        EXPECT_NE(base::tr(base::Lang::ko, problem.key, problem.args), problem.key);
        EXPECT_NE(base::tr(base::Lang::en, problem.key, problem.args), problem.key);
        EXPECT_EQ(base::tr(base::Lang::ko, problem.key, problem.args).find('{'), std::string::npos)
            << problem.key;
        out += (out.empty() ? "" : "; ") + std::to_string(problem.at.from) + "-" +
               std::to_string(problem.at.to) + " " + problem.key.substr(kHead.size());
        if (problem.suggestion) out += " -> " + *problem.suggestion;
    }
    return out;
}

std::string listen(std::string_view query) {
    return read(query, Purpose::listening);
}

TEST(Parser, ReadsEveryKindOfTerm) {
    EXPECT_EQ(read("환불  \"배송 지연\"   -광고"), "환불 \"배송 지연\" -광고");
    EXPECT_EQ(read("a OR b c"), "a OR b c");
    EXPECT_EQ(read("(a OR b) c"), "(a OR b) c");
    EXPECT_EQ(read("a AND (b AND c)"), "a b c");
    EXPECT_EQ(read("NOT (a OR b) x"), "-(a OR b) x");
    EXPECT_EQ(read("--a"), "-(-a)");
    EXPECT_EQ(read("환불 NEAR/3 지연"), "환불 NEAR/3 지연");
    EXPECT_EQ(read("(환불 OR 반품) ONEAR/0 \"안 돼\""), "(환불 OR 반품) ONEAR/0 \"안 돼\"");
    EXPECT_EQ(read("deliver* =Apple =\"배송 지연\" #환불 @brand.example"),
              "deliver* =Apple =\"배송 지연\" #환불 @brand.example");
    EXPECT_EQ(
        read("from:@kim to:lee* network:Bluesky account:@b.example lang:KO is:reply has:link url:Shop.Kr/a/"),
        "from:kim to:lee* network:bluesky account:@b.example lang:ko is:reply has:link url:shop.kr/a");
    EXPECT_EQ(read("followers>=1000 followers<5"), "followers>=1000 followers<5");
    EXPECT_EQ(
        read("state:waiting tag:\"긴급 환불\" holder:me holder:@KG holder:none department:고객지원 "
             "kind:praise waiting>30m waiting<=120m snoozed:no opened>2026-01-01 answered-by:@KG"),
        "state:waiting tag:\"긴급 환불\" holder:me holder:@KG holder:none department:고객지원 kind:praise "
        "waiting>30m waiting<=2h snoozed:no opened>2026-01-01 answered-by:@KG");
}

TEST(Parser, WordsThatLookLikeOperatorsCanBeLookedFor) {
    EXPECT_EQ(read("\"OR\" or \"-a\" \"a:b\" \"(x)\" \"foo*\""), "\"OR\" or \"-a\" \"a:b\" \"(x)\" \"foo*\"");
    EXPECT_EQ(read("“배송 지연”"), "\"배송 지연\"");
}

TEST(Parser, SaysWhatIsMissingAndWhere) {
    EXPECT_EQ(read(""), "0-0 empty");
    EXPECT_EQ(read(" \u3000 "), "0-5 empty");
    EXPECT_EQ(read("환불 (배송 OR 지연"), "7-24 unclosed_group -> (배송 OR 지연)");
    EXPECT_EQ(read("환불) 배송"), "6-7 unopened -> ");
    EXPECT_EQ(read("환불 \"배송 지연"), "7-21 unclosed_quote -> \"배송 지연\"");
    EXPECT_EQ(read("환불 OR"), "7-9 missing_term -> ");
    EXPECT_EQ(read("OR 환불"), "0-2 missing_term -> ");
    EXPECT_EQ(read("a OR OR b"), "5-7 missing_term -> ");
    EXPECT_EQ(read("a NOT"), "2-5 missing_term -> ");
    EXPECT_EQ(read("a ()"), "2-4 empty_group -> ");
    EXPECT_EQ(read("!!!"), "0-3 no_word -> ");
    EXPECT_EQ(read("NEAR/3 a"), "0-6 missing_term -> ");
    EXPECT_EQ(read("a NEAR b"), "2-6 near_words -> NEAR/5");
    EXPECT_EQ(read("a NEAR/99 b"), "2-9 near_words -> NEAR/50");
    EXPECT_EQ(read("a NEAR/2 (b c)"), "9-14 near_side");
    EXPECT_EQ(read("a NEAR/2 b NEAR/2 c"), "11-17 near_chain");
    EXPECT_EQ(read("f*o"), "0-3 star -> fo*");
    EXPECT_EQ(read("*"), "0-1 no_word -> ");
    EXPECT_EQ(read("#환불-지연"), "0-14 hashtag -> #환불");
    EXPECT_EQ(read("@ x"), "0-1 handle");
}

TEST(Parser, HelpsWithFields) {
    EXPECT_EQ(read("form:kim"), "0-4 misspelt_field -> from");
    EXPECT_EQ(read("netwrok:x"), "0-7 misspelt_field -> network");
    EXPECT_EQ(read("folowers>=5"), "0-8 misspelt_field -> followers");
    EXPECT_EQ(read("문의:환불"), "문의:환불");
    EXPECT_EQ(read("price:low"), "0-9 unknown_field -> \"price:low\"");
    EXPECT_EQ(read("https://Shop.example.com/a?b=1"), "0-30 address -> url:shop.example.com/a");
    EXPECT_EQ(read("is:replay"), "0-9 value_of -> is:reply");
    EXPECT_EQ(read("state:xyz"), "0-9 value_of");
    EXPECT_EQ(read("followers:100"), "0-13 compare -> followers>=100");
    EXPECT_EQ(read("waiting:30m"), "0-11 compare -> waiting>30m");
    EXPECT_EQ(read("followers>=many"), "0-15 number");
    EXPECT_EQ(read("waiting>30"), "0-10 duration");
    EXPECT_EQ(read("opened>2026-02-30"), "0-17 date");
    EXPECT_EQ(read("holder:KG"), "0-9 employee -> holder:@KG");
    EXPECT_EQ(read("from:"), "0-5 value");
    EXPECT_EQ(read("url:shop"), "0-8 value");
    EXPECT_EQ(read("lang:korean"), "0-11 value");
    EXPECT_EQ(read("nope:1 alsonot:2"),
              "0-6 unknown_field -> \"nope:1\"; 7-16 unknown_field -> \"alsonot:2\"");
}

TEST(Parser, ListeningNamesSomethingOnEveryBranch) {
    EXPECT_EQ(listen("환불 lang:ko -광고"), "환불 lang:ko -광고");
    EXPECT_EQ(listen("from:kim OR #환불 OR @brand"), "from:kim OR #환불 OR @brand");
    EXPECT_EQ(listen("lang:ko"), "0-7 no_anchor");
    EXPECT_EQ(listen("a OR -b"), "5-7 only_negation");
    EXPECT_EQ(listen("-a -b"), "0-5 only_negation");
    EXPECT_EQ(listen("환불 OR (lang:ko has:link)"), "10-28 no_anchor");
    EXPECT_EQ(listen("(a OR lang:ko) b"), "(a OR lang:ko) b");
    EXPECT_EQ(listen("환불 state:waiting"), "7-20 view_only");
    EXPECT_EQ(read("lang:ko -tag:spam"), "lang:ko -tag:spam");
    EXPECT_EQ(read("-광고"), "-광고");
}

TEST(Parser, KeepsItsLimits) {
    EXPECT_EQ(read(std::string(4097, 'a')), "4096-4097 too_long");
    EXPECT_NE(read(std::string(4096, 'a')), "");
    std::string many;
    for (int i = 0; i < 201; ++i)
        many += "a ";
    EXPECT_EQ(read(many), "400-402 too_many_terms");
    many.resize(400);
    EXPECT_TRUE(parse(many, Purpose::listening).ok());
    const Parsed deep = parse(std::string(2000, '(') + "a" + std::string(2000, ')'), Purpose::view);
    ASSERT_FALSE(deep.ok());
    EXPECT_EQ(deep.problems.front().key, "query.problem.too_deep");
    EXPECT_FALSE(parse(std::string(4000, '-') + "a", Purpose::view).ok());
}

TEST(Parser, RefusesWhatIsNoText) {
    EXPECT_EQ(read("a\xff"), "1-2 not_text");
    EXPECT_EQ(read("a\xed\xa0\x80"), "1-2 not_text");
    EXPECT_EQ(read(std::string("a\0b", 3)), "1-2 not_text");
    EXPECT_EQ(read("환\u200b불"), "환\u200b불");
    EXPECT_EQ(read("\u200b"), "0-3 no_word -> ");
    EXPECT_EQ(read("\u1112\u116a\u11ab\u1107\u116e\u11af"), "환불");
    EXPECT_EQ(read("👨‍👩‍👧 👍"), "👨‍👩‍👧 👍");
}

TEST(Parser, WhatIsPrintedIsReadAsTheSame) {
    Generator generate(3);
    for (int i = 0; i < 10'000; ++i) {
        const Node tree = generate.tree(4);
        const std::string text = print(tree);
        const Parsed parsed = parse(text, Purpose::view);
        if (text.size() > kMaxBytes || count_terms(tree) > kMaxTerms) continue;
        ASSERT_TRUE(parsed.ok()) << text << ": " << parsed.problems.front().key;
        ASSERT_EQ(*parsed.root, tree) << text << " became " << print(*parsed.root);
    }
}

TEST(Parser, AnyBytesAreEitherReadOrRefusedWithAPlace) {
    Generator generate(4);
    int read = 0;
    for (int i = 0; i < 10'000; ++i) {
        const std::string text =
            i % 2 == 0 ? generate.noise(1 + generate.below(40)) : base::repair_utf8(generate.noise(30));
        for (const Purpose purpose : {Purpose::view, Purpose::listening}) {
            const Parsed parsed = parse(text, purpose);
            ASSERT_EQ(parsed.ok(), parsed.problems.empty()) << text;
            for (const Problem& problem : parsed.problems) {
                ASSERT_LE(problem.at.from, problem.at.to) << text;
                ASSERT_LE(problem.at.to, text.size()) << text;
            }
            if (!parsed.ok()) continue;
            ++read;
            const Parsed again = parse(print(*parsed.root), purpose);
            ASSERT_TRUE(again.ok()) << text << " -> " << print(*parsed.root);
            ASSERT_EQ(*again.root, *parsed.root) << text << " -> " << print(*parsed.root);
        }
    }
    EXPECT_GT(read, 1000);
}

TEST(Parser, RefusesWithTheFirstProblem) {
    const auto refused = parse_or_refuse("form:kim", Purpose::view);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::invalid);
    EXPECT_EQ(refused.error().key, "query.problem.misspelt_field");
    EXPECT_TRUE(parse_or_refuse("환불", Purpose::view));
}

}  // namespace
}  // namespace manyhands::model::query
