// Asks the companies' own providers who is still here, of those who are signed in, and puts out who is not.
#pragma once

#include <functional>
#include <mutex>
#include <thread>

#include "base/waker.hpp"
#include "identity/single_sign_on.hpp"
#include "model/settings.hpp"
#include "net/http_client.hpp"

namespace manyhands::app {

// To providers: the public internet, and the hosts that whoever runs the server named
// (sign_in.allowed_hosts).
std::function<base::Result<identity::SingleSignOn::Said>(const identity::SingleSignOn::Ask&)> provider_calls(
    net::HttpClient& outside, net::HttpClient& inside, const model::SettingLayers& layers);
// sign_in.ask_seconds.
base::Micros ask_every(const model::SettingLayers& layers);

class SourceWorker {
  public:
    SourceWorker(identity::SingleSignOn& sso, const base::Clock& clock) : sso_(sso), clock_(clock) {}
    ~SourceWorker();

    void start();
    // May wait for questions under way, each at most ten seconds.
    void stop();
    // Called when somebody was put out; on a thread of the worker's.
    void on_cut(std::function<void()> listener);
    // One round, for tests: everybody who is due. How many were put out.
    base::Result<int> run_once();

  private:
    void loop();
    bool ask(const identity::SsoAsk& one);

    identity::SingleSignOn& sso_;
    const base::Clock& clock_;
    std::mutex mutex_;
    std::function<void()> listener_;
    base::Waker waker_;
    std::thread thread_;
};

}  // namespace manyhands::app
