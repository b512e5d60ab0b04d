#include "http/plain_page.hpp"

#include "base/encoding.hpp"

namespace manyhands::http {
namespace {

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
    "button,.go{width:100%;font:inherit;font-weight:650;min-height:48px;margin:24px 0 "
    "0;border:0;border-radius:8px;"
    "background:var(--fill);color:#fff;cursor:pointer}:focus-visible{outline:2px solid var(--focus);"
    "outline-offset:2px}ul{margin:20px 0 0;padding:16px 0 0 20px;border-top:1px solid var(--line)}"
    "h2{font-size:1rem;margin:24px 0 8px}.two{display:grid;grid-template-columns:1fr 1fr;gap:12px}"
    ".quiet{background:none;color:inherit;border:1px solid var(--edge)}.after{margin:24px 0 0}"
    ".who{display:flex;gap:16px;padding:16px 0;border-top:1px solid var(--line)}.who p{margin:0}"
    ".name{font-weight:650}.face{width:64px;height:64px;flex:none;border-radius:50%;object-fit:cover;"
    "display:grid;place-items:center;background:var(--bg);border:1px solid var(--line);font-weight:650}"
    ".handles{list-style:none;margin:4px 0 0;padding:0;border:0}a{color:inherit}"
    ".done{color:var(--met)}.go{display:grid;place-items:center;text-decoration:none}";

}  // namespace

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

static Response page_with(base::Lang lang, std::string_view title, const std::string& inside, int status,
                          const char* pictures) {
    static const std::string style = base::to_base64(base::sha256(kStyle));
    const std::string policy = std::string("default-src 'none'; ") + pictures + "style-src 'sha256-" + style +
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

Response plain_page(base::Lang lang, std::string_view title, const std::string& inside, int status) {
    return page_with(lang, title, inside, status, "");
}

Response plain_page_with_pictures(base::Lang lang, std::string_view title, const std::string& inside,
                                  int status) {
    return page_with(lang, title, inside, status, "img-src 'self'; ");
}

}  // namespace manyhands::http
