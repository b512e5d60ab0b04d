#include "channels/bluesky/write_budget.hpp"

#include <algorithm>
#include <charconv>

namespace manyhands::channels::bluesky {
namespace {

constexpr base::Micros kSlot{std::chrono::minutes(10)};
constexpr base::Micros kHour{std::chrono::hours(1)};
constexpr base::Micros kDay{std::chrono::hours(24)};

std::int64_t slot_of(base::Instant time) {
    return time.time_since_epoch() / kSlot;
}

}  // namespace

void WriteBudget::sent(base::Instant now) {
    ++puts_[slot_of(now)];
    puts_.erase(puts_.begin(), puts_.lower_bound(slot_of(now - kDay)));
}

void WriteBudget::learn(const net::RateLimit& limit, base::Instant now) {
    if (limit.remaining && limit.resets_at && *limit.resets_at > now) told_ = limit;
}

void WriteBudget::exhausted_until(base::Instant when) {
    exhausted_until_ = when;
}

WriteBudget::Used WriteBudget::used(base::Instant now, base::Micros window) const {
    Used out;
    for (auto slot = puts_.lower_bound(slot_of(now - window)); slot != puts_.end(); ++slot) {
        if (!out.oldest_leaves) out.oldest_leaves = base::Instant(kSlot * (slot->first + 1)) + window;
        out.puts += slot->second;
    }
    return out;
}

Budget WriteBudget::budget(base::Instant now) const {
    Budget out;
    const auto take = [&](std::int64_t answers, std::optional<base::Instant> resets_at) {
        answers = std::max<std::int64_t>(0, answers);
        if (out.remaining && *out.remaining <= answers) return;
        out.remaining = answers;
        out.resets_at = resets_at;
    };
    const Used hour = used(now, kHour);
    const Used day = used(now, kDay);
    take(kPointsPerHour / kPointsPerPut - hour.puts, hour.oldest_leaves);
    take(kPointsPerDay / kPointsPerPut - day.puts, day.oldest_leaves);
    if (told_ && told_->resets_at && *told_->resets_at > now) {
        // A long window is the points of writes; a short one counts requests, of which an answer needs up to
        // three.
        const bool points = told_->window && *told_->window >= kHour;
        take(*told_->remaining / (points ? kPointsPerPut : 3), told_->resets_at);
    }
    if (exhausted_until_ && *exhausted_until_ > now) take(0, exhausted_until_);
    return out;
}

json::value WriteBudget::to_json() const {
    json::array kept;
    for (const auto& [slot, count] : puts_)
        kept.push_back(json::array{slot, count});
    return kept;
}

void WriteBudget::from_json(const json::value& kept) {
    puts_.clear();
    const json::array* rows = kept.if_array();
    if (rows == nullptr) return;
    for (const json::value& row : *rows) {
        const json::array* pair = row.if_array();
        if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_int64() || !(*pair)[1].is_int64())
            continue;
        const std::int64_t count = (*pair)[1].get_int64();
        if (count > 0 && count <= kPointsPerDay) puts_[(*pair)[0].get_int64()] = count;
    }
}

}  // namespace manyhands::channels::bluesky
