#include "model/answer.hpp"

#include <array>
#include <utility>

namespace manyhands::model {
namespace {
constexpr std::array<std::pair<AnswerState, std::string_view>, 9> kNames{{
    {AnswerState::awaiting_approval, "awaiting_approval"},
    {AnswerState::queued, "queued"},
    {AnswerState::paused, "paused"},
    {AnswerState::sending, "sending"},
    {AnswerState::sent, "sent"},
    {AnswerState::failed, "failed"},
    {AnswerState::unknown, "unknown"},
    {AnswerState::held, "held"},
    {AnswerState::cancelled, "cancelled"},
}};
}  // namespace

std::string_view to_string(AnswerState state) {
    for (const auto& [value, name] : kNames)
        if (value == state) return name;
    return "";
}

std::optional<AnswerState> answer_state(std::string_view text) {
    for (const auto& [value, name] : kNames)
        if (name == text) return value;
    return std::nullopt;
}

bool is_open(AnswerState state) {
    switch (state) {
        case AnswerState::awaiting_approval:
        case AnswerState::queued:
        case AnswerState::paused:
        case AnswerState::sending:
        case AnswerState::unknown:
        case AnswerState::held:
            return true;
        case AnswerState::sent:
        case AnswerState::failed:
        case AnswerState::cancelled:
            return false;
    }
    return false;
}

std::string rest_text(const Answer& answer) {
    std::string text;
    for (const Part& part : answer.rest)
        text += (text.empty() ? "" : "\n\n") + part.text;
    return text;
}

std::string unsent_text(const Answer& answer) {
    return answer.rest.empty() ? answer.text : answer.text + "\n\n" + rest_text(answer);
}

}  // namespace manyhands::model
