// The log as it was written gives the state that is stored.
#include "storage/log_store.hpp"

#include "model/apply.hpp"
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

class LogStore : public testing::StoreTest {};

TEST_F(LogStore, TypedInOrderFromAPlaceOn) {
    auto state = open(1, now());
    const auto id = state.conversation.id;
    state = *put(id, {claimed(state, kim_)});
    const auto all = store_->log_after(brand_.id, 0, 100);
    ASSERT_TRUE(all.has_value());
    ASSERT_EQ(all->size(), 4u);
    for (std::size_t i = 0; i < all->size(); ++i)
        EXPECT_EQ((*all)[i].seq, static_cast<std::int64_t>(i) + 1);
    const auto& last = all->back();
    EXPECT_EQ(last.conversation, id);
    EXPECT_EQ(last.event.by, kim_.id);
    EXPECT_EQ(std::get<model::Claimed>(last.event.body).claim.holder, kim_.id);
    EXPECT_EQ(store_->log_after(brand_.id, 3, 100)->size(), 1u);
    EXPECT_EQ(store_->log_after(brand_.id, 0, 2)->size(), 2u);
    EXPECT_TRUE(store_->log_after(model::BrandId("another"), 0, 100)->empty());
}

TEST_F(LogStore, ReplaysToWhatIsStored) {
    auto state = open(1, now());
    const auto id = state.conversation.id;
    state = *put(id, {claimed(state, kim_)});
    state = *put(id, {event(model::AnswerSubmitted{answer_for(state, kim_, "네")}, &kim_)});
    const auto kept = store_->stored_state(brand_.id, id);
    ASSERT_TRUE(kept.has_value());
    model::ConversationState replayed;
    const auto entries = store_->log_after(brand_.id, 0, 100);
    ASSERT_TRUE(entries.has_value());
    for (const auto& entry : *entries)
        model::apply(replayed, entry.event);
    EXPECT_EQ(replayed.conversation.claim, kept->conversation.claim);
    EXPECT_EQ(replayed.conversation.episode, kept->conversation.episode);
    EXPECT_EQ(replayed.conversation.state, model::State::going_out);
    EXPECT_EQ(replayed.conversation.version, kept->conversation.version);
    ASSERT_EQ(kept->answers.size(), 1u);
    EXPECT_EQ(replayed.answers[0].id, kept->answers[0].id);
    EXPECT_EQ(replayed.answers[0].due_at, kept->answers[0].due_at);
}

TEST_F(LogStore, AnUnknownConversationIsNotFound) {
    EXPECT_ERROR(store_->stored_state(brand_.id, model::ConversationId("none")),
                 "route.conversation.not_found");
}

TEST_F(LogStore, FindsTheDamageOfAFile) {
    EXPECT_EQ(store_->damage().value(), "");
    sqlite::Connection db(store_->file(), sqlite::Mode::write);
    db.exec("pragma foreign_keys = off");
    db.exec("delete from departments");
    EXPECT_NE(store_->damage().value(), "");
}

}  // namespace
}  // namespace manyhands::storage
