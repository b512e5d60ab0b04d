// Joining: the room's service over the real store.
#include "storage/joining_store.hpp"

#include <atomic>
#include <thread>

#include "storage/fixture_test.hpp"

namespace manyhands::storage {
namespace {

using namespace std::chrono_literals;
using identity::Entry;
using identity::Joining;
using identity::JoinWish;
using identity::NewJoinLink;
using testing::StoreTest;

class JoiningTest : public StoreTest {
  protected:
    JoiningTest() {
        kim_.email = "kim@hanbit.example";  // in lower case, as every way in keeps them
        EXPECT_OK(store_->update_employee(kim_));
        admin_ = actor("Ahn Admin", "AA", model::Role::admin, department_.id);
        other_ = {ids_.make<model::DepartmentId>(), brand_.id, "매장", "Stores"};
        EXPECT_OK(store_->add_department(other_));
        lead_ = actor("Lee Lead", "LL", model::Role::lead, other_.id);
    }
    model::Actor actor(const std::string& name, const std::string& initials, model::Role role,
                       const model::DepartmentId& department) {
        auto person = add_employee(name, initials);
        person.role = role;
        person.department = department;
        EXPECT_OK(store_->update_employee(person));
        return {person.id, person.brand, person.department, person.role, person.initials, std::nullopt};
    }
    std::string link(NewJoinLink wanted = {}) {
        clock_.advance(1s);
        if (wanted.domains.empty()) wanted.domains = {"hanbit.example"};
        auto made = joining_.make_link(admin_, wanted);
        EXPECT_OK(made);
        return made ? made->token : "";
    }
    static JoinWish wish(const std::string& name, const std::string& email,
                         const std::string& initials = {}) {
        return {name, email, "a long enough one", initials};
    }
    std::string refusal(const base::Result<std::string>& result) {
        return result ? "(joined)" : result.error().key;
    }
    std::vector<std::string> audited(const std::string& begins) {
        identity::AuditQuery query;
        query.brand = brand_.id;
        query.action = begins;
        query.limit = 200;
        std::vector<std::string> actions;
        const auto page = store_->audit_page(query);
        for (const auto& entry : *page)
            actions.insert(actions.begin(), entry.action);
        return actions;
    }

