#include "model/policy.hpp"

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/catalogue.hpp"
#include "model/test_world.hpp"

namespace manyhands::model {
namespace {

using namespace testing;

constexpr Role kRoles[] = {Role::employee, Role::desk, Role::lead, Role::auditor, Role::analyst, Role::admin};
const std::span<const Action> kActions = all_actions();

// Written apart from the table, from the point of view of each role: what it may do anywhere in its brand,
// and what only with its own. All else is forbidden.
struct Expected {
    std::set<Action> in_the_brand;
    std::set<Action> own_only;
    std::set<Action> own_department = {};
};

const std::map<Role, Expected> kExpected{
    {Role::employee,
     {{Action::see_conversation, Action::claim_conversation, Action::submit_answer, Action::see_people,
       Action::use_phrase, Action::see_account, Action::see_hours, Action::write_note, Action::approve_answer,
       Action::see_tips},
      {Action::snooze_conversation, Action::tag_conversation, Action::manage_note, Action::ask_opinion,
       Action::hand_off, Action::close_conversation, Action::resolve_held, Action::manage_view,
       Action::manage_self, Action::manage_phrase, Action::ask_details, Action::see_details,
       Action::see_quality, Action::appeal_mark, Action::promise_action, Action::propose_tip,
       Action::manage_binding}}},
    {Role::desk,
     {{Action::see_conversation,
       Action::share_view,
       Action::claim_conversation,
       Action::submit_answer,
       Action::see_people,
       Action::use_phrase,
       Action::see_account,
       Action::see_hours,
       Action::hand_off,
       Action::close_conversation,
       Action::resolve_held,
       Action::see_report,
       Action::write_note,
       Action::snooze_conversation,
       Action::tag_conversation,
       Action::ask_opinion,
       Action::merge_conversations,
       Action::run_bulk,
       Action::see_listening,
       Action::ask_details,
       Action::approve_answer,
       Action::promise_action,
       Action::see_tips},
      {Action::manage_token, Action::manage_view, Action::manage_self, Action::manage_note,
       Action::see_quality, Action::appeal_mark, Action::propose_tip, Action::manage_binding},
      {Action::manage_phrase, Action::see_details}}},
    {Role::lead,
     {{Action::see_conversation,
       Action::share_view,
       Action::manage_view,
       Action::claim_conversation,
       Action::submit_answer,
       Action::see_people,
       Action::use_phrase,
       Action::see_account,
       Action::see_hours,
       Action::hand_off,
       Action::close_conversation,
       Action::resolve_held,
       Action::take_over,
       Action::manage_any_answer,
       Action::see_report,
       Action::export_report,
       Action::manage_phrase,
       Action::write_note,
       Action::snooze_conversation,
       Action::tag_conversation,
       Action::ask_opinion,
       Action::manage_note,
       Action::merge_conversations,
       Action::run_bulk,
       Action::manage_tags,
       Action::see_audit,
       Action::erase_customer,
       Action::see_listening,
       Action::manage_listening,
       Action::ask_details,
       Action::see_details,
       Action::see_quality,
       Action::mark_answers,
       Action::manage_quality,
       Action::approve_answer,
       Action::promise_action,
       Action::see_tips,
       Action::propose_tip,
       Action::publish_tip,
       Action::manage_binding,
       Action::manage_training,
       Action::manage_shifts},
      {Action::manage_token, Action::manage_self, Action::appeal_mark},
      {Action::manage_joining}}},
    {Role::auditor,
     {{Action::see_conversation, Action::see_people, Action::see_account, Action::see_hours,
       Action::see_report, Action::export_report, Action::write_note, Action::tag_conversation,
       Action::see_audit, Action::see_listening, Action::see_quality, Action::mark_answers,
       Action::manage_quality, Action::see_tips},
      {Action::manage_view, Action::manage_self, Action::manage_note, Action::appeal_mark,
       Action::propose_tip}}},
    {Role::analyst,
     {{Action::see_conversation, Action::see_people, Action::see_account, Action::see_hours,
       Action::see_report, Action::export_report, Action::see_listening, Action::see_quality,
       Action::see_tips},
      {Action::manage_token, Action::manage_view, Action::manage_self}}},
    {Role::admin,
     {{Action::see_conversation,
       Action::share_view,
       Action::manage_view,
       Action::claim_conversation,
       Action::submit_answer,
       Action::see_people,
       Action::use_phrase,
       Action::see_account,
       Action::see_hours,
       Action::hand_off,
       Action::close_conversation,
       Action::resolve_held,
       Action::take_over,
       Action::manage_any_answer,
       Action::see_report,
       Action::export_report,
       Action::manage_people,
       Action::manage_account,
       Action::manage_hours,
       Action::manage_token,
       Action::manage_phrase,
       Action::manage_settings,
       Action::manage_installation,
       Action::write_note,
       Action::snooze_conversation,
       Action::tag_conversation,
       Action::ask_opinion,
       Action::manage_note,
       Action::merge_conversations,
       Action::run_bulk,
       Action::manage_tags,
       Action::see_audit,
       Action::manage_webhooks,
       Action::erase_customer,
       Action::see_listening,
       Action::manage_listening,
       Action::ask_details,
       Action::see_details,
       Action::see_quality,
       Action::mark_answers,
       Action::manage_quality,
       Action::approve_answer,
       Action::manage_joining,
       Action::promise_action,
       Action::see_tips,
       Action::propose_tip,
       Action::publish_tip,
       Action::manage_binding,
       Action::manage_training,
       Action::manage_shifts},
      {Action::manage_self, Action::appeal_mark}}},
};

TEST(Policy, EveryRoleActionAndScope) {
    int checked = 0;
    for (const Role role : kRoles)
        for (const Action action : kActions) {
            const Expected& expected = kExpected.at(role);
            const bool wide = expected.in_the_brand.contains(action);
            const bool shared = wide || expected.own_department.contains(action);
            const bool narrow = shared || expected.own_only.contains(action);
            const auto at =
                std::string(to_string(role)) + ", action " + std::to_string(static_cast<int>(action));
            EXPECT_EQ(may(role, action, Scope::own), narrow) << at;
            EXPECT_EQ(may(role, action, Scope::department), shared) << at;
            EXPECT_EQ(may(role, action, Scope::brand), wide) << at;
            EXPECT_FALSE(may(role, action, Scope::other_brand)) << at;
            checked += 4;
        }
    EXPECT_EQ(checked, 6 * std::ssize(kActions) * 4);
}

TEST(Policy, TheTableIsReadableAsItIs) {
    std::set<std::string_view> names;
    for (const Action action : all_actions()) {
        const std::string name(to_string(action));
        EXPECT_TRUE(names.insert(to_string(action)).second && !name.empty())
            << "policy_names.cpp lacks action " << static_cast<int>(action);
        for (const auto lang : {base::Lang::ko, base::Lang::en})
            EXPECT_NE(base::tr(lang, "policy.action." + name), "policy.action." + name);
        for (const Role role : kRoles) {
            EXPECT_EQ(reach(role, action) == Reach::brand, may(role, action, Scope::brand)) << name;
            EXPECT_EQ(reach(role, action) == Reach::none, !may(role, action, Scope::own)) << name;
        }
        EXPECT_FALSE(token_scope(action).empty()) << name;
    }
    EXPECT_EQ(to_string(reach(Role::employee, Action::hand_off)), "own");
}

TEST(Policy, ScopeIsTheNearest) {
    const Actor min = actor(kMin);
    EXPECT_EQ(scope_of(min, kBrand, kLegal, kMin), Scope::own);
    EXPECT_EQ(scope_of(min, kBrand, kCare, kSue), Scope::department);
    EXPECT_EQ(scope_of(min, kBrand, kCare, {}), Scope::department);
    EXPECT_EQ(scope_of(min, kBrand, kLegal, {}), Scope::brand);
    EXPECT_EQ(scope_of(min, kOtherBrand, kCare, kMin), Scope::other_brand);
    EXPECT_EQ(scope_of(min, {}, {}, {}), Scope::other_brand);
    Actor nobody = min;
    nobody.employee = {};
    EXPECT_EQ(scope_of(nobody, kBrand, kLegal, {}), Scope::brand)
        << "an empty owner is not an empty actor's own";
}

TEST(Policy, AnotherBrandDoesNotExist) {
    const auto result = check(actor(kMin, Role::admin), Action::see_conversation, Scope::other_brand);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::ErrorCode::not_found);
}

TEST(Policy, ForbiddenHasAKey) {
    const auto result = check(actor(kMin, Role::analyst), Action::submit_answer, Scope::own);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::ErrorCode::forbidden);
    EXPECT_EQ(result.error().key, "policy.forbidden");
}

