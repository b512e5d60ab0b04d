#include "model/phrase.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace manyhands::model {
namespace {

constexpr std::array<std::string_view, 6> kNames{"customer.name", "customer.handle", "me.name",
                                                 "me.initials",   "brand.name",      "department.name"};
constexpr std::array<std::pair<Shared, std::string_view>, 3> kShared{
    {{Shared::me, "me"}, {Shared::department, "department"}, {Shared::brand, "brand"}}};

std::string_view trim(std::string_view text) {
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

}  // namespace

std::string_view to_string(Shared shared) {
    for (const auto& [value, name] : kShared)
        if (value == shared) return name;
    return "";
}

std::optional<Shared> shared(std::string_view text) {
    for (const auto& [value, name] : kShared)
        if (name == text) return value;
    return std::nullopt;
}

bool is_variable(std::string_view name) {
    return std::ranges::find(kNames, name) != kNames.end();
}

std::vector<Variable> variables_in(std::string_view text) {
    std::vector<Variable> found;
    std::size_t from = 0;
    for (;;) {
        const std::size_t close = text.find("}}", from);
        if (close == std::string_view::npos) return found;
        const std::string_view before = text.substr(from, close - from);
        const std::size_t open = before.rfind("{{");
        const bool same_line =
            open != std::string_view::npos && before.find('\n', open) == std::string_view::npos;
        if (!same_line) {
            from = close + 1;
            continue;
        }
        found.push_back({from + open, close + 2, std::string(trim(before.substr(open + 2)))});
        from = close + 2;
    }
}

std::string fill(std::string_view text, const VariableValues& values) {
    std::string out;
    std::size_t at = 0;
    for (const Variable& variable : variables_in(text)) {
        const auto value = values.find(variable.name);
        if (value == values.end() || trim(value->second).empty()) continue;
        out += text.substr(at, variable.begin - at);
        out += trim(value->second);
        at = variable.end;
    }
    return out += text.substr(at);
}

}  // namespace manyhands::model
