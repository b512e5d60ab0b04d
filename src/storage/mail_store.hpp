// Letters to employees as rows.
#pragma once

#include "identity/mails.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

class MailRows : public identity::MailStore {
  public:
    explicit MailRows(Engine& engine) : engine_(engine) {}

    base::Result<std::vector<identity::Reader>> readers(const model::BrandId& brand,
                                                        const model::EmployeeId& after, int limit) override;
    base::Result<std::optional<identity::Reader>> reader(const model::EmployeeId& id) override;
    base::Result<int> queue_mails(const std::vector<identity::Mail>& mails) override;
    base::Result<std::vector<identity::Mail>> due_mails(base::Instant now, int limit) override;
    base::Result<void> end_mail(const identity::Mail& mail, identity::MailEnd end, const std::string& problem,
                                base::Instant now) override;
    base::Result<void> delay_mail(const identity::Mail& mail, const std::string& problem,
                                  base::Instant due_at) override;
    base::Result<void> prune_mails(base::Instant before) override;
    base::Result<int> audited(const model::BrandId& brand, const model::EmployeeId& employee,
                              base::Instant from, base::Instant to) override;
    base::Result<bool> stop_mails(const model::EmployeeId& employee, identity::MailKind kind,
                                  base::Instant now) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
