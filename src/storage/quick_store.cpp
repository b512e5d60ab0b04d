// The quick answer's part of the desk's store.
#include <algorithm>

#include "model/promise.hpp"
#include "storage/desk_store.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {

base::Result<std::vector<model::Conversation>> DeskStore::for_one(const model::BrandId& brand,
                                                                  const model::EmployeeId& employee,
                                                                  base::Instant now, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<model::Conversation>> {
        auto query = db.use("desk.quick");
        query.bind("brand", brand)
            .bind("employee", employee)
            .bind("now", now)
            .bind("limit", std::clamp(limit, 1, 200));
        std::vector<model::Conversation> found;
        while (query.step()) {
            auto row = query.row();
            found.push_back(read_conversation(row).conversation);
        }
        return found;
    });
}

base::Result<void> DeskStore::pass(const model::BrandId& brand, const model::EmployeeId& employee,
                                   const model::ConversationId& id) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        {
            auto query = db.use("desk.row");
            query.bind("brand", brand).bind("id", id);
            if (!query.step()) return base::fail(base::ErrorCode::not_found, "route.conversation.not_found");
        }
        db.use("desk.pass").bind("brand", brand).bind("employee", employee).bind("conversation", id).run();
        return {};
    });
}

base::Result<desk::Answered> DeskStore::answered_since(const model::BrandId& brand,
                                                       const model::EmployeeId& employee,
                                                       base::Instant since) {
    const auto promises = engine_.promises(brand);
    const int promise = promises ? promises->now().minutes : model::kPromiseMinutes;
    return engine_.read([&](sqlite::Connection& db) -> base::Result<desk::Answered> {
        auto query = db.use("desk.answered_since");
        // What is answered later than kNeverAfter counts as never: the index on the opening is enough.
        query.bind("brand", brand)
            .bind("employee", employee)
            .bind("since", since)
            .bind("opened_after", since - model::kNeverAfter)
            .bind("promise", std::int64_t{promise} * 60'000'000);
        desk::Answered answered;
        if (query.step()) {
            auto row = query.row();
            answered.all = row.number();
            answered.within = row.number();
        }
        return answered;
    });
}

}  // namespace manyhands::storage
