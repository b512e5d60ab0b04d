// One's own public card.
#include "http/api.hpp"
#include "http/crowd_deps.hpp"
#include "http/json_writer.hpp"
#include "http/schema.hpp"

namespace manyhands::http {
namespace {

using model::Action;
using namespace shape;  // NOLINT(google-build-using-namespace): the shapes of this file

std::string encoded(const std::string& text) {
    std::string out;
    for (const char c : text) {
        constexpr std::string_view kHex = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            out += c;
            continue;
        }
        out += '%';
        out += kHex[byte >> 4U];
        out += kHex[byte & 15U];
    }
    return out;
}

Outcome shown(const Wiring& w, const Call& call, const identity::Card& card) {
    const std::string team = "team/" + call.actor().brand.value;
    JsonWriter out;
    out.begin_object().member("initials", call.actor().initials).member("own_name", call.who->employee.name);
    out.member("shown", card.shown).member("name", card.name).member("about", card.about);
    out.member("languages", card.languages).member_or_null("photo", card.photo);
    out.member("team_url", url_to(w, call, team));
    out.member("card_url", url_to(w, call, team + "/" + encoded(call.actor().initials))).end_object();
    return json_response(out.take());
}

SchemaPtr languages() {
    return one_of({"", "ko", "en", "ko en"});
}

}  // namespace

std::vector<Route> card_routes(const Wiring& w) {
    std::vector<Route> routes;
    const SchemaPtr card =
        object("MyCard", {req("initials", text(0, 64)), req("own_name", text(0, 4096)),
                          req("shown", boolean()), req("name", text(0, 4096)), req("about", text(0, 4096)),
                          req("languages", languages()), req("photo", nullable(id())),
                          req("team_url", text(0, 4096)), req("card_url", text(0, 4096))});
    {
        Route r = make_route("GET", "/api/v1/me/card", "my_card");
        r.actions = {Action::manage_self};
        r.response = card;
        r.handle = [w](Call& call) -> Outcome {
            MH_LET(mine, w.deps.crowd->cards.mine(call.actor()));
            return shown(w, call, mine);
        };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("PUT", "/api/v1/me/card", "change_my_card");
        r.actions = {Action::manage_self};
        r.request = object("CardChange",
                           {req("shown", boolean()), req("name", line(0, 400)), req("about", line(0, 800)),
                            req("languages", languages()), req("photo", nullable(id()))});
        r.response = card;
        r.handle = [w](Call& call) -> Outcome {
            identity::Card wanted;
            wanted.shown = call.flag("shown");
            wanted.name = call.text("name");
            wanted.about = call.text("about");
            wanted.languages = call.text("languages");
            wanted.photo = call.text_if("photo").value_or("");
            auto done = w.deps.crowd->cards.change(call.actor(), wanted);
            if (!done) return std::unexpected<Failure>(at_field(std::move(done).error()));
            return shown(w, call, *done);
        };
        routes.push_back(std::move(r));
    }
    return routes;
}

}  // namespace manyhands::http
