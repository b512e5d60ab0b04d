// One question a card, for whoever answers now and then from a phone: which one next, and why this person.
#pragma once

#include <functional>
#include <set>

#include "desk/desk.hpp"
#include "model/fit.hpp"

namespace manyhands::desk {

using model::to_string;
using model::Why;

// Of conversations: those about a topic that the person ticked.
using OnTopic = std::set<model::ConversationId>;
// Of conversations: those about what the person has answered before.
using Known = std::set<model::ConversationId>;
// Why this conversation is for this person, strongest first. `lang` is the person's, "ko" or "en".
std::vector<Why> reasons(const model::Conversation& conversation, const model::Actor& actor,
                         std::string_view lang, base::Instant now, const OnTopic& on_topic = {},
                         const Known& known = {});

struct Card {
    model::ConversationId conversation;
    std::vector<Why> why;
};
// The best for this person among `candidates`, which come most urgent first; none when there is none.
std::optional<Card> best(const std::vector<model::Conversation>& candidates, const model::Actor& actor,
                         std::string_view lang, base::Instant now, const OnTopic& on_topic = {},
                         const Known& known = {});

// Says which of these are about what the person ticked, or about what they have answered before.
using AskTopics = std::function<base::Result<std::vector<model::ConversationId>>(
    const std::vector<model::ConversationId>&)>;
struct NextCard {
    Card card;
    model::Conversation conversation;
};
// What the person is shown next, of the `limit` most urgent that wait; none when nothing does. What they may
// not claim is no question for them. Errors: those of the store.
base::Result<std::optional<NextCard>> next_card(InboxStore& inbox, const model::Actor& actor,
                                                std::string_view lang, base::Instant now, int limit,
                                                const AskTopics& on_topic, const AskTopics& knows = {});

}  // namespace manyhands::desk
