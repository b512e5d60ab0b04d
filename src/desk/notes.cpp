#include "desk/notes.hpp"

#include <algorithm>
#include <set>

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "model/policy.hpp"

namespace manyhands::desk {
namespace {

using base::ErrorCode;
using base::fail;
using base::Instant;
using base::Result;
using model::Action;
using model::Actor;
using model::EmployeeId;
using model::Events;
using model::Note;
using model::TagId;

std::unexpected<base::Error> not_found() {
    return fail(ErrorCode::not_found, "route.conversation.not_found");
}

std::string trimmed(std::string text) {
    const auto begin = text.find_first_not_of(" \t\n");
    if (begin == std::string::npos) return {};
    text.erase(text.find_last_not_of(" \t\n") + 1);
    return text.substr(begin);
}

Result<std::string> good_text(const std::string& text) {
    std::string clean = trimmed(base::clean_post(text));
    if (clean.empty()) return fail(ErrorCode::invalid, "desk.note.empty");
    if (clean.size() > kNoteBytes)
        return fail(ErrorCode::too_large, "desk.note.too_long", {{"limit", std::to_string(kNoteBytes)}});
    return clean;
}

// A note that may be changed by this person now.
Result<void> changeable(const Note& note, const EmployeeId& by, NoteRight right, Instant now) {
    if (note.deleted) return fail(ErrorCode::conflict, "desk.note.deleted");
    if (right == NoteRight::of_lead) return {};
    if (note.author != by) return fail(ErrorCode::forbidden, "desk.note.of_another");
    if (now - note.at > kNoteEditableFor)
        return fail(ErrorCode::conflict, "desk.note.too_old",
                    {{"minutes", std::to_string(kNoteEditableFor.count())}});
    return {};
}

model::Scope scope(const Actor& actor, const ConversationState& state) {
    const auto& c = state.conversation;
    EmployeeId owner;
    if (c.claim) owner = c.claim->holder;
    if (c.snooze) owner = c.snooze->by;
    return model::scope_of(actor, c.brand, c.department, owner);
}

Result<Tag> good_tag(Tag tag) {
    tag.name = trimmed(base::clean_line(tag.name));
    if (tag.name.empty() || tag.name.size() > kTagNameBytes)
        return fail(ErrorCode::invalid, "desk.tag.bad_name", {{"limit", std::to_string(kTagNameBytes)}});
    if (std::ranges::find(kTagColours, tag.colour) == kTagColours.end())
        return fail(ErrorCode::invalid, "desk.tag.bad_colour");
    return tag;
}

}  // namespace

// -- decisions --------------------------------------------------------------------------------------------
Result<Events> add_note(Note note, std::vector<EmployeeId> notify) {
    MH_LET(text, good_text(note.text));
    note.text = std::move(text);
    std::set<EmployeeId> seen{note.author};
    std::erase_if(notify, [&](const EmployeeId& who) { return !seen.insert(who).second; });
    const Instant at = note.at;
    const EmployeeId by = note.author;
    return Events{{at, by, model::NoteAdded{std::move(note), std::move(notify)}}};
}

Result<Events> edit_note(const Note& note, const EmployeeId& by, NoteRight right, const std::string& text,
                         Instant now) {
    MH_TRY(changeable(note, by, right, now));
    MH_LET(clean, good_text(text));
    if (clean == note.text) return Events{};
    return Events{{now, by, model::NoteEdited{note.id, std::move(clean)}}};
}

Result<Events> delete_note(const Note& note, const EmployeeId& by, NoteRight right, Instant now) {
    if (note.deleted) return Events{};
    MH_TRY(changeable(note, by, right, now));
    return Events{{now, by, model::NoteDeleted{note.id}}};
}

Result<Events> change_tags(const ConversationState& state, const std::vector<TagId>& add,
                           const std::vector<TagId>& remove, const EmployeeId& by, Instant now) {
    std::vector<TagId> tags = state.conversation.tags;
    Events events;
    for (const TagId& tag : remove)
        if (std::erase(tags, tag) > 0) events.push_back({now, by, model::Untagged{tag}});
    for (const TagId& tag : add) {
        if (std::ranges::find(tags, tag) != tags.end()) continue;
        tags.push_back(tag);
        events.push_back({now, by, model::Tagged{tag}});
    }
    if (tags.size() > kTagsAtMost && tags.size() > state.conversation.tags.size())
        return fail(ErrorCode::conflict, "desk.tag.too_many", {{"limit", std::to_string(kTagsAtMost)}});
    return events;
}

// -- commands ---------------------------------------------------------------------------------------------
Result<void> Notes::can_read(const Actor& actor, const EmployeeId& who, const std::string& problem) {
    MH_LET(person, people_.colleague(actor.brand, who));
    if (!person || !person->active ||
        !model::may(person->role, Action::see_conversation, model::Scope::brand))
        return fail(ErrorCode::invalid, problem);
    return {};
}

Result<ConversationState> Notes::add(const Actor& actor, const model::ConversationId& id,
                                     const std::string& text, const std::vector<EmployeeId>& mentions) {
    if (mentions.size() > kMentionsAtMost)
        return fail(ErrorCode::invalid, "desk.note.too_many_mentions",
                    {{"limit", std::to_string(kMentionsAtMost)}});
    for (const EmployeeId& who : mentions)
        MH_TRY(can_read(actor, who, "desk.note.no_such_person"));
    Note note;
    note.id = ids_.make<model::NoteId>();
    note.brand = actor.brand;
    note.conversation = id;
    note.author = actor.employee;
    note.text = text;
    note.mentions = mentions;
    return store_.transact(actor.brand, id, [&](const ConversationState* state) -> Result<Events> {
        if (state == nullptr) return not_found();
        MH_TRY(model::check(actor, Action::write_note, scope(actor, *state)));
        note.at = clock_.now();
        return add_note(note, mentions);
    });
}

Result<ConversationState> Notes::ask_opinion(const Actor& actor, const model::ConversationId& id,
                                             const EmployeeId& asked, const std::string& question) {
    if (asked == actor.employee) return fail(ErrorCode::invalid, "desk.opinion.of_yourself");
    MH_TRY(can_read(actor, asked, "desk.note.no_such_person"));
    Note note;
    note.id = ids_.make<model::NoteId>();
    note.brand = actor.brand;
    note.conversation = id;
    note.kind = model::NoteKind::question;
    note.author = actor.employee;
    note.text = question;
    note.asked = asked;
    return store_.transact(actor.brand, id, [&](const ConversationState* state) -> Result<Events> {
        if (state == nullptr) return not_found();
        MH_TRY(model::check(actor, Action::ask_opinion, scope(actor, *state)));
        note.at = clock_.now();
        return add_note(note, {asked});
    });
}

Result<ConversationState> Notes::give_opinion(const Actor& actor, const model::NoteId& question,
                                              const std::string& text) {
    const auto id = ids_.make<model::NoteId>();
    return notes_.transact_note(
        actor.brand, question, [&](const ConversationState& state, const Note& asked) -> Result<Events> {
            MH_TRY(model::check(actor, Action::write_note, scope(actor, state)));
            if (asked.kind != model::NoteKind::question || asked.asked != actor.employee)
                return fail(ErrorCode::conflict, "desk.note.not_asked");
            if (asked.deleted) return fail(ErrorCode::conflict, "desk.note.deleted");
            Note note;
            note.id = id;
            note.brand = actor.brand;
            note.conversation = state.conversation.id;
            note.kind = model::NoteKind::opinion;
            note.author = actor.employee;
            note.text = text;
            note.at = clock_.now();
            note.answers = asked.id;
            return add_note(std::move(note), {asked.author});
        });
}

Result<ConversationState> Notes::manage(const Actor& actor, const model::NoteId& id,
                                        const std::function<Result<Events>(const Note&, NoteRight)>& decide) {
    return notes_.transact_note(
        actor.brand, id, [&](const ConversationState& state, const Note& note) -> Result<Events> {
            const auto& c = state.conversation;
            const bool any =
                model::check(actor, Action::manage_note, model::scope_of(actor, c.brand, {}, EmployeeId{}))
                    .has_value();
            if (!any)
                MH_TRY(model::check(actor, Action::manage_note,
                                    model::scope_of(actor, c.brand, {}, note.author)));
            return decide(note, any ? NoteRight::of_lead : NoteRight::of_author);
        });
}

Result<ConversationState> Notes::edit(const Actor& actor, const model::NoteId& id, const std::string& text) {
    return manage(actor, id, [&](const Note& note, NoteRight right) {
        return edit_note(note, actor.employee, right, text, clock_.now());
    });
}

Result<ConversationState> Notes::remove(const Actor& actor, const model::NoteId& id) {
    return manage(actor, id, [&](const Note& note, NoteRight right) {
        return delete_note(note, actor.employee, right, clock_.now());
    });
}

Result<ConversationState> Notes::tag(const Actor& actor, const model::ConversationId& id,
                                     const std::vector<TagId>& add, const std::vector<TagId>& remove) {
    if (!add.empty()) {
        MH_LET(known, tags_.tags(actor.brand));
        for (const TagId& tag : add)
            if (std::ranges::none_of(known, [&](const Tag& one) { return one.id == tag; }))
                return fail(ErrorCode::invalid, "desk.tag.not_found");
    }
    return store_.transact(actor.brand, id, [&](const ConversationState* state) -> Result<Events> {
        if (state == nullptr) return not_found();
        MH_TRY(model::check(actor, Action::tag_conversation, scope(actor, *state)));
        return change_tags(*state, add, remove, actor.employee, clock_.now());
    });
}

Result<Tag> Notes::make_tag(const Actor& actor, const std::string& name, const std::string& colour) {
    MH_TRY(model::check(actor, Action::manage_tags, model::Scope::brand));
    MH_LET(tag, good_tag({ids_.make<TagId>(), name, colour, 0}));
    MH_TRY(tags_.add_tag(actor.brand, tag, clock_.now()));
    return tag;
}

Result<Tag> Notes::change_tag(const Actor& actor, const TagId& id, const std::optional<std::string>& name,
                              const std::optional<std::string>& colour) {
    MH_TRY(model::check(actor, Action::manage_tags, model::Scope::brand));
    MH_LET(known, tags_.tags(actor.brand));
    const auto found = std::ranges::find_if(known, [&](const Tag& one) { return one.id == id; });
    if (found == known.end()) return fail(ErrorCode::not_found, "desk.tag.not_found");
    MH_LET(tag,
           good_tag({id, name.value_or(found->name), colour.value_or(found->colour), found->conversations}));
    MH_TRY(tags_.change_tag(actor.brand, tag));
    return tag;
}

Result<void> Notes::delete_tag(const Actor& actor, const TagId& id) {
    MH_TRY(model::check(actor, Action::manage_tags, model::Scope::brand));
    return tags_.delete_tag(actor.brand, id);
}

Result<std::vector<Tag>> Notes::tags(const Actor& actor) {
    MH_TRY(model::check(actor, Action::see_conversation, model::Scope::brand));
    return tags_.tags(actor.brand);
}

namespace {
constexpr int kNoticesShown = 100;
}

Result<Notices> Notes::notices(const Actor& actor) {
    MH_TRY(model::check(actor, Action::manage_self, model::Scope::own));
    return notes_.notices(actor.employee, kNoticesShown);
}

Result<Notices> Notes::read_notices(const Actor& actor, const model::NoticeId& up_to) {
    MH_TRY(model::check(actor, Action::manage_self, model::Scope::own));
    MH_TRY(notes_.read_notices(actor.employee, up_to, clock_.now()));
    return notes_.notices(actor.employee, kNoticesShown);
}

}  // namespace manyhands::desk
