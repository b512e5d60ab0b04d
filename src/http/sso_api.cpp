// Signing in with the company's own provider: the two addresses between which the browser goes, and an
// admin's settings of it.
#include <boost/json.hpp>

#include "http/api.hpp"
#include "http/json_writer.hpp"
#include "http/plain_page.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

using identity::GroupRule;
using identity::SsoSettings;
using model::Action;

constexpr std::size_t kCookieAtMost = 4096;
constexpr const char* kCallback = "sso/callback";

std::string cookie_name(bool secure) {
    return secure ? "__Host-manyhands-sso" : "manyhands-sso";
}

// Lax, not Strict: the browser comes back from another site.
std::string cookie(bool secure, const std::string& value, int seconds) {
    return cookie_name(secure) + "=" + value +
           "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(seconds) +
           (secure ? "; Secure" : "");
}

Response redirect(const std::string& address) {
    Response response;
    response.status = 302;
    response.set("Location", address);
    response.set("Cache-Control", "no-store");
    return response;
}

// What went wrong is a sentence on a page: the browser is between two sites, and no app is there to say it.
Response refused(const Call& call, const base::Error& error) {
    const std::string title = base::tr(call.lang, "identity.sso.page.title");
    std::string inside = "<h1>" + escaped(title) + "</h1><p role=\"alert\">" +
                         escaped(base::tr(call.lang, error.key, error.args)) + "</p><p><a href=\"/\">" +
                         escaped(base::tr(call.lang, "identity.sso.page.back")) + "</a></p>";
    return plain_page(call.lang, title, inside, http_status(error.code));
}

Response waits(const Call& call) {
    const std::string title = base::tr(call.lang, "identity.sso.page.waits");
    return plain_page(
        call.lang, title,
        "<h1>" + escaped(title) + "</h1><p>" + escaped(base::tr(call.lang, "identity.sso.page.waits.more")) +
            "</p><p><a href=\"/\">" + escaped(base::tr(call.lang, "identity.sso.page.back")) + "</a></p>",
        200);
}

Outcome start(const Wiring& w, const Call& call) {
    auto begun = w.deps.sso.begin(model::BrandId(call.args.at(0)), url_to(w, call, kCallback));
    if (!begun) return refused(call, begun.error());
    Response response = redirect(begun->address);
    response.set("Set-Cookie", cookie(call.secure, begun->cookie, 600));
    return response;
}

void note_refused(const Wiring& w, const base::Error& error, const std::string& brand) {
    if (brand.empty()) return;
    const boost::json::object detail{{"reason", error.key}};
    (void)w.deps.audit.note(model::BrandId(brand),
                            {"sso.refused", "brand", brand, boost::json::serialize(detail)});
}

Outcome callback(const Wiring& w, const Call& call) {
    const auto value = [&](const char* name) {
        return std::string(call.request.query_value(name).value_or(""));
    };
    const auto kept = call.request.cookie(cookie_name(call.secure));
    const std::string sealed = kept && kept->size() <= kCookieAtMost ? std::string(*kept) : std::string();
    const auto entered = w.deps.sso.finish(
        sealed, {value("code"), value("state"), value("iss"), value("error")}, url_to(w, call, kCallback));
    const std::string spent = cookie(call.secure, "", 0);
    if (!entered) {
        note_refused(w, entered.error(), w.deps.sso.brand_of(sealed));
        Response page = refused(call, entered.error());
        page.set("Set-Cookie", spent);
        return page;
    }
    if (!*entered) {
        Response page = waits(call);
        page.set("Set-Cookie", spent);
        return page;
    }
    Response response = redirect("/");
    response.set("Set-Cookie",
                 w.guard.session_cookie((*entered)->token, call.secure, identity::kSessionLives));
    response.headers.emplace_back("Set-Cookie", spent);
    return response;
}

std::string settings_json(const Wiring& w, const Call& call, const std::optional<SsoSettings>& settings) {
    JsonWriter out;
    out.begin_object().member("redirect_uri", url_to(w, call, kCallback)).key("provider");
    if (!settings) {
        out.null().end_object();
        return out.take();
    }
    const SsoSettings& s = *settings;
    out.begin_object().member("issuer", s.issuer).member("client_id", s.client_id);
    out.member("has_secret", !s.secret_box.empty()).member("scopes", s.scopes);
    out.member("email_claim", s.email_claim).member("name_claim", s.name_claim);
    out.member("groups_claim", s.groups_claim).key("groups").begin_array();
    for (const GroupRule& rule : s.groups)
        out.begin_object()
            .member("group", rule.group)
            .member_or_null("role", rule.role ? std::string(to_string(*rule.role)) : std::string())
            .member_or_null("department_id", rule.department ? rule.department->value : std::string())
            .end_object();
    out.end_array().member("newcomers", to_string(s.newcomers));
    out.member_or_null("department_id", s.department.value).member("trust_email", s.trust_email);
    out.member("password_allowed", s.password_allowed).end_object().end_object();
    return out.take();
}

