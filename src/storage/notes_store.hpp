// Notes, notices and the brand's tags.
#pragma once

#include "desk/notes.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class NotesStore : public desk::NoteStore, public desk::TagStore {
  public:
    explicit NotesStore(Engine& engine) : engine_(engine) {}

    base::Result<model::ConversationState> transact_note(const model::BrandId& brand, const model::NoteId& id,
                                                         const DecideNote& decide) override;
    base::Result<desk::Notices> notices(const model::EmployeeId& employee, int limit) override;
    base::Result<std::optional<desk::Notice>> notice(const model::EmployeeId& employee,
                                                     const model::NoticeId& id) override;
    base::Result<void> read_notices(const model::EmployeeId& employee, const model::NoticeId& up_to,
                                    base::Instant now) override;

    base::Result<std::vector<desk::Tag>> tags(const model::BrandId& brand) override;
    base::Result<void> add_tag(const model::BrandId& brand, const desk::Tag& tag, base::Instant now) override;
    base::Result<void> change_tag(const model::BrandId& brand, const desk::Tag& tag) override;
    base::Result<void> delete_tag(const model::BrandId& brand, const model::TagId& id) override;

  private:
    Engine& engine_;
};

model::Note read_note(sqlite::Row& row);  // {note_columns}
desk::Tag read_tag(sqlite::Row& row);     // id, name, colour, conversations

}  // namespace manyhands::storage
