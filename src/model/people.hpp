// Employees, departments, brands and accounts as the rooms see them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/ids.hpp"

namespace manyhands::model {

enum class Role { employee, desk, lead, auditor, analyst, admin };
std::string_view to_string(Role role);
std::optional<Role> role(std::string_view text);

struct Brand {
    BrandId id;
    std::string name;
    bool practice = false;  // nothing leaves this machine; shown on every screen
    base::Instant created_at{};
};

struct Department {
    DepartmentId id;
    BrandId brand;
    std::string name_ko;
    std::string name_en;
};

struct Employee {
    EmployeeId id;
    BrandId brand;
    DepartmentId department;
    std::string name;
    std::string email;     // lower case, unique per brand
    std::string initials;  // unique per brand among the active
    Role role = Role::employee;
    bool active = true;
    std::string settings_json = "{}";  // the person's own settings, as the web app defines them
    base::Instant created_at{};
};

// Who asks: every command, stream, export and feed passes this on; model/policy decides (decision 15).
struct Actor {
    EmployeeId employee;
    BrandId brand;
    DepartmentId department;
    Role role = Role::employee;
    std::string initials;
    // Empty: a person's session, all that the role may do. Otherwise the scopes of an API token.
    std::optional<std::string> token_scopes;
};

// Whom a command may name: the brand's own departments and people, nobody else's. Thread-safe.
class Colleagues {
  public:
    virtual ~Colleagues() = default;
    virtual base::Result<bool> has_department(const BrandId& brand, const DepartmentId& id) = 0;
    // Nothing when there is no such person in the brand; also those who are not active any more.
    virtual base::Result<std::optional<Employee>> colleague(const BrandId& brand, const EmployeeId& id) = 0;
};

enum class AccountStatus { listening, paused, failing, signed_out };
std::string_view to_string(AccountStatus status);
std::optional<AccountStatus> account_status(std::string_view text);

// A time of which an account may have missed mentions, until a person has looked.
struct ListeningGap {
    base::Instant from{};
    base::Instant to{};
    friend bool operator==(const ListeningGap&, const ListeningGap&) = default;
};

// The brand's account on a network.
struct Account {
    AccountId id;
    BrandId brand;
    DepartmentId department;  // new conversations go there
    std::string network;
    std::string remote_id;
    std::string handle;
    std::string display_name;
    AccountStatus status = AccountStatus::listening;
    base::Error problem;  // key empty when all is well
    std::optional<base::Instant> last_listened_at;
    std::optional<std::int64_t> budget_remaining;
    std::optional<base::Instant> budget_resets_at;
    base::Instant created_at{};
    // How long an answer that the network took is not seen yet where we look for it; nothing: not measured.
    std::optional<base::Micros> lag = {};
    std::optional<ListeningGap> gap = {};
};

}  // namespace manyhands::model
