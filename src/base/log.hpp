// One JSON object a line on standard error. No customer's text ever goes here: ids, counts and causes only.
// Thread-safe.
#pragma once

#include <functional>
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

// Lines go there instead of standard error; empty: back to it. Called on the thread that says something, by
// several at once. Not while others log.
using LogSink = std::function<void(LogLevel, std::string_view room, std::string_view message, LogFields)>;
void set_log_sink(LogSink sink);

}  // namespace manyhands::base
