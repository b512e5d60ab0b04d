#include "identity/single_sign_on.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <openssl/crypto.h>

#include "base/encoding.hpp"
#include "identity/person.hpp"
#include "model/policy.hpp"

namespace manyhands::identity {

namespace json = boost::json;
using base::ErrorCode;
using base::Result;
using model::Action;
using model::Actor;

namespace {

constexpr base::Minutes kCookieLives{10};
constexpr std::chrono::hours kDocumentHolds{1};
// A stranger's token with an invented key must not make us ask for the keys each time.
constexpr base::Seconds kKeysAgain{10};
// While a provider is down, whoever wants to sign in is told at once.
constexpr base::Seconds kDownFor{5};
constexpr std::size_t kDocumentAtMost = 512 * 1024;
constexpr std::size_t kGroupsAtMost = 200;

Result<void> may_manage(const Actor& actor) {
    MH_TRY(model::check(actor, Action::manage_settings, model::Scope::brand));
    return model::check(actor, Action::manage_people, model::Scope::brand);
}

std::unexpected<base::Error> bad(const char* key, const char* pointer) {
    return base::fail(ErrorCode::invalid, key, {{"pointer", pointer}});
}

std::unexpected<base::Error> not_ours() {
    return base::fail(ErrorCode::unauthenticated, "identity.sso.state");
}

std::optional<json::object> object_in(std::string_view text) {
    boost::system::error_code wrong;
    json::value value = json::parse(text, wrong);
    if (wrong || !value.is_object()) return std::nullopt;
    return std::move(value.as_object());
}

// What a redirect's cookie holds, sealed: nobody else can make one, and nobody can read it.
struct Journey {
    model::BrandId brand;
    std::string issuer;
    std::string state;
    std::string nonce;
    std::string verifier;
    base::Instant until{};
};

std::string written(const Journey& journey) {
    return json::serialize(json::object{{"brand", journey.brand.value},
                                        {"issuer", journey.issuer},
                                        {"state", journey.state},
                                        {"nonce", journey.nonce},
                                        {"verifier", journey.verifier},
                                        {"until", base::to_micros(journey.until)}});
}

std::optional<Journey> read_journey(const std::string& text) {
    const auto object = object_in(text);
    const json::value* until = object ? object->if_contains("until") : nullptr;
    if (until == nullptr || !until->is_int64()) return std::nullopt;
    const auto field = [&](const char* name) { return oidc::text_claim(*object, name); };
    return Journey{model::BrandId(field("brand")),
                   field("issuer"),
                   field("state"),
                   field("nonce"),
                   field("verifier"),
                   base::from_micros(until->as_int64())};
}

Result<void> check_words(const SsoSettings& wanted) {
    if (wanted.issuer.empty() || wanted.issuer.find_first_of("?#") != std::string::npos)
        return bad("identity.sso.bad_issuer", "/issuer");
    if (wanted.client_id.empty()) return bad("identity.sso.bad_client", "/client_id");
    const std::string scopes = " " + wanted.scopes + " ";
    if (scopes.find(" openid ") == std::string::npos) return bad("identity.sso.bad_scopes", "/scopes");
    if (wanted.email_claim.empty()) return bad("identity.sso.bad_claim", "/email_claim");
    if (wanted.groups.size() > kGroupsAtMost) return bad("identity.sso.bad_groups", "/groups");
    for (const GroupRule& rule : wanted.groups)
        if (rule.group.empty() || (!rule.role && !rule.department))
            return bad("identity.sso.bad_groups", "/groups");
    return {};
}

}  // namespace

Result<std::vector<SsoSettings>> SingleSignOn::all() {
    {
        const std::scoped_lock guard(mutex_);
        if (settings_) return *settings_;
    }
    MH_LET(read, ports_.store.all_sso());
    const std::scoped_lock guard(mutex_);
    settings_ = read;
    return read;
}

Result<SsoSettings> SingleSignOn::of(const model::BrandId& brand) {
    MH_LET(every, all());
    for (const SsoSettings& one : every)
        if (one.brand == brand) return one;
    return base::fail(ErrorCode::not_found, "identity.sso.not_set_up");
}

Result<std::optional<SsoSettings>> SingleSignOn::settings(const Actor& actor) {
    MH_TRY(may_manage(actor));
    auto found = of(actor.brand);
    if (found) return std::optional(std::move(*found));
    if (found.error().code == ErrorCode::not_found) return std::nullopt;
    return std::unexpected(found.error());
}

Result<SsoSettings> SingleSignOn::save(const Actor& actor, SsoSettings wanted,
                                       const std::optional<std::string>& secret) {
    MH_TRY(may_manage(actor));
    wanted.brand = actor.brand;
    MH_TRY(check_words(wanted));
    MH_LET(departments, ports_.identity.departments(actor.brand));
    const auto here = [&](const model::DepartmentId& id) {
        return std::ranges::find(departments, id, &model::Department::id) != departments.end();
    };
    if (!wanted.department.empty() && !here(wanted.department))
        return bad("identity.employee.bad_department", "/department_id");
    for (const GroupRule& rule : wanted.groups)
        if (rule.department && !here(*rule.department))
            return bad("identity.employee.bad_department", "/groups");
    MH_LET(before, settings(actor));
    if (secret) {
        wanted.secret_box = secret->empty() ? "" : ports_.seal(*secret);
    } else if (before && before->issuer == wanted.issuer && before->client_id == wanted.client_id) {
        wanted.secret_box = before->secret_box;
    } else {
        wanted.secret_box.clear();  // a secret never goes to another provider than the one it was given for
    }
    {
        const std::scoped_lock guard(mutex_);
        known_.erase(wanted.issuer);
        failed_.erase(wanted.issuer);
    }
    if (auto answers = known(wanted.issuer); !answers) {
        answers.error().args.emplace_back("pointer", "/issuer");
        answers.error().code = ErrorCode::invalid;  // it is what was typed that does not answer
        return std::unexpected(std::move(answers).error());
    }
    MH_TRY(ports_.store.save_sso(wanted, actor.employee));
    const std::scoped_lock guard(mutex_);
    settings_.reset();
    return wanted;
}

Result<void> SingleSignOn::end(const Actor& actor) {
    MH_TRY(may_manage(actor));
    MH_TRY(ports_.store.end_sso(actor.brand));
    const std::scoped_lock guard(mutex_);
    settings_.reset();
    return {};
}

Result<std::vector<model::Brand>> SingleSignOn::brands() {
    MH_LET(every, all());
    MH_LET(found, ports_.identity.all_brands());
    std::erase_if(found, [&](const model::Brand& brand) {
        return std::ranges::find(every, brand.id, &SsoSettings::brand) == every.end();
    });
    return found;
}

bool SingleSignOn::password_allowed(const model::Employee& employee) {
    if (employee.role == model::Role::admin) return true;
    const auto settings = of(employee.brand);
    return !settings || settings->password_allowed;
}

Result<std::string> SingleSignOn::document(const std::string& url) {
    auto said = ports_.fetch({"GET", url, {{"Accept", "application/json"}}, {}});
    if (!said)
        return base::fail(ErrorCode::unavailable, "identity.sso.discovery", {{"reason", "address"}},
                          said.error().key + " " + said.error().cause);
    if (said->status != 200 || said->body.size() > kDocumentAtMost)
        return base::fail(ErrorCode::unavailable, "identity.sso.discovery",
                          {{"reason", std::to_string(said->status)}});
    return std::move(said->body);
}

Result<SingleSignOn::Known> SingleSignOn::known(const std::string& issuer) {
    const base::Instant now = ports_.clock.now();
    {
        const std::scoped_lock guard(mutex_);
        if (const auto found = known_.find(issuer);
            found != known_.end() && now - found->second.read_at < kDocumentHolds)
            return found->second;
        if (const auto down = failed_.find(issuer); down != failed_.end() && now - down->second < kDownFor)
            return base::fail(ErrorCode::unavailable, "identity.sso.discovery", {{"reason", "address"}});
    }
    const auto read = [&]() -> Result<Known> {
        MH_LET(text, document(oidc::discovery_address(issuer)));
        MH_LET(provider, oidc::read_provider(text, issuer));
        MH_LET(list, document(provider.jwks_uri));
        MH_LET(keys, oidc::read_keys(list));
        return Known{std::move(provider), std::move(keys), now, {}};
    };
    auto fresh = read();
    const std::scoped_lock guard(mutex_);
    if (fresh)
        known_[issuer] = *fresh;
    else
        failed_[issuer] = now;
    return fresh;
}

// Providers change their keys; a token that names one we have not seen is the sign.
Result<SingleSignOn::Known> SingleSignOn::with_new_keys(const std::string& issuer) {
    MH_LET(now_known, known(issuer));
    const base::Instant now = ports_.clock.now();
    {
        const std::scoped_lock guard(mutex_);
        Known& kept = known_[issuer];
        if (now - kept.keys_at < kKeysAgain) return now_known;
        kept.keys_at = now;
    }
    MH_LET(list, document(now_known.provider.jwks_uri));
    MH_LET(keys, oidc::read_keys(list));
    const std::scoped_lock guard(mutex_);
    known_[issuer].keys = std::move(keys);
    return known_[issuer];
}

Result<SingleSignOn::Begun> SingleSignOn::begin(const model::BrandId& brand,
                                                const std::string& redirect_uri) {
    MH_LET(settings, of(brand));
    MH_LET(from, known(settings.issuer));
    const Journey journey{brand,
                          settings.issuer,
                          ports_.random.token(),
                          ports_.random.token(),
                          ports_.random.token(),
                          ports_.clock.now() + kCookieLives};
    oidc::Fields fields{{"response_type", "code"},
                        {"client_id", settings.client_id},
                        {"redirect_uri", redirect_uri},
                        {"scope", settings.scopes},
                        {"state", journey.state},
                        {"nonce", journey.nonce},
                        {"code_challenge", oidc::challenge_of(journey.verifier)},
                        {"code_challenge_method", "S256"}};
    // OpenID Connect Core 1.0, 11: without consent no token that outlives the sign-in.
    if ((" " + settings.scopes + " ").find(" offline_access ") != std::string::npos)
        fields.emplace_back("prompt", "consent");
    return Begun{oidc::with_query(from.provider.authorization_endpoint, fields),
                 base::to_base64url(ports_.seal(written(journey)))};
}

Result<SingleSignOn::Said> SingleSignOn::token_call(const SsoSettings& settings,
                                                    const oidc::Provider& provider, oidc::Fields fields) {
    Ask ask{"POST",
            provider.token_endpoint,
            {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}},
            {}};
    if (settings.secret_box.empty()) {
        fields.emplace_back("client_id", settings.client_id);
    } else {
        MH_LET(secret, ports_.open(settings.secret_box));
        if (provider.secret_in_body) {
            fields.emplace_back("client_id", settings.client_id);
            fields.emplace_back("client_secret", secret);
        } else {
            ask.headers.emplace_back("Authorization", oidc::basic(settings.client_id, secret));
        }
    }
    ask.body = oidc::form(fields);
    return ports_.fetch(ask);
}

