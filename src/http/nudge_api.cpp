// How somebody wants to be reached: devices that take pushes, quiet hours, letters; and the page behind a
// letter's link that ends them.
#include "base/encoding.hpp"
#include "http/api.hpp"
#include "http/crowd_deps.hpp"
#include "http/json_writer.hpp"
#include "http/plain_page.hpp"
#include "http/shapes.hpp"
#include "identity/mails.hpp"

namespace manyhands::http {
namespace {

using identity::ReachWishes;
using model::Action;

std::unexpected<Failure> bad(const char* key, const char* pointer) {
    return std::unexpected<Failure>(
        at_field(base::Error{base::ErrorCode::invalid, key, {{"pointer", pointer}}, {}}));
}

Response reach_response(const Deps& deps, const Call& call, const identity::Nudges::Mine& mine) {
    const model::BrandId& brand = call.actor().brand;
    const model::Role role = call.actor().role;
    JsonWriter out;
    out.begin_object().member("application_key", deps.crowd->nudges.application_key());
    out.member("quiet_from", identity::clock_text(mine.wishes.quiet.from));
    out.member("quiet_until", identity::clock_text(mine.wishes.quiet.until)).member("zone", mine.wishes.zone);
    out.key("digest");
    if (mine.wishes.digest)
        out.text(to_string(*mine.wishes.digest));
    else
        out.null();
    out.member("week_report", mine.wishes.week_report);
    out.member("leads", role == model::Role::lead || role == model::Role::admin);
    out.member("mail", !deps.settings.value(brand, "mail.server").value.empty());
    out.member("standard", deps.settings.value(brand, "mail.digest").value);
    out.member("daily_most", model::whole(deps.settings.value(brand, "push.daily_most").value));
    out.key("devices").begin_array();
    for (const identity::Device& device : mine.devices)
        out.begin_object()
            .member("id", device.id.value)
            .member("name", device.name)
            .member("service", device.service)
            .member("made_at", device.made_at)
            .member("last_ok_at", device.last_ok_at)
            .end_object();
    out.end_array().end_object();
    return json_response(out.take());
}

Outcome change(const Deps& deps, Call& call) {
    MH_LET(before, deps.crowd->nudges.mine(call.actor()));
    ReachWishes wishes = before.wishes;
    for (const auto& [field, minutes] :
         {std::pair{"quiet_from", &wishes.quiet.from}, {"quiet_until", &wishes.quiet.until}}) {
        const auto text = call.text_if(field);
        if (!text) continue;
        const auto read = identity::minutes_of(*text);
        if (!read) return bad("identity.nudge.bad_time", field[6] == 'f' ? "/quiet_from" : "/quiet_until");
        *minutes = *read;
    }
    if (const auto zone = call.text_if("zone")) wishes.zone = *zone;
    if (const auto lang = call.text_if("lang")) wishes.lang = *lang;
    const auto& body = call.body.as_object();
    if (const auto* digest = body.if_contains("digest"))
        wishes.digest = digest->is_null() ? std::nullopt : identity::rhythm(std::string(digest->as_string()));
    if (const auto* report = body.if_contains("week_report")) wishes.week_report = report->as_bool();
    auto done = deps.crowd->nudges.change(call.actor(), call.who->employee, wishes);
    if (!done) return std::unexpected<Failure>(at_field(std::move(done).error()));
    return reach_response(deps, call, *done);
}

Outcome add_device(const Deps& deps, Call& call) {
    const auto key = base::from_base64url(call.text("p256dh"));
    const auto auth = base::from_base64url(call.text("auth"));
    if (!key) return bad("net.push.bad_receiver", "/p256dh");
    if (!auth) return bad("net.push.bad_receiver", "/auth");
    // The browser knows where it is; a zone that was chosen stays.
    MH_LET(before, deps.crowd->nudges.mine(call.actor()));
    ReachWishes wishes = before.wishes;
    if (wishes.zone.empty()) wishes.zone = call.text_if("zone").value_or("");
    if (const auto lang = call.text_if("lang")) wishes.lang = *lang;
    auto done = deps.crowd->nudges.add(call.actor(), {call.text("endpoint"), *key, *auth}, call.text("name"));
    if (!done) return std::unexpected<Failure>(at_field(std::move(done).error()));
    auto saved = deps.crowd->nudges.change(call.actor(), call.who->employee, wishes);
    if (!saved) return std::unexpected<Failure>(at_field(std::move(saved).error()));
    Response response = reach_response(deps, call, *saved);
    response.status = 201;
    return response;
}

// Whoever opens the link sees what it ends; only the button, or a mail program's own (RFC 8058), ends it:
// programs fetch links to look at them.
Outcome stop_page(const Deps& deps, Call& call, bool now) {
    const auto of = deps.crowd->stop_links.read(call.args.at(0));
    base::Lang lang = call.lang;
    if (of) {
        MH_LET(reader, deps.crowd->mails.reader(of->employee));
        if (reader && !reader->wishes.lang.empty())
            lang = reader->wishes.lang == "ko" ? base::Lang::ko : base::Lang::en;
    }
    const auto page = [&](const std::string& topic, const std::string& more, int status) {
        const std::string title = base::tr(lang, "identity.mail.stop." + topic);
        return plain_page(lang, title, "<h1>" + escaped(title) + "</h1>" + more, status);
    };
    const auto said = [&](const std::string& key) {
        return "<p>" + escaped(base::tr(lang, "identity.mail.stop." + key)) + "</p>";
    };
    if (!of) return page("unknown", said("unknown.more"), 404);
    const std::string kind(to_string(of->kind));
    if (!now)
        return page(kind,
                    "<form method=\"post\"><button>" + escaped(base::tr(lang, "identity.mail.stop.button")) +
                        "</button></form>",
                    200);
    MH_LET(stopped, deps.crowd->mails.stop_mails(of->employee, of->kind, deps.clock.now()));
    if (!stopped) return page("unknown", said("unknown.more"), 404);
    return page("done", said("done.more"), 200);
}

}  // namespace

std::vector<Route> nudge_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    const auto add = [&](const char* method, const char* path, const char* operation, SchemaPtr request,
                         SchemaPtr response, Endpoint handle) -> Route& {
        Route r = make_route(method, path, operation);
        r.actions = {Action::manage_self};
        r.request = std::move(request);
        r.response = std::move(response);
        r.handle = std::move(handle);
        routes.push_back(std::move(r));
        return routes.back();
    };
    add("GET", "/api/v1/me/reach", "my_reach", nullptr, shapes::reach(), [&deps](Call& call) -> Outcome {
        MH_LET(mine, deps.crowd->nudges.mine(call.actor()));
        return reach_response(deps, call, mine);
    });
    add("PATCH", "/api/v1/me/reach", "change_reach", shapes::reach_change(), shapes::reach(),
        [&deps](Call& call) { return change(deps, call); });
    add("POST", "/api/v1/me/devices", "add_device", shapes::device_request(), shapes::reach(),
        [&deps](Call& call) { return add_device(deps, call); })
        .status = 201;
    add("DELETE", "/api/v1/me/devices/{id}", "end_device", nullptr, nullptr, [&deps](Call& call) -> Outcome {
        MH_TRY(deps.crowd->nudges.end(call.actor(), identity::DeviceId(call.args.at(0))));
        return no_content();
    }).status = 204;
    for (const bool now : {false, true}) {
        Route r = make_route(now ? "POST" : "GET", "/stop/{token}", now ? "stop_mails" : "stop_mails_page");
        r.access = Access::open;
        r.csrf = Csrf::exempt;  // a mail program presses it for somebody who is not signed in
        r.rate = Rate::none;
        r.media = "text/html";
        if (now) r.takes = "application/x-www-form-urlencoded";
        if (now) r.request = shape::text(0, 4 * 1024);
        r.any_query = true;
        r.handle = [&deps, now](Call& call) { return stop_page(deps, call, now); };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
