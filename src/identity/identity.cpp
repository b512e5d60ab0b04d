#include "identity/identity.hpp"

#include <algorithm>
#include <set>

#include <sodium.h>

#include "base/encoding.hpp"
#include "identity/password.hpp"
#include "identity/person.hpp"
#include "model/signature.hpp"

namespace manyhands::identity {

using base::ErrorCode;
using base::Instant;
using base::Result;

namespace {

constexpr std::size_t kWrongAtMost = 10;
constexpr base::Minutes kWrongWindow{15};
constexpr std::string_view kTokenPrefix = "mh_";  // so that secret scanners can find one

// Only digests are kept: a stolen database signs nobody in. The tokens are random, a plain hash is enough.
std::string digest(std::string_view token) {
    return base::to_hex(base::sha256(token));
}

// A hash nobody knows the password of, so that an unknown e-mail takes as long as a wrong password.
const std::string& decoy_hash() {
    static const std::string hash = hash_password("a decoy, not a password of anybody");
    return hash;
}

std::unexpected<base::Error> signed_out() {
    return base::fail(ErrorCode::unauthenticated, "identity.session.ended");
}

}  // namespace

Service::Service(IdentityStore& store, const base::Clock& clock, base::Random& random, base::IdSource& ids,
                 AskSecond ask_second)
    : store_(store), clock_(clock), random_(random), ids_(ids), ask_second_(std::move(ask_second)) {}

Result<model::Employee> Service::add_employee(const model::BrandId& brand, const NewEmployee& wanted) {
    model::Employee employee;
    employee.name = wanted.name;
    MH_TRY(check_name(employee.name));
    MH_LET(email, checked_email(wanted.email));
    employee.email = email;
    MH_LET(departments, store_.departments(brand));
    if (departments.empty()) return base::fail(ErrorCode::invalid, "identity.employee.bad_department");
    employee.department = wanted.department.empty() ? departments.front().id : wanted.department;
    if (std::none_of(departments.begin(), departments.end(),
                     [&](const model::Department& d) { return d.id == employee.department; }))
        return base::fail(ErrorCode::invalid, "identity.employee.bad_department");
    MH_LET(others, store_.employees(brand));
    std::vector<std::string> taken;
    for (const model::Employee& other : others)
        if (other.active) taken.push_back(other.initials);
    if (wanted.initials.empty()) {
        employee.initials = model::unique_initials(employee.name, taken);
    } else if (!model::valid_initials(wanted.initials)) {
        return base::fail(ErrorCode::invalid, "identity.employee.bad_initials",
                          {{"initials", wanted.initials}});
    } else {
        employee.initials = wanted.initials;
    }
    employee.id = ids_.make<model::EmployeeId>();
    employee.brand = brand;
    employee.role = wanted.role;
    employee.created_at = clock_.now();
    MH_TRY(store_.add_employee(employee));
    return employee;
}

Result<std::string> Service::make_link(const model::EmployeeId& employee, base::Micros lives) {
    std::string token = random_.token();
    MH_TRY(store_.add_link({digest(token), employee, clock_.now() + lives, std::nullopt}));
    return token;
}

Result<Session> Service::open_session(const model::Employee& employee, std::vector<model::EmployeeId> also) {
    if (!employee.active) return base::fail(ErrorCode::unauthenticated, "identity.session.ended");
    Session session{random_.token(), random_.token(), employee};
    const Instant now = clock_.now();
    MH_TRY(store_.add_session(
        {digest(session.token), employee.id, session.csrf_token, now, now + kSessionLives, std::move(also)}));
    return session;
}

Result<Session> Service::sign_in_with_link(const std::string& token) {
    MH_LET(link, store_.use_link(digest(token), clock_.now()));
    if (!link) return base::fail(ErrorCode::unauthenticated, "identity.link.spent");
    MH_LET(employee, store_.employee(link->employee));
    return open_session(employee);
}

Result<Session> Service::enter(const model::EmployeeId& id) {
    MH_LET(employee, store_.employee(id));
    return open_session(employee);
}

bool Service::too_many_wrong(const std::string& email) {
    const std::scoped_lock guard(attempts_mutex_);
    auto& times = wrong_[email];
    const auto now = clock_.monotonic();
    std::erase_if(times, [&](auto t) { return now - t > kWrongWindow; });
    const bool many = times.size() >= kWrongAtMost;
    if (times.empty()) wrong_.erase(email);
    return many;
}

Result<Session> Service::sign_in(const std::string& given_email, const std::string& password,
                                 const std::string& code) {
    const std::string email = lower(given_email);
    if (too_many_wrong(email)) return base::fail(ErrorCode::rate_limited, "identity.sign_in.too_many");
    MH_LET(people, store_.employees_by_email(email));
    std::vector<model::Employee> right;
    bool asked = false;
    for (const model::Employee& employee : people) {
        if (!employee.active) continue;
        MH_LET(hash, store_.password_hash(employee.id));
        if (hash.empty()) continue;
        asked = true;
        if (crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0)
            right.push_back(employee);
    }
    if (!asked) {
        [[maybe_unused]] const int spent =
            crypto_pwhash_str_verify(decoy_hash().c_str(), password.data(), password.size());
    }
    const auto refused = [&](const char* key) {
        const std::scoped_lock guard(attempts_mutex_);
        // Bounded: a flood of invented addresses must not fill the memory.
        if (wrong_.size() < 10'000) wrong_[email].push_back(clock_.monotonic());
        return base::fail(ErrorCode::unauthenticated, key);
    };
    if (right.empty()) return refused("identity.sign_in.wrong");
    if (password_allowed_) {
        std::erase_if(right, [&](const model::Employee& employee) { return !password_allowed_(employee); });
        if (right.empty()) return base::fail(ErrorCode::forbidden, "identity.sso.only");
    }
    if (ask_second_) {
        // In a brand where the same person has a second factor of another secret, this code opens nothing.
        std::vector<model::Employee> passed;
        bool proved = false;
        bool wrong = false;
        for (model::Employee& employee : right) {
            MH_LET(second, ask_second_(employee.id, code));
            // Also when another brand asks for nothing: who was let in there would never be asked for this
            // one.
            if (second == Second::needed) return base::fail(ErrorCode::forbidden, "identity.second.needed");
            proved = proved || second == Second::right;
            wrong = wrong || second == Second::wrong;
            if (second != Second::wrong) passed.push_back(std::move(employee));
        }
        if (wrong && !proved) return refused("identity.second.wrong");
        right = std::move(passed);
    }
    std::vector<model::EmployeeId> also;
    for (std::size_t i = 1; i < right.size(); ++i)
        also.push_back(right[i].id);
    return open_session(right.front(), std::move(also));
}

Result<void> Service::set_password(const model::EmployeeId& employee, const std::string& password) {
    MH_TRY(check_password(password));
    return store_.set_password_hash(employee, hash_password(password));
}

Result<bool> Service::has_password(const model::EmployeeId& employee) {
    MH_LET(hash, store_.password_hash(employee));
    return !hash.empty();
}

Result<void> Service::sign_out(const std::string& session_token) {
    return store_.end_session(digest(session_token));
}

Result<Service::Known> Service::by_session(const std::string& session_token) {
    MH_LET(session, store_.session(digest(session_token)));
    if (!session || session->expires_at <= clock_.now()) return signed_out();
    MH_LET(employee, store_.employee(session->employee));
    if (!employee.active) return signed_out();
    return Known{
        {employee.id, employee.brand, employee.department, employee.role, employee.initials, std::nullopt},
        employee,
        session->csrf_token};
}

Result<Service::Known> Service::by_token(const std::string& bearer_token) {
    if (!bearer_token.starts_with(kTokenPrefix)) return signed_out();
    MH_LET(token, store_.token(digest(bearer_token)));
    if (!token || token->revoked_at) return signed_out();
    MH_LET(employee, store_.employee(token->employee));
    if (!employee.active) return signed_out();
    return Known{
        {employee.id, employee.brand, employee.department, employee.role, employee.initials, token->scopes},
        employee,
        {}};
}

Result<Service::NewToken> Service::create_token(const model::Actor& actor, const std::string& name,
                                                const std::string& scopes) {
    if (name.empty() || characters(name) > 80)
        return base::fail(ErrorCode::invalid, "identity.token.bad_name");
    std::string_view rest = scopes;
    if (rest.empty()) return base::fail(ErrorCode::invalid, "identity.token.bad_scope", {{"scope", ""}});
    while (!rest.empty()) {
        const std::string_view scope = rest.substr(0, rest.find(' '));
        if (scope != "read" && scope != "answer" && scope != "manage")
            return base::fail(ErrorCode::invalid, "identity.token.bad_scope",
                              {{"scope", std::string(scope)}});
        rest.remove_prefix(std::min(rest.size(), scope.size() + 1));
    }
    NewToken made{base::make_ulid(clock_.now(), random_), std::string(kTokenPrefix) + random_.token()};
    MH_TRY(store_.add_token(
        {made.id, digest(made.token), actor.employee, name, scopes, clock_.now(), std::nullopt}));
    return made;
}

Result<void> Service::revoke_token(const model::Actor& actor, const std::string& id) {
    return store_.revoke_token(actor.employee, id, clock_.now());
}

Result<SessionRow> Service::live_session(const std::string& session_token) {
    MH_LET(session, store_.session(digest(session_token)));
    if (!session || session->expires_at <= clock_.now()) return signed_out();
    return *session;
}

Result<std::vector<model::Brand>> Service::brands_of(const std::string& session_token,
                                                     const model::Actor& actor) {
    std::set<model::BrandId> reachable{actor.brand};
    if (!session_token.empty()) {
        MH_LET(session, live_session(session_token));
        for (const model::EmployeeId& id : session.also)
            if (const auto other = store_.employee(id); other && other->active)
                reachable.insert(other->brand);
    }
    MH_LET(brands, store_.all_brands());
    std::erase_if(brands, [&](const model::Brand& brand) { return !reachable.contains(brand.id); });
    return brands;
}

Result<Session> Service::switch_brand(const std::string& session_token, const model::BrandId& brand) {
    MH_LET(session, live_session(session_token));
    for (const model::EmployeeId& id : session.also) {
        const auto other = store_.employee(id);
        if (!other || !other->active || other->brand != brand) continue;
        std::vector<model::EmployeeId> also{session.employee};
        for (const model::EmployeeId& one : session.also)
            if (one != id) also.push_back(one);
        MH_LET(next, open_session(*other, std::move(also)));
        MH_TRY(store_.end_session(session.token_digest));
        return next;
    }
    return base::fail(ErrorCode::not_found, "identity.brand.not_found");
}

Result<void> Service::reach_also(const std::string& session_token, const model::EmployeeId& employee) {
    MH_LET(session, live_session(session_token));
    session.also.push_back(employee);
    return store_.set_session_also(session.token_digest, session.also);
}

Result<void> Service::deactivate(const model::EmployeeId& id) {
    MH_LET(employee, store_.employee(id));
    employee.active = false;
    MH_TRY(store_.update_employee(employee));
    return store_.end_sessions_of(id);
}

}  // namespace manyhands::identity
