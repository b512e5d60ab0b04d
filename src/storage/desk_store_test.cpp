#include "storage/desk_store.hpp"

#include <algorithm>

#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using desk::View;
using testing::StoreTest;

class Desk : public StoreTest {
  protected:
    desk::PageQuery query(View view, int limit = 50) const {
        desk::PageQuery query;
        query.brand = brand_.id;
        query.viewer = kim_.id;
        query.view = view;
        query.limit = limit;
        return query;
    }
    std::vector<std::string> customers(const desk::PageQuery& query) {
        std::vector<std::string> names;
        const auto page = store_->page(query);
        EXPECT_TRUE(page) << testing::why(page);
        for (const auto& row : page->rows)
            names.push_back(row.conversation.customer.remote_id);
        return names;
    }
    using Names = std::vector<std::string>;
};

TEST_F(Desk, TheQueueIsByWaitingThenReach) {
    open(1, now() + base::Minutes(2));
    open(2, now() + base::Seconds(30), 900);
    open(3, now() + base::Seconds(40), 2'000'000);
    open(4, now() + base::Seconds(10), 800);
    EXPECT_EQ(customers(query(View::queue)), (Names{"customer-3", "customer-4", "customer-2", "customer-1"}));
}

TEST_F(Desk, PagesFollowEachOtherWithoutGapOrRepeat) {
    for (int n = 0; n < 23; ++n) {
        open(n, now());
        if (n % 4 == 0) clock_.advance(base::Seconds(25));  // several share an instant
    }
    for (const View view : {View::queue, View::all}) {
        auto ask = query(view, 5);
        Names seen;
        int pages = 0;
        do {
            const auto page = *store_->page(ask);
            EXPECT_LE(page.rows.size(), 5u);
            for (const auto& row : page.rows)
                seen.push_back(row.conversation.customer.remote_id);
            ask.cursor = page.next;
            ++pages;
        } while (!ask.cursor.empty());
        EXPECT_EQ(pages, 5);
        EXPECT_EQ(seen, customers(query(view)));
        std::ranges::sort(seen);
        EXPECT_EQ(std::ranges::unique(seen).size(), 0u);
        EXPECT_EQ(seen.size(), 23u);
    }
}

TEST_F(Desk, ACursorOfAnotherListOrNonsenseIsRefused) {
    open(1, now());
    open(2, now());
    auto ask = query(View::queue, 1);
    const auto cursor = store_->page(ask)->next;
    ask.view = View::all;
    ask.cursor = cursor;
    EXPECT_ERROR(store_->page(ask), "storage.bad_cursor");
    for (const char* nonsense : {"%%%", "YQ", "cXVldWU6eDp5"}) {
        ask.cursor = nonsense;
        EXPECT_ERROR(store_->page(ask), "storage.bad_cursor");
    }
}

