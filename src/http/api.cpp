#include "http/api.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>

#include "base/acting.hpp"
#include "base/log.hpp"
#include "http/hint_api.hpp"
#include "http/json_desk.hpp"
#include "http/know_api.hpp"
#include "http/web_files.hpp"

namespace manyhands::http {
namespace {

using base::ErrorCode;

bool is_safe_method(std::string_view method) {
    return method == "GET" || method == "HEAD";
}

bool is_api_path(std::string_view path) {
    return path == "/api" || path.starts_with("/api/") || path == "/healthz" || path == "/readyz" ||
           path == "/metrics" || path.starts_with("/f/") || path.starts_with("/r/") ||
           path.starts_with("/team/") || path.starts_with("/on-duty/") || path.starts_with("/sso/") ||
           path.starts_with("/scim/") || path.starts_with("/stop/");
}

std::string_view setting(const boost::json::value& settings, std::string_view name) {
    const auto* object = settings.if_object();
    const auto* value = object == nullptr ? nullptr : object->if_contains(name);
    const auto* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view{} : std::string_view(text->data(), text->size());
}

std::string setting_of(const model::Employee& employee, std::string_view name) {
    boost::system::error_code ec;
    const auto settings = boost::json::parse(employee.settings_json, ec);
    return ec ? std::string() : std::string(setting(settings, name));
}

bool is_media(std::string_view content_type, std::string_view wanted) {
    const std::string_view bare = content_type.substr(0, content_type.find(';'));
    std::string lower(bare);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    while (!lower.empty() && lower.back() == ' ')
        lower.pop_back();
    return lower == wanted;
}

bool is_loopback(std::string_view address) {
    return address == "::1" || address.starts_with("127.") || address.starts_with("::ffff:127.");
}

// A join link that is over was one: a crowd behind one address that scans an old poster guesses nothing.
bool is_a_guess(const base::Error& error) {
    return error.code == ErrorCode::unauthenticated && error.key != "identity.join.expired" &&
           error.key != "identity.join.ended" && error.key != "identity.join.full";
}

std::unexpected<Failure> failure(Failure f) {
    return std::unexpected<Failure>(std::move(f));
}

Failure bad_fields(std::vector<Violation> fields) {
    Failure f(400, ErrorCode::invalid, "http.request.bad_fields");
    f.fields = std::move(fields);
    return f;
}

// Strict: what the table does not declare is refused, also a body where there should be none.
base::Result<void> read_body(Call& call, Failure& why) {
    const Route& route = call.route;
    const std::string& body = call.request.body;
    if (!route.raw_body.empty()) {
        if (body.empty() || !call.request.header("content-type").starts_with(route.raw_body)) {
            why = route.raw_body == "image/" ? Failure(415, ErrorCode::invalid, "http.request.not_an_image")
                                             : Failure(415, ErrorCode::invalid, "http.request.wrong_media",
                                                       {{"media", route.raw_body}});
            return std::unexpected(why.error);
        }
        return {};
    }
    if (!route.request && body.empty()) return {};
    if (route.request && body.empty() && route.request->properties.empty()) {
        call.body = boost::json::object();
        return {};
    }
    if (!route.request) {
        why = Failure(400, ErrorCode::invalid, "http.request.no_body_wanted");
        return std::unexpected(why.error);
    }
    if (!is_media(call.request.header("content-type"), route.takes)) {
        why = route.takes == "application/json"
                  ? Failure(415, ErrorCode::invalid, "http.request.not_json")
                  : Failure(415, ErrorCode::invalid, "http.request.wrong_media", {{"media", route.takes}});
        return std::unexpected(why.error);
    }
    if (route.takes != "application/json") {
        if (std::ssize(body) <= route.request->max) return {};
        why = Failure(413, ErrorCode::too_large, "http.request.too_large");
        return std::unexpected(why.error);
    }
    auto parsed = parse_json(body);
    if (!parsed) {
        why = Failure(parsed.error());
        return std::unexpected(parsed.error());
    }
    auto found = violations(*route.request, *parsed);
    if (!found.empty()) {
        why = bad_fields(std::move(found));
        return std::unexpected(why.error);
    }
    call.body = std::move(*parsed);
    return {};
}

}  // namespace

Response json_response(std::string body, int status) {
    Response response;
    response.status = status;
    response.set("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

Response no_content() {
    Response response;
    response.status = 204;
    return response;
}

std::function<model::Employee(const model::EmployeeId&)> people_lookup(const Deps& deps) {
    auto known = std::make_shared<std::map<model::EmployeeId, model::Employee>>();
    return [&deps, known](const model::EmployeeId& id) {
        const auto found = known->find(id);
        if (found != known->end()) return found->second;
        auto employee = deps.people.employee(id);
        return known->emplace(id, employee ? std::move(*employee) : model::Employee{}).first->second;
    };
}

base::Lang lang_of(const model::Employee& employee, const Request& request) {
    const std::string lang = setting_of(employee, "lang");
    if (lang == "ko") return base::Lang::ko;
    if (lang == "en") return base::Lang::en;
    return base::pick_lang(request.header("accept-language"));
}

Failure at_field(base::Error error) {
    Failure failure(std::move(error));
    for (const auto& [name, value] : failure.error.args)
        if (name == "pointer") failure.fields.push_back({value, failure.error.key, failure.error.args});
    return failure;
}

std::string zone_of(const model::Employee& employee) {
    return setting_of(employee, "zone");
}

std::vector<Route> all_routes(const Wiring& wiring) {
    std::vector<Route> all;
    // clang-format off
    for (auto* add : {
             session_routes,
             conversation_routes,
             desk_routes,
             bulk_routes,
             view_routes,
             answer_routes,
             phrase_routes,
             media_routes,
             quick_routes,
             live_routes,
             account_routes,
             people_routes,
             staff_routes,
             joining_routes,
             second_factor_routes,
             own_routes,
             honour_routes,
             shift_routes,
             know_routes,
             sso_routes,
             scim_routes,
             settings_routes,
             report_routes,
             health_routes,
             audit_routes,
             webhook_routes,
             erasure_routes,
             listening_routes,
             dry_run_routes,
             form_routes,
             form_page_routes,
             quality_routes,
             guideline_routes,
             approval_routes,
             programme_routes,
             training_routes,
             action_routes,
             tip_routes,
             hint_routes,
             satisfaction_routes,
             satisfaction_page_routes,
             card_routes,
             card_page_routes,
             nudge_routes,
         })
        // clang-format on
        for (Route& route : add(wiring))
            all.push_back(std::move(route));
    Route description;
    description.method = "GET";
    description.pattern = "/api/openapi.json";
    description.operation = "openapi";
    description.access = Access::open;
    description.media = "application/openapi+json";
    all.push_back(std::move(description));
    auto text = std::make_shared<const std::string>(openapi(all));
    all.back().handle = [text](Call&) -> Outcome {
        Response response;
        response.shared_body = text;
        response.set("Content-Type", "application/json");
        return response;
    };
    return all;
}

Api::Api(const ApiConfig& config, const Deps& deps, LiveHub& live, const WebFiles& files)
    : deps_(deps),
      guard_(config.security),
      files_(files),
      sign_ins_(deps.clock, config.sign_in_failures, config.sign_in_window),
      limits_(config.limits, deps.clock),
      router_(all_routes(Wiring{deps_, guard_, live, config.security.base_url})),
      metrics_([this] {
          std::vector<std::string> operations;
          for (const Route& route : router_.routes())
              operations.push_back(route.operation);
          return operations;
      }()) {}

Where Api::where(const Request& request) const {
    if (!is_safe_method(request.method)) return Where::pool;
    const auto match = router_.match(request.method, request.path);
    return match.route != nullptr && match.route->speed == Speed::slow ? Where::pool : Where::io_thread;
}

std::size_t Api::body_limit(std::string_view path, std::size_t usual) const {
    const auto match = router_.match("POST", path.substr(0, path.find('?')));
    return match.route != nullptr && !match.route->raw_body.empty() ? match.route->raw_bytes : usual;
}

Response Api::refuse(int status) {
    std::string key = "http.request.malformed";
    ErrorCode code = ErrorCode::invalid;
    if (status == 413) {
        key = "http.request.too_large";
        code = ErrorCode::too_large;
    } else if (status == 431) {
        key = "http.request.header_too_large";
    } else if (status >= 500) {
        code = ErrorCode::internal;
    }
    const std::string id = deps_.ids.make<base::Id<struct RequestTag>>().value;
    Response response = problem(Failure(status, code, key), base::Lang::en, id);
    response.set("X-Request-Id", id);
    add_security_headers(response, false);
    return response;
}

Response Api::handle(const Request& request) {
    const std::string id = deps_.ids.make<base::Id<struct RequestTag>>().value;
    const bool secure = guard_.secure(request);
    const auto began = deps_.clock.monotonic();
    std::size_t operation = metrics_.other();
    Response response = respond(request, id, secure, operation);
    metrics_.count(operation, response.status, deps_.clock.monotonic() - began);
    response.set("X-Request-Id", id);
    add_security_headers(response, secure);
    if (is_api_path(request.path) && response.header("Cache-Control").empty())
        response.set("Cache-Control", "no-store");
    return response;
}

Response Api::respond(const Request& request, const std::string& request_id, bool secure,
                      std::size_t& operation) {
    const base::Lang asked = base::pick_lang(request.header("accept-language"));
    const bool health = request.path == "/healthz" || request.path == "/readyz";
    if (!health && !guard_.host_allowed(request))
        return problem(Failure(421, ErrorCode::invalid, "http.host.not_allowed"), asked, request_id);
    if (!is_api_path(request.path)) {
        if (!is_safe_method(request.method)) {
            Failure no(405, ErrorCode::invalid, "http.method.not_allowed", {{"method", request.method}});
            no.headers = {{"Allow", "GET, HEAD"}};
            return problem(no, asked, request_id);
        }
        return files_.serve(request);
    }
    Router::Match match = router_.match(request.method, request.path);
    if (match.route == nullptr) {
        if (match.allow.empty())
            return problem(Failure(404, ErrorCode::not_found, "http.path.not_found"), asked, request_id);
        Failure no(405, ErrorCode::invalid, "http.method.not_allowed",
                   {{"method", request.method.substr(0, 16)}});
        no.headers = {{"Allow", match.allow}};
        return problem(no, asked, request_id);
    }
    operation = static_cast<std::size_t>(match.route - router_.routes().data());
    Call call{request, *match.route, std::move(match.args), {},    std::nullopt, {}, {},
              asked,   request_id,   guard_.peer(request),  secure};
    try {
        Outcome outcome = run(call);
        if (outcome) {
            for (auto& [name, value] : call.limits)
                outcome->set(name, value);
            return std::move(*outcome);
        }
        Failure why = std::move(outcome).error();
        why.said = why.error.args;
        why.error = readable(why.error, call.who ? zone_of(call.who->employee) : "", people_lookup(deps_));
        Response refused = problem(why, call.lang, request_id);
        for (auto& [name, value] : call.limits)
            refused.set(name, value);
        return refused;
    } catch (const std::exception& error) {
        const base::Error fault{ErrorCode::internal, "http.internal", {}, error.what()};
        return problem(Failure(fault), call.lang, request_id);
    }
}

// A Bearer token wins over a cookie. Nobody is no error here: the table says whether somebody is needed.
base::Result<void> Api::authenticate(Call& call, bool& by_cookie) const {
    const Request& request = call.request;
    const std::string_view header = request.header("authorization");
    if (header.size() > 7 && (header.starts_with("Bearer ") || header.starts_with("bearer "))) {
        call.bearer_token = std::string(header.substr(7));
        MH_LET(known, deps_.identity.by_token(call.bearer_token));
        call.who = std::move(known);
    } else if (const auto cookie = request.cookie(Guard::cookie_name(call.secure));
               cookie && !cookie->empty()) {
        call.session_token = std::string(*cookie);
        const std::int64_t stamp = deps_.inbox.stamp();
        const auto now = deps_.clock.monotonic();
        auto known = sessions_.find(call.session_token, stamp, now);
        if (!known) {
            auto read = deps_.identity.by_session(call.session_token);
            if (!read) return std::unexpected(read.error());
            known = sessions_.keep(call.session_token, stamp, now, std::move(*read));
        }
        call.who = *known;
        by_cookie = true;
    }
    if (call.who) call.lang = lang_of(call.who->employee, request);
    return {};
}

Outcome Api::run(Call& call) {
    const Route& route = call.route;
    const Request& request = call.request;
    const bool safe = is_safe_method(request.method);
    if (!safe && !guard_.origin_allowed(request))
        return failure(Failure(403, ErrorCode::forbidden, "http.origin.not_allowed"));

    if (route.access == Access::person) {
        bool by_cookie = false;
        MH_TRY(authenticate(call, by_cookie));
        if (!call.who) return failure(Failure(401, ErrorCode::unauthenticated, "http.session.needed"));
        if (!safe && by_cookie && route.csrf == Csrf::token &&
            !equal_in_constant_time(request.header("x-csrf-token"), call.who->csrf_token))
            return failure(Failure(403, ErrorCode::forbidden, "http.csrf.wrong"));
        if (Failure why; !admit(call, why)) return failure(std::move(why));
        // What a role or a token may never do ends here; how far it reaches is the room's question.
        for (const model::Action action : route.actions)
            MH_TRY(model::check(call.actor(), action, model::Scope::own));
    }
    if (route.access != Access::person)
        if (Failure why; !admit(call, why)) return failure(std::move(why));
    const base::ActAs as({call.who ? call.who->employee.id.value : "",
                          call.bearer_token.empty() ? "person" : "token", call.peer});
    if (route.rate != Rate::sign_in) return enforce(call);

    if (const base::Seconds wait = sign_ins_.blocked(call.peer); wait.count() > 0) {
        Failure later(429, ErrorCode::rate_limited, "http.sign_in.too_many",
                      {{"minutes", std::to_string(wait.count() / 60 + 1)}});
        later.headers = {{"Retry-After", std::to_string(wait.count())}};
        return failure(std::move(later));
    }
    Outcome outcome = enforce(call);
    if (!outcome && is_a_guess(outcome.error().error)) sign_ins_.failed(call.peer);
    return outcome;
}

base::Result<void> Api::admit(Call& call, Failure& why) {
    const Route& route = call.route;
    if (route.operation == "healthz" || route.operation == "readyz") return {};
    if (!call.who && is_loopback(call.peer)) return {};  // whoever sits at the machine itself
    const LimitKind kind = !call.who                              ? LimitKind::visitors
                           : !is_safe_method(call.request.method) ? LimitKind::changes
                           : route.speed == Speed::slow           ? LimitKind::heavy
                                                                  : LimitKind::reads;
    const std::string& who = !call.who                   ? call.peer
                             : call.bearer_token.empty() ? call.session_token
                                                         : call.bearer_token;
    RateLimits::Verdict verdict = limits_.take(kind, who);
    call.limits = std::move(verdict.headers);
    if (verdict.allowed) return {};
    why = Failure(429, ErrorCode::rate_limited, "http.limit.reached",
                  {{"seconds", std::to_string(verdict.wait.count())}});
    return std::unexpected(why.error);
}

Outcome Api::enforce(Call& call) {
    const Route& route = call.route;
    const Request& request = call.request;
    if (auto found = query_violations(route, request); !found.empty())
        return failure(bad_fields(std::move(found)));
    if (Failure why; !read_body(call, why)) return failure(std::move(why));
    if (route.condition == Condition::if_match && !request.has_header("if-match"))
        return failure(Failure(428, ErrorCode::invalid, "http.if_match.needed"));
    if (route.repeat == Repeat::idempotency_key) {
        const std::string_view key = request.header("idempotency-key");
        if (key.size() < 8 || key.size() > 128)
            return failure(Failure(400, ErrorCode::invalid, "http.idempotency_key.needed"));
    }
    return route.handle(call);
}

}  // namespace manyhands::http
