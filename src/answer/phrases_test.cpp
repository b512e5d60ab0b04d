#include "answer/phrases.hpp"

#include <map>

#include <gtest/gtest.h>

#include "model/test_world.hpp"

namespace manyhands::answer {
namespace {

using namespace model::testing;
using base::ErrorCode;
using base::Result;
using model::Phrase;
using model::Role;
using model::Shared;

class Drawer final : public PhraseStore {
  public:
    Result<std::vector<Phrase>> phrases(const model::BrandId& brand, const model::DepartmentId& department,
                                        const model::EmployeeId& employee) override {
        std::vector<Phrase> found;
        for (const auto& [id, one] : all)
            if (one.brand == brand && (one.shared == Shared::brand || one.owner == employee ||
                                       (one.shared == Shared::department && one.department == department)))
                found.push_back(one);
        return found;
    }
    Result<Phrase> phrase(const model::BrandId& brand, const model::PhraseId& id) override {
        const auto found = all.find(id);
        if (found == all.end() || found->second.brand != brand)
            return base::fail(ErrorCode::not_found, "answer.phrase.not_found");
        return found->second;
    }
    Result<void> save_phrase(const Phrase& phrase) override {
        all[phrase.id] = phrase;
        return {};
    }
    Result<void> remove_phrase(const model::BrandId&, const model::PhraseId& id) override {
        all.erase(id);
        return {};
    }
    Result<void> count_phrase_uses(const model::BrandId&, const std::vector<model::PhraseId>& ids) override {
        for (const auto& id : ids)
            if (all.contains(id)) ++all[id].uses;
        return {};
    }
    std::map<model::PhraseId, Phrase> all;
};

PhraseChange wanted(const std::string& shortcut = "환불", Shared shared = Shared::me) {
    return {shortcut, "환불 안내", "{{customer.name}}님, 환불은 사흘 안에 됩니다.", std::nullopt, shared};
}

template <class T>
std::string key(const Result<T>& result) {
    return result ? "no error" : result.error().key;
}

std::string arg(const base::Error& error, std::string_view name) {
    for (const auto& [key, value] : error.args)
        if (key == name) return value;
    return "";
}

class PhrasesTest : public ::testing::Test {
  protected:
    Drawer drawer;
    base::ManualClock clock{kNoon};
    base::SeededRandom random{3};
    base::IdSource ids{clock, random};
    Phrases phrases{drawer, clock, ids};
};

TEST_F(PhrasesTest, OnesOwnIsSeenByOneselfOnly) {
    const auto made = phrases.add(actor(kMin), wanted());
    ASSERT_TRUE(made) << key(made);
    EXPECT_EQ(phrases.list(actor(kMin))->size(), 1U);
    EXPECT_TRUE(phrases.list(actor(kSue))->empty());
    // Not even an admin touches it, nor learns that it is there.
    EXPECT_EQ(key(phrases.change(actor(kSue, Role::admin), made->id, {})), "answer.phrase.not_found");
    EXPECT_EQ(key(phrases.remove(actor(kSue, Role::lead), made->id)), "answer.phrase.not_found");
    EXPECT_TRUE(phrases.remove(actor(kMin, Role::employee), made->id));
    EXPECT_TRUE(drawer.all.empty());
}

TEST_F(PhrasesTest, EachRoleSharesAsFarAsItReaches) {
    struct Case {
        Role role;
        bool own, department, brand;
    };
    for (const Case& one :
         {Case{Role::employee, true, false, false}, Case{Role::desk, true, true, false},
          Case{Role::lead, true, true, true}, Case{Role::admin, true, true, true},
          Case{Role::auditor, false, false, false}, Case{Role::analyst, false, false, false}}) {
        const auto who = actor(kMin, one.role);
        EXPECT_EQ(phrases.add(who, wanted("a", Shared::me)).has_value(), one.own);
        EXPECT_EQ(phrases.add(who, wanted("b", Shared::department)).has_value(), one.department);
        EXPECT_EQ(phrases.add(who, wanted("c", Shared::brand)).has_value(), one.brand);
    }
}

TEST_F(PhrasesTest, SharingFurtherNeedsTheWiderRight) {
    const auto mine = phrases.add(actor(kMin, Role::employee), wanted());
    PhraseChange share;
    share.shared = Shared::brand;
    EXPECT_EQ(key(phrases.change(actor(kMin, Role::employee), mine->id, share)), "policy.forbidden");
    EXPECT_EQ(drawer.all[mine->id].shared, Shared::me);
    EXPECT_TRUE(phrases.change(actor(kMin, Role::lead), mine->id, share));
    // Now it is the brand's: its maker may not take it back without that right.
    share.shared = Shared::me;
    EXPECT_EQ(key(phrases.change(actor(kMin, Role::employee), mine->id, share)), "policy.forbidden");
    EXPECT_FALSE(Phrases::may_manage(actor(kMin, Role::employee), drawer.all[mine->id]));
    EXPECT_TRUE(Phrases::may_manage(actor(kSue, Role::lead), drawer.all[mine->id]));
}

TEST_F(PhrasesTest, AnotherBrandKnowsNothingOfIt) {
    const auto made = phrases.add(actor(kMin, Role::admin), wanted("a", Shared::brand));
    auto stranger = actor(kSue, Role::admin);
    stranger.brand = kOtherBrand;
    EXPECT_EQ(key(phrases.change(stranger, made->id, {})), "answer.phrase.not_found");
    EXPECT_EQ(scope_of(stranger, *made), model::Scope::other_brand);
}

TEST_F(PhrasesTest, WhatIsWrittenIsCleanedAndChecked) {
    PhraseChange change = wanted("  ");
    EXPECT_EQ(key(phrases.add(actor(kMin), change)), "answer.phrase.bad_shortcut");
    for (const auto* bad :
         {"", "두 단어", "a/b", "a.b", "가나다라마바사아자차카타파하가나다라마바사아자차카", "“"})
        EXPECT_EQ(key(phrases.add(actor(kMin), wanted(bad))), "answer.phrase.bad_shortcut") << bad;
    for (const auto* good : {"a", "환불-1", "Größe", "返金", "a_1"})
        EXPECT_TRUE(phrases.add(actor(kMin), wanted(good))) << good;
    EXPECT_EQ(phrases.add(actor(kMin), wanted("REFUND"))->shortcut, "refund");

    change = wanted();
    change.title = "   ";
    EXPECT_EQ(key(phrases.add(actor(kMin), change)), "answer.phrase.bad_title");
    change = wanted();
    change.text_ko = " \n ";
    auto none = phrases.add(actor(kMin), change);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().key, "answer.phrase.empty");
    EXPECT_EQ(arg(none.error(), "pointer"), "/texts");
    change.text_ko = std::string(4001, 'x');
    EXPECT_EQ(key(phrases.add(actor(kMin), change)), "answer.phrase.too_long");
    change.text_ko = "네 {{customer.naem}}님";
    const auto unknown = phrases.add(actor(kMin), change);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().key, "answer.phrase.unknown_variable");
    EXPECT_EQ(arg(unknown.error(), "pointer"), "/texts/ko");
    EXPECT_EQ(arg(unknown.error(), "from"), "4");
    EXPECT_EQ(arg(unknown.error(), "to"), "21");
}

