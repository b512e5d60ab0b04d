// "I know this": what somebody else tells the person who holds a conversation. A hint is an opinion that
// nobody asked for: a note of the kind opinion that answers no question, addressed to the holder
// (docs/adr/0061). It is never published; what came of it is a mark beside the log.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "desk/notes.hpp"

namespace manyhands::desk {

inline constexpr std::size_t kHintCharacters = 1000;  // code points
inline constexpr std::size_t kHintsUsedAtMost = 10;   // by one answer

inline bool is_hint(const model::Note& note) {
    return note.kind == model::NoteKind::opinion && !note.answers;
}

// What came of a hint.
struct HintMark {
    model::NoteId note;
    bool used = false;     // stands in a published answer
    bool thanked = false;  // by whom it was for
};

// Thread-safe; writes block until durable.
class HintStore {
  public:
    virtual ~HintStore() = default;
    // Of hints in this conversation of which something came, by id. Errors: not_found
    // ("route.conversation.not_found"), also of another brand's.
    virtual base::Result<std::vector<HintMark>> hint_marks(const model::BrandId& brand,
                                                           const model::ConversationId& id) = 0;
    // `by` thanks for it: once, by whom first. Tells the author. True: it was not thanked for before.
    virtual base::Result<bool> thank_hint(const model::Note& note, const model::EmployeeId& by,
                                          const model::NoticeId& notice, base::Instant at) = 0;
    // Those that `by` put into the answer that they submit here. They count, and their authors hear of it,
    // when that answer is published. Hints of other conversations, deleted ones and one's own are passed
    // over.
    virtual base::Result<void> use_hints(const model::BrandId& brand, const model::ConversationId& id,
                                         const model::EmployeeId& by, const std::vector<model::NoteId>& notes,
                                         base::Instant at) = 0;
    // The answer did not come about.
    virtual base::Result<void> unuse_hints(const model::BrandId& brand, const model::ConversationId& id,
                                           const model::EmployeeId& by) = 0;
};

// For whoever holds this conversation. Errors: conflict ("desk.hint.not_held", "desk.hint.held_by_you"),
// invalid
// ("desk.hint.too_long", "desk.note.empty").
base::Result<model::Events> add_hint(const ConversationState& state, model::Note note);
// Errors: not_found ("desk.hint.not_found"), conflict ("desk.note.deleted"), forbidden ("desk.hint.own",
// "desk.hint.for_another").
base::Result<void> may_thank(const ConversationState& state, const model::Note& note,
                             const model::EmployeeId& by);

// The room's commands. Thread-safe.
class Hints {
  public:
    // Told of a notice that belongs to no event of the log; may be empty.
    using Noticed = std::function<void(const std::vector<model::EmployeeId>&, const model::NoticeId&)>;
    Hints(model::Transactor& store, NoteStore& notes, HintStore& hints, base::IdSource& ids,
          const base::Clock& clock, Noticed noticed)
        : store_(store),
          notes_(notes),
          hints_(hints),
          ids_(ids),
          clock_(clock),
          noticed_(std::move(noticed)) {}

    base::Result<ConversationState> add(const model::Actor& actor, const model::ConversationId& id,
                                        const std::string& text);
    base::Result<ConversationState> thank(const model::Actor& actor, const model::NoteId& id);
    base::Result<std::vector<HintMark>> marks(const model::Actor& actor, const model::ConversationId& id);
    // Before an answer is submitted, and again when it was: what it withdrew took its hints along.
    base::Result<void> used(const model::Actor& actor, const model::ConversationId& id,
                            const std::vector<model::NoteId>& notes);
    base::Result<void> unused(const model::Actor& actor, const model::ConversationId& id);

  private:
    model::Transactor& store_;
    NoteStore& notes_;
    HintStore& hints_;
    base::IdSource& ids_;
    const base::Clock& clock_;
    Noticed noticed_;
};

}  // namespace manyhands::desk
