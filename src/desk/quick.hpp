// One question a card, for whoever answers now and then from a phone: which one next, and why this person.
#pragma once

#include "desk/desk.hpp"

namespace manyhands::desk {

// From the strongest reason to the weakest. Where none holds, the question is simply the most urgent.
enum class Why { held, offered, answered_before, department, language };
std::string_view to_string(Why why);

// Why this conversation is for this person, strongest first. `lang` is the person's, "ko" or "en".
std::vector<Why> reasons(const model::Conversation& conversation, const model::Actor& actor,
                         std::string_view lang, base::Instant now);

struct Card {
    model::ConversationId conversation;
    std::vector<Why> why;
};
// The best for this person among `candidates`, which come most urgent first; none when there is none.
std::optional<Card> best(const std::vector<model::Conversation>& candidates, const model::Actor& actor,
                         std::string_view lang, base::Instant now);

}  // namespace manyhands::desk