    identity::Service identity_{*store_, clock_, random_, ids_};
    Joining joining_{*store_, *store_, clock_, random_, ids_};
    model::Department other_;
    model::Actor admin_, lead_;
};

TEST_F(JoiningTest, WhoJoinsWaitsForAWordAndThenSignsInWithTheirOwnPassword) {
    const std::string token = link();
    const auto receipt = joining_.join(token, wish("Min Seo", "Min@Hanbit.Example"));
    ASSERT_TRUE(receipt) << receipt.error().key;
    EXPECT_EQ(joining_.how(*receipt).value(), Joining::Waiting::still);
    EXPECT_FALSE(identity_.sign_in("min@hanbit.example", "a long enough one")) << "nobody yet";
    EXPECT_FALSE(identity_.sign_in_with_link(*receipt)) << "a receipt is no link before somebody says so";
    const auto waiting = joining_.waiting(admin_);
    ASSERT_EQ(waiting->size(), 1U);
    EXPECT_EQ(waiting->front().email, "min@hanbit.example");
    EXPECT_EQ(waiting->front().initials, "MS");
    const auto in = joining_.confirm(admin_, waiting->front().id, "", {});
    ASSERT_TRUE(in) << in.error().key;
    EXPECT_EQ(in->role, model::Role::employee);
    EXPECT_EQ(in->department, department_.id);
    EXPECT_EQ(joining_.how(*receipt).value(), Joining::Waiting::in);
    EXPECT_TRUE(identity_.sign_in_with_link(*receipt));
    EXPECT_FALSE(identity_.sign_in_with_link(*receipt)) << "once";
    EXPECT_TRUE(identity_.sign_in("min@hanbit.example", "a long enough one"));
    EXPECT_EQ(joining_.confirm(admin_, waiting->front().id, "", {}).error().key, "identity.join.decided");
    EXPECT_EQ(audited("join"), (std::vector<std::string>{"join_link.made", "join.asked", "join.confirmed"}));
}

TEST_F(JoiningTest, OneWhoIsRefusedLeavesNothingAndFreesThePlaceAndTheInitials) {
    const std::string token = link({24, {}, {}, 1, Entry::confirmed});
    const auto receipt = joining_.join(token, wish("Min Seo", "min@hanbit.example"));
    ASSERT_TRUE(receipt);
    EXPECT_EQ(refusal(joining_.join(token, wish("Bae Han", "bae@hanbit.example"))), "identity.join.full");
    EXPECT_EQ(joining_.initials(link(), "Min Seo", "")->initials, "MSE") << "MS waits with somebody";
    EXPECT_OK(joining_.refuse(admin_, joining_.waiting(admin_)->front().id));
    EXPECT_EQ(joining_.how(*receipt).value(), Joining::Waiting::refused);
    EXPECT_EQ(joining_.initials(token, "Min Seo", "")->initials, "MS");
    EXPECT_TRUE(joining_.join(token, wish("Bae Han", "bae@hanbit.example")));
}

TEST_F(JoiningTest, ALinkForAMeetingLetsPeopleInAtOnce) {
    const std::string token = link({4, other_.id, {}, {}, Entry::at_once});
    const auto receipt = joining_.join(token, wish("한지민", "jimin@hanbit.example", "ㅈㅁ"));
    ASSERT_TRUE(receipt) << receipt.error().key;
    EXPECT_EQ(joining_.how(*receipt).value(), Joining::Waiting::in);
    const auto session = identity_.sign_in_with_link(*receipt);
    ASSERT_TRUE(session);
    EXPECT_EQ(session->employee.initials, "ㅈㅁ");
    EXPECT_EQ(session->employee.department, other_.id);
    EXPECT_EQ(session->employee.role, model::Role::employee);
    EXPECT_EQ(refusal(joining_.join(token, wish("Jung Min", "other@hanbit.example", "ㅈㅁ"))),
              "identity.employee.initials_taken");
}

// Nobody takes over an account by knowing its address, and nobody learns that it is here.
TEST_F(JoiningTest, AnAddressThatIsHereWaitsLikeEveryOtherAndChangesNobody) {
    const std::string kim = kim_.email.substr(kim_.email.find('@') + 1);
    EXPECT_OK(identity_.set_password(kim_.id, "the real one's own"));
    for (const Entry way : {Entry::confirmed, Entry::at_once}) {
        const std::string token = link({4, {}, {kim}, {}, way});
        const auto receipt = joining_.join(token, wish("Not Kim", kim_.email));
        ASSERT_TRUE(receipt) << receipt.error().key;
        EXPECT_EQ(joining_.how(*receipt).value(), Joining::Waiting::still);
    }
    EXPECT_TRUE(identity_.sign_in(kim_.email, "the real one's own"));
    EXPECT_FALSE(identity_.sign_in(kim_.email, "a long enough one"));
    const auto waiting = joining_.waiting(admin_);
    ASSERT_EQ(waiting->size(), 2U);
    for (const auto& one : *waiting) {
        EXPECT_TRUE(one.known);
        EXPECT_EQ(one.same, 1);
        EXPECT_EQ(joining_.confirm(admin_, one.id, "", {}).error().key, "identity.employee.email_taken");
    }
    EXPECT_EQ(store_->employee(kim_.id)->name, kim_.name);
}

TEST_F(JoiningTest, WhatIsOverTakesNobody) {
    const std::string expires = link({1, {}, {}, {}, Entry::confirmed});
    const std::string ends = link();
    EXPECT_OK(joining_.end_link(admin_, joining_.links(admin_)->front().id));
    EXPECT_EQ(refusal(joining_.join(ends, wish("A B", "a@hanbit.example"))), "identity.join.ended");
    clock_.advance(1h);
    EXPECT_EQ(refusal(joining_.join(expires, wish("A B", "a@hanbit.example"))), "identity.join.expired");
    EXPECT_EQ(refusal(joining_.join("guessed", wish("A B", "a@hanbit.example"))), "identity.join.unknown");
    EXPECT_EQ(joining_.page(expires).error().code, base::ErrorCode::unauthenticated);
    EXPECT_EQ(joining_.turned_away(expires)->state, identity::LinkState::expired);
    EXPECT_FALSE(joining_.turned_away("guessed"));
    EXPECT_EQ(joining_.waiting(admin_)->size(), 0U);
    // Whoever made it is gone: so is the door they opened.
    const auto leads = joining_.make_link(lead_, {24, {}, {"hanbit.example"}, {}, Entry::confirmed});
    ASSERT_TRUE(leads);
    EXPECT_TRUE(joining_.page(leads->token));
    EXPECT_OK(identity_.deactivate(lead_.employee));
    EXPECT_EQ(joining_.page(leads->token).error().key, "identity.join.ended");
}

TEST_F(JoiningTest, AddressesAreHeldToTheDomain) {
    const std::string token = link();
    for (const char* email : {"a@evil-hanbit.example", "a@hanbit.example.evil.com", "a@shop.hanbit.example"})
        EXPECT_EQ(refusal(joining_.join(token, wish("A B", email))), "identity.join.wrong_domain") << email;
    EXPECT_EQ(refusal(joining_.join(token, wish("A B", "@hanbit.example"))), "identity.employee.bad_email");
    EXPECT_EQ(refusal(joining_.join(token, {"A B", "a@hanbit.example", "short", ""})),
              "identity.password.length");
    EXPECT_EQ(refusal(joining_.join(token, wish("", "a@hanbit.example"))), "identity.employee.bad_name");
    EXPECT_EQ(refusal(joining_.join(token, wish("A B", "a@hanbit.example", "12"))),
              "identity.employee.bad_initials");
    EXPECT_EQ(refusal(joining_.join(token, wish("A B", "a@hanbit.example", "kg"))),
              "identity.employee.initials_taken")
        << "whoever has them keeps them";
    EXPECT_EQ(joining_.waiting(admin_)->size(), 0U);
}

TEST_F(JoiningTest, WhatALinkMayBe) {
    const auto refused = [&](const NewJoinLink& wanted) {
        const auto made = joining_.make_link(admin_, wanted);
        return made ? std::string("(made)") : made.error().key;
    };
    EXPECT_EQ(refused({0, {}, {}, {}, Entry::confirmed}), "identity.join.hours");
    EXPECT_EQ(refused({24 * 90 + 1, {}, {}, {}, Entry::confirmed}), "identity.join.hours");
    EXPECT_EQ(refused({24, {}, {}, 0, Entry::confirmed}), "identity.join.most");
    EXPECT_EQ(refused({24, {}, {"no-dot"}, {}, Entry::confirmed}), "identity.join.domain");
    EXPECT_EQ(refused({24, {}, {"한빛.kr"}, {}, Entry::confirmed}), "identity.join.domain");
    EXPECT_EQ(refused({24, {}, {}, {}, Entry::at_once}), "identity.join.at_once_domain");
    EXPECT_EQ(refused({25, {}, {"hanbit.example"}, {}, Entry::at_once}), "identity.join.at_once_day");
    EXPECT_EQ(refused({24, model::DepartmentId("nowhere"), {}, {}, Entry::confirmed}),
              "identity.employee.bad_department");
    EXPECT_EQ(refused({24, {}, {"@Hanbit.Example"}, 5, Entry::at_once}), "(made)");
    EXPECT_EQ(joining_.links(admin_)->front().domains, std::vector<std::string>{"hanbit.example"});
}

TEST_F(JoiningTest, ALeadOpensTheOwnDepartmentOnly) {
    EXPECT_EQ(joining_.make_link(lead_, {24, department_.id, {}, {}, Entry::confirmed}).error().code,
              base::ErrorCode::forbidden);
    const std::string admins = link();
    const auto own = joining_.make_link(lead_, {24, {}, {"hanbit.example"}, {}, Entry::confirmed});
    ASSERT_TRUE(own) << own.error().key;
    EXPECT_EQ(own->link.department, other_.id);
    EXPECT_EQ(joining_.links(lead_)->size(), 1U);
    EXPECT_EQ(joining_.links(admin_)->size(), 2U);
    ASSERT_TRUE(joining_.join(admins, wish("Min Seo", "min@hanbit.example")));
    ASSERT_TRUE(joining_.join(own->token, wish("Bae Han", "bae@hanbit.example")));
    ASSERT_EQ(joining_.waiting(lead_)->size(), 1U);
    const auto all = joining_.waiting(admin_);
    const auto& foreign = all->front().department == other_.id ? all->back() : all->front();
    EXPECT_EQ(joining_.confirm(lead_, foreign.id, "", {}).error().code, base::ErrorCode::forbidden);
    EXPECT_EQ(joining_.refuse(lead_, foreign.id).error().code, base::ErrorCode::forbidden);
    EXPECT_EQ(joining_.end_link(lead_, foreign.link).error().code, base::ErrorCode::forbidden);
    EXPECT_EQ(joining_.confirm(lead_, joining_.waiting(lead_)->front().id, "", department_.id).error().code,
              base::ErrorCode::forbidden)
        << "nor elsewhere";
    EXPECT_OK(joining_.confirm(lead_, joining_.waiting(lead_)->front().id, "", {}));
    // A desk has no say, and another brand none of this.
    const auto desk = actor("Desk One", "DO", model::Role::desk, department_.id);
    EXPECT_EQ(joining_.links(desk).error().code, base::ErrorCode::forbidden);
    model::Actor stranger = admin_;
    stranger.brand = ids_.make<model::BrandId>();
    EXPECT_EQ(joining_.end_link(stranger, foreign.link).error().code, base::ErrorCode::not_found);
    EXPECT_EQ(joining_.confirm(stranger, foreign.id, "", {}).error().code, base::ErrorCode::not_found);
    EXPECT_EQ(joining_.waiting(stranger)->size(), 0U);
}

TEST_F(JoiningTest, TheLastPlaceGoesToOne) {
    const std::string token = link({24, {}, {}, 3, Entry::at_once});
    std::atomic<int> in{0};
    std::atomic<int> full{0};
    std::vector<std::thread> people;
    for (int i = 0; i < 12; ++i)
        people.emplace_back([&, i] {
            const auto receipt =
                joining_.join(token, wish("Min Seo", "p" + std::to_string(i) + "@hanbit.example"));
            if (receipt)
                ++in;
            else if (receipt.error().key == "identity.join.full")
                ++full;
        });
    for (auto& one : people)
        one.join();
    EXPECT_EQ(in, 3);
    EXPECT_EQ(full, 9);
    // They all have the same name: three different signatures.
    EXPECT_EQ(store_->taken_initials(brand_.id)->size(), store_->employees(brand_.id)->size());
}

TEST_F(JoiningTest, InitialsThatWereTakenMeanwhileAreChosenAgain) {
    const std::string token = link();
    ASSERT_TRUE(joining_.join(token, wish("Min Seo", "min@hanbit.example", "MS")));
    add_employee("Mok Sun", "MS");
    const std::string id = joining_.waiting(admin_)->front().id;
    EXPECT_EQ(joining_.confirm(admin_, id, "", {}).error().key, "identity.employee.initials_taken");
    const auto in = joining_.confirm(admin_, id, "민", {});
    ASSERT_TRUE(in) << in.error().key;
    EXPECT_EQ(in->initials, "민");
}

TEST_F(JoiningTest, NeitherTokensNorWhatWasRefusedStandInTheFile) {
    const std::string token = link();
    const auto receipt = joining_.join(token, wish("Zebrafish Quagga", "quagga@hanbit.example"));
    ASSERT_TRUE(receipt);
    const auto found = store_->receipt(*receipt);
    EXPECT_FALSE(*found) << "only its digest finds it";
    EXPECT_FALSE(*store_->join_link(token));
    EXPECT_OK(joining_.refuse(admin_, joining_.waiting(admin_)->front().id));
    for (const auto& entry : audited("join"))
        EXPECT_EQ(entry.find("Zebrafish"), std::string::npos);
    EXPECT_EQ(joining_.waiting(admin_)->size(), 0U);
}

TEST_F(JoiningTest, WhoWaitedForAMonthIsForgotten) {
    const std::string token = link({24 * 90, {}, {}, 1, Entry::confirmed});
    ASSERT_TRUE(joining_.join(token, wish("Min Seo", "min@hanbit.example")));
    clock_.advance(24h * 31);
    const std::string fresh = link();
    ASSERT_TRUE(joining_.join(fresh, wish("Bae Han", "bae@hanbit.example")));
    ASSERT_EQ(joining_.waiting(admin_)->size(), 1U);
    EXPECT_EQ(joining_.waiting(admin_)->front().email, "bae@hanbit.example");
    EXPECT_TRUE(joining_.page(token)) << "the place is free again";
}

TEST_F(JoiningTest, InvitationsAreListedUntilSomebodyCame) {
    const auto wanted = identity_.add_employee(
        brand_.id, {"Yu Sol", "yu@hanbit.example", model::Role::employee, department_.id, {}});
    ASSERT_TRUE(wanted);
    const auto token = identity_.make_link(wanted->id, identity::kInvitationLives);
    const auto of = [&](const model::EmployeeId& id) -> std::optional<identity::Invitation> {
        const auto all = joining_.invitations(admin_, 200);
        for (const auto& one : *all)
            if (one.employee.id == id) return one;
        return std::nullopt;
    };
    ASSERT_TRUE(of(wanted->id));
    EXPECT_EQ(of(wanted->id)->expires_at, clock_.now() + identity::kInvitationLives);
    EXPECT_OK(joining_.end_invitations(admin_, wanted->id));
    EXPECT_EQ(of(wanted->id)->expires_at, std::nullopt);
    EXPECT_FALSE(identity_.sign_in_with_link(*token)) << "ended is ended";
    EXPECT_OK(joining_.end_invitations(admin_, wanted->id));
    EXPECT_EQ(audited("link."), (std::vector<std::string>{"link.made", "link.ended"})) << "there was one";
    const auto again = identity_.make_link(wanted->id, identity::kInvitationLives);
    EXPECT_TRUE(identity_.sign_in_with_link(*again));
    EXPECT_FALSE(of(wanted->id)) << "they are here";
    EXPECT_EQ(joining_.invitations(lead_, 200).error().code, base::ErrorCode::forbidden);
    model::Actor stranger = admin_;
    stranger.brand = ids_.make<model::BrandId>();
    EXPECT_EQ(joining_.end_invitations(stranger, wanted->id).error().key, "identity.employee.not_found");
}

}  // namespace
}  // namespace manyhands::storage
