#include "model/query/evaluate.hpp"

#include <gtest/gtest.h>

#include "model/query/generate_test.hpp"
#include "model/query/parser.hpp"

namespace manyhands::model::query {
namespace {

Node query(std::string_view text) {
    Parsed parsed = parse(text, Purpose::view);
    EXPECT_TRUE(parsed.ok()) << text << ": " << (parsed.ok() ? "" : parsed.problems.front().key);
    return parsed.root.value_or(make_text("x"));
}

Message message(std::string_view text) {
    Message m;
    m.text = text;
    return m;
}

bool finds(std::string_view text, std::string_view in) {
    return matches(query(text), Subject(message(in)));
}

// The found pieces of the original, joined by "|".
std::string found(std::string_view text, std::string_view in) {
    std::string out;
    for (const Range& range : highlights(query(text), Subject(message(in))))
        out.append(out.empty() ? "" : "|").append(in.substr(range.from, range.to - range.from));
    return out;
}

// docs/listening.md explains these ten; keep them in step.
TEST(HardKorean, ParticlesAttach) {
    EXPECT_TRUE(finds("환불", "환불이 아직 안 됐어요"));
    EXPECT_TRUE(finds("환불", "빨리 환불해주세요"));
    EXPECT_TRUE(finds("환불", "전액환불 부탁드립니다"));
    EXPECT_FALSE(finds("환불", "환전은 되는데 불만이에요"));
}
TEST(HardKorean, OnlyTheBareWord) {
    EXPECT_TRUE(finds("=환불", "환불! 언제 되나요"));
    EXPECT_FALSE(finds("=환불", "환불이 늦어요"));
    EXPECT_FALSE(finds("=환불", "전액환불"));
}
TEST(HardKorean, SpacingVaries) {
    EXPECT_TRUE(finds("\"배송 지연\"", "배송 지연 때문에"));
    EXPECT_TRUE(finds("\"배송 지연\"", "배송지연 때문에"));
    EXPECT_FALSE(finds("배송지연", "배송 지연 때문에"));
    EXPECT_FALSE(finds("=\"배송 지연\"", "배송지연 때문에"));
    EXPECT_FALSE(finds("\"배송 지연\"", "배송이 많이 지연"));
    EXPECT_TRUE(finds("배송 NEAR/1 지연", "배송이 많이 지연됐어요"));
    EXPECT_TRUE(finds("배송 NEAR/0 지연", "배송지연이에요"));
}
TEST(HardKorean, ScriptsAdjoin) {
    EXPECT_TRUE(finds("아이폰", "아이폰15를 샀어요"));
    EXPECT_TRUE(finds("아이폰15", "새아이폰15는"));
    EXPECT_FALSE(finds("아이폰1", "아이폰15"));
    EXPECT_TRUE(finds("SK", "sk텔레콤 대리점"));
    EXPECT_TRUE(finds("\"SK 텔레콤\"", "SK텔레콤에서"));
    EXPECT_TRUE(finds("텔레콤", "SK텔레콤"));
    EXPECT_FALSE(finds("SK", "SKT 대리점"));
}
TEST(HardKorean, DecomposedIsTheSame) {
    EXPECT_TRUE(finds("환불", "\u1112\u116a\u11ab\u1107\u116e\u11af\u110b\u1175"));
    EXPECT_TRUE(finds("\u1112\u116a\u11ab\u1107\u116e\u11af", "환불이"));
    EXPECT_FALSE(finds("하", "한국"));
    EXPECT_FALSE(finds("하", "\u1112\u1161\u11ab국"));
}
TEST(HardKorean, InvisibleCharactersHideNothing) {
    EXPECT_EQ(found("환불", "빨리 환\u200b불해"), "환\u200b불");
    EXPECT_TRUE(finds("환\u2060불", "환불"));
    EXPECT_TRUE(finds("=환불", "환\u200b불"));
}
TEST(HardKorean, OneSyllableIsEnough) {
    EXPECT_TRUE(finds("왜", "도대체왜안돼요"));
    EXPECT_TRUE(finds("왜", "왜?"));
    EXPECT_FALSE(finds("왜", "외환"));
}
TEST(HardKorean, PrefixBeginsAnEojeol) {
    EXPECT_TRUE(finds("환불*", "환불받고 싶어요"));
    EXPECT_FALSE(finds("환불*", "전액환불"));
    EXPECT_TRUE(finds("텔레*", "SK텔레콤"));
}
TEST(HardKorean, LettersOfLaughterAndTears) {
    EXPECT_TRUE(finds("ㅠㅠ", "안 돼요ㅠㅠㅠ"));
    EXPECT_TRUE(finds("ㅋㅋ", "아ㅋㅋㅋ"));
    EXPECT_FALSE(finds("ㅠㅠ", "안 돼요ㅜㅜ"));
}
TEST(HardKorean, AQuestionNeedsNoMark) {
    EXPECT_TRUE(finds("has:question", "교환이 되나요"));
    EXPECT_TRUE(finds("has:question", "언제 옵니까？"));
    EXPECT_TRUE(finds("has:question", "어디에서 환불합니까"));
    EXPECT_TRUE(finds("has:question", "버스는 언제 옵니까"));
    EXPECT_FALSE(finds("has:question", "니까 가니까 그러니까"));
    EXPECT_FALSE(finds("has:question", "늦었으니까 환불해 주세요"));
}

TEST(Evaluate, LatinWordsAreWholeAndFolded) {
    EXPECT_TRUE(finds("refund", "REFUND now"));
    EXPECT_FALSE(finds("refund", "refunds"));
    EXPECT_TRUE(finds("refund*", "refunds"));
    EXPECT_FALSE(finds("fund*", "refunds"));
    EXPECT_TRUE(finds("cafe", "Café, closed"));
    EXPECT_TRUE(finds("café", "CAFE"));
    EXPECT_TRUE(finds("abc", "ＡＢＣ"));
    EXPECT_FALSE(finds("=abc", "ＡＢＣ"));
    EXPECT_TRUE(finds("=Café", "Cafe\u0301"));
    EXPECT_FALSE(finds("=Café", "café"));
    EXPECT_TRUE(finds("don't", "I don’t"));
    EXPECT_TRUE(finds("\"new york\"", "New\nYork!"));
    EXPECT_FALSE(finds("\"new york\"", "newyork"));
    EXPECT_TRUE(finds("strasse", "STRAßE"));
}

TEST(Evaluate, NearCountsWords) {
    EXPECT_TRUE(finds("late NEAR/1 refund", "refund is late"));
    EXPECT_FALSE(finds("late NEAR/0 refund", "refund is late"));
    EXPECT_FALSE(finds("late ONEAR/1 refund", "refund is late"));
    EXPECT_TRUE(finds("refund ONEAR/1 late", "refund is late"));
    EXPECT_TRUE(finds("(환불 OR 반품) NEAR/1 (지연 OR 늦)", "반품이 너무 늦어요"));
    EXPECT_FALSE(finds("a NEAR/5 a", "a b"));  // one place is not two
    EXPECT_TRUE(finds("a NEAR/5 a", "a b a"));
    EXPECT_EQ(found("환불 NEAR/0 지연", "환불 지연, 그리고 환불"), "환불|지연");
}

TEST(Evaluate, TagsHandlesAndAddresses) {
    EXPECT_TRUE(finds("#환불", "답답 #환불 #늦음"));
    EXPECT_FALSE(finds("#환불", "#환불해줘"));
    EXPECT_TRUE(finds("#환불*", "#환불해줘"));
    EXPECT_TRUE(finds("#b", "#a#b"));
    EXPECT_FALSE(finds("#39", "it&#39;s"));
    EXPECT_FALSE(finds("#환불", "환불"));
    EXPECT_TRUE(finds("환불", "#환불해줘"));
    EXPECT_TRUE(finds("@brand.example", "야 @Brand.Example. 답해"));
    EXPECT_FALSE(finds("@brand", "@brand.example"));
    EXPECT_TRUE(finds("@brand", "@brand님"));
    EXPECT_FALSE(finds("@example.com", "mail me@example.com"));
    EXPECT_TRUE(finds("url:example.com", "see https://shop.example.com/a?b"));
    EXPECT_TRUE(finds("url:shop.example.com/a", "https://shop.example.com/a/b"));
    EXPECT_FALSE(finds("url:shop.example.com/a", "https://shop.example.com/ab"));
    EXPECT_FALSE(finds("url:example.com", "https://notexample.com"));
    EXPECT_TRUE(finds("has:link", "example.com 에서"));
    EXPECT_FALSE(finds("has:link", "네.그래요"));
}

TEST(Evaluate, FieldsAreOfTheirPost) {
    Message m = message("안녕하세요");
    m.from = "Kim.example";
    m.network = "simulated";
    m.account = "brand.example";
    m.account_id = "01ACCOUNT";
    m.lang = "ko";
    m.to = {"brand.example"};
    m.followers = 1000;
    m.reply = true;
    m.links = {"https://example.com/x"};
    const Subject subject(m);
    for (const char* yes : {"from:kim.example", "from:kim*", "network:simulated", "account:@brand.example",
                            "account:01ACCOUNT", "lang:ko", "to:brand.example", "followers>=1000",
                            "followers<1001", "is:reply", "url:example.com", "has:link"})
        EXPECT_TRUE(matches(query(yes), subject)) << yes;
    for (const char* no : {"from:kim", "network:other", "lang:en", "followers>1000", "is:repost", "has:media",
                           "state:waiting", "tag:x", "waiting>1m"})
        EXPECT_FALSE(matches(query(no), subject)) << no;
    EXPECT_FALSE(matches(query("followers>=0"), Subject(message("x"))));  // not known
}

TEST(Evaluate, HighlightsAreBytesOfTheOriginal) {
    EXPECT_EQ(found("환불 cafe -없는말", "CAFÉ에서 환불이, 카페 café"), "CAFÉ|환불|café");
    EXPECT_EQ(found("\"배송 지연\"", "배송지연 / 배송 지연"), "배송지연|배송 지연");
    EXPECT_EQ(found("a -(b OR c)", "a"), "a");
    EXPECT_EQ(found("배송 송지", "배송지"), "배송지");  // what touches is one
}

TEST(Evaluate, LawsOfLogicHold) {
    Generator generate(5);
    for (int i = 0; i < 3000; ++i) {
        Message m = message("");
        const std::string text = i % 5 == 0 ? generate.noise(40) : generate.text(8);
        m.text = text;
        m.from = i % 2 == 0 ? "kim" : "lee.example";
        if (i % 3 != 0) m.followers = static_cast<std::int64_t>(generate.below(2000));
        const Subject subject(m);
        const Node a = generate.tree(2);
        const Node b = generate.tree(2);
        const auto holds = [&](Node node) { return matches(node, subject); };
        const auto both = [&](const Node& x, const Node& y) { return make_group(Kind::all, {x, y}); };
        const auto either = [&](const Node& x, const Node& y) { return make_group(Kind::any, {x, y}); };
        ASSERT_EQ(holds(make_not(make_not(a))), holds(a)) << print(a);
        ASSERT_EQ(holds(make_not(both(a, b))), holds(either(make_not(a), make_not(b))))
            << print(a) << print(b);
        ASSERT_EQ(holds(make_not(either(a, b))), holds(both(make_not(a), make_not(b))));
        ASSERT_EQ(holds(both(a, b)), holds(both(b, a)));
        ASSERT_FALSE(holds(both(a, make_not(a))));
        ASSERT_TRUE(holds(either(a, make_not(a))));
        const Parsed again = parse(print(a), Purpose::view);
        ASSERT_TRUE(!again.ok() || holds(*again.root) == holds(a)) << print(a);
    }
}

TEST(Evaluate, AnOrderedNearIsANearAndAnExactWordIsAWord) {
    Generator generate(6);
    int near = 0;
    for (int i = 0; i < 5000; ++i) {
        const std::string text = generate.text(10);
        const Subject subject(message(text));
        Node node;
        node.kind = Kind::near;
        node.words = static_cast<int>(generate.below(4));
        node.ordered = true;
        node.children = {generate.text_node(), generate.text_node()};
        const bool ordered = matches(node, subject);
        std::swap(node.children[0], node.children[1]);
        const bool other_way = matches(node, subject);
        node.ordered = false;
        ASSERT_EQ(matches(node, subject), ordered || other_way) << print(node) << " in " << text;
        const bool both = matches(node.children[0], subject) && matches(node.children[1], subject);
        ASSERT_TRUE(both || !matches(node, subject));
        near += matches(node, subject) ? 1 : 0;
        Node word = generate.text_node();
        word.form = Form::exact;
        word.extent = Extent::whole;
        if (matches(word, subject)) {
            word.form = Form::folded;
            ASSERT_TRUE(matches(word, subject)) << print(word) << " in " << text;
        }
    }
    EXPECT_GT(near, 100);
}

}  // namespace
}  // namespace manyhands::model::query
