// Is the process alive, is it ready to serve.
#include "http/api.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {

std::vector<Route> health_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/healthz", "healthz");
        r.access = Access::open;
        r.response = shapes::health();
        r.handle = [](Call&) -> Outcome { return json_response(R"({"status":"ok"})"); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/readyz", "readyz");
        r.access = Access::open;
        r.response = shapes::health();
        r.speed = Speed::slow;
        r.handle = [&deps](Call&) -> Outcome {
            if (deps.ready) MH_TRY(deps.ready());
            return json_response(R"({"status":"ready"})");
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
