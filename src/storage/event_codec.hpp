// Events to the log's payload and back: a flat JSON object of ids and figures. Texts never go there; what a
// person wrote as a reason is kept beside it, where it can be erased.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "model/event.hpp"

namespace manyhands::storage {

std::string encode_event(const model::EventBody& body);
// The words of a person in the event (a hand-off's reason), empty in most.
std::string_view event_text(const model::EventBody& body);

// What the log knows: ids, figures and instants are whole; texts of posts and answers are empty, they come
// from their rows. Nothing for a type or payload that this program does not know.
std::optional<model::EventBody> decode_event(std::string_view type, std::string_view payload,
                                             std::string_view text);

// The payload as the timeline shows it; instants as microseconds.
std::map<std::string, std::string> event_args(std::string_view payload);

}  // namespace manyhands::storage
