#include "storage/together_store.hpp"

#include "storage/event_codec.hpp"
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

std::vector<model::NoteId> notes_of(sqlite::Connection& db, const model::ConversationId& id) {
    auto query = db.use("desk.note_ids");
    query.bind("conversation", id);
    std::vector<model::NoteId> notes;
    while (query.step())
        notes.push_back(query.row().id<model::NoteId>());
    return notes;
}

std::optional<model::MergeKept> kept_of(sqlite::Connection& db, const model::ConversationId& id) {
    auto query = db.use("route.last_merge");
    query.bind("conversation", id);
    if (!query.step()) return std::nullopt;
    const auto body = decode_event("merged_into", query.row().text(), {});
    const auto* merged = body ? std::get_if<model::MergedInto>(&*body) : nullptr;
    return merged != nullptr ? std::optional(merged->kept) : std::nullopt;
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
            all.notes.push_back(notes_of(db, id));
            held.emplace(id, std::move(*found));
        }
        if (all.states.front().conversation.merged_into) all.kept = kept_of(db, ids.front());
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

base::Result<std::optional<model::ConversationId>> TogetherStore::merged_into(
    const model::BrandId& brand, const model::ConversationId& id) {
    using Into = std::optional<model::ConversationId>;
    return engine_.read([&](sqlite::Connection& db) -> base::Result<Into> {
        auto query = db.use("route.load_conversation");
        query.bind("id", id).bind("brand", brand);
        if (!query.step()) return base::fail(base::ErrorCode::not_found, "route.conversation.not_found");
        auto row = query.row();
        return read_conversation(row).conversation.merged_into;
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
