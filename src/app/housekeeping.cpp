#include "app/housekeeping.hpp"

#include "base/log.hpp"

namespace manyhands::app {

namespace {
constexpr base::Micros kEvery = std::chrono::hours(1);
constexpr base::Micros kLeftOutStays = std::chrono::hours(30 * 24);
constexpr base::Micros kSoon = std::chrono::seconds(10);  // there may be more
// A year and the days of two months that a report of it compares with, in pieces after which it may be
// stopped.
constexpr int kPieces = 30;
constexpr base::Micros kPiece = std::chrono::hours(14 * 24);
}  // namespace

Housekeeping::~Housekeeping() {
    stop();
    if (thread_.joinable()) thread_.join();
}

void Housekeeping::start() {
    thread_ = std::thread([this] {
        read_year();
        std::optional<base::Instant> next = clock_.now() + kSoon;
        while (waker_.wait(clock_, next))
            next = run_once();
    });
}

void Housekeeping::read_year() {
    const auto brands = brands_.brands();
    if (!brands) return;
    base::Instant to = clock_.now();
    for (int piece = 0; piece < kPieces; ++piece, to -= kPiece) {
        for (const model::BrandId& brand : *brands) {
            if (waker_.stopped()) return;
            reports::EpisodeNames names;
            const auto read = episodes_.episodes(brand, to - kPiece, to, names, [](const auto&) {});
            if (read) continue;
            base::log(base::LogLevel::warn, "reports", "the past year was not read ahead",
                      {{"cause", read.error().cause}});
            return;
        }
    }
}

base::Instant Housekeeping::run_once() {
    const auto removed = media_.remove_unused();
    if (!removed)
        base::log(base::LogLevel::warn, "media", "unused pictures stay", {{"cause", removed.error().cause}});
    const int count = removed.value_or(0);
    if (count > 0)
        base::log(base::LogLevel::info, "media", "unused pictures removed",
                  {{"count", std::to_string(count)}});
    const auto erased = forms_.erase_due();
    if (!erased)
        base::log(base::LogLevel::error, "desk", "private details were not erased",
                  {{"cause", erased.error().cause}});
    else if (*erased > 0)
        base::log(base::LogLevel::info, "desk", "private details erased",
                  {{"count", std::to_string(*erased)}});
    if (const auto old = ingest_.erase_left_out(clock_.now() - kLeftOutStays); !old)
        base::log(base::LogLevel::error, "accounts", "posts that were left out were not erased",
                  {{"cause", old.error().cause}});
    if (also_) also_();
    return clock_.now() + (count > 0 ? kSoon : kEvery);
}

}  // namespace manyhands::app