Result<SingleSignOn::Tokens> SingleSignOn::redeem(const SsoSettings& settings, const oidc::Provider& provider,
                                                  const oidc::Fields& fields) {
    auto said = token_call(settings, provider, fields);
    if (!said)
        return base::fail(ErrorCode::unavailable, "identity.sso.provider", {{"reason", "address"}},
                          said.error().key + " " + said.error().cause);
    const auto object = object_in(said->body);
    if (said->status != 200 || !object) {
        const std::string reason = object ? oidc::text_claim(*object, "error") : std::string();
        if (reason == "invalid_grant") return base::fail(ErrorCode::unauthenticated, "identity.sso.code");
        return base::fail(ErrorCode::unavailable, "identity.sso.provider",
                          {{"reason", reason.empty() ? std::to_string(said->status) : reason.substr(0, 64)}});
    }
    Tokens tokens{oidc::text_claim(*object, "id_token"), oidc::text_claim(*object, "access_token"),
                  oidc::text_claim(*object, "refresh_token")};
    return tokens;
}

Result<json::object> SingleSignOn::claims_of(const SsoSettings& settings, const Known& from,
                                             const Tokens& tokens, const std::string& nonce) {
    const oidc::Expected expected{settings.issuer, settings.client_id, nonce, from.provider.algorithms};
    const base::Instant now = ports_.clock.now();
    auto claims = oidc::verify(tokens.id_token, from.keys, expected, now);
    if (!claims && claims.error().code == ErrorCode::not_found) {
        MH_LET(fresh, with_new_keys(settings.issuer));
        claims = oidc::verify(tokens.id_token, fresh.keys, expected, now);
        if (!claims && claims.error().code == ErrorCode::not_found)
            return base::fail(ErrorCode::unauthenticated, "identity.sso.token", {{"reason", "kid"}}, "kid");
    }
    if (!claims) return claims;
    if (from.provider.userinfo_endpoint.empty() || tokens.access_token.empty()) return claims;
    auto said =
        ports_.fetch({"GET",
                      from.provider.userinfo_endpoint,
                      {{"Accept", "application/json"}, {"Authorization", "Bearer " + tokens.access_token}},
                      {}});
    const auto more = said && said->status == 200 ? object_in(said->body) : std::nullopt;
    // What it says is of whom it was asked about, or it is not believed (OpenID Connect Core 1.0, 5.3.2).
    if (!more) return base::fail(ErrorCode::unavailable, "identity.sso.provider", {{"reason", "userinfo"}});
    if (oidc::text_claim(*more, "sub") != oidc::text_claim(*claims, "sub"))
        return base::fail(ErrorCode::unauthenticated, "identity.sso.token", {{"reason", "userinfo"}},
                          "userinfo");
    // "Verified" goes with the address beside which it stands.
    const bool other_email =
        claims->contains("email") && oidc::text_claim(*claims, "email") != oidc::text_claim(*more, "email");
    for (const auto& [name, value] : *more)
        if (!claims->contains(name) && !(other_email && name == "email_verified"))
            claims->emplace(name, value);
    return claims;
}

