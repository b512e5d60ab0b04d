#include "storage/view_store.hpp"

#include <set>

#include "model/query/parser.hpp"
#include "route/route.hpp"
#include "storage/fixture_test.hpp"
#include "storage/view_scan.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;

class ViewStoreTest : public StoreTest {
  protected:
    desk::Filter filter(std::string_view text, const model::EmployeeId& viewer = {}) {
        auto parsed = model::query::parse(text, model::query::Purpose::view);
        EXPECT_TRUE(parsed.ok()) << text;
        auto root = parsed.root.value_or(model::query::make_text("x"));
        auto names = store_->names_in(brand_.id, root);
        EXPECT_OK(names);
        return {std::move(root), names.value_or(desk::Names{}), {viewer, now(), "UTC"}};
    }

    desk::PageQuery list(desk::View view = desk::View::all) {
        desk::PageQuery query;
        query.brand = brand_.id;
        query.viewer = kim_.id;
        query.view = view;
        return query;
    }

    // Every page of it: the ids in their order.
    std::vector<std::string> ids(desk::PageQuery query, std::string_view text) {
        std::vector<std::string> out;
        int pages = 0;
        do {
            const auto page = store_->filtered_page(query, filter(text, query.viewer));
            EXPECT_OK(page);
            if (!page) break;
            for (const auto& row : page->page.rows)
                out.push_back(row.conversation.id.value);
            EXPECT_EQ(page->page.next.empty(), !page->looked_to.has_value());
            query.cursor = page->page.next;
        } while (!query.cursor.empty() && ++pages < 100);
        return out;
    }
};

TEST_F(ViewStoreTest, ViewsAreSeenByThoseWithWhomTheyAreShared) {
    const auto save = [&](const char* name, const model::Employee& owner, desk::Shared shared) {
        desk::SavedView view{ids_.make<desk::ViewId>(), brand_.id, owner.id,        department_.id, name,
                             "state:waiting",           shared,    std::int64_t{1}, now()};
        EXPECT_OK(store_->save_view(view));
        return view;
    };
    const auto mine = save("mine", kim_, desk::Shared::me);
    save("theirs", lee_, desk::Shared::me);
    save("ours", lee_, desk::Shared::department);
    save("all", lee_, desk::Shared::brand);
    const auto names = [&](const model::DepartmentId& department) {
        std::set<std::string> out;
        const auto seen = store_->views_of(brand_.id, kim_.id, department);
        for (const auto& view : seen.value())
            out.insert(view.name);
        return out;
    };
    EXPECT_EQ(names(department_.id), (std::set<std::string>{"all", "mine", "ours"}));
    EXPECT_EQ(names(other_department_.id), (std::set<std::string>{"all", "mine"}));
    auto changed = store_->view(brand_.id, mine.id).value();
    EXPECT_EQ(changed.name, "mine");
    changed.name = "긴급";
    changed.shared = desk::Shared::brand;
    EXPECT_OK(store_->save_view(changed));
    EXPECT_EQ(store_->view(brand_.id, mine.id)->name, "긴급");
    EXPECT_OK(store_->remove_view(mine.id));
    EXPECT_ERROR(store_->view(brand_.id, mine.id), "desk.view.not_found");
    EXPECT_ERROR(store_->view(model::BrandId("other"), mine.id), "desk.view.not_found");
}

TEST_F(ViewStoreTest, AQueryNarrowsEveryListInItsOrder) {
    std::vector<std::string> expected;
    for (int n = 0; n < 30; ++n) {
        const auto state = open(n, now() + std::chrono::minutes(n), n * 100);
        if (n >= 10) expected.insert(expected.begin(), state.conversation.id.value);
    }
    auto query = list();
    query.limit = 7;
    EXPECT_EQ(ids(query, "followers>=1000"), expected);
    EXPECT_EQ(ids(list(desk::View::queue), "followers>=1000"),
              (std::vector<std::string>(expected.rbegin(), expected.rend())));
    EXPECT_EQ(ids(query, "followers>=1000 state:waiting"),
              (std::vector<std::string>(expected.rbegin(), expected.rend())));  // the queue's order
    EXPECT_TRUE(ids(query, "followers>=1000 state:closed").empty());
    EXPECT_TRUE(ids(query, "followers>=100000").empty());
    const auto length = store_->length(brand_.id, filter("followers>=1000"));
    EXPECT_EQ(length->count, 20);
    EXPECT_FALSE(length->is_floor);
}

