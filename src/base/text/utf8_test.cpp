#include "base/text/utf8.hpp"

#include <gtest/gtest.h>

namespace manyhands::base {
namespace {

using namespace std::string_literals;

TEST(Utf8, DecodesEveryLength) {
    EXPECT_EQ(decode_utf8("a", 0).code, U'a');
    EXPECT_EQ(decode_utf8("é", 0).code, U'é');
    EXPECT_EQ(decode_utf8("가", 0).length, 3);
    EXPECT_EQ(decode_utf8("😀", 0).code, U'😀');
}

TEST(Utf8, KnowsGoodFromBad) {
    EXPECT_TRUE(is_utf8("안녕 é 😀"));
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("a\0b"s));
    EXPECT_FALSE(is_utf8("\x80"));              // a follower alone
    EXPECT_FALSE(is_utf8("\xC0\xAF"));          // overlong
    EXPECT_FALSE(is_utf8("\xE0\x80\x80"));      // overlong
    EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // lone surrogate
    EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // above U+10FFFF
    EXPECT_FALSE(is_utf8("\xF5\x80\x80\x80"));
    EXPECT_FALSE(is_utf8("\xEA\xB0"));  // cut
}

TEST(Utf8, RepairKeepsWhatIsGoodAndMarksWhatIsNot) {
    EXPECT_EQ(repair_utf8("안녕"), "안녕");
    EXPECT_EQ(repair_utf8("a\xFF"s + "b"), "a\uFFFDb");
    EXPECT_EQ(repair_utf8("\xEA\xB0"), "\uFFFD");  // one mark for one cut sequence
    EXPECT_EQ(repair_utf8("\xEA\xB0z"s), "\uFFFDz");
    EXPECT_EQ(repair_utf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(repair_utf8("\xF0\x9F\x98"), "\uFFFD");
    EXPECT_EQ(repair_utf8("\xC0\xAF"), "\uFFFD\uFFFD");
}

TEST(Utf8, RepairedTextIsAlwaysValid) {
    // Every two-byte string, and every lead byte with a cut tail.
    for (int a = 0; a < 256; ++a)
        for (int b = 0; b < 256; ++b) {
            const std::string bytes = {static_cast<char>(a), static_cast<char>(b)};
            EXPECT_TRUE(is_utf8(repair_utf8(bytes)));
            EXPECT_TRUE(is_utf8(clean_post(bytes)));
        }
}

TEST(Utf8, CleaningTakesWhatHidesOrReorders) {
    EXPECT_EQ(clean_post("a\0b\x07"s + "c"), "abc");
    EXPECT_EQ(clean_post("abc\u202Edef\u202C"), "abcdef");
    EXPECT_EQ(clean_post("\u2066a\u2069\uFEFF"), "a");
    EXPECT_EQ(clean_post("a\u0085b\u2028c\r\nd\re"), "a\nb\nc\nd\ne");
    EXPECT_EQ(clean_post("a\tb"), "a b");
    EXPECT_EQ(clean_post("\uFDD0\uFFFE\u206A\uFFF9x"), "x");
    EXPECT_EQ(clean_post("hi\U000E0068\U000E0069"), "hi");  // hidden tags
}

TEST(Utf8, CleaningKeepsWhatPeopleNeed) {
    for (const std::string_view text :
         {"👨\u200D👩\u200D👧", "❤\uFE0F", "می\u200Cخواهم", "a\nb", "\u200Fשלום", "ㅋㅋㅋ",
          "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", "\u3164"})
        EXPECT_EQ(clean_post(text), text);
}

TEST(Utf8, ALineHasNoLineEnds) {
    EXPECT_EQ(clean_line("가\r\n나\n다"), "가 나 다");
    EXPECT_EQ(clean_line("a\u2028b"), "a b");
}

TEST(Utf8, CountsCodePoints) {
    EXPECT_EQ(code_point_count(""), 0U);
    EXPECT_EQ(code_point_count("가a😀"), 3U);
    EXPECT_EQ(code_point_count("\xFF\xFF"), 2U);
}

TEST(Utf8, GoesToUtf16AndBack) {
    for (const std::string_view text : {"", "abc", "안녕하세요", "😀👨\u200D👩", "𝄞é"})
        EXPECT_EQ(to_utf8(to_utf16(text)), text);
    EXPECT_EQ(to_utf16("😀").size(), 2U);
    EXPECT_EQ(to_utf8(std::u16string{char16_t{0xD83D}}), "\uFFFD");
    EXPECT_EQ(to_utf8(std::u16string{char16_t{0xDE00}, u'a'}), "\uFFFDa");
    std::string out;
    append_utf8(out, 0xD800);
    append_utf8(out, 0x110000);
    EXPECT_EQ(out, "\uFFFD\uFFFD");
}

}  // namespace
}  // namespace manyhands::base
