#include "model/signature.hpp"

#include <gtest/gtest.h>

namespace manyhands::model {
namespace {

TEST(Signature, ProposesFromKoreanNames) {
    EXPECT_EQ(initials_of("김지훈"), "JH");
    EXPECT_EQ(initials_of("이도윤"), "DY");
    EXPECT_EQ(initials_of("박서민"), "SM");
    EXPECT_EQ(initials_of("최하은"), "HE");
    EXPECT_EQ(initials_of("정유나"), "YN");
    EXPECT_EQ(initials_of("강윤"), "KY");  // a given name of one syllable takes the family name along
    EXPECT_EQ(initials_of("이솔"), "LS");
    EXPECT_EQ(initials_of("남궁민수"), "MS");
    EXPECT_EQ(initials_of("남궁민"), "NM");
    EXPECT_EQ(initials_of("황보민수"), "MS");
    EXPECT_EQ(initials_of("황보라"), "BR");  // two syllables after 황, not 황보 and one
    EXPECT_EQ(initials_of(" 김 지훈 "), "JH");
    EXPECT_EQ(initials_of("\u1100\u1175\u11B7\u110C\u1175\u1112\u116E\u11AB"), "JH");  // decomposed
    EXPECT_EQ(initials_of("김지훈 (Jihoon Kim)"), "JH");
}

TEST(Signature, ProposesFromLatinNames) {
    EXPECT_EQ(initials_of("Kim Gordon"), "KG");
    EXPECT_EQ(initials_of("mary jane watson"), "MW");
    EXPECT_EQ(initials_of("Alice"), "AL");
    EXPECT_EQ(initials_of("Jean-Luc Picard"), "JP");
    EXPECT_EQ(initials_of("Élodie Çelik"), "EC");
    EXPECT_EQ(initials_of("Łukasz Ørsted"), "LO");
    EXPECT_EQ(initials_of("Sean O'Brien"), "SO");
    EXPECT_EQ(initials_of("X"), "X");
}

TEST(Signature, ProposesNothingFromOtherScripts) {
    EXPECT_EQ(initials_of("田中太郎"), "");
    EXPECT_EQ(initials_of("Иван"), "");
    EXPECT_EQ(initials_of(""), "");
    EXPECT_EQ(initials_of("1234 !"), "");
    EXPECT_EQ(free_initials("田中", {}).error().key, "model.signature.unguessable");
}

TEST(Signature, KnowsValidInitials) {
    for (const std::string_view good : {"K", "KG", "KGHB", "훈", "지훈", "ㅈㅎ"})
        EXPECT_TRUE(valid_initials(good)) << good;
    for (const std::string_view bad : {"", "kg", "KGHBX", "K1", "K훈", "ㅏ", "K G", "^KG", "É", "\xFF"})
        EXPECT_FALSE(valid_initials(bad)) << bad;
}

TEST(Signature, TakesWhatPeopleType) {
    EXPECT_EQ(initials_from("kg"), "KG");
    EXPECT_EQ(initials_from(" ^K.G. "), "KG");
    EXPECT_EQ(initials_from("\u110C\u1175훈"), "지훈");
    EXPECT_EQ(initials_from("K9").error().code, base::ErrorCode::invalid);
    EXPECT_EQ(initials_from("").error().key, "model.signature.invalid");
    EXPECT_FALSE(initials_from("TOOLONG"));
}

TEST(Signature, ExtendsWhatIsTaken) {
    EXPECT_EQ(free_initials("김지훈", {}), "JH");
    EXPECT_EQ(free_initials("김지훈", {"JH"}), "KJH");
    EXPECT_EQ(free_initials("김지훈", {"JH", "KJH"}), "JHK");
    EXPECT_EQ(free_initials("Kim Gordon", {"KG"}), "KGO");
    EXPECT_EQ(free_initials("Kim Gordon", {"KG", "KGO"}), "KIG");
    EXPECT_EQ(free_initials("Mary Jane Watson", {"MW"}), "MJW");
    EXPECT_EQ(free_initials("Al", {"AL"}), "ALA");
}

TEST(Signature, GivesDifferentInitialsToAWholeCompanyOfTheSameName) {
    InitialsSet taken;
    for (int i = 0; i < 700; ++i) {
        const auto next = free_initials("김지훈", taken);
        ASSERT_TRUE(next) << i;
        EXPECT_TRUE(valid_initials(*next)) << *next;
        EXPECT_TRUE(taken.insert(*next).second) << *next;
    }
    for (int i = 0; i < 100; ++i)
        if (const auto next = free_initials("김지훈", taken)) taken.insert(*next);
    EXPECT_EQ(free_initials("김지훈", taken).error().code, base::ErrorCode::conflict);
}

TEST(Signature, ANewEmployeeAlwaysGetsSome) {
    EXPECT_EQ(unique_initials("김지훈", {"JH"}), "KJH");
    EXPECT_EQ(unique_initials("田中", {}), "AA");
    EXPECT_EQ(unique_initials("田中", {"AA"}), "AB");
    EXPECT_EQ(unique_initials("", {"AA", "AB"}), "AC");
}

TEST(Signature, FindsTheSignatureAtTheEnd) {
    const auto found = signature_in("확인했습니다. ^KG");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->body, "확인했습니다.");
    EXPECT_EQ(found->initials, "KG");
    EXPECT_EQ(signature_in("네\n^지훈\n")->initials, "지훈");
    EXPECT_EQ(signature_in("^KG")->body, "");
    EXPECT_FALSE(signature_in("2^KG"));
    EXPECT_FALSE(signature_in("^KG 확인"));
    EXPECT_FALSE(signature_in("a ^kg"));
    EXPECT_FALSE(signature_in("a ^"));
    EXPECT_FALSE(signature_in(""));
    EXPECT_FALSE(signature_in(" \n"));
}

TEST(Signature, WritesTheMark) {
    EXPECT_EQ(signature_mark("KG"), "^KG");
    EXPECT_EQ(signature_mark(""), "");
}

}  // namespace
}  // namespace manyhands::model
