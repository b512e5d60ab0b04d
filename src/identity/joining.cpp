#include "identity/joining.hpp"

#include <algorithm>
#include <semaphore>

#include "base/encoding.hpp"
#include "identity/password.hpp"
#include "identity/person.hpp"
#include "model/policy.hpp"

namespace manyhands::identity {

using base::ErrorCode;
using base::Result;
using model::Action;
using model::Actor;
using model::Employee;
using model::Scope;

namespace {

constexpr int kPeopleAtMost = 5'000;
constexpr std::size_t kDomainsAtMost = 20;
constexpr std::chrono::hours kShownAfter{24 * 30};  // links that are over

std::string digest_of(std::string_view token) {
    return base::to_hex(base::sha256(token));
}

// A crowd that joins at once must not take all of the memory: each hash needs 64 MB.
std::string hash_in_turn(const std::string& password) {
    static std::counting_semaphore<4> turns{4};
    turns.acquire();
    try {
        std::string hash = hash_password(password);
        turns.release();
        return hash;
    } catch (...) {
        turns.release();
        throw;
    }
}

Result<std::string> checked_domain(const std::string& given) {
    std::string domain = lower(given);
    if (domain.starts_with('@')) domain.erase(0, 1);
    const bool plausible =
        domain.size() <= 253 && domain.find('.') != std::string::npos && !domain.starts_with('.') &&
        !domain.ends_with('.') && domain.find("..") == std::string::npos &&
        std::ranges::all_of(domain, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        });
    if (!plausible)
        return base::fail(ErrorCode::invalid, "identity.join.domain",
                          {{"domain", given}, {"pointer", "/domains"}});
    return domain;
}

bool lets(const JoinLink& link, std::string_view email) {
    return link.domains.empty() || std::ranges::any_of(link.domains, [&](const std::string& domain) {
               return email.size() > domain.size() + 1 && email.ends_with(domain) &&
                      email[email.size() - domain.size() - 1] == '@';
           });
}

Result<void> check_open(const JoinLink& link, base::Instant now) {
    switch (state_of(link, now)) {
        case LinkState::open:
            return {};
        case LinkState::ended:
            return base::fail(ErrorCode::unauthenticated, "identity.join.ended");
        case LinkState::expired:
            return base::fail(ErrorCode::unauthenticated, "identity.join.expired");
        case LinkState::full:
            return base::fail(ErrorCode::unauthenticated, "identity.join.full");
    }
    return {};
}

template <class T>
Result<T> at(Result<T> result, const char* pointer) {
    if (!result) result.error().args.emplace_back("pointer", pointer);
    return result;
}

Scope reach_to(const Actor& actor, const model::BrandId& brand, const model::DepartmentId& department) {
    return model::scope_of(actor, brand, department, {});
}

bool reaches(const Actor& actor, const model::BrandId& brand, const model::DepartmentId& department) {
    return model::check(actor, Action::manage_joining, reach_to(actor, brand, department)).has_value();
}

Result<std::string> checked_initials(const std::string& typed) {
    auto read = model::initials_from(typed);
    if (!read)
        return base::fail(ErrorCode::invalid, "identity.employee.bad_initials",
                          {{"initials", typed}, {"pointer", "/initials"}});
    return *read;
}

Result<std::string> chosen_initials(const std::string& wanted, const std::string& name,
                                    const model::InitialsSet& taken) {
    if (wanted.empty()) return model::any_initials(name, taken);
    MH_LET(initials, checked_initials(wanted));
    if (taken.contains(initials))
        return base::fail(ErrorCode::conflict, "identity.employee.initials_taken",
                          {{"initials", initials}, {"pointer", "/initials"}});
    return initials;
}

}  // namespace

std::string_view to_string(Entry entry) {
    switch (entry) {
        case Entry::confirmed:
            return "confirmed";
        case Entry::at_once:
            return "at_once";
    }
    return "";
}

std::optional<Entry> entry(std::string_view name) {
    if (name == "confirmed") return Entry::confirmed;
    if (name == "at_once") return Entry::at_once;
    return std::nullopt;
}

std::string_view to_string(LinkState state) {
    switch (state) {
        case LinkState::open:
            return "open";
        case LinkState::ended:
            return "ended";
        case LinkState::expired:
            return "expired";
        case LinkState::full:
            return "full";
    }
    return "";
}

LinkState state_of(const JoinLink& link, base::Instant now) {
    if (link.ended_at || !link.holds) return LinkState::ended;
    if (link.expires_at <= now) return LinkState::expired;
    if (link.most && link.joined + link.waiting >= *link.most) return LinkState::full;
    return LinkState::open;
}

