// One JSON object a line on standard error. No customer's text ever goes here: ids, counts and causes only.
// Thread-safe.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace manyhands::base {

enum class LogLevel { debug, info, warn, error };

using LogFields = std::initializer_list<std::pair<std::string_view, std::string>>;

// log(LogLevel::warn, "outbox", "unknown outcome", {{"answer", id.value}});
void log(LogLevel level, std::string_view room, std::string_view message, LogFields fields = {});

// Lines below this level are dropped. Default info.
void set_log_level(LogLevel level);

}  // namespace manyhands::base
