#include "base/log.hpp"

#include <atomic>

#include <boost/json.hpp>
#include <unistd.h>

#include "base/clock.hpp"

namespace manyhands::base {
namespace {
std::atomic<LogLevel> g_level{LogLevel::info};

LogSink& sink() {
    static LogSink sink;
    return sink;
}

std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warn:
            return "warn";
        case LogLevel::error:
            return "error";
    }
    return "error";
}
}  // namespace

void set_log_level(LogLevel level) {
    g_level = level;
}

void set_log_sink(LogSink to) {
    sink() = std::move(to);
}

void log(LogLevel level, std::string_view room, std::string_view message, LogFields fields) {
    if (level < g_level.load()) return;
    if (const LogSink& other = sink()) return other(level, room, message, fields);
    boost::json::object line;
    line["time"] = to_rfc3339(SystemClock().now());
    line["level"] = name_of(level);
    line["room"] = room;
    line["message"] = message;
    for (const auto& [key, value] : fields)
        line[key] = value;
    const std::string text = boost::json::serialize(line) + "\n";
    // One write a line keeps lines of several threads whole.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace manyhands::base
