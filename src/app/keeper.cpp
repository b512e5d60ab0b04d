#include "app/keeper.hpp"

#include <algorithm>

#include "app/service_notify.hpp"
#include "base/log.hpp"

namespace manyhands::app {

namespace {
constexpr std::chrono::hours kHeadsEvery{1};
}

Keeper::Keeper(identity::IdentityStore& people, identity::AuditStore& audit, const base::Clock& clock,
               std::function<bool()> alive)
    : people_(people), audit_(audit), clock_(clock), alive_(std::move(alive)), next_heads_(clock.now()) {}

Keeper::~Keeper() {
    stop();
    if (thread_.joinable()) thread_.join();
}

void Keeper::start() {
    thread_ = std::thread([this] {
        std::optional<base::Instant> next = clock_.now();
        while (waker_.wait(clock_, next))
            next = run_once();
    });
}

base::Instant Keeper::run_once() {
    const base::Instant now = clock_.now();
    const auto watchdog = watchdog_interval();
    if (watchdog && alive_()) notify_service("WATCHDOG=1");
    if (now >= next_heads_) {
        next_heads_ = now + kHeadsEvery;
        const auto brands = people_.all_brands();
        if (brands)
            for (const model::Brand& brand : *brands)
                if (const auto head = audit_.audit_head(brand.id))
                    base::log(base::LogLevel::info, "audit", "end of the chain",
                              {{"brand", brand.id.value},
                               {"entries", std::to_string(head->seq)},
                               {"digest", head->digest}});
    }
    return watchdog ? std::min(next_heads_, now + *watchdog) : next_heads_;
}

}  // namespace manyhands::app