TEST_F(PhrasesTest, ALanguageIsTakenAwayByAnEmptyText) {
    PhraseChange both = wanted();
    both.text_en = "Refunds take three days.\r\n";
    const auto made = phrases.add(actor(kMin), both);
    ASSERT_TRUE(made) << key(made);
    EXPECT_EQ(made->text_en, "Refunds take three days.");
    PhraseChange less;
    less.text_ko = "";
    clock.advance(1min);
    const auto left = phrases.change(actor(kMin), made->id, less);
    ASSERT_TRUE(left) << key(left);
    EXPECT_EQ(left->text_ko, "");
    EXPECT_EQ(left->changed_at - left->created_at, 1min);
    less.text_en = "";
    EXPECT_EQ(key(phrases.change(actor(kMin), made->id, less)), "answer.phrase.empty");
}

TEST_F(PhrasesTest, UseIsCounted) {
    const auto made = phrases.add(actor(kMin), wanted());
    EXPECT_TRUE(phrases.used(actor(kMin), {made->id, model::PhraseId("nothing")}));
    EXPECT_TRUE(phrases.used(actor(kMin), {}));
    EXPECT_EQ(drawer.all[made->id].uses, 1);
    EXPECT_EQ(key(phrases.used(actor(kMin, Role::analyst), {made->id})), "policy.forbidden");
}

}  // namespace
}  // namespace manyhands::answer
