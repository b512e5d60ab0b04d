// Join links, who came by them, and invitations that nobody used.
#pragma once

#include "identity/joining.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class JoiningRows : public identity::JoinStore {
  public:
    explicit JoiningRows(Engine& engine) : engine_(engine) {}

    base::Result<void> add_join_link(const identity::JoinLink& link,
                                     const std::string& token_digest) override;
    base::Result<std::vector<identity::JoinLink>> join_links(const model::BrandId& brand,
                                                             base::Instant since) override;
    base::Result<void> end_join_link(const model::BrandId& brand, const std::string& id, base::Instant now,
                                     const MayEnd& may) override;
    base::Result<std::optional<identity::JoinLink>> join_link(const std::string& token_digest) override;
    base::Result<model::InitialsSet> taken_initials(const model::BrandId& brand) override;
    base::Result<Arrival> arrive(const std::string& token_digest, base::Instant now, base::Instant stale,
                                 const std::string& email, const DecideArrival& decide) override;
    base::Result<std::vector<identity::JoinRequest>> waiting(const model::BrandId& brand) override;
    base::Result<model::Employee> let_in(const model::BrandId& brand, const std::string& id,
                                         base::Instant until, const DecideEntry& decide) override;
    base::Result<void> refuse_join(const model::BrandId& brand, const std::string& id,
                                   const MayRefuse& may) override;
    base::Result<std::optional<Receipt>> receipt(const std::string& receipt_digest) override;
    base::Result<std::vector<identity::Invitation>> invitations(const model::BrandId& brand,
                                                                int limit) override;
    base::Result<void> end_invitations(const model::BrandId& brand, const model::EmployeeId& id) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
