#include "model/policy.hpp"

#include <array>
#include <string_view>

namespace manyhands::model {
namespace {

struct Row {
    Action action;
    Reach employee, desk, lead, auditor, analyst, admin;
    std::string_view token_scope;
};

constexpr auto kNone = Reach::none;
constexpr auto kOwn = Reach::own;
constexpr auto kDepartment = Reach::department;
constexpr auto kBrand = Reach::brand;

// The whole workforce answers, so seeing and claiming reach the brand for everyone who may answer at all.
// clang-format off
constexpr std::array kTable{
    //  action                      employee desk    lead    auditor analyst admin   token
    Row{Action::see_conversation,   kBrand,  kBrand, kBrand, kBrand, kBrand, kBrand, "read"},
    Row{Action::claim_conversation, kBrand,  kBrand, kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::take_over,          kNone,   kNone,  kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::hand_off,           kOwn,    kBrand, kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::close_conversation, kOwn,    kBrand, kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::submit_answer,      kBrand,  kBrand, kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::manage_any_answer,  kNone,   kNone,  kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::resolve_held,       kOwn,    kBrand, kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::see_people,         kBrand,  kBrand, kBrand, kBrand, kBrand, kBrand, "read"},
    Row{Action::manage_people,      kNone,   kNone,  kNone,  kNone,  kNone,  kBrand, "manage"},
    Row{Action::manage_joining,     kNone,   kNone,  kDepartment, kNone, kNone, kBrand, "manage"},
    Row{Action::manage_shifts,      kNone,   kNone,  kBrand, kNone,  kNone,  kBrand, "manage"},
    Row{Action::manage_training,    kNone,   kNone,  kBrand, kNone,  kNone,  kBrand, "manage"},
    Row{Action::see_account,        kBrand,  kBrand, kBrand, kBrand, kBrand, kBrand, "read"},
    Row{Action::manage_account,     kNone,   kNone,  kNone,  kNone,  kNone,  kBrand, "manage"},
    Row{Action::see_report,         kNone,   kBrand, kBrand, kBrand, kBrand, kBrand, "read"},
    Row{Action::export_report,      kNone,   kNone,  kBrand, kBrand, kBrand, kBrand, "read"},
    Row{Action::see_hours,          kBrand,  kBrand, kBrand, kBrand, kBrand, kBrand, "read"},
    Row{Action::manage_hours,       kNone,   kNone,  kNone,  kNone,  kNone,  kBrand, "manage"},
    Row{Action::manage_token,       kNone,   kOwn,   kOwn,   kNone,  kOwn,   kBrand, "manage"},
    Row{Action::manage_view,        kOwn,    kOwn,   kBrand, kOwn,   kOwn,   kBrand, "manage"},
    Row{Action::share_view,         kNone,   kBrand, kBrand, kNone,  kNone,  kBrand, "manage"},
    Row{Action::manage_self,        kOwn,    kOwn,   kOwn,   kOwn,   kOwn,   kOwn,   "manage"},
    Row{Action::manage_binding,     kOwn,    kOwn,   kBrand, kNone,  kNone,  kBrand, "manage"},
    Row{Action::use_phrase,         kBrand,  kBrand, kBrand, kNone,  kNone,  kBrand, "read"},
    Row{Action::manage_phrase,      kOwn,    kDepartment, kBrand, kNone, kNone, kBrand, "answer"},
    Row{Action::manage_settings,    kNone,   kNone,  kNone,  kNone,  kNone,  kBrand, "manage"},
    Row{Action::manage_installation, kNone,  kNone,  kNone,  kNone,  kNone,  kBrand, "manage"},
    Row{Action::snooze_conversation,kOwn,    kBrand, kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::tag_conversation,   kOwn,    kBrand, kBrand, kBrand, kNone,  kBrand, "answer"},
    Row{Action::write_note,         kBrand,  kBrand, kBrand, kBrand, kNone,  kBrand, "answer"},
    Row{Action::manage_note,        kOwn,    kOwn,   kBrand, kOwn,   kNone,  kBrand, "answer"},
    Row{Action::ask_opinion,        kOwn,    kBrand, kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::merge_conversations,kNone,   kBrand, kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::run_bulk,           kNone,   kBrand, kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::manage_tags,        kNone,   kNone,  kBrand, kNone,  kNone,  kBrand, "manage"},
    Row{Action::see_audit,          kNone,   kNone,  kBrand, kBrand, kNone,  kBrand, "read"},
    Row{Action::manage_webhooks,    kNone,   kNone,  kNone,  kNone,  kNone,  kBrand, "manage"},
    Row{Action::erase_customer,     kNone,   kNone,  kBrand, kNone,  kNone,  kBrand, "manage"},
    Row{Action::see_listening,      kNone,   kBrand, kBrand, kBrand, kBrand, kBrand, "read"},
    Row{Action::manage_listening,   kNone,   kNone,  kBrand, kNone,  kNone,  kBrand, "manage"},
    Row{Action::ask_details,        kOwn,    kBrand, kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::see_details,        kOwn,    kDepartment, kBrand, kNone, kNone, kBrand, "answer"},
    Row{Action::promise_action,     kOwn,    kBrand, kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::see_quality,        kOwn,    kOwn,   kBrand, kBrand, kBrand, kBrand, "read"},
    Row{Action::mark_answers,       kNone,   kNone,  kBrand, kBrand, kNone,  kBrand, "manage"},
    Row{Action::manage_quality,     kNone,   kNone,  kBrand, kBrand, kNone,  kBrand, "manage"},
    Row{Action::appeal_mark,        kOwn,    kOwn,   kOwn,   kOwn,   kNone,  kOwn,   "answer"},
    Row{Action::approve_answer,     kBrand,  kBrand, kBrand, kNone,  kNone,  kBrand, "answer"},
    Row{Action::see_tips,           kBrand,  kBrand, kBrand, kBrand, kBrand, kBrand, "read"},
    Row{Action::propose_tip,        kOwn,    kOwn,   kBrand, kOwn,   kNone,  kBrand, "answer"},
    Row{Action::publish_tip,        kNone,   kNone,  kBrand, kNone,  kNone,  kBrand, "manage"},
};
// clang-format on

constexpr const Row* row_of(Action action) {
    for (const Row& row : kTable)
        if (row.action == action) return &row;
    return nullptr;
}

Reach reach_of(const Row& row, Role role) {
    switch (role) {
        case Role::employee:
            return row.employee;
        case Role::desk:
            return row.desk;
        case Role::lead:
            return row.lead;
        case Role::auditor:
            return row.auditor;
        case Role::analyst:
            return row.analyst;
        case Role::admin:
            return row.admin;
    }
    return Reach::none;
}

bool names(std::string_view scopes, std::string_view wanted) {
    while (!scopes.empty()) {
        const auto end = scopes.find(' ');
        if (scopes.substr(0, end) == wanted) return true;
        if (end == std::string_view::npos) break;
        scopes.remove_prefix(end + 1);
    }
    return false;
}

}  // namespace

std::string_view to_string(Reach reach) {
    switch (reach) {
        case Reach::none:
            return "none";
        case Reach::own:
            return "own";
        case Reach::department:
            return "department";
        case Reach::brand:
            return "brand";
    }
    return "";
}

std::span<const Action> all_actions() {
    static constexpr auto kActions = [] {
        std::array<Action, kTable.size()> actions{};
        for (std::size_t i = 0; i < kTable.size(); ++i)
            actions[i] = kTable[i].action;
        return actions;
    }();
    return kActions;
}

Reach reach(Role role, Action action) {
    const Row* row = row_of(action);
    return row == nullptr ? Reach::none : reach_of(*row, role);
}

std::string_view token_scope(Action action) {
    const Row* row = row_of(action);
    return row == nullptr ? std::string_view{} : row->token_scope;
}

bool may(Role role, Action action, Scope scope) {
    const Row* row = row_of(action);
    if (row == nullptr) return false;  // what is not in the table is not allowed
    const Reach far = reach_of(*row, role);
    switch (scope) {
        case Scope::own:
            return far != Reach::none;
        case Scope::department:
            return far == Reach::department || far == Reach::brand;
        case Scope::brand:
            return far == Reach::brand;
        case Scope::other_brand:
            return false;
    }
    return false;
}

Scope scope_of(const Actor& actor, const BrandId& brand, const DepartmentId& department,
               const EmployeeId& owner) {
    if (brand != actor.brand || brand.empty()) return Scope::other_brand;
    if (!owner.empty() && owner == actor.employee) return Scope::own;
    if (!department.empty() && department == actor.department) return Scope::department;
    return Scope::brand;
}

base::Result<void> check(const Actor& actor, Action action, Scope scope) {
    if (scope == Scope::other_brand) return base::fail(base::ErrorCode::not_found, "policy.not_found");
    if (!may(actor.role, action, scope))
        return base::fail(base::ErrorCode::forbidden, "policy.forbidden",
                          {{"role", std::string(to_string(actor.role))}});
    if (actor.token_scopes) {
        const std::string_view needed = row_of(action)->token_scope;
        if (!names(*actor.token_scopes, needed))
            return base::fail(base::ErrorCode::forbidden, "policy.token_scope",
                              {{"scope", std::string(needed)}});
    }
    return {};
}

}  // namespace manyhands::model
