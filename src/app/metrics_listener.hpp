// GET /metrics for Prometheus on a listener of its own, on this machine only: figures of the API, the store,
// the inbox and the process. Ids and names of states; no names, no texts.
#pragma once

#include <memory>

#include "http/server.hpp"
#include "http/site.hpp"
#include "storage/store.hpp"

namespace manyhands::app {

// Everything on one page. Reads the lists' lengths, which are kept and never counted.
std::string metrics_page(const http::Site& site, http::LiveHub& live, storage::Store& store,
                         base::Instant started);

class MetricsListener {
  public:
    // `address`: "127.0.0.1:9100" or "[::1]:9100". Errors: invalid ("app.metrics_address") when it is no
    // address of this machine's own; unavailable ("http.listen.failed").
    static base::Result<std::unique_ptr<MetricsListener>> start(const std::string& address,
                                                                std::function<std::string()> page);
    // The figures of a running site, which must outlive it. Nothing for an empty address.
    static base::Result<std::unique_ptr<MetricsListener>> of_site(const std::string& address,
                                                                  http::Site& site, storage::Store& store,
                                                                  base::Instant started);
    std::uint16_t port() const { return server_->port(); }

  private:
    explicit MetricsListener(std::unique_ptr<http::Server> server) : server_(std::move(server)) {}
    std::unique_ptr<http::Server> server_;
};

}  // namespace manyhands::app
