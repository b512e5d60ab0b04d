#include "listen/live.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "model/query/parser.hpp"

namespace manyhands::listen {
namespace {

// A muted query's id in the set ends so: what a query may do is as much one set as its text.
constexpr char kMuted = '~';

std::vector<NamedQuery> named(const std::vector<Query>& queries) {
    std::vector<NamedQuery> list;
    for (const Query& query : queries) {
        if (query.state == QueryState::on) list.push_back({query.id.value, query.canonical});
        if (query.state == QueryState::muted) list.push_back({query.id.value + kMuted, query.canonical});
    }
    return list;
}

bool is_muted(std::string_view id) {
    return id.ends_with(kMuted);
}

}  // namespace

Live::Brand& Live::of(const model::BrandId& brand) {
    const std::scoped_lock lock(mutex_);
    auto& there = brands_[brand];
    if (there) return *there;
    there = std::make_unique<Brand>(brand, ports_.ring_bytes);
    if (auto counts = ports_.store.found_counts(brand))
        for (KeptCount& count : *counts)
            there->counts[count.query] = FoundCount(count.total, count.recent);
    if (auto set = LiveSet::start())
        there->set = std::move(*set);
    else
        base::log(base::LogLevel::error, "listen", "cannot listen with queries",
                  {{"problem", set.error().key}, {"cause", set.error().cause}});
    return *there;
}

void Live::reload(const model::BrandId& id) {
    Brand& brand = of(id);
    const std::scoped_lock one(brand.reload);
    auto queries = ports_.queries.listening_queries(id);
    if (!queries) {
        base::log(base::LogLevel::error, "listen", "cannot read the queries",
                  {{"brand", id.value}, {"cause", queries.error().cause}});
        return;
    }
    std::uint64_t number = 0;
    {
        const std::scoped_lock lock(brand.mutex);
        std::map<model::QueryId, Rule> rules;
        for (const Query& query : *queries) {
            Rule rule{query.state, query.alert, query.alerted_at};
            const auto known = brand.rules.find(query.id);
            if (known != brand.rules.end())
                rule.alerted_at = std::max(rule.alerted_at, known->second.alerted_at);
            rules.emplace(query.id, std::move(rule));
        }
        std::erase_if(brand.counts, [&](const auto& count) { return !rules.contains(count.first); });
        brand.rules = std::move(rules);
        number = ++brand.asked;
    }
    if (!brand.set) return;
    brand.set->replace(named(*queries), [this, &brand, number](const auto& refused) {
        if (!refused)
            base::log(base::LogLevel::error, "listen", "the queries are not live",
                      {{"brand", brand.id.value}, {"cause", refused.error().cause}});
        else if (!refused->empty())
            base::log(base::LogLevel::warn, "listen", "queries of an older version are left out",
                      {{"brand", brand.id.value}, {"count", std::to_string(refused->size())}});
        const std::scoped_lock lock(brand.mutex);
        brand.done = number;
        if (refused) brand.live_since = ports_.clock.now();
        brand.settled.notify_all();
    });
}

void Live::settle(const model::BrandId& id) {
    Brand& brand = of(id);
    std::unique_lock lock(brand.mutex);
    const std::uint64_t wanted = brand.asked;
    if (brand.set) brand.settled.wait(lock, [&] { return brand.done >= wanted; });
}

void Live::add_own(const model::BrandId& id, const std::string& network, const std::string& remote_id) {
    Brand& brand = of(id);
    const std::scoped_lock lock(brand.mutex);
    brand.own.emplace(network, remote_id);
}

bool Live::is_own(Brand& brand, const model::RemotePost& post) {
    const std::scoped_lock lock(brand.mutex);
    return brand.own.contains({post.network, post.author.remote_id});
}

Live::SetInfo Live::set(const model::BrandId& id) {
    Brand& brand = of(id);
    SetInfo info;
    if (!brand.set) return info;
    const auto set = brand.set->current();
    info.queries = set->size();
    info.literals = set->literals();
    info.bytes = set->bytes();
    const std::scoped_lock lock(brand.mutex);
    info.live_since = brand.live_since;
    return info;
}

Live::Counted Live::counted(const model::BrandId& id, const model::QueryId& query) {
    Brand& brand = of(id);
    const std::scoped_lock lock(brand.mutex);
    const auto found = brand.counts.find(query);
    if (found == brand.counts.end()) return {};
    return {found->second.of_day(ports_.clock.now()), found->second.total()};
}

Ring& Live::ring(const model::BrandId& brand) {
    return of(brand).ring;
}

void Live::forget_heard() {
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, brand] : brands_)
        brand->ring.clear();
}

void Live::count(Brand& brand, const std::vector<model::FoundBy>& found) {
    const base::Instant now = ports_.clock.now();
    const std::scoped_lock lock(brand.mutex);
    for (const model::FoundBy& one : found) {
        brand.counts[one.query].add(now);
        brand.changed.insert(one.query);
    }
}

