#include "app/housekeeping.hpp"

#include "base/log.hpp"

namespace manyhands::app {

namespace {
constexpr base::Micros kEvery = std::chrono::hours(1);
constexpr base::Micros kSoon = std::chrono::seconds(10);  // there may be more
}  // namespace

Housekeeping::~Housekeeping() {
    stop();
    if (thread_.joinable()) thread_.join();
}

void Housekeeping::start() {
    thread_ = std::thread([this] {
        std::optional<base::Instant> next = clock_.now() + kSoon;
        while (waker_.wait(clock_, next))
            next = run_once();
    });
}

base::Instant Housekeeping::run_once() {
    const auto removed = media_.remove_unused();
    if (!removed)
        base::log(base::LogLevel::warn, "media", "unused pictures stay", {{"cause", removed.error().cause}});
    const int count = removed.value_or(0);
    if (count > 0)
        base::log(base::LogLevel::info, "media", "unused pictures removed",
                  {{"count", std::to_string(count)}});
    return clock_.now() + (count > 0 ? kSoon : kEvery);
}

}  // namespace manyhands::app
