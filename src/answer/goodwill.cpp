#include "answer/goodwill.hpp"

#include <algorithm>

#include "answer/phrasing.hpp"
#include "answer/word_list.hpp"
#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"

namespace manyhands::answer {
namespace {

std::optional<Span> unless(std::string_view text, std::optional<Span> act, std::string_view negated) {
    if (!act) return act;
    // "We can't refund it"; what stands behind the act ("do not worry") takes nothing back in English.
    const bool korean = negated.ends_with(".ko");
    const std::size_t from = korean ? clause_of(text, act->to) : std::min(behind_condition(text), act->from);
    const std::string_view where = text.substr(from, korean ? std::string_view::npos : act->to - from);
    return find_word(where, word_list(negated)) ? std::nullopt : act;
}

std::optional<Span> goods(std::string_view text) {
    if (const auto thing = find_word(text, word_list("goodwill_things.ko"));
        thing && find_word(text, word_list("goodwill_hands.ko")) &&
        !find_word(text, word_list("goodwill_not_things.ko")))
        return unless(text, thing, "goodwill_not.ko");
    if (const auto thing = find_word(text, word_list("goodwill_things.en"));
        thing && find_word(text, word_list("goodwill_hands.en")) &&
        find_word(text, word_list("goodwill_you.en")) &&
        !find_word(text, word_list("goodwill_not_things.en")))
        return unless(text, thing, "goodwill_not.en");
    return std::nullopt;
}

// A word of the first list and one of the second, in any order; nothing where a word of the third takes it
// back.
std::optional<Span> both(std::string_view text, std::string_view what, std::string_view done,
                         std::string_view negated) {
    const auto thing = find_word(text, word_list(what));
    return thing && find_word(text, word_list(done)) ? unless(text, thing, negated) : std::nullopt;
}

// 택시비는, 부품값, 수수료를, 보증금: whatever ends like a cost and is none of the words that only look so.
std::optional<Span> korean_cost(std::string_view text) {
    constexpr std::size_t kSyllable = 3;
    for (const std::string& ending : word_list("cost_endings.ko"))
        for (std::size_t at = text.find(ending); at != std::string_view::npos;
             at = text.find(ending, at + 1)) {
            const std::size_t end = at + ending.size();
            const bool word =
                at >= kSyllable && is_hangul_syllable(base::decode_utf8(text, at - kSyllable).code);
            const std::string_view rest = text.substr(end);
            const bool closes =
                rest.empty() || rest.front() == ' ' ||
                std::ranges::any_of(word_list("cost_particles.ko"),
                                    [rest](const std::string& one) { return rest.starts_with(one); });
            const std::string_view until = text.substr(0, end);
            const bool other = std::ranges::any_of(
                word_list("not_costs.ko"), [until](const std::string& one) { return until.ends_with(one); });
            if (word && closes && !other) return Span{at - kSyllable, end};
        }
    return find_word(text, word_list("costs.ko"));
}

std::optional<Span> korean_promise(std::string_view text) {
    if (const auto cost = korean_cost(text); cost && find_word(text, word_list("cost_gone.ko")))
        if (const auto holds = unless(text, cost, "goodwill_not.ko")) return holds;
    if (find_word(text, word_list("goodwill_not_things.ko"))) return std::nullopt;
    if (const auto gift = both(text, "gifts.ko", "gift_given.ko", "goodwill_not.ko")) return gift;
    return unless(text, find_word(text, word_list("treats.ko")), "goodwill_not.ko");
}

std::optional<Span> english_promise(std::string_view text) {
    const bool ours = find_word(text, word_list("us.en")).has_value();
    const bool yours = find_word(text, word_list("goodwill_you.en")).has_value();
    if (const auto gives = both(text, "give_stems.en", "give_heads.en", "goodwill_not.en")) return gives;
    if (ours || yours) {
        if (const auto cost = both(text, "costs.en", "cost_gone.en", "goodwill_not_cost.en")) return cost;
        if (const auto back = both(text, "money.en", "money_back.en", "goodwill_not.en")) return back;
    }
    if (ours)
        if (const auto gift = both(text, "gifts.en", "gift_given.en", "goodwill_not.en")) return gift;
    if (yours)
        if (const auto free = unless(text, find_word(text, word_list("free.en")), "goodwill_not_free.en"))
            return free;
    return std::nullopt;
}

}  // namespace

bool speaks_to_all(const Sentence& sentence) {
    return find_word(sentence.text, word_list("to_all")).has_value();
}

Promise promise_of(const Reading& reading, const Sentence& sentence) {
    Promise out;
    const std::string_view text = sentence.text;
    const auto shift = [&](std::optional<Span> at) -> std::optional<Span> {
        if (!at) return std::nullopt;
        return Span{at->from + sentence.body.from, at->to + sentence.body.from};
    };
    if (sentence.question || reading.is_quoted(sentence.body.from)) return out;
    if (const auto vow = promises(reading, sentence, {})) out.money = vow->at;
    for (const std::string_view language : {"ko", "en"}) {
        const std::string tail = "." + std::string(language);
        const auto act =
            unless(text, find_word(text, word_list("goodwill_acts" + tail)), "goodwill_not" + tail);
        if (act && !out.money) out.money = shift(act);
        const auto pays =
            unless(text, find_word(text, word_list("goodwill_pays" + tail)), "goodwill_not" + tail);
        if (pays) out.unbounded = shift(pays);
    }
    if (!out.money && !speaks_to_all(sentence)) {
        out.money = shift(korean_promise(text));
        if (!out.money) out.money = shift(english_promise(text));
    }
    if (const auto things = goods(text); things && !out.unbounded) out.unbounded = shift(things);
    if (out.money && !out.unbounded) out.unbounded = shift(find_word(text, word_list("goodwill_unbounded")));
    return out;
}

}  // namespace manyhands::answer
