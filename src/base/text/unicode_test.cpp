#include "base/text/unicode.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "base/text/utf8.hpp"

namespace manyhands::base {
namespace {

constexpr std::string_view kFamily = "👨\u200D👩\u200D👧\u200D👦";  // 25 bytes

TEST(Graphemes, CountsWhatPeopleSee) {
    EXPECT_EQ(grapheme_count(""), 0U);
    EXPECT_EQ(grapheme_count("안녕하세요"), 5U);
    EXPECT_EQ(grapheme_count("\u1112\u1161\u11AB"), 1U);  // 한, decomposed
    EXPECT_EQ(grapheme_count("ㅋㅋㅋ"), 3U);
    EXPECT_EQ(grapheme_count(kFamily), 1U);
    EXPECT_EQ(grapheme_count("🇰🇷🇺🇸"), 2U);
    EXPECT_EQ(grapheme_count("1\uFE0F\u20E3"), 1U);
    EXPECT_EQ(grapheme_count("👋🏽"), 1U);
    EXPECT_EQ(grapheme_count("e\u0301"), 1U);
    EXPECT_EQ(grapheme_count("क्ष"), 1U);
    EXPECT_EQ(grapheme_count("a\r\nb"), 3U);
    EXPECT_EQ(grapheme_count("\xFF\xFE"), 2U);
}

TEST(Graphemes, JoinsSubscriptConsonantsThatIcu72DoesNot) {
    EXPECT_EQ(grapheme_count("ក្ស"), 1U);                  // Khmer
    EXPECT_EQ(grapheme_count("သ္တ"), 1U);                  // Myanmar
    EXPECT_EQ(grapheme_count("\uA98F\uA9C0\uA98F"), 1U);  // Javanese
    EXPECT_EQ(grapheme_count("\u1039\u1000"), 2U);        // nothing before the linker
    EXPECT_EQ(grapheme_count("កស"), 2U);
    EXPECT_EQ(grapheme_ends("ក្ស").size(), 1U);
}

TEST(Graphemes, TheQuickPathIsTheSlowPath) {
    for (const std::string_view text : {"abc", "안녕하세요. 반갑습니다!", "漢字かなカナ、。", "ÀÉñ ‘’“”…"}) {
        EXPECT_TRUE(is_plain(text)) << text;
        EXPECT_EQ(grapheme_count(text), grapheme_ends(text).size()) << text;
    }
    for (const std::string_view text : {"\r\n", "e\u0301", "가\u11A8", "😀", "©", "か\u3099"})
        EXPECT_FALSE(is_plain(text)) << text;
}

TEST(Graphemes, EndsAreBytes) {
    EXPECT_EQ(grapheme_ends("가a😀"), (std::vector<std::size_t>{3, 4, 8}));
    EXPECT_TRUE(grapheme_ends("").empty());
}

TEST(Graphemes, ClampCutsNoGrapheme) {
    const std::string text = std::string("가") + std::string(kFamily) + "나";
    EXPECT_EQ(clamp_bytes(text, 1000), text);
    EXPECT_EQ(clamp_bytes(text, 28), text.substr(0, 28));
    EXPECT_EQ(clamp_bytes(text, 27), "가");
    EXPECT_EQ(clamp_bytes(text, 2), "");
    EXPECT_EQ(clamp_graphemes(text, 2), text.substr(0, 28));
    EXPECT_EQ(clamp_graphemes(text, 0), "");
    EXPECT_EQ(clamp_graphemes(text, 9), text);
}

TEST(Graphemes, EachThreadHasItsOwnIterator) {
    std::vector<std::thread> threads;
    std::vector<std::size_t> counts(4);
    for (std::size_t i = 0; i < counts.size(); ++i)
        threads.emplace_back([i, &counts] {
            for (int n = 0; n < 200; ++n)
                counts[i] += grapheme_count(std::string(kFamily) + "가e\u0301");
        });
    for (std::thread& thread : threads)
        thread.join();
    for (const std::size_t count : counts)
        EXPECT_EQ(count, 600U);
}

TEST(Normal, ComposesHangulAndAccents) {
    EXPECT_EQ(nfc("\u1112\u1161\u11AB\u1100\u116E\u11A8"), "한국");
    EXPECT_EQ(nfc("cafe\u0301"), "café");
    EXPECT_EQ(nfc("가\u11A8"), "각");
    EXPECT_EQ(nfc("plain 한국"), "plain 한국");
    EXPECT_TRUE(is_utf8(nfc("a\xFF\u0301")));
}

TEST(Fold, CaseOnly) {
    EXPECT_EQ(fold_case("GALAXY Straße ÉCOLE"), "galaxy strasse école");
    EXPECT_EQ(fold_case("냉장고"), "냉장고");
}

TEST(Fold, ForSearch) {
    EXPECT_EQ(fold_for_search("ＧＡＬＡＸＹ Ｓ２４"), "galaxy s24");
    EXPECT_EQ(fold_for_search("Café crème"), "cafe creme");
    EXPECT_EQ(fold_for_search("\u1112\u1161\u11AB국"), "한국");
    EXPECT_EQ(fold_for_search("ガ"), "ガ");  // a dakuten is no accent
    EXPECT_EQ(fold_for_search("ｶﾞ"), "ガ");
    EXPECT_EQ(fold_for_search("नमस्ते"), "नमस्ते");
    EXPECT_EQ(fold_for_search("ﬁn"), "fin");
}

}  // namespace
}  // namespace manyhands::base
