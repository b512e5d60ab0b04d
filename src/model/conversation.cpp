#include "model/conversation.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace manyhands::model {
namespace {
constexpr std::array<std::pair<State, std::string_view>, 7> kNames{{
    {State::waiting, "waiting"},
    {State::claimed, "claimed"},
    {State::awaiting_approval, "awaiting_approval"},
    {State::going_out, "going_out"},
    {State::answered, "answered"},
    {State::snoozed, "snoozed"},
    {State::closed, "closed"},
}};
}  // namespace

std::string_view to_string(State state) {
    for (const auto& [value, name] : kNames)
        if (value == state) return name;
    return "";
}

std::optional<State> conversation_state(std::string_view text) {
    for (const auto& [value, name] : kNames)
        if (name == text) return value;
    return std::nullopt;
}

const Answer* ConversationState::open_answer() const {
    const auto found =
        std::find_if(answers.begin(), answers.end(), [](const Answer& a) { return is_open(a.state); });
    return found == answers.end() ? nullptr : &*found;
}

const Answer* ConversationState::find_answer(const AnswerId& id) const {
    const auto found =
        std::find_if(answers.begin(), answers.end(), [&](const Answer& a) { return a.id == id; });
    return found == answers.end() ? nullptr : &*found;
}

}  // namespace manyhands::model
