// Reading JSON that somebody else wrote: nothing here throws, a missing or wrong field reads as empty.
// Pure; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

namespace manyhands::channels::bluesky {

namespace json = boost::json;

// nullopt: not JSON, or nested deeper than 2,000. Ill-formed UTF-8 is repaired first, so that one bad post
// does not take the whole page with it.
std::optional<json::value> parse_json(std::string_view body);

// The value at "a.b.c" (names of object fields only); nullptr when there is none.
const json::value* find(const json::value& value, std::string_view path);

std::string_view text_at(const json::value& value, std::string_view path);
std::optional<std::int64_t> integer_at(const json::value& value, std::string_view path);
bool is_true(const json::value& value, std::string_view path);
// The array at `path`, or an empty one.
const json::array& list_at(const json::value& value, std::string_view path);

}  // namespace manyhands::channels::bluesky
