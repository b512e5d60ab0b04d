#include "storage/log_store.hpp"

#include "storage/event_codec.hpp"
#include "storage/journal.hpp"

namespace manyhands::storage {

base::Result<std::vector<LogRows::Entry>> LogRows::log_after(const model::BrandId& brand, std::int64_t seq,
                                                             int limit) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<Entry>> {
        auto query = db.use("log.after");
        query.bind("brand", brand).bind("seq", seq).bind("limit", limit);
        std::vector<Entry> entries;
        while (query.step()) {
            auto row = query.row();
            Entry entry;
            entry.seq = row.number();
            entry.conversation = row.id<model::ConversationId>();
            const std::string type = row.text();
            entry.event.at = row.at();
            entry.event.by = row.maybe_id<model::EmployeeId>();
            auto body = decode_event(type, row.view(), {});
            if (!body)
                return base::fail(base::ErrorCode::internal, "storage.failed", {},
                                  "event " + std::to_string(entry.seq) + " " + type + " cannot be read");
            entry.event.body = std::move(*body);
            entries.push_back(std::move(entry));
        }
        return entries;
    });
}

base::Result<model::ConversationState> LogRows::stored_state(const model::BrandId& brand,
                                                             const model::ConversationId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<model::ConversationState> {
        auto loaded = Journal(db, brand).load(id);
        if (!loaded) return base::fail(base::ErrorCode::not_found, "route.conversation.not_found");
        return std::move(loaded->state);
    });
}

base::Result<std::string> LogRows::damage() {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::string> {
        const std::string found = db.scalar("pragma integrity_check");
        const std::string orphan = db.scalar("pragma foreign_key_check");
        if (found != "ok") return found;
        return orphan.empty() ? std::string() : "a row of " + orphan + " belongs to nothing";
    });
}

}  // namespace manyhands::storage
