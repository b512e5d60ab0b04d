// The people of a brand: the room's service over the real store.
#include "storage/people_store.hpp"

#include <atomic>
#include <thread>

#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using identity::EmployeeChange;
using testing::StoreTest;

class People : public StoreTest {
  protected:
    People() {
        auto admin = add_employee("Ahn Admin", "AA");
        admin.role = model::Role::admin;
        EXPECT_OK(store_->update_employee(admin));
        admin_ = {admin.id, admin.brand, admin.department, admin.role, admin.initials, std::nullopt};
    }

    identity::Service identity_{*store_, clock_, random_, ids_};
    std::vector<model::ConversationId> handed_over_;
    identity::People people_{*store_,
                             *store_,
                             clock_,
                             random_,
                             ids_,
                             [this](const model::Actor&, const model::ConversationId& id,
                                    const model::DepartmentId&) -> base::Result<void> {
                                 handed_over_.push_back(id);
                                 return {};
                             }};
    model::Actor admin_;
};

TEST_F(People, WhatIsDoneToThemStandsInTheAuditLog) {
    const auto since = store_->audit_head(brand_.id)->seq;
    const auto told = [&] {
        identity::AuditQuery query;
        query.brand = brand_.id;
        query.limit = 200;
        std::vector<std::string> actions;
        const auto page = store_->audit_page(query).value();
        for (const auto& entry : page)
            if (entry.seq > since) actions.insert(actions.begin(), entry.action);
        return actions;
    };
    EXPECT_OK(people_.change(admin_, kim_.id, {{}, {}, model::Role::lead, {}, {}}));
    const std::string file =
        "name,e-mail,role,department\nLee Nari,nari@hanbit.example,desk," + department_.name_en + "\n";
    EXPECT_OK(people_.import_people(admin_, file, identity::ImportMode::save, {}));
    const auto legal = people_.add_department(admin_, "법무", "Legal");
    ASSERT_TRUE(legal);
    EXPECT_OK(people_.rename_department(admin_, legal->id, "법무팀", "Law"));
    EXPECT_OK(people_.remove_department(admin_, legal->id, {}));
    EXPECT_EQ(told(),
              (std::vector<std::string>{"employee.changed", "employee.added", "link.made", "department.added",
                                        "department.renamed", "department.deleted"}));
    EXPECT_FALSE(store_->verify_audit(brand_.id, {})->fault);
    const auto brand = people_.add_brand(admin_, "온마루", "상담", "Care");
    ASSERT_TRUE(brand);
    EXPECT_GT(store_->audit_head(brand->id)->seq, 0);
}

TEST_F(People, AreChangedFieldByField) {
    const auto changed = people_.change(
        admin_, kim_.id, {"김가온", "가온", model::Role::lead, other_department_.id, std::nullopt});
    ASSERT_TRUE(changed.has_value()) << changed.error().key;
    EXPECT_EQ(store_->employee(kim_.id)->name, "김가온");
    EXPECT_EQ(store_->employee(kim_.id)->initials, "가온");
    EXPECT_EQ(store_->employee(kim_.id)->role, model::Role::lead);
    EXPECT_EQ(store_->employee(kim_.id)->department, other_department_.id);
    EXPECT_EQ(store_->employee(kim_.id)->email, kim_.email);
    EXPECT_ERROR(people_.change(admin_, kim_.id, {"", {}, {}, {}, {}}), "identity.employee.bad_name");
    EXPECT_ERROR(people_.change(admin_, kim_.id, {{}, "TOOLONG", {}, {}, {}}),
                 "identity.employee.bad_initials");
    EXPECT_ERROR(people_.change(admin_, kim_.id, {{}, {}, {}, model::DepartmentId("none"), {}}),
                 "identity.employee.bad_department");
}

TEST_F(People, InitialsNeverHaveTwoLiveOwners) {
    EXPECT_ERROR(people_.change(admin_, kim_.id, {{}, lee_.initials, {}, {}, {}}),
                 "identity.employee.initials_taken");
    EXPECT_OK(people_.change(admin_, lee_.id, {{}, {}, {}, {}, false}));
    EXPECT_OK(people_.change(admin_, kim_.id, {{}, lee_.initials, {}, {}, {}}));
    EXPECT_ERROR(people_.change(admin_, lee_.id, {{}, {}, {}, {}, true}), "identity.employee.initials_taken");
    EXPECT_OK(people_.change(admin_, lee_.id, {{}, "ZZ", {}, {}, true}));
}

