#include "model/promised_action.hpp"

namespace manyhands::model {

std::string_view to_string(ActionKind kind) {
    switch (kind) {
        case ActionKind::exchange:
            return "exchange";
        case ActionKind::repair:
            return "repair";
        case ActionKind::call_back:
            return "call_back";
        case ActionKind::other:
            return "other";
    }
    return "";
}

std::optional<ActionKind> action_kind(std::string_view text) {
    for (const ActionKind one :
         {ActionKind::exchange, ActionKind::repair, ActionKind::call_back, ActionKind::other})
        if (to_string(one) == text) return one;
    return std::nullopt;
}

std::string_view to_string(ActionState state) {
    switch (state) {
        case ActionState::open:
            return "open";
        case ActionState::done:
            return "done";
        case ActionState::cancelled:
            return "cancelled";
    }
    return "";
}

std::optional<ActionState> action_state(std::string_view text) {
    for (const ActionState one : {ActionState::open, ActionState::done, ActionState::cancelled})
        if (to_string(one) == text) return one;
    return std::nullopt;
}

}  // namespace manyhands::model
