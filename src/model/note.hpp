// What employees write to one another about a conversation. Never published.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "model/ids.hpp"

namespace manyhands::model {

// A question asks one colleague for a second opinion; an opinion is their word on it. Neither claims the
// conversation nor publishes anything.
enum class NoteKind { note, question, opinion };
std::string_view to_string(NoteKind kind);
std::optional<NoteKind> note_kind(std::string_view text);

struct Note {
    NoteId id;
    BrandId brand;
    ConversationId conversation;
    NoteKind kind = NoteKind::note;
    EmployeeId author;
    std::string text;  // empty once deleted
    base::Instant at{};
    std::optional<base::Instant> edited_at;
    bool deleted = false;
    std::vector<EmployeeId> mentions;
    std::optional<EmployeeId> asked;  // of a question
    std::optional<NoteId> answers;    // of an opinion: the question
    friend bool operator==(const Note&, const Note&) = default;
};

}  // namespace manyhands::model
