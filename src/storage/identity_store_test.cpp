#include "storage/identity_store.hpp"

#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using testing::StoreTest;

class Identity : public StoreTest {};

TEST_F(Identity, BrandsAndDepartments) {
    const auto brands = *store_->all_brands();
    ASSERT_EQ(brands.size(), 1u);
    EXPECT_EQ(brands[0].name, "Hanbit");
    EXPECT_TRUE(brands[0].practice);
    EXPECT_EQ(brands[0].created_at, now());
    const auto departments = *store_->departments(brand_.id);
    ASSERT_EQ(departments.size(), 2u);
    EXPECT_EQ(departments[0].name_ko, "고객지원");
    EXPECT_EQ(departments[0].name_en, "Support");
    EXPECT_TRUE(store_->departments(model::BrandId("other"))->empty());
    EXPECT_ERROR(store_->add_brand(brand_), "storage.exists");
    EXPECT_ERROR(store_->add_department({model::DepartmentId("d"), model::BrandId("other"), "", ""}),
                 "storage.not_found");
}

TEST_F(Identity, EmployeesByIdEmailAndBrand) {
    const auto found = *store_->employee(kim_.id);
    EXPECT_EQ(found.name, kim_.name);
    EXPECT_EQ(found.role, model::Role::desk);
    EXPECT_EQ(found.settings_json, "{}");
    EXPECT_EQ((*store_->employee_by_email(kim_.email))->id, kim_.id);
    EXPECT_EQ(*store_->employee_by_email("nobody@hanbit.example"), std::nullopt);
    EXPECT_EQ(store_->employees(brand_.id)->size(), 2u);
    EXPECT_ERROR(store_->employee(model::EmployeeId("nobody")), "storage.not_found");
}

TEST_F(Identity, EmailsAndInitialsAreUniqueInitialsAmongTheActive) {
    auto twin = kim_;
    twin.id = ids_.make<model::EmployeeId>();
    EXPECT_ERROR(store_->add_employee(twin), "identity.employee.email_taken");
    twin.email = "twin@hanbit.example";
    EXPECT_ERROR(store_->add_employee(twin), "identity.employee.initials_taken");
    auto gone = kim_;
    gone.active = false;
    EXPECT_OK(store_->update_employee(gone));
    EXPECT_OK(store_->add_employee(twin));
    EXPECT_ERROR(store_->update_employee(kim_), "identity.employee.initials_taken");
    EXPECT_FALSE(store_->employee(kim_.id)->active);
}

TEST_F(Identity, UpdatesKeepEverythingTheyAreGiven) {
    auto changed = kim_;
    changed.name = "김가온";
    changed.department = other_department_.id;
    changed.role = model::Role::lead;
    changed.settings_json = R"({"lang":"ko"})";
    EXPECT_OK(store_->update_employee(changed));
    const auto found = *store_->employee(kim_.id);
    EXPECT_EQ(found.name, "김가온");
    EXPECT_EQ(found.department, other_department_.id);
    EXPECT_EQ(found.role, model::Role::lead);
    EXPECT_EQ(found.settings_json, changed.settings_json);
    changed.id = model::EmployeeId("nobody");
    changed.email = "x@hanbit.example";
    changed.initials = "XX";
    EXPECT_ERROR(store_->update_employee(changed), "storage.not_found");
}

TEST_F(Identity, PasswordHashes) {
    EXPECT_EQ(*store_->password_hash(kim_.id), "");
    EXPECT_OK(store_->set_password_hash(kim_.id, "$argon2id$..."));
    EXPECT_EQ(*store_->password_hash(kim_.id), "$argon2id$...");
    EXPECT_EQ(*store_->password_hash(lee_.id), "");
    EXPECT_ERROR(store_->set_password_hash(model::EmployeeId("nobody"), "x"), "storage.not_found");
    EXPECT_ERROR(store_->password_hash(model::EmployeeId("nobody")), "storage.not_found");
}

TEST_F(Identity, SessionsEndOneByOneOrAllOfAPerson) {
    for (const char* digest : {"s1", "s2"})
        EXPECT_OK(store_->add_session({digest, kim_.id, "csrf", now(), now() + base::Minutes(5), {}}));
    EXPECT_OK(store_->add_session({"s3", lee_.id, "csrf3", now(), now() + base::Minutes(5), {}}));
    const auto session = *store_->session("s3");
    ASSERT_TRUE(session.has_value());
    EXPECT_EQ(session->employee, lee_.id);
    EXPECT_EQ(session->csrf_token, "csrf3");
    EXPECT_EQ(session->expires_at, now() + base::Minutes(5));
    EXPECT_OK(store_->end_session("s1"));
    EXPECT_EQ((*store_->session("s1")).has_value(), false);
    EXPECT_OK(store_->end_sessions_of(kim_.id));
    EXPECT_EQ((*store_->session("s2")).has_value(), false);
    EXPECT_TRUE((*store_->session("s3")).has_value());
    EXPECT_ERROR(store_->add_session({"s4", model::EmployeeId("nobody"), "", now(), now(), {}}),
                 "storage.not_found");
}

