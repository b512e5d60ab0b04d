#include "app/thanks.hpp"

#include "base/log.hpp"
#include "understand/tone.hpp"

namespace manyhands::app {
namespace {

constexpr int kAtOnce = 500;

std::optional<bool> said(std::string_view text, std::string_view lang) {
    switch (understand::tone(text, lang)) {
        case understand::Tone::thanks:
            return true;
        case understand::Tone::unhappy:
            return false;
        case understand::Tone::neither:
            return std::nullopt;
    }
    return std::nullopt;
}

reports::LinkRule rule_of(const std::string& value) {
    if (value == "always") return reports::LinkRule::always;
    return value == "offer" ? reports::LinkRule::offer : reports::LinkRule::off;
}

}  // namespace

Thanks::Thanks(storage::Store& store, identity::Settings& settings, const base::Clock& clock,
               base::Random& random, base::IdSource& ids)
    : clock_(clock),
      satisfaction_({store, store, clock, random, ids, said,
                     [&settings](const model::BrandId& brand) {
                         return rule_of(settings.value(brand, "satisfaction.link").value);
                     }}),
      cards_(store, clock) {}

Thanks::~Thanks() {
    stop();
}

void Thanks::start() {
    thread_ = std::thread([this] {
        std::optional<base::Instant> next = clock_.now();
        while (waker_.wait(clock_, next)) {
            const auto more = satisfaction_.read_on(kAtOnce);
            if (!more)
                base::log(base::LogLevel::error, "reports", "what customers say cannot be read",
                          {{"cause", more.error().cause}});
            // Nobody waits for it: once a second, whatever is written meanwhile.
            next = clock_.now() + (more && *more ? base::Micros(0) : base::Micros(std::chrono::seconds(1)));
        }
    });
}

void Thanks::stop() {
    waker_.stop();
    if (thread_.joinable()) thread_.join();
}

base::Result<void> Thanks::read_all() {
    for (;;) {
        MH_LET(more, satisfaction_.read_on(kAtOnce));
        if (!more) return {};
    }
}

}  // namespace manyhands::app
