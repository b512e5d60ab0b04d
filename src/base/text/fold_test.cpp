// ICU is the oracle: whatever the fast way makes must be what ICU makes of the whole text.
#include "base/text/fold.hpp"

#include <array>

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::base {
namespace {

std::string folded(std::string_view text, Bytes bytes = Bytes::any) {
    std::string out = "before";
    append_folded(text, bytes, out);
    EXPECT_TRUE(out.starts_with("before"));
    return out.substr(6);
}

TEST(AppendFolded, CaseWidthAccentsJamoAndWhatCannotBeSeen) {
    EXPECT_EQ(folded("Refund NOW, 환불!"), "refund now, 환불!");
    EXPECT_EQ(folded("ＲＥＦＵＮＤ café CAFE\u0301 ß İ ﬁne"), "refund cafe cafe ss i fine");
    EXPECT_EQ(folded("\u1112\u116a\u11ab\u1107\u116e\u11af"), "환불");
    EXPECT_EQ(folded("환\u200b불 re\u00adfund"), "환불 refund");
    EXPECT_EQ(folded("ㅋㅋㅋ 안 돼요ㅠㅠ"), fold_for_search("ㅋㅋㅋ 안 돼요ㅠㅠ"));
    EXPECT_EQ(folded("ㅎㅏㄴ"), fold_for_search("ㅎㅏㄴ"));
    EXPECT_EQ(folded(""), "");
    EXPECT_EQ(folded(std::string_view("a\0B", 3)), std::string_view("a\0b", 3));
    EXPECT_EQ(folded("\xff 환\xed\xa0\x80"), "\uFFFD 환\uFFFD\uFFFD\uFFFD");
}

TEST(AppendFolded, SaysWhenNothingMoved) {
    std::string out;
    EXPECT_TRUE(
        append_folded("Plain ASCII and 한글, long enough for blocks of sixteen bytes", Bytes::utf8, out));
    EXPECT_FALSE(append_folded("a curly ’ quote", Bytes::utf8, out));
}

TEST(AppendFolded, PiecesLeadBack) {
    std::vector<FoldedPiece> pieces;
    std::string out = "x";
    append_folded("abc ﬁ e\u0301", Bytes::utf8, out, &pieces);
    EXPECT_EQ(out, "xabc fi e");
    ASSERT_EQ(pieces.size(), 4U);
    EXPECT_EQ(pieces[1].folded, 4U);
    EXPECT_EQ(pieces[1].original, 4U);
    EXPECT_FALSE(pieces[1].plain);
    EXPECT_EQ(pieces[2].folded, 6U);
    EXPECT_EQ(pieces[2].original, 7U);
    EXPECT_TRUE(pieces[2].plain);
    EXPECT_EQ(pieces[3].folded, 7U);
    EXPECT_EQ(pieces[3].original, 8U);
}

TEST(AppendFolded, EveryCodePointAsIcuFoldsIt) {
    std::string alone;
    for (char32_t code = 0; code <= 0x1FFFF; code += code < 0x3400 ? 1 : 7) {
        alone.clear();
        append_utf8(alone, code);
        ASSERT_EQ(folded(alone), fold_for_search(alone)) << std::hex << static_cast<unsigned>(code);
        const std::string among = "An 한글 sentence before " + alone + "한, and one behind it, long enough";
        ASSERT_EQ(folded(among), fold_for_search(among)) << std::hex << static_cast<unsigned>(code);
    }
}

TEST(AppendFolded, RandomTextsAsIcuFoldsThem) {
    SeededRandom random(5);
    static constexpr std::array<std::string_view, 40> kParts{
        "Refund", "환불", "배송이 ", " ",  "\u0301", "e",      "A\u030A", "ﬁ",      "ㅋㅋ",   "ㅠㅠ",
        "ㅎ",     "ㅏ",   "ㄴ",      "ㄳ", "\u1112", "\u116a", "\u11ab",  "\u200b", "\u200d", "\ufe0f",
        "👍",     "👨",   "\u00ad",  "힣", "힞",     "가",     "각",      "Ａ",     "カ",     "\u3099",
        "ﾊ",      "ﾞ",    "環",      "…",  "“",      "ß",      "İ",       "ı",      "\u0345", "α"};
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (auto left = random.below(30); left > 0; --left)
            text += kParts[random.below(kParts.size())];
        ASSERT_EQ(folded(text, Bytes::utf8), fold_for_search(text)) << text;
    }
}

TEST(AppendFolded, AnyBytes) {
    SeededRandom random(6);
    for (int i = 0; i < 5'000; ++i) {
        std::string noise;
        for (auto left = random.below(60); left > 0; --left)
            noise += static_cast<char>(random.below(3) == 0 ? random.below(256) : 0xEA + random.below(4));
        const std::string repaired = repair_utf8(noise);
        ASSERT_EQ(folded(noise), folded(repaired, Bytes::utf8));
        ASSERT_EQ(folded(repaired), fold_for_search(repaired));
    }
}

}  // namespace
}  // namespace manyhands::base
