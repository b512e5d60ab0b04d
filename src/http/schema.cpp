#include "http/schema.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>

#include "base/id.hpp"
#include "base/text/utf8.hpp"
#include "base/time.hpp"

namespace manyhands::http {

namespace shape {
namespace {
Schema of(Schema::Type type) {
    Schema schema;
    schema.type = type;
    return schema;
}
SchemaPtr share(Schema schema) {
    return std::make_shared<const Schema>(std::move(schema));
}
}  // namespace

SchemaPtr object(std::string name, std::vector<Property> properties) {
    Schema schema = of(Schema::Type::object);
    schema.name = std::move(name);
    schema.properties = std::move(properties);
    return share(std::move(schema));
}
SchemaPtr array(SchemaPtr items, std::int64_t max) {
    Schema schema = of(Schema::Type::array);
    schema.items = std::move(items);
    schema.max = max;
    return share(std::move(schema));
}
SchemaPtr map(SchemaPtr items) {
    Schema schema = of(Schema::Type::map);
    schema.items = std::move(items);
    schema.max = 100;
    return share(std::move(schema));
}
SchemaPtr text(std::int64_t min, std::int64_t max) {
    Schema schema = of(Schema::Type::string);
    schema.min = min;
    schema.max = max;
    return share(std::move(schema));
}
SchemaPtr line(std::int64_t min, std::int64_t max) {
    Schema schema = of(Schema::Type::string);
    schema.min = min;
    schema.max = max;
    schema.format = Schema::Format::line;
    return share(std::move(schema));
}
SchemaPtr id() {
    Schema schema = of(Schema::Type::string);
    schema.min = 26;
    schema.max = 26;
    schema.format = Schema::Format::id;
    return share(std::move(schema));
}
SchemaPtr instant() {
    Schema schema = of(Schema::Type::string);
    schema.max = 40;
    schema.format = Schema::Format::instant;
    return share(std::move(schema));
}
SchemaPtr one_of(std::vector<std::string> values) {
    Schema schema = of(Schema::Type::string);
    schema.max = 64;
    schema.values = std::move(values);
    return share(std::move(schema));
}
SchemaPtr integer(std::int64_t min, std::int64_t max) {
    Schema schema = of(Schema::Type::integer);
    schema.min = min;
    schema.max = max;
    return share(std::move(schema));
}
SchemaPtr integer_of(std::vector<std::int64_t> choice) {
    Schema schema = of(Schema::Type::integer);
    schema.min = *std::min_element(choice.begin(), choice.end());
    schema.max = *std::max_element(choice.begin(), choice.end());
    schema.choice = std::move(choice);
    return share(std::move(schema));
}
SchemaPtr number() {
    return share(of(Schema::Type::number));
}
SchemaPtr boolean() {
    return share(of(Schema::Type::boolean));
}
SchemaPtr nullable(const SchemaPtr& schema) {
    Schema copy = *schema;
    copy.nullable = true;
    return share(std::move(copy));
}
Property req(std::string name, SchemaPtr schema) {
    return {std::move(name), std::move(schema), Need::required};
}
Property opt(std::string name, SchemaPtr schema) {
    return {std::move(name), std::move(schema), Need::optional};
}
}  // namespace shape

namespace {

namespace json = boost::json;
constexpr std::size_t kMaxFindings = 20;
constexpr std::size_t kMaxDepth = 16;

std::string escape_pointer(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else {
            out.push_back(c);
        }
    }
    // What somebody sent comes back to them only in part.
    return std::string(out.substr(0, 64));
}

std::string_view type_key(Schema::Type type) {
    switch (type) {
        case Schema::Type::object:
        case Schema::Type::map:
            return "http.field.not_object";
        case Schema::Type::array:
            return "http.field.not_array";
        case Schema::Type::string:
            return "http.field.not_string";
        case Schema::Type::integer:
            return "http.field.not_integer";
        case Schema::Type::number:
            return "http.field.not_number";
        case Schema::Type::boolean:
            return "http.field.not_boolean";
    }
    return "http.field.not_object";
}

struct Checker {
    std::vector<Violation> found;

    void say(const std::string& pointer, std::string_view key,
             std::vector<std::pair<std::string, std::string>> args = {}) {
        if (found.size() < kMaxFindings) found.push_back({pointer, std::string(key), std::move(args)});
    }

    void check(const Schema& schema, const json::value& value, const std::string& pointer) {
        if (found.size() >= kMaxFindings) return;
        if (value.is_null()) {
            if (!schema.nullable) say(pointer, type_key(schema.type));
            return;
        }
        switch (schema.type) {
            case Schema::Type::object:
                return object(schema, value, pointer);
            case Schema::Type::map:
                return map(schema, value, pointer);
            case Schema::Type::array:
                return array(schema, value, pointer);
            case Schema::Type::string:
                return string(schema, value, pointer);
            case Schema::Type::integer:
                return integer(schema, value, pointer);
            case Schema::Type::number:
                if (!value.is_number()) say(pointer, type_key(schema.type));
                return;
            case Schema::Type::boolean:
                if (!value.is_bool()) say(pointer, type_key(schema.type));
                return;
        }
    }