TEST_F(Desk, AConversationWalksThroughTheLists) {
    auto state = open(1, now());
    const auto id = state.conversation.id;
    const auto lists = [&] {
        Names in;
        for (const View view :
             {View::mine, View::queue, View::going_out, View::attention, View::answered, View::all})
            if (!customers(query(view)).empty()) in.emplace_back(desk::to_string(view));
        return in;
    };
    const auto counts = [&] { return *store_->counts(brand_.id, kim_.id); };
    EXPECT_EQ(lists(), (Names{"queue", "all"}));

    state = *put(id, {claimed(state, kim_)});
    EXPECT_EQ(lists(), (Names{"mine", "queue", "all"}));
    EXPECT_EQ(counts().mine, 1);
    EXPECT_EQ(store_->counts(brand_.id, lee_.id)->mine, 0);
    const auto row = store_->page(query(View::mine))->rows.at(0);
    EXPECT_EQ(row.holder->initials, "KG");
    EXPECT_EQ(row.account_handle, "hanbit.example");

    auto answer = answer_for(state, kim_, "네");
    state = *put(id, {event(model::AnswerSubmitted{answer}, &kim_)});
    EXPECT_EQ(lists(), (Names{"mine", "going_out", "all"}));
    EXPECT_EQ(store_->page(query(View::going_out))->rows.at(0).answer, answer);

    state = *put(id, {event(model::AnswerPaused{
                         answer.id, {base::ErrorCode::conflict, "answer.paused.new_post", {}, {}}})});
    EXPECT_EQ(lists(), (Names{"mine", "queue", "attention", "all"}));
    state = *put(id, {event(model::AnswerResumed{answer.id, now()}, &kim_)});
    state =
        *put(id, {event(model::AnswerSending{answer.id, 1, {"k", now()}}),
                  event(model::AnswerFailed{
                      answer.id, {base::ErrorCode::invalid, "channel.refused", {{"why", "x"}}, "cause"}})});
    EXPECT_EQ(lists(), (Names{"mine", "queue", "attention", "all"}));
    const auto failed = store_->page(query(View::attention))->rows.at(0);
    ASSERT_TRUE(failed.answer.has_value());
    EXPECT_EQ(failed.answer->state, model::AnswerState::failed);
    EXPECT_EQ(failed.answer->problem.key, "channel.refused");
    EXPECT_EQ(failed.answer->problem.args, (decltype(failed.answer->problem.args){{"why", "x"}}));
    EXPECT_EQ(store_->detail(brand_.id, id)->answers.size(), 1u);

    // Another answer: the failed one asks for nobody any more, also after a change that touches no answer.
    auto second = answer_for(state, kim_, "다시");
    state = *put(id, {event(model::AnswerSubmitted{second}, &kim_)});
    EXPECT_EQ(lists(), (Names{"mine", "going_out", "all"}));
    state = *put(id, {event(model::AnswerCancelled{second.id}, &kim_)});
    state = *put(id, {event(model::HandedOff{department_.id, other_department_.id, "배송 문의"}, &kim_)});
    EXPECT_EQ(lists(), (Names{"mine", "queue", "all"}));

    auto third = answer_for(state, kim_, "보냅니다");
    state = *put(id, {event(model::AnswerSubmitted{third}, &kim_),
                      event(model::AnswerSending{third.id, 1, {"k3", now()}}),
                      event(model::AnswerSent{third.id, "r3", "", "", now()}),
                      event(model::EpisodeAnswered{1, state.conversation.episode->opened_at, now(),
                                                   model::PostId(third.id.value), third.id, kim_.id}),
                      event(model::ClaimReleased{kim_.id, model::ReleaseReason::answered})});
    EXPECT_EQ(lists(), (Names{"answered", "all"}));
    EXPECT_EQ(store_->page(query(View::answered))->rows.at(0).last_initials, "KG");
    EXPECT_EQ(counts().mine, 0);
    EXPECT_EQ(counts().answered, 1);
}

TEST_F(Desk, AFailedAnswerStaysInAttentionThroughOtherChanges) {
    auto state = open(1, now());
    const auto answer = answer_for(state, kim_, "네");
    state = *put(state.conversation.id,
                 {event(model::AnswerSubmitted{answer}, &kim_),
                  event(model::AnswerFailed{answer.id, {base::ErrorCode::invalid, "x", {}, {}}})});
    state = *put(state.conversation.id, {claimed(state, lee_)});
    state =
        *put(state.conversation.id, {event(model::ClaimReleased{lee_.id, model::ReleaseReason::released})});
    EXPECT_EQ(store_->counts(brand_.id, kim_.id)->attention, 1);
    EXPECT_OK(put(state.conversation.id, {event(model::EpisodeDropped{1, now()}), event(model::Closed{})}));
    EXPECT_EQ(store_->counts(brand_.id, kim_.id)->attention, 0);
}

