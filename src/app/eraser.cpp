#include "app/eraser.hpp"

#include "base/log.hpp"

namespace manyhands::app {
namespace {
constexpr std::chrono::hours kEvery{1};
constexpr std::chrono::milliseconds kBetween{20};  // two pieces: others write, too
}  // namespace

Eraser::~Eraser() {
    stop();
}

void Eraser::start() {
    thread_ = std::thread([this] { loop(); });
}

void Eraser::stop() {
    waker_.stop();
    pause_.stop();
    if (thread_.joinable()) thread_.join();
}

void Eraser::loop() {
    std::optional<base::Instant> next = clock_.now();  // what a killed process left
    std::optional<base::Instant> looked;
    while (waker_.wait(clock_, next)) {
        const base::Instant now = clock_.now();
        const bool look = !looked || now - *looked >= kEvery;
        if (look) looked = now;
        const auto more = erasures_.run_once(look);
        if (!more)
            base::log(base::LogLevel::error, "desk", "erasing cannot go on", {{"cause", more.error().cause}});
        next = more && *more ? clock_.now() : clock_.now() + kEvery;
        if (!pause_.wait(clock_, clock_.now() + kBetween)) break;
    }
}

}  // namespace manyhands::app
