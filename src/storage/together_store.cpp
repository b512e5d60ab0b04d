#include "storage/together_store.hpp"

#include "storage/journal.hpp"

namespace manyhands::storage {
namespace {

std::vector<model::Post> posts_of(sqlite::Connection& db, const model::ConversationId& id) {
    auto query = db.use("route.posts");
    query.bind("conversation", id);
    std::vector<model::Post> posts;
    while (query.step()) {
        auto row = query.row();
        posts.push_back(read_post(row));
    }
    return posts;
}

}  // namespace

base::Result<std::vector<model::ConversationState>> TogetherStore::transact_together(
    const model::BrandId& brand, const std::vector<model::ConversationId>& ids,
    const route::DecideTogether& decide) {
    using States = std::vector<model::ConversationState>;
    return engine_.write([&](sqlite::Connection& db) -> base::Result<States> {
        Journal journal(db, brand);
        std::map<model::ConversationId, Loaded> held;
        route::Together all;
        for (const model::ConversationId& id : ids) {
            auto found = journal.load(id);
            if (!found) return base::fail(base::ErrorCode::not_found, "route.conversation.not_found");
            all.states.push_back(found->state);
            all.posts.push_back(posts_of(db, id));
            held.emplace(id, std::move(*found));
        }
        MH_LET(changes, decide(all));
        States after;
        for (const route::Change& change : changes) {
            Loaded& loaded = held[change.conversation];  // an empty one for a conversation that begins
            journal.apply(loaded, change.events);
            after.push_back(loaded.state);
        }
        journal.flush();
        return after;
    });
}

base::Result<bool> ColleagueRows::has_department(const model::BrandId& brand, const model::DepartmentId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<bool> {
        auto query = db.use("desk.has_department");
        query.bind("brand", brand).bind("id", id);
        return query.step();
    });
}

base::Result<std::optional<model::Employee>> ColleagueRows::colleague(const model::BrandId& brand,
                                                                      const model::EmployeeId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::optional<model::Employee>> {
        auto query = db.use("identity.employee");
        query.bind("id", id);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        model::Employee employee = read_employee(row);
        if (employee.brand != brand) return std::nullopt;
        return employee;
    });
}

}  // namespace manyhands::storage
