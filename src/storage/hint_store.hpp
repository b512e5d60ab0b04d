// What came of hints, as rows.
#pragma once

#include "desk/hints.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class HintRows final : public desk::HintStore {
  public:
    explicit HintRows(Engine& engine) : engine_(engine) {}

    base::Result<std::vector<desk::HintMark>> hint_marks(const model::BrandId& brand,
                                                         const model::ConversationId& id) override;
    base::Result<bool> thank_hint(const model::Note& note, const model::EmployeeId& by,
                                  const model::NoticeId& notice, base::Instant at) override;
    base::Result<void> use_hints(const model::BrandId& brand, const model::ConversationId& id,
                                 const model::EmployeeId& by, const std::vector<model::NoteId>& notes,
                                 base::Instant at) override;
    base::Result<void> unuse_hints(const model::BrandId& brand, const model::ConversationId& id,
                                   const model::EmployeeId& by) override;

  private:
    Engine& engine_;
};

// An answer is out: the hints in it count from now on, and their authors are told. In its transaction.
void hints_went_out(sqlite::Connection& db, const model::Conversation& conversation,
                    const model::AnswerId& answer, base::Instant at);
// It is a draft again.
void hints_came_back(sqlite::Connection& db, const model::Conversation& conversation,
                     const model::AnswerId& answer);

}  // namespace manyhands::storage
