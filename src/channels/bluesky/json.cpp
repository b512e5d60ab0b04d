#include "channels/bluesky/json.hpp"

#include "base/text/utf8.hpp"

namespace manyhands::channels::bluesky {

std::optional<json::value> parse_json(std::string_view body) {
    json::parse_options options;
    options.max_depth = 2'000;  // a thread nests three levels a post
    json::error_code problem;
    if (base::is_utf8(body)) {
        json::value value = json::parse(json::string_view(body.data(), body.size()), problem, {}, options);
        if (problem) return std::nullopt;
        return value;
    }
    const std::string repaired = base::repair_utf8(body);
    json::value value = json::parse(repaired, problem, {}, options);
    if (problem) return std::nullopt;
    return value;
}

const json::value* find(const json::value& value, std::string_view path) {
    const json::value* here = &value;
    while (!path.empty()) {
        const auto dot = path.find('.');
        const std::string_view name = path.substr(0, dot);
        path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
        const json::object* object = here->if_object();
        if (object == nullptr) return nullptr;
        here = object->if_contains(json::string_view(name.data(), name.size()));
        if (here == nullptr) return nullptr;
    }
    return here;
}

std::string_view text_at(const json::value& value, std::string_view path) {
    const json::value* found = find(value, path);
    const json::string* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string_view{} : std::string_view(text->data(), text->size());
}

std::optional<std::int64_t> integer_at(const json::value& value, std::string_view path) {
    const json::value* found = find(value, path);
    if (found == nullptr || !found->is_int64()) return std::nullopt;
    return found->get_int64();
}

bool is_true(const json::value& value, std::string_view path) {
    const json::value* found = find(value, path);
    return found != nullptr && found->is_bool() && found->get_bool();
}

const json::array& list_at(const json::value& value, std::string_view path) {
    static const json::array kEmpty;
    const json::value* found = find(value, path);
    const json::array* list = found == nullptr ? nullptr : found->if_array();
    return list == nullptr ? kEmpty : *list;
}

}  // namespace manyhands::channels::bluesky
