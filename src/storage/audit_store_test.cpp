// What is recorded, in the transaction that did it; the chain in the database; damage to it.
#include "storage/audit_store.hpp"

#include <algorithm>
#include <thread>

#include "base/acting.hpp"
#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using identity::AuditQuery;
using testing::StoreTest;

class Audit : public StoreTest {
  protected:
    std::vector<model::AuditEntry> entries(AuditQuery query = {}) {
        query.brand = brand_.id;
        query.limit = 200;
        auto page = store_->audit_page(query).value();
        std::ranges::reverse(page);
        return page;
    }
    std::vector<std::string> actions_after(std::int64_t seq) {
        std::vector<std::string> actions;
        for (const auto& entry : entries())
            if (entry.seq > seq) actions.push_back(entry.action);
        return actions;
    }
    std::int64_t last() { return store_->audit_head(brand_.id)->seq; }
    std::string fault(const std::vector<model::AuditHead>& kept = {}) {
        const auto verdict = store_->verify_audit(brand_.id, kept).value();
        return verdict.fault ? verdict.fault->key : "whole";
    }
    void tamper(const std::string& sql) {
        sqlite::Connection db(store_->file(), sqlite::Mode::write);
        db.exec(sql);
    }
};

using Names = std::vector<std::string>;

TEST_F(Audit, TheFoundingOfACompanyIsRecordedWithoutNames) {
    const auto all = entries();
    ASSERT_GE(all.size(), 5U);
    EXPECT_EQ(all[0].action, "brand.added");
    EXPECT_EQ(all[0].seq, 1);
    EXPECT_EQ(all[0].kind, "system");
    for (const auto& entry : all) {
        for (const std::string& text : {entry.detail, entry.object, entry.action})
            EXPECT_EQ(text.find(kim_.name), std::string::npos) << text;
        EXPECT_EQ(entry.detail.find(kim_.email), std::string::npos);
    }
    EXPECT_EQ(fault(), "whole");
}

TEST_F(Audit, SaysForWhomAndFromWhere) {
    const std::int64_t before = last();
    {
        const base::ActAs as({lee_.id.value, "token", "10.1.2.3"});
        model::Employee changed = kim_;
        changed.role = model::Role::lead;
        changed.name = "Kim Newname";
        EXPECT_OK(store_->update_employee(changed));
    }
    const auto all = entries();
    ASSERT_EQ(last(), before + 1);
    EXPECT_EQ(all.back().action, "employee.changed");
    EXPECT_EQ(all.back().employee, lee_.id.value);
    EXPECT_EQ(all.back().kind, "token");
    EXPECT_EQ(all.back().from, "10.1.2.3");
    EXPECT_EQ(all.back().object, kim_.id.value);
    EXPECT_NE(all.back().detail.find("\"to\":\"lead\""), std::string::npos) << all.back().detail;
    EXPECT_EQ(all.back().detail.find("Newname"), std::string::npos);
    model::Employee themed = store_->employee(kim_.id).value();
    themed.settings_json = R"({"theme":"dark"})";
    EXPECT_OK(store_->update_employee(themed));
    EXPECT_EQ(last(), before + 1) << "a theme is nobody else's business";
    EXPECT_EQ(base::acting().kind, "system") << "only until it goes out of scope";
}

TEST_F(Audit, SignInsTokensAndAccounts) {
    const std::int64_t before = last();
    EXPECT_OK(store_->add_session({"d1", kim_.id, "c", now(), now() + std::chrono::hours(1), {}}));
    EXPECT_OK(store_->end_session("d1"));
    EXPECT_OK(store_->end_session("d1"));
    EXPECT_OK(store_->end_sessions_of(kim_.id));
    EXPECT_OK(store_->add_link({"l1", kim_.id, now(), std::nullopt}));
    EXPECT_OK(store_->add_token({"t1", "td", kim_.id, "a private name", "read", now(), std::nullopt}));
    EXPECT_OK(store_->revoke_token(kim_.id, "t1", now()));
    EXPECT_OK(store_->set_password_hash(kim_.id, "hash"));
    model::Account account = store_->account(account_.id).value();
    account.last_listened_at = now();
    EXPECT_OK(store_->update_account(account));
    account.status = model::AccountStatus::paused;
    EXPECT_OK(store_->update_account(account));
    EXPECT_OK(store_->set_account_secret(account.id, {"a", "b"}));
    EXPECT_OK(store_->set_account_lag(account.id, base::Micros(7)));
    EXPECT_OK(store_->set_account_gap(account.id, model::ListeningGap{now(), now() + base::Minutes(1)}));
    EXPECT_OK(store_->set_account_gap(account.id, std::nullopt));
    {
        const base::ActAs as({kim_.id.value, "person", "10.0.0.1"});
        EXPECT_OK(store_->set_account_secret(account.id, {"a", "b"}));
    }
    EXPECT_EQ(actions_after(before),
              (Names{"session.opened", "session.ended", "session.all_ended", "link.made", "token.made",
                     "token.revoked", "employee.password_set", "account.changed", "account.gap_found",
                     "account.gap_seen", "account.secret_set"}));
    for (const auto& entry : entries())
        EXPECT_EQ(entry.detail.find("a private name"), std::string::npos);
    EXPECT_EQ(fault(), "whole");
}

