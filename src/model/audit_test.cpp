#include "model/audit.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace manyhands::model {
namespace {

const BrandId kBrand("brand");

std::vector<AuditEntry> chain(int n) {
    std::vector<AuditEntry> entries;
    AuditHead head = audit_root(kBrand);
    for (int i = 1; i <= n; ++i) {
        AuditEntry entry{kBrand,
                         i,
                         base::from_micros(1'000 * i),
                         i % 3 == 0 ? "" : "e" + std::to_string(i % 5),
                         "person",
                         "10.0.0.1",
                         "answer.sent",
                         "answer",
                         "a" + std::to_string(i),
                         "{}",
                         ""};
        entry.digest = audit_digest(head.digest, entry);
        head = {entry.seq, entry.digest};
        entries.push_back(entry);
    }
    return entries;
}

AuditHead head_of(const std::vector<AuditEntry>& entries) {
    return entries.empty() ? audit_root(kBrand) : AuditHead{entries.back().seq, entries.back().digest};
}

std::string verdict(const std::vector<AuditEntry>& entries, const AuditHead& stored,
                    std::vector<AuditHead> kept = {}) {
    AuditChain walk(kBrand, std::move(kept));
    for (const AuditEntry& entry : entries)
        if (const auto fault = walk.next(entry)) return fault->key;
    const auto fault = walk.end(stored);
    return fault ? fault->key : "whole";
}

// As somebody would who knows how it is made.
void seal_again(std::vector<AuditEntry>& entries) {
    AuditHead head = audit_root(kBrand);
    for (AuditEntry& entry : entries) {
        entry.seq = head.seq + 1;
        entry.digest = audit_digest(head.digest, entry);
        head = {entry.seq, entry.digest};
    }
}

TEST(AuditChainTest, AWholeChainIsWhole) {
    for (const int n : {0, 1, 2, 50}) {
        const auto entries = chain(n);
        EXPECT_EQ(verdict(entries, head_of(entries)), "whole");
        EXPECT_EQ(verdict(entries, head_of(entries), {head_of(chain(n / 2)), head_of(entries)}), "whole");
    }
}

TEST(AuditChainTest, FieldsDoNotRunIntoEachOther) {
    AuditEntry one = chain(1)[0];
    AuditEntry other = one;
    one.action = "ab";
    one.object_kind = "c";
    other.action = "a";
    other.object_kind = "bc";
    EXPECT_NE(audit_digest("", one), audit_digest("", other));
}

// Ten thousand ways to tamper with the table alone, by somebody who does not know the chain or who does, and
// by somebody who makes the whole chain and its end anew: the head that was kept elsewhere shows that.
TEST(AuditChainTest, TenThousandTamperingsOfTenThousandAreFound) {
    const auto entries = chain(60);
    const AuditHead stored = head_of(entries);
    base::SeededRandom random(20261121);
    int found = 0;
    for (int i = 0; i < 10'000; ++i) {
        auto bad = entries;
        AuditHead end = stored;
        std::vector<AuditHead> kept;
        const std::size_t at = random.below(bad.size());
        switch (i % 8) {
            case 0: {  // a field
                std::string* fields[] = {&bad[at].employee, &bad[at].kind,        &bad[at].from,
                                         &bad[at].action,   &bad[at].object_kind, &bad[at].object,
                                         &bad[at].detail,   &bad[at].digest};
                std::string& field = *fields[random.below(8)];
                if (field.empty() || random.below(2) == 0) {
                    field += 'x';
                } else {
                    field[random.below(field.size())] ^= 1;
                }
                break;
            }
            case 1:
                bad[at].at += base::Micros(static_cast<std::int64_t>(random.below(1'000'000)) + 1);
                break;
            case 2:  // taken out, the rest as it was
                bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(at));
                break;
            case 3: {  // two change places
                const std::size_t other = (at + 1 + random.below(bad.size() - 1)) % bad.size();
                std::swap(bad[at], bad[other]);
                if (random.below(2) == 0) std::swap(bad[at].seq, bad[other].seq);
                break;
            }
            case 4:  // the end is cut off, its head too
                bad.resize(at);
                end = head_of(bad);
                kept = {stored};
                break;
            case 5:  // one is put in
                bad.insert(bad.begin() + static_cast<std::ptrdiff_t>(at), bad[random.below(bad.size())]);
                break;
            case 6:  // changed, and the whole chain made anew with its head
                bad[at].object += "x";
                seal_again(bad);
                end = head_of(bad);
                kept = {stored};
                break;
            case 7:  // taken out, and the whole chain made anew with its head
                bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(at));
                seal_again(bad);
                end = head_of(bad);
                kept = {stored};
                break;
        }
        const bool caught = verdict(bad, end, kept) != "whole";
        EXPECT_TRUE(caught) << "tampering " << i << " at " << at;
        found += caught ? 1 : 0;
    }
    EXPECT_EQ(found, 10'000);
}

}  // namespace
}  // namespace manyhands::model
