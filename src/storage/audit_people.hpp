// What the audit log says of people, departments and brands: for the stores that change them, within the
// transaction that does it.
#pragma once

#include "model/people.hpp"
#include "storage/audit_store.hpp"

namespace manyhands::storage {

// Call it before the row changes: what differs from the row is told. Names and addresses only as changed or
// not.
void audit_changed(sqlite::Connection& db, base::Instant now, const model::Employee& e);
void audit_added(sqlite::Connection& db, base::Instant now, const model::Employee& e);
void audit_department(sqlite::Connection& db, base::Instant now, std::string_view action,
                      const model::BrandId& brand, const model::DepartmentId& id);

}  // namespace manyhands::storage
