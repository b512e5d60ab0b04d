// Signing in with the company's own provider (OpenID Connect), and hearing from it who is not here any more.
// docs/adr/0049.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "identity/joining.hpp"
#include "identity/oidc.hpp"

namespace manyhands::identity {

// What becomes of somebody whom the provider knows and the brand does not.
enum class Newcomers { refused, confirmed, at_once };
std::string_view to_string(Newcomers newcomers);
std::optional<Newcomers> newcomers(std::string_view name);

// Who is in this group of the provider has this role, works in this department. The first that fits counts,
// for each of the two by itself.
struct GroupRule {
    std::string group;
    std::optional<model::Role> role;
    std::optional<model::DepartmentId> department;
};

struct SsoSettings {
    model::BrandId brand;
    std::string issuer;
    std::string client_id;
    std::string secret_box;  // the client's secret, sealed; of a public client nothing is sealed
    std::string scopes = "openid email profile offline_access";
    std::string email_claim = "email";
    std::string name_claim = "name";
    std::string groups_claim = "groups";
    std::vector<GroupRule> groups;
    Newcomers newcomers = Newcomers::refused;
    model::DepartmentId department;  // of newcomers, where no group says another
    bool trust_email = false;        // the provider's addresses are verified though it does not say so
    bool password_allowed = true;
};

// Somebody as the provider describes them.
struct SsoPerson {
    std::string issuer;
    std::string subject;
    std::string email;  // lower case; empty: it gave none that is one
    bool email_sure = false;
    std::string name;
    std::optional<model::Role> role;
    std::optional<model::DepartmentId> department;
};

// What a decision about them looks at, in the transaction that acts on it.
struct SsoAround {
    std::optional<model::Employee> linked;  // by issuer and subject
    bool cut = false;                       // switched off because the provider said so
    std::optional<model::Employee> same_email;
    bool taken = false;  // that employee is linked to another subject
    bool waiting = false;
    std::int64_t other_admins = 0;  // than the linked or found one
    model::InitialsSet initials;
};
enum class SsoWay { in, linked, enrolled, waits };
struct SsoAdmission {
    SsoWay way = SsoWay::in;
    model::Employee employee;  // as it is to be; of who waits: as they would be
    bool changed = false;
};

// One person whom the provider is asked about.
struct SsoAsk {
    model::BrandId brand;
    model::EmployeeId employee;
    std::string issuer;
    std::string refresh_box;
    int failures = 0;
};

// Thread-safe; writes block until durable.
class SsoStore {
  public:
    using Decide = std::function<base::Result<SsoAdmission>(const SsoAround&)>;
    virtual ~SsoStore() = default;
    virtual base::Result<std::vector<SsoSettings>> all_sso() = 0;
    virtual base::Result<void> save_sso(const SsoSettings& settings, const model::EmployeeId& by) = 0;
    // Links stay: the same provider, set up again, knows its people.
    virtual base::Result<void> end_sso(const model::BrandId& brand) = 0;
    virtual base::Result<SsoAdmission> admit(const model::BrandId& brand, const SsoPerson& person,
                                             const std::string& request_id, const Decide& decide) = 0;
    // What to ask with from now on; empty: nothing.
    virtual base::Result<void> keep_refresh(const model::EmployeeId& id, const std::string& box,
                                            base::Instant ask_at) = 0;
    // Of those who are signed in, the longest due first.
    virtual base::Result<std::vector<SsoAsk>> due_asks(base::Instant now, int limit) = 0;
    virtual base::Result<std::optional<base::Instant>> next_ask(base::Instant now) = 0;
    // The provider answered, or did not. Nothing when it is not the same token any more.
    virtual base::Result<void> asked(const SsoAsk& ask, const std::string& box, int failures,
                                     base::Instant ask_at) = 0;
    // The provider does not know this person any more: off, sessions and links ended; of the last admin only
    // the sessions. False when it is not the same token any more: they have signed in anew.
    virtual base::Result<bool> cut(const SsoAsk& ask, base::Instant now) = 0;
};

// Pure. forbidden ("identity.sso.deactivated", "identity.sso.email_unverified", "identity.sso.unknown"),
// conflict ("identity.sso.other_identity").
base::Result<SsoAdmission> admit(const SsoSettings& settings, const SsoPerson& person,
                                 const SsoAround& around, const model::DepartmentId& department);

// Thread-safe. begin(), finish(), save() and ask() call the provider: as long as its time limit.
class SingleSignOn {
  public:
    struct Ask {
        std::string method = "GET";
        std::string url;
        oidc::Fields headers;
        std::string body;
    };
    struct Said {
        int status = 0;
        std::string body;
    };
    struct Ports {
        SsoStore& store;
        IdentityStore& identity;
        Service& service;
        const base::Clock& clock;
        base::Random& random;
        base::IdSource& ids;
        std::function<std::string(std::string_view)> seal;
        std::function<base::Result<std::string>(std::string_view)> open;
        // Through the one way out of this server. Errors: invalid (an address that is not allowed),
        // unavailable.
        std::function<base::Result<Said>(const Ask&)> fetch;
        base::Micros ask_every = std::chrono::seconds(45);
    };
    explicit SingleSignOn(Ports ports) : ports_(std::move(ports)) {}

