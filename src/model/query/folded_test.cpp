#include "model/query/folded.hpp"

#include <gtest/gtest.h>

#include "base/text/unicode.hpp"
#include "model/query/generate_test.hpp"

namespace manyhands::model::query {
namespace {

std::vector<std::string> words_of(std::string_view text, Form form = Form::folded) {
    const Folded folded(text, form);
    std::vector<std::string> words;
    for (std::size_t i = 0; i < folded.words().size(); ++i)
        words.emplace_back(folded.word(i));
    return words;
}

using Words = std::vector<std::string>;

TEST(Folded, IsWhatIcuMakesOfTheWholeText) {
    Generator generate(1);
    for (int i = 0; i < 20'000; ++i) {
        const std::string text = i % 4 == 0 ? generate.noise(20) : generate.text(6);
        ASSERT_EQ(Folded(text, Form::folded).text(), base::fold_for_search(text)) << text;
    }
}

TEST(Folded, CutsWordsAtBlanksPunctuationAndEmoji) {
    EXPECT_EQ(words_of("환불해주세요! 1,000원"), (Words{"환불해주세요", "1", "000원"}));
    EXPECT_EQ(words_of("SK텔레콤 아이폰15를"), (Words{"sk텔레콤", "아이폰15를"}));
    EXPECT_EQ(words_of("좋아요👍최고"), (Words{"좋아요", "👍", "최고"}));
    EXPECT_EQ(words_of("don’t a_b"), (Words{"don", "t", "a_b"}));
    EXPECT_EQ(words_of("ＡＢＣ Café"), (Words{"abc", "cafe"}));
    EXPECT_EQ(words_of("ＡＢＣ Café", Form::exact), (Words{"ＡＢＣ", "Café"}));
    EXPECT_EQ(words_of("#\u0301refund"), Words{"refund"});  // a mark begins no word
    EXPECT_EQ(words_of(""), Words{});
    EXPECT_EQ(words_of(" .,!?\t"), Words{});
}

TEST(Folded, SpellingsOfOneWordAreOne) {
    EXPECT_EQ(words_of("\u1112\u116a\u11ab\u1107\u116e\u11af"), Words{"환불"});  // NFD
    EXPECT_EQ(words_of("환\u200b불"), Words{"환불"});
    EXPECT_EQ(words_of("환\u200b불", Form::exact), Words{"환불"});
    EXPECT_EQ(words_of("\u1112\u116a\u11ab불", Form::exact), Words{"환불"});
    EXPECT_EQ(words_of("ﬁne"), Words{"fine"});
}

TEST(Folded, KnowsWhereEverythingCameFrom) {
    const std::string text = "Ａ ca\u0301fe 환\u200b불이 ﬁ";
    const Folded folded(text, Form::folded);
    const auto original = [&](std::string_view part) {
        const auto at = folded.text().find(part);
        const Range range = folded.original({at, at + part.size()});
        return text.substr(range.from, range.to - range.from);
    };
    EXPECT_EQ(original("a"), "Ａ");
    EXPECT_EQ(original("cafe"), "ca\u0301fe");
    EXPECT_EQ(original("환불"), "환\u200b불");
    EXPECT_EQ(original("이"), "이");
    EXPECT_EQ(original("f"), "f");
    EXPECT_EQ(original("i"), "ﬁ");  // half of a ligature is the whole of it
}

TEST(Folded, RangesOfTheOriginalAreWholeCharactersWhateverComes) {
    Generator generate(2);
    for (int i = 0; i < 3000; ++i) {
        const std::string text = i % 2 == 0 ? generate.noise(30) : generate.text(5);
        for (const Form form : {Form::folded, Form::exact}) {
            const Folded folded(text, form);
            for (const auto& word : folded.words()) {
                const Range range = folded.original({word.from, word.to});
                ASSERT_LT(range.from, range.to) << text;
                ASSERT_LE(range.to, text.size()) << text;
            }
        }
    }
}

TEST(Folded, BordersLieWhereATermMayEnd) {
    const Folded folded("SK텔레콤 refunds", Form::folded);
    EXPECT_TRUE(folded.is_border(0));
    EXPECT_FALSE(folded.is_border(1));  // s|k
    EXPECT_TRUE(folded.is_border(2));   // sk|텔
    EXPECT_TRUE(folded.is_border(5));   // 텔|레
    EXPECT_FALSE(folded.is_border(folded.text().size() - 1));
    EXPECT_TRUE(folded.is_border(folded.text().size()));
}

}  // namespace
}  // namespace manyhands::model::query
