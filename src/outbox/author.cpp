#include "outbox/author.hpp"

namespace manyhands::outbox {

model::Events hold_back(const model::ConversationState& state, model::Events decided,
                        const std::function<bool(const model::EmployeeId&)>& is_here) {
    const auto gone = [&](const model::Event& event) -> const model::Answer* {
        const auto* sending = std::get_if<model::AnswerSending>(&event.body);
        const model::Answer* answer = sending == nullptr ? nullptr : state.find_answer(sending->answer);
        return answer == nullptr || is_here(answer->author) ? nullptr : answer;
    };
    model::Events events;
    for (model::Event& event : decided) {
        const model::Answer* answer = gone(event);
        if (answer == nullptr) {
            events.push_back(std::move(event));
            continue;
        }
        events.push_back(
            {event.at, std::nullopt,
             model::AnswerPaused{answer->id,
                                 {base::ErrorCode::conflict, std::string(kPausedByAuthor), {}, {}}}});
        const auto& claim = state.conversation.claim;
        if (claim && claim->holder == answer->author)
            events.push_back({event.at, std::nullopt,
                              model::ClaimReleased{claim->holder, model::ReleaseReason::released}});
    }
    return events;
}

}  // namespace manyhands::outbox
