#include "answer/holding.hpp"

#include <algorithm>

#include "answer/phrasing.hpp"

namespace manyhands::answer {
namespace {

std::size_t end_of_word(std::string_view text, std::size_t at) {
    while (at < text.size() && text[at] != ' ' && text[at] != '\n' && text[at] != ',')
        ++at;
    return at;
}

// 배송 상태는 '확인 중'입니다: a name, not what we do.
bool is_named(std::string_view text, Span at) {
    return at.from > 0 && text[at.from - 1] == '\'' && at.to < text.size() && text[at.to] == '\'';
}

std::optional<HoldsOff> holds_off(const Sentence& sentence, bool korean) {
    const std::string_view text = sentence.text;
    const auto list = [korean](std::string_view name) -> const WordList& {
        return word_list(std::string(name) + (korean ? ".ko" : ".en"));
    };
    if (find_word(text, list("holding_not"))) return std::nullopt;
    const auto time = named_time(text);
    std::optional<Span> words = find_word(text, list("holding_checks"));
    if (words && is_named(text, *words)) words.reset();
    const auto tells = find_word(text, list("holding_tells"));
    // "알려 드리겠습니다" alone begins an explanation; with a time, or "확인한 뒤", it promises one.
    const bool later = tells && (!korean || time || find_word(text, list("holding_later")));
    if (!words && !later) return std::nullopt;
    Span at = words.value_or(*tells);
    if (later) at = {std::min(at.from, tells->from), std::max(at.to, tells->to)};
    if (time) at = {std::min(at.from, time->at.from), std::max(at.to, time->at.to)};
    at.to = end_of_word(text, at.to);
    const std::size_t by = sentence.body.from;
    HoldsOff out{{at.from + by, at.to + by}, time};
    if (out.time) out.time->at = {out.time->at.from + by, out.time->at.to + by};
    return out;
}

}  // namespace

std::optional<HoldsOff> holds_off(const Reading& reading) {
    std::optional<HoldsOff> first;
    for (const Sentence& sentence : reading.sentences()) {
        if (sentence.question || reading.is_quoted(sentence.body.from)) continue;
        const auto one = holds_off(sentence, reading.is_korean());
        if (!one) continue;
        if (one->time) return one;
        if (!first) first = one;
    }
    return first;
}

}  // namespace manyhands::answer
