#include "app/source_worker.hpp"

#include <algorithm>
#include <atomic>
#include <vector>

#include "base/log.hpp"
#include "net/target.hpp"

namespace manyhands::app {
namespace {

using base::Result;
using identity::SingleSignOn;
using identity::SsoAsk;

constexpr int kAtOnce = 64;
constexpr int kRoundsAtMost = 64;
// A provider that takes its time must not make a crowd wait for one another.
constexpr std::size_t kThreads = 8;
constexpr std::chrono::seconds kTimeout{10};
constexpr std::chrono::seconds kLook{1};

std::string setting(const model::SettingLayers& layers, const char* key) {
    return model::resolve(*model::find_setting(key), layers, {}).value;
}

}  // namespace

std::function<Result<SingleSignOn::Said>(const SingleSignOn::Ask&)> provider_calls(
    net::HttpClient& outside, net::HttpClient& inside, const model::SettingLayers& layers) {
    return [&outside, &inside, named = net::NamedHosts(setting(layers, "sign_in.allowed_hosts"))](
               const SingleSignOn::Ask& ask) -> Result<SingleSignOn::Said> {
        MH_LET(target, named.check(ask.url));
        net::HttpRequest request;
        request.method = ask.method;
        request.url = ask.url;
        request.headers = ask.headers;
        request.body = ask.body;
        request.timeout = kTimeout;
        request.max_body = 1U << 20U;
        auto response = (named.has(target.host) ? inside : outside).exchange(request);
        if (!response) return std::unexpected(std::move(response).error().error);
        return SingleSignOn::Said{response->status, std::move(response->body)};
    };
}

base::Micros ask_every(const model::SettingLayers& layers) {
    return base::Seconds(model::whole(setting(layers, "sign_in.ask_seconds")));
}

SourceWorker::~SourceWorker() {
    stop();
}

void SourceWorker::start() {
    thread_ = std::thread([this] { loop(); });
}

void SourceWorker::stop() {
    waker_.stop();
    if (thread_.joinable()) thread_.join();
}

void SourceWorker::on_cut(std::function<void()> listener) {
    const std::scoped_lock guard(mutex_);
    listener_ = std::move(listener);
}

bool SourceWorker::ask(const SsoAsk& one) {
    const auto out = sso_.ask(one);
    if (!out) {
        base::log(base::LogLevel::error, "identity", "who is still here cannot be written down",
                  {{"cause", out.error().cause}});
        return false;
    }
    if (!*out) return false;
    base::log(base::LogLevel::info, "identity", "the provider does not know somebody any more",
              {{"employee", one.employee.value}});
    const std::scoped_lock guard(mutex_);
    if (listener_) listener_();
    return true;
}

Result<int> SourceWorker::run_once() {
    std::atomic<int> out = 0;
    // Bounded: what cannot be written down stays due.
    for (int rounds = 0; rounds < kRoundsAtMost; ++rounds) {
        MH_LET(all, sso_.due(kAtOnce));
        std::atomic<std::size_t> next = 0;
        std::vector<std::jthread> lanes;
        for (std::size_t lane = 0; lane < std::min(kThreads, all.size()); ++lane)
            lanes.emplace_back([&] {
                for (std::size_t i = next++; i < all.size() && !waker_.stopped(); i = next++)
                    out += ask(all[i]) ? 1 : 0;
            });
        lanes.clear();
        if (all.size() < kAtOnce || waker_.stopped()) break;
    }
    return out.load();
}

void SourceWorker::loop() {
    std::optional<base::Instant> next = clock_.now();
    while (waker_.wait(clock_, next)) {
        const auto round = run_once();
        if (!round)
            base::log(base::LogLevel::error, "identity", "who is still here cannot be asked",
                      {{"cause", round.error().cause}});
        next = clock_.now() + kLook;
    }
}

}  // namespace manyhands::app
