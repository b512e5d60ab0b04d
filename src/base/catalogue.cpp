#include "base/catalogue.hpp"

#include <map>
#include <stdexcept>

#include <boost/json.hpp>

#include "base/asset.hpp"
#include "base/text/josa.hpp"

namespace manyhands::base {
namespace {

using Catalogue = std::map<std::string, std::string, std::less<>>;

Catalogue load(Lang lang) {
    Catalogue out;
    for (const std::string_view name : asset_names("locales/" + std::string(to_string(lang)) + "/")) {
        const boost::json::value parsed = boost::json::parse(*asset(name));  // the loop needs it to stay
        for (const auto& [key, value] : parsed.as_object()) {
            if (!out.emplace(key, value.as_string().c_str()).second)
                throw std::logic_error("the catalogue has a key twice: " + std::string(key));
        }
    }
    return out;
}

const Catalogue& catalogue(Lang lang) {
    static const Catalogue ko = load(Lang::ko);
    static const Catalogue en = load(Lang::en);
    return lang == Lang::ko ? ko : en;
}

}  // namespace

std::string_view to_string(Lang lang) {
    return lang == Lang::ko ? "ko" : "en";
}

Lang pick_lang(std::string_view accept_language) {
    const auto ko = accept_language.find("ko");
    const auto en = accept_language.find("en");
    return ko != std::string_view::npos && ko < en ? Lang::ko : Lang::en;
}

std::string tr(Lang lang, std::string_view key,
               const std::vector<std::pair<std::string, std::string>>& args) {
    const Catalogue& all = catalogue(lang);
    const auto found = all.find(key);
    std::string text = found == all.end() ? std::string(key) : found->second;
    for (const auto& [name, value] : args) {
        // {name}, or {name|은/는}: the value and the Korean particle that its last sound asks for.
        const std::string slot = "{" + name;
        for (auto at = text.find(slot); at != std::string::npos; at = text.find(slot, at)) {
            const auto after = at + slot.size();
            const auto end = text.find('}', after);
            if (end == std::string::npos || (end != after && text[after] != '|')) {
                at = after;  // a longer name that begins alike
                continue;
            }
            const std::string put =
                end == after ? value : josa(value, text.substr(after + 1, end - after - 1));
            text.replace(at, end + 1 - at, put);
            at += put.size();
        }
    }
    return text;
}

std::vector<std::string> catalogue_keys(Lang lang) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : catalogue(lang))
        keys.push_back(key);
    return keys;
}

}  // namespace manyhands::base