TEST_F(Identity, ALinkWorksOnceAndNotAfterItsTime) {
    EXPECT_OK(store_->add_link({"l1", kim_.id, now() + base::Minutes(15), std::nullopt}));
    EXPECT_OK(store_->add_link({"l2", kim_.id, now() + base::Minutes(15), std::nullopt}));
    const auto used = *store_->use_link("l1", now());
    ASSERT_TRUE(used.has_value());
    EXPECT_EQ(used->employee, kim_.id);
    EXPECT_EQ(used->used_at, now());
    EXPECT_FALSE((*store_->use_link("l1", now())).has_value());
    EXPECT_FALSE((*store_->use_link("l2", now() + base::Minutes(15))).has_value());
    EXPECT_FALSE((*store_->use_link("unknown", now())).has_value());
}

TEST_F(Identity, TokensAreListedAndRevokedByTheirOwner) {
    EXPECT_OK(store_->add_token({"t1", "digest1", kim_.id, "export", "read", now(), std::nullopt}));
    EXPECT_OK(store_->add_token(
        {"t2", "digest2", kim_.id, "bot", "read answer", now() + base::Seconds(1), std::nullopt}));
    const auto token = *store_->token("digest1");
    ASSERT_TRUE(token.has_value());
    EXPECT_EQ(token->id, "t1");
    EXPECT_EQ(token->scopes, "read");
    EXPECT_EQ(token->revoked_at, std::nullopt);
    EXPECT_EQ(store_->tokens_of(kim_.id)->size(), 2u);
    EXPECT_EQ(store_->tokens_of(kim_.id)->at(1).name, "bot");
    EXPECT_ERROR(store_->revoke_token(lee_.id, "t1", now()), "storage.not_found");
    EXPECT_OK(store_->revoke_token(kim_.id, "t1", now()));
    EXPECT_EQ((*store_->token("digest1"))->revoked_at, now());
    EXPECT_ERROR(store_->revoke_token(kim_.id, "t1", now()), "storage.not_found");
    EXPECT_EQ((*store_->token("unknown")).has_value(), false);
}

TEST_F(Identity, WhatIsLearntOfAnAccountStaysWhateverElseIsKept) {
    const model::Account before = *store_->account(account_.id);
    EXPECT_EQ(before.lag, std::nullopt);
    EXPECT_EQ(before.gap, std::nullopt);
    const model::ListeningGap gap{now() - base::Minutes(5), now()};
    EXPECT_OK(store_->set_account_lag(account_.id, base::Micros(1'500'000)));
    EXPECT_OK(store_->set_account_gap(account_.id, gap));
    EXPECT_OK(store_->update_account(before));
    reopen();
    EXPECT_EQ(store_->account(account_.id)->lag, base::Micros(1'500'000));
    EXPECT_EQ(store_->accounts()->at(0).gap, gap);
    EXPECT_OK(store_->set_account_gap(account_.id, std::nullopt));
    EXPECT_EQ(store_->account(account_.id)->gap, std::nullopt);
    EXPECT_ERROR(store_->set_account_lag(model::AccountId("none"), base::Micros(1)), "storage.not_found");
    EXPECT_ERROR(store_->set_account_gap(model::AccountId("none"), gap), "storage.not_found");
}

TEST_F(Identity, AccountsAndTheirSecretsAreApart) {
    const std::string box("\x00\xff\x01 bytes", 9);
    EXPECT_OK(store_->set_account_secret(account_.id, {box, ""}));
    reopen();
    EXPECT_EQ(store_->account_secret(account_.id)->settings_box, box);
    EXPECT_EQ(store_->account_secret(account_.id)->state_box, "");
    auto changed = *store_->account(account_.id);
    EXPECT_EQ(changed.handle, "hanbit.example");
    changed.status = model::AccountStatus::signed_out;
    changed.problem = {
        base::ErrorCode::unauthenticated, "channels.signed_out", {{"handle", "x"}}, "HTTP 401"};
    changed.last_listened_at = now();
    changed.budget_remaining = 12;
    changed.budget_resets_at = now() + base::Minutes(3);
    EXPECT_OK(store_->update_account(changed));
    const auto read = store_->accounts()->at(0);
    EXPECT_EQ(read.status, model::AccountStatus::signed_out);
    EXPECT_EQ(read.problem, changed.problem);
    EXPECT_EQ(read.budget_remaining, 12);
    EXPECT_EQ(read.budget_resets_at, changed.budget_resets_at);
    EXPECT_EQ(read.last_listened_at, now());

    auto twin = account_;
    twin.id = ids_.make<model::AccountId>();
    EXPECT_ERROR(store_->add_account(twin, {}), "storage.account_exists");
    EXPECT_EQ(store_->accounts()->size(), 1u);
    EXPECT_ERROR(store_->account(twin.id), "storage.not_found");
    EXPECT_ERROR(store_->account_secret(twin.id), "storage.not_found");
    EXPECT_ERROR(store_->set_account_secret(twin.id, {}), "storage.not_found");
}

}  // namespace
}  // namespace manyhands::storage