Result<SsoPerson> SingleSignOn::person_of(const SsoSettings& settings, const json::object& claims) {
    SsoPerson person;
    person.issuer = settings.issuer;
    person.subject = oidc::text_claim(claims, "sub");
    if (const auto email = checked_email(oidc::text_claim(claims, settings.email_claim)))
        person.email = *email;
    person.email_sure = settings.trust_email ||
                        (settings.email_claim == "email" && oidc::true_claim(claims, "email_verified"));
    person.name = oidc::text_claim(claims, settings.name_claim);
    const auto groups = oidc::list_claim(claims, settings.groups_claim);
    MH_LET(departments, ports_.identity.departments(settings.brand));
    for (const GroupRule& rule : settings.groups) {
        if (std::ranges::find(groups, rule.group) == groups.end()) continue;
        if (!person.role) person.role = rule.role;
        // One that was closed since then is nobody's.
        const bool live = rule.department && std::ranges::find(departments, *rule.department,
                                                               &model::Department::id) != departments.end();
        if (!person.department && live) person.department = rule.department;
    }
    return person;
}

std::string SingleSignOn::brand_of(const std::string& cookie) {
    const auto box = base::from_base64url(cookie);
    if (!box || box->empty()) return {};
    const auto opened = ports_.open(*box);
    const auto journey = opened ? read_journey(*opened) : std::nullopt;
    return journey && of(journey->brand) ? journey->brand.value : std::string();
}

