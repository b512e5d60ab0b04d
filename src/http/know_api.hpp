// Who knows about a conversation or a subject.
#pragma once

#include "http/api.hpp"

namespace manyhands::http {

std::vector<Route> know_routes(const Wiring& wiring);

}  // namespace manyhands::http
