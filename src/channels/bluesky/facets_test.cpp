#include "channels/bluesky/facets.hpp"

#include <gtest/gtest.h>

#include "base/text/utf8.hpp"

namespace manyhands::channels::bluesky {
namespace {

struct Row {
    const char* text;
    std::vector<std::string> found;  // "link https://..." or "mention kim.example", in order
};

TEST(Facets, WhatIsALinkAndWhatIsAMention) {
    const std::vector<Row> rows{
        {"", {}},
        {"안녕하세요", {}},
        {"https://example.com", {"link https://example.com"}},
        {"보세요: https://example.com/a?b=c&d=%20#e.", {"link https://example.com/a?b=c&d=%20#e"}},
        {"(https://example.com/a)", {"link https://example.com/a"}},
        {"https://en.example.org/wiki/A_(b)", {"link https://en.example.org/wiki/A_(b)"}},
        {"https://example.com/도움말", {"link https://example.com/"}},
        {"https://example.com에서 확인하세요", {"link https://example.com"}},
        {"링크https://example.com입니다", {"link https://example.com"}},
        {"HTTPS://EXAMPLE.COM/A", {"link HTTPS://EXAMPLE.COM/A"}},
        {"http://a.co, https://b.co!", {"link http://a.co", "link https://b.co"}},
        {"https://", {}},
        {"https://.", {}},
        {"https://!!!", {}},
        {"xhttps://example.com", {}},
        {"ftp://example.com", {}},
        {"example.com", {}},
        {"javascript:alert(1)", {}},
        {"https://a.co\"onclick", {"link https://a.co"}},
        {"<https://a.co>", {"link https://a.co"}},
        {"@kim.example 안녕", {"mention kim.example"}},
        {"안녕@kim.example", {"mention kim.example"}},
        {"(@Kim.Example)", {"mention kim.example"}},
        {"@kim.example.", {"mention kim.example"}},
        {"@kim.example님, 고맙습니다", {"mention kim.example"}},
        {"@kim", {}},
        {"@", {}},
        {"@@kim.example", {}},
        {"kim@mail.example", {}},
        {"a.@mail.example", {}},
        {"@-kim.example", {}},
        {"@kim.example @lee.example", {"mention kim.example", "mention lee.example"}},
        {"https://a.co/@kim.example", {"link https://a.co/@kim.example"}},
        {"^KG", {}},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.text);
        std::vector<std::string> found;
        for (const Span& span : find_spans(row.text))
            found.push_back((span.kind == Span::Kind::link ? "link " : "mention ") + span.value);
        EXPECT_EQ(found, row.found);
    }
}

TEST(Facets, OffsetsAreBytes) {
    const std::string text = "냉장고 👨‍👩‍👧 @kim.example — https://example.com/a 보세요";
    const auto spans = find_spans(text);
    ASSERT_EQ(spans.size(), 2U);
    EXPECT_EQ(text.substr(spans[0].begin, spans[0].end - spans[0].begin), "@kim.example");
    EXPECT_EQ(text.substr(spans[1].begin, spans[1].end - spans[1].begin), "https://example.com/a");
    EXPECT_EQ(spans[0].begin, std::string("냉장고 👨‍👩‍👧 ").size());
}

TEST(Facets, AnyTextGivesOrderedSpansThatCutNoCharacter) {
    std::uint32_t state = 1;
    const std::vector<std::string> pieces{
        "@", "https://", ".", "a",    "kim.example", "한", "👨‍👩‍👧",
        " ", ")",        "(", "\xFF", "/",           "\n", "-"};
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (int i = 0; i < 12; ++i) {
            state = state * 1'664'525U + 1'013'904'223U;
            text += pieces[(state >> 16U) % pieces.size()];
        }
        std::size_t last = 0;
        for (const Span& span : find_spans(text)) {
            ASSERT_LE(last, span.begin);
            ASSERT_LT(span.begin, span.end);
            ASSERT_LE(span.end, text.size());
            const std::string inside = text.substr(span.begin, span.end - span.begin);
            ASSERT_TRUE(base::is_utf8(inside)) << text;
            last = span.end;
        }
    }
}

}  // namespace
}  // namespace manyhands::channels::bluesky
