// The API: from a request to a problem or an answer, the same way for every route: host, route, origin, who,
// CSRF, policy, strict validation, handler. What a route may and takes is in the route table.
#pragma once

#include <memory>
#include <string>

#include "http/deps.hpp"
#include "http/limits.hpp"
#include "http/live.hpp"
#include "http/metrics.hpp"
#include "http/remembered.hpp"
#include "http/router.hpp"
#include "http/security.hpp"
#include "http/server.hpp"

namespace manyhands::http {

struct ApiConfig {
    SecurityConfig security;
    std::size_t sign_in_failures = 20;  // of one address, within the window
    base::Minutes sign_in_window{5};
    LimitConfig limits;
};

// What the route files work with.
struct Wiring {
    const Deps& deps;
    const Guard& guard;
    LiveHub& live;
    std::string base_url;
};

class WebFiles;

// Thread-safe.
class Api {
  public:
    Api(const ApiConfig& config, const Deps& deps, LiveHub& live, const WebFiles& files);

    Response handle(const Request& request);
    Where where(const Request& request) const;
    // How much of a body is read for this target; `usual` for all that take JSON.
    std::size_t body_limit(std::string_view path, std::size_t usual) const;
    // For what is no request: 400, 408, 413, 431, 500.
    Response refuse(int status);
    const Router& router() const { return router_; }
    const Metrics& metrics() const { return metrics_; }

  private:
    Response respond(const Request& request, const std::string& request_id, bool secure,
                     std::size_t& operation);
    Outcome run(Call& call);
    // Counts the request against its limit; the headers go into the response either way.
    base::Result<void> admit(Call& call, Failure& why);
    base::Result<void> authenticate(Call& call, bool& by_cookie) const;
    Outcome enforce(Call& call);

    const Deps& deps_;
    Guard guard_;
    const WebFiles& files_;
    FailureLimit sign_ins_;
    RateLimits limits_;
    // Who is behind a cookie, for a second: a session's own end comes with time, everything else with a
    // commit.
    mutable Remembered<identity::Service::Known> sessions_{4096, std::chrono::seconds(1)};
    Router router_;
    Metrics metrics_;
};

// The whole table, in the order of types.ts.
std::vector<Route> all_routes(const Wiring& wiring);
std::vector<Route> session_routes(const Wiring& wiring);
std::vector<Route> conversation_routes(const Wiring& wiring);
std::vector<Route> desk_routes(const Wiring& wiring);
std::vector<Route> bulk_routes(const Wiring& wiring);
std::vector<Route> view_routes(const Wiring& wiring);
std::vector<Route> answer_routes(const Wiring& wiring);
std::vector<Route> phrase_routes(const Wiring& wiring);
std::vector<Route> media_routes(const Wiring& wiring);
std::vector<Route> quick_routes(const Wiring& wiring);
std::vector<Route> live_routes(const Wiring& wiring);
std::vector<Route> account_routes(const Wiring& wiring);
std::vector<Route> people_routes(const Wiring& wiring);
std::vector<Route> staff_routes(const Wiring& wiring);
std::vector<Route> joining_routes(const Wiring& wiring);
std::vector<Route> second_factor_routes(const Wiring& wiring);
std::vector<Route> sso_routes(const Wiring& wiring);
std::vector<Route> scim_routes(const Wiring& wiring);
std::vector<Route> settings_routes(const Wiring& wiring);
std::vector<Route> report_routes(const Wiring& wiring);
std::vector<Route> hours_routes(const Wiring& wiring);
std::vector<Route> health_routes(const Wiring& wiring);
std::vector<Route> audit_routes(const Wiring& wiring);
std::vector<Route> webhook_routes(const Wiring& wiring);
std::vector<Route> erasure_routes(const Wiring& wiring);
std::vector<Route> listening_routes(const Wiring& wiring);
std::vector<Route> dry_run_routes(const Wiring& wiring);
std::vector<Route> form_routes(const Wiring& wiring);
std::vector<Route> form_page_routes(const Wiring& wiring);
std::vector<Route> quality_routes(const Wiring& wiring);
std::vector<Route> guideline_routes(const Wiring& wiring);
std::vector<Route> approval_routes(const Wiring& wiring);
std::vector<Route> programme_routes(const Wiring& wiring);
std::vector<Route> tip_routes(const Wiring& wiring);
std::vector<Route> nudge_routes(const Wiring& wiring);
std::vector<Route> training_routes(const Wiring& wiring);
std::vector<Route> action_routes(const Wiring& wiring);
std::vector<Route> own_routes(const Wiring& wiring);
std::vector<Route> satisfaction_routes(const Wiring& wiring);
std::vector<Route> satisfaction_page_routes(const Wiring& wiring);
std::vector<Route> card_routes(const Wiring& wiring);
std::vector<Route> card_page_routes(const Wiring& wiring);
std::vector<Route> honour_routes(const Wiring& wiring);
std::vector<Route> shift_routes(const Wiring& wiring);

// OpenAPI 3.1 as JSON, generated from the table.
std::string openapi(const std::vector<Route>& routes);

// -- for the route files --
Response json_response(std::string body, int status = 200);
Response no_content();
// Below the public address, or below the one this request came to.
std::string url_to(const Wiring& wiring, const Call& call, const std::string& path);
// Me, with the cookie of the session.
Outcome signed_in(const Wiring& wiring, const Call& call, const identity::Session& session);
// What a person is given to sign in with.
std::string link_to(const Wiring& wiring, const Call& call, const std::string& token);
// Who an employee is, by id, for rendering; remembers within its life. Not thread-safe.
std::function<model::Employee(const model::EmployeeId&)> people_lookup(const Deps& deps);
// The person's language: their setting, else the request's.
base::Lang lang_of(const model::Employee& employee, const Request& request);
std::string zone_of(const model::Employee& employee);  // empty: not set
// The conversation as the caller may see it, with its ETag. Errors: not_found, forbidden.
Outcome conversation_response(const Deps& deps, const Call& call, const model::ConversationId& id,
                              int status = 200);
// A room's refusal of a command on a conversation; 409 and 412 carry what the conversation is now.
Failure with_current(const Deps& deps, const Call& call, const model::ConversationId& id, base::Error error);
// If-Match: "<public version>", strong, one. Errors: invalid.
base::Result<std::int64_t> version_seen(const Request& request);
// 422 with what the guidelines have against it, where each thing stands and what to put there.
// A version in a path; nothing: no such thing.
std::optional<std::int64_t> version_in(std::string_view text);
// Versions of a document that is kept in them (guidelines, lanes).
std::string versions_json(const std::vector<answer::GuidelineVersion>& versions);
Failure refused_by_guidelines(const Deps& deps, const Call& call, const model::ConversationId& id,
                              const answer::Submission& submission, base::Error error);
// A room's refusal that knows its place in the body: its argument "pointer" becomes errors[].
Failure at_field(base::Error error);

}  // namespace manyhands::http
