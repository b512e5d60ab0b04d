// How the customers of the practice company react to an answer: thanks, a question, displeasure, or silence.
// Pure: the same book, input and random numbers give the same reaction. Thread-safe: nothing is kept.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "channels/simulated/answer_signals.hpp"

namespace manyhands::channels::simulated {

enum class ReactionKind { thanks, follow_up, unhappy };

// A text that suits only answers with the signal `fits`; without one it suits every answer.
struct ReactionText {
    std::optional<Signal> fits;
    std::string text;
};

struct ReactionTexts {
    std::vector<ReactionText> thanks;
    std::vector<ReactionText> follow_up;
    std::vector<ReactionText> unhappy;
};

// By language: "ko", "en".
using ReactionBook = std::map<std::string, ReactionTexts, std::less<>>;

// {"<lang>": {"thanks": [{"fits": "any" | <signal>, "text": "..."}], "follow_up": [...], "unhappy": [...]}}
// Strict: every class must be there and hold a text that fits any answer.
// Errors: invalid ("practice.reactions.bad_book" with {at}).
base::Result<ReactionBook> parse_reactions(std::string_view json);

// `posts`: the thread so far, oldest first, without the answer. `answer`: the brand's text, with or without
// its signature. `lang`: what the customer writes. `waited`: how long this answer took.
struct ReactionInput {
    std::vector<SpokenPost> posts;
    std::string answer;
    std::string lang;
    base::Seconds waited{0};
};

// `delay` after the answer became visible: 20 to 900 seconds.
struct Reaction {
    base::Seconds delay{0};
    std::string text;
    ReactionKind kind = ReactionKind::thanks;
};

// The chance of each outcome; the four add up to 1.
struct ReactionChances {
    double thanks = 0;
    double follow_up = 0;
    double unhappy = 0;
    double nothing = 0;
};

// Split from react() so that the rules can be tested without counting many draws.
ReactionChances reaction_chances(const ReactionInput& input);

// Nothing: the customer stays silent. Texts which this customer has already written are not used again; with
// a language that the book lacks, or no text left, the customer stays silent too.
std::optional<Reaction> react(const ReactionBook& book, const ReactionInput& input, base::Random& random);

}  // namespace manyhands::channels::simulated
