// Jobs over many conversations. What is done with one conversation and that it is done are one transaction.
#pragma once

#include "desk/jobs.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class JobsStore : public desk::JobStore {
  public:
    explicit JobsStore(Engine& engine) : engine_(engine) {}

    base::Result<void> add_job(const desk::Job& job, const std::vector<model::ConversationId>& ids,
                               base::Instant now) override;
    base::Result<desk::Job> job(const model::BrandId& brand, const std::string& id) override;
    base::Result<std::vector<desk::Job>> open_jobs() override;
    base::Result<std::optional<desk::JobItem>> next_item(const desk::Job& job) override;
    base::Result<void> do_item(const desk::Job& job, const desk::JobItem& item,
                               const model::Decide& decide) override;
    base::Result<void> undo_item(const desk::Job& job, const desk::JobItem& item,
                                 const DecideUndo& decide) override;
    base::Result<void> refuse_item(const desk::Job& job, const desk::JobItem& item,
                                   const base::Error& problem) override;
    base::Result<void> finish_job(const desk::Job& job, base::Instant now) override;
    base::Result<void> begin_undo(const desk::Job& job, base::Instant finished_since) override;

  private:
    Engine& engine_;
};

// As the rows keep them. from_json throws std::exception on what it did not write.
std::string to_json(const desk::Mark& mark);
desk::Mark mark_from_json(std::string_view text);
std::string to_json(const desk::BulkAction& action);
desk::BulkAction action_from_json(desk::BulkKind kind, std::string_view text);

}  // namespace manyhands::storage
