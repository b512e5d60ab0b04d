#include <atomic>
#include <thread>

#include "model/answered.hpp"
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;

class Transact : public StoreTest {};

TEST_F(Transact, ANewConversationIsKeptWholeAndReadBackEqual) {
    const auto made = open(1, now(), 25'000);
    EXPECT_EQ(made.conversation.state, model::State::waiting);
    EXPECT_EQ(made.conversation.version, 3);
    EXPECT_EQ(made.conversation.public_version, 1);
    reopen();
    EXPECT_EQ(stored(made.conversation.id).conversation, made.conversation);
}

TEST_F(Transact, EveryFieldOfARowSurvives) {
    auto state = open(1, now(), 3);
    clock_.advance(base::Minutes(1));
    state = *put(state.conversation.id, {claimed(state, kim_)});
    const auto answer = answer_for(state, kim_, "확인해 보겠습니다");
    state = *put(state.conversation.id, {event(model::AnswerSubmitted{answer}, &kim_)});
    const model::SendKey key{"3lkey", now()};
    // A post while the answer is leaving waits in next_episode.
    auto late = customer_post(state.conversation, "post-1b", now());
    state = *put(state.conversation.id,
                 {event(model::AnswerSending{answer.id, 1, key}), event(model::PostReceived{late})});
    ASSERT_TRUE(state.conversation.next_episode.has_value());
    const auto read = stored(state.conversation.id);
    EXPECT_EQ(read.conversation, state.conversation);
    EXPECT_EQ(read.answers, state.answers);
}

TEST_F(Transact, ADecisionThatRefusesLeavesNoTrace) {
    const auto state = open(1, now());
    const auto seq = *store_->last_seq(brand_.id);
    const auto refused = store_->transact(
        brand_.id, state.conversation.id, [](const model::ConversationState*) -> base::Result<model::Events> {
            return base::fail(base::ErrorCode::conflict, "route.claim.held_by_other");
        });
    EXPECT_ERROR(refused, "route.claim.held_by_other");
    EXPECT_EQ(*store_->last_seq(brand_.id), seq);
    EXPECT_EQ(stored(state.conversation.id).conversation, state.conversation);
}

TEST_F(Transact, ABrokenInvariantLeavesNoTraceAndIsAnError) {
    const auto state = open(1, now());
    const auto seq = *store_->last_seq(brand_.id);
    // The second claim cannot happen; the first one must vanish with it.
    EXPECT_ERROR(put(state.conversation.id, {claimed(state, kim_), claimed(state, lee_)}), "storage.failed");
    EXPECT_EQ(*store_->last_seq(brand_.id), seq);
    EXPECT_EQ(stored(state.conversation.id).conversation, state.conversation);
    EXPECT_EQ(store_->counts(brand_.id, kim_.id)->mine, 0);
}

TEST_F(Transact, WhatIsNotThereIsNotFoundAlsoForAnotherBrand) {
    const auto state = open(1, now());
    EXPECT_ERROR(put(model::ConversationId("nothing"), {}), "route.conversation.not_found");
    EXPECT_ERROR(store_->transact(model::BrandId("other"), state.conversation.id,
                                  [](const model::ConversationState* seen) -> base::Result<model::Events> {
                                      EXPECT_EQ(seen, nullptr);
                                      return model::Events{};
                                  }),
                 "route.conversation.not_found");
}

TEST_F(Transact, ARenewedClaimIsKeptButNotLogged) {
    auto state = open(1, now());
    state = *put(state.conversation.id, {claimed(state, kim_)});
    const auto seq = *store_->last_seq(brand_.id);
    const auto until = now() + base::Minutes(9);
    state = *put(state.conversation.id, {event(model::ClaimRenewed{until, now()}, &kim_)});
    EXPECT_EQ(stored(state.conversation.id).conversation.claim->until, until);
    EXPECT_EQ(*store_->last_seq(brand_.id), seq);
}

TEST_F(Transact, OfFiveHundredWhoClaimExactlyOneHolds) {
    const auto state = open(1, now());
    std::vector<model::Employee> people;
    for (int i = 0; i < 500; ++i) {
        model::Employee person;
        person.id = ids_.make<model::EmployeeId>();
        people.push_back(person);
    }
    std::atomic<int> won = 0;
    std::atomic<int> lost = 0;
    std::vector<std::thread> threads;
    for (const auto& person : people) {
        threads.emplace_back([&] {
            const auto outcome = store_->transact(
                brand_.id, state.conversation.id,
                [&](const model::ConversationState* seen) -> base::Result<model::Events> {
                    if (seen->conversation.claim)
                        return base::fail(base::ErrorCode::conflict, "route.claim.held_by_other");
                    return model::Events{claimed(*seen, person)};
                });
            ++(outcome ? won : lost);
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(won, 1);
    EXPECT_EQ(lost, 499);
    const auto after = stored(state.conversation.id);
    EXPECT_EQ(after.conversation.last_fence, 1);
    EXPECT_EQ(store_->counts(brand_.id, after.conversation.claim->holder)->mine, 1);
}

TEST_F(Transact, ManyAtOnceShareCommits) {
    const auto before = store_->commits();
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([this, i] {
            for (int n = 0; n < 25; ++n)
                open(i * 100 + n, now());
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_LT(store_->commits() - before, 400);
    EXPECT_EQ(store_->counts(brand_.id, kim_.id)->all, 400);
    EXPECT_EQ(*store_->last_seq(brand_.id), 1200);
}

TEST_F(Transact, WhoeverBreaksInAGroupBreaksAlone) {
    std::atomic<int> kept = 0;
    std::atomic<int> broken = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 12; ++t) {
        threads.emplace_back([&, t] {
            for (int n = 0; n < 20; ++n) {
                auto events = opening(t * 100 + n, now());
                const auto id = std::get<model::ConversationOpened>(events[0].body).conversation.id;
                // Every third writes a whole conversation and then something that cannot happen.
                if (n % 3 == 0) events.push_back(event(model::EpisodeDropped{7, now()}));
                const auto outcome = put(id, events);
                ++(outcome ? kept : broken);
                EXPECT_EQ(outcome.has_value(), n % 3 != 0);
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(kept, 12 * 13);
    EXPECT_EQ(broken, 12 * 7);
    EXPECT_EQ(store_->counts(brand_.id, kim_.id)->all, kept);
    EXPECT_EQ(*store_->last_seq(brand_.id), 3 * kept);
    sqlite::Connection db(store_->file(), sqlite::Mode::read);
    EXPECT_EQ(db.scalar("select count(*) from posts"), std::to_string(kept));
}

TEST_F(Transact, OurOwnPostThatWasSeenBeforeIsAdoptedNotDoubled) {
    auto state = open(1, now());
    state = *put(state.conversation.id, {claimed(state, kim_)});
    auto answer = answer_for(state, kim_, "네");
    auto seen = customer_post(state.conversation, "brand-post", now());
    seen.side = model::Side::other;
    state = *put(state.conversation.id,
                 {event(model::AnswerSubmitted{answer}, &kim_), event(model::PostReceived{seen}),
                  event(model::AnswerSending{answer.id, 1, {"k", now()}})});
    const auto published =
        model::answered(state, answer.id, {"brand-post", "v1", "https://n.example/1", {}, now()}, now());
    EXPECT_OK(put(state.conversation.id, published));
    const auto detail = store_->detail(brand_.id, state.conversation.id);
    ASSERT_EQ(detail->posts.size(), 2u);
    EXPECT_EQ(detail->posts.back().answer, answer.id);
}

TEST_F(Transact, ACustomersPostTwiceIsABrokenInvariant) {
    const auto state = open(1, now());
    EXPECT_ERROR(put(state.conversation.id,
                     {event(model::PostReceived{customer_post(state.conversation, "post-1", now())})}),
                 "storage.failed");
    EXPECT_EQ(store_->detail(brand_.id, state.conversation.id)->posts.size(), 1u);
}

TEST_F(Transact, TheWakerIsCalledForWhatIsKeptOnly) {
    const auto state = open(1, now());
    std::atomic<int> woken = 0;
    store_->on_commit([&woken] { ++woken; });
    EXPECT_OK(put(state.conversation.id, {claimed(state, kim_)}));
    EXPECT_EQ(woken, 1);
    (void)store_->transact(brand_.id, state.conversation.id,
                           [](const model::ConversationState*) -> base::Result<model::Events> {
                               return base::fail(base::ErrorCode::conflict, "no");
                           });
    EXPECT_EQ(woken, 1);
}

}  // namespace
}  // namespace manyhands::storage
