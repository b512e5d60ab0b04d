#include "identity/settings.hpp"

#include <algorithm>
#include <charconv>

#include "base/log.hpp"
#include "model/policy.hpp"

namespace manyhands::identity {

using base::ErrorCode;
using base::Result;
using model::Action;
using model::Actor;
using model::Setting;
using model::SettingReach;
using model::SettingSource;
using model::SettingValues;

namespace {

constexpr std::string_view kMinutes = "promise.minutes";
constexpr std::string_view kBands = "promise.bands";
constexpr std::string_view kHold = "answer.hold_";  // what is said while the real answer is looked for

std::vector<int> numbers(std::string_view list) {
    std::vector<int> found;
    const char* const end = list.data() + list.size();
    for (const char* at = list.data(); at < end; ++at) {
        int number = 0;
        at = std::from_chars(at, end, number).ptr;
        found.push_back(number);
    }
    return found;
}

model::Promise promise_of(const model::SettingLayers& outside, const SettingValues& stored) {
    const auto value = [&](std::string_view key) {
        return model::resolve(*model::find_setting(key), outside, stored).value;
    };
    return {static_cast<int>(model::whole(value(kMinutes))), numbers(value(kBands))};
}

bool first_of(const std::vector<model::Brand>& brands, const model::BrandId& brand) {
    const auto first = std::ranges::min_element(brands, [](const model::Brand& a, const model::Brand& b) {
        return std::pair(a.created_at, a.id.value) < std::pair(b.created_at, b.id.value);
    });
    return first != brands.end() && first->id == brand;
}

}  // namespace

Result<std::shared_ptr<const Settings::Known>> Settings::known(const model::BrandId& brand) {
    {
        const std::scoped_lock guard(mutex_);
        if (const auto found = known_.find(brand); found != known_.end()) return found->second;
    }
    MH_LET(steps, store_.settings_history(brand));
    auto read = std::make_shared<Known>();
    auto promises = std::make_shared<model::PromiseHistory>();
    for (const SettingStep& step : steps) {
        if (step.value)
            read->values[step.key] = *step.value;
        else
            read->values.erase(step.key);
        if (step.key == kMinutes || step.key == kBands)
            promises->add(step.at, promise_of(outside_, read->values));
    }
    // What the machine says was so all along, as far as anybody can tell.
    if (outside_.flags.contains(kMinutes) || outside_.environment.contains(kMinutes) ||
        outside_.file.contains(kMinutes) || outside_.flags.contains(kBands) ||
        outside_.environment.contains(kBands) || outside_.file.contains(kBands)) {
        promises = std::make_shared<model::PromiseHistory>();
        promises->add(base::Instant{}, promise_of(outside_, read->values));
    }
    read->promises = std::move(promises);
    const std::scoped_lock guard(mutex_);
    return known_[brand] = std::move(read);
}

Result<void> check_installation(IdentityStore& identity, const Actor& actor) {
    MH_TRY(model::check(actor, Action::manage_installation, model::Scope::brand));
    MH_LET(brands, identity.all_brands());
    if (!first_of(brands, actor.brand)) return base::fail(ErrorCode::forbidden, "identity.brand.not_first");
    return {};
}

Result<std::vector<Settings::Item>> Settings::list(const Actor& actor) {
    MH_TRY(model::check(actor, Action::manage_settings, model::Scope::brand));
    const bool machine = check_installation(actor).has_value();
    MH_LET(of_brand, known(actor.brand));
    MH_LET(of_all, known({}));
    std::vector<Item> items;
    for (const Setting& setting : model::all_settings()) {
        const bool whole_machine = setting.reach == SettingReach::installation;
        if (whole_machine && !machine) continue;
        Item item{&setting,
                  model::resolve(setting, outside_, whole_machine ? of_all->values : of_brand->values),
                  false};
        item.changeable = setting.in_interface && (item.now.source == SettingSource::interface ||
                                                   item.now.source == SettingSource::standard);
        items.push_back(std::move(item));
    }
    return items;
}

Result<void> Settings::change(const Actor& actor, const std::map<std::string, std::string>& values) {
    MH_LET(items, list(actor));
    MH_LET(before, known(actor.brand));
    SettingValues after = before->values;
    std::vector<SettingStep> of_brand;
    std::vector<SettingStep> of_all;
    const base::Instant now = clock_.now();
    for (const auto& [key, value] : values) {
        const auto item = std::ranges::find(items, key, [](const Item& one) { return one.setting->key; });
        if (item == items.end() || !item->setting->in_interface)
            return base::fail(ErrorCode::invalid, "settings.unknown", {{"key", key}});
        if (!item->changeable)
            return base::fail(ErrorCode::conflict, "settings.said_elsewhere",
                              {{"key", key}, {"source", std::string(to_string(item->now.source))}});
        SettingStep step{key, now, std::nullopt};
        if (!value.empty()) {
            MH_LET(kept, model::canonical(*item->setting, value));
            if (key.starts_with(kHold) && kept.find("{time}") == kept.npos)
                return base::fail(ErrorCode::invalid, "settings.hold_needs_time",
                                  {{"key", key}, {"placeholder", "{time}"}});
            step.value = kept;
        }
        if (item->setting->reach == SettingReach::installation) {
            of_all.push_back(std::move(step));
            continue;
        }
        if (step.value)
            after[key] = *step.value;
        else
            after.erase(key);
        of_brand.push_back(std::move(step));
    }
    const model::Promise promise = promise_of(outside_, after);
    if (std::ranges::find(promise.bands, promise.minutes) == promise.bands.end())
        return base::fail(ErrorCode::invalid, "settings.promise_in_bands",
                          {{"minutes", std::to_string(promise.minutes)}});
    if (promise.bands.size() != std::size(model::kBandsMinutes))
        return base::fail(ErrorCode::invalid, "settings.four_bands");
    if (!of_brand.empty()) MH_TRY(store_.save_settings(actor.brand, actor.employee, of_brand));
    if (!of_all.empty()) MH_TRY(store_.save_settings({}, actor.employee, of_all));
    const std::scoped_lock guard(mutex_);
    known_.clear();
    return {};
}

model::Resolved Settings::value(const model::BrandId& brand, std::string_view key) {
    const Setting* setting = model::find_setting(key);
    if (setting == nullptr) return {};
    const auto stored = known(setting->reach == SettingReach::brand ? brand : model::BrandId{});
    if (!stored)
        base::log(base::LogLevel::warn, "identity", "the settings cannot be read",
                  {{"cause", stored.error().cause}});
    return model::resolve(*setting, outside_, stored ? (*stored)->values : SettingValues{});
}

std::shared_ptr<const model::PromiseHistory> Settings::promises(const model::BrandId& brand) {
    auto stored = known(brand);
    return stored ? (*stored)->promises : std::make_shared<const model::PromiseHistory>();
}

}  // namespace manyhands::identity
