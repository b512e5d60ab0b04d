#include <algorithm>
#include <thread>

#include "base/text/utf8.hpp"
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;

// A small route of our own: one conversation a customer and root, a post at most once.
class Ingest : public StoreTest {
  protected:
    route::Incoming incoming(int customer, const std::string& remote_id, const std::string& root) {
        route::Incoming in;
        in.remote.network = "simulated";
        in.remote.remote_id = remote_id;
        in.remote.root_remote_id = root;
        in.remote.author = {"customer-" + std::to_string(customer), "c", "고객", {}, ""};
        in.remote.text = "text of " + remote_id;
        in.lang = "ko";
        in.concerns_us = true;
        return in;
    }

    std::vector<route::Change> receive(const route::Incoming& in, route::ThreadReader& reader) {
        if (in.remote.text == "poison") throw std::logic_error("poison");
        if (reader.find_post(in.remote.network, in.remote.remote_id)) return {};
        const auto known =
            reader.find_conversation(account_.id, in.remote.author.remote_id, in.remote.root_remote_id);
        model::Events events;
        model::Conversation c;
        if (known) {
            c = reader.load(*known).conversation;
        } else {
            c.id = ids_.make<model::ConversationId>();
            c.brand = brand_.id;
            c.account = account_.id;
            c.network = "simulated";
            c.customer = in.remote.author;
            c.root_remote_id = in.remote.root_remote_id;
            c.department = department_.id;
            c.opened_at = now();
            events.push_back(event(model::ConversationOpened{c}));
        }
        model::Post post = customer_post(c, in.remote.remote_id, now());
        post.remote = in.remote;
        events.push_back(event(model::PostReceived{post}));
        if (!c.episode) events.push_back(event(model::EpisodeOpened{{c.episodes + 1, post.id, now()}}));
        return {{c.id, events}};
    }

    base::Result<route::IngestCounts> ingest(const std::vector<route::Incoming>& posts,
                                             const std::string& cursor) {
        return store_->ingest({brand_.id, account_.id, posts, cursor},
                              [this](const auto& in, auto& reader) { return receive(in, reader); });
    }
};

TEST_F(Ingest, ABatchAndItsCursorAreKeptTogether) {
    EXPECT_EQ(*store_->cursor(account_.id), "");
    const auto counts = ingest({incoming(1, "a", "a"), incoming(2, "b", "b")}, "cursor-1");
    ASSERT_TRUE(counts) << testing::why(counts);
    EXPECT_EQ(counts->changes, 2);
    EXPECT_EQ(counts->posts, 2);
    reopen();
    EXPECT_EQ(*store_->cursor(account_.id), "cursor-1");
    EXPECT_EQ(store_->counts(brand_.id, kim_.id)->queue, 2);
}

TEST_F(Ingest, ALaterPostSeesWhatAnEarlierOneChanged) {
    const auto counts = ingest({incoming(1, "a", "a"), incoming(1, "a2", "a"), incoming(1, "a3", "a")}, "x");
    EXPECT_EQ(counts->posts, 3);
    const auto page = store_->page({brand_.id, kim_.id, desk::View::queue, {}, {}, "", 50});
    ASSERT_EQ(page->rows.size(), 1u);
    EXPECT_EQ(page->rows[0].conversation.posts, 3);
    EXPECT_EQ(store_->detail(brand_.id, page->rows[0].conversation.id)->posts.size(), 3u);
}

TEST_F(Ingest, RepeatsAndAnotherOrderChangeNothing) {
    const std::vector<route::Incoming> posts{incoming(1, "a", "a"), incoming(2, "b", "b"),
                                             incoming(1, "a2", "a")};
    EXPECT_OK(ingest(posts, "1"));
    const auto seq = *store_->last_seq(brand_.id);
    std::vector<route::Incoming> again(posts.rbegin(), posts.rend());
    again.insert(again.end(), posts.begin(), posts.end());
    const auto counts = ingest(again, "2");
    EXPECT_EQ(counts->posts, 0);
    EXPECT_EQ(counts->changes, 0);
    EXPECT_EQ(*store_->last_seq(brand_.id), seq);
    EXPECT_EQ(*store_->cursor(account_.id), "2");
}