TEST_F(Audit, AnAnswersWayIsInIt) {
    auto state = open(1, now());
    const auto claimed_by_kim = claimed(state, kim_);
    EXPECT_OK(put(state.conversation.id, {claimed_by_kim}));
    const std::int64_t before = last();
    const model::Answer answer = answer_for(stored(state.conversation.id), kim_, "A text of an answer");
    EXPECT_OK(put(state.conversation.id, {event(model::AnswerSubmitted{answer}, &kim_)}));
    EXPECT_OK(put(state.conversation.id, {event(model::AnswerCancelled{answer.id}, &kim_)}));
    EXPECT_EQ(actions_after(before), (Names{"answer.submitted", "answer.cancelled"}));
    const auto all = entries();
    EXPECT_EQ(all.back().employee, kim_.id.value);
    EXPECT_EQ(all.back().object, answer.id.value);
    EXPECT_EQ(all.back().detail.find("A text"), std::string::npos);
}

TEST_F(Audit, WhatFailedLeavesNoEntry) {
    const std::int64_t before = last();
    model::Employee twin = kim_;
    twin.id = model::EmployeeId("twin");
    EXPECT_ERROR(store_->add_employee(twin), "identity.employee.email_taken");
    EXPECT_ERROR(store_->add_session({"d", model::EmployeeId("nobody"), "c", now(), now(), {}}),
                 "storage.not_found");
    EXPECT_EQ(last(), before);
    EXPECT_EQ(fault(), "whole");
}

TEST_F(Audit, ManyAtOnceMakeOneChain) {
    const std::int64_t before = last();
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            const base::ActAs as({"e" + std::to_string(t), "person", ""});
            for (int i = 0; i < 10; ++i)
                EXPECT_OK(store_->note(brand_.id, {"report.exported", "report", "first-answer", "{}"}));
        });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(last(), before + 80);
    EXPECT_EQ(fault(), "whole");
    AuditQuery query;
    query.employee = "e3";
    EXPECT_EQ(entries(query).size(), 10U) << "each under its own name";
}

TEST_F(Audit, PagesAndFilters) {
    for (int i = 0; i < 5; ++i) {
        clock_.advance(std::chrono::seconds(1));
        EXPECT_OK(store_->note(brand_.id, {"report.exported", "report", std::to_string(i), "{}"}));
    }
    AuditQuery query;
    query.brand = brand_.id;
    query.action = "report.";
    query.limit = 2;
    auto page = store_->audit_page(query).value();
    ASSERT_EQ(page.size(), 2U);
    EXPECT_EQ(page[0].object, "4") << "newest first";
    query.before = page[1].seq;
    page = store_->audit_page(query).value();
    EXPECT_EQ(page[0].object, "2");
    query.before = 0;
    query.limit = 50;
    query.until = now();
    EXPECT_EQ(store_->audit_page(query)->size(), 4U);
    query.since = now() - std::chrono::seconds(2);
    EXPECT_EQ(store_->audit_page(query)->size(), 2U);
    query.brand = model::BrandId("another");
    EXPECT_TRUE(store_->audit_page(query)->empty());
}

TEST_F(Audit, TamperingWithTheDatabaseIsFound) {
    for (int i = 0; i < 20; ++i)
        EXPECT_OK(store_->note(brand_.id, {"report.exported", "report", std::to_string(i), "{}"}));
    const model::AuditHead head = store_->audit_head(brand_.id).value();
    EXPECT_EQ(fault({head}), "whole");
    tamper("create table kept as select * from audit");
    const auto restore = [&] { tamper("delete from audit; insert into audit select * from kept"); };
    for (const char* sql :
         {"update audit set employee = 'another' where seq = 7", "update audit set at = at + 1 where seq = 7",
          "update audit set source = '1.1.1.1' where seq = 7"}) {
        tamper(sql);
        EXPECT_EQ(fault(), "audit.changed") << sql;
        restore();
    }
    tamper("delete from audit where seq = 7");
    EXPECT_EQ(fault(), "audit.missing");
    restore();
    tamper(
        "update audit set seq = -1 where seq = 7; update audit set seq = 7 where seq = 8; update audit set "
        "seq = 8 where seq = -1");
    EXPECT_EQ(fault(), "audit.changed");
    restore();
    tamper("delete from audit where seq > 10");
    EXPECT_EQ(fault(), "audit.head");
    tamper("update audit_heads set seq = 10, digest = (select digest from audit where seq = 10)");
    EXPECT_EQ(fault(), "whole") << "by itself it cannot know";
    EXPECT_EQ(fault({head}), "audit.cut") << "a head that was kept elsewhere does";
    EXPECT_EQ(store_->verify_audit(brand_.id, {head})->fault->seq, 11);
}

}  // namespace
}  // namespace manyhands::storage
