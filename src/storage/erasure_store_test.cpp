#include "storage/erasure_store.hpp"

#include "storage/fixture_test.hpp"
#include "storage/sqlite/connection.hpp"

namespace manyhands::storage {
namespace {

using namespace std::chrono_literals;
using desk::Erasure;
using desk::ErasureKind;
using testing::StoreTest;

class ErasureRowsTest : public StoreTest {
  protected:
    // A conversation of customer n that ended `ago` before now.
    model::ConversationId ended(int n, base::Micros ago) {
        const auto state = open(n, now() - ago);
        EXPECT_OK(put(state.conversation.id,
                      {event(model::EpisodeDropped{1, now() - ago}, &kim_), event(model::Closed{}, &kim_)}));
        return state.conversation.id;
    }
    Erasure run(int days) {
        Erasure made;
        made.id = ids_.make<model::PostId>().value;
        made.brand = brand_.id;
        made.days = days;
        made.total = store_->due_for_erasure(brand_.id, now() - 24h * days).value().conversations;
        made.created_at = now();
        EXPECT_OK(store_->begin_erasure(made));
        return made;
    }
    void finish(const Erasure& one, int at_once = 20) {
        for (auto more = store_->erase_some(one, at_once); *more; more = store_->erase_some(one, at_once))
            ;
    }
    // Everything that the file holds, as text.
    bool anywhere(const std::string& text) {
        sqlite::Connection db(folder_.path() / "manyhands.db", sqlite::Mode::read);
        std::string all;
        for (const char* from :
             {"posts", "conversations", "answers", "drafts", "notes", "notices", "event_texts"}) {
            const std::string columns =
                db.scalar(std::string("select group_concat('coalesce(' || name || ','''')', '||') "
                                      "from pragma_table_info('") +
                          from + "')");
            all += db.scalar("select coalesce(group_concat(" + columns + ", ' '), '') from " + from);
        }
        return all.find(text) != std::string::npos;
    }
};

TEST_F(ErasureRowsTest, OnlyWhatEndedLongAgoIsDue) {
    ended(1, 24h * 40);
    ended(2, 24h * 10);
    open(3, now() - 24h * 40);
    const auto due = store_->due_for_erasure(brand_.id, now() - 24h * 30).value();
    EXPECT_EQ(due.conversations, 1);
    EXPECT_EQ(due.oldest, now() - 24h * 40);
    EXPECT_EQ(store_->due_for_erasure(model::BrandId("other"), now()).value().conversations, 0);
    EXPECT_FALSE(store_->due_for_erasure(brand_.id, now() - 24h * 50).value().oldest);
}

TEST_F(ErasureRowsTest, TextsAndPeopleGoFiguresStay) {
    const auto old = ended(1, 24h * 40);
    const auto young = ended(2, 24h * 10);
    const auto before = stored(old);
    const std::string text = before.conversation.excerpt;
    const std::string handle = before.conversation.customer.handle;
    ASSERT_FALSE(text.empty());
    ASSERT_FALSE(handle.empty());
    EXPECT_OK(store_->save_draft(brand_.id, old, kim_.id, {"a draft to go", now(), {}}));
    const auto begun = run(30);
    EXPECT_EQ(begun.total, 1);
    finish(begun);
    const auto after = stored(old);
    EXPECT_EQ(after.conversation.excerpt, "");
    EXPECT_EQ(after.conversation.customer.handle, "");
    EXPECT_EQ(after.conversation.customer.display_name, "");
    EXPECT_EQ(after.conversation.episodes, before.conversation.episodes);
    EXPECT_EQ(after.conversation.opened_at, before.conversation.opened_at);
    EXPECT_FALSE(anywhere(handle));
    EXPECT_FALSE(anywhere("a draft to go"));
    const auto detail = store_->detail(brand_.id, old).value();
    for (const auto& post : detail.posts) {
        EXPECT_EQ(post.remote.text, "");
        EXPECT_EQ(post.remote.author.display_name, "");
        EXPECT_EQ(post.remote.url, "");
        EXPECT_NE(post.remote.remote_id, "") << "so that the network's repeat is known";
    }
    EXPECT_EQ(stored(young).conversation.excerpt.empty(), false);
    EXPECT_EQ(store_->due_for_erasure(brand_.id, now() - 24h * 30).value().conversations, 0) << "once";
}

TEST_F(ErasureRowsTest, ItGoesOnAfterARestartAndIsAudited) {
    for (int n = 1; n <= 5; ++n)
        ended(n, 24h * (40 + n));
    const auto begun = run(30);
    EXPECT_TRUE(store_->erase_some(begun, 2).value());
    EXPECT_EQ(store_->open_erasures().value().at(0).done, 2);
    reopen();
    const auto left = store_->open_erasures().value();
    ASSERT_EQ(left.size(), 1U);
    finish(left[0], 2);
    EXPECT_TRUE(store_->open_erasures()->empty());
    const auto runs = store_->erasures(brand_.id, 5).value();
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].done, 5);
    EXPECT_EQ(runs[0].finished_at, now());
    identity::AuditQuery query;
    query.brand = brand_.id;
    query.action = "retention.";
    const auto audit = store_->audit_page(query).value();
    ASSERT_EQ(audit.size(), 1U);
    EXPECT_EQ(audit[0].detail, R"({"conversations":5,"days":30})");
    EXPECT_FALSE(store_->verify_audit(brand_.id, {})->fault);
    EXPECT_FALSE(store_->erase_some(left[0], 2).value()) << "finished twice changes nothing";
    EXPECT_EQ(store_->audit_page(query)->size(), 1U);
}

