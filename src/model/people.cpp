#include "model/people.hpp"

#include <array>
#include <utility>

namespace manyhands::model {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 6> kRoles{{{Role::employee, "employee"},
                                                                   {Role::desk, "desk"},
                                                                   {Role::lead, "lead"},
                                                                   {Role::auditor, "auditor"},
                                                                   {Role::analyst, "analyst"},
                                                                   {Role::admin, "admin"}}};

constexpr std::array<std::pair<AccountStatus, std::string_view>, 4> kStatuses{
    {{AccountStatus::listening, "listening"},
     {AccountStatus::paused, "paused"},
     {AccountStatus::failing, "failing"},
     {AccountStatus::signed_out, "signed_out"}}};

}  // namespace

std::string_view to_string(Role role) {
    for (const auto& [value, name] : kRoles)
        if (value == role) return name;
    return "";
}

std::optional<Role> role(std::string_view text) {
    for (const auto& [value, name] : kRoles)
        if (name == text) return value;
    return std::nullopt;
}

std::string_view to_string(AccountStatus status) {
    for (const auto& [value, name] : kStatuses)
        if (value == status) return name;
    return "";
}

std::optional<AccountStatus> account_status(std::string_view text) {
    for (const auto& [value, name] : kStatuses)
        if (name == text) return value;
    return std::nullopt;
}

}  // namespace manyhands::model
