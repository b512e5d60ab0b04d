#include "storage/phrase_store.hpp"

#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using model::Shared;
using testing::StoreTest;

class PhraseRowsTest : public StoreTest {
  protected:
    model::Phrase phrase(const std::string& shortcut, Shared shared, const model::Employee& owner) {
        model::Phrase made;
        made.id = ids_.make<model::PhraseId>();
        made.brand = brand_.id;
        made.owner = owner.id;
        made.department = owner.department;
        made.shared = shared;
        made.shortcut = shortcut;
        made.title = "환불 안내";
        made.text_ko = "사흘 안에 됩니다.";
        made.created_at = made.changed_at = now();
        return made;
    }
    std::vector<model::Phrase> seen_by(const model::Employee& who) {
        return *store_->phrases(brand_.id, who.department, who.id);
    }
};

TEST_F(PhraseRowsTest, EverythingComesBackAsItWas) {
    auto made = phrase("환불", Shared::department, kim_);
    made.text_en = "Three days.";
    EXPECT_OK(store_->save_phrase(made));
    EXPECT_EQ(*store_->phrase(brand_.id, made.id), made);
    EXPECT_ERROR(store_->phrase(model::BrandId("other"), made.id), "answer.phrase.not_found");
    reopen();
    EXPECT_EQ(*store_->phrase(brand_.id, made.id), made);
    EXPECT_OK(store_->remove_phrase(model::BrandId("other"), made.id));
    EXPECT_TRUE(store_->phrase(brand_.id, made.id));
    EXPECT_OK(store_->remove_phrase(brand_.id, made.id));
    EXPECT_ERROR(store_->phrase(brand_.id, made.id), "answer.phrase.not_found");
}

TEST_F(PhraseRowsTest, OneSeesOnesOwnTheDepartmentsAndTheBrands) {
    auto far = phrase("c", Shared::department, kim_);
    far.department = other_department_.id;
    EXPECT_OK(store_->save_phrase(phrase("a", Shared::me, kim_)));
    EXPECT_OK(store_->save_phrase(phrase("b", Shared::department, kim_)));
    EXPECT_OK(store_->save_phrase(far));
    EXPECT_OK(store_->save_phrase(phrase("d", Shared::brand, lee_)));
    EXPECT_EQ(seen_by(kim_).size(), 3U);
    EXPECT_EQ(seen_by(lee_).size(), 2U);
}

TEST_F(PhraseRowsTest, AShortcutIsOnesOwnWithinItsReach) {
    const auto mine = phrase("환불", Shared::me, kim_);
    EXPECT_OK(store_->save_phrase(mine));
    EXPECT_OK(store_->save_phrase(phrase("환불", Shared::me, lee_)));
    EXPECT_OK(store_->save_phrase(phrase("환불", Shared::brand, lee_)));
    EXPECT_OK(store_->save_phrase(mine));
    EXPECT_ERROR(store_->save_phrase(phrase("환불", Shared::me, kim_)), "answer.phrase.shortcut_taken");
    auto wider = mine;
    wider.shared = Shared::brand;
    EXPECT_ERROR(store_->save_phrase(wider), "answer.phrase.shortcut_taken");
}

TEST_F(PhraseRowsTest, TheMostUsedComesFirstAndAChangeKeepsTheCount) {
    auto rare = phrase("a", Shared::brand, kim_);
    const auto often = phrase("b", Shared::brand, kim_);
    EXPECT_OK(store_->save_phrase(rare));
    EXPECT_OK(store_->save_phrase(often));
    EXPECT_OK(store_->count_phrase_uses(brand_.id, {often.id, often.id, rare.id}));
    EXPECT_OK(store_->count_phrase_uses(model::BrandId("other"), {rare.id, rare.id}));
    EXPECT_EQ(seen_by(lee_).front().id, often.id);
    rare.title = "다른 이름";
    EXPECT_OK(store_->save_phrase(rare));
    EXPECT_EQ(store_->phrase(brand_.id, rare.id)->uses, 1);
}

}  // namespace
}  // namespace manyhands::storage
