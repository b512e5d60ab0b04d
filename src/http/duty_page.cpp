#include "http/duty_page.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "http/plain_page.hpp"

namespace manyhands::http {
namespace {

constexpr std::size_t kInText = 12;
constexpr std::size_t kOnPage = 60;
constexpr std::string_view kFreshSeconds = "60";

constexpr std::string_view kStyle =
    ":root{color-scheme:light dark;--bg:light-dark(#f4f2ef,#131211);--surface:light-dark(#fff,#1b1a18);"
    "--text:light-dark(#1d1a17,#eeeae4);--muted:light-dark(#605a52,#b0a99f);--line:light-dark(#e4e0da,#"
    "33302c);"
    "--soft:light-dark(#fbeaf2,#3a1c2b);--accent:light-dark(#a3215a,#ff9ec6)}"
    "*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--"
    "bg);"
    "color:var(--text);font:1rem/1.5 -apple-system,BlinkMacSystemFont,'Segoe UI','Apple SD Gothic Neo',"
    "'Noto Sans KR','Malgun Gothic',sans-serif;word-break:keep-all;overflow-wrap:anywhere;padding:16px}"
    "main{width:min(75rem,100%);background:var(--surface);border:1px solid var(--line);border-radius:8px;"
    "padding:clamp(24px,5vw,72px)}"
    "h1{font-size:clamp(1.5rem,4vw,3rem);line-height:1.2;letter-spacing:-.02em;margin:0;text-wrap:balance}"
    ".who{font-size:1.0625rem;color:var(--muted);margin:0 0 8px}"
    "ul{list-style:none;margin:clamp(20px,4vw,48px) 0;padding:0;display:flex;flex-wrap:wrap;gap:10px}"
    "li{border-radius:8px;background:var(--soft);padding:8px 14px;font-size:clamp(1.125rem,2vw,1.5rem)}"
    "li b{color:var(--accent);font-weight:700}li span{margin-left:8px}"
    "time{font-variant-numeric:tabular-nums;font-weight:650}"
    "p{margin:0}.at{color:var(--muted);border-top:1px solid var(--line);padding-top:16px}";

// "14:05", in the brand's zone.
std::string clock_of(const reports::OnDuty& duty) {
    const auto local = base::to_local(duty.at, duty.zone);
    return local ? fmt::format("{:02}:{:02}", local->hour, local->minute) : base::to_rfc3339(duty.at);
}

// "UTC+9": what a zone's name does not say to everybody.
std::string offset_of(const reports::OnDuty& duty) {
    const auto local = base::to_local(duty.at, duty.zone);
    const int minutes = local ? local->offset_seconds / 60 : 0;
    const int whole = std::abs(minutes) / 60;
    const int rest = std::abs(minutes) % 60;
    if (minutes == 0) return "UTC";
    return fmt::format("UTC{}{}{}", minutes < 0 ? "-" : "+", whole,
                       rest == 0 ? "" : fmt::format(":{:02}", rest));
}

Response page(base::Lang lang, std::string_view title, const std::string& inside, int status) {
    static const std::string policy = "default-src 'none'; style-src 'sha256-" +
                                      base::to_base64(base::sha256(kStyle)) +
                                      "'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
    Response response;
    response.status = status;
    response.set("Content-Type", "text/html; charset=utf-8");
    response.set("Cache-Control",
                 status == 200 ? "public, max-age=" + std::string(kFreshSeconds) : "no-store");
    response.set("Content-Security-Policy", policy);
    response.set("Referrer-Policy", "no-referrer");
    response.body = "<!doctype html><html lang=\"" + std::string(base::to_string(lang)) +
                    "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
                    "initial-scale=1\"><title>" +
                    escaped(title) + "</title><style>" + std::string(kStyle) + "</style></head><body><main>" +
                    inside + "</main></body></html>";
    return response;
}

}  // namespace

Response duty_page(base::Lang lang, const reports::OnDuty& duty) {
    const auto say = [&](const char* key, const std::vector<std::pair<std::string, std::string>>& args) {
        return base::tr(lang, std::string("reports.duty.") + key, args);
    };
    const std::vector<std::pair<std::string, std::string>> args{
        {"brand", duty.brand}, {"count", std::to_string(duty.people.size())}};
    std::string inside = "<p class=\"who\">" + escaped(duty.brand) + "</p><h1>" +
                         escaped(say(duty.people.empty() ? "nobody" : "title", args)) + "</h1>";
    if (!duty.people.empty()) {
        inside += "<ul>";
        for (std::size_t i = 0; i < std::min(kOnPage, duty.people.size()); ++i) {
            const auto& one = duty.people[i];
            inside += "<li><b>^" + escaped(one.initials) + "</b>" +
                      (one.name.empty() ? "" : "<span>" + escaped(one.name) + "</span>") + "</li>";
        }
        if (duty.people.size() > kOnPage)
            inside += "<li>" +
                      escaped(say("more", {{"count", std::to_string(duty.people.size() - kOnPage)}})) +
                      "</li>";
        inside += "</ul>";
    } else {
        inside += "<ul></ul>";
    }
    inside += "<p class=\"at\"><time datetime=\"" + base::to_rfc3339(duty.at) + "\">" + clock_of(duty) +
              "</time> " + escaped(duty.zone) + " (" + offset_of(duty) + "). " +
              escaped(say("signed", args)) + "</p>";
    return page(lang, say("page", args), inside, 200);
}

Response no_duty_page(base::Lang lang) {
    const std::string title = base::tr(lang, "reports.duty.none");
    return page(lang, title, "<h1>" + escaped(title) + "</h1>", 404);
}

std::string duty_text(base::Lang lang, const reports::OnDuty& duty) {
    const std::string time = clock_of(duty) + " " + offset_of(duty);
    if (duty.people.empty())
        return base::tr(lang, "reports.duty.text_nobody", {{"time", time}, {"brand", duty.brand}});
    std::string who;
    for (std::size_t i = 0; i < std::min(kInText, duty.people.size()); ++i)
        who += (i == 0 ? "^" : " ^") + duty.people[i].initials;
    if (duty.people.size() > kInText)
        who += " " +
               base::tr(lang, "reports.duty.more", {{"count", std::to_string(duty.people.size() - kInText)}});
    return base::tr(lang, "reports.duty.text", {{"time", time}, {"who", who}, {"brand", duty.brand}});
}

}  // namespace manyhands::http