Result<Joining::Made> Joining::make_link(const Actor& actor, const NewJoinLink& wanted) {
    JoinLink link;
    link.brand = actor.brand;
    link.department = wanted.department.empty() ? actor.department : wanted.department;
    MH_TRY(model::check(actor, Action::manage_joining, reach_to(actor, actor.brand, link.department)));
    MH_LET(departments, identity_.departments(actor.brand));
    if (std::ranges::find(departments, link.department, &model::Department::id) == departments.end())
        return base::fail(ErrorCode::invalid, "identity.employee.bad_department",
                          {{"pointer", "/department_id"}});
    if (wanted.hours < 1 || wanted.hours > kJoinHoursAtMost)
        return base::fail(ErrorCode::invalid, "identity.join.hours", {{"pointer", "/hours"}});
    if (wanted.most && (*wanted.most < 1 || *wanted.most > kPeopleAtMost))
        return base::fail(ErrorCode::invalid, "identity.join.most", {{"pointer", "/most"}});
    if (wanted.domains.size() > kDomainsAtMost)
        return base::fail(ErrorCode::invalid, "identity.join.domain",
                          {{"domain", wanted.domains.back()}, {"pointer", "/domains"}});
    for (const std::string& given : wanted.domains) {
        MH_LET(domain, checked_domain(given));
        if (std::ranges::find(link.domains, domain) == link.domains.end()) link.domains.push_back(domain);
    }
    if (wanted.entry == Entry::at_once && link.domains.empty())
        return base::fail(ErrorCode::invalid, "identity.join.at_once_domain", {{"pointer", "/domains"}});
    if (wanted.entry == Entry::at_once && wanted.hours > kAtOnceHoursAtMost)
        return base::fail(ErrorCode::invalid, "identity.join.at_once_day", {{"pointer", "/hours"}});
    link.id = base::make_ulid(clock_.now(), random_);
    link.made_by = actor.employee;
    link.entry = wanted.entry;
    link.most = wanted.most;
    link.made_at = clock_.now();
    link.expires_at = link.made_at + std::chrono::hours(wanted.hours);
    std::string token = random_.token();
    MH_TRY(store_.add_join_link(link, digest_of(token)));
    return Made{std::move(link), std::move(token)};
}

Result<std::vector<JoinLink>> Joining::links(const Actor& actor) {
    MH_TRY(model::check(actor, Action::manage_joining, Scope::department));
    MH_LET(all, store_.join_links(actor.brand, clock_.now() - kShownAfter));
    std::erase_if(all, [&](const JoinLink& link) { return !reaches(actor, link.brand, link.department); });
    return all;
}

Result<void> Joining::end_link(const Actor& actor, const std::string& id) {
    MH_TRY(model::check(actor, Action::manage_joining, Scope::department));
    return store_.end_join_link(actor.brand, id, clock_.now(), [&](const JoinLink& link) -> Result<void> {
        return model::check(actor, Action::manage_joining, reach_to(actor, link.brand, link.department));
    });
}

Result<std::vector<JoinRequest>> Joining::waiting(const Actor& actor) {
    MH_TRY(model::check(actor, Action::manage_joining, Scope::department));
    MH_LET(all, store_.waiting(actor.brand));
    std::erase_if(all, [&](const JoinRequest& one) { return !reaches(actor, one.brand, one.department); });
    return all;
}

Result<Employee> Joining::confirm(const Actor& actor, const std::string& id, const std::string& initials,
                                  const std::optional<model::DepartmentId>& department) {
    MH_TRY(model::check(actor, Action::manage_joining, Scope::department));
    return store_.let_in(
        actor.brand, id, clock_.now() + kInvitationLives,
        [&](const JoinRequest& request, const JoinStore::Around& around) -> Result<Employee> {
            MH_TRY(model::check(actor, Action::manage_joining,
                                reach_to(actor, request.brand, request.department)));
            if (around.email_known) return base::fail(ErrorCode::conflict, "identity.employee.email_taken");
            Employee employee;
            employee.id = ids_.make<model::EmployeeId>();
            employee.brand = request.brand;
            employee.department = department.value_or(request.department);
            MH_TRY(model::check(actor, Action::manage_joining,
                                reach_to(actor, request.brand, employee.department)));
            employee.name = request.name;
            employee.email = request.email;
            MH_LET(signs, chosen_initials(initials.empty() ? request.initials : initials, request.name,
                                          around.taken));
            employee.initials = signs;
            employee.created_at = clock_.now();
            return employee;
        });
}

