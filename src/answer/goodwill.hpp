// What one sentence of an answer promises its reader: money, things, costs that are not asked for. Lists of
// words (model-data/phrasing.json, goodwill_*), measured by risk_measure_test.cpp. Pure; thread-safe.
#pragma once

#include <optional>

#include "answer/reading.hpp"

namespace manyhands::answer {

// Places in the folded text of the whole answer.
struct Promise {
    std::optional<Span> money;      // a sum bounds it
    std::optional<Span> unbounded;  // things, costs, "in full"
};

// Questions and quotations promise nothing.
Promise promise_of(const Reading& reading, const Sentence& sentence);

// Tells everybody what is on offer: "delivery is free on orders above $50", "1,000원마다 1포인트가 쌓입니다".
bool speaks_to_all(const Sentence& sentence);

}  // namespace manyhands::answer
