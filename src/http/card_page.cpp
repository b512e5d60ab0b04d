// Who answers for a brand, for anybody: plain pages without a script. Read anew each time: who is gone or has
// changed their mind is gone from here at once.
#include "http/api.hpp"
#include "http/crowd_deps.hpp"
#include "http/plain_page.hpp"

namespace manyhands::http {
namespace {

using base::Lang;
using identity::PublicCard;

std::string said(Lang lang, std::string_view key,
                 const std::vector<std::pair<std::string, std::string>>& args = {}) {
    return escaped(base::tr(lang, "identity.card.page." + std::string(key), args));
}

Response unknown(const Call& call) {
    return plain_page(
        call.lang, base::tr(call.lang, "identity.card.page.unknown"),
        "<h1>" + said(call.lang, "unknown") + "</h1><p>" + said(call.lang, "unknown.more") + "</p>", 404);
}

std::string in_path(const std::string& text) {
    std::string out;
    for (const char c : text) {
        constexpr std::string_view kHex = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
            out += c;
            continue;
        }
        out += '%';
        out += kHex[byte >> 4U];
        out += kHex[byte & 15U];
    }
    return out;
}

std::string face(const std::string& brand, const PublicCard& card) {
    if (card.photo.empty())
        return "<span class=\"face\" aria-hidden=\"true\">^" + escaped(card.initials) + "</span>";
    return "<img class=\"face\" alt=\"\" src=\"/team/" + brand + "/" + in_path(card.initials) + "/photo\">";
}

std::string speaks(Lang lang, const PublicCard& card) {
    if (card.languages.empty()) return {};
    const std::string key = card.languages == "ko en" ? "both" : card.languages;
    return "<p class=\"muted\">" + said(lang, "languages." + key) + "</p>";
}

std::string handle_list(const std::vector<PublicCard::Handle>& handles,
                        const std::map<std::string, std::string>& labels) {
    std::string out = "<ul class=\"handles\">";
    for (const auto& one : handles) {
        const auto label = labels.find(one.network);
        out += "<li><strong>@" + escaped(one.handle) + "</strong> <span class=\"muted\">" +
               escaped(label == labels.end() ? one.network : label->second) + "</span></li>";
    }
    return out + "</ul>";
}

std::map<std::string, std::string> labels(const Deps& deps) {
    std::map<std::string, std::string> all;
    for (const auto& network : deps.accounts.networks())
        all[network.id] = network.label;
    return all;
}

std::string person(Lang lang, const std::string& brand, const PublicCard& card,
                   const std::map<std::string, std::string>& names) {
    std::string out = "<div class=\"who\">" + face(brand, card) + "<div><p class=\"name\">" +
                      escaped(card.name) + " <span class=\"muted\">^" + escaped(card.initials) +
                      "</span></p>";
    if (!card.about.empty()) out += "<p>" + escaped(card.about) + "</p>";
    out += speaks(lang, card);
    if (!card.handles.empty()) out += handle_list(card.handles, names);
    return out + "</div></div>";
}

Outcome team(const Deps& deps, const Call& call) {
    const auto brand = deps.crowd->cards.brand(model::BrandId(call.args.at(0)));
    if (!brand) return unknown(call);
    const Lang lang = call.lang;
    const auto names = labels(deps);
    const std::vector<std::pair<std::string, std::string>> args{{"brand", brand->name}};
    const std::string title = base::tr(lang, "identity.card.page.team", args);
    std::string inside = "<h1>" + escaped(title) + "</h1><p>" + said(lang, "team.why", args) + "</p><h2>" +
                         said(lang, "accounts") + "</h2>" +
                         (brand->accounts.empty() ? "<p class=\"muted\">" + said(lang, "no_accounts") + "</p>"
                                                  : handle_list(brand->accounts, names)) +
                         "<h2>" + said(lang, "people") + "</h2>";
    if (brand->people.empty()) inside += "<p class=\"muted\">" + said(lang, "nobody") + "</p>";
    for (const PublicCard& card : brand->people)
        inside += person(lang, brand->id.value, card, names);
    inside += "<p class=\"muted after\">" + said(lang, "others", args) + "</p>";
    return plain_page_with_pictures(lang, title, inside, 200);
}

Outcome one(const Deps& deps, const Call& call) {
    const auto brand = deps.crowd->cards.brand(model::BrandId(call.args.at(0)));
    if (!brand) return unknown(call);
    const auto card = deps.crowd->cards.card(brand->id, call.args.at(1));
    if (!card) return unknown(call);
    const Lang lang = call.lang;
    const std::vector<std::pair<std::string, std::string>> args{{"brand", brand->name},
                                                                {"initials", "^" + card->initials}};
    const std::string title = base::tr(lang, "identity.card.page.one", args);
    std::string inside =
        "<h1>" + escaped(title) + "</h1><p class=\"done\">" + said(lang, "verified", args) + "</p>";
    inside += card->shown ? person(lang, brand->id.value, *card, labels(deps))
                          : "<p class=\"muted\">" + said(lang, "signature_only") + "</p>";
    inside += "<p class=\"after\"><a href=\"/team/" + brand->id.value + "\">" + said(lang, "all", args) +
              "</a></p>";
    return plain_page_with_pictures(lang, title, inside, 200);
}

Outcome photo(const Deps& deps, const Call& call) {
    const model::BrandId brand(call.args.at(0));
    MH_LET(card, deps.crowd->cards.card(brand, call.args.at(1)));
    MH_LET(kept, deps.media.get(brand, model::MediaId(card.photo)));
    Response response;
    response.set("Content-Type", kept.row.type);
    response.set("Content-Security-Policy", "default-src 'none'; sandbox");
    response.set("Cache-Control", "no-store");
    response.set("X-Robots-Tag", "noindex, nofollow");
    response.body = std::move(kept.bytes);
    return response;
}

}  // namespace

std::vector<Route> card_page_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    const auto add = [&](const char* path, const char* operation, auto handle, bool for_people = true) {
        Route r = make_route("GET", path, operation);
        r.access = Access::open;
        r.media = "text/html";
        r.speed = Speed::slow;
        r.any_query = true;
        r.handle = [&deps, handle, for_people](Call& call) -> Outcome {
            if (for_people && !base::is_ulid(call.args.at(0))) return unknown(call);
            return handle(deps, call);
        };
        routes.push_back(std::move(r));
    };
    add("/team/{brand}", "show_team", team);
    add("/team/{brand}/{initials}", "show_public_card", one);
    add("/team/{brand}/{initials}/photo", "show_public_photo", photo, false);
    routes.back().media = "image/*";
    return routes;
}

}  // namespace manyhands::http
