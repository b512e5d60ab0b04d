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

class Episodes : public StoreTest {
  protected:
    std::vector<reports::EpisodeRow> between(base::Instant from, base::Instant to) {
        std::vector<reports::EpisodeRow> rows;
        EXPECT_OK(store_->episodes(brand_.id, from, to, [&](const auto& row) { rows.push_back(row); }));
        return rows;
    }
};

TEST_F(Episodes, HowEachEndedInOrderOfOpening) {
    const auto start = now();
    auto answered = open(1, start + base::Minutes(3));
    const auto dropped = open(2, start + base::Minutes(2));
    const auto waiting = open(3, start + base::Minutes(1));
    EXPECT_OK(put(answered.conversation.id,
                  {event(model::HandedOff{department_.id, other_department_.id, ""}),
                   event(model::EpisodeAnswered{1, start + base::Minutes(3), start + base::Minutes(9),
                                                model::PostId("p"), std::nullopt, kim_.id})}));
    EXPECT_OK(put(dropped.conversation.id, {event(model::EpisodeDropped{1, start + base::Minutes(4)})}));
    const auto rows = between(start, start + base::Minutes(10));
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0].conversation, waiting.conversation.id);
    EXPECT_EQ(rows[0].end, reports::EpisodeEnd::open);
    EXPECT_EQ(rows[1].end, reports::EpisodeEnd::dropped);
    EXPECT_EQ(rows[1].answered_at, std::nullopt);
    EXPECT_EQ(rows[2].end, reports::EpisodeEnd::answered);
    EXPECT_EQ(rows[2].answered_at, start + base::Minutes(9));
    EXPECT_EQ(rows[2].department, other_department_.id);
    EXPECT_EQ(rows[2].account, account_.id);
    EXPECT_EQ(rows[2].number, 1);
    // From is within, to is not.
    EXPECT_EQ(between(start + base::Minutes(2), start + base::Minutes(3)).size(), 1u);
}

TEST_F(Episodes, AnEarlierPostMovesTheOpenEpisodeAndMakesNoSecond) {
    const auto state = open(1, now());
    const auto earlier = customer_post(state.conversation, "earlier", now() - base::Minutes(5));
    EXPECT_OK(
        put(state.conversation.id, {event(model::PostReceived{earlier}),
                                    event(model::EpisodeOpened{{1, earlier.id, earlier.posted_at, true}})}));
    const auto rows = between(now() - base::Minutes(10), now() + base::Minutes(10));
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].opened_at, earlier.posted_at);
}

}  // namespace
}  // namespace manyhands::storage
