// Notes, second opinions and tags: what employees write and mark for one another. Nothing here is ever
// published. Pure decisions; the service runs them in the store's transaction and asks the policy.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "desk/desk.hpp"

namespace manyhands::desk {

using model::ConversationState;

inline constexpr base::Minutes kNoteEditableFor{15};  // by its author; a lead may any time
inline constexpr std::size_t kNoteBytes = 8000;
inline constexpr std::size_t kMentionsAtMost = 50;
inline constexpr std::size_t kTagsAtMost = 20;  // on one conversation
inline constexpr std::size_t kTagNameBytes = 120;
inline constexpr std::array<std::string_view, 9> kTagColours{"grey", "red",  "orange", "yellow", "green",
                                                             "teal", "blue", "purple", "pink"};

// Something that somebody is to see.
struct Notice {
    model::NoticeId id;
    std::string kind;  // "mention", "question", "opinion", "hand_off"
    model::ConversationId conversation;
    model::EmployeeId by;
    std::string by_initials;
    std::string by_name;
    base::Instant at{};
    std::string excerpt;  // one line, at most 280 bytes
    bool read = false;
};
struct Notices {
    std::vector<Notice> items;  // newest first
    std::int64_t unread = 0;    // counted to 1,000
};

// Thread-safe; writes block until durable.
class NoteStore {
  public:
    virtual ~NoteStore() = default;
    // The conversation and one of its notes, as they are inside the transaction. Errors: those of decide;
    // not_found
    // ("desk.note.not_found").
    using DecideNote =
        std::function<base::Result<model::Events>(const ConversationState&, const model::Note&)>;
    virtual base::Result<ConversationState> transact_note(const model::BrandId& brand,
                                                          const model::NoteId& id,
                                                          const DecideNote& decide) = 0;
    virtual base::Result<Notices> notices(const model::EmployeeId& employee, int limit) = 0;
    virtual base::Result<std::optional<Notice>> notice(const model::EmployeeId& employee,
                                                       const model::NoticeId& id) = 0;
    // All up to this one.
    virtual base::Result<void> read_notices(const model::EmployeeId& employee, const model::NoticeId& up_to,
                                            base::Instant now) = 0;
};

// Thread-safe. conflict ("desk.tag.name_taken") for a name that the brand has, as people compare words;
// not_found ("desk.tag.not_found").
class TagStore {
  public:
    virtual ~TagStore() = default;
    virtual base::Result<std::vector<Tag>> tags(const model::BrandId& brand) = 0;  // by name
    virtual base::Result<void> add_tag(const model::BrandId& brand, const Tag& tag, base::Instant now) = 0;
    virtual base::Result<void> change_tag(const model::BrandId& brand, const Tag& tag) = 0;
    virtual base::Result<void> delete_tag(const model::BrandId& brand, const model::TagId& id) = 0;
};

// `note` as the service prepared it; its text is cleaned here. `notify` loses the author and doubles.
// Errors: invalid ("desk.note.empty"), too_large ("desk.note.too_long").
base::Result<model::Events> add_note(model::Note note, std::vector<model::EmployeeId> notify);
enum class NoteRight { of_author, of_lead };
base::Result<model::Events> edit_note(const model::Note& note, const model::EmployeeId& by, NoteRight right,
                                      const std::string& text, base::Instant now);
base::Result<model::Events> delete_note(const model::Note& note, const model::EmployeeId& by, NoteRight right,
                                        base::Instant now);
// What is on it already, or not on it, is left as it is. Errors: conflict ("desk.tag.too_many").
base::Result<model::Events> change_tags(const ConversationState& state, const std::vector<model::TagId>& add,
                                        const std::vector<model::TagId>& remove, const model::EmployeeId& by,
                                        base::Instant now);

// The room's commands. Thread-safe.
class Notes {
  public:
    Notes(model::Transactor& store, NoteStore& notes, TagStore& tags, model::Colleagues& people,
          base::IdSource& ids, const base::Clock& clock)
        : store_(store), notes_(notes), tags_(tags), people_(people), ids_(ids), clock_(clock) {}

    base::Result<ConversationState> add(const model::Actor& actor, const model::ConversationId& id,
                                        const std::string& text,
                                        const std::vector<model::EmployeeId>& mentions);
    base::Result<ConversationState> ask_opinion(const model::Actor& actor, const model::ConversationId& id,
                                                const model::EmployeeId& asked, const std::string& question);
    // By the one who was asked. Errors: conflict ("desk.note.not_asked").
    base::Result<ConversationState> give_opinion(const model::Actor& actor, const model::NoteId& question,
                                                 const std::string& text);
    base::Result<ConversationState> edit(const model::Actor& actor, const model::NoteId& id,
                                         const std::string& text);
    base::Result<ConversationState> remove(const model::Actor& actor, const model::NoteId& id);

    base::Result<ConversationState> tag(const model::Actor& actor, const model::ConversationId& id,
                                        const std::vector<model::TagId>& add,
                                        const std::vector<model::TagId>& remove);
    base::Result<Tag> make_tag(const model::Actor& actor, const std::string& name, const std::string& colour);
    base::Result<Tag> change_tag(const model::Actor& actor, const model::TagId& id,
                                 const std::optional<std::string>& name,
                                 const std::optional<std::string>& colour);
    base::Result<void> delete_tag(const model::Actor& actor, const model::TagId& id);
    base::Result<std::vector<Tag>> tags(const model::Actor& actor);

    base::Result<Notices> notices(const model::Actor& actor);
    base::Result<Notices> read_notices(const model::Actor& actor, const model::NoticeId& up_to);

  private:
    base::Result<void> can_read(const model::Actor& actor, const model::EmployeeId& who,
                                const std::string& problem);
    base::Result<ConversationState> manage(
        const model::Actor& actor, const model::NoteId& id,
        const std::function<base::Result<model::Events>(const model::Note&, NoteRight)>& decide);

    model::Transactor& store_;
    NoteStore& notes_;
    TagStore& tags_;
    model::Colleagues& people_;
    base::IdSource& ids_;
    const base::Clock& clock_;
};

}  // namespace manyhands::desk
