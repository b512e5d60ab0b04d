// OpenAPI 3.1, generated from the route table and the schemas: it cannot say anything else than what is
// enforced.
#include <boost/json.hpp>

#include "http/api.hpp"
#include "http/shapes.hpp"

namespace manyhands::http {
namespace {

namespace json = boost::json;

class Components {
  public:
    json::value reference(const Schema& schema) {
        if (schema.name.empty()) return describe(schema);
        if (!all_.contains(schema.name)) {
            all_[schema.name] = nullptr;  // its place, before what it refers to
            Schema plain = schema;
            plain.nullable = false;
            json::value body = describe(plain);
            all_[schema.name] = std::move(body);
        }
        json::object ref{{"$ref", "#/components/schemas/" + schema.name}};
        if (!schema.nullable) return ref;
        return json::object{{"anyOf", json::array{std::move(ref), json::object{{"type", "null"}}}}};
    }
    json::object take() { return std::move(all_); }

  private:
    json::value describe(const Schema& schema) {
        json::object out;
        const auto type = [&](const char* name) {
            if (schema.nullable) {
                out["type"] = json::array{name, "null"};
            } else {
                out["type"] = name;
            }
        };
        switch (schema.type) {
            case Schema::Type::object: {
                type("object");
                json::object properties;
                json::array required;
                for (const Property& property : schema.properties) {
                    properties[property.name] = reference(*property.schema);
                    if (property.need == Need::required) required.push_back(json::value(property.name));
                }
                out["properties"] = std::move(properties);
                if (!required.empty()) out["required"] = std::move(required);
                out["additionalProperties"] = false;
                break;
            }
            case Schema::Type::map:
                type("object");
                out["additionalProperties"] = reference(*schema.items);
                out["maxProperties"] = schema.max;
                break;
            case Schema::Type::array:
                type("array");
                out["items"] = reference(*schema.items);
                out["maxItems"] = schema.max;
                break;
            case Schema::Type::string:
                type("string");
                string(schema, out);
                break;
            case Schema::Type::integer:
                type("integer");
                if (schema.choice.empty()) {
                    out["minimum"] = schema.min;
                    out["maximum"] = schema.max;
                } else {
                    out["enum"] = json::value_from(schema.choice);
                }
                break;
            case Schema::Type::number:
                type("number");
                break;
            case Schema::Type::boolean:
                type("boolean");
                break;
        }
        return out;
    }

    static void string(const Schema& schema, json::object& out) {
        if (!schema.values.empty()) {
            json::array values;
            for (const std::string& value : schema.values)
                values.push_back(json::value(value));
            if (schema.nullable) values.push_back(nullptr);
            out["enum"] = std::move(values);
            return;
        }
        switch (schema.format) {
            case Schema::Format::id:
                out["minLength"] = 26;
                out["maxLength"] = 26;
                out["description"] = "ULID";
                break;
            case Schema::Format::instant:
                out["format"] = "date-time";
                break;
            case Schema::Format::line:
            case Schema::Format::text:
                // Our limits are bytes of UTF-8, JSON Schema counts characters: never more than bytes.
                if (schema.min > 0) out["minLength"] = 1;
                out["maxLength"] = schema.max;
                break;
        }
    }

    json::object all_;
};

json::object parameter(const char* where, std::string name, json::value schema, bool required) {
    return {{"name", std::move(name)}, {"in", where}, {"required", required}, {"schema", std::move(schema)}};
}

json::object content(const std::string& media, json::value schema) {
    return {{media, json::object{{"schema", std::move(schema)}}}};
}

std::string slot_names(const std::string& pattern, json::array& parameters) {
    for (std::size_t at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', at + 1)) {
        const std::string name = pattern.substr(at + 1, pattern.find('}', at) - at - 1);
        parameters.push_back(parameter("path", name, json::object{{"type", "string"}}, true));
    }
    return pattern;
}

json::object operation(const Route& route, Components& components) {
    json::object out;
    out["operationId"] = route.operation;
    out["summary"] = base::tr(base::Lang::en, "http.operation." + route.operation);
    json::array parameters;
    slot_names(route.pattern, parameters);
    for (const QueryField& field : route.query)
        parameters.push_back(parameter("query", field.name, components.reference(*field.schema), false));
    const json::object text{{"type", "string"}};
    if (route.condition == Condition::if_match)
        parameters.push_back(parameter("header", "If-Match", text, true));
    if (route.repeat == Repeat::idempotency_key)
        parameters.push_back(parameter("header", "Idempotency-Key",
                                       json::object{{"type", "string"}, {"minLength", 8}, {"maxLength", 128}},
                                       true));
    if (!parameters.empty()) out["parameters"] = std::move(parameters);
    if (route.request && (!route.request->properties.empty() || route.takes != "application/json"))
        out["requestBody"] = json::object{
            {"required", true}, {"content", content(route.takes, components.reference(*route.request))}};
    if (!route.raw_body.empty())
        out["requestBody"] =
            json::object{{"required", true},
                         {"content", content(route.raw_body + (route.raw_body.ends_with('/') ? "*" : ""),
                                             json::object{{"type", "string"}, {"format", "binary"}})}};
    json::object success{{"description", "OK"}};
    if (route.response) {
        success["content"] = content(route.media, components.reference(*route.response));
    } else if (route.status != 204) {
        success["content"] = content(route.media, text);
    }
    json::object failure{
        {"description", "Problem"},
        {"content", content("application/problem+json", components.reference(*shapes::problem()))}};
    out["responses"] =
        json::object{{std::to_string(route.status), std::move(success)}, {"default", std::move(failure)}};
    if (route.access == Access::open) {
        out["security"] = json::array{};
    } else {
        json::object cookie{{"session", json::array{}}};
        if (route.method != "GET") cookie["csrf"] = json::array{};
        out["security"] = json::array{std::move(cookie), json::object{{"token", json::array{}}}};
    }
    return out;
}

}  // namespace

std::string openapi(const std::vector<Route>& routes) {
    Components components;
    json::object paths;
    for (const Route& route : routes) {
        json::value& path = paths[route.pattern];
        if (!path.is_object()) path.emplace_object();
        std::string method = route.method;
        for (char& c : method)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        path.as_object()[method] = operation(route, components);
    }
    const json::object schemes{
        {"session", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-manyhands"}}},
        {"csrf", json::object{{"type", "apiKey"}, {"in", "header"}, {"name", "X-CSRF-Token"}}},
        {"token", json::object{{"type", "http"}, {"scheme", "bearer"}}}};
    const json::object document{
        {"openapi", "3.1.0"},
        {"info",
         json::object{{"title", "Manyhands"},
                      {"version", "1"},
                      {"license", json::object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
        {"paths", std::move(paths)},
        {"components", json::object{{"schemas", components.take()}, {"securitySchemes", schemes}}}};
    return json::serialize(document);
}

}  // namespace manyhands::http
