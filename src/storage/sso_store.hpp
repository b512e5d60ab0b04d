// The provider with which a brand signs in, and whom it calls by which name.
#pragma once

#include "identity/single_sign_on.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class SsoRows : public identity::SsoStore {
  public:
    explicit SsoRows(Engine& engine) : engine_(engine) {}

    base::Result<std::vector<identity::SsoSettings>> all_sso() override;
    base::Result<void> save_sso(const identity::SsoSettings& settings, const model::EmployeeId& by) override;
    base::Result<void> end_sso(const model::BrandId& brand) override;
    base::Result<identity::SsoAdmission> admit(const model::BrandId& brand, const identity::SsoPerson& person,
                                               const std::string& request_id, const Decide& decide) override;
    base::Result<void> keep_refresh(const model::EmployeeId& id, const std::string& box,
                                    base::Instant ask_at) override;
    base::Result<std::vector<identity::SsoAsk>> due_asks(base::Instant now, int limit) override;
    base::Result<std::optional<base::Instant>> next_ask(base::Instant now) override;
    base::Result<void> asked(const identity::SsoAsk& ask, const std::string& box, int failures,
                             base::Instant ask_at) override;
    base::Result<bool> cut(const identity::SsoAsk& ask, base::Instant now) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
