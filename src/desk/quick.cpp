#include "desk/quick.hpp"

#include <algorithm>

#include "model/policy.hpp"

namespace manyhands::desk {
namespace {

// Topics are looked at for so many of the most urgent.
constexpr std::size_t kTopicCandidates = 30;

}  // namespace

std::vector<Why> reasons(const model::Conversation& conversation, const model::Actor& actor,
                         std::string_view lang, base::Instant now, const OnTopic& on_topic,
                         const Known& known) {
    std::vector<Why> found;
    if (conversation.claim && conversation.claim->holder == actor.employee) found.push_back(Why::held);
    if (conversation.offer && conversation.offer->employee == actor.employee &&
        conversation.offer->until > now)
        found.push_back(Why::offered);
    if (conversation.last_answerer == actor.employee) found.push_back(Why::answered_before);
    if (known.contains(conversation.id)) found.push_back(Why::knows);
    if (on_topic.contains(conversation.id)) found.push_back(Why::topic);
    if (conversation.department == actor.department) found.push_back(Why::department);
    if (model::speaks(lang, conversation.lang)) found.push_back(Why::language);
    return found;
}

std::optional<Card> best(const std::vector<model::Conversation>& candidates, const model::Actor& actor,
                         std::string_view lang, base::Instant now, const OnTopic& on_topic,
                         const Known& known) {
    std::optional<Card> found;
    int most = -1;
    for (const model::Conversation& one : candidates) {
        // What is only owed is its author's, and nobody is asked while there is time to check.
        if (one.owed && !one.episode && (one.owed->by != actor.employee || one.owed->alarms == 0)) continue;
        std::vector<Why> why = reasons(one, actor, lang, now, on_topic, known);
        // Of equal ones the first stays: it is the more urgent.
        if (const int sum = model::weight_of(why); sum > most) {
            most = sum;
            found = Card{one.id, std::move(why)};
        }
    }
    return found;
}

base::Result<std::optional<NextCard>> next_card(InboxStore& inbox, const model::Actor& actor,
                                                std::string_view lang, base::Instant now, int limit,
                                                const AskTopics& on_topic, const AskTopics& knows) {
    using model::Action;
    MH_LET(candidates, inbox.for_one(actor.brand, actor.employee, now, limit));
    std::erase_if(candidates, [&](const model::Conversation& c) {
        return !model::check(
            actor, Action::claim_conversation,
            model::scope_of(actor, c.brand, c.department, c.claim ? c.claim->holder : model::EmployeeId{}));
    });
    std::vector<model::ConversationId> ids;
    for (std::size_t i = 0; i < candidates.size() && i < kTopicCandidates; ++i)
        ids.push_back(candidates[i].id);
    MH_LET(found, on_topic(ids));
    std::vector<model::ConversationId> answered;
    if (knows) {
        MH_LET(about, knows(ids));
        answered = std::move(about);
    }
    const auto card = best(candidates, actor, lang, now, OnTopic(found.begin(), found.end()),
                           Known(answered.begin(), answered.end()));
    if (!card) return std::nullopt;
    const auto one = std::ranges::find(candidates, card->conversation, &model::Conversation::id);
    return NextCard{*card, *one};
}

}  // namespace manyhands::desk