void Live::on_alert(std::function<void(const Alert&)> listener) {
    const std::scoped_lock lock(alert_mutex_);
    on_alert_ = std::move(listener);
}

void Live::tend() {
    std::vector<Brand*> brands;
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& [id, brand] : brands_)
            brands.push_back(brand.get());
    }
    for (Brand* brand : brands)
        tend(*brand, ports_.clock.now());
}

void Live::tend(Brand& brand, base::Instant now) {
    std::vector<KeptCount> kept;
    std::vector<Alert> alerts;
    std::set<model::QueryId> changed;
    {
        const std::scoped_lock lock(brand.mutex);
        changed = std::exchange(brand.changed, {});
        for (const model::QueryId& id : changed) {
            const auto known = brand.rules.find(id);
            const auto count = brand.counts.find(id);
            if (known == brand.rules.end() || count == brand.counts.end()) continue;  // removed meanwhile
            const Rule& rule = known->second;
            kept.push_back(
                {id, count->second.total(), count->second.recent(now, rule.alert ? rule.alert->minutes : 0)});
            if (!rule.alert || rule.state != QueryState::on) continue;
            if (rule.alerted_at && now - *rule.alerted_at < base::Minutes(rule.alert->minutes)) continue;
            const std::int64_t found = count->second.of_minutes(now, rule.alert->minutes);
            if (found >= rule.alert->at_least)
                alerts.push_back({brand.id, id, found, *rule.alert, now, ports_.ids.make<model::NoticeId>()});
        }
    }
    if (kept.empty()) return;
    if (const auto saved = ports_.store.save_found_counts(brand.id, kept); !saved) {
        base::log(base::LogLevel::warn, "listen", "cannot keep what was counted",
                  {{"cause", saved.error().cause}});
        const std::scoped_lock lock(brand.mutex);
        brand.changed.insert(changed.begin(), changed.end());  // comes again
        return;
    }
    for (Alert& alert : alerts) {
        auto raised = ports_.store.raise_alert(alert);
        if (!raised) continue;  // comes again with the next post
        {
            const std::scoped_lock lock(brand.mutex);
            if (const auto known = brand.rules.find(alert.query); known != brand.rules.end())
                known->second.alerted_at = now;
        }
        alert.told = std::move(*raised);
        const std::scoped_lock lock(alert_mutex_);
        if (!alert.told.empty() && on_alert_) on_alert_(alert);
    }
}

Ear::Ear(Live& live, const model::BrandId& brand) : live_(live), brand_(live.of(brand)) {}

Ear::Finding Ear::hear(const HeardPost& heard, Time time) {
    Finding finding;
    if (heard.post.deleted) {
        brand_.ring.forget(heard.post.network, heard.post.remote_id);
        return finding;
    }
    if (live_.is_own(brand_, heard.post)) return finding;
    if (time == Time::again) brand_.ring.forget(heard.post.network, heard.post.remote_id);
    brand_.ring.put(heard);
    if (!brand_.set) return finding;
    // The network's place moves on with the first delivery after a start: nothing of it may be heard too
    // early.
    if (!matcher_) live_.settle(brand_.id);
    auto set = brand_.set->current();
    if (set->size() == 0) return finding;
    if (!matcher_)
        matcher_ = std::make_unique<Matcher>(std::move(set));
    else if (&matcher_->set() != set.get())
        matcher_->use(std::move(set));
    const model::query::Message message = message_of(heard);
    const std::vector<std::uint32_t> found = matcher_->match(message);
    if (found.empty()) return finding;
    finding.brings =
        std::ranges::any_of(found, [&](std::uint32_t query) { return !is_muted(matcher_->set().id(query)); });
    finding.found = found_by(matcher_->set(), found, message);
    if (time == Time::first) live_.count(brand_, finding.found);
    return finding;
}

std::vector<model::FoundBy> found_by(const QuerySet& set, const std::vector<std::uint32_t>& queries,
                                     const model::query::Message& post) {
    std::vector<model::FoundBy> all;
    const model::query::Subject subject(post);
    for (const std::uint32_t number : queries) {
        std::string id(set.id(number));
        if (is_muted(id)) id.pop_back();
        model::FoundBy found{model::QueryId(std::move(id)), {}};
        const auto parsed = model::query::parse(set.text(number), model::query::Purpose::listening);
        if (parsed.root)
            for (const auto& range : model::query::highlights(*parsed.root, subject))
                found.ranges.emplace_back(static_cast<std::uint32_t>(range.from),
                                          static_cast<std::uint32_t>(range.to));
        all.push_back(std::move(found));
    }
    return all;
}

}  // namespace manyhands::listen
