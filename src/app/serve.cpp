// The verbs that stay: serve and practice. One process: HTTP, the company's threads, and in practice its
// network and customers.
#include "app/serve.hpp"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <thread>

#include <boost/json.hpp>

#include "app/admin_socket.hpp"
#include "app/commands.hpp"
#include "app/company.hpp"
#include "app/keeper.hpp"
#include "app/metrics_listener.hpp"
#include "app/practice.hpp"
#include "app/service_notify.hpp"
#include "app/signals.hpp"
#include "app/verbs.hpp"

namespace manyhands::app {

namespace json = boost::json;
using base::Result;

namespace {

constexpr int kThreadsAtMost = 8;
// Longer than any request; what still runs then calls a network, and everything acknowledged is durable.
constexpr std::chrono::seconds kStopWithin{5};

http::SiteConfig site_config(const cli::Listen& listen) {
    http::SiteConfig config;
    config.server.address = listen.address;
    config.server.port = static_cast<std::uint16_t>(listen.port);
    const int cores = static_cast<int>(std::thread::hardware_concurrency());
    config.server.threads = listen.threads > 0 ? listen.threads : std::clamp(cores, 1, kThreadsAtMost);
    config.api.security.base_url = listen.base_url;
    config.api.security.trusted_proxies = listen.trusted_proxies;
    config.api.limits = {listen.reads_per_minute, listen.changes_per_minute, listen.heavy_per_minute,
                         listen.visitors_per_minute};
    return config;
}

class Running {
  public:
    static Result<std::unique_ptr<Running>> start(Company& company, const cli::Common& common,
                                                  const cli::Listen& listen, const Console& console) {
        MH_LET(site, http::Site::start(site_config(listen), deps_of(company, console.clock)));
        company.served_at(cli::address_of(listen, site->port()));
        MH_LET(admin, AdminSocket::start(common.data, company, console.clock, console.random));
        std::unique_ptr<Running> running(
            new Running(company, std::move(site), std::move(admin), console.clock));
        MH_LET(metrics, MetricsListener::of_site(listen.metrics, *running->site_, company.store(),
                                                 console.clock.now()));
        running->metrics_ = std::move(metrics);
        notify_service("READY=1");
        return running;
    }

    ~Running() {
        // Whoever still waits for a network when time is up is not waited for.
        std::thread([] {
            std::this_thread::sleep_for(kStopWithin);
            std::_Exit(cli::kDone);
        }).detach();
        notify_service("STOPPING=1");
        keeper_.stop();
        metrics_.reset();
        admin_.reset();
        company_.on_commit(nullptr);
        company_.on_account(nullptr);
        company_.source_worker().on_cut(nullptr);
        company_.listening().ears().on_alert(nullptr);
        site_->stop();
        company_.stop();
    }

    std::uint16_t port() const { return site_->port(); }

  private:
    Running(Company& company, std::unique_ptr<http::Site> site, std::unique_ptr<AdminSocket> admin,
            const base::Clock& clock)
        : company_(company),
          site_(std::move(site)),
          admin_(std::move(admin)),
          keeper_(company.store(), company.store(), clock,
                  [&company] { return company.store().all_brands().has_value(); }) {
        company_.on_commit([this] { site_->live().wake(); });
        company_.on_account(
            [this](const model::Account& account) { site_->live().account_changed(account); });
        company_.listening().ears().on_alert(
            [this](const listen::Alert& alert) { site_->live().notice_added(alert.told, alert.notice); });
        company_.on_notice([this](const auto& people, const model::NoticeId& id) {
            site_->live().notice_added(people, id);
        });
        company_.bulk().on_progress([this](const desk::Job& job) { site_->live().job_changed(job); });
        company_.source_worker().on_cut([this] { site_->live().recheck_sessions(); });
        company_.start();
        keeper_.start();
    }

    Company& company_;
    std::unique_ptr<http::Site> site_;
    std::unique_ptr<AdminSocket> admin_;
    std::unique_ptr<MetricsListener> metrics_;
    Keeper keeper_;
};

void say_ready(const Console& console, bool as_json, const std::string& key, const std::string& address,
               const std::string& link) {
    if (as_json) {
        json::object out{{"ready", true}, {"address", address}};
        if (!link.empty()) out["link"] = link;
        std::cout << json::serialize(out) << std::endl;
    } else {
        std::cout << base::tr(console.lang, key, {{"address", address}, {"link", link}}) << std::endl;
    }
}

}  // namespace

int run(const cli::Serve& command, const Console& console) {
    const sigset_t signals = block_signals();
    const auto company = Company::open({command.common.data, false, command.listen.allow_loopback_networks,
                                        nullptr, command.common.key_file, command.layers},
                                       console.clock, console.random);
    if (!company) return say_error(console, command.common.json, company.error());
    const auto running = Running::start(**company, command.common, command.listen, console);
    if (!running) return say_error(console, command.common.json, running.error());
    say_ready(console, command.common.json, "cli.serve.ready",
              cli::address_of(command.listen, (*running)->port()), {});
    wait_for_signal(signals);
    return cli::kDone;
}

namespace {

Result<std::string> admin_link(Company& company, const std::string& address) {
    MH_LET(brands, company.store().all_brands());
    for (const model::Brand& brand : brands) {
        MH_LET(employees, company.store().employees(brand.id));
        for (const model::Employee& employee : employees) {
            if (employee.role != model::Role::admin || !employee.active) continue;
            MH_LET(token, company.identity().make_link(employee.id, identity::kLinkLives));
            return address + "/link/" + token;
        }
    }
    return base::fail(base::ErrorCode::not_found, "cli.no_company");
}

}  // namespace

int run(const cli::Practice& command, const Console& console) {
    const sigset_t signals = block_signals();
    const bool as_json = command.common.json;
    if (const auto made = make_practice_if_needed(command, console); !made)
        return say_error(console, as_json, made.error());

    std::unique_ptr<base::Random> seeded;
    if (command.seed) seeded = std::make_unique<base::SeededRandom>(*command.seed);
    base::Random& customers_random = seeded ? *seeded : console.random;
    PracticeNetwork network(command.common.data, console.clock, console.random);
    const auto company = Company::open(
        {command.common.data, true, true, network.inside(), command.common.key_file, command.layers},
        console.clock, console.random);
    if (!company) return say_error(console, as_json, company.error());
    const auto customers = LiveCustomers::make(network, console.clock, customers_random);
    if (!customers) return say_error(console, as_json, customers.error());
    const auto running = Running::start(**company, command.common, command.listen, console);
    if (!running) return say_error(console, as_json, running.error());
    const std::string address = cli::address_of(command.listen, (*running)->port());
    const auto link = admin_link(**company, address);
    if (!link) return say_error(console, as_json, link.error());
    (*customers)->start();
    say_ready(console, as_json, "cli.practice.ready", address, *link);
    wait_for_signal(signals);
    return cli::kDone;
}

}  // namespace manyhands::app
