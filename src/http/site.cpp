#include "http/site.hpp"

#include "http/web_files.hpp"

namespace manyhands::http {

Site::Site(const SiteConfig& config, const Deps& deps)
    : deps_(deps), live_(deps_, config.live), files_(std::make_unique<WebFiles>()) {
    ApiConfig api = config.api;
    // Where we were told to listen, we may be called by that address; a rebound name is never an address.
    const std::string& address = config.server.address;
    api.security.allowed_hosts.push_back(address.find(':') == std::string::npos ? address
                                                                                : "[" + address + "]");
    api_ = std::make_unique<Api>(api, deps_, live_, *files_);
}

Site::~Site() {
    stop();
}

base::Result<std::unique_ptr<Site>> Site::start(const SiteConfig& config, const Deps& deps) {
    std::unique_ptr<Site> site(new Site(config, deps));
    Api& api = *site->api_;
    Hooks hooks;
    hooks.handle = [&api](const Request& request) { return api.handle(request); };
    hooks.where = [&api](const Request& request) { return api.where(request); };
    hooks.body_limit = [&api, usual = config.server.body_limit](std::string_view target) {
        return api.body_limit(target, usual);
    };
    hooks.refuse = [&api](int status) { return api.refuse(status); };
    site->live_.start();
    MH_LET(server, Server::start(config.server, std::move(hooks)));
    site->server_ = std::move(server);
    return site;
}

std::uint16_t Site::port() const {
    return server_->port();
}

void Site::stop() {
    live_.stop();
    if (server_) server_->stop();
}

}  // namespace manyhands::http
