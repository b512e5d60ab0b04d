// Brands, departments, employees, sessions, links, tokens, accounts and their secrets.
#pragma once

#include "identity/identity.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

// Errors beside the port's: not_found ("storage.not_found") where a thing, or what it belongs to, is not
// there; conflict ("storage.exists", "storage.account_exists").
class IdentityRows : public identity::IdentityStore {
  public:
    explicit IdentityRows(Engine& engine) : engine_(engine) {}

    base::Result<void> add_brand(const model::Brand& brand) override;
    base::Result<std::vector<model::Brand>> all_brands() override;
    base::Result<void> add_department(const model::Department& department) override;
    base::Result<std::vector<model::Department>> departments(const model::BrandId& brand) override;
    base::Result<void> add_employee(const model::Employee& employee) override;
    base::Result<void> update_employee(const model::Employee& employee) override;
    base::Result<model::Employee> employee(const model::EmployeeId& id) override;
    base::Result<std::optional<model::Employee>> employee_by_email(const std::string& email) override;
    base::Result<std::vector<model::Employee>> employees(const model::BrandId& brand) override;
    base::Result<std::vector<model::Employee>> employees_by_email(const std::string& email) override;
    base::Result<void> set_session_also(const std::string& token_digest,
                                        const std::vector<model::EmployeeId>& also) override;
    base::Result<void> set_password_hash(const model::EmployeeId& id, const std::string& hash) override;
    base::Result<std::string> password_hash(const model::EmployeeId& id) override;
    base::Result<void> add_session(const identity::SessionRow& session) override;
    base::Result<std::optional<identity::SessionRow>> session(const std::string& token_digest) override;
    base::Result<void> end_session(const std::string& token_digest) override;
    base::Result<void> end_sessions_of(const model::EmployeeId& employee) override;
    base::Result<void> add_link(const identity::LinkRow& link) override;
    base::Result<std::optional<identity::LinkRow>> use_link(const std::string& token_digest,
                                                            base::Instant now) override;
    base::Result<void> add_token(const identity::TokenRow& token) override;
    base::Result<std::optional<identity::TokenRow>> token(const std::string& token_digest) override;
    base::Result<std::vector<identity::TokenRow>> tokens_of(const model::EmployeeId& employee) override;
    base::Result<void> revoke_token(const model::EmployeeId& employee, const std::string& id,
                                    base::Instant now) override;
    base::Result<void> add_account(const model::Account& account, const identity::SecretRow& secret) override;
    base::Result<void> update_account(const model::Account& account) override;
    base::Result<void> set_account_secret(const model::AccountId& id,
                                          const identity::SecretRow& secret) override;
    base::Result<identity::SecretRow> account_secret(const model::AccountId& id) override;
    base::Result<void> set_account_lag(const model::AccountId& id, base::Micros lag) override;
    base::Result<void> set_account_gap(const model::AccountId& id,
                                       const std::optional<model::ListeningGap>& gap) override;
    base::Result<model::Account> account(const model::AccountId& id) override;
    base::Result<std::vector<model::Account>> accounts() override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