TEST_F(Desk, MineKeepsItsOrderWhenPostsComeLater) {
    auto first = open(1, now());
    auto second = open(2, now() + base::Minutes(1));
    EXPECT_OK(put(first.conversation.id, {claimed(first, kim_)}));
    EXPECT_OK(put(second.conversation.id, {claimed(second, kim_)}));
    EXPECT_EQ(customers(query(View::mine)), (Names{"customer-2", "customer-1"}));
    const auto late = customer_post(first.conversation, "late", now() + base::Minutes(2));
    EXPECT_OK(put(first.conversation.id, {event(model::PostReceived{late})}));
    EXPECT_EQ(customers(query(View::mine)), (Names{"customer-1", "customer-2"}));
    EXPECT_EQ(store_->counts(brand_.id, kim_.id)->mine, 2);
}

TEST_F(Desk, AnOfferIsOnTheDeskOfTheOneItIsFor) {
    const auto state = open(1, now());
    EXPECT_OK(
        put(state.conversation.id, {event(model::FollowUpOffered{{kim_.id, now() + base::Minutes(3)}})}));
    EXPECT_EQ(store_->page(query(View::mine))->rows.at(0).offered_initials, "KG");
    EXPECT_OK(put(state.conversation.id, {event(model::OfferedToAll{})}));
    EXPECT_TRUE(customers(query(View::mine)).empty());
    EXPECT_EQ(store_->page(query(View::queue))->rows.at(0).offered_initials, "");
}

TEST_F(Desk, FiltersByAccountAndDepartmentHoldInEveryList) {
    auto state = open(1, now());
    open(2, now());
    EXPECT_OK(put(state.conversation.id,
                  {event(model::HandedOff{department_.id, other_department_.id, ""}), claimed(state, kim_)}));
    for (const View view : {View::queue, View::all}) {
        auto ask = query(view);
        ask.department = other_department_.id;
        EXPECT_EQ(customers(ask), Names{"customer-1"});
        ask.account = account_.id;
        EXPECT_EQ(customers(ask), Names{"customer-1"});
        ask.account = model::AccountId("another");
        EXPECT_EQ(customers(ask), Names{});
    }
    for (const View view : {View::mine, View::going_out, View::attention, View::answered}) {
        auto ask = query(view);
        ask.department = department_.id;
        EXPECT_EQ(customers(ask), Names{});
        ask.department.reset();
        ask.account = account_.id;
        EXPECT_EQ(customers(ask).size(), view == View::mine ? 1u : 0u);
    }
}

TEST_F(Desk, AnotherBrandSeesNothing) {
    const auto state = open(1, now());
    auto ask = query(View::all);
    ask.brand = model::BrandId("other");
    EXPECT_EQ(customers(ask), Names{});
    EXPECT_EQ(store_->counts(ask.brand, kim_.id)->all, 0);
    EXPECT_ERROR(store_->detail(ask.brand, state.conversation.id), "route.conversation.not_found");
    EXPECT_TRUE(store_->rows(ask.brand, {state.conversation.id})->empty());
    EXPECT_TRUE(store_->events_after(ask.brand, 0, 10)->empty());
}

TEST_F(Desk, DetailHasTheNewestPostsOldestFirstAndTheTimelineNewestFirst) {
    auto state = open(1, now());
    for (int n = 0; n < 210; ++n) {
        clock_.advance(base::Seconds(1));
        const auto post = customer_post(state.conversation, "more-" + std::to_string(n), now());
        state = *put(state.conversation.id, {event(model::PostReceived{post})});
    }
    EXPECT_OK(put(state.conversation.id,
                  {event(model::HandedOff{department_.id, other_department_.id, "배송 문의입니다"}, &kim_)}));
    const auto detail = *store_->detail(brand_.id, state.conversation.id);
    ASSERT_EQ(detail.posts.size(), 200u);
    EXPECT_EQ(detail.posts.back().remote.remote_id, "more-209");
    EXPECT_EQ(detail.posts.front().remote.remote_id, "more-10");
    ASSERT_EQ(detail.timeline.size(), 50u);
    EXPECT_EQ(detail.timeline[0].type, "handed_off");
    EXPECT_EQ(detail.timeline[0].initials, "KG");
    EXPECT_EQ(detail.timeline[0].args.at("text"), "배송 문의입니다");
    EXPECT_EQ(detail.timeline[0].args.at("to"), other_department_.id.value);
    EXPECT_GT(detail.timeline[0].seq, detail.timeline[1].seq);
}

