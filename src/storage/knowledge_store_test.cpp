// Tips as rows: versions, uses, and what an answer gives them.
#include "storage/knowledge_store.hpp"

#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using knowledge::Tip;
using knowledge::TipId;
using knowledge::TipState;
using testing::StoreTest;

class KnowledgeRowsTest : public StoreTest {
  protected:
    Tip tip(const std::string& title) {
        Tip one;
        one.id = ids_.make<TipId>();
        one.brand = brand_.id;
        one.title = title;
        one.text_ko = "물통을 뺐다가 다시 끼워 주세요.";
        one.state = TipState::published;
        one.author = one.proposed_by = kim_.id;
        one.created_at = one.changed_at = now();
        return one;
    }
};

TEST_F(KnowledgeRowsTest, StaysAsItWasWrittenAndNobodyOverwritesUnseen) {
    Tip one = tip("제습기에서 물이 새요");
    EXPECT_OK(store_->save_tip(one, 0, kim_.id));
    one.version = 2;
    one.text_en = "Take the tank out and put it back.";
    EXPECT_OK(store_->save_tip(one, 1, lee_.id));
    EXPECT_ERROR(store_->save_tip(one, 1, kim_.id), "knowledge.tip.stale");
    reopen();
    EXPECT_EQ(*store_->tip(brand_.id, one.id), one);
    EXPECT_ERROR(store_->tip(model::BrandId("other"), one.id), "knowledge.tip.not_found");
    EXPECT_TRUE(store_->tips(model::BrandId("other"), false)->empty());
}

TEST_F(KnowledgeRowsTest, RetiredOnesAreApart) {
    Tip kept = tip("kept");
    Tip old = tip("old");
    EXPECT_OK(store_->save_tip(kept, 0, kim_.id));
    EXPECT_OK(store_->save_tip(old, 0, kim_.id));
    old.state = TipState::retired;
    old.version = 2;
    EXPECT_OK(store_->save_tip(old, 1, kim_.id));
    ASSERT_EQ(store_->tips(brand_.id, false)->size(), 1U);
    EXPECT_EQ(store_->tips(brand_.id, false)->front().id, kept.id);
    ASSERT_EQ(store_->tips(brand_.id, true)->size(), 1U);
}

TEST_F(KnowledgeRowsTest, AUseCountsOnceAConversationAndOnlyOfWhatIsPublished) {
    Tip one = tip("published");
    Tip hidden = tip("proposed");
    hidden.state = TipState::proposed;
    EXPECT_OK(store_->save_tip(one, 0, kim_.id));
    EXPECT_OK(store_->save_tip(hidden, 0, kim_.id));
    const auto first = open(1, now()).conversation.id;
    const auto second = open(2, now()).conversation.id;
    const auto unknown = ids_.make<TipId>();
    for (const auto& id : {first, first, second})
        EXPECT_OK(store_->use_tips(brand_.id, id.value, lee_.id, {one.id, hidden.id, unknown}, now()));
    EXPECT_OK(store_->use_tips(brand_.id, "no-such-conversation", lee_.id, {one.id}, now()));
    EXPECT_OK(store_->use_tips(model::BrandId("other"), first.value, lee_.id, {one.id}, now()));
    EXPECT_EQ(store_->tip(brand_.id, one.id)->uses, 2);
    EXPECT_EQ(store_->tip(brand_.id, hidden.id)->uses, 0);
}

TEST_F(KnowledgeRowsTest, WhatTheCustomerAskedIsTheirNewestPost) {
    const auto state = open(1, now());
    const auto asked = store_->asked_in(brand_.id, state.conversation.id.value);
    ASSERT_TRUE(asked);
    EXPECT_TRUE(asked->starts_with("이어폰 한쪽이 안 들려요")) << *asked;
    EXPECT_ERROR(store_->asked_in(model::BrandId("other"), state.conversation.id.value),
                 "route.conversation.not_found");
    EXPECT_ERROR(store_->answer_source(brand_.id, "nothing"), "knowledge.tip.no_such_answer");
}

}  // namespace
}  // namespace manyhands::storage
