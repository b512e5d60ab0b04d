// Search and lists by words, held against a scan with the naive evaluator.
#include <algorithm>
#include <limits>
#include <set>

#include "model/query/generate_test.hpp"
#include "model/query/index.hpp"
#include "model/query/parser.hpp"
#include "storage/fixture_test.hpp"
#include "storage/search_index.hpp"
#include "storage/view_text.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;

class SearchTest : public StoreTest {
  protected:
    // A customer's first post with this text.
    model::Post say(int n, const std::string& text, base::Instant at, const std::string& handle = "kim") {
        model::Events events = opening(n, at);
        model::Post kept;
        for (model::Event& event : events) {
            if (auto* received = std::get_if<model::PostReceived>(&event.body)) {
                received->post.remote.text = text;
                received->post.remote.author.handle = handle;
                kept = received->post;
            }
        }
        const auto done = store_->transact(
            brand_.id, kept.conversation,
            [&](const model::ConversationState*) -> base::Result<model::Events> { return events; });
        EXPECT_OK(done);
        return kept;
    }

    desk::Filter filter(model::query::Node root) {
        auto names = store_->names_in(brand_.id, root).value();
        return {std::move(root), std::move(names), {kim_.id, now(), "UTC"}};
    }
    desk::Filter filter(std::string_view text) {
        return filter(model::query::parse(text, model::query::Purpose::view).root.value());
    }

    std::vector<std::string> search(const desk::Filter& by, int limit = 30) {
        std::vector<std::string> posts;
        std::string cursor;
        do {
            const auto found = store_->search(brand_.id, by, cursor, limit);
            EXPECT_OK(found);
            if (!found) break;
            for (const auto& hit : found->hits)
                posts.push_back(hit.post.value);
            cursor = found->next;
        } while (!cursor.empty());
        return posts;
    }
    std::vector<std::string> list(const desk::Filter& by, desk::View view = desk::View::all,
                                  int limit = 200) {
        desk::PageQuery query;
        query.brand = brand_.id;
        query.viewer = kim_.id;
        query.view = view;
        query.limit = limit;
        std::vector<std::string> conversations;
        do {
            const auto page = store_->filtered_page(query, by);
            EXPECT_OK(page);
            if (!page) break;
            for (const auto& row : page->page.rows)
                conversations.push_back(row.conversation.id.value);
            query.cursor = page->page.next;
        } while (!query.cursor.empty());
        return conversations;
    }
    // What SQLite itself finds for an expression.
    int count_in_index(const std::string& match) {
        sqlite::Connection db(store_->file(), sqlite::Mode::read);
        auto query = db.use("search.hits");
        query.bind("match", match)
            .bind("before", std::numeric_limits<std::int64_t>::max())
            .bind("brand", brand_.id)
            .bind("limit", 1000);
        int count = 0;
        while (query.step())
            ++count;
        return count;
    }
};

TEST_F(SearchTest, FindsEverythingThatAScanFinds) {
    model::query::Generator generate(21);
    std::vector<model::Post> posts;
    for (int n = 0; n < 400; ++n)
        posts.push_back(say(n, generate.text(1 + static_cast<int>(generate.below(8))),
                            now() + std::chrono::seconds(generate.below(5000)),
                            generate.one_of({"kim", "lee.example", "Min-Ji.example"})));
    int by_words = 0;
    std::size_t found = 0;
    for (int i = 0; i < 600; ++i) {
        const auto root = generate.tree(i % 4);
        const auto by = filter(root);
        std::set<std::string> expected;
        for (const model::Post& post : posts) {
            model::query::Message message;
            message.text = post.remote.text;
            message.from = post.remote.author.handle;
            message.followers = post.remote.author.followers;
            const model::query::Subject subject(message);
            const auto stored_conversation = stored(post.conversation).conversation;
            const desk::Facts facts{stored_conversation, account_.handle};
            if (by.holds(facts, subject)) expected.insert(post.id.value);
        }
        const auto given = search(by);
        for (const model::Post& post : posts)
            EXPECT_EQ(std::ranges::count(given, post.id.value), expected.contains(post.id.value) ? 1 : 0)
                << print(root) << " in " << post.remote.text << " by " << post.remote.author.handle;
        ASSERT_EQ(given.size(), expected.size()) << print(root);
        by_words += model::query::index_expression(root, model::query::Dialect::fts5) ? 1 : 0;
        found += expected.size();
        if (i % 5 != 0) continue;
        // One post each, so the list has as many conversations.
        ASSERT_EQ(list(by).size(), expected.size()) << print(root);
        ASSERT_EQ(list(by, desk::View::queue, 7).size(), expected.size()) << print(root);
    }
    EXPECT_GT(by_words, 200);
    EXPECT_GT(found, 1000U);
}

TEST_F(SearchTest, TheNewestComeFirstWhateverOrderTheyCameIn) {
    const auto old = say(1, "환불 하나", now() - std::chrono::hours(5));
    const auto young = say(2, "환불 둘", now());
    const auto middle = say(3, "환불 셋", now() - std::chrono::hours(1));
    const std::vector<std::string> expected{young.id.value, middle.id.value, old.id.value};
    EXPECT_EQ(search(filter("환불")), expected);
    EXPECT_EQ(search(filter("환불"), 1), expected);
    EXPECT_EQ(search(filter("lang:" + young.lang)), expected);  // without a word: all posts
}

