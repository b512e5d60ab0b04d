// The verbs that only manyhands-lab has. The released binary links lab_off.cpp, which has none (as with
// failpoints).
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace manyhands::app {

// The exit code when `args` (without the program's name) is such a verb.
std::optional<int> lab_verb(const std::vector<std::string>& args);

}  // namespace manyhands::app
