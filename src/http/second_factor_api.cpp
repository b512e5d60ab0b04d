// One's own second factor, and an admin's help for who lost it.
#include "http/api.hpp"
#include "http/json_writer.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using model::Action;

Outcome status(const Deps& deps, Call& call) {
    MH_LET(now, deps.second_factors.status(call.actor().employee));
    JsonWriter out;
    out.begin_object().member("on", now.on).member("recovery_left", now.recovery_left).end_object();
    return json_response(out.take());
}

Outcome begin(const Deps& deps, Call& call) {
    MH_LET(setup, deps.second_factors.begin(call.actor()));
    JsonWriter out;
    out.begin_object().member("secret", setup.secret).member("uri", setup.uri).end_object();
    return json_response(out.take(), 201);
}

Outcome confirm(const Deps& deps, Call& call) {
    auto codes = deps.second_factors.confirm(call.actor(), call.text("code"));
    if (!codes) return std::unexpected<Failure>(at_field(std::move(codes).error()));
    JsonWriter out;
    out.begin_object().key("codes").begin_array();
    for (const std::string& code : *codes)
        out.text(code);
    out.end_array().end_object();
    return json_response(out.take());
}

}  // namespace

std::vector<Route> second_factor_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/me/second-factor", "second_factor");
        r.actions = {Action::manage_self};
        r.response = shapes::second_factor();
        r.handle = [&deps](Call& call) { return status(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/me/second-factor", "begin_second_factor");
        r.actions = {Action::manage_self};
        r.request = shapes::nothing();
        r.response = shapes::second_factor_setup();
        r.status = 201;
        r.handle = [&deps](Call& call) { return begin(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/me/second-factor/confirm", "confirm_second_factor");
        r.actions = {Action::manage_self};
        r.request = shapes::second_factor_code();
        r.response = shapes::recovery_codes();
        r.handle = [&deps](Call& call) { return confirm(deps, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("POST", "/api/v1/me/second-factor/end", "end_second_factor");
        r.actions = {Action::manage_self};
        r.request = shapes::second_factor_code();
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            auto done = deps.second_factors.end(call.actor(), call.text("code"));
            if (!done) return std::unexpected<Failure>(at_field(std::move(done).error()));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("DELETE", "/api/v1/employees/{id}/second-factor", "reset_second_factor");
        r.actions = {Action::manage_people};
        r.status = 204;
        r.handle = [&deps](Call& call) -> Outcome {
            MH_TRY(deps.second_factors.reset(call.actor(), model::EmployeeId(call.args[0])));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
