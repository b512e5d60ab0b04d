#include "reports/first_answer.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

namespace manyhands::reports {
namespace {

using base::ErrorCode;
using base::fail;
using base::Instant;
using base::Micros;
using base::Result;

constexpr auto kPeriodAtMost = std::chrono::hours(24 * 400);

// What becomes one line of figures, for the whole period or for a day.
struct Tally {
    std::int64_t episodes = 0;
    std::int64_t within_promise = 0;
    std::vector<std::int64_t> seconds;  // of the answered ones

    std::optional<double> mean() const {
        if (seconds.empty()) return std::nullopt;
        const auto sum = std::accumulate(seconds.begin(), seconds.end(), std::int64_t{0});
        return static_cast<double>(sum) / static_cast<double>(seconds.size());
    }
    void sort() { std::sort(seconds.begin(), seconds.end()); }
};

struct Calendar {
    std::vector<std::string> names;
    std::vector<Instant> begins;  // of each day, in the zone

    std::size_t day_of(Instant t) const {
        const auto after = std::upper_bound(begins.begin(), begins.end(), t);
        return static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, after - begins.begin() - 1));
    }
};

// Days are those of the zone: 23 or 25 hours long when the clocks change.
Result<Calendar> calendar(Instant from, Instant to, const std::string& zone) {
    MH_LET(first, base::to_local(from, zone));
    MH_LET(last, base::to_local(to - Micros(1), zone));
    const auto date = [](const base::LocalTime& t) {
        return std::chrono::sys_days{std::chrono::year{t.year} / t.month / t.day};
    };
    Calendar out;
    for (auto day = date(first); day <= date(last); day += std::chrono::days(1)) {
        const std::chrono::year_month_day ymd{day};
        const int y = static_cast<int>(ymd.year());
        const int m = static_cast<int>(static_cast<unsigned>(ymd.month()));
        const int d = static_cast<int>(static_cast<unsigned>(ymd.day()));
        MH_LET(begin, base::from_local(y, m, d, 0, 0, zone));
        out.names.push_back(fmt::format("{:04}-{:02}-{:02}", y, m, d));
        out.begins.push_back(begin);
    }
    return out;
}

}  // namespace

std::optional<std::int64_t> percentile(const std::vector<std::int64_t>& sorted, double p) {
    if (sorted.empty()) return std::nullopt;
    const auto n = static_cast<double>(sorted.size());
    const double rank = std::clamp(std::ceil(p * n / 100.0), 1.0, n);
    return sorted[static_cast<std::size_t>(rank) - 1];
}

Result<FirstAnswer> first_answer(EpisodeStore& store, const model::BrandId& brand, Instant from, Instant to,
                                 const std::string& zone, Instant now) {
    if (from >= to) return fail(ErrorCode::invalid, "reports.bad_period");
    if (to - from > kPeriodAtMost)
        return fail(ErrorCode::invalid, "reports.period_too_long", {{"days", "400"}});
    MH_LET(days, calendar(from, to, zone));

    FirstAnswer report;
    report.from = from;
    report.to = to;
    report.zone = zone;
    for (const int minutes : model::kBandsMinutes)
        report.bands.push_back({minutes, 0});
    report.bands.push_back({std::nullopt, 0});
    Tally whole;
    std::vector<Tally> by_day(days.names.size());

    MH_TRY(store.episodes(brand, from, to, [&](const EpisodeRow& row) {
        if (row.end == EpisodeEnd::dropped) {
            ++report.no_answer_needed;
            return;
        }
        Tally& day = by_day[days.day_of(row.opened_at)];
        ++whole.episodes;
        ++day.episodes;
        const bool answered = row.end == EpisodeEnd::answered && row.answered_at;
        const Micros took =
            std::max(Micros(0), (answered ? *row.answered_at : std::max(now, row.opened_at)) - row.opened_at);
        // Later than that counts as never, so that the figures of a period are settled a week after it.
        if (answered ? took > model::kNeverAfter : took >= model::kNeverAfter) {
            ++report.never;
            return;
        }
        if (!answered) {
            ++report.waiting;
            return;
        }
        const std::int64_t seconds = std::chrono::floor<base::Seconds>(took).count();
        whole.seconds.push_back(seconds);
        day.seconds.push_back(seconds);
        if (took <= base::Minutes(model::kPromiseMinutes)) {
            ++whole.within_promise;
            ++day.within_promise;
        }
        const auto band = std::find_if(report.bands.begin(), report.bands.end(), [&](const Band& b) {
            return !b.up_to_minutes || took <= base::Minutes(*b.up_to_minutes);
        });
        ++band->answered;
    }));

    whole.sort();
    report.episodes = whole.episodes;
    report.answered = std::ssize(whole.seconds);
    report.mean_seconds = whole.mean();
    report.p50_seconds = percentile(whole.seconds, 50);
    report.p90_seconds = percentile(whole.seconds, 90);
    report.p99_seconds = percentile(whole.seconds, 99);
    for (std::size_t i = 0; i < by_day.size(); ++i) {
        Tally& day = by_day[i];
        day.sort();
        report.by_day.push_back({days.names[i], day.episodes, std::ssize(day.seconds), day.within_promise,
                                 day.mean(), percentile(day.seconds, 50), percentile(day.seconds, 90)});
    }
    return report;
}

}  // namespace manyhands::reports