Result<void> Joining::refuse(const Actor& actor, const std::string& id) {
    MH_TRY(model::check(actor, Action::manage_joining, Scope::department));
    return store_.refuse_join(actor.brand, id, [&](const JoinRequest& request) -> Result<void> {
        return model::check(actor, Action::manage_joining,
                            reach_to(actor, request.brand, request.department));
    });
}

Result<JoinLink> Joining::open_link(const std::string& token) {
    MH_LET(link, store_.join_link(digest_of(token)));
    if (!link) return base::fail(ErrorCode::unauthenticated, "identity.join.unknown");
    MH_TRY(check_open(*link, clock_.now()));
    return *link;
}

Result<JoinPage> Joining::page(const std::string& token) {
    MH_LET(link, open_link(token));
    JoinPage page{{}, {}, link};
    MH_LET(brands, identity_.all_brands());
    for (const model::Brand& brand : brands)
        if (brand.id == link.brand) page.brand = brand;
    MH_LET(departments, identity_.departments(link.brand));
    for (const model::Department& department : departments)
        if (department.id == link.department) page.department = department;
    return page;
}

std::optional<TurnedAway> Joining::turned_away(const std::string& token) {
    const auto link = store_.join_link(digest_of(token));
    if (!link || !*link) return std::nullopt;
    return TurnedAway{(*link)->brand, (*link)->id, state_of(**link, clock_.now())};
}

Result<Joining::Proposal> Joining::initials(const std::string& token, const std::string& name,
                                            const std::string& wanted) {
    MH_LET(link, open_link(token));
    MH_LET(taken, store_.taken_initials(link.brand));
    if (wanted.empty()) return Proposal{model::any_initials(name, taken), true};
    MH_LET(initials, checked_initials(wanted));
    return Proposal{initials, !taken.contains(initials)};
}

Result<std::string> Joining::join(const std::string& token, const JoinWish& wish) {
    MH_LET(open, open_link(token));
    MH_TRY(at(check_name(wish.name), "/name"));
    MH_LET(email, at(checked_email(wish.email), "/email"));
    if (!lets(open, email)) {
        std::string domains;
        for (const std::string& domain : open.domains)
            domains += (domains.empty() ? "@" : ", @") + domain;
        return base::fail(ErrorCode::invalid, "identity.join.wrong_domain",
                          {{"domains", domains}, {"pointer", "/email"}});
    }
    MH_TRY(at(check_password(wish.password), "/password"));
    if (!wish.initials.empty()) MH_TRY(checked_initials(wish.initials));
    const std::string hash = hash_in_turn(wish.password);
    std::string receipt = random_.token();
    const base::Instant now = clock_.now();
    const auto arrived = store_.arrive(
        digest_of(token), now, now - kWaitAtMost, email,
        [&](const JoinLink& link, const JoinStore::Around& around) -> Result<JoinStore::Arrival> {
            MH_TRY(check_open(link, now));  // as it is in this transaction: the last place goes once
            MH_LET(signs, chosen_initials(wish.initials, wish.name, around.taken));
            JoinStore::Arrival arrival;
            arrival.request = {base::make_ulid(now, random_),
                               link.brand,
                               link.id,
                               link.department,
                               wish.name,
                               email,
                               signs,
                               hash,
                               digest_of(receipt),
                               now,
                               around.email_known,
                               0};
            if (link.entry == Entry::at_once && !around.email_known) {
                Employee employee;
                employee.id = ids_.make<model::EmployeeId>();
                employee.brand = link.brand;
                employee.department = link.department;
                employee.name = wish.name;
                employee.email = email;
                employee.initials = signs;
                employee.created_at = now;
                arrival.employee = employee;
            }
            return arrival;
        });
    if (!arrived) return std::unexpected(arrived.error());
    return receipt;
}

Result<Joining::Waiting> Joining::how(const std::string& receipt) {
    MH_LET(found, store_.receipt(digest_of(receipt)));
    if (!found) return base::fail(ErrorCode::unauthenticated, "identity.link.spent");
    if (found->state == "waiting") return Waiting::still;
    return found->state == "joined" ? Waiting::in : Waiting::refused;
}

Result<std::vector<Invitation>> Joining::invitations(const Actor& actor, int limit) {
    MH_TRY(model::check(actor, Action::manage_people, Scope::brand));
    return store_.invitations(actor.brand, limit);
}

Result<void> Joining::end_invitations(const Actor& actor, const model::EmployeeId& id) {
    MH_TRY(model::check(actor, Action::manage_people, Scope::brand));
    return store_.end_invitations(actor.brand, id);
}

}  // namespace manyhands::identity
