// The port to the audit log. What changes something records itself, in its own transaction; note() is for
// what changes nothing and is to be known all the same (an export).
#pragma once

#include <vector>

#include "base/result.hpp"
#include "model/audit.hpp"

namespace manyhands::identity {

struct AuditNote {
    std::string action;
    std::string object_kind;
    std::string object;
    std::string detail = "{}";
};

struct AuditQuery {
    model::BrandId brand;
    std::int64_t before = 0;  // entries older than this one; 0: from the newest
    std::string action;       // begins with; empty: any
    std::string employee;     // id; empty: any
    base::Instant since{};
    base::Instant until = base::from_micros(INT64_MAX);
    int limit = 50;
};

struct AuditVerdict {
    model::AuditHead head;  // as far as the chain is whole
    std::optional<model::AuditFault> fault;
};

// Thread-safe.
class AuditStore {
  public:
    virtual ~AuditStore() = default;
    // Newest first.
    virtual base::Result<std::vector<model::AuditEntry>> audit_page(const AuditQuery& query) = 0;
    // For whom base::acting() says.
    virtual base::Result<void> note(const model::BrandId& brand, const AuditNote& note) = 0;
    virtual base::Result<model::AuditHead> audit_head(const model::BrandId& brand) = 0;
    // Reads every entry of the brand.
    virtual base::Result<AuditVerdict> verify_audit(const model::BrandId& brand,
                                                    const std::vector<model::AuditHead>& kept) = 0;
};

}  // namespace manyhands::identity
