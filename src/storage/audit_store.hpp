// The audit log's rows. audit_add is for the other stores: within the transaction that does what it tells.
#pragma once

#include "identity/audit.hpp"
#include "model/event.hpp"
#include "storage/engine.hpp"

namespace manyhands::storage {

struct AuditFact {
    std::string_view action;
    std::string_view object_kind;
    std::string_view object;
    std::string detail = "{}";
    // Who did it, where the thread that asked does not know it yet (a sign-in) or acts for another.
    std::string_view employee = {};
};

void audit_add(sqlite::Connection& db, const model::BrandId& brand, base::Instant at, const AuditFact& fact);
// Answers under the brand's name and what people decide about a conversation; nothing for the rest.
void audit_event(sqlite::Connection& db, const model::BrandId& brand,
                 const model::ConversationId& conversation, const model::Event& event);
// Of a row; empty when there is none.
model::BrandId brand_of_employee(sqlite::Connection& db, const model::EmployeeId& id);
model::BrandId brand_of_account(sqlite::Connection& db, const model::AccountId& id);

class AuditRows : public identity::AuditStore {
  public:
    explicit AuditRows(Engine& engine) : engine_(engine) {}
    base::Result<std::vector<model::AuditEntry>> audit_page(const identity::AuditQuery& query) override;
    base::Result<void> note(const model::BrandId& brand, const identity::AuditNote& note) override;
    base::Result<model::AuditHead> audit_head(const model::BrandId& brand) override;
    base::Result<identity::AuditVerdict> verify_audit(const model::BrandId& brand,
                                                      const std::vector<model::AuditHead>& kept) override;

  private:
    Engine& engine_;
};

}  // namespace manyhands::storage
