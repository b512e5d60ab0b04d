#include "app/accounts.hpp"

#include <boost/json.hpp>

#include "base/log.hpp"

namespace manyhands::app {

namespace json = boost::json;
using base::ErrorCode;
using base::Result;

namespace {

std::string pack(const channels::Settings& settings) {
    json::object object;
    for (const auto& [name, value] : settings)
        object[name] = value;
    return json::serialize(object);
}

Result<channels::Settings> unpack(const std::string& text) {
    boost::system::error_code error;
    const json::value value = json::parse(text, error);
    if (error || !value.is_object()) return base::fail(ErrorCode::internal, "identity.secret.damaged");
    channels::Settings settings;
    for (const auto& [name, setting] : value.as_object())
        if (setting.is_string()) settings[name] = std::string(setting.as_string());
    return settings;
}

std::string setting(const channels::Settings& settings, const std::string& name) {
    const auto found = settings.find(name);
    return found == settings.end() ? std::string() : found->second;
}

http::AccountsPort::SettingField::Kind kind_of(channels::SettingField::Kind kind) {
    using To = http::AccountsPort::SettingField::Kind;
    switch (kind) {
        case channels::SettingField::Kind::text:
            return To::text;
        case channels::SettingField::Kind::secret:
            return To::secret;
        case channels::SettingField::Kind::url:
            return To::url;
    }
    return To::text;
}

answer::ImageRules image_rules_of(const channels::ChannelInfo& info) {
    const channels::ImageRules& images = info.images;
    return {images.at_most, images.bytes, images.side, images.types, images.alt_at_most, false};
}

http::AccountsPort::Network view_of(const channels::ChannelInfo& info) {
    http::AccountsPort::Network view{info.id, info.label, info.text_rule, {}, image_rules_of(info)};
    for (const channels::SettingField& field : info.settings_form) {
        const std::string key = "channels." + info.id + "." + field.name;
        view.settings_form.push_back({field.name, kind_of(field.kind), field.required, key + ".label",
                                      key + ".hint", field.placeholder});
    }
    view.finds_people = info.finds_people;
    return view;
}

}  // namespace

const channels::Channel* Accounts::channel(const std::string& id) const {
    for (const auto& channel : channels_)
        if (channel->info().id == id) return channel.get();
    return nullptr;
}

Result<std::unique_ptr<channels::ChannelSession>> Accounts::open_session(
    const std::string& network, const Settings& settings, const channels::SessionState& state) {
    const channels::Channel* found = channel(network);
    if (found == nullptr)
        return base::fail(ErrorCode::invalid, "accounts.network_unknown", {{"network", network}});
    return found->open(settings, state, {ports_.clock, ports_.random, http_});
}

Result<void> Accounts::open(const model::Account& account) {
    MH_LET(secret, ports_.identity.account_secret(account.id));
    MH_LET(settings_text, ports_.secrets.open(secret.settings_box));
    MH_LET(settings, unpack(settings_text));
    std::string state;
    if (!secret.state_box.empty()) {
        MH_LET(opened, ports_.secrets.open(secret.state_box));
        state = opened;
    }
    MH_LET(session, open_session(account.network, settings, state));
    auto worker =
        std::make_unique<AccountWorker>(ports_, account, *channel(account.network), std::move(session),
                                        listen::Terms(setting(settings, "search")));
    const std::scoped_lock guard(mutex_);
    if (started_) worker->start();
    workers_[account.id] = std::move(worker);
    return {};
}

Result<void> Accounts::open_all() {
    MH_LET(accounts, ports_.identity.accounts());
    for (model::Account& account : accounts) {
        if (account.status == model::AccountStatus::paused) continue;
        if (const auto opened = open(account); !opened) {
            base::log(base::LogLevel::error, "accounts", "cannot open",
                      {{"account", account.id.value}, {"problem", opened.error().key}});
            account.status = model::AccountStatus::failing;
            account.problem = opened.error();
            MH_TRY(ports_.identity.update_account(account));
        }
    }
    return {};
}

void Accounts::start_all() {
    const std::scoped_lock guard(mutex_);
    started_ = true;
    for (auto& [id, worker] : workers_)
        worker->start();
}

void Accounts::stop_all() {
    const std::scoped_lock guard(mutex_);
    for (auto& [id, worker] : workers_)
        worker->stop();
}

void Accounts::wake_senders() {
    const std::scoped_lock guard(mutex_);
    for (auto& [id, worker] : workers_)
        worker->wake_sender();
}

AccountWorker* Accounts::worker(const model::AccountId& account) {
    const std::scoped_lock guard(mutex_);
    const auto found = workers_.find(account);
    return found == workers_.end() ? nullptr : found->second.get();
}

std::string Accounts::text_rule(const model::AccountId& account) {
    {
        const std::scoped_lock guard(mutex_);
        if (const auto known = rules_.find(account); known != rules_.end()) return known->second;
    }
    const auto stored = ports_.identity.account(account);
    if (!stored) return {};
    const channels::Channel* found = channel(stored->network);
    if (found == nullptr) return {};
    const std::scoped_lock guard(mutex_);
    return rules_[account] = found->info().text_rule;
}

base::Micros Accounts::settle_time(const model::Account& account) {
    const channels::Channel* found = channel(account.network);
    return found == nullptr ? base::Micros(0) : app::settle_time(found->info(), account.lag);
}

Result<model::Account> Accounts::gap_seen(const model::Actor& actor, const model::AccountId& id) {
    MH_LET(account, ports_.identity.account(id));
    if (account.brand != actor.brand) return base::fail(ErrorCode::not_found, "identity.account.not_found");
    if (!account.gap) return account;
    MH_TRY(ports_.identity.set_account_gap(id, std::nullopt));
    account.gap.reset();
    const std::scoped_lock guard(mutex_);
    if (const auto found = workers_.find(id); found != workers_.end()) found->second->gap_seen();
    return account;
}

answer::ImageRules Accounts::image_rules(const model::AccountId& account) {
    const auto stored = ports_.identity.account(account);
    const channels::Channel* found = stored ? channel(stored->network) : nullptr;
    return found == nullptr ? answer::ImageRules{} : image_rules_of(found->info());
}

const channels::ChannelInfo* Accounts::info(const std::string& network) const {
    const channels::Channel* found = channel(network);
    return found == nullptr ? nullptr : &found->info();
}

std::vector<std::string> Accounts::searched(const model::AccountId& account) {
    const auto secret = ports_.identity.account_secret(account);
    const auto text = secret ? ports_.secrets.open(secret->settings_box)
                             : Result<std::string>(std::unexpected(secret.error()));
    const auto settings = text ? unpack(*text) : Result<channels::Settings>(std::unexpected(text.error()));
    std::vector<std::string> terms;
    if (!settings) return terms;
    const std::string list = setting(*settings, "search");
    for (std::size_t at = 0; at < list.size();) {
        const auto end = std::min(list.find_first_of(",\n", at), list.size());
        const auto from = list.find_first_not_of(" \"", at);
        if (from < end) {
            const auto last = list.find_last_not_of(" \"", end - 1);
            terms.push_back(list.substr(from, last - from + 1));
        }
        at = end + 1;
    }
    return terms;
}

Result<http::AccountsPort::Test> Accounts::probe(const std::string& network, const Settings& settings) {
    MH_LET(session, open_session(network, settings, {}));
    const channels::Probe probe = session->probe();
    Test view;
    view.ok = probe.ok();
    for (const channels::ProbeCheck& check : probe.checks)
        view.checks.push_back({check.key, check.ok, check.detail});
    if (probe.identity) {
        view.handle = probe.identity->person.handle;
        view.display_name = probe.identity->person.display_name;
    }
    return view;
}

Result<model::Account> Accounts::connect(const model::BrandId& brand, const model::DepartmentId& department,
                                         const std::string& network, const Settings& settings) {
    MH_LET(session, open_session(network, settings, {}));
    const auto who = session->who_am_i();
    if (!who) return std::unexpected(who.error().error);
    MH_LET(existing, ports_.identity.accounts());
    for (const model::Account& other : existing)
        if (other.brand == brand && other.network == network && other.remote_id == who->person.remote_id)
            return base::fail(ErrorCode::conflict, "identity.account.taken");
    model::Account account;
    account.id = ports_.ids.make<model::AccountId>();
    account.brand = brand;
    account.department = department;
    account.network = network;
    account.remote_id = who->person.remote_id;
    account.handle = who->person.handle;
    account.display_name = who->person.display_name;
    account.created_at = ports_.clock.now();
    MH_TRY(ports_.identity.add_account(
        account, {ports_.secrets.seal(pack(settings)), ports_.secrets.seal(session->state())}));
    MH_TRY(open(account));
    return account;
}

std::vector<http::AccountsPort::Network> Accounts::networks() const {
    std::vector<Network> views;
    for (const auto& channel : channels_)
        if (practice_ || !channel->info().practice_only) views.push_back(view_of(channel->info()));
    return views;
}

Result<model::Account> Accounts::add(const model::Actor& actor, const std::string& network,
                                     const Settings& settings) {
    return connect(actor.brand, actor.department, network, settings);
}

Result<model::Account> Accounts::set_status(const model::Actor& actor, const model::AccountId& id,
                                            model::AccountStatus status) {
    MH_LET(account, ports_.identity.account(id));
    if (account.brand != actor.brand) return base::fail(ErrorCode::not_found, "identity.account.not_found");
    account.status = status;
    account.problem = {};
    MH_TRY(ports_.identity.update_account(account));
    std::unique_ptr<AccountWorker> ended;  // joined outside the mutex: it may be in a call to the network
    {
        const std::scoped_lock guard(mutex_);
        if (const auto found = workers_.find(id); found != workers_.end()) {
            ended = std::move(found->second);
            workers_.erase(found);
        }
    }
    ended.reset();
    if (status == model::AccountStatus::paused) return account;
    if (const auto opened = open(account); !opened) {  // it is not listening, and must not look as if
        account.status = model::AccountStatus::failing;
        account.problem = opened.error();
        MH_TRY(ports_.identity.update_account(account));
        return std::unexpected(opened.error());
    }
    return account;
}

Result<std::vector<model::Account>> Accounts::list(const model::BrandId& brand) {
    MH_LET(accounts, ports_.identity.accounts());
    std::erase_if(accounts, [&](const model::Account& account) { return account.brand != brand; });
    return accounts;
}

}  // namespace manyhands::app