    // -- settings; `manage_settings` and `manage_people` --
    base::Result<std::optional<SsoSettings>> settings(const model::Actor& actor);
    // `secret`: nothing keeps the one that is there, unless it is another provider's. The provider is read
    // first: what cannot work is not saved. Errors: invalid (pointer).
    base::Result<SsoSettings> save(const model::Actor& actor, SsoSettings wanted,
                                   const std::optional<std::string>& secret);
    base::Result<void> end(const model::Actor& actor);

    // -- signing in --
    // The brands that have a provider.
    base::Result<std::vector<model::Brand>> brands();
    // False: who belongs to this brand signs in with the provider. Admins may always use their password: a
    // provider that is down or badly set up must not lock everybody out.
    bool password_allowed(const model::Employee& employee);
    struct Begun {
        std::string address;  // where the browser goes
        std::string cookie;   // sealed; what it brings back
    };
    base::Result<Begun> begin(const model::BrandId& brand, const std::string& redirect_uri);
    struct Brought {  // of the provider's answer, through the browser
        std::string code;
        std::string state;
        std::string issuer;
        std::string error;
    };
    // A session; nothing: somebody must let them in first. Errors: unauthenticated ("identity.sso.state",
    // "identity.sso.token", "identity.sso.code"), forbidden, conflict (see admit), unavailable
    // ("identity.sso.discovery", "identity.sso.provider").
    base::Result<std::optional<Session>> finish(const std::string& cookie, const Brought& brought,
                                                const std::string& redirect_uri);

    // Whose provider a cookie speaks of, for the audit log; empty: it is not one of ours.
    std::string brand_of(const std::string& cookie);

    // -- who is still here --
    base::Result<std::vector<SsoAsk>> due(int limit);
    base::Result<std::optional<base::Instant>> next_due();
    // True: the provider does not know them any more, and they are out.
    base::Result<bool> ask(const SsoAsk& one);

  private:
    struct Known {
        oidc::Provider provider;
        std::vector<oidc::Key> keys;
        base::Instant read_at{};
        base::Instant keys_at{};  // asked for out of turn
    };
    struct Tokens {
        std::string id_token;
        std::string access_token;
        std::string refresh_token;
    };
    base::Result<SsoSettings> of(const model::BrandId& brand);
    base::Result<std::vector<SsoSettings>> all();
    base::Result<Known> known(const std::string& issuer);
    base::Result<Known> with_new_keys(const std::string& issuer);
    base::Result<std::string> document(const std::string& url);
    base::Result<Said> token_call(const SsoSettings& settings, const oidc::Provider& provider,
                                  oidc::Fields fields);
    base::Result<Tokens> redeem(const SsoSettings& settings, const oidc::Provider& provider,
                                const oidc::Fields& fields);
    base::Result<boost::json::object> claims_of(const SsoSettings& settings, const Known& from,
                                                const Tokens& tokens, const std::string& nonce);
    base::Result<SsoPerson> person_of(const SsoSettings& settings, const boost::json::object& claims);
    base::Result<std::optional<Session>> enter(const SsoSettings& settings, const SsoPerson& person,
                                               const Tokens& tokens);
    base::Instant soon();

    Ports ports_;
    std::mutex mutex_;
    std::map<std::string, Known> known_;           // by issuer
    std::map<std::string, base::Instant> failed_;  // issuers that did not answer, and when
    std::optional<std::vector<SsoSettings>> settings_;
};

}  // namespace manyhands::identity
