// The route table as data: every route says who may use it, what it takes and what it gives. The dispatcher,
// the strict validation, OpenAPI and the tests all read the same table.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "answer/media.hpp"
#include "base/catalogue.hpp"
#include "http/problem.hpp"
#include "http/request.hpp"
#include "http/schema.hpp"
#include "identity/identity.hpp"
#include "model/policy.hpp"

namespace manyhands::http {

struct Route;

// One request on its way through the API.
struct Call {
    const Request& request;
    const Route& route;
    std::vector<std::string> args;  // the {parts} of the path, decoded, in order
    boost::json::value body;        // validated; null when the route takes none
    std::optional<identity::Service::Known> who;
    std::string session_token;  // of the cookie; empty with a Bearer token
    std::string bearer_token;
    base::Lang lang = base::Lang::en;
    std::string request_id;
    std::string peer;     // the client's address, behind a trusted proxy too
    bool secure = false;  // the browser speaks https
    Fields limits = {};   // headers that tell how much of a limit is left

    const model::Actor& actor() const { return who->actor; }
    // Of the validated body; the field must be declared.
    std::string text(std::string_view field) const;
    std::optional<std::string> text_if(std::string_view field) const;
    bool flag(std::string_view field) const;
};

using Outcome = std::expected<Response, Failure>;
using Endpoint = std::function<Outcome(Call&)>;

enum class Access { open, person };       // open: no session needed
enum class Speed { quick, slow };         // slow: never on an io thread, also as GET
enum class Rate { none, sign_in };        // sign_in: failures are counted by address
enum class Csrf { token, exempt };        // exempt: nobody is signed in yet
enum class Condition { none, if_match };  // If-Match with the conversation's public version
enum class Repeat { plain, idempotency_key };

struct QueryField {
    std::string name;
    SchemaPtr schema;  // string or integer
};

struct Route {
    std::string method;
    std::string pattern;    // "/api/v1/conversations/{id}/claim"
    std::string operation;  // "claim_conversation"; its summary is "http.operation.<operation>"
    Access access = Access::person;
    std::vector<model::Action> actions;  // asked before the handler runs, at the actor's own scope
    SchemaPtr request;                   // of the body; null: none
    // What the body is. Anything but JSON reaches the handler as it came; `request` then only bounds its
    // bytes.
    std::string takes = "application/json";
    std::string
        raw_body;  // instead: bytes whose Content-Type begins so ("image/"); call.request.body has them
    std::size_t raw_bytes = answer::kUploadBytes;  // of a raw body, at most
    SchemaPtr response;                            // null: no body (204), or not JSON
    std::string media = "application/json";
    int status = 200;
    std::vector<QueryField> query;
    bool any_query = false;  // what comes there is another site's to say: passed over where not known
    Speed speed = Speed::quick;
    Rate rate = Rate::none;
    Csrf csrf = Csrf::token;
    Condition condition = Condition::none;
    Repeat repeat = Repeat::plain;
    Endpoint handle;
};

// The rest is filled in by name.
Route make_route(std::string method, std::string pattern, std::string operation);

class Router {
  public:
    // Throws std::logic_error when a route is there twice.
    explicit Router(std::vector<Route> routes);

    struct Match {
        const Route* route = nullptr;
        std::vector<std::string> args;
        std::string allow;  // when no route: the methods that the path knows; empty: no such path
    };
    // HEAD finds the GET route.
    Match match(std::string_view method, std::string_view path) const;
    const std::vector<Route>& routes() const { return routes_; }

  private:
    std::vector<Route> routes_;
    std::vector<std::vector<std::string>> parts_;      // of each route's pattern
    std::vector<std::vector<std::size_t>> by_length_;  // route numbers by their number of parts
};

// What is wrong with the query; pointers are "/query/<name>".
std::vector<Violation> query_violations(const Route& route, const Request& request);

}  // namespace manyhands::http
