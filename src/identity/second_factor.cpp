#include "identity/second_factor.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "identity/totp.hpp"
#include "model/policy.hpp"

namespace manyhands::identity {

using base::ErrorCode;
using base::Result;
using model::Action;
using model::Scope;

namespace {

constexpr std::size_t kSecretBytes = 20;  // RFC 4226 recommends 160 bits
constexpr int kRecoveryCodes = 10;
constexpr std::size_t kRecoveryLetters = 10;
constexpr std::size_t kWrongAtMost = 10;
constexpr base::Minutes kWrongWindow{15};
// Nothing that looks like something else on paper.
constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyz23456789";

// As it is typed: without what is between the letters, whatever the case.
std::string plain(std::string_view code) {
    std::string out;
    for (const char c : code) {
        if (c >= 'A' && c <= 'Z') out += static_cast<char>(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
    }
    return out;
}

// 49 bits of chance, tried ten times in a quarter of an hour: a plain digest is enough. The employee's id is
// in it, so that a digest says nothing of another's.
std::string digest_of(const model::EmployeeId& id, std::string_view code) {
    return base::to_hex(base::sha256(id.value + "\n" + plain(code)));
}

std::unexpected<base::Error> wrong() {
    return base::fail(ErrorCode::invalid, "identity.second.wrong", {{"pointer", "/code"}});
}

}  // namespace

Result<SecondFactors::Status> SecondFactors::status(const model::EmployeeId& id) {
    MH_LET(row, ports_.store.second_factor(id));
    if (!row || !row->on) return Status{};
    MH_LET(left, ports_.store.recovery_left(id));
    return Status{true, left};
}

Result<SecondFactors::Setup> SecondFactors::begin(const model::Actor& actor) {
    MH_TRY(model::check(actor, Action::manage_self, Scope::own));
    std::string secret(kSecretBytes, '\0');
    ports_.random.fill({reinterpret_cast<std::uint8_t*>(secret.data()), secret.size()});
    MH_LET(employee, ports_.identity.employee(actor.employee));
    MH_TRY(ports_.store.begin_second_factor(actor.employee, base::to_base64url(ports_.seal(secret))));
    return Setup{to_base32(secret), totp_uri(secret, "Manyhands", employee.email)};
}

Result<std::vector<std::string>> SecondFactors::confirm(const model::Actor& actor, const std::string& code) {
    MH_TRY(model::check(actor, Action::manage_self, Scope::own));
    MH_LET(row, ports_.store.second_factor(actor.employee));
    if (!row) return wrong();
    if (row->on) return base::fail(ErrorCode::conflict, "identity.second.on");
    MH_LET(secret, ports_.open(base::from_base64url(row->box).value_or("")));
    const auto step = totp_match(secret, code, ports_.clock.now(), row->last_step);
    if (!step) return wrong();
    std::vector<std::string> codes;
    std::vector<std::string> digests;
    for (int i = 0; i < kRecoveryCodes; ++i) {
        std::string one;
        for (std::size_t letter = 0; letter < kRecoveryLetters; ++letter) {
            if (letter == kRecoveryLetters / 2) one += '-';
            one += kLetters[ports_.random.below(kLetters.size())];
        }
        digests.push_back(digest_of(actor.employee, one));
        codes.push_back(std::move(one));
    }
    MH_TRY(ports_.store.second_factor_on(actor.employee, *step, digests));
    return codes;
}

Result<void> SecondFactors::end(const model::Actor& actor, const std::string& code) {
    MH_TRY(model::check(actor, Action::manage_self, Scope::own));
    MH_LET(second, ask(actor.employee, code));
    if (second == Second::none) return {};
    if (second != Second::right) return wrong();
    return ports_.store.end_second_factor(actor.employee);
}

Result<void> SecondFactors::reset(const model::Actor& actor, const model::EmployeeId& id) {
    MH_TRY(model::check(actor, Action::manage_people, Scope::brand));
    const auto person = ports_.identity.employee(id);
    if (!person || person->brand != actor.brand)
        return base::fail(ErrorCode::not_found, "identity.employee.not_found");
    return ports_.store.end_second_factor(id);
}

bool SecondFactors::too_many_wrong(const model::EmployeeId& id) {
    const std::scoped_lock guard(mutex_);
    const auto found = wrong_.find(id);
    if (found == wrong_.end()) return false;
    const auto now = ports_.clock.monotonic();
    std::erase_if(found->second, [&](auto at) { return now - at > kWrongWindow; });
    const bool many = found->second.size() >= kWrongAtMost;
    if (found->second.empty()) wrong_.erase(found);
    return many;
}

Result<Second> SecondFactors::ask(const model::EmployeeId& id, const std::string& code) {
    if (!plain(code).empty() && too_many_wrong(id))
        return base::fail(ErrorCode::rate_limited, "identity.sign_in.too_many");
    MH_LET(second, look(id, code));
    if (second == Second::wrong) {
        const std::scoped_lock guard(mutex_);
        wrong_[id].push_back(ports_.clock.monotonic());
    }
    return second;
}

Result<Second> SecondFactors::look(const model::EmployeeId& id, const std::string& code) {
    MH_LET(row, ports_.store.second_factor(id));
    if (!row || !row->on) return Second::none;
    if (plain(code).empty()) return Second::needed;
    MH_LET(secret, ports_.open(base::from_base64url(row->box).value_or("")));
    if (const auto step = totp_match(secret, code, ports_.clock.now(), row->last_step)) {
        MH_LET(fresh, ports_.store.use_step(id, *step));
        return fresh ? Second::right : Second::wrong;
    }
    if (plain(code).size() != kRecoveryLetters) return Second::wrong;
    MH_LET(known, ports_.store.use_recovery(id, digest_of(id, code), ports_.clock.now()));
    return known ? Second::right : Second::wrong;
}

}  // namespace manyhands::identity
