#include "model/audit.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace manyhands::model {

AuditHead audit_root(const BrandId& brand) {
    return {0, base::to_hex(base::sha256("manyhands audit log of " + brand.value))};
}

// With the length before each field, no two entries are the same bytes.
std::string audit_digest(std::string_view former_digest, const AuditEntry& entry) {
    std::string bytes;
    const auto add = [&](std::string_view field) {
        bytes += std::to_string(field.size());
        bytes += ':';
        bytes += field;
    };
    add(former_digest);
    add(entry.brand.value);
    add(std::to_string(entry.seq));
    add(std::to_string(base::to_micros(entry.at)));
    for (const std::string* field : {&entry.employee, &entry.kind, &entry.from, &entry.action,
                                     &entry.object_kind, &entry.object, &entry.detail})
        add(*field);
    return base::to_hex(base::sha256(bytes));
}

AuditChain::AuditChain(const BrandId& brand, std::vector<AuditHead> kept)
    : brand_(brand), kept_(std::move(kept)), head_(audit_root(brand)) {}

std::optional<AuditFault> AuditChain::next(const AuditEntry& entry) {
    if (entry.seq != head_.seq + 1) return AuditFault{head_.seq + 1, "audit.missing"};
    if (entry.brand != brand_ || entry.digest != audit_digest(head_.digest, entry))
        return AuditFault{entry.seq, "audit.changed"};
    head_ = {entry.seq, entry.digest};
    // The chain is whole in itself, but it is not the one that was there then.
    if (std::ranges::any_of(kept_, [&](const AuditHead& kept) {
            return kept.seq == head_.seq && kept.digest != head_.digest;
        }))
        return AuditFault{entry.seq, "audit.rewritten"};
    return std::nullopt;
}

std::optional<AuditFault> AuditChain::end(const AuditHead& stored) const {
    if (stored.seq != head_.seq || (stored.seq > 0 && stored.digest != head_.digest))
        return AuditFault{head_.seq + 1, "audit.head"};
    for (const AuditHead& kept : kept_)
        if (kept.seq > head_.seq) return AuditFault{head_.seq + 1, "audit.cut"};
    return std::nullopt;
}

}  // namespace manyhands::model
