#include "app/lag_meter.hpp"

#include <algorithm>

namespace manyhands::app {

using namespace std::chrono_literals;
using base::Micros;

namespace {

constexpr Micros kBetween = 60s;      // two answers that are followed
constexpr Micros kFirstStep = 500ms;  // then half as long again as it was not there so far
constexpr Micros kLongestLag = 200s;  // by then it counts as found
constexpr Micros kLongestSettle = 600s;

}  // namespace

Micros learnt_lag(std::optional<Micros> former, Micros sample) {
    if (!former || sample >= *former) return sample;
    return *former - (*former - sample) / 4;
}

Micros settle_time(const channels::ChannelInfo& info, std::optional<Micros> lag) {
    const Micros most = std::max(kLongestSettle, info.settle_at_least);
    return lag ? std::clamp(*lag * 3, info.settle_at_least, most) : info.settle_at_least;
}

void LagMeter::sent(const channels::Outgoing& answer) {
    const base::Instant now = clock_.now();
    // What lies in the future is of a clock that was set back since, and counts no more.
    const bool follows = followed_ && sent_at_ <= now;
    const bool lately = last_ && *last_ <= now && now < *last_ + kBetween;
    if (follows || lately) return;
    followed_ = answer;
    followed_->images.clear();
    sent_at_ = due_ = now;
}

std::optional<Micros> LagMeter::look(channels::ChannelSession& session) {
    if (!followed_ || clock_.now() < due_) return std::nullopt;
    const auto found = session.look_up(*followed_);
    const base::Instant now = clock_.now();
    const Micros passed = now - sent_at_;
    if (!found ||
        passed < Micros(0)) {  // the network cannot be read, or the clock was set: nothing is learnt
        followed_.reset();
        last_ = now;
        return std::nullopt;
    }
    if (!*found && passed < kLongestLag) {
        due_ = now + std::max(kFirstStep, passed / 2);
        return std::nullopt;
    }
    followed_.reset();
    last_ = now;
    return std::min(passed, kLongestLag);
}

}  // namespace manyhands::app
