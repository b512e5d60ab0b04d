// Joining: links with which people become employees by themselves, those who came by one and wait, and
// invitations that nobody has used yet. Why an address is confirmed by a person: docs/adr/0047.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "identity/identity.hpp"
#include "model/signature.hpp"

namespace manyhands::identity {

// How somebody gets in who came by a link.
enum class Entry {
    confirmed,  // somebody who knows them says that it is them
    at_once     // the link is proof enough: for a meeting, not for a wall
};
std::string_view to_string(Entry entry);
std::optional<Entry> entry(std::string_view name);

enum class LinkState { open, ended, expired, full };
std::string_view to_string(LinkState state);

struct JoinLink {
    std::string id;
    model::BrandId brand;
    model::DepartmentId department;
    model::EmployeeId made_by;
    std::vector<std::string> domains;  // "hanbit.example", in lower case; empty: every address
    Entry entry = Entry::confirmed;
    std::optional<int> most;  // people
    base::Instant made_at{};
    base::Instant expires_at{};
    std::optional<base::Instant> ended_at;
    // As the store counts them: whoever was refused takes no place.
    int joined = 0;
    int waiting = 0;
    bool holds = true;  // whoever made it is still here, and so is the department
};
LinkState state_of(const JoinLink& link, base::Instant now);

// Somebody who came by a link and waits for a decision.
struct JoinRequest {
    std::string id;
    model::BrandId brand;
    std::string link;
    model::DepartmentId department;
    std::string name;
    std::string email;
    std::string initials;
    std::string password_hash;
    std::string receipt_digest;
    base::Instant asked_at{};
    // Somebody who is here has this address already: nothing that a stranger is told.
    bool known = false;
    int same = 0;  // others who wait with this address
};

struct Invitation {
    model::Employee employee;                 // has never signed in
    std::optional<base::Instant> expires_at;  // of the newest link; nothing: it was ended
};

// Thread-safe; writes block until durable.
class JoinStore {
  public:
    // What the transaction that takes somebody in sees beside the link.
    struct Around {
        bool email_known = false;
        model::InitialsSet taken;  // of active employees and of those who wait
    };
    struct Arrival {
        JoinRequest request;
        std::optional<model::Employee> employee;  // let in at once
    };
    using DecideArrival = std::function<base::Result<Arrival>(const JoinLink&, const Around&)>;
    using DecideEntry = std::function<base::Result<model::Employee>(const JoinRequest&, const Around&)>;
    using MayEnd = std::function<base::Result<void>(const JoinLink&)>;
    using MayRefuse = std::function<base::Result<void>(const JoinRequest&)>;
    struct Receipt {
        std::string state;  // "waiting", "joined", "refused"
        model::BrandId brand;
    };

    virtual ~JoinStore() = default;
    virtual base::Result<void> add_join_link(const JoinLink& link, const std::string& token_digest) = 0;
    // Those over before `since` are left out. The newest first.
    virtual base::Result<std::vector<JoinLink>> join_links(const model::BrandId& brand,
                                                           base::Instant since) = 0;
    // not_found ("identity.join.not_found").
    virtual base::Result<void> end_join_link(const model::BrandId& brand, const std::string& id,
                                             base::Instant now, const MayEnd& may) = 0;
    virtual base::Result<std::optional<JoinLink>> join_link(const std::string& token_digest) = 0;
    virtual base::Result<model::InitialsSet> taken_initials(const model::BrandId& brand) = 0;
    // Who has waited since before `stale` is forgotten. Errors: those of `decide`; not_found: no such link.
    virtual base::Result<Arrival> arrive(const std::string& token_digest, base::Instant now,
                                         base::Instant stale, const std::string& email,
                                         const DecideArrival& decide) = 0;
    virtual base::Result<std::vector<JoinRequest>> waiting(const model::BrandId& brand) = 0;
    // The employee with the password they chose, and a link for the browser that waits until `until`.
    // not_found: decided already.
    virtual base::Result<model::Employee> let_in(const model::BrandId& brand, const std::string& id,
                                                 base::Instant until, const DecideEntry& decide) = 0;
    virtual base::Result<void> refuse_join(const model::BrandId& brand, const std::string& id,
                                           const MayRefuse& may) = 0;
    virtual base::Result<std::optional<Receipt>> receipt(const std::string& receipt_digest) = 0;

