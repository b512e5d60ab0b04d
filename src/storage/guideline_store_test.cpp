#include "storage/guideline_store.hpp"

#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;

class GuidelineRowsTest : public StoreTest {
  protected:
    answer::SavedGuidelines saved(std::int64_t version) {
        return {{version, "까닭", kim_.id, now()}, answer::starter_guidelines()};
    }
};

TEST_F(GuidelineRowsTest, VersionsStayAsTheyWereSaved) {
    EXPECT_FALSE(store_->guidelines(brand_.id)->has_value());
    answer::SavedGuidelines first = saved(1);
    EXPECT_OK(store_->save_guidelines(brand_.id, first, 0));
    answer::SavedGuidelines second = saved(2);
    second.guidelines.rules.pop_back();
    EXPECT_OK(store_->save_guidelines(brand_.id, second, 1));
    reopen();
    const auto live = *store_->guidelines(brand_.id);
    ASSERT_TRUE(live);
    EXPECT_EQ(live->about.version, 2);
    EXPECT_EQ(live->about.note, "까닭");
    EXPECT_EQ(live->guidelines, second.guidelines);
    EXPECT_EQ((*store_->guidelines_at(brand_.id, 1))->guidelines, first.guidelines);
    EXPECT_FALSE(store_->guidelines_at(brand_.id, 3)->has_value());
    const auto versions = *store_->guideline_versions(brand_.id);
    ASSERT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions.front().version, 2);
    EXPECT_FALSE(store_->guidelines(model::BrandId("other"))->has_value());
}

TEST_F(GuidelineRowsTest, OfTwoWhoSaveAtOnceOneIsTold) {
    EXPECT_OK(store_->save_guidelines(brand_.id, saved(1), 0));
    EXPECT_ERROR(store_->save_guidelines(brand_.id, saved(1), 0), "answer.guideline.stale");
    EXPECT_ERROR(store_->save_guidelines(brand_.id, saved(6), 5), "answer.guideline.stale");
    EXPECT_EQ((*store_->guideline_versions(brand_.id)).size(), 1U);
}

TEST_F(GuidelineRowsTest, ExceptionsAreKept) {
    const auto state = open(1, now());
    const auto answer = answer_for(state, kim_, "그대로");
    EXPECT_OK(
        put(state.conversation.id,
            {event(model::AnswerSubmitted{answer, model::AskedException{3, {"a", "b"}, {"word"}, "까닭"}},
                   &kim_)}));
    reopen();
    const auto all = *store_->exceptions(brand_.id, 10);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all.front().rules, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(all.front().reason, "까닭");
    EXPECT_EQ(all.front().version, 3);
    EXPECT_EQ(all.front().answer, answer.id);
    EXPECT_EQ(all.front().employee, kim_.id);
    EXPECT_TRUE((*store_->exceptions(model::BrandId("other"), 10)).empty());
}

}  // namespace
}  // namespace manyhands::storage
