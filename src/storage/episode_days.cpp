#include "storage/episode_days.hpp"

namespace manyhands::storage {
namespace {

constexpr std::int64_t kDay = 86'400'000'000;
constexpr std::uint32_t kUnknown = ~0U;

// Each number of `from` as one of `to`.
std::vector<std::uint32_t> translate(const reports::Names& from, reports::Names& to) {
    std::vector<std::uint32_t> numbers(from.size());
    for (std::uint32_t i = 0; i < numbers.size(); ++i)
        numbers[i] = to.of(from.text(i));
    return numbers;
}

EpisodeDays::Translation translate(const reports::EpisodeNames& from, reports::EpisodeNames& to) {
    return {translate(from.accounts, to.accounts), translate(from.departments, to.departments),
            translate(from.employees, to.employees)};
}

}  // namespace

std::int64_t EpisodeDays::day_of(base::Instant at) {
    const std::int64_t micros = base::to_micros(at);
    return micros / kDay - (micros % kDay < 0 ? 1 : 0);
}

base::Instant EpisodeDays::begin_of(std::int64_t day) {
    return base::from_micros(day * kDay);
}

void EpisodeDays::drop(State& state) {
    if (state.facts) kept_ -= state.facts->size();
    state.facts = nullptr;
}

void EpisodeDays::changing(const model::BrandId& brand, base::Instant opened_at) {
    const std::int64_t day = day_of(opened_at);
    const std::scoped_lock guard(mutex_);
    State& state = brands_[brand].days[day];
    if (state.changing) return;
    state.changing = true;
    drop(state);
    unsettled_.emplace_back(brand, day);
}

void EpisodeDays::settled() {
    const std::scoped_lock guard(mutex_);
    for (const auto& [brand, day] : unsettled_) {
        State& state = brands_[brand].days[day];
        state.changing = false;
        ++state.version;
    }
    unsettled_.clear();
}

std::vector<EpisodeDays::Day> EpisodeDays::look(const model::BrandId& brand, std::int64_t first,
                                                std::int64_t last) const {
    std::vector<Day> days;
    for (std::int64_t day = first; day <= last; ++day)
        days.push_back({day, 0, nullptr});
    const std::scoped_lock guard(mutex_);
    const auto known = brands_.find(brand);
    if (known == brands_.end()) return days;
    const auto& states = known->second.days;
    for (auto at = states.lower_bound(first); at != states.end() && at->first <= last; ++at) {
        const State& state = at->second;
        days[static_cast<std::size_t>(at->first - first)] = {
            at->first, state.changing ? kChanging : state.version, state.facts};
    }
    return days;
}

void EpisodeDays::keep(const model::BrandId& brand, const Day& day, Facts facts,
                       const reports::EpisodeNames& names) {
    if (day.version == kChanging) return;
    const std::scoped_lock guard(mutex_);
    OfBrand& of_brand = brands_[brand];
    State& state = of_brand.days[day.day];
    if (state.changing || state.version != day.version || state.facts) return;
    if (most_ == 0 || kept_ + facts.size() > most_) return;
    const auto number = [](std::vector<std::uint32_t>& known, const reports::Names& from, reports::Names& to,
                           std::uint32_t n) {
        if (known.size() <= n) known.resize(n + 1, kUnknown);
        if (known[n] == kUnknown) known[n] = to.of(from.text(n));
        return known[n];
    };
    Translation known;
    for (reports::EpisodeFact& fact : facts) {
        fact.account = number(known.accounts, names.accounts, of_brand.names.accounts, fact.account);
        fact.department =
            number(known.departments, names.departments, of_brand.names.departments, fact.department);
        fact.employee = number(known.employees, names.employees, of_brand.names.employees, fact.employee);
    }
    facts.shrink_to_fit();
    kept_ += facts.size();
    state.facts = std::make_shared<const Facts>(std::move(facts));
}

EpisodeDays::Translation EpisodeDays::translation(const model::BrandId& brand,
                                                  reports::EpisodeNames& names) const {
    const std::scoped_lock guard(mutex_);
    const auto known = brands_.find(brand);
    return known == brands_.end() ? Translation{} : translate(known->second.names, names);
}

std::size_t EpisodeDays::kept() const {
    const std::scoped_lock guard(mutex_);
    return kept_;
}

void EpisodeDays::keep_nothing() {
    const std::scoped_lock guard(mutex_);
    most_ = 0;
}

}  // namespace manyhands::storage
