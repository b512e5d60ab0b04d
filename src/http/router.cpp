#include "http/router.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace manyhands::http {
namespace {

constexpr std::size_t kMaxParts = 12;

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> parts;
    while (!path.empty() && parts.size() <= kMaxParts) {
        path.remove_prefix(1);  // the slash
        const auto end = path.find('/');
        parts.push_back(path.substr(0, end));
        path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
    }
    return parts;
}

bool is_slot(std::string_view part) {
    return part.size() > 2 && part.front() == '{' && part.back() == '}';
}

}  // namespace

std::string Call::text(std::string_view field) const {
    const auto& value = body.as_object().at(field).as_string();
    return std::string(value.data(), value.size());
}

std::optional<std::string> Call::text_if(std::string_view field) const {
    const boost::json::value* value = body.as_object().if_contains(field);
    if (value == nullptr || value->is_null()) return std::nullopt;
    return std::string(value->as_string().data(), value->as_string().size());
}

bool Call::flag(std::string_view field) const {
    return body.as_object().at(field).as_bool();
}

Route make_route(std::string method, std::string pattern, std::string operation) {
    Route route;
    route.method = std::move(method);
    route.pattern = std::move(pattern);
    route.operation = std::move(operation);
    return route;
}

Router::Router(std::vector<Route> routes) : routes_(std::move(routes)), by_length_(kMaxParts + 1) {
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        std::vector<std::string> parts;
        for (const std::string_view part : split(routes_[i].pattern))
            parts.emplace_back(part);
        for (std::size_t k = 0; k < i; ++k)
            if (routes_[k].method == routes_[i].method && routes_[k].pattern == routes_[i].pattern)
                throw std::logic_error("a route is there twice: " + routes_[i].pattern);
        by_length_.at(parts.size()).push_back(i);
        parts_.push_back(std::move(parts));
    }
    // A literal part wins over a slot: ".../counts" before ".../{id}".
    for (auto& group : by_length_)
        std::stable_sort(group.begin(), group.end(), [this](std::size_t a, std::size_t b) {
            return std::count_if(parts_[a].begin(), parts_[a].end(), is_slot) <
                   std::count_if(parts_[b].begin(), parts_[b].end(), is_slot);
        });
}

Router::Match Router::match(std::string_view method, std::string_view path) const {
    Match match;
    if (path.empty() || path.front() != '/') return match;
    if (method == "HEAD") method = "GET";
    const auto parts = split(path);
    if (parts.size() > kMaxParts) return match;
    std::string_view found;  // the pattern that this path is: a more general one no longer counts
    for (const std::size_t i : by_length_[parts.size()]) {
        const Route& route = routes_[i];
        if (!found.empty() && route.pattern != found) continue;
        std::vector<std::string> args;
        bool fits = true;
        for (std::size_t k = 0; fits && k < parts.size(); ++k) {
            if (is_slot(parts_[i][k])) {
                auto decoded = percent_decode(parts[k], Plus::plus);
                fits = decoded && !decoded->empty();
                if (fits) args.push_back(std::move(*decoded));
            } else {
                fits = parts_[i][k] == parts[k];
            }
        }
        if (!fits) continue;
        found = route.pattern;
        if (route.method == method) {
            match.route = &route;
            match.args = std::move(args);
            match.allow.clear();
            return match;
        }
        match.allow +=
            (match.allow.empty() ? "" : ", ") + route.method + (route.method == "GET" ? ", HEAD" : "");
    }
    return match;
}

std::vector<Violation> query_violations(const Route& route, const Request& request) {
    std::vector<Violation> found;
    if (route.any_query) return found;
    for (std::size_t i = 0; i < request.query.size() && found.size() < 20; ++i) {
        const auto& [name, value] = request.query[i];
        const std::string pointer = "/query/" + name.substr(0, 64);
        const auto field =
            std::find_if(route.query.begin(), route.query.end(),
                         [&, n = std::string_view(name)](const QueryField& f) { return f.name == n; });
        if (field == route.query.end()) {
            found.push_back({pointer, "http.field.unknown", {}});
            continue;
        }
        if (request.query_value(name)->data() != value.data()) {
            found.push_back({pointer, "http.field.twice", {}});
            continue;
        }
        if (value.empty()) continue;
        boost::json::value json(value);
        if (field->schema->type == Schema::Type::integer) {
            std::int64_t number = 0;
            const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
            if (ec != std::errc{} || end != value.data() + value.size()) {
                found.push_back({pointer, "http.field.not_integer", {}});
                continue;
            }
            json = number;
        }
        for (Violation& violation : violations(*field->schema, json)) {
            violation.pointer = pointer;
            found.push_back(std::move(violation));
        }
    }
    return found;
}

}  // namespace manyhands::http