Outcome save(const Wiring& w, Call& call) {
    SsoSettings wanted;
    wanted.issuer = call.text("issuer");
    wanted.client_id = call.text("client_id");
    wanted.scopes = call.text_if("scopes").value_or(wanted.scopes);
    wanted.email_claim = call.text_if("email_claim").value_or(wanted.email_claim);
    wanted.name_claim = call.text_if("name_claim").value_or(wanted.name_claim);
    wanted.groups_claim = call.text_if("groups_claim").value_or(wanted.groups_claim);
    wanted.newcomers = *identity::newcomers(call.text("newcomers"));
    wanted.department = model::DepartmentId(call.text_if("department_id").value_or(""));
    wanted.trust_email = call.flag("trust_email");
    wanted.password_allowed = call.flag("password_allowed");
    if (const auto* groups = call.body.as_object().if_contains("groups"))
        for (const auto& one : groups->as_array()) {
            const auto& object = one.as_object();
            const auto field = [&](const char* name) {
                const auto* value = object.if_contains(name);
                return value != nullptr && value->is_string() ? std::string(value->as_string())
                                                              : std::string();
            };
            GroupRule rule{field("group"), model::role(field("role")), std::nullopt};
            if (const auto id = field("department_id"); !id.empty())
                rule.department = model::DepartmentId(id);
            wanted.groups.push_back(std::move(rule));
        }
    auto saved = w.deps.sso.save(call.actor(), std::move(wanted), call.text_if("client_secret"));
    if (!saved) return std::unexpected<Failure>(at_field(std::move(saved).error()));
    return json_response(settings_json(w, call, *saved));
}

Route settings_route(const char* method, const char* operation) {
    Route r = make_route(method, "/api/v1/sso/settings", operation);
    r.actions = {Action::manage_settings, Action::manage_people};
    return r;
}

Route browser_route(const char* path, const char* operation) {
    Route r = make_route("GET", path, operation);
    r.access = Access::open;
    r.csrf = Csrf::exempt;
    r.media = "text/html";
    r.speed = Speed::slow;
    r.any_query = true;  // RFC 6749, 4.1.2: what is not known is passed over
    return r;
}

}  // namespace

std::vector<Route> sso_routes(const Wiring& w) {
    std::vector<Route> routes;
    {
        Route r = make_route("GET", "/api/v1/sso", "sso_brands");
        r.access = Access::open;
        r.csrf = Csrf::exempt;
        r.response = shapes::sso_brands();
        r.handle = [w](Call&) -> Outcome {
            MH_LET(brands, w.deps.sso.brands());
            JsonWriter out;
            out.begin_object().key("items").begin_array();
            for (const model::Brand& brand : brands)
                out.begin_object()
                    .member("brand_id", brand.id.value)
                    .member("name", brand.name)
                    .member("address", "/sso/" + brand.id.value + "/start")
                    .end_object();
            out.end_array().end_object();
            return json_response(out.take());
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = settings_route("GET", "sso_settings");
        r.response = shapes::sso_settings();
        r.handle = [w](Call& call) -> Outcome {
            MH_LET(settings, w.deps.sso.settings(call.actor()));
            return json_response(settings_json(w, call, settings));
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = settings_route("PUT", "save_sso");
        r.request = shapes::sso_settings_request();
        r.response = shapes::sso_settings();
        r.handle = [w](Call& call) { return save(w, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = settings_route("DELETE", "end_sso");
        r.status = 204;
        r.handle = [w](Call& call) -> Outcome {
            MH_TRY(w.deps.sso.end(call.actor()));
            return no_content();
        };
        routes.push_back(std::move(r));
    }
    routes.push_back(browser_route("/sso/{brand}/start", "start_sso"));
    routes.back().handle = [w](Call& call) { return start(w, call); };
    routes.push_back(browser_route("/sso/callback", "finish_sso"));
    routes.back().handle = [w](Call& call) { return callback(w, call); };
    return routes;
}

}  // namespace manyhands::http
