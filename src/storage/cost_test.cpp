// What a change writes, and what it must not: docs/adr/0024 and 0033.
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;

class Cost : public StoreTest {
  protected:
    std::string scalar(const std::string& sql) {
        sqlite::Connection db(store_->file(), sqlite::Mode::read);
        return db.scalar(sql);
    }
    std::string plan(std::string_view statement) {
        sqlite::Connection db(store_->file(), sqlite::Mode::read);
        return db.plan(all_statements()[statement_index(statement)].sqlite);
    }
};

TEST_F(Cost, OnlyTheFirstEventOfAChangeIsIndexedByConversation) {
    const auto one = open(1, now());
    const auto two = open(2, now());
    EXPECT_OK(put(one.conversation.id, {claimed(one, kim_)}));
    const std::string log =
        "select count(*) from events where conversation = '" + one.conversation.id.value + "'";
    EXPECT_EQ(scalar(log), "4");
    EXPECT_EQ(scalar(log + " and span > 0"), "2");
    EXPECT_EQ(scalar("select sum(span) from events where brand = '" + brand_.id.value + "'"),
              std::to_string(*store_->last_seq(brand_.id)));
    const auto timeline = store_->detail(brand_.id, one.conversation.id)->timeline;
    std::vector<std::string> types;
    for (const desk::LoggedEvent& event : timeline) {
        types.push_back(event.type);
        EXPECT_EQ(event.conversation, one.conversation.id);
    }
    EXPECT_EQ(types, (std::vector<std::string>{"claimed", "episode_opened", "post_received",
                                               "conversation_opened"}));
    const std::string steps = plan("desk.timeline");
    EXPECT_NE(steps.find("events_by_change"), std::string::npos) << steps;
    EXPECT_EQ(steps.find("SCAN"), std::string::npos) << steps;
}

TEST_F(Cost, NobodyReadsTheWholeLog) {
    for (const SqlStatement& statement : all_statements()) {
        if (statement.sqlite.find(" events ") == std::string::npos) continue;
        const std::string steps = plan(statement.name);
        for (const char* all : {"SCAN e\n", "SCAN f\n", "SCAN events\n"})
            EXPECT_EQ(steps.find(all), std::string::npos) << statement.name << "\n" << steps;
    }
}

// A page of everything is read where it stands: sorting the brand for each would take a minute a page.
TEST_F(Cost, AnExportAndAnErasureReadInTheOrderOfTheKeys) {
    int looked_at = 0;
    for (const SqlStatement& statement : all_statements()) {
        if (!statement.name.starts_with("export.") && statement.name != "erasure.next_posts") continue;
        ++looked_at;
        const std::string steps = plan(statement.name);
        EXPECT_EQ(steps.find("TEMP B-TREE"), std::string::npos) << statement.name << "\n" << steps;
    }
    EXPECT_EQ(looked_at, 15);
}

TEST_F(Cost, WhoOnlyLooksOrIsRefusedMovesNoStamp) {
    const auto state = open(1, now());
    const auto& id = state.conversation.id;
    int woken = 0;
    store_->on_commit([&] { ++woken; });
    const std::int64_t before = store_->commits();
    EXPECT_OK(store_->transact(brand_.id, id, [](const auto*) { return model::Events{}; }));
    EXPECT_ERROR(store_->transact(brand_.id, id,
                                  [](const auto*) -> base::Result<model::Events> {
                                      return base::fail(base::ErrorCode::conflict, "route.claim.held");
                                  }),
                 "route.claim.held");
    EXPECT_EQ(store_->commits(), before);
    EXPECT_EQ(woken, 0);
    EXPECT_OK(put(id, {claimed(state, kim_)}));
    EXPECT_EQ(store_->commits(), before + 1);
    EXPECT_EQ(woken, 1);
    store_->on_commit(nullptr);
}

TEST_F(Cost, AConversationIsLookedAtWithoutATurnAtTheWriter) {
    const auto state = open(1, now());
    const auto& id = state.conversation.id;
    EXPECT_OK(put(id, {claimed(state, kim_)}));
    const auto seen = store_->conversation_now(brand_.id, id);
    ASSERT_TRUE(seen.has_value());
    EXPECT_EQ(*seen, stored(id).conversation);
    EXPECT_ERROR(store_->conversation_now(model::BrandId("other"), id), "route.conversation.not_found");
    EXPECT_ERROR(store_->conversation_now(brand_.id, model::ConversationId("none")),
                 "route.conversation.not_found");
}

}  // namespace
}  // namespace manyhands::storage
