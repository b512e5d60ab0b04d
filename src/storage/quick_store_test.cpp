// What the quick answer may show to one person, what they passed on, and what they answered today.
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;

class Quick : public StoreTest {
  protected:
    std::vector<std::string> shown_to(const model::Employee& employee, int limit = 50) {
        const auto found = store_->for_one(brand_.id, employee.id, now(), limit);
        EXPECT_TRUE(found) << testing::why(found);
        std::vector<std::string> names;
        for (const auto& one : *found)
            names.push_back(one.customer.remote_id);
        return names;
    }
    using Names = std::vector<std::string>;
};

TEST_F(Quick, ShowsWhatIsFreeOrMineMostUrgentFirst) {
    open(1, now() + base::Minutes(2));
    const auto held = open(2, now() + base::Minutes(1));
    open(3, now());
    EXPECT_EQ(shown_to(kim_), (Names{"customer-3", "customer-2", "customer-1"}));
    EXPECT_EQ(shown_to(kim_, 1), Names{"customer-3"});
    EXPECT_OK(put(held.conversation.id, {claimed(held, lee_)}));
    EXPECT_EQ(shown_to(kim_), (Names{"customer-3", "customer-1"}));
    const auto mine = shown_to(lee_);
    EXPECT_NE(std::find(mine.begin(), mine.end(), "customer-2"), mine.end()) << "one's own stays";
}

TEST_F(Quick, WhatWasPassedStaysPassedForThatPersonAlone) {
    const auto one = open(1, now());
    open(2, now());
    EXPECT_OK(store_->pass(brand_.id, kim_.id, one.conversation.id));
    EXPECT_OK(store_->pass(brand_.id, kim_.id, one.conversation.id));
    EXPECT_EQ(shown_to(kim_), Names{"customer-2"});
    EXPECT_EQ(shown_to(lee_).size(), 2U);
    reopen();
    EXPECT_EQ(shown_to(kim_), Names{"customer-2"}) << "a restart forgets nothing";
    EXPECT_ERROR(store_->pass(brand_.id, kim_.id, model::ConversationId("nothing")),
                 "route.conversation.not_found");
    EXPECT_ERROR(store_->pass(model::BrandId("another"), kim_.id, one.conversation.id),
                 "route.conversation.not_found");
}

TEST_F(Quick, AnotherBrandIsNotSeen) {
    open(1, now());
    const auto found = store_->for_one(model::BrandId("another"), kim_.id, now(), 50);
    ASSERT_TRUE(found) << testing::why(found);
    EXPECT_TRUE(found->empty());
    const auto answered = store_->answered_since(brand_.id, kim_.id, now() - std::chrono::hours(24));
    ASSERT_TRUE(answered) << testing::why(answered);
    EXPECT_EQ(answered->all, 0);
    EXPECT_EQ(answered->within, 0);
}

}  // namespace
}  // namespace manyhands::storage
