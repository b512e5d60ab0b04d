#include "app/metrics_listener.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace manyhands::app {
namespace {

double resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    double size = 0;
    double resident = 0;
    statm >> size >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_files() {
    double n = 0;
    std::error_code failed;
    for (auto it = std::filesystem::directory_iterator("/proc/self/fd", failed);
         !failed && it != std::filesystem::directory_iterator(); it.increment(failed))
        ++n;
    return n;
}

void one(std::string& out, const char* name, const char* kind, const char* help, double value) {
    http::write_metric(out, name, kind, help);
    http::write_sample(out, name, "", value);
}

void write_inbox(std::string& out, storage::Store& store) {
    const auto brands = store.all_brands();
    if (!brands) return;
    http::write_metric(out, "manyhands_conversations", "gauge", "Lengths of the inbox's lists.");
    for (const model::Brand& brand : *brands) {
        const auto counts = store.counts(brand.id, {});
        if (!counts) continue;
        const auto sample = [&](const char* list, std::int64_t n) {
            http::write_sample(out, "manyhands_conversations",
                               "brand=\"" + brand.id.value + "\",list=\"" + list + "\"",
                               static_cast<double>(n));
        };
        sample("queue", counts->queue);
        sample("going_out", counts->going_out);
        sample("attention", counts->attention);
        sample("all", counts->all);
    }
    const auto accounts = store.accounts();
    if (!accounts) return;
    http::write_metric(out, "manyhands_account_up", "gauge", "1 while an account listens without a problem.");
    for (const model::Account& account : *accounts)
        http::write_sample(out, "manyhands_account_up",
                           "account=\"" + account.id.value + "\",network=\"" + account.network +
                               "\",status=\"" + std::string(model::to_string(account.status)) + "\"",
                           account.status == model::AccountStatus::listening ? 1 : 0);
}

}  // namespace

std::string metrics_page(const http::Site& site, http::LiveHub& live, storage::Store& store,
                         base::Instant started) {
    std::string out = site.metrics().text();
    one(out, "manyhands_http_connections", "gauge", "Open connections, streams among them.",
        static_cast<double>(site.connections()));
    one(out, "manyhands_live_streams", "gauge", "Open live streams.", static_cast<double>(live.streams()));
    one(out, "manyhands_storage_commits_total", "counter", "Groups of changes made durable.",
        static_cast<double>(store.commits()));
    std::error_code failed;
    const auto bytes = std::filesystem::file_size(store.file(), failed);
    if (!failed)
        one(out, "manyhands_storage_bytes", "gauge", "Size of the database file.",
            static_cast<double>(bytes));
    write_inbox(out, store);
    one(out, "process_resident_memory_bytes", "gauge", "Memory in use.", resident_bytes());
    one(out, "process_open_fds", "gauge", "Open file descriptors.", open_files());
    one(out, "process_start_time_seconds", "gauge", "When the server started.",
        static_cast<double>(base::to_micros(started)) / 1e6);
    return out;
}

base::Result<std::unique_ptr<MetricsListener>> MetricsListener::start(const std::string& address,
                                                                      std::function<std::string()> page) {
    const auto colon = address.rfind(':');
    http::ServerConfig config;
    config.address = colon == std::string::npos ? "" : address.substr(0, colon);
    if (config.address.starts_with('[') && config.address.ends_with(']'))
        config.address = config.address.substr(1, config.address.size() - 2);
    const std::string port = colon == std::string::npos ? "" : address.substr(colon + 1);
    const auto [end, wrong] = std::from_chars(port.data(), port.data() + port.size(), config.port);
    const bool here = config.address == "::1" || config.address.starts_with("127.");
    if (!here || port.empty() || wrong != std::errc{} || end != port.data() + port.size())
        return base::fail(base::ErrorCode::invalid, "app.metrics_address", {{"address", address}});
    config.threads = 1;
    config.workers = 1;
    config.max_connections = 32;
    config.body_limit = 1024;
    http::Hooks hooks;
    hooks.where = [](const http::Request&) { return http::Where::pool; };
    hooks.refuse = [](int status) {
        http::Response response;
        response.status = status;
        return response;
    };
    hooks.handle = [page = std::move(page)](const http::Request& request) {
        http::Response response;
        if (request.method != "GET" && request.method != "HEAD") {
            response.status = 405;
        } else if (request.path != "/metrics") {
            response.status = 404;
        } else {
            response.body = page();
            response.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        }
        return response;
    };
    MH_LET(server, http::Server::start(config, std::move(hooks)));
    return std::unique_ptr<MetricsListener>(new MetricsListener(std::move(server)));
}

base::Result<std::unique_ptr<MetricsListener>> MetricsListener::of_site(const std::string& address,
                                                                        http::Site& site,
                                                                        storage::Store& store,
                                                                        base::Instant started) {
    if (address.empty()) return nullptr;
    return start(address,
                 [&site, &store, started] { return metrics_page(site, site.live(), store, started); });
}

}  // namespace manyhands::app
