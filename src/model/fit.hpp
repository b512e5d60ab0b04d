// Why a waiting question is for somebody, and how much each reason counts: the order of cards and the choice
// of whom to ask go by the same weights (docs/adr/0060).
#pragma once

#include <string_view>
#include <vector>

namespace manyhands::model {

// From the strongest reason to the weakest. Where none holds, the question is simply the most urgent.
enum class Why { held, offered, answered_before, knows, topic, department, language };
std::string_view to_string(Why why);

// A stronger reason outweighs all weaker ones together. Pure.
int weight_of(const std::vector<Why>& why);

// Whether a text in `lang` ("ko", "en-GB") is in what somebody speaks ("ko", "en"). Pure.
bool speaks(std::string_view spoken, std::string_view lang);

}  // namespace manyhands::model
