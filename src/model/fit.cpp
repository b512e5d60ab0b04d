#include "model/fit.hpp"

namespace manyhands::model {

std::string_view to_string(Why why) {
    switch (why) {
        case Why::held:
            return "held";
        case Why::offered:
            return "offered";
        case Why::answered_before:
            return "answered_before";
        case Why::knows:
            return "knows";
        case Why::topic:
            return "topic";
        case Why::department:
            return "department";
        case Why::language:
            return "language";
    }
    return "";
}

int weight_of(const std::vector<Why>& why) {
    int sum = 0;
    for (const Why one : why)
        sum += 1 << (static_cast<int>(Why::language) - static_cast<int>(one));
    return sum;
}

bool speaks(std::string_view spoken, std::string_view lang) {
    if (spoken.empty() || !lang.starts_with(spoken)) return false;
    return lang.size() == spoken.size() || lang[spoken.size()] == '-';
}

}  // namespace manyhands::model
