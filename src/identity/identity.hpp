// Identity: brands, departments, employees, sessions, one-time links, API tokens, accounts and their secrets.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "identity/secret_box.hpp"
#include "model/people.hpp"

namespace manyhands::identity {

// Secrets are kept as digests (tokens, links, session ids) or argon2id hashes (passwords).
struct SessionRow {
    std::string token_digest;
    model::EmployeeId employee;
    std::string csrf_token;
    base::Instant created_at{};
    base::Instant expires_at{};
    std::vector<model::EmployeeId> also;  // the same person in other brands, proved by the password of each
};
struct LinkRow {
    std::string token_digest;
    model::EmployeeId employee;
    base::Instant expires_at{};
    std::optional<base::Instant> used_at;
};
struct TokenRow {
    std::string id;
    std::string token_digest;
    model::EmployeeId employee;
    std::string name;
    std::string scopes;
    base::Instant created_at{};
    std::optional<base::Instant> revoked_at;
};
struct SecretRow {  // an account's settings and session state, encrypted
    std::string settings_box;
    std::string state_box;
};

// Thread-safe; writes block until durable. not_found where a thing is not there.
class IdentityStore {
  public:
    virtual ~IdentityStore() = default;
    virtual base::Result<void> add_brand(const model::Brand& brand) = 0;
    virtual base::Result<std::vector<model::Brand>> all_brands() = 0;
    virtual base::Result<void> add_department(const model::Department& department) = 0;
    virtual base::Result<std::vector<model::Department>> departments(const model::BrandId& brand) = 0;
    // conflict: "identity.employee.email_taken", "identity.employee.initials_taken".
    virtual base::Result<void> add_employee(const model::Employee& employee) = 0;
    virtual base::Result<void> update_employee(const model::Employee& employee) = 0;
    virtual base::Result<model::Employee> employee(const model::EmployeeId& id) = 0;
    virtual base::Result<std::optional<model::Employee>> employee_by_email(const std::string& email) = 0;
    virtual base::Result<std::vector<model::Employee>> employees(const model::BrandId& brand) = 0;
    // Of every brand, in the order of the brands.
    virtual base::Result<std::vector<model::Employee>> employees_by_email(const std::string& email) = 0;
    virtual base::Result<void> set_session_also(const std::string& token_digest,
                                                const std::vector<model::EmployeeId>& also) = 0;
    virtual base::Result<void> set_password_hash(const model::EmployeeId& id, const std::string& hash) = 0;
    virtual base::Result<std::string> password_hash(const model::EmployeeId& id) = 0;  // empty: none set
    virtual base::Result<void> add_session(const SessionRow& session) = 0;
    virtual base::Result<std::optional<SessionRow>> session(const std::string& token_digest) = 0;
    virtual base::Result<void> end_session(const std::string& token_digest) = 0;
    virtual base::Result<void> end_sessions_of(const model::EmployeeId& employee) = 0;
    virtual base::Result<void> add_link(const LinkRow& link) = 0;
    // Marks it used in one step: the second call finds nothing.
    virtual base::Result<std::optional<LinkRow>> use_link(const std::string& token_digest,
                                                          base::Instant now) = 0;
    virtual base::Result<void> add_token(const TokenRow& token) = 0;
    virtual base::Result<std::optional<TokenRow>> token(const std::string& token_digest) = 0;
    virtual base::Result<std::vector<TokenRow>> tokens_of(const model::EmployeeId& employee) = 0;
    virtual base::Result<void> revoke_token(const model::EmployeeId& employee, const std::string& id,
                                            base::Instant now) = 0;
    virtual base::Result<void> add_account(const model::Account& account, const SecretRow& secret) = 0;
    virtual base::Result<void> update_account(const model::Account& account) = 0;
    virtual base::Result<void> set_account_secret(const model::AccountId& id, const SecretRow& secret) = 0;
    virtual base::Result<SecretRow> account_secret(const model::AccountId& id) = 0;
    // Learnt of the account; update_account leaves both as they are.
    virtual base::Result<void> set_account_lag(const model::AccountId& id, base::Micros lag) = 0;
    // Nothing: a person has looked.
    virtual base::Result<void> set_account_gap(const model::AccountId& id,
                                               const std::optional<model::ListeningGap>& gap) = 0;
    virtual base::Result<model::Account> account(const model::AccountId& id) = 0;
    virtual base::Result<std::vector<model::Account>> accounts() = 0;  // of all brands
};

inline constexpr base::Minutes kLinkLives{15};
inline constexpr std::chrono::hours kInvitationLives{24 * 7};
inline constexpr std::chrono::hours kSessionLives{24 * 14};

struct Session {
    std::string token;  // goes into the cookie; kept nowhere
    std::string csrf_token;
    model::Employee employee;
};

struct NewEmployee {
    std::string name;
    std::string email;
    model::Role role = model::Role::employee;
    model::DepartmentId department;
    std::string initials;  // empty: made from the name, unique
};

// What is asked beside a password.
enum class Second { none, needed, wrong, right };
using AskSecond = std::function<base::Result<Second>(const model::EmployeeId&, const std::string& code)>;

// Thread-safe.
class Service {
  public:
    // `ask_second`: empty, nobody has a second factor.
    Service(IdentityStore& store, const base::Clock& clock, base::Random& random, base::IdSource& ids,
            AskSecond ask_second = {});

