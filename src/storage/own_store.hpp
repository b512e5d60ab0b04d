// Answers from employees' own clients: what they wrote there for the brand, short codes, who is told.
#pragma once

#include "answer/own_client.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class OwnRows : public answer::OwnClientStore {
  public:
    explicit OwnRows(Engine& engine) : engine_(engine) {}

    base::Result<bool> keep_own(const answer::OwnPost& post) override;
    base::Result<std::vector<answer::OwnPost>> own_to_decide(const model::BrandId& brand,
                                                             const std::string& network, int limit) override;
    base::Result<std::vector<answer::OwnPost>> own_posts_of(const model::EmployeeId& employee,
                                                            int limit) override;
    base::Result<std::optional<answer::OwnTarget>> own_target(const model::BrandId& brand,
                                                              const std::string& network,
                                                              const std::string& parent_remote_id) override;
    base::Result<std::optional<answer::OwnTarget>> code_target(const model::BrandId& brand,
                                                               const std::string& code,
                                                               base::Instant now) override;
    base::Result<answer::ShortCode> short_code(const model::BrandId& brand, const model::ConversationId& id,
                                               const answer::ShortCode& made, base::Instant now) override;
    base::Result<std::optional<model::Employee>> own_author(const answer::OwnPost& post) override;
    base::Result<model::ConversationState> transact_own(const answer::OwnPost& post,
                                                        const model::ConversationId& id,
                                                        const model::Decide& decide) override;
    base::Result<void> refuse_own(const answer::OwnPost& post, const std::string& reason,
                                  const std::optional<model::ConversationId>& conversation,
                                  base::Instant now) override;
    base::Result<void> add_notice(const model::BrandId& brand, const answer::OwnNotice& notice,
                                  base::Instant now) override;
    base::Result<std::vector<model::EmployeeId>> leads(const model::BrandId& brand,
                                                       const model::DepartmentId& department) override;
    base::Result<void> forget_own(base::Instant before) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
