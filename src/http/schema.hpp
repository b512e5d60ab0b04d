// Shapes as data: the same schema checks what comes in, describes it in OpenAPI, and holds what goes out to
// its word in the tests. Strict: an unknown field is an error. No patterns, so nothing here can be made slow.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

#include "base/result.hpp"

namespace manyhands::http {

struct Schema;
using SchemaPtr = std::shared_ptr<const Schema>;

enum class Need { required, optional };

struct Property {
    std::string name;
    SchemaPtr schema;
    Need need = Need::required;
};

struct Schema {
    enum class Type { object, map, array, string, integer, number, boolean };
    enum class Format { text, line, id, instant };  // of strings; a line holds no control characters
    Type type = Type::object;
    std::string name;  // of the component in OpenAPI; empty: written in place
    bool nullable = false;
    std::vector<Property> properties;  // of an object
    SchemaPtr items;                   // of an array or a map
    std::int64_t min = 0;              // bytes of a string, items of an array, value of an integer
    std::int64_t max = 0;
    Format format = Format::text;
    std::vector<std::string> values;   // a string is one of these
    std::vector<std::int64_t> choice;  // an integer is one of these
};

namespace shape {
SchemaPtr object(std::string name, std::vector<Property> properties);
SchemaPtr array(SchemaPtr items, std::int64_t max = 100'000);
SchemaPtr map(SchemaPtr items);
SchemaPtr text(std::int64_t min, std::int64_t max);  // UTF-8 bytes
SchemaPtr line(std::int64_t min, std::int64_t max);
SchemaPtr id();
SchemaPtr instant();
SchemaPtr one_of(std::vector<std::string> values);
SchemaPtr integer(std::int64_t min, std::int64_t max);
SchemaPtr integer_of(std::vector<std::int64_t> choice);
SchemaPtr number();
SchemaPtr boolean();
SchemaPtr nullable(const SchemaPtr& schema);
Property req(std::string name, SchemaPtr schema);
Property opt(std::string name, SchemaPtr schema);
}  // namespace shape

// What is wrong and where: a JSON pointer (RFC 6901), a key of the catalogue and its arguments.
struct Violation {
    std::string pointer;
    std::string key;
    std::vector<std::pair<std::string, std::string>> args;
    // Of a query: the bytes of it, and what to put in their place.
    std::optional<std::pair<std::size_t, std::size_t>> at = {};
    std::optional<std::string> suggestion = {};
};

// Everything that is wrong with `value`, at most 20 findings; empty: it fits.
std::vector<Violation> violations(const Schema& schema, const boost::json::value& value);

// Strict JSON: valid UTF-8, at most 16 levels deep, no name twice, nothing behind the end.
// Errors: invalid ("http.json.malformed", "http.json.too_deep", "http.json.duplicate").
base::Result<boost::json::value> parse_json(std::string_view text);

}  // namespace manyhands::http