TEST_F(Desk, TheLogIsReadInOrderFromACursorAndItsSequenceHasNoGaps) {
    open(1, now());
    open(2, now());
    const auto all = *store_->events_after(brand_.id, 0, 100);
    ASSERT_EQ(all.size(), 6u);
    for (std::size_t i = 0; i < all.size(); ++i)
        EXPECT_EQ(all[i].seq, static_cast<std::int64_t>(i) + 1);
    const auto rest = *store_->events_after(brand_.id, 4, 1);
    ASSERT_EQ(rest.size(), 1u);
    EXPECT_EQ(rest[0].seq, 5);
    EXPECT_EQ(rest[0].type, "post_received");
    EXPECT_EQ(*store_->last_seq(brand_.id), 6);
    EXPECT_EQ(store_->page(query(View::all))->seq, 6);
    EXPECT_EQ(*store_->brands(), std::vector{brand_.id});
}

TEST_F(Desk, TheLogHoldsNoTextOfPeople) {
    auto state = open(1, now());
    const auto answer = answer_for(state, kim_, "비밀스러운 답변");
    EXPECT_OK(put(state.conversation.id,
                  {event(model::AnswerSubmitted{answer}, &kim_),
                   event(model::HandedOff{department_.id, other_department_.id, "사유입니다"})}));
    sqlite::Connection db(store_->file(), sqlite::Mode::read);
    for (const char* text : {"이어폰", "비밀", "사유", "고객"})
        EXPECT_EQ(db.scalar(std::string("select count(*) from events where payload like '%") + text + "%'"),
                  "0");
}

TEST_F(Desk, ARowIsAskedForById) {
    const auto first = open(1, now());
    const auto second = open(2, now());
    const auto rows = *store_->rows(
        brand_.id, {second.conversation.id, model::ConversationId("no"), first.conversation.id});
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].conversation, second.conversation);
    EXPECT_EQ(rows[1].conversation, first.conversation);
}

TEST_F(Desk, AReaderOfTheLogKeepsItsPlaceOverARestart) {
    EXPECT_EQ(*store_->consumer_seq(brand_.id, "feed"), 0);
    EXPECT_OK(store_->save_consumer_seq(brand_.id, "feed", 17));
    EXPECT_OK(store_->save_consumer_seq(brand_.id, "feed", 18));
    reopen();
    EXPECT_EQ(*store_->consumer_seq(brand_.id, "feed"), 18);
    EXPECT_EQ(*store_->consumer_seq(brand_.id, "crisis"), 0);
}

// Every list comes from its index: no sorting, no walk over the whole table.
TEST_F(Desk, NoListIsSortedOrScanned) {
    sqlite::Connection db(store_->file(), sqlite::Mode::read);
    for (const auto& statement : all_statements()) {
        const bool list = statement.name.starts_with("desk.page_") || statement.name == "route.due" ||
                          statement.name == "outbox.due" || statement.name == "desk.events_after" ||
                          statement.name == "route.find_post" ||
                          statement.name == "route.find_conversation" ||
                          statement.name == "reports.episodes" || statement.name == "answer.in_flight";
        if (!list) continue;
        const std::string plan = db.plan(statement.sqlite);
        EXPECT_EQ(plan.find("SCAN"), std::string::npos) << statement.name << ": " << plan;
        if (statement.name.starts_with("desk.page_")) {
            EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << statement.name << ": " << plan;
        }
    }
}

}  // namespace
}  // namespace manyhands::storage
