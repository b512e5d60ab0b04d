#include "identity/nudges.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/encoding.hpp"
#include "model/policy.hpp"

namespace manyhands::identity {

using base::ErrorCode;
using base::Result;
using model::Action;
using model::Scope;

namespace {

using namespace std::chrono_literals;

constexpr int kDay = 24 * 60;
// Before the second, third, ... attempt.
constexpr std::array<base::Seconds, 4> kWaits{5s, 30s, 2min, 5min};
constexpr base::Micros kAskedAtMost{6h};
constexpr base::Micros kLongestRest{1h};
constexpr int kFailuresAtMost = 20;
constexpr std::size_t kNameAtMost = 80;

base::LocalTime local(base::Instant now, const std::string& zone) {
    auto there = base::to_local(now, zone.empty() ? "UTC" : zone);
    if (!there) there = base::to_local(now, "UTC");
    return *there;
}

}  // namespace

std::string_view to_string(Rhythm rhythm) {
    switch (rhythm) {
        case Rhythm::never:
            return "never";
        case Rhythm::weekly:
            return "weekly";
        case Rhythm::daily:
            return "daily";
    }
    return "";
}

std::optional<Rhythm> rhythm(std::string_view text) {
    for (const Rhythm one : {Rhythm::never, Rhythm::weekly, Rhythm::daily})
        if (to_string(one) == text) return one;
    return std::nullopt;
}

std::string_view to_string(NudgeEnd end) {
    switch (end) {
        case NudgeEnd::sent:
            return "sent";
        case NudgeEnd::gone:
            return "gone";
        case NudgeEnd::failed:
            return "failed";
    }
    return "";
}

std::optional<int> minutes_of(std::string_view text) {
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
        return std::nullopt;
    const int hours = (text[0] - '0') * 10 + (text[1] - '0');
    const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours > 23 || minutes > 59) return std::nullopt;
    return hours * 60 + minutes;
}

std::string clock_text(int minutes) {
    std::array<char, 16> text{};
    (void)std::snprintf(text.data(), text.size(), "%02d:%02d", minutes / 60 % 24, minutes % 60);
    return text.data();
}

bool is_quiet(const QuietHours& hours, base::Instant now, const std::string& zone) {
    if (hours.from == hours.until) return false;
    const base::LocalTime there = local(now, zone);
    const int at = there.hour * 60 + there.minute;
    return hours.from < hours.until ? at >= hours.from && at < hours.until
                                    : at >= hours.from || at < hours.until;
}

base::Instant quiet_ends(const QuietHours& hours, base::Instant now, const std::string& zone) {
    if (!is_quiet(hours, now, zone)) return now;
    const base::LocalTime there = local(now, zone);
    const int at = there.hour * 60 + there.minute;
    const int left = (hours.until - at + kDay) % kDay;
    // Minutes of the clock; where it is set forward or back meanwhile, the next look corrects it.
    return now + base::Minutes(left) - base::Seconds(there.second);
}

base::Instant day_began(base::Instant now, const std::string& zone) {
    const base::LocalTime there = local(now, zone);
    const auto began =
        base::from_local(there.year, there.month, there.day, 0, 0, zone.empty() ? "UTC" : zone);
    return began ? *began : now - base::Minutes(there.hour * 60 + there.minute);
}

std::string endpoint_text(const Endpoint& endpoint) {
    return base::to_base64url(endpoint.p256dh) + " " + base::to_base64url(endpoint.auth) + " " + endpoint.url;
}

Result<Endpoint> endpoint_of(std::string_view text) {
    const auto damaged = [] { return base::fail(ErrorCode::internal, "identity.secret.damaged"); };
    const auto first = text.find(' ');
    const auto second = first == std::string_view::npos ? first : text.find(' ', first + 1);
    if (second == std::string_view::npos) return damaged();
    const auto key = base::from_base64url(text.substr(0, first));
    const auto auth = base::from_base64url(text.substr(first + 1, second - first - 1));
    if (!key || !auth) return damaged();
    return Endpoint{std::string(text.substr(second + 1)), *key, *auth};
}

