#include "storage/answer_store.hpp"

#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;

class Answers : public StoreTest {};

TEST_F(Answers, AnAnswerIsFoundByIdAndByItsRequest) {
    const auto state = open(1, now());
    auto answer = answer_for(state, kim_, "확인했습니다");
    answer.confirmed_stale = true;
    answer.attempts = 2;
    answer.problem = {base::ErrorCode::rate_limited, "outbox.later", {{"at", "12:00"}}, "HTTP 429"};
    EXPECT_OK(put(state.conversation.id, {event(model::AnswerSubmitted{answer}, &kim_)}));
    EXPECT_EQ(*store_->answer(brand_.id, answer.id), answer);
    EXPECT_EQ(*store_->answer_by_key(brand_.id, kim_.id, answer.idempotency_key), answer);
    EXPECT_EQ(*store_->answer_by_key(brand_.id, lee_.id, answer.idempotency_key), std::nullopt);
    EXPECT_EQ(*store_->answer_by_key(brand_.id, kim_.id, ""), std::nullopt);
    EXPECT_ERROR(store_->answer(model::BrandId("other"), answer.id), "storage.answer_not_found");
}

TEST_F(Answers, TheSameRequestCannotMakeTwoAnswers) {
    const auto first = open(1, now());
    const auto second = open(2, now());
    const auto answer = answer_for(first, kim_, "하나");
    auto twin = answer_for(second, kim_, "둘");
    twin.idempotency_key = answer.idempotency_key;
    EXPECT_OK(put(first.conversation.id, {event(model::AnswerSubmitted{answer}, &kim_)}));
    EXPECT_ERROR(put(second.conversation.id, {event(model::AnswerSubmitted{twin}, &kim_)}), "storage.exists");
    EXPECT_EQ(store_->counts(brand_.id, kim_.id)->going_out, 1);
    // Without a key nothing is compared.
    twin.idempotency_key.clear();
    EXPECT_OK(put(second.conversation.id, {event(model::AnswerSubmitted{twin}, &kim_)}));
}

TEST_F(Answers, DraftsArePerPersonAndAnEmptyTextRemoves) {
    const auto state = open(1, now());
    const auto& id = state.conversation.id;
    EXPECT_EQ(*store_->draft(brand_.id, id, kim_.id), std::nullopt);
    EXPECT_OK(store_->save_draft(brand_.id, id, kim_.id, {"안녕", now()}));
    EXPECT_OK(store_->save_draft(brand_.id, id, kim_.id, {"안녕하세요", now()}));
    EXPECT_OK(store_->save_draft(brand_.id, id, lee_.id, {"hello", now()}));
    EXPECT_EQ((*store_->draft(brand_.id, id, kim_.id))->text, "안녕하세요");
    EXPECT_EQ((*store_->draft(brand_.id, id, kim_.id))->saved_at, now());
    EXPECT_OK(store_->save_draft(brand_.id, id, kim_.id, {"", now()}));
    EXPECT_EQ(*store_->draft(brand_.id, id, kim_.id), std::nullopt);
    EXPECT_EQ((*store_->draft(brand_.id, id, lee_.id))->text, "hello");
}

TEST_F(Answers, SubmittingTakesTheDraftAndTakingBackGivesItAgain) {
    const auto state = open(1, now());
    const auto& id = state.conversation.id;
    const auto answer = answer_for(state, kim_, "보낼 글");
    EXPECT_OK(store_->save_draft(brand_.id, id, kim_.id, {"보낼 글", now()}));
    EXPECT_OK(put(id, {event(model::AnswerSubmitted{answer}, &kim_)}));
    EXPECT_EQ(*store_->draft(brand_.id, id, kim_.id), std::nullopt);
    EXPECT_OK(put(id, {event(model::AnswerCancelled{answer.id}, &kim_)}));
    EXPECT_EQ((*store_->draft(brand_.id, id, kim_.id))->text, "보낼 글");
}

class Outbox : public StoreTest {};

TEST_F(Outbox, DueAnswersAreTheOnesThatMayMoveOldestPromiseFirst) {
    const auto one = open(1, now());
    const auto two = open(2, now());
    auto late = answer_for(one, kim_, "나중");
    late.due_at = now() + base::Seconds(20);
    const auto soon = answer_for(two, lee_, "먼저");
    EXPECT_EQ(*store_->next_due_answer(account_.id), std::nullopt);
    EXPECT_OK(put(one.conversation.id, {event(model::AnswerSubmitted{late}, &kim_)}));
    EXPECT_OK(put(two.conversation.id, {event(model::AnswerSubmitted{soon}, &lee_)}));
    EXPECT_EQ(*store_->next_due_answer(account_.id), soon.due_at);
    EXPECT_TRUE(store_->due_answers(account_.id, now(), 10)->empty());
    EXPECT_EQ(*store_->due_answers(account_.id, soon.due_at, 10), std::vector{soon});
    EXPECT_EQ(*store_->due_answers(account_.id, late.due_at, 10), (std::vector{soon, late}));
    EXPECT_EQ(store_->due_answers(account_.id, late.due_at, 1)->size(), 1u);
    EXPECT_TRUE(store_->due_answers(model::AccountId("other"), late.due_at, 10)->empty());

    // Sending and unknown are still due; paused, held and sent are not.
    EXPECT_OK(put(two.conversation.id, {event(model::AnswerSending{soon.id, 1, {"k", now()}})}));
    EXPECT_EQ(store_->due_answers(account_.id, soon.due_at, 10)->size(), 1u);
    EXPECT_OK(put(two.conversation.id, {event(model::AnswerUnknown{soon.id, now() + base::Minutes(1), {}})}));
    EXPECT_EQ(*store_->next_due_answer(account_.id), late.due_at);
    EXPECT_OK(put(two.conversation.id, {event(model::AnswerHeld{soon.id, {}})}));
    EXPECT_OK(put(one.conversation.id, {event(model::AnswerPaused{late.id, {}})}));
    EXPECT_EQ(*store_->next_due_answer(account_.id), std::nullopt);
}

TEST_F(Outbox, OneSenderPerAccount) {
    const auto minute = base::Minutes(1);
    EXPECT_EQ(*store_->sender_lease(account_.id, "a", now(), minute), 1);
    EXPECT_ERROR(store_->sender_lease(account_.id, "b", now(), minute), "storage.sender_elsewhere");
    clock_.advance(base::Seconds(50));
    EXPECT_EQ(*store_->sender_lease(account_.id, "a", now(), minute), 1);  // renewed
    clock_.advance(base::Seconds(50));
    EXPECT_ERROR(store_->sender_lease(account_.id, "b", now(), minute), "storage.sender_elsewhere");
    EXPECT_TRUE(*store_->lease_is_current(account_.id, 1));
    clock_.advance(base::Seconds(10));
    EXPECT_EQ(*store_->sender_lease(account_.id, "b", now(), minute), 2);
    EXPECT_FALSE(*store_->lease_is_current(account_.id, 1));
    EXPECT_TRUE(*store_->lease_is_current(account_.id, 2));
}

}  // namespace
}  // namespace manyhands::storage
