#include "app/lab.hpp"

namespace manyhands::app {

std::optional<int> lab_verb(const std::vector<std::string>&) {
    return std::nullopt;
}

}  // namespace manyhands::app