    void object(const Schema& schema, const json::value& value, const std::string& pointer) {
        const json::object* fields = value.if_object();
        if (fields == nullptr) return say(pointer, type_key(schema.type));
        for (const auto& [name, field] : *fields) {
            const std::string_view wanted(name.data(), name.size());
            const auto property = std::find_if(schema.properties.begin(), schema.properties.end(),
                                               [&](const Property& p) { return p.name == wanted; });
            const std::string at = pointer + "/" + escape_pointer(wanted);
            if (property == schema.properties.end()) {
                say(at, "http.field.unknown");
            } else {
                check(*property->schema, field, at);
            }
        }
        for (const Property& property : schema.properties)
            if (property.need == Need::required && !fields->contains(property.name))
                say(pointer + "/" + property.name, "http.field.missing");
    }

    void map(const Schema& schema, const json::value& value, const std::string& pointer) {
        const json::object* fields = value.if_object();
        if (fields == nullptr) return say(pointer, type_key(schema.type));
        if (fields->size() > static_cast<std::size_t>(schema.max))
            return say(pointer, "http.field.too_many", {{"limit", std::to_string(schema.max)}});
        for (const auto& [name, field] : *fields)
            check(*schema.items, field,
                  pointer + "/" + escape_pointer(std::string_view(name.data(), name.size())));
    }

    void array(const Schema& schema, const json::value& value, const std::string& pointer) {
        const json::array* items = value.if_array();
        if (items == nullptr) return say(pointer, type_key(schema.type));
        if (items->size() > static_cast<std::size_t>(schema.max))
            return say(pointer, "http.field.too_many", {{"limit", std::to_string(schema.max)}});
        for (std::size_t i = 0; i < items->size(); ++i)
            check(*schema.items, (*items)[i], pointer + "/" + std::to_string(i));
    }

    void string(const Schema& schema, const json::value& value, const std::string& pointer) {
        const json::string* held = value.if_string();
        if (held == nullptr) return say(pointer, type_key(schema.type));
        const std::string_view text(held->data(), held->size());
        if (!schema.values.empty()) {
            if (std::find(schema.values.begin(), schema.values.end(), text) == schema.values.end()) {
                std::string choices;
                for (const std::string& choice : schema.values)
                    choices += (choices.empty() ? "" : ", ") + choice;
                say(pointer, "http.field.not_one_of", {{"choices", choices}});
            }
            return;
        }
        switch (schema.format) {
            case Schema::Format::id:
                if (!base::is_ulid(text)) say(pointer, "http.field.not_id");
                return;
            case Schema::Format::instant:
                if (text.size() > 40 || !base::parse_rfc3339(text)) say(pointer, "http.field.not_instant");
                return;
            case Schema::Format::line:
                if (std::any_of(text.begin(), text.end(),
                                [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
                    return say(pointer, "http.field.control_character");
                break;
            case Schema::Format::text:
                break;
        }
        const auto size = static_cast<std::int64_t>(text.size());
        if (size < schema.min)
            say(pointer, schema.min == 1 ? "http.field.empty" : "http.field.too_short",
                {{"limit", std::to_string(schema.min)}});
        if (size > schema.max) say(pointer, "http.field.too_long", {{"limit", std::to_string(schema.max)}});
    }

    void integer(const Schema& schema, const json::value& value, const std::string& pointer) {
        if (!value.is_int64() && !value.is_uint64()) return say(pointer, type_key(schema.type));
        const bool huge = value.is_uint64() && value.get_uint64() > static_cast<std::uint64_t>(INT64_MAX);
        const std::int64_t number = huge ? INT64_MAX : value.to_number<std::int64_t>();
        if (huge || number < schema.min || number > schema.max)
            return say(pointer, "http.field.out_of_range",
                       {{"min", std::to_string(schema.min)}, {"max", std::to_string(schema.max)}});
        if (!schema.choice.empty() &&
            std::find(schema.choice.begin(), schema.choice.end(), number) == schema.choice.end()) {
            std::string choices;
            for (const std::int64_t choice : schema.choice)
                choices += (choices.empty() ? "" : ", ") + std::to_string(choice);
            say(pointer, "http.field.not_one_of", {{"choices", choices}});
        }
    }
};

std::size_t members(const json::value& value) {
    std::size_t count = 0;
    if (const json::object* fields = value.if_object()) {
        count += fields->size();
        for (const auto& [name, field] : *fields)
            count += members(field);
    } else if (const json::array* items = value.if_array()) {
        for (const json::value& item : *items)
            count += members(item);
    }
    return count;
}

// In valid JSON every member has one colon outside of strings; Boost keeps the last of two equal names, so a
// difference means that a name came twice.
std::size_t colons(std::string_view text) {
    std::size_t count = 0;
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inside && c == '\\') {
            ++i;
        } else if (c == '"') {
            inside = !inside;
        } else if (!inside && c == ':') {
            ++count;
        }
    }
    return count;
}

}  // namespace

std::vector<Violation> violations(const Schema& schema, const json::value& value) {
    Checker checker;
    checker.check(schema, value, "");
    return std::move(checker.found);
}

base::Result<json::value> parse_json(std::string_view text) {
    boost::system::error_code ec;
    json::parse_options options;
    options.max_depth = kMaxDepth;
    json::value value = json::parse(json::string_view(text.data(), text.size()), ec, {}, options);
    if (ec == json::error::too_deep) return base::fail(base::ErrorCode::invalid, "http.json.too_deep");
    if (ec) return base::fail(base::ErrorCode::invalid, "http.json.malformed", {}, ec.message());
    if (members(value) != colons(text)) return base::fail(base::ErrorCode::invalid, "http.json.duplicate");
    return value;
}

}  // namespace manyhands::http
