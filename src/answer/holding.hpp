// Whether an answer only holds the customer off: "확인 중입니다", "you will hear from us by 3 pm". Lists and
// endings, no model; what they find and miss is measured (holding_measure_test.cpp). Pure.
#pragma once

#include <optional>

#include "answer/named_time.hpp"
#include "answer/reading.hpp"

namespace manyhands::answer {

struct HoldsOff {
    Span at;  // of the folded text
    std::optional<NamedTime> time;
};

// The first sentence that does, one that names a time before one that names none. Questions and quotations
// never do.
std::optional<HoldsOff> holds_off(const Reading& reading);

}  // namespace manyhands::answer