TEST_F(ViewStoreTest, HolderMeIsReadFromOnesOwnDesk) {
    const auto held = open(1, now());
    open(2, now());
    EXPECT_OK(put(held.conversation.id, {claimed(held, kim_)}));
    EXPECT_EQ(ids(list(), "holder:me"), std::vector<std::string>{held.conversation.id.value});
    EXPECT_EQ(ids(list(), "holder:@" + kim_.initials), std::vector<std::string>{held.conversation.id.value});
    EXPECT_EQ(ids(list(), "holder:none").size(), 1U);
    EXPECT_TRUE(ids(list(), "holder:@" + lee_.initials).empty());
    EXPECT_TRUE(ids(list(), "holder:@NOBODY").empty());
    EXPECT_EQ(store_->filtered_page(list(), filter("holder:me", kim_.id))->looked_at, 1);
}

TEST_F(ViewStoreTest, NamesMeanDepartmentsAccountsAndPeople) {
    open(1, now());
    for (const std::string& yes :
         {"department:" + department_.id.value, "department:\"" + department_.name_ko + "\"",
          "department:\"" + department_.name_en + "\"", "account:@" + account_.handle,
          "account:" + account_.id.value})
        EXPECT_EQ(ids(list(), yes).size(), 1U) << yes;
    EXPECT_TRUE(ids(list(), "department:\"" + other_department_.name_ko + "\"").empty());
    EXPECT_TRUE(ids(list(), "department:없는부서").empty());
    EXPECT_EQ(ids(list(), "-department:없는부서").size(), 1U);
}

TEST_F(ViewStoreTest, ATagIsReadByItsName) {
    const auto urgent = open(1, now());
    open(2, now());
    {
        sqlite::Connection db(store_->file(), sqlite::Mode::write);
        db.exec(
            "insert into tags (id, brand, name, folded, colour, conversations, deleted, created_at) values "
            "('T', '" +
            brand_.id.value + "', '긴급', '긴급', 'red', 1, 0, 1)");
        db.exec("insert into tagged (brand, tag, conversation) values ('" + brand_.id.value + "', 'T', '" +
                urgent.conversation.id.value + "')");
        db.exec("update conversations set tags = 'X T' where id = '" + urgent.conversation.id.value + "'");
    }
    const auto page = store_->filtered_page(list(), filter("tag:긴급"));
    EXPECT_EQ(page->page.rows.size(), 1U);
    EXPECT_EQ(page->looked_at, 1);  // only what has the tag
    EXPECT_EQ(ids(list(desk::View::queue), "tag:T").size(), 1U);
    EXPECT_EQ(ids(list(), "-tag:긴급").size(), 1U);
    EXPECT_TRUE(ids(list(), "tag:없음").empty());
    EXPECT_EQ(store_->length(brand_.id, filter("tag:긴급"))->count, 1);
}

TEST_F(ViewStoreTest, WhatOneAnswerLooksAtIsBounded) {
    constexpr int kMany = kCountBudget + 10;
    for (int n = 0; n < kMany; ++n)
        open(n, now() + std::chrono::seconds(n), n == 0 ? 5'000'000 : 5);
    auto page = store_->filtered_page(list(), filter("followers>=1000000"));
    ASSERT_TRUE(page);
    EXPECT_TRUE(page->page.rows.empty());
    EXPECT_EQ(page->looked_at, kBudget);
    ASSERT_TRUE(page->looked_to);
    EXPECT_EQ(*page->looked_to, now() + std::chrono::seconds(kMany - kBudget));
    // Going on finds it in the end.
    EXPECT_EQ(ids(list(), "followers>=1000000").size(), 1U);
    const auto length = store_->length(brand_.id, filter("followers>=0"));
    EXPECT_EQ(length->count, kCountBudget);
    EXPECT_TRUE(length->is_floor);
    // Another department's rows are looked at, too: a shelf never reads on without an end.
    auto other = list(desk::View::queue);
    other.department = other_department_.id;
    EXPECT_EQ(store_->filtered_page(other, filter("lang:ko"))->looked_at, kBudget);
}

TEST_F(ViewStoreTest, ABadCursorIsRefused) {
    auto query = list();
    query.cursor = "nonsense";
    EXPECT_ERROR(store_->filtered_page(query, filter("lang:ko")), "storage.bad_cursor");
}

}  // namespace
}  // namespace manyhands::storage