PushVerdict judge_push(const Device& device, const Nudge& nudge, const PushAttempt& attempt,
                       base::Random& random) {
    using Next = PushVerdict::Next;
    PushVerdict verdict{Next::done, device, attempt.at};
    if (attempt.status >= 200 && attempt.status < 300) {
        verdict.device.failures = 0;
        verdict.device.rest_until = std::nullopt;
        verdict.device.last_ok_at = attempt.at;
        return verdict;
    }
    // The browser has gone away, or subscribed for a key that is not ours any more.
    if (attempt.status == 404 || attempt.status == 410 || attempt.status == 401 || attempt.status == 403) {
        verdict.next = Next::device_gone;
        return verdict;
    }
    verdict.device.failures = device.failures + 1;
    if (verdict.device.failures >= kFailuresAtMost) {
        verdict.next = Next::device_gone;
        return verdict;
    }
    const bool passes =
        attempt.status == 0 || attempt.status == 408 || attempt.status == 429 || attempt.status >= 500;
    const auto tried = static_cast<std::size_t>(nudge.attempts);
    if (attempt.refused || !passes) {
        verdict.next = Next::failed;
        return verdict;
    }
    const base::Micros asked =
        std::clamp(attempt.retry_after.value_or(base::Micros::zero()), base::Micros::zero(), kAskedAtMost);
    const base::Micros rest =
        std::min<base::Micros>(5s * (std::int64_t{1} << std::min(device.failures, 12)), kLongestRest);
    verdict.device.rest_until = attempt.at + std::max(rest, asked);
    const base::Micros wait = kWaits[std::min(tried, kWaits.size() - 1)];
    const auto half = wait / 2;
    verdict.due_at =
        attempt.at + std::max(asked, half + base::Micros(static_cast<std::int64_t>(
                                                static_cast<double>(half.count()) * random.unit())));
    verdict.next =
        tried >= kWaits.size() || verdict.due_at >= nudge.made_at + kPushLives ? Next::failed : Next::again;
    return verdict;
}

Result<Nudges::Mine> Nudges::mine(const model::Actor& actor) {
    MH_TRY(model::check(actor, Action::manage_self, Scope::own));
    MH_LET(wishes, ports_.store.reach_wishes(actor.employee));
    MH_LET(devices, ports_.store.devices_of(actor.employee));
    return Mine{std::move(wishes), std::move(devices)};
}

Result<Nudges::Mine> Nudges::change(const model::Actor& actor, const model::Employee& employee,
                                    const ReachWishes& wishes) {
    MH_TRY(model::check(actor, Action::manage_self, Scope::own));
    if (!wishes.zone.empty() && !base::to_local(ports_.clock.now(), wishes.zone))
        return base::fail(ErrorCode::invalid, "identity.nudge.bad_zone",
                          {{"zone", wishes.zone}, {"pointer", "/zone"}});
    MH_TRY(ports_.store.save_reach_wishes(employee, wishes, ports_.clock.now()));
    return mine(actor);
}

Result<Device> Nudges::add(const model::Actor& actor, const Endpoint& endpoint, const std::string& name) {
    MH_TRY(model::check(actor, Action::manage_self, Scope::own));
    MH_LET(service, ports_.service_of(endpoint));
    Device device;
    device.id = ports_.ids.make<DeviceId>();
    device.brand = actor.brand;
    device.employee = actor.employee;
    device.digest = base::to_hex(base::sha256(endpoint.url));
    device.service = service;
    device.name = name.substr(0, kNameAtMost);
    device.box = ports_.seal(endpoint_text(endpoint));
    device.made_at = ports_.clock.now();
    MH_TRY(ports_.store.add_device(device));
    return device;
}

Result<void> Nudges::end(const model::Actor& actor, const DeviceId& id) {
    MH_TRY(model::check(actor, Action::manage_self, Scope::own));
    MH_LET(ended, ports_.store.end_device(actor.employee, id));
    if (!ended) return base::fail(ErrorCode::not_found, "identity.nudge.no_such_device");
    return {};
}

}  // namespace manyhands::identity