    // Active people of a brand who have never come in.
    virtual base::Result<std::vector<Invitation>> invitations(const model::BrandId& brand, int limit) = 0;
    // Their unused links, gone. not_found ("identity.employee.not_found").
    virtual base::Result<void> end_invitations(const model::BrandId& brand, const model::EmployeeId& id) = 0;
};

struct NewJoinLink {
    int hours = 24;
    model::DepartmentId department;  // empty: one's own
    std::vector<std::string> domains;
    std::optional<int> most;
    Entry entry = Entry::confirmed;
};

// What the page of a link is told.
struct JoinPage {
    model::Brand brand;
    model::Department department;
    JoinLink link;
};

struct JoinWish {
    std::string name;
    std::string email;
    std::string password;
    std::string initials;  // empty: as proposed
};

// What is over, and why, for the audit log. Nothing: such a link was never there.
struct TurnedAway {
    model::BrandId brand;
    std::string link;
    LinkState state = LinkState::open;
};

inline constexpr int kJoinHoursAtMost = 24 * 90;
inline constexpr int kAtOnceHoursAtMost = 24;
inline constexpr std::chrono::hours kWaitAtMost{24 * 30};

// Calls of people ask the policy (manage_joining); those of visitors ask the link. Thread-safe.
class Joining {
  public:
    Joining(JoinStore& store, IdentityStore& identity, const base::Clock& clock, base::Random& random,
            base::IdSource& ids)
        : store_(store), identity_(identity), clock_(clock), random_(random), ids_(ids) {}

    struct Made {
        JoinLink link;
        std::string token;  // shown once
    };
    // invalid ("identity.join.hours", "identity.join.domain", "identity.join.most",
    // "identity.join.at_once_domain", "identity.join.at_once_day", "identity.employee.bad_department").
    base::Result<Made> make_link(const model::Actor& actor, const NewJoinLink& wanted);
    // Of the brand, or of one's own department; those that are over for a month are left out.
    base::Result<std::vector<JoinLink>> links(const model::Actor& actor);
    base::Result<void> end_link(const model::Actor& actor, const std::string& id);
    base::Result<std::vector<JoinRequest>> waiting(const model::Actor& actor);
    // With other initials or another department, where they are given. conflict
    // ("identity.employee.email_taken", "identity.employee.initials_taken").
    base::Result<model::Employee> confirm(const model::Actor& actor, const std::string& id,
                                          const std::string& initials,
                                          const std::optional<model::DepartmentId>& department);
    base::Result<void> refuse(const model::Actor& actor, const std::string& id);

    // unauthenticated ("identity.join.unknown", "identity.join.ended", "identity.join.expired",
    // "identity.join.full").
    base::Result<JoinPage> page(const std::string& token);
    // For the audit log, when page() or join() refused.
    std::optional<TurnedAway> turned_away(const std::string& token);
    struct Proposal {
        std::string initials;
        bool free = true;
    };
    // A proposal for the name, or whether what is wanted is free. Errors: those of page(); invalid.
    base::Result<Proposal> initials(const std::string& token, const std::string& name,
                                    const std::string& wanted);
    // A receipt with which the same browser comes in, at once or as soon as it may. Somebody whose address is
    // here already waits like everybody: nothing is told, and nothing of that person changes. Errors: those
    // of page(); invalid ("identity.join.wrong_domain" and those of a person); conflict
    // ("identity.employee.initials_taken").
    base::Result<std::string> join(const std::string& token, const JoinWish& wish);
    enum class Waiting { still, refused, in };
    // in: the receipt is a one-time link now. unauthenticated ("identity.link.spent").
    base::Result<Waiting> how(const std::string& receipt);

    // Those who never came; `manage_people`.
    base::Result<std::vector<Invitation>> invitations(const model::Actor& actor, int limit);
    // Before they get another, or for good.
    base::Result<void> end_invitations(const model::Actor& actor, const model::EmployeeId& id);

  private:
    base::Result<JoinLink> open_link(const std::string& token);

    JoinStore& store_;
    IdentityStore& identity_;
    const base::Clock& clock_;
    base::Random& random_;
    base::IdSource& ids_;
};

}  // namespace manyhands::identity