TEST_F(People, TheLastActiveAdminStays) {
    EXPECT_ERROR(people_.change(admin_, admin_.employee, {{}, {}, model::Role::desk, {}, {}}),
                 "identity.employee.last_admin");
    EXPECT_ERROR(people_.change(admin_, admin_.employee, {{}, {}, {}, {}, false}),
                 "identity.employee.last_admin");
    EXPECT_OK(people_.change(admin_, kim_.id, {{}, {}, model::Role::admin, {}, {}}));
    EXPECT_OK(people_.change(admin_, admin_.employee, {{}, {}, {}, {}, false}));
    EXPECT_ERROR(people_.change(admin_, kim_.id, {{}, {}, {}, {}, false}), "identity.employee.last_admin");
}

// Both see another admin when they begin; only one may go.
TEST_F(People, TwoAdminsWhoLeaveAtOnceLeaveOne) {
    EXPECT_OK(people_.change(admin_, kim_.id, {{}, {}, model::Role::admin, {}, {}}));
    std::atomic<int> left{0};
    std::vector<std::thread> threads;
    for (const auto& id : {admin_.employee, kim_.id})
        threads.emplace_back(
            [&, id] { left += people_.change(admin_, id, {{}, {}, {}, {}, false}) ? 1 : 0; });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(left.load(), 1);
}

TEST_F(People, WhoeverIsDeactivatedIsOutAtOnce) {
    const auto link = *identity_.make_link(kim_.id, identity::kLinkLives);
    const auto session = *identity_.sign_in_with_link(link);
    const auto unspent = *people_.new_link(admin_, kim_.id);
    EXPECT_OK(people_.change(admin_, kim_.id, {{}, {}, {}, {}, false}));
    EXPECT_ERROR(identity_.by_session(session.token), "identity.session.ended");
    EXPECT_ERROR(people_.new_link(admin_, kim_.id), "identity.employee.inactive");
    EXPECT_OK(people_.change(admin_, kim_.id, {{}, {}, {}, {}, true}));
    EXPECT_ERROR(identity_.sign_in_with_link(unspent), "identity.link.spent");
    EXPECT_OK(identity_.sign_in_with_link(*people_.new_link(admin_, kim_.id)));
}

TEST_F(People, OnlyAdminsChangeThemAndNoOtherBrandsAdmin) {
    model::Actor desk = admin_;
    desk.role = model::Role::desk;
    EXPECT_ERROR(people_.change(desk, kim_.id, {}), "policy.forbidden");
    EXPECT_ERROR(people_.new_link(desk, kim_.id), "policy.forbidden");
    EXPECT_ERROR(people_.import_people(desk, "name,email\n", identity::ImportMode::save), "policy.forbidden");
    EXPECT_ERROR(people_.add_department(desk, "가", "A"), "policy.forbidden");
    model::Actor other = admin_;
    other.brand = model::BrandId("other");
    EXPECT_ERROR(people_.change(other, kim_.id, {}), "identity.employee.not_found");
    EXPECT_ERROR(people_.new_link(other, kim_.id), "identity.employee.not_found");
    EXPECT_ERROR(people_.rename_department(other, department_.id, "가", "A"),
                 "identity.department.not_found");
    EXPECT_ERROR(people_.remove_department(other, department_.id, {}), "identity.department.not_found");
    EXPECT_TRUE(people_.page(other, {})->people.empty());
}

std::string file_of(int rows, int wrong) {
    std::string file = "\xEF\xBB\xBF이름,이메일,역할,부서\r\n";
    for (int i = 0; i < rows; ++i) {
        const bool bad = i % (rows / wrong) == 7;
        file += "\"직원 " + std::to_string(i) + "\"," +
                (bad ? "no address" : "p" + std::to_string(i) + "@x.example") + ",employee,고객지원\r\n";
    }
    return file;
}

