// The customer's page of a private form: plain HTML without a script, in the customer's language. Reading it
// changes nothing (networks fetch links to preview them); only sending it does, once.
#include "http/api.hpp"
#include "http/plain_page.hpp"
#include "http/schema.hpp"

namespace manyhands::http {
namespace {

using base::Lang;
using desk::Details;
using model::FormField;
using model::FormState;
using model::PrivateForm;

constexpr std::int64_t kBodyBytes = 64 * 1024;
constexpr std::size_t kTokenAtMost = 64;

using Args = std::vector<std::pair<std::string, std::string>>;

std::string said(Lang lang, std::string_view key, const Args& args = {}) {
    return escaped(base::tr(lang, key, args));
}

Response message(Lang lang, std::string_view topic, int status, const Args& args = {}) {
    const std::string key = "desk.form.page." + std::string(topic);
    const std::string title = base::tr(lang, key, args);
    return plain_page(lang, title,
                      "<h1" + std::string(topic == "thanks" ? " class=\"done\"" : "") + ">" + escaped(title) +
                          "</h1><p>" + said(lang, key + ".more", args) + "</p>",
                      status);
}

std::string_view autocomplete(FormField field) {
    switch (field) {
        case FormField::name:
            return "name";
        case FormField::phone:
            return "tel";
        case FormField::email:
            return "email";
        case FormField::address:
            return "street-address";
        case FormField::order_number:
        case FormField::message:
            return "off";
    }
    return "off";
}

std::string input(Lang lang, FormField field, const Details& written,
                  const std::vector<desk::DetailProblem>& problems) {
    const std::string name(model::to_string(field));
    const auto text = written.find(field);
    const std::string value = text == written.end() ? "" : escaped(text->second);
    std::string why;
    for (const auto& problem : problems)
        if (problem.field == field) why = problem.key;
    std::string marks = " id=\"" + name + "\" name=\"" + name + "\" autocomplete=\"" +
                        std::string(autocomplete(field)) + "\"";
    if (!why.empty()) marks += " aria-invalid=\"true\" aria-describedby=\"" + name + "-why\"";
    std::string out = "<label for=\"" + name + "\">" + said(lang, "desk.form.field." + name) + "</label>";
    if (field == FormField::message)
        out += "<textarea" + marks + ">" + value + "</textarea>";
    else
        out += "<input" + marks + (field == FormField::phone ? " inputmode=\"tel\"" : "") +
               (field == FormField::email ? " inputmode=\"email\"" : "") + " value=\"" + value + "\">";
    if (!why.empty()) out += "<p class=\"why\" id=\"" + name + "-why\">" + said(lang, why) + "</p>";
    return out;
}

Lang lang_of(const PrivateForm& form) {
    return form.lang == "ko" ? Lang::ko : Lang::en;
}

std::string days_text(const Deps& deps, const PrivateForm& form) {
    return std::to_string(deps.forms.keep_days(form.brand));
}

Response form_page(const Deps& deps, const desk::FoundForm& found, const Details& written,
                   const std::vector<desk::DetailProblem>& problems) {
    const PrivateForm& form = found.form;
    const Lang lang = lang_of(form);
    const Args args{{"account", found.account_handle}, {"days", days_text(deps, form)}};
    const std::string title = base::tr(lang, "desk.form.page.title", args);
    std::string inside =
        "<h1>" + escaped(title) + "</h1><p>" + said(lang, "desk.form.page.why", args) + "</p>";
    if (!problems.empty())
        inside += "<p class=\"why\" role=\"alert\">" + said(lang, "desk.form.page.check") + "</p>";
    const std::string promise =
        deps.settings.value(form.brand, lang == Lang::ko ? "promise.text_ko" : "promise.text_en").value;
    if (!promise.empty()) inside += "<p class=\"muted\">" + escaped(promise) + "</p>";
    inside += "<form method=\"post\">";
    for (const FormField field : form.fields)
        inside += input(lang, field, written, problems);
    inside += "<button>" + said(lang, "desk.form.page.send") + "</button></form><ul class=\"muted\"><li>" +
              said(lang, "desk.form.page.who") + "</li><li>" + said(lang, "desk.form.page.kept", args) +
              "</li><li>" + said(lang, "desk.form.page.never") + "</li></ul>";
    return plain_page(lang, title, inside, problems.empty() ? 200 : 422);
}

// What is over says so, without saying more: whoever has the link sees it.
std::optional<Response> over(const Deps& deps, const desk::FoundForm& found) {
    const Lang lang = lang_of(found.form);
    const Args args{{"account", found.account_handle}, {"days", days_text(deps, found.form)}};
    switch (model::state_of(found.form, deps.clock.now())) {
        case FormState::open:
            return std::nullopt;
        case FormState::given:
            return message(lang, "thanks", 200, args);
        case FormState::expired:
        case FormState::withdrawn:
        case FormState::erased:
            return message(lang, "over", 410, args);
    }
    return std::nullopt;
}

// Somebody sends what will not be taken: it says so, and what they wrote stands there to be copied.
Response not_taken(const Deps& deps, const desk::FoundForm& found, const Details& written) {
    const Lang lang = lang_of(found.form);
    const Args args{{"account", found.account_handle}, {"days", days_text(deps, found.form)}};
    const bool used = model::state_of(found.form, deps.clock.now()) == FormState::given;
    const std::string key = std::string("desk.form.page.") + (used ? "used" : "over");
    const std::string title = base::tr(lang, key, args);
    std::string inside =
        "<h1>" + escaped(title) + "</h1><p role=\"alert\">" + said(lang, key + ".more", args) + "</p>";
    std::string kept;
    for (const FormField field : found.form.fields) {
        const auto text = written.find(field);
        if (text == written.end() || text->second.empty()) continue;
        const std::string name(model::to_string(field));
        kept += "<label for=\"" + name + "\">" + said(lang, "desk.form.field." + name) +
                "</label><textarea id=\"" + name + "\" readonly>" + escaped(text->second) + "</textarea>";
    }
    if (!kept.empty()) inside += "<p>" + said(lang, "desk.form.page.yours") + "</p>" + kept;
    return plain_page(lang, title, inside, used ? 409 : 410);
}

Response unknown(const Call& call) {
    return message(call.lang, "unknown", 404);
}

Details details_of(const std::string& body) {
    Details details;
    for (std::size_t at = 0; at <= body.size();) {
        const std::size_t end = std::min(body.find('&', at), body.size());
        const std::string_view pair = std::string_view(body).substr(at, end - at);
        at = end + 1;
        const std::size_t is = pair.find('=');
        if (is == std::string_view::npos) continue;
        const auto field = model::form_field(pair.substr(0, is));
        auto text = percent_decode(pair.substr(is + 1), Plus::space);
        if (field && text) details[*field] = std::move(*text);
    }
    return details;
}

Outcome show(const Deps& deps, const Call& call) {
    const auto found = deps.forms.page(call.args.at(0).substr(0, kTokenAtMost));
    if (!found) return unknown(call);
    if (auto said = over(deps, *found)) return std::move(*said);
    return form_page(deps, *found, {}, {});
}

Outcome give(const Deps& deps, const Call& call) {
    const std::string token = call.args.at(0).substr(0, kTokenAtMost);
    const auto found = deps.forms.page(token);
    if (!found) return unknown(call);
    const Details written = details_of(call.request.body);
    if (over(deps, *found)) return not_taken(deps, *found, written);
    const Details details = desk::cleaned(found->form, written);
    const auto problems = desk::problems_of(found->form, details);
    if (!problems.empty()) return form_page(deps, *found, details, problems);
    const auto given = deps.forms.give(token, written);
    // Sent twice at once: the first one counts, and the other is told.
    if (!given && given.error().code != base::ErrorCode::conflict)
        return message(lang_of(found->form), "failed", 503, {{"account", found->account_handle}});
    const auto now = deps.forms.page(token);
    if (!now) return unknown(call);
    if (!given) return not_taken(deps, *now, written);
    if (auto said = over(deps, *now)) return std::move(*said);
    return form_page(deps, *now, details, {});
}

Route page_route(std::string method, std::string operation) {
    Route r = make_route(std::move(method), "/f/{token}", std::move(operation));
    r.access = Access::open;
    r.csrf = Csrf::exempt;
    r.media = "text/html";
    r.speed = Speed::slow;
    return r;
}

}  // namespace

std::vector<Route> form_page_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    routes.push_back(page_route("GET", "show_private_form"));
    routes.back().handle = [&deps](Call& call) { return show(deps, call); };
    routes.push_back(page_route("POST", "fill_private_form"));
    routes.back().takes = "application/x-www-form-urlencoded";
    routes.back().request = shape::text(0, kBodyBytes);
    routes.back().handle = [&deps](Call& call) { return give(deps, call); };
    return routes;
}

}  // namespace manyhands::http