TEST_F(Ingest, WhatIsLeftOutIsKeptForAPersonOnce) {
    auto poison = incoming(3, "p", "p");
    poison.remote.text = "poison";
    poison.remote.url = "https://net.example/p";
    const std::string raw = "{\"text\":\"" + std::string(20'000, 'x') + "\xff\"}";
    const auto deliver = [&](const std::string& cursor) {
        return store_->ingest({brand_.id, account_.id, {incoming(1, "a", "a"), poison}, cursor, {raw, "{}"}},
                              [this](const auto& in, auto& reader) { return receive(in, reader); });
    };
    EXPECT_OK(deliver("1"));
    const auto before = store_->left_out(brand_.id, 10).value();
    ASSERT_EQ(before.size(), 3U);
    for (const route::LeftOut& post : before) {
        EXPECT_EQ(post.account, account_.id);
        EXPECT_EQ(post.at, now());
        EXPECT_LE(post.told.size(), route::kToldAtMost + 4);
        EXPECT_TRUE(base::is_utf8(post.told));
        if (post.remote_id.empty()) {
            EXPECT_EQ(post.cause, "") << "it could not even be read";
            continue;
        }
        EXPECT_EQ(post.remote_id, "p");
        EXPECT_EQ(post.told, "poison");
        EXPECT_EQ(post.url, "https://net.example/p");
        EXPECT_NE(post.cause.find("poison"), std::string::npos);
    }
    clock_.advance(base::Minutes(1));
    EXPECT_OK(deliver("2"));  // told again, as after a restart
    EXPECT_EQ(store_->left_out(brand_.id, 10)->size(), 3U);
    EXPECT_EQ(store_->left_out(brand_.id, 2)->size(), 2U);
    EXPECT_TRUE(store_->left_out(model::BrandId("other"), 10)->empty());

    EXPECT_ERROR(store_->left_out_seen(model::BrandId("other"), before[0].id), "route.left_out.not_found");
    EXPECT_OK(store_->left_out_seen(brand_.id, before[0].id));
    EXPECT_ERROR(store_->left_out_seen(brand_.id, before[0].id), "route.left_out.not_found");
    EXPECT_OK(deliver("3"));
    EXPECT_EQ(store_->left_out(brand_.id, 10)->size(), 2U) << "what a person has seen does not come back";

    EXPECT_EQ(store_->erase_left_out(now() - base::Minutes(1)).value(), 0);
    EXPECT_EQ(store_->erase_left_out(now()).value(), 3) << "the one that was seen as well";
    EXPECT_TRUE(store_->left_out(brand_.id, 10)->empty());
}

TEST_F(Ingest, OnePostThatBreaksDoesNotStopTheOthers) {
    auto poison = incoming(3, "p", "p");
    poison.remote.text = "poison";
    const auto counts = ingest({incoming(1, "a", "a"), poison, incoming(2, "b", "b")}, "1");
    ASSERT_TRUE(counts) << testing::why(counts);
    EXPECT_EQ(counts->posts, 2);
    EXPECT_EQ(counts->failed, 1);
    EXPECT_EQ(store_->counts(brand_.id, kim_.id)->queue, 2);
}

TEST_F(Ingest, AChangeThatBreaksHalfWayIsTakenBackWhole) {
    EXPECT_OK(ingest({incoming(1, "a", "a")}, "1"));
    const auto id =
        store_->page({brand_.id, kim_.id, desk::View::all, {}, {}, "", 1})->rows.at(0).conversation.id;
    const auto before = stored(id);
    clock_.advance(base::Seconds(1));
    const auto seq = *store_->last_seq(brand_.id);
    const auto counts = store_->ingest(
        {brand_.id, account_.id, {incoming(1, "bad", "a"), incoming(1, "good", "a")}, "2"},
        [&](const route::Incoming& in, route::ThreadReader& reader) -> std::vector<route::Change> {
            auto changes = receive(in, reader);
            // Answering an episode that is not open cannot happen.
            if (in.remote.remote_id == "bad")
                changes[0].events.push_back(event(model::EpisodeDropped{9, now()}));
            return changes;
        });
    EXPECT_EQ(counts->failed, 1);
    EXPECT_EQ(counts->posts, 1);
    const auto after = stored(id);
    EXPECT_EQ(after.conversation.posts, before.conversation.posts + 1);
    EXPECT_EQ(*store_->last_seq(brand_.id), seq + 1);
    const auto posts = store_->detail(brand_.id, id)->posts;
    ASSERT_EQ(posts.size(), 2u);
    EXPECT_EQ(posts[1].remote.remote_id, "good");
}

// Many lines of the log are written at once, at the end of a delivery: each in its place, and none of what
// was taken back.
TEST_F(Ingest, TheLogOfADeliveryIsWholeAndHoldsNothingThatWasTakenBack) {
    std::vector<route::Incoming> posts;
    for (int i = 0; i < 9; ++i)
        posts.push_back(incoming(i, "p" + std::to_string(i), "p" + std::to_string(i)));
    const auto counts = store_->ingest(
        {brand_.id, account_.id, posts, "1"},
        [&](const route::Incoming& in, route::ThreadReader& reader) -> std::vector<route::Change> {
            auto changes = receive(in, reader);
            // The post's own change is logged already when this cannot happen.
            if (in.remote.remote_id == "p4")
                changes.push_back({changes[0].conversation, {event(model::EpisodeDropped{9, now()})}});
            return changes;
        });
    ASSERT_TRUE(counts) << testing::why(counts);
    EXPECT_EQ(counts->failed, 1);
    const auto log = store_->log_after(brand_.id, 0, 100).value();
    ASSERT_EQ(log.size(), 8U * 3) << "more than a full piece and a rest";
    const auto rows = store_->page({brand_.id, kim_.id, desk::View::all, {}, {}, "", 50})->rows;
    for (std::size_t i = 0; i < log.size(); ++i) {
        EXPECT_EQ(log[i].seq, static_cast<std::int64_t>(i) + 1);
        const char* types[] = {"conversation_opened", "post_received", "episode_opened"};
        EXPECT_EQ(model::type_of(log[i].event.body), types[i % 3]);
        EXPECT_EQ(log[i].conversation, log[i - i % 3].conversation);
        EXPECT_TRUE(std::ranges::any_of(
            rows, [&](const desk::Row& row) { return row.conversation.id == log[i].conversation; }));
    }
    for (const desk::Row& row : rows)
        EXPECT_EQ(store_->detail(brand_.id, row.conversation.id)->timeline.size(), 3U);
}

// More than one transaction: the poison is in one that does not move the cursor.
TEST_F(Ingest, ALongDeliveryIsKeptWholeAndItsCursorMovesAtTheEnd) {
    std::vector<route::Incoming> posts;
    for (int i = 0; i < 250; ++i)
        posts.push_back(incoming(i, "p" + std::to_string(i), "p" + std::to_string(i)));
    posts[130].remote.text = "poison";
    EXPECT_OK(ingest({incoming(1000, "first", "first")}, "before"));
    const auto commits = store_->commits();
    const auto counts = ingest(posts, "after");
    ASSERT_TRUE(counts) << testing::why(counts);
    EXPECT_EQ(counts->posts, 249);
    EXPECT_EQ(counts->failed, 1);
    EXPECT_EQ(store_->commits() - commits, 3);
    EXPECT_EQ(*store_->cursor(account_.id), "after");
    EXPECT_EQ(store_->counts(brand_.id, kim_.id)->queue, 250);
    EXPECT_EQ(*store_->last_seq(brand_.id), 3 * 250);
}

// A person comes during the fourth of a hundred posts: they wait for a few, not for all.
TEST_F(Ingest, ADeliveryGivesWayToAPersonAndLosesNothing) {
    const auto state = open(1000, now());
    std::vector<route::Incoming> posts;
    for (int i = 0; i < 100; ++i)
        posts.push_back(incoming(i, "p" + std::to_string(i), "p" + std::to_string(i)));
    std::thread person;
    int received = 0;
    int received_before = 0;
    const auto commits = store_->commits();
    const auto counts =
        store_->ingest({brand_.id, account_.id, posts, "after"}, [&](const auto& in, auto& reader) {
            if (++received == 4) {
                person = std::thread([&] {
                    EXPECT_OK(store_->transact(brand_.id, state.conversation.id,
                                               [&](const model::ConversationState* found) -> model::Events {
                                                   received_before = received;
                                                   return {claimed(*found, kim_)};
                                               }));
                });
                while (!store_->person_waits())
                    std::this_thread::yield();
            }
            return receive(in, reader);
        });
    person.join();
    EXPECT_EQ(counts->posts, 100);
    EXPECT_EQ(received, 100);
    EXPECT_EQ(received_before, 8);
    EXPECT_EQ(store_->commits() - commits, 2);
    EXPECT_EQ(*store_->cursor(account_.id), "after");
    EXPECT_EQ(stored(state.conversation.id).conversation.claim->holder, kim_.id);
}

TEST_F(Ingest, EveryFieldOfAPostSurvives) {
    auto in = incoming(1, "a", "a");
    in.remote.media = {{"https://n.example/1.png", "상자 사진"}, {"https://n.example/2.png", ""}};
    in.remote.author.followers = 12;
    in.remote.url = "https://n.example/a";
    in.remote.remote_version = "v7";
    in.remote.parent_remote_id = "parent";
    in.remote.declared_lang = "ko-KR";
    in.remote.created_at = now() - base::Seconds(3);
    in.remote.indexed_at = now();
    in.remote.addressed_to_us = true;
    EXPECT_OK(ingest({in}, "1"));
    std::optional<model::Post> found;
    EXPECT_OK(store_->ingest({brand_.id, account_.id, {in}, "2"},
                             [&](const route::Incoming& again, route::ThreadReader& reader) {
                                 found = reader.find_post(again.remote.network, again.remote.remote_id);
                                 return std::vector<route::Change>{};
                             }));
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->remote, in.remote);
    EXPECT_EQ(store_->post(brand_.id, found->id)->remote, in.remote);
    EXPECT_ERROR(store_->post(model::BrandId("other"), found->id), "storage.post_not_found");
}

