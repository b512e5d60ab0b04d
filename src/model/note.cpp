#include "model/note.hpp"

#include <array>
#include <utility>

namespace manyhands::model {
namespace {

constexpr std::array<std::pair<NoteKind, std::string_view>, 3> kKinds{
    {{NoteKind::note, "note"}, {NoteKind::question, "question"}, {NoteKind::opinion, "opinion"}}};

}  // namespace

std::string_view to_string(NoteKind kind) {
    for (const auto& [value, name] : kKinds)
        if (value == kind) return name;
    return "";
}

std::optional<NoteKind> note_kind(std::string_view text) {
    for (const auto& [value, name] : kKinds)
        if (name == text) return value;
    return std::nullopt;
}

}  // namespace manyhands::model
