#include "app/reaching.hpp"

#include <fstream>

#include "app/company.hpp"
#include "app/shifts.hpp"
#include "base/encoding.hpp"
#include "base/log.hpp"
#include "storage/know_store.hpp"

namespace manyhands::app {
namespace {

using base::Result;

std::string setting(const model::SettingLayers& layers, const char* key) {
    return model::resolve(*model::find_setting(key), layers, {}).value;
}

std::string contact(const model::SettingLayers& layers) {
    std::string named = setting(layers, "push.contact");
    if (named.starts_with("mailto:") || named.starts_with("https://")) return named;
    if (named.find('@') != std::string::npos) return "mailto:" + named;
    const std::string base_url = setting(layers, "server.base_url");
    return base_url.starts_with("https://") ? base_url : "";
}

net::SmtpServer mail_server(const model::SettingLayers& layers) {
    net::SmtpServer server;
    server.url = setting(layers, "mail.server");
    server.user = setting(layers, "mail.user");
    server.encrypted = setting(layers, "mail.encryption") != "none";
    server.ca_file = setting(layers, "mail.ca_file");
    if (const std::string path = setting(layers, "mail.password_file"); !path.empty()) {
        std::ifstream file(path);
        if (!std::getline(file, server.password))
            base::log(base::LogLevel::error, "mail", "the password of the mail server cannot be read",
                      {{"path", path}});
    }
    return server;
}

net::Mailbox sender(const model::SettingLayers& layers) {
    const auto read = net::mailbox_of(setting(layers, "mail.from"));
    return read ? *read : net::Mailbox{};
}

// Keys of their own for each purpose, made of the data key: nothing more to keep, nothing more to lose.
std::string derived(const identity::SecretBox::Key& key, std::string_view purpose) {
    return base::hmac_sha256({reinterpret_cast<const char*>(key.data()), key.size()}, purpose);
}

}  // namespace

std::unique_ptr<Reaching> Company::make_reaching(const base::Clock& clock, base::Random& random,
                                                 const identity::SecretBox::Key& key) {
    const model::SettingLayers& layers = options_.layers;
    const PushServices services(setting(layers, "push.services"), setting(layers, "push.allowed_hosts"));
    auto push_key = net::push_key_of(derived(key, "web push"));
    if (!push_key) throw std::logic_error("no push key: " + push_key.error().cause);
    const auto number = [this](const model::BrandId& brand, const char* name) {
        return static_cast<int>(model::whole(settings_.value(brand, name).value));
    };
    return std::make_unique<Reaching>(Reaching::Parts{
        {*store_, clock, ids_, secrets_.sealer(),
         [services](const identity::Endpoint& endpoint) { return services.check(endpoint); },
         base::to_base64url(push_key->open)},
        {*store_, store_->know(), *store_, clock, random, ids_, secrets_.opener(), *outside_, *inside_,
         services, *push_key, contact(layers),
         [this, number](const model::BrandId& brand) {
             const auto minutes = [&](const char* name) { return base::Minutes(number(brand, name)); };
             return NudgeRules{number(brand, "push.daily_most"),
                               {number(brand, "push.people_per_question"), number(brand, "push.people_more"),
                                minutes("push.more_minutes"), minutes("push.everyone_minutes")},
                               settings_.value(brand, "push.show_text").value == "1",
                               base::Minutes(settings_.promises(brand)->now().minutes)};
         },
         [this](const model::EmployeeId& employee) { return presence_.is_here(employee); },
         [this](const model::Actor& actor, const std::vector<model::ConversationId>& ids) {
             return certifier_.on_topic(actor, ids);
         },
         [this](const model::Actor& actor) -> Result<bool> {
             MH_LET(standing, certifier_.standing(actor));
             return standing.to_do();
         },
         std::chrono::seconds(10),
         [this](const model::Actor& actor) { return shifts_->shifts().working(actor.employee); }},
        derived(key, "stop links"),
        [this, &clock](const identity::StopLinks& links) {
            return MailWorker::Ports{
                *store_,
                *store_,
                *store_,
                *store_,
                clock,
                ids_,
                links,
                mail_server(options_.layers),
                sender(options_.layers),
                [this] {
                    const std::string named = setting(options_.layers, "server.base_url");
                    return named.empty() ? address_ : named;
                },
                [this](const model::BrandId& brand) {
                    return MailRules{identity::rhythm(settings_.value(brand, "mail.digest").value)
                                         .value_or(identity::Rhythm::weekly),
                                     settings_.value(brand, "mail.week_report").value == "1",
                                     settings_.promises(brand)};
                },
                [this](const model::Actor& actor, const std::vector<model::ConversationId>& ids) {
                    return certifier_.on_topic(actor, ids);
                }};
        }});
}

}  // namespace manyhands::app
