// Answers by id and request key, the post that an answer replies to, drafts.
#pragma once

#include "answer/answer.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

// Writes the draft, or removes it when it is empty. Inside a transaction.
void write_draft(sqlite::Connection& db, const model::BrandId& brand,
                 const model::ConversationId& conversation, const model::EmployeeId& employee,
                 const answer::Draft& draft);

class AnswerRows : public answer::AnswerStore, public answer::DraftStore {
  public:
    explicit AnswerRows(Engine& engine) : engine_(engine) {}

    // Errors: not_found ("storage.answer_not_found", "storage.post_not_found").
    base::Result<model::Answer> answer(const model::BrandId& brand, const model::AnswerId& id) override;
    base::Result<std::optional<model::Answer>> answer_by_key(const model::BrandId& brand,
                                                             const model::EmployeeId& employee,
                                                             const std::string& idempotency_key) override;
    base::Result<model::Post> post(const model::BrandId& brand, const model::PostId& id) override;
    base::Result<model::Conversation> conversation_now(const model::BrandId& brand,
                                                       const model::ConversationId& id) override;
    base::Result<void> save_draft(const model::BrandId& brand, const model::ConversationId& conversation,
                                  const model::EmployeeId& employee, const answer::Draft& draft) override;
    base::Result<std::optional<answer::Draft>> draft(const model::BrandId& brand,
                                                     const model::ConversationId& conversation,
                                                     const model::EmployeeId& employee) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
