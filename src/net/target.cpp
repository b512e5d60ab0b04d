#include "net/target.hpp"

#include <algorithm>
#include <memory>

#include <curl/curl.h>

#include "net/address_guard.hpp"

namespace manyhands::net {
namespace {

constexpr std::size_t kUrlAtMost = 2048;

struct UrlDeleter {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart what) {
    char* found = nullptr;
    if (curl_url_get(url, what, &found, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
    std::string out(found);
    curl_free(found);
    return out;
}

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

// "shop.example." is the same host as "shop.example".
std::string bare(std::string host) {
    if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
    while (host.size() > 1 && host.back() == '.')
        host.pop_back();
    return lower(std::move(host));
}

}  // namespace

base::Result<Target> read_target(const std::string& url) {
    const auto bad = [] { return base::fail(base::ErrorCode::invalid, "net.bad_address"); };
    const bool plain = std::ranges::all_of(url, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > ' ' && byte < 0x7F;
    });
    if (url.size() > kUrlAtMost || !plain) return bad();
    const std::unique_ptr<CURLU, UrlDeleter> parsed(curl_url());
    if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_DISALLOW_USER) != CURLUE_OK)
        return bad();
    const std::string scheme = part(parsed.get(), CURLUPART_SCHEME);
    Target target;
    target.secure = scheme == "https";
    if (!target.secure && scheme != "http") return bad();
    target.host = bare(part(parsed.get(), CURLUPART_HOST));
    if (target.host.empty()) return bad();
    target.port = std::stoi("0" + part(parsed.get(), CURLUPART_PORT));
    return target;
}

NamedHosts::NamedHosts(const std::string& list) {
    std::string word;
    for (const char c : list + " ") {
        if (c != ' ' && c != ',' && c != '\t') {
            word += c;
        } else if (!word.empty()) {
            hosts_.push_back(bare(std::move(word)));
            word.clear();
        }
    }
}

bool NamedHosts::has(const std::string& host) const {
    return std::ranges::find(hosts_, host) != hosts_.end();
}

base::Result<Target> NamedHosts::check(const std::string& url) const {
    MH_LET(target, read_target(url));
    if (has(target.host)) return target;
    if (!target.secure) return base::fail(base::ErrorCode::invalid, "net.target.not_secure");
    const auto kind = classify(std::string_view(target.host));
    const bool local_name = target.host == "localhost" || target.host.ends_with(".localhost");
    if (local_name || (kind && *kind != AddressKind::public_internet))
        return base::fail(base::ErrorCode::invalid, "net.target.not_public", {{"host", target.host}});
    return target;
}

}  // namespace manyhands::net
