// One tap below an answer: plain HTML without a script, in the customer's language. Reading it changes
// nothing (networks and robots open links); only the tap does.
#include "http/api.hpp"
#include "http/crowd_deps.hpp"
#include "http/plain_page.hpp"
#include "http/schema.hpp"

namespace manyhands::http {
namespace {

using base::Lang;
using State = reports::Satisfaction::LinkState;

constexpr std::int64_t kBodyBytes = 1024;
constexpr std::size_t kTokenAtMost = 64;
constexpr std::string_view kVoter = "mh_tap";

std::string said(Lang lang, std::string_view key, const reports::FoundLink& found) {
    return base::tr(lang, "reports.thanks.page." + std::string(key), {{"account", found.account_handle}});
}

Lang lang_of(const reports::FoundLink& found) {
    return found.link.lang == "ko" ? Lang::ko : Lang::en;
}

std::string buttons(Lang lang, const reports::FoundLink& found) {
    return "<form method=\"post\" class=\"two\"><button name=\"good\" value=\"1\">" +
           escaped(said(lang, "good", found)) +
           "</button><button class=\"quiet\" name=\"good\" value=\"0\">" +
           escaped(said(lang, "not_good", found)) + "</button></form>";
}

Response page(const reports::FoundLink& found, State state) {
    const Lang lang = lang_of(found);
    const auto text = [&](std::string_view key) { return "<p>" + escaped(said(lang, key, found)) + "</p>"; };
    const auto whole = [&](std::string_view key, const std::string& inside, int status) {
        const std::string title = said(lang, key, found);
        return plain_page(lang, title,
                          "<h1" + std::string(key == "thanks" ? " class=\"done\"" : "") + ">" +
                              escaped(title) + "</h1>" + inside,
                          status);
    };
    switch (state) {
        case State::open:
            return whole("title",
                         text("why") + buttons(lang, found) + "<p class=\"muted after\">" +
                             escaped(said(lang, "kept", found)) + "</p>",
                         200);
        case State::changeable:
            return whole(
                "thanks",
                text(found.link.good ? "said_good" : "said_not_good") + text("change") + buttons(lang, found),
                200);
        case State::given:
            return whole("thanks", text("given"), 200);
        case State::over:
            return whole("over", text("over.more"), 410);
    }
    return whole("over", text("over.more"), 410);
}

Response unknown(const Call& call) {
    const std::string title = base::tr(call.lang, "reports.thanks.page.unknown");
    return plain_page(call.lang, title,
                      "<h1>" + escaped(title) + "</h1><p>" +
                          escaped(base::tr(call.lang, "reports.thanks.page.unknown.more")) + "</p>",
                      404);
}

std::string voter_of(const Call& call) {
    return std::string(call.request.cookie(kVoter).value_or("").substr(0, kTokenAtMost));
}

// A tap by somebody who is signed in here is the house's own.
bool is_staff(const Deps& deps, const Call& call) {
    const auto cookie = call.request.cookie(Guard::cookie_name(call.secure));
    return cookie && !cookie->empty() && deps.identity.by_session(std::string(*cookie)).has_value();
}

Outcome show(const Deps& deps, const Call& call) {
    const auto found = deps.crowd->satisfaction.page(call.args.at(0).substr(0, kTokenAtMost), voter_of(call));
    if (!found) return unknown(call);
    return page(found->found, found->state);
}

Outcome tap(const Deps& deps, const Call& call) {
    const std::string token = call.args.at(0).substr(0, kTokenAtMost);
    const std::string& body = call.request.body;
    const auto now = deps.crowd->satisfaction.page(token, voter_of(call));
    if (!now) return unknown(call);
    // Nothing was chosen: the page is there again.
    if (body != "good=1" && body != "good=0") return page(now->found, now->state);
    const auto tapped =
        deps.crowd->satisfaction.tap(token, voter_of(call), body == "good=1", is_staff(deps, call));
    if (!tapped) {
        if (tapped.error().code == base::ErrorCode::not_found) return unknown(call);
        if (tapped.error().code != base::ErrorCode::conflict) {
            const Lang lang = lang_of(now->found);
            const std::string title = said(lang, "failed", now->found);
            return plain_page(lang, title,
                              "<h1>" + escaped(title) + "</h1><p>" +
                                  escaped(said(lang, "failed.more", now->found)) + "</p>",
                              503);
        }
        const auto again = deps.crowd->satisfaction.page(token, voter_of(call));
        if (!again) return unknown(call);
        Response response = page(again->found, again->state);
        if (response.status == 200) response.status = 409;
        return response;
    }
    Response response = page(tapped->found, State::changeable);
    response.set("Set-Cookie", std::string(kVoter) + "=" + tapped->voter + "; Path=/r/" + token +
                                   "; Max-Age=86400; HttpOnly; SameSite=Lax" +
                                   (call.secure ? "; Secure" : ""));
    return response;
}

Route page_route(std::string method, std::string operation) {
    Route r = make_route(std::move(method), "/r/{token}", std::move(operation));
    r.access = Access::open;
    r.csrf = Csrf::exempt;
    r.media = "text/html";
    r.speed = Speed::slow;
    // Networks hang names of their own on links.
    r.any_query = true;
    return r;
}

}  // namespace

std::vector<Route> satisfaction_page_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    routes.push_back(page_route("GET", "show_thanks_page"));
    routes.back().handle = [&deps](Call& call) { return show(deps, call); };
    routes.push_back(page_route("POST", "tap_thanks_page"));
    routes.back().takes = "application/x-www-form-urlencoded";
    routes.back().request = shape::text(0, kBodyBytes);
    routes.back().handle = [&deps](Call& call) { return tap(deps, call); };
    return routes;
}

}  // namespace manyhands::http
