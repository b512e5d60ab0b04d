// The customer's page of a private form: plain HTML without a script, in the customer's language. Reading it
// changes nothing (networks fetch links to preview them); only sending it does, once.
#include "base/encoding.hpp"
#include "http/api.hpp"
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

constexpr std::string_view kStyle =
    ":root{color-scheme:light dark;--bg:light-dark(#f4f2ef,#131211);--surface:light-dark(#fff,#1b1a18);"
    "--text:light-dark(#1d1a17,#eeeae4);--muted:light-dark(#605a52,#b0a99f);--line:light-dark(#e4e0da,#"
    "33302c);"
    "--edge:light-dark(#8b8479,#7f786e);--fill:light-dark(#a3215a,#bf3a71);--late:light-dark(#b02a12,#ff9d84)"
    ";"
    "--met:light-dark(#17674a,#74cda6);--focus:light-dark(#1a5fc4,#8fbcff)}"
    "*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--text);font:1rem/1.75 "
    "-apple-system,"
    "BlinkMacSystemFont,'Segoe UI','Apple SD Gothic Neo','Noto Sans KR','Malgun Gothic',sans-serif;"
    "word-break:keep-all;overflow-wrap:anywhere}"
    "main{max-width:34rem;margin:0 auto;padding:32px 16px 64px}"
    ".card{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:24px}"
    "h1{font-size:1.375rem;line-height:1.35;margin:0 0 8px}p{margin:0 0 12px}.muted{color:var(--muted);"
    "font-size:.875rem}label{display:block;font-weight:650;margin:16px 0 4px}"
    "input,textarea{width:100%;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--edge);"
    "border-radius:8px;padding:10px 12px;min-height:48px}textarea{min-height:7rem;resize:vertical}"
    "[aria-invalid]{border-color:var(--late)}.why{color:var(--late);font-size:.875rem;margin:4px 0 0}"
    "button{width:100%;font:inherit;font-weight:650;min-height:48px;margin:24px 0 "
    "0;border:0;border-radius:8px;"
    "background:var(--fill);color:#fff;cursor:pointer}:focus-visible{outline:2px solid var(--focus);"
    "outline-offset:2px}ul{margin:20px 0 0;padding:16px 0 0 20px;border-top:1px solid var(--line)}"
    ".done{color:var(--met)}";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text)
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    return out;
}

using Args = std::vector<std::pair<std::string, std::string>>;

std::string said(Lang lang, std::string_view key, const Args& args = {}) {
    return escaped(base::tr(lang, key, args));
}

Response page(Lang lang, std::string_view title, const std::string& inside, int status) {
    static const std::string policy = "default-src 'none'; style-src 'sha256-" +
                                      base::to_base64(base::sha256(kStyle)) +
                                      "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    Response response;
    response.status = status;
    response.set("Content-Type", "text/html; charset=utf-8");
    response.set("Cache-Control", "no-store");
    response.set("Content-Security-Policy", policy);
    response.set("X-Robots-Tag", "noindex, nofollow");
    // Without it a browser sends no origin with the form, and what names no origin is refused.
    response.set("Referrer-Policy", "same-origin");
    response.body = "<!doctype html><html lang=\"" + std::string(base::to_string(lang)) +
                    "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
                    "initial-scale=1\"><title>" +
                    escaped(title) + "</title><style>" + std::string(kStyle) +
                    "</style></head><body><main><div class=\"card\">" + inside +
                    "</div></main></body></html>";
    return response;
}

Response message(Lang lang, std::string_view topic, int status, const Args& args = {}) {
    const std::string key = "desk.form.page." + std::string(topic);
    const std::string title = base::tr(lang, key, args);
    return page(lang, title,
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
    return page(lang, title, inside, problems.empty() ? 200 : 422);
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
    if (auto said = over(deps, *found)) return std::move(*said);
    const Details details = desk::cleaned(found->form, written);
    const auto problems = desk::problems_of(found->form, details);
    if (!problems.empty()) return form_page(deps, *found, details, problems);
    const auto given = deps.forms.give(token, written);
    // Sent twice at once: the first one counts, and both are told what holds now.
    if (!given && given.error().code != base::ErrorCode::conflict)
        return message(lang_of(found->form), "failed", 503, {{"account", found->account_handle}});
    const auto now = deps.forms.page(token);
    if (!now) return unknown(call);
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
