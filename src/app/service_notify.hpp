// Tells systemd how we are (Type=notify): a datagram to the socket that NOTIFY_SOCKET names. Nothing happens
// where nobody asked.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace manyhands::app {

// "READY=1", "STOPPING=1", "WATCHDOG=1", "STATUS=...". False: nobody asked, or it could not be said.
bool notify_service(std::string_view state);

// How often systemd wants to hear WATCHDOG=1 (half of WATCHDOG_USEC); nothing: not at all, or not from us.
std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace manyhands::app
