// Tells webhooks what happened: reads the log behind the writer with each webhook's own place in it, and
// delivers. A webhook with something due has a thread of its own for as long as that lasts: a target that
// hangs holds up nobody else.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "base/waker.hpp"
#include "hooks/hooks.hpp"
#include "identity/secret_box.hpp"
#include "model/settings.hpp"
#include "net/http_client.hpp"
#include "net/target.hpp"

namespace manyhands::app {

// webhooks.allowed_hosts.
net::NamedHosts named_hosts(const model::SettingLayers& layers);

class HookWorker {
  public:
    struct Ports {
        hooks::HookStore& store;
        const identity::SecretBox& secrets;
        net::HttpClient& outside;  // reaches the public internet only
        net::HttpClient& inside;   // for the hosts that whoever runs the server named
        net::NamedHosts named;
        const base::Clock& clock;
        base::Random& random;
        base::IdSource& ids;
        base::Micros timeout{std::chrono::seconds(15)};  // of one attempt
    };
    explicit HookWorker(Ports ports) : ports_(std::move(ports)) {}
    ~HookWorker();

    // What the service for people needs; must not outlive this.
    hooks::Service::Ports service_ports();

    void start();
    // May wait for attempts under way, each at most `timeout`.
    void stop();
    // Something was committed. Costs nothing while there are no webhooks.
    void wake() {
        if (any_) waker_.wake();
    }
    // Webhooks were changed, or something is to be sent.
    void changed() {
        any_ = true;
        waker_.wake();
    }
    // One round without threads, for tests: queues what the log has, then delivers what is due.
    base::Result<void> run_once();

  private:
    struct Lane {
        std::thread thread;
        std::atomic<bool> done = false;
    };
    void loop();
    // Returns when to look again; nothing: when woken.
    base::Result<std::optional<base::Instant>> round(bool threads);
    base::Result<bool> feed(const hooks::Webhook& hook);
    base::Result<void> deliver_due(const model::BrandId& brand, const model::WebhookId& id);
    base::Result<hooks::Attempt> attempt(const hooks::Webhook& hook, const hooks::Delivery& delivery);
    base::Result<std::string> signatures(const hooks::Delivery& delivery, base::Instant at);

    Ports ports_;
    std::atomic<bool> any_ = true;                     // until the first look
    std::map<model::WebhookId, std::int64_t> looked_;  // further than its row says; of the loop's thread
    std::map<model::WebhookId, std::unique_ptr<Lane>> lanes_;
    std::optional<base::Instant> pruned_;
    base::Waker waker_;
    base::Waker pause_;
    std::thread thread_;
};

}  // namespace manyhands::app
