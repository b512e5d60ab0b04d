#include "storage/outbox_store.hpp"

#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

struct Lease {
    std::string holder;
    std::int64_t fence = 0;
    base::Instant expires_at{};
};

Lease read_lease(sqlite::Connection& db, const model::AccountId& account) {
    auto query = db.use("outbox.lease");
    query.bind("account", account);
    Lease lease;
    if (!query.step()) return lease;
    auto row = query.row();
    lease.holder = row.text();
    lease.fence = row.number();
    lease.expires_at = row.at();
    return lease;
}

std::string brand_of(sqlite::Connection& db, const model::AccountId& account) {
    auto query = db.use("outbox.brand_of_account");
    query.bind("account", account);
    return query.step() ? query.row().text() : std::string();
}

}  // namespace

base::Result<std::vector<model::Answer>> OutboxRows::due_answers(const model::AccountId& account,
                                                                 base::Instant now, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<model::Answer>> {
        auto query = db.use("outbox.due");
        query.bind("account", account).bind("now", now).bind("limit", limit);
        std::vector<model::Answer> answers;
        while (query.step()) {
            auto row = query.row();
            answers.push_back(read_answer(row));
        }
        return answers;
    });
}

base::Result<std::optional<base::Instant>> OutboxRows::next_due_answer(const model::AccountId& account) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::optional<base::Instant>> {
        auto query = db.use("outbox.next_due");
        query.bind("account", account);
        if (!query.step()) return std::nullopt;
        return query.row().maybe_at();
    });
}

base::Result<std::int64_t> OutboxRows::sender_lease(const model::AccountId& account,
                                                    const std::string& holder, base::Instant now,
                                                    base::Micros length) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<std::int64_t> {
        const Lease lease = read_lease(db, account);
        const bool mine = lease.fence > 0 && lease.holder == holder;
        if (!mine && lease.fence > 0 && lease.expires_at > now)
            return base::fail(base::ErrorCode::conflict, "storage.sender_elsewhere");
        const std::int64_t fence = mine ? lease.fence : lease.fence + 1;
        db.use("outbox.take_lease")
            .bind("account", account)
            .bind("brand", brand_of(db, account))
            .bind("holder", holder)
            .bind("fence", fence)
            .bind("expires_at", now + length)
            .run();
        return fence;
    });
}

base::Result<bool> OutboxRows::lease_is_current(const model::AccountId& account, std::int64_t fence) {
    return engine_.read(
        [&](sqlite::Connection& db) -> base::Result<bool> { return read_lease(db, account).fence == fence; });
}

}  // namespace manyhands::storage