TEST_F(SearchTest, HitsShowWhatWasFound) {
    say(1, std::string(600, 'a') + " 그래서 Café에서 환\u200b불을 못 받았어요\n" + std::string(300, 'b'),
        now());
    const auto found = store_->search(brand_.id, filter("cafe 환불"), "", 10).value();
    ASSERT_EQ(found.hits.size(), 1U);
    const desk::Hit& hit = found.hits.front();
    EXPECT_LE(hit.excerpt.size(), desk::Hit::kExcerpt);
    EXPECT_EQ(hit.excerpt.find('\n'), std::string::npos);
    std::vector<std::string> pieces;
    for (const auto& range : hit.highlights)
        pieces.push_back(hit.excerpt.substr(range.from, range.to - range.from));
    EXPECT_EQ(pieces, (std::vector<std::string>{"Café", "환\u200b불"}));
}

TEST_F(SearchTest, AnEditIsFoundByItsNewWordsAndADeletedPostNotAtAll) {
    const auto post = say(1, "환불해 주세요", now());
    model::PostEdited edited{};
    edited.post = post.id;
    edited.side = model::Side::customer;
    edited.text = "교환해 주세요";
    edited.remote_version = "v2";
    EXPECT_OK(put(post.conversation, {event(edited)}));
    EXPECT_TRUE(search(filter("환불")).empty());
    EXPECT_EQ(search(filter("교환")), std::vector<std::string>{post.id.value});
    EXPECT_EQ(count_in_index("\"환불\""), 0);  // the index itself forgot
    EXPECT_EQ(list(filter("교환")).size(), 1U);
    model::PostDeleted deleted{};
    deleted.post = post.id;
    deleted.side = model::Side::customer;
    EXPECT_OK(put(post.conversation, {event(deleted)}));
    EXPECT_TRUE(search(filter("교환")).empty());
    EXPECT_EQ(count_in_index("\"교환\""), 0);
}

TEST_F(SearchTest, AnotherBrandsPostsAreNotFound) {
    say(1, "환불", now());
    EXPECT_EQ(store_->search(model::BrandId("other"), filter("환불"), "", 10)->hits.size(), 0U);
}

TEST_F(SearchTest, ACommonWordIsListedByItsNewestPostAndEveryConversationOnce) {
    std::set<std::string> expected;
    for (int n = 0; n < kFew + 250; ++n) {
        const auto post =
            say(n, n % 2 == 0 ? "환불해 주세요" : "환불 말고 교환", now() + std::chrono::seconds(n));
        if (n % 2 == 1) continue;
        expected.insert(post.conversation.value);
        if (n % 10 != 0) continue;
        // The customer says it again, later.
        auto again = customer_post(stored(post.conversation).conversation, "again-" + std::to_string(n),
                                   now() + std::chrono::hours(1));
        again.remote.text = "환불 언제 되나요";
        EXPECT_OK(put(post.conversation, {event(model::PostReceived{again})}));
    }
    const auto all = list(filter("환불 -교환"), desk::View::all, 30);
    EXPECT_EQ(std::set<std::string>(all.begin(), all.end()), expected);
    EXPECT_EQ(all.size(), expected.size());
    const auto length = store_->length(brand_.id, filter("환불")).value();
    EXPECT_TRUE(length.is_floor);
    EXPECT_FALSE(store_->length(brand_.id, filter("없는말"))->is_floor);
}

TEST_F(SearchTest, BadCursorsAreRefused) {
    say(1, "환불", now());
    EXPECT_ERROR(store_->search(brand_.id, filter("환불"), "nonsense", 10), "storage.bad_cursor");
    EXPECT_FALSE(from_text_cursor("").has_value());
    EXPECT_EQ(from_text_cursor(to_text_cursor(-5)), -5);
}

TEST_F(SearchTest, AStoreFromBeforeThereWasSearchIsIndexedOnce) {
    const auto post = say(1, "환불해 주세요", now());
    {
        sqlite::Connection db(store_->file(), sqlite::Mode::write);
        db.exec("delete from search_posts");
        db.exec("insert into search_index (search_index) values ('delete-all')");
    }
    EXPECT_TRUE(search(filter("환불")).empty());
    reopen();
    EXPECT_EQ(search(filter("환불")), std::vector<std::string>{post.id.value});
    sqlite::Connection db(store_->file(), sqlite::Mode::write);
    EXPECT_EQ(index_if_none(db), 0);
}

TEST_F(SearchTest, TheIndexIsReadInItsOwnOrder) {
    sqlite::Connection db(store_->file(), sqlite::Mode::read);
    for (const char* name : {"search.hits", "search.newest"}) {
        const std::string plan = db.plan(all_statements()[statement_index(name)].sqlite);
        EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
        EXPECT_EQ(plan.find("SCAN s"), std::string::npos) << plan;
    }
}

TEST(SearchKey, RisesWithTimeAndKeepsIt) {
    const model::PostId id("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    const auto at = base::from_micros(1'773'033'780'123'000);
    EXPECT_EQ(time_of_search_key(search_key(at, id)), at);
    EXPECT_LT(search_key(at, id), search_key(at + std::chrono::milliseconds(1), id));
    EXPECT_GE(search_key(base::from_micros(-5), id), 0);
    EXPECT_GT(search_key(base::from_micros(std::numeric_limits<std::int64_t>::max()), id), 0);
}

}  // namespace
}  // namespace manyhands::storage
