// The audit log's entries and the chain that holds them together: each bears the digest of itself and of the
// one before, so that none can be changed, taken out, moved or put in without every later digest being wrong.
// Who can write the database can write a whole new chain, or cut its end off: heads that were kept at another
// place (the log, a backup) show that. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "model/ids.hpp"

namespace manyhands::model {

// Ids and figures only: names and texts stand in rows that can be erased.
struct AuditEntry {
    BrandId brand;
    std::int64_t seq = 0;  // from 1, without a gap
    base::Instant at{};
    std::string employee;     // id; empty: nobody in person
    std::string kind;         // "person", "token", "console", "system"
    std::string from;         // address; empty: this machine
    std::string action;       // "answer.sent", "employee.changed", ...
    std::string object_kind;  // "answer", "employee", ...
    std::string object;       // its id
    std::string detail;       // a JSON object of ids, names of states, figures
    std::string digest;       // lower-case hex
};

struct AuditHead {
    std::int64_t seq = 0;  // 0: there is no entry
    std::string digest;

    friend bool operator==(const AuditHead&, const AuditHead&) = default;
};

// What the first entry follows.
AuditHead audit_root(const BrandId& brand);
std::string audit_digest(std::string_view former_digest, const AuditEntry& entry);

struct AuditFault {
    std::int64_t seq = 0;  // where the chain breaks
    std::string key;       // "audit.changed", "audit.missing", "audit.head", "audit.cut", "audit.rewritten"
};

// Walks one brand's chain from its first entry. Heads of former times may be given: each must still be in it.
class AuditChain {
  public:
    AuditChain(const BrandId& brand, std::vector<AuditHead> kept);
    std::optional<AuditFault> next(const AuditEntry& entry);
    // After the last entry; `stored` is what the database says its end is.
    std::optional<AuditFault> end(const AuditHead& stored) const;
    const AuditHead& head() const { return head_; }

  private:
    BrandId brand_;
    std::vector<AuditHead> kept_;
    AuditHead head_;
};

}  // namespace manyhands::model