TEST(Policy, TokenScopesNarrowTheRole) {
    const std::map<std::string, std::set<Action>> allowed{
        {"read",
         {Action::see_conversation, Action::see_people, Action::see_account, Action::see_hours,
          Action::see_report, Action::export_report, Action::use_phrase, Action::see_audit,
          Action::see_listening, Action::see_quality, Action::see_tips}},
        {"answer", {Action::claim_conversation, Action::take_over,           Action::hand_off,
                    Action::close_conversation, Action::submit_answer,       Action::manage_any_answer,
                    Action::resolve_held,       Action::manage_phrase,       Action::snooze_conversation,
                    Action::tag_conversation,   Action::write_note,          Action::manage_note,
                    Action::ask_opinion,        Action::merge_conversations, Action::run_bulk,
                    Action::ask_details,        Action::see_details,         Action::appeal_mark,
                    Action::approve_answer,     Action::promise_action,      Action::propose_tip}},
        {"manage", {Action::manage_people,       Action::manage_training, Action::manage_shifts,
                    Action::manage_joining,      Action::manage_account,  Action::manage_token,
                    Action::manage_self,         Action::manage_view,     Action::share_view,
                    Action::manage_tags,         Action::manage_hours,    Action::manage_settings,
                    Action::manage_installation, Action::manage_webhooks, Action::erase_customer,
                    Action::manage_listening,    Action::mark_answers,    Action::manage_quality,
                    Action::publish_tip,         Action::manage_binding}},
        {"", {}},
        {"reader answers", {}},
    };
    for (const auto& [scopes, actions] : allowed)
        for (const Action action : kActions) {
            Actor admin = actor(kMin, Role::admin);
            admin.token_scopes = scopes;
            EXPECT_EQ(check(admin, action, Scope::own).has_value(), actions.contains(action))
                << scopes << " " << static_cast<int>(action);
        }
    Actor both = actor(kMin, Role::admin);
    both.token_scopes = "read answer";
    EXPECT_TRUE(check(both, Action::see_report, Scope::brand));
    EXPECT_TRUE(check(both, Action::claim_conversation, Scope::brand));
    const auto refused = check(both, Action::manage_people, Scope::brand);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().key, "policy.token_scope");
    // A token never widens the role.
    Actor employee = actor(kMin, Role::employee);
    employee.token_scopes = "read answer manage";
    EXPECT_FALSE(check(employee, Action::manage_people, Scope::brand));
}

}  // namespace
}  // namespace manyhands::model
