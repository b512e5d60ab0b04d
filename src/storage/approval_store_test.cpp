// Lanes as rows, and answers that wait: what is kept of them over a restart, and what is erased.
#include "storage/approval_store.hpp"

#include <algorithm>

#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;

class ApprovalRowsTest : public StoreTest {
  protected:
    answer::SavedLanes saved(std::int64_t version) {
        return {version, "까닭", kim_.id, now(), answer::starter_lanes()};
    }
};

TEST_F(ApprovalRowsTest, TheNewestLanesAreLive) {
    EXPECT_FALSE(store_->lanes(brand_.id)->has_value());
    EXPECT_OK(store_->save_lanes(brand_.id, saved(1), 0));
    answer::SavedLanes second = saved(2);
    second.lanes.lanes[2].on = true;
    second.lanes.desk.krw = std::nullopt;
    EXPECT_OK(store_->save_lanes(brand_.id, second, 1));
    EXPECT_ERROR(store_->save_lanes(brand_.id, saved(2), 1), "answer.lanes.stale");
    reopen();
    const auto live = *store_->lanes(brand_.id);
    ASSERT_TRUE(live);
    EXPECT_EQ(live->version, 2);
    EXPECT_EQ(live->note, "까닭");
    EXPECT_EQ(live->lanes, second.lanes);
    EXPECT_FALSE(store_->lanes(model::BrandId("other"))->has_value());
}

TEST_F(ApprovalRowsTest, FormerLanesAreThere) {
    EXPECT_OK(store_->save_lanes(brand_.id, saved(1), 0));
    answer::SavedLanes second = saved(2);
    second.note = "끔";
    second.lanes.lanes[2].on = true;
    EXPECT_OK(store_->save_lanes(brand_.id, second, 1));
    const auto all = store_->lane_versions(brand_.id);
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 2U);
    EXPECT_EQ(all->at(0).version, 2);
    EXPECT_EQ(all->at(0).note, "끔");
    EXPECT_EQ(all->at(1).saved_by, kim_.id);
    const auto first = *store_->lanes_at(brand_.id, 1);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->lanes, saved(1).lanes);
    EXPECT_FALSE(store_->lanes_at(brand_.id, 3)->has_value());
    EXPECT_FALSE(store_->lanes_at(model::BrandId("other"), 1)->has_value());
}

TEST_F(ApprovalRowsTest, WhoeverLeavesIsNotedWhereAnswersWait) {
    const auto unheard = [&] { return *store_->unheard(); };
    const auto change = [&] { EXPECT_OK(store_->update_employee(kim_)); };
    change();
    EXPECT_TRUE(unheard().empty()) << "nothing waits";
    const auto talk = open(1, now());
    model::Answer answer = answer_for(talk, lee_, "Our lawyer writes");
    answer.state = model::AnswerState::awaiting_approval;
    model::ApprovalWait wait;
    wait.risk = model::RiskClass::legal;
    model::Approval approval;
    approval.asked_at = now();
    approval.waits = {wait};
    EXPECT_OK(put(talk.conversation.id, {event(model::AnswerSubmitted{answer}, &lee_),
                                         event(model::ApprovalAsked{answer.id, approval}, &lee_)}));
    EXPECT_TRUE(unheard().empty());
    change();
    ASSERT_EQ(unheard().size(), 1U);
    const auto [brand, changes] = unheard().front();
    EXPECT_EQ(brand, brand_.id);
    // One more while the first is looked at: it is not forgotten.
    change();
    EXPECT_OK(store_->heard(brand, changes));
    reopen();
    ASSERT_EQ(unheard().size(), 1U);
    EXPECT_OK(store_->heard(brand, unheard().front().second));
    EXPECT_TRUE(unheard().empty());
}

TEST_F(ApprovalRowsTest, WhatWaitsIsThereAfterARestartAndItsWordsAreErased) {
    const auto talk = open(1, now());
    const auto id = talk.conversation.id;
    model::Answer answer = answer_for(talk, kim_, "Our lawyer writes");
    answer.state = model::AnswerState::awaiting_approval;
    model::ApprovalWait wait;
    wait.risk = model::RiskClass::legal;
    wait.step = model::ApprovalStep::deputies;
    wait.clock = base::Minutes(15);
    wait.due_at = now() + base::Minutes(15);
    wait.words = {"변호사", "\"quoted\""};
    wait.whom[1] = {lee_.id};
    model::ApprovalWait done = wait;
    done.risk = model::RiskClass::press;
    done.approved_by = lee_.id;
    done.due_at.reset();
    const model::Approval approval{7,
                                   now(),
                                   {50'000, 100, 10, true},
                                   {wait, done},
                                   model::AskedException{3, {"a", "b"}, {"변호사"}, "고객의 말"}};
    EXPECT_OK(put(id, {event(model::AnswerSubmitted{answer}, &kim_),
                       event(model::ApprovalAsked{answer.id, approval}, &kim_)}));
    reopen();
    const auto waiting = *store_->awaiting(brand_.id, 10);
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting.front().approval, approval);
    EXPECT_EQ(store_->notices(lee_.id, 10)->items.at(0).kind, "approval");
    EXPECT_EQ(store_->notices(lee_.id, 10)->items.size(), 1U) << "two lanes, one notice";
    EXPECT_LE((*store_->next_due()).value(), *wait.due_at) << "its clock wakes the scheduler";
    EXPECT_TRUE(store_->awaiting(model::BrandId("other"), 10)->empty());

    // The reason of a return is the author's notice; the text is a draft again.
    EXPECT_OK(put(id, {event(model::AnswerReturned{answer.id, "날짜를 적어 주세요", kim_.id,
                                                   ids_.make<model::NoticeId>()},
                             &lee_)}));
    EXPECT_TRUE(store_->awaiting(brand_.id, 10)->empty());
    EXPECT_EQ(store_->notices(kim_.id, 10)->items.at(0).excerpt, "날짜를 적어 주세요");
    EXPECT_EQ((*store_->draft(brand_.id, id, kim_.id))->text, answer.text);
}

TEST_F(ApprovalRowsTest, WhatAJudgementReads) {
    const auto id = open(1, now()).conversation.id;
    EXPECT_EQ(store_->said_by_customer(brand_.id, id, 10)->size(), 1U);
    EXPECT_TRUE(store_->said_by_customer(model::BrandId("other"), id, 10)->empty());
    EXPECT_EQ(*store_->sent_by(brand_.id, kim_.id, 5), 0);
    const auto people = *store_->active_people(brand_.id);
    EXPECT_TRUE(std::ranges::any_of(people, [&](const auto& one) { return one.id == kim_.id; }));
}

}  // namespace
}  // namespace manyhands::storage
