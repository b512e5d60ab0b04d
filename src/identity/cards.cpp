#include "identity/cards.hpp"

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::identity {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

Result<void> check(const model::Actor& actor) {
    return model::check(actor, model::Action::manage_self, model::Scope::own);
}

Result<std::string> line(std::string_view typed, std::size_t most, const char* pointer) {
    std::string text = base::nfc(base::clean_line(typed));
    while (text.starts_with(' '))
        text.erase(0, 1);
    while (text.ends_with(' '))
        text.pop_back();
    if (text.size() > most)
        return fail(ErrorCode::invalid, "identity.card.too_long",
                    {{"pointer", pointer}, {"limit", std::to_string(most)}});
    return text;
}

}  // namespace

Result<Card> Cards::mine(const model::Actor& actor) {
    MH_TRY(check(actor));
    return store_.card(actor.brand, actor.employee);
}

Result<Card> Cards::change(const model::Actor& actor, const Card& wanted) {
    MH_TRY(check(actor));
    Card card;
    card.changed_at = clock_.now();
    card.shown = wanted.shown;
    if (card.shown) {
        MH_LET(name, line(wanted.name, kCardNameBytes, "/name"));
        if (name.empty()) return fail(ErrorCode::invalid, "identity.card.no_name", {{"pointer", "/name"}});
        MH_LET(about, line(wanted.about, kCardLineBytes, "/about"));
        if (!wanted.languages.empty() && wanted.languages != "ko" && wanted.languages != "en" &&
            wanted.languages != "ko en")
            return fail(ErrorCode::invalid, "identity.card.bad_languages", {{"pointer", "/languages"}});
        card.name = std::move(name);
        card.about = std::move(about);
        card.languages = wanted.languages;
        card.photo = wanted.photo;
    }
    MH_TRY(store_.save_card(actor.brand, actor.employee, card));
    return card;
}

}  // namespace manyhands::identity