TEST_F(ErasureRowsTest, TheSearchIndexForgetsToo) {
    const auto old = ended(1, 24h * 40);
    const std::string text = stored(old).conversation.excerpt;
    finish(run(30));
    sqlite::Connection db(folder_.path() / "manyhands.db", sqlite::Mode::read);
    EXPECT_EQ(db.scalar("select count(*) from search_posts"), "0");
    EXPECT_TRUE(store_->tidy_search());
    for (int n = 0; n < 50 && store_->tidy_search().value(); ++n)
        ;
    EXPECT_FALSE(store_->tidy_search().value()) << "it comes to an end";
}

TEST_F(ErasureRowsTest, ACustomerAtTheirWish) {
    const auto state = open(1, now() - 1h);
    const auto id = state.conversation.id;
    Erasure wish;
    wish.id = "01J0000000000000000000WISH";
    wish.brand = brand_.id;
    wish.kind = ErasureKind::customer;
    wish.employee = kim_.id;
    wish.created_at = now();
    EXPECT_ERROR(store_->begin_customer_erasure(wish, id), "desk.erasure.open");
    EXPECT_OK(put(id, {event(model::EpisodeDropped{1, now()}, &kim_), event(model::Closed{}, &kim_)}));
    const std::string customer = stored(id).conversation.customer.remote_id;
    const auto nothing = [](const auto&, auto&) { return std::vector<route::Change>{}; };
    EXPECT_OK(store_->ingest(
        {brand_.id, account_.id, {}, "1", {R"({"by":")" + customer + R"("})", R"({"by":"another"})"}},
        nothing));
    const auto begun = store_->begin_customer_erasure(wish, id);
    ASSERT_TRUE(begun.has_value());
    EXPECT_EQ(begun->total, 1);
    finish(*begun);
    const auto left_out = store_->left_out(brand_.id, 10).value();
    ASSERT_EQ(left_out.size(), 1U) << "what could not be read names the customer";
    EXPECT_EQ(left_out[0].told, R"({"by":"another"})");
    EXPECT_TRUE(stored(id).conversation.customer.remote_id.starts_with("erased:"));
    const auto detail = store_->detail(brand_.id, id).value();
    for (const auto& post : detail.posts)
        EXPECT_NE(post.remote.author.remote_id, customer);
    wish.id += "2";
    EXPECT_ERROR(store_->begin_customer_erasure(wish, id), "desk.erasure.done");
    EXPECT_ERROR(store_->begin_customer_erasure(wish, model::ConversationId("x")),
                 "route.conversation.not_found");
    EXPECT_FALSE(store_->verify_audit(brand_.id, {})->fault);
}

