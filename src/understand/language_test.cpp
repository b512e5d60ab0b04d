#include "understand/language.hpp"

#include <gtest/gtest.h>

namespace manyhands::understand {
namespace {

struct Case {
    std::string_view text;
    std::string_view declared;
    std::string_view code;
};

TEST(Language, RealLookingPosts) {
    const Case cases[] = {
        // Korean, with and without a client that says so.
        {"냉장고가 3일째 안 시원해요 ㅠㅠ 언제 고쳐주시나요?", "", "ko"},
        {"냉장고가 3일째 안 시원해요 ㅠㅠ 언제 고쳐주시나요?", "ko", "ko"},
        {"냉장고가 3일째 안 시원해요 ㅠㅠ 언제 고쳐주시나요?", "en", "ko"},  // a client left at its default
        {"RTX 4090 배송이 왜 이렇게 늦어요", "en", "ko"},
        {"ㅋㅋㅋㅋㅋㅋ", "", "ko"},
        {"ㅠㅠ", "en", "ko"},
        {"@haneul.example 님 답변이 없네요", "en", "ko"},
        {"@haneul.example님", "", "ko"},
        {"https://www.example.com/very/long/latin/path 여기 링크요", "en", "ko"},
        {"여기https://www.example.com/very/long/latin/path", "en", "ko"},
        {"GALAXY BUDS 환불", "", "ko"},
        {"大韓民國 헌법 全文", "ko", "ko"},
        {"안녕하세요", "ja", "ko"},
        {"안녕하세요", "zh-Hant", "ko"},
        {"LG gram OK?", "ko", "ko"},  // a few Latin letters say nothing against a Korean client
        // English.
        {"My fridge stopped cooling two days ago and nobody answers the phone.", "", "en"},
        {"My fridge stopped cooling two days ago and nobody answers the phone.", "en-US", "en"},
        {"My fridge stopped cooling two days ago and nobody answers the phone.", "ko", "en"},
        {"@haneul.example where is my order? It was supposed to arrive on Tuesday.", "", "en"},
        {"I ordered the 김치 refrigerator last week and it still has not shipped", "en", "en"},
        // Others in Latin script.
        {"Mein Kühlschrank kühlt seit zwei Tagen nicht mehr und niemand antwortet mir.", "", "de"},
        {"Mi nevera dejó de enfriar hace dos días y nadie contesta el teléfono.", "", "es"},
        {"Mon réfrigérateur ne refroidit plus depuis deux jours et personne ne répond.", "", "fr"},
        {"Tủ lạnh của tôi không lạnh nữa từ hai ngày nay, xin hãy giúp tôi.", "", "vi"},
        {"Kulkas saya tidak dingin lagi sejak dua hari yang lalu, tolong bantu saya.", "", "id"},
        {"Mein Kühlschrank ist kaputt", "de-AT", "de"},
        // Japanese, Chinese.
        {"冷蔵庫が冷えません。どうすればいいですか？", "", "ja"},
        {"冷蔵庫が冷えません。どうすればいいですか？", "en", "ja"},
        {"ｻﾎﾟｰﾄお願いします", "", "ja"},
        {"冰箱不制冷了怎么办请尽快回复", "", "zh"},
        {"冷蔵庫故障", "ja", "ja"},
        {"ありがとうございます 언니", "", "ja"},
        // Scripts that settle it.
        {"ตู้เย็นไม่เย็นครับ", "", "th"},
        {"Το ψυγείο μου δεν κρυώνει", "", "el"},
        {"המקרר שלי לא מקרר", "", "he"},
        {"Мой холодильник не морозит", "", "ru"},
        {"Мій холодильник не морозить", "", "uk"},
        {"Мой холодильник не морозит", "bg", "bg"},
        {"ثلاجتي لا تبرد", "", "ar"},
        {"یخچال من گرم است", "", "fa"},
        {"मेरा फ्रिज ठंडा नहीं कर रहा", "", "hi"},
        {"माझा फ्रिज थंड होत नाही", "mr", "mr"},
        // Nothing to go by.
        {"", "", "und"},
        {"😀🎉", "", "und"},
        {"1234 !!!", "", "und"},
        {"https://www.example.com/help", "", "und"},
        {"help@example.com", "", "und"},
        {"😀🎉", "ko", "ko"},
        {"😀🎉", "und", "und"},
        {"1234", "not a tag!", "und"},
    };
    for (const Case& one : cases)
        EXPECT_EQ(language_of(one.text, one.declared), one.code) << one.text << " / " << one.declared;
}

TEST(Language, SaysWhereItIsFrom) {
    EXPECT_EQ(detect_language("안녕하세요", "ko").source, LanguageSource::declared);
    EXPECT_EQ(detect_language("안녕하세요", "en").source, LanguageSource::script);
    EXPECT_EQ(detect_language("Where is my order? It should have arrived on Tuesday.").source,
              LanguageSource::detector);
    EXPECT_EQ(detect_language("").source, LanguageSource::none);
}

TEST(Language, SaysWhenItIsNotSure) {
    EXPECT_TRUE(detect_language("안녕하세요").reliable);
    EXPECT_FALSE(detect_language("故障").reliable);             // Chinese or Japanese
    EXPECT_FALSE(detect_language("Мой холодильник").reliable);  // one of many in Cyrillic
    EXPECT_TRUE(detect_language("їжа").reliable);
    EXPECT_FALSE(detect_language("😀", "ko").reliable);  // only the client's word
    EXPECT_EQ(detect_language("lol xd"), Language{});    // the detector does not know
}

TEST(Language, ReadsTags) {
    EXPECT_EQ(primary_subtag("ko"), "ko");
    EXPECT_EQ(primary_subtag("KO-kr"), "ko");
    EXPECT_EQ(primary_subtag("zh_Hant_TW"), "zh");
    EXPECT_EQ(primary_subtag("iw"), "he");
    EXPECT_EQ(primary_subtag("yue"), "yue");
    for (const std::string_view none : {"", "k", "korean", "12", "und", "mul", "한국"})
        EXPECT_EQ(primary_subtag(none), "") << none;
}

TEST(Language, BrokenAndHugeTextsAreNoProblem) {
    EXPECT_EQ(language_of("\xED\xA0\x80\xFF 안녕", ""), "ko");
    EXPECT_EQ(language_of(std::string("a\0b", 3), ""), "und");
    std::string huge;
    for (int i = 0; i < 100000; ++i)
        huge += "냉장고 ";
    EXPECT_EQ(language_of(huge, "en"), "ko");
    EXPECT_EQ(language_of(std::string(1000000, 'x'), ""), "und");
    EXPECT_EQ(language_of(std::string(1000000, '@'), ""), "und");
}

}  // namespace
}  // namespace manyhands::understand