TEST_F(Ingest, EditsAndDeletesReachTheRow) {
    const auto state = open(1, now());
    const auto post = state.conversation.last_customer_post;
    EXPECT_OK(put(state.conversation.id,
                  {event(model::PostEdited{post, "이제 두 쪽 다 안 들려요", "v2", model::Side::customer})}));
    EXPECT_EQ(store_->post(brand_.id, post)->remote.text, "이제 두 쪽 다 안 들려요");
    EXPECT_EQ(store_->post(brand_.id, post)->remote.remote_version, "v2");
    EXPECT_TRUE(store_->post(brand_.id, post)->edited);
    EXPECT_OK(put(state.conversation.id, {event(model::PostDeleted{post, model::Side::customer})}));
    EXPECT_TRUE(store_->post(brand_.id, post)->deleted);
}

TEST_F(Ingest, AnswersAreFoundByRemoteIdByKeyAndInFlight) {
    auto state = open(1, now());
    const auto answer = answer_for(state, kim_, "네");
    EXPECT_OK(put(state.conversation.id, {event(model::AnswerSubmitted{answer}, &kim_)}));
    std::optional<model::Answer> by_key, by_address, in_flight, by_remote, nothing;
    const auto look = [&] {
        EXPECT_OK(store_->ingest({brand_.id, account_.id, {incoming(1, "x", "x")}, ""},
                                 [&](const route::Incoming&, route::ThreadReader& reader) {
                                     by_key = reader.find_answer(account_.id, "3lkey");
                                     by_address = reader.find_answer(account_.id, "at://brand/feed/3lkey");
                                     by_remote = reader.find_answer(account_.id, "remote-9");
                                     nothing = reader.find_answer(account_.id, "");
                                     in_flight = reader.find_answer_in_flight(
                                         account_.id, answer.parent_remote_id, answer.published_text);
                                     return std::vector<route::Change>{};
                                 }));
    };
    look();
    EXPECT_FALSE(by_key || by_address || by_remote || in_flight || nothing);  // queued: nothing has left
    EXPECT_OK(put(state.conversation.id, {event(model::AnswerSending{answer.id, 1, {"3lkey", now()}})}));
    look();
    EXPECT_TRUE(by_key && by_address && in_flight);
    EXPECT_FALSE(by_remote || nothing);
    // A person has yet to decide, and the network tells first.
    EXPECT_OK(put(state.conversation.id, {event(model::AnswerHeld{answer.id, {}})}));
    look();
    EXPECT_TRUE(in_flight);
    EXPECT_OK(put(state.conversation.id, {event(model::AnswerSent{answer.id, "remote-9", "", "", now()})}));
    look();
    EXPECT_TRUE(by_key && by_address && by_remote);
    EXPECT_FALSE(in_flight);
    EXPECT_EQ(by_remote->state, model::AnswerState::sent);
}

