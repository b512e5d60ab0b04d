// How a Korean sentence ends: its level of speech, whether it orders, and the same in another level. Reads
// endings only and knows no words beyond the lists in korean.cpp; what it does not know is `none`. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "answer/guideline.hpp"
#include "answer/reading.hpp"

namespace manyhands::answer {

enum class Ending {
    none,    // a noun, a fragment, a greeting that every level shares
    formal,  // 합니다, 합니까
    polite,  // 해요, 하세요, 하죠
    plain,   // 한다, 했어, 할게: never to a customer
};

struct KoreanEnd {
    Ending ending = Ending::none;
    Span word;  // the last eojeol, of the folded text
};

KoreanEnd korean_end(const Sentence& sentence);

// The eojeol in another level, where one is sure; `wanted` is formal or polite.
std::optional<std::string> in_level(std::string_view eojeol, Ending wanted);

struct Order {
    Span at;
    std::optional<std::string> instead;
};
std::optional<Order> korean_order(const Sentence& sentence);
// Asks the customer to do something: 알려 주세요, 부탁드립니다, 해 주시겠어요?
bool korean_request(const Sentence& sentence);

}  // namespace manyhands::answer
