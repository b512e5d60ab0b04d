// What a customer's words say about how they were helped: thanks, or still unhappy, or neither. A small
// reader by words, in Korean and English; when not sure it says neither. Pure and thread-safe. What it is
// worth is measured on sentences of its own (tone_measure_test.cpp).
#pragma once

#include <string_view>

namespace manyhands::understand {

enum class Tone { thanks, unhappy, neither };

// `lang`: "ko", "en"; of any other language only what both readers share is seen.
Tone tone(std::string_view text, std::string_view lang);

}  // namespace manyhands::understand
