// The whole HTTP edge as app starts it: server, API, live hub and the web app's files.
#pragma once

#include <memory>

#include "http/api.hpp"
#include "http/deps.hpp"
#include "http/live.hpp"
#include "http/server.hpp"

namespace manyhands::http {

struct SiteConfig {
    ServerConfig server;
    ApiConfig api;
    LiveConfig live;
};

// Thread-safe.
class Site {
  public:
    // Serves at once. What `deps` refers to must outlive the site. Errors: unavailable
    // ("http.listen.failed").
    static base::Result<std::unique_ptr<Site>> start(const SiteConfig& config, const Deps& deps);
    ~Site();

    std::uint16_t port() const;
    LiveHub& live() { return live_; }
    const Router& router() const { return api_->router(); }
    std::size_t connections() const { return server_->connections(); }
    const Metrics& metrics() const { return api_->metrics(); }
    // Streams end, requests under way get to finish (2 s). Once.
    void stop();

  private:
    Site(const SiteConfig& config, const Deps& deps);

    const Deps deps_;
    LiveHub live_;
    std::unique_ptr<WebFiles> files_;
    std::unique_ptr<Api> api_;
    std::unique_ptr<Server> server_;
};

}  // namespace manyhands::http