Result<std::optional<Session>> SingleSignOn::finish(const std::string& cookie, const Brought& brought,
                                                    const std::string& redirect_uri) {
    const auto box = base::from_base64url(cookie);
    if (!box || box->empty()) return not_ours();
    const auto opened = ports_.open(*box);
    const auto journey = opened ? read_journey(*opened) : std::nullopt;
    if (!journey || journey->until <= ports_.clock.now()) return not_ours();
    if (journey->state.empty() || journey->state.size() != brought.state.size() ||
        CRYPTO_memcmp(journey->state.data(), brought.state.data(), brought.state.size()) != 0)
        return not_ours();
    MH_LET(settings, of(journey->brand));
    if (settings.issuer != journey->issuer) return not_ours();  // set up anew meanwhile
    MH_LET(from, known(settings.issuer));
    // RFC 9207: an answer of another provider than the one that was asked.
    if (brought.issuer.empty() ? from.provider.names_itself : brought.issuer != settings.issuer)
        return base::fail(ErrorCode::unauthenticated, "identity.sso.token", {{"reason", "iss"}}, "iss");
    if (!brought.error.empty()) {
        if (brought.error == "access_denied") return base::fail(ErrorCode::forbidden, "identity.sso.denied");
        return base::fail(ErrorCode::unavailable, "identity.sso.provider",
                          {{"reason", brought.error.substr(0, 64)}});
    }
    if (brought.code.empty()) return not_ours();
    MH_LET(tokens, redeem(settings, from.provider,
                          {{"grant_type", "authorization_code"},
                           {"code", brought.code},
                           {"redirect_uri", redirect_uri},
                           {"code_verifier", journey->verifier}}));
    MH_LET(claims, claims_of(settings, from, tokens, journey->nonce));
    MH_LET(person, person_of(settings, claims));
    return enter(settings, person, tokens);
}

Result<std::optional<Session>> SingleSignOn::enter(const SsoSettings& settings, const SsoPerson& person,
                                                   const Tokens& tokens) {
    MH_LET(departments, ports_.identity.departments(settings.brand));
    if (departments.empty()) return base::fail(ErrorCode::invalid, "identity.employee.bad_department");
    const bool live =
        std::ranges::find(departments, settings.department, &model::Department::id) != departments.end();
    const model::DepartmentId department = live ? settings.department : departments.front().id;
    MH_LET(admission,
           ports_.store.admit(settings.brand, person, base::make_ulid(ports_.clock.now(), ports_.random),
                              [&](const SsoAround& around) -> Result<SsoAdmission> {
                                  MH_LET(decided, identity::admit(settings, person, around, department));
                                  if (decided.way == SsoWay::enrolled) {
                                      decided.employee.id = ports_.ids.make<model::EmployeeId>();
                                      decided.employee.created_at = ports_.clock.now();
                                  }
                                  return decided;
                              }));
    if (admission.way == SsoWay::waits) return std::nullopt;
    MH_TRY(ports_.store.keep_refresh(admission.employee.id,
                                     tokens.refresh_token.empty() ? "" : ports_.seal(tokens.refresh_token),
                                     soon()));
    MH_LET(session, ports_.service.enter(admission.employee.id));
    return std::optional(std::move(session));
}

}  // namespace manyhands::identity