TEST_F(ErasureRowsTest, WhatACustomerWroteInConversationsOfOthersGoesPieceByPiece) {
    const auto theirs = ended(1, 1h);
    const auto other = open(2, now() - 1h).conversation;
    const auto person = stored(theirs).conversation.customer;
    model::Events events;
    for (int n = 0; n < 250; ++n) {
        auto post = customer_post(other, "beside-" + std::to_string(n), now() - 30min);
        post.side = model::Side::other;
        post.remote.author = person;
        events.push_back(event(model::PostReceived{post}));
    }
    EXPECT_OK(put(other.id, events));
    Erasure wish;
    wish.id = "01J0000000000000000000WISH";
    wish.brand = brand_.id;
    wish.kind = ErasureKind::customer;
    wish.employee = kim_.id;
    wish.created_at = now();
    const auto begun = store_->begin_customer_erasure(wish, theirs);
    ASSERT_TRUE(begun.has_value());
    const std::string left = "select count(*) from posts where author_remote_id = '" + person.remote_id + "'";
    sqlite::Connection db(folder_.path() / "manyhands.db", sqlite::Mode::read);
    EXPECT_TRUE(store_->erase_some(*begun, 20).value()) << "their own conversation";
    EXPECT_EQ(db.scalar(left), "250");
    EXPECT_TRUE(store_->erase_some(*begun, 20).value()) << "so many in one transaction";
    EXPECT_EQ(db.scalar(left), "50");
    // It goes on behind the last one it looked at, also after a restart, and not from the beginning.
    EXPECT_EQ(
        db.scalar("select count(*) from erasures r join posts p on p.id = r.place_id where r.place_at = -1"),
        "1");
    reopen();
    EXPECT_TRUE(store_->erase_some(*begun, 20).value());
    EXPECT_EQ(db.scalar(left), "0");
    EXPECT_FALSE(store_->erase_some(*begun, 20).value()) << "nothing stands behind it";
    EXPECT_EQ(db.scalar("select count(*) from posts where body <> ''"), "1")
        << "what the other customer wrote";
    EXPECT_TRUE(store_->open_erasures()->empty());
}

TEST_F(ErasureRowsTest, WhatACustomerWroteInConversationsOfOthersGoesToo) {
    const auto own = ended(1, 1h);
    const model::Person customer = stored(own).conversation.customer;
    // In another customer's conversation, as its newest post and the one that its row shows.
    const auto other = open(2, now() - 1h).conversation;
    auto post = customer_post(other, "between", now());
    post.remote.author = customer;
    post.remote.text = "a word to be forgotten";
    EXPECT_OK(put(other.id, {event(model::PostReceived{post})}));
    ASSERT_EQ(stored(other.id).conversation.excerpt, "a word to be forgotten");
    EXPECT_OK(store_->save_draft(brand_.id, own, kim_.id,
                                 {"begun", now(), {{model::MediaId("m1"), "a picture of it"}}}));
    Erasure wish;
    wish.id = "01J0000000000000000000WISH";
    wish.brand = brand_.id;
    wish.kind = ErasureKind::customer;
    wish.employee = kim_.id;
    wish.created_at = now();
    const auto texts = store_->customer_texts(brand_.id, own).value();
    EXPECT_EQ(texts.handle, customer.handle);
    EXPECT_EQ(texts.conversations, 1);
    EXPECT_EQ(texts.open, 0);
    const auto begun = store_->begin_customer_erasure(wish, own);
    ASSERT_TRUE(begun.has_value());
    EXPECT_EQ(store_->erasure(brand_.id, wish.id)->finished_at, std::nullopt);
    finish(*begun);
    EXPECT_EQ(store_->erasure(brand_.id, wish.id)->done, 1);
    EXPECT_TRUE(store_->erasure(brand_.id, wish.id)->finished_at);
    EXPECT_EQ(stored(other.id).conversation.excerpt, "");
    EXPECT_FALSE(anywhere("a word to be forgotten"));
    EXPECT_FALSE(anywhere(customer.handle));
    EXPECT_FALSE(anywhere(customer.remote_id));
    EXPECT_NE(stored(other.id).conversation.customer.handle, "") << "whose conversation it is stays";
    sqlite::Connection db(folder_.path() / "manyhands.db", sqlite::Mode::read);
    EXPECT_EQ(db.scalar("select count(*) from draft_images"), "0") << "or its picture would be kept for ever";
    EXPECT_ERROR(store_->customer_texts(brand_.id, own), "desk.erasure.done");
    EXPECT_ERROR(store_->erasure(model::BrandId("other"), wish.id), "desk.erasure.not_found");
}

TEST_F(ErasureRowsTest, ACustomerIsFoundByHandleOrId) {
    const auto state = open(1, now());
    const auto& c = state.conversation;
    const auto find = [&](const std::string& name, const std::string& network = {}) {
        return store_->conversation_of_customer(brand_.id, network.empty() ? c.network : network, name)
            .value();
    };
    EXPECT_EQ(find(c.customer.handle), c.id);
    EXPECT_EQ(find("@" + c.customer.handle), c.id);
    EXPECT_EQ(find(c.customer.remote_id), c.id);
    EXPECT_EQ(find("nobody"), std::nullopt);
    EXPECT_EQ(find(c.customer.handle, "elsewhere"), std::nullopt);
    EXPECT_EQ(store_->conversation_of_customer(model::BrandId("other"), c.network, c.customer.handle).value(),
              std::nullopt);
}

}  // namespace
}  // namespace manyhands::storage
