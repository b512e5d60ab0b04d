// Who is still here, as the provider knows it: with the token that it gave for that, one person at a time.
#include <algorithm>

#include <boost/json.hpp>

#include "base/log.hpp"
#include "identity/single_sign_on.hpp"

namespace manyhands::identity {

using base::Result;

namespace {

constexpr int kDoublingsAtMost = 3;

}  // namespace

// Within the last third of the interval: those who sign in together do not ask together for ever.
base::Instant SingleSignOn::soon() {
    const auto third = static_cast<std::uint64_t>((ports_.ask_every / 3).count());
    return ports_.clock.now() + ports_.ask_every - base::Micros(ports_.random.below(third + 1));
}

Result<std::vector<SsoAsk>> SingleSignOn::due(int limit) {
    return ports_.store.due_asks(ports_.clock.now(), limit);
}

Result<std::optional<base::Instant>> SingleSignOn::next_due() {
    return ports_.store.next_ask(ports_.clock.now());
}

Result<bool> SingleSignOn::ask(const SsoAsk& one) {
    const auto settings = of(one.brand);
    // Set up anew, or not at all any more: that token is nobody's concern.
    if (!settings || settings->issuer != one.issuer) {
        MH_TRY(ports_.store.asked(one, "", 0, ports_.clock.now()));
        return false;
    }
    const auto later = [&](const char* cause) -> Result<bool> {
        // A provider that is down says nothing about anybody.
        const int failures = one.failures + 1;
        if (failures == 1)
            base::log(base::LogLevel::warn, "identity", "a provider does not say who is still here",
                      {{"cause", cause}});
        const auto wait = ports_.ask_every * (1 << std::min(failures - 1, kDoublingsAtMost));
        MH_TRY(ports_.store.asked(one, one.refresh_box, failures, ports_.clock.now() + wait));
        return false;
    };
    const auto token = ports_.open(one.refresh_box);
    if (!token) return later("the token cannot be opened");
    const auto from = known(one.issuer);
    if (!from) return later("no discovery");
    const auto said =
        token_call(*settings, from->provider, {{"grant_type", "refresh_token"}, {"refresh_token", *token}});
    if (!said) return later("no answer");
    boost::system::error_code wrong;
    const auto value = boost::json::parse(said->body, wrong);
    if (wrong || !value.is_object()) return later("no JSON");
    const auto& object = value.as_object();
    if (said->status == 200 && !oidc::text_claim(object, "access_token").empty()) {
        const std::string next = oidc::text_claim(object, "refresh_token");
        MH_TRY(ports_.store.asked(one, next.empty() ? one.refresh_box : ports_.seal(next), 0, soon()));
        return false;
    }
    if (said->status >= 500 || oidc::text_claim(object, "error") != "invalid_grant")
        return later("an error that is not about the person");
    return ports_.store.cut(one, ports_.clock.now());
}

}  // namespace manyhands::identity
