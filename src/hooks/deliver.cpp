// How a message is signed, and what an attempt means for what comes next.
#include <algorithm>

#include "base/encoding.hpp"
#include "hooks/hooks.hpp"

namespace manyhands::hooks {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::size_t kSecretBytes = 32;

// Before the second, third, ... attempt of one message: about four days together.
constexpr std::array<base::Seconds, 13> kWaits{5s,     30s,    2min,   10min, 30min, 60min, 120min,
                                               240min, 480min, 720min, 24h,   24h,   24h};
// Between two attempts on a target that does not take anything: a whole queue must not knock message by
// message.
constexpr base::Seconds kFirstRest{5s};
constexpr base::Seconds kLongestRest{10min};
constexpr base::Micros kAskedAtMost{24h};
constexpr base::Micros kGiveUpAfter{120h};

base::Micros shaken(base::Micros wait, base::Random& random) {
    const auto half = wait / 2;
    return half + base::Micros(static_cast<std::int64_t>(static_cast<double>(half.count()) * random.unit()));
}

bool arrived(int status) {
    return status >= 200 && status < 300;
}

}  // namespace

std::string new_secret(base::Random& random) {
    std::array<std::uint8_t, kSecretBytes> bytes{};
    random.fill(bytes);
    return std::string(kSecretPrefix) +
           base::to_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

base::Result<std::string> signature(std::string_view secret, std::string_view id, base::Instant at,
                                    std::string_view body) {
    if (!secret.starts_with(kSecretPrefix))
        return base::fail(base::ErrorCode::internal, "hooks.secret.damaged");
    const auto key = base::from_base64(secret.substr(kSecretPrefix.size()));
    if (!key) return base::fail(base::ErrorCode::internal, "hooks.secret.damaged");
    const auto seconds = std::chrono::duration_cast<base::Seconds>(at.time_since_epoch()).count();
    std::string signed_text(id);
    signed_text.append(".").append(std::to_string(seconds)).append(".").append(body);
    return "v1," + base::to_base64(base::hmac_sha256(*key, signed_text));
}

Verdict judge(const Webhook& hook, const Delivery& delivery, const Attempt& attempt, base::Random& random) {
    Verdict verdict;
    verdict.delivery = delivery;
    verdict.hook = hook.state;
    verdict.streak = hook.streak;
    verdict.failing_since = hook.failing_since;
    verdict.rest_until = hook.rest_until;
    Delivery& next = verdict.delivery;
    next.attempts = delivery.attempts + 1;
    next.last_at = attempt.at;
    next.last_status = attempt.status;
    next.last_problem = attempt.problem;
    if (arrived(attempt.status)) {
        next.state = DeliveryState::delivered;
        next.last_problem.clear();
        verdict.arrived = true;
        verdict.streak = 0;
        verdict.failing_since = std::nullopt;
        verdict.rest_until = std::nullopt;
        return verdict;
    }
    if (next.last_problem.empty())
        next.last_problem = attempt.status == 410                            ? "hooks.problem.gone"
                            : attempt.status >= 300 && attempt.status <= 399 ? "hooks.problem.redirect"
                                                                             : "hooks.problem.status";
    if (attempt.status == 410) {
        next.state = DeliveryState::dead;
        verdict.hook = HookState::gone;
        return verdict;
    }
    if (delivery.seq == 0) {
        next.state = DeliveryState::dead;
        return verdict;
    }
    const base::Micros asked =
        std::clamp(attempt.retry_after.value_or(base::Micros::zero()), base::Micros::zero(), kAskedAtMost);
    const auto tried = static_cast<std::size_t>(next.attempts);
    if (tried > kWaits.size()) {
        next.state = DeliveryState::dead;
    } else {
        next.due_at = attempt.at + std::max(shaken(kWaits[tried - 1], random), asked);
    }
    verdict.streak = hook.streak + 1;
    const base::Micros rest =
        std::min<base::Micros>(kFirstRest * (std::int64_t{1} << std::min(hook.streak, 10)), kLongestRest);
    verdict.rest_until = attempt.at + std::max(shaken(rest, random), asked);
    if (!verdict.failing_since) verdict.failing_since = attempt.at;
    if (attempt.at - *verdict.failing_since > kGiveUpAfter) verdict.hook = HookState::failing;
    return verdict;
}

}  // namespace manyhands::hooks