TEST_F(Ingest, WatchedAreCustomersPostsOfWhatIsOpenNewestFirst) {
    const auto first = open(1, now());
    clock_.advance(base::Minutes(1));
    const auto second = open(2, now());
    clock_.advance(base::Minutes(1));
    auto ours = customer_post(first.conversation, "ours", now());
    ours.side = model::Side::brand;
    EXPECT_OK(put(first.conversation.id, {event(model::PostReceived{ours})}));
    EXPECT_EQ(*store_->watched(account_.id, 10), (std::vector<std::string>{"post-2", "post-1"}));
    EXPECT_EQ(store_->watched(account_.id, 1)->size(), 1u);
    EXPECT_OK(put(second.conversation.id, {event(model::EpisodeDropped{1, now()}), event(model::Closed{})}));
    EXPECT_EQ(*store_->watched(account_.id, 10), std::vector<std::string>{"post-1"});
}

TEST_F(Ingest, DueComesEarliestFirstAndOnlyWhenItIsTime) {
    const auto first = open(1, now());
    clock_.advance(base::Minutes(1));
    const auto second = open(2, now());
    const auto seven = first.conversation.opened_at + base::Minutes(7);
    EXPECT_EQ(*store_->next_due(), seven);
    EXPECT_TRUE(store_->due(seven - base::Micros(1), 10)->empty());
    EXPECT_EQ(store_->due(seven, 10)->size(), 1u);
    const auto both = *store_->due(seven + base::Minutes(1), 10);
    ASSERT_EQ(both.size(), 2u);
    EXPECT_EQ(both[0].id, first.conversation.id);
    EXPECT_EQ(both[0].brand, brand_.id);
    EXPECT_EQ(both[0].due_at, seven);
    EXPECT_EQ(both[1].id, second.conversation.id);
    EXPECT_EQ(store_->due(seven + base::Minutes(1), 1)->size(), 1u);
    for (const auto& each : both)
        EXPECT_OK(put(each.id, {event(model::EpisodeDropped{1, now()}), event(model::Closed{})}));
    EXPECT_EQ(*store_->next_due(), std::nullopt);
}

}  // namespace
}  // namespace manyhands::storage
