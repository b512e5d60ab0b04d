// Hints to the person who holds a conversation. Thread-safe.
#pragma once

#include "http/api.hpp"

namespace manyhands::http {

std::vector<Route> hint_routes(const Wiring& wiring);

}  // namespace manyhands::http