TEST_F(People, TwoThousandSixHundredOfWhomFortyAreWrong) {
    const std::string file = file_of(2'600, 40);
    const auto tried = people_.import_people(admin_, file, identity::ImportMode::dry_run);
    ASSERT_TRUE(tried.has_value()) << tried.error().key;
    EXPECT_EQ(tried->count(identity::RowOutcome::created), 2'560);
    EXPECT_EQ(people_.page(admin_, {})->total, 3) << "only tried";
    int told = 0;
    const auto report = people_.import_people(admin_, file, identity::ImportMode::save,
                                              [&](int done, int all) { told = done * 10'000 + all; });
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->count(identity::RowOutcome::created), 2'560);
    EXPECT_EQ(report->count(identity::RowOutcome::failed), 40);
    EXPECT_EQ(told, 2'560 * 10'000 + 2'560);
    EXPECT_EQ(report->rows[7].line, 9U);
    EXPECT_EQ(report->rows[7].problem.key, "identity.employee.bad_email");
    std::set<std::string> initials;
    const auto everybody = *store_->employees(brand_.id);
    for (const auto& employee : everybody)
        EXPECT_TRUE(initials.insert(employee.initials).second) << employee.initials;
    const auto session = identity_.sign_in_with_link(report->rows[0].link_token);
    ASSERT_TRUE(session.has_value());
    EXPECT_EQ(session->employee.name, "직원 0");
    // Again: nothing more happens, and nobody's link is made anew.
    const auto again = people_.import_people(admin_, file, identity::ImportMode::save);
    EXPECT_EQ(again->count(identity::RowOutcome::unchanged), 2'560);
    EXPECT_EQ(again->count(identity::RowOutcome::failed), 40);
    EXPECT_EQ(again->rows[0].link_token, "");
    EXPECT_EQ(people_.page(admin_, {})->total, 2'563);
}

TEST_F(People, ArePagedSearchedAndFiltered) {
    ASSERT_TRUE(people_.import_people(admin_, file_of(400, 4), identity::ImportMode::save));
    identity::PeopleQuery query;
    query.limit = 150;
    std::set<model::EmployeeId> seen;
    int pages = 0;
    do {
        const auto page = *people_.page(admin_, query);
        EXPECT_EQ(page.total, 399);
        for (const auto& person : page.people)
            EXPECT_TRUE(seen.insert(person.id).second);
        query.cursor = page.next;
        ++pages;
    } while (!query.cursor.empty());
    EXPECT_EQ(pages, 3);
    EXPECT_EQ(seen.size(), 399U);
    const auto found = [&](const std::string& text) {
        identity::PeopleQuery asked;
        asked.text = text;
        return people_.page(admin_, asked)->total;
    };
    EXPECT_EQ(found("직원 12"), 11) << "12 and 120 to 129";
    EXPECT_EQ(found("P399@X"), 1);
    EXPECT_EQ(found("aHn"), 1);
    EXPECT_EQ(found("%"), 0);
    EXPECT_EQ(found("_"), 0);
    EXPECT_EQ(found("' or 1=1 --"), 0);
    identity::PeopleQuery admins;
    admins.role = model::Role::admin;
    EXPECT_EQ(people_.page(admin_, admins)->total, 1);
    identity::PeopleQuery away;
    away.active = false;
    EXPECT_EQ(people_.page(admin_, away)->total, 0);
    identity::PeopleQuery elsewhere;
    elsewhere.department = other_department_.id;
    EXPECT_LT(people_.page(admin_, elsewhere)->total, 3);
    query.cursor = "nonsense!";
    EXPECT_ERROR(people_.page(admin_, query), "storage.bad_cursor");
}

TEST_F(People, DepartmentsAreMadeRenamedAndGone) {
    const auto legal = people_.add_department(admin_, "법무", "Legal");
    ASSERT_TRUE(legal.has_value());
    EXPECT_ERROR(people_.add_department(admin_, "법무", "Law"), "identity.department.taken");
    EXPECT_ERROR(people_.add_department(admin_, "", "Law"), "identity.department.bad_name");
    EXPECT_EQ(people_.rename_department(admin_, legal->id, "법률", std::nullopt)->name_ko, "법률");
    EXPECT_ERROR(people_.rename_department(admin_, legal->id, {}, department_.name_en),
                 "identity.department.taken");
    EXPECT_OK(people_.remove_department(admin_, legal->id, {}));
    EXPECT_ERROR(people_.remove_department(admin_, legal->id, {}), "identity.department.not_found");
    EXPECT_EQ(store_->departments(brand_.id)->size(), 2U);
}

TEST_F(People, AUsedDepartmentNeedsASuccessor) {
    const auto open_one = open(1, now());
    EXPECT_ERROR(people_.remove_department(admin_, department_.id, {}), "identity.department.in_use");
    EXPECT_ERROR(people_.remove_department(admin_, department_.id, department_.id),
                 "identity.employee.bad_department");
    EXPECT_OK(people_.remove_department(admin_, department_.id, other_department_.id));
    EXPECT_EQ(handed_over_, std::vector{open_one.conversation.id});
    EXPECT_EQ(store_->employee(kim_.id)->department, other_department_.id);
    EXPECT_EQ(store_->account(account_.id)->department, other_department_.id);
    ASSERT_EQ(store_->departments(brand_.id)->size(), 1U);
    EXPECT_ERROR(people_.remove_department(admin_, other_department_.id, {}), "identity.department.last");
    EXPECT_ERROR(people_.change(admin_, kim_.id, {{}, {}, {}, department_.id, {}}),
                 "identity.employee.bad_department");
}

}  // namespace
}  // namespace manyhands::storage
