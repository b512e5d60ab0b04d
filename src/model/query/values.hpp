// What may stand behind a field's name. Used by the parser only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "model/query/ast.hpp"

namespace manyhands::model::query {

// The words that a field takes; empty: any text.
const std::vector<std::string_view>& words_of_field(Field field);

// Every field's name.
const std::vector<std::string_view>& field_names();

// "30m", "2h", "3d" as seconds; at most ten years.
std::optional<std::int64_t> parse_duration(std::string_view text);

// A day "2026-01-01" or an instant of RFC 3339: the moment it means. A day begins in `zone`, an IANA name.
base::Result<base::Instant> parse_moment(std::string_view text, std::string_view zone);

// "https://Shop.example.com/a?b" as "shop.example.com/a"; empty when there is no domain in it.
std::string parse_domain(std::string_view text);

}  // namespace manyhands::model::query