    base::Result<model::Employee> add_employee(const model::BrandId& brand, const NewEmployee& employee);
    // A token for "<base>/link/<token>"; works once. Revokes nothing.
    base::Result<std::string> make_link(const model::EmployeeId& employee, base::Micros lives);
    // unauthenticated: "identity.link.spent".
    base::Result<Session> sign_in_with_link(const std::string& token);
    // unauthenticated: "identity.sign_in.wrong" (the same for an unknown e-mail, and as slow); rate_limited
    // after 10 wrong ones in 15 minutes for an e-mail ("identity.sign_in.too_many").
    // A person whose password opens several brands gets the first of them and may switch.
    // With a second factor: forbidden ("identity.second.needed") when the password is right and no code came,
    // unauthenticated ("identity.second.wrong"), which counts as a wrong password does. forbidden
    // ("identity.sso.only") when the password is right and the brand takes none.
    base::Result<Session> sign_in(const std::string& email, const std::string& password,
                                  const std::string& code = {});
    // The brands that this session may be in, its own among them.
    base::Result<std::vector<model::Brand>> brands_of(const std::string& session_token,
                                                      const model::Actor& actor);
    // A new session in another of them; the old one ends. not_found ("identity.brand.not_found").
    base::Result<Session> switch_brand(const std::string& session_token, const model::BrandId& brand);
    // From now on the session may also become this employee: who calls this has made sure that it is the same
    // person.
    base::Result<void> reach_also(const std::string& session_token, const model::EmployeeId& employee);
    // For somebody whom the company's own provider has vouched for: who calls this has made sure of it.
    base::Result<Session> enter(const model::EmployeeId& employee);
    // Whose password opens nothing, because the brand signs in with its provider. Said once, before anybody
    // asks.
    void passwords_of(std::function<bool(const model::Employee&)> allowed) {
        password_allowed_ = std::move(allowed);
    }
    base::Result<void> set_password(const model::EmployeeId& employee, const std::string& password);
    base::Result<bool> has_password(const model::EmployeeId& employee);
    base::Result<void> sign_out(const std::string& session_token);
    // Who is behind a cookie. unauthenticated: "identity.session.ended" (also for a deactivated employee).
    struct Known {
        model::Actor actor;
        model::Employee employee;
        std::string csrf_token;
    };
    base::Result<Known> by_session(const std::string& session_token);
    base::Result<Known> by_token(const std::string& bearer_token);  // "mh_..." API token
    struct NewToken {
        std::string id;
        std::string token;  // shown once
    };
    base::Result<NewToken> create_token(const model::Actor& actor, const std::string& name,
                                        const std::string& scopes);
    // not_found ("storage.not_found"): also somebody else's.
    base::Result<void> revoke_token(const model::Actor& actor, const std::string& id);
    base::Result<void> deactivate(const model::EmployeeId& employee);

  private:
    base::Result<Session> open_session(const model::Employee& employee,
                                       std::vector<model::EmployeeId> also = {});
    base::Result<SessionRow> live_session(const std::string& session_token);
    bool too_many_wrong(const std::string& email);

    IdentityStore& store_;
    const base::Clock& clock_;
    base::Random& random_;
    base::IdSource& ids_;
    AskSecond ask_second_;
    std::function<bool(const model::Employee&)> password_allowed_;
    std::mutex attempts_mutex_;
    std::map<std::string, std::vector<std::chrono::nanoseconds>> wrong_;  // e-mail -> monotonic times
};

}  // namespace manyhands::identity
