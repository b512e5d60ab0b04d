#include "desk/hints.hpp"

#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::desk {

using base::ErrorCode;
using base::fail;
using base::Result;
using model::Action;
using model::Actor;
using model::ConversationId;
using model::Events;
using model::Note;

namespace {

model::Scope scope(const Actor& actor, const ConversationState& state) {
    const auto& c = state.conversation;
    return model::scope_of(actor, c.brand, c.department, c.claim ? c.claim->holder : model::EmployeeId{});
}

}  // namespace

// -- decisions --------------------------------------------------------------------------------------------
Result<Events> add_hint(const ConversationState& state, Note note) {
    const auto& claim = state.conversation.claim;
    if (!claim) return fail(ErrorCode::conflict, "desk.hint.not_held");
    if (claim->holder == note.author) return fail(ErrorCode::conflict, "desk.hint.held_by_you");
    if (base::code_point_count(note.text) > kHintCharacters)
        return fail(ErrorCode::invalid, "desk.hint.too_long", {{"limit", std::to_string(kHintCharacters)}});
    note.kind = model::NoteKind::opinion;
    note.asked = claim->holder;
    return add_note(std::move(note), {claim->holder});
}

Result<void> may_thank(const ConversationState& state, const Note& note, const model::EmployeeId& by) {
    if (!is_hint(note)) return fail(ErrorCode::not_found, "desk.hint.not_found");
    if (note.deleted) return fail(ErrorCode::conflict, "desk.note.deleted");
    if (note.author == by) return fail(ErrorCode::forbidden, "desk.hint.own");
    const auto& claim = state.conversation.claim;
    if (note.asked != by && !(claim && claim->holder == by))
        return fail(ErrorCode::forbidden, "desk.hint.for_another");
    return {};
}

// -- commands ---------------------------------------------------------------------------------------------
Result<ConversationState> Hints::add(const Actor& actor, const ConversationId& id, const std::string& text) {
    Note note;
    note.id = ids_.make<model::NoteId>();
    note.brand = actor.brand;
    note.conversation = id;
    note.author = actor.employee;
    note.text = text;
    return store_.transact(actor.brand, id, [&](const ConversationState* state) -> Result<Events> {
        if (state == nullptr) return fail(ErrorCode::not_found, "route.conversation.not_found");
        MH_TRY(model::check(actor, Action::write_note, scope(actor, *state)));
        note.at = clock_.now();
        return add_hint(*state, note);
    });
}

Result<ConversationState> Hints::thank(const Actor& actor, const model::NoteId& id) {
    Note hint;
    MH_LET(state, notes_.transact_note(actor.brand, id,
                                       [&](const ConversationState& now, const Note& note) -> Result<Events> {
                                           MH_TRY(model::check(actor, Action::write_note, scope(actor, now)));
                                           MH_TRY(may_thank(now, note, actor.employee));
                                           hint = note;
                                           return Events{};
                                       }));
    const auto notice = ids_.make<model::NoticeId>();
    MH_LET(first, hints_.thank_hint(hint, actor.employee, notice, clock_.now()));
    if (first && noticed_) noticed_({hint.author}, notice);
    return state;
}

Result<std::vector<HintMark>> Hints::marks(const Actor& actor, const ConversationId& id) {
    MH_TRY(model::check(actor, Action::see_conversation, model::Scope::brand));
    return hints_.hint_marks(actor.brand, id);
}

Result<void> Hints::used(const Actor& actor, const ConversationId& id,
                         const std::vector<model::NoteId>& notes) {
    if (notes.empty()) return {};
    return hints_.use_hints(actor.brand, id, actor.employee, notes, clock_.now());
}

Result<void> Hints::unused(const Actor& actor, const ConversationId& id) {
    return hints_.unuse_hints(actor.brand, id, actor.employee);
}

}  // namespace manyhands::desk
