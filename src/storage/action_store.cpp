#include "storage/action_store.hpp"

#include "storage/journal.hpp"

namespace manyhands::storage {
namespace {

using base::ErrorCode;
using base::Result;
using model::PromisedAction;

constexpr int kOfConversation = 50;

// {action_columns}
PromisedAction action_in(sqlite::Row& row) {
    PromisedAction action;
    action.id = row.id<model::ActionId>();
    action.brand = row.id<model::BrandId>();
    action.conversation = row.id<model::ConversationId>();
    action.kind = model::action_kind(row.text()).value_or(model::ActionKind::other);
    action.what = row.text();
    action.promised_by = row.id<model::EmployeeId>();
    action.owner = row.id<model::EmployeeId>();
    action.department = row.id<model::DepartmentId>();
    action.promised_at = row.at();
    action.due_at = row.at();
    action.state = model::action_state(row.text()).value_or(model::ActionState::open);
    action.overdue_at = row.maybe_at();
    action.ended_at = row.maybe_at();
    action.ended_by = row.id<model::EmployeeId>();
    return action;
}

desk::ListedAction listed_in(sqlite::Row& row) {
    desk::ListedAction listed;
    listed.action = action_in(row);
    listed.customer_handle = row.text();
    listed.customer_name = row.text();
    listed.network = row.text();
    return listed;
}

Result<desk::ListedAction> one(sqlite::Connection& db, const model::BrandId& brand,
                               const model::ActionId& id) {
    auto query = db.use("desk.action_one");
    query.bind("id", id).bind("brand", brand);
    if (!query.step()) return base::fail(ErrorCode::not_found, "desk.action.not_found");
    auto row = query.row();
    return listed_in(row);
}

}  // namespace

std::vector<PromisedAction> actions_of(sqlite::Connection& db, const model::ConversationId& conversation) {
    auto query = db.use("desk.action_of_conversation");
    query.bind("conversation", conversation).bind("limit", kOfConversation);
    std::vector<PromisedAction> actions;
    while (query.step()) {
        auto row = query.row();
        actions.push_back(action_in(row));
    }
    return actions;
}

Result<model::ConversationState> ActionRows::transact_action(const model::BrandId& brand,
                                                             const model::ActionId& id,
                                                             const DecideAction& decide) {
    return engine_.write([&](sqlite::Connection& db) -> Result<model::ConversationState> {
        MH_LET(found, one(db, brand, id));
        Journal journal(db, brand);
        auto loaded = journal.load(found.action.conversation);
        if (!loaded) return base::fail(ErrorCode::not_found, "route.conversation.not_found");
        MH_LET(events, decide(loaded->state, found.action));
        journal.apply(*loaded, events);
        journal.flush();
        return std::move(loaded->state);
    });
}

Result<std::vector<desk::ListedAction>> ActionRows::actions(const model::BrandId& brand,
                                                            const desk::ActionQuery& query) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<desk::ListedAction>> {
        const bool ended = query.which == desk::ActionQuery::Which::ended;
        auto rows = db.use(ended ? "desk.action_ended" : "desk.action_open");
        rows.bind("brand", brand)
            .bind("owner", query.owner)
            .bind("department", query.department)
            .bind("limit", query.limit);
        if (!ended) {
            const bool overdue = query.which == desk::ActionQuery::Which::overdue;
            rows.bind("due_by", overdue ? base::to_micros(engine_.clock().now()) : INT64_MAX);
        }
        std::vector<desk::ListedAction> all;
        while (rows.step()) {
            auto row = rows.row();
            all.push_back(listed_in(row));
        }
        return all;
    });
}

Result<desk::ListedAction> ActionRows::action(const model::BrandId& brand, const model::ActionId& id) {
    return engine_.read(
        [&](sqlite::Connection& db) -> Result<desk::ListedAction> { return one(db, brand, id); });
}

namespace {

std::vector<desk::DueAction> due_in(sqlite::Query& query) {
    std::vector<desk::DueAction> due;
    while (query.step()) {
        auto row = query.row();
        desk::DueAction one;
        one.brand = row.id<model::BrandId>();
        one.id = row.id<model::ActionId>();
        one.department = row.id<model::DepartmentId>();
        one.owner = row.id<model::EmployeeId>();
        due.push_back(std::move(one));
    }
    return due;
}

}  // namespace

Result<std::vector<desk::DueAction>> ActionRows::actions_due(base::Instant now, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<desk::DueAction>> {
        auto query = db.use("desk.action_due");
        query.bind("now", now).bind("limit", limit);
        return due_in(query);
    });
}

Result<std::vector<desk::DueAction>> ActionRows::follow_ups_waiting(int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<desk::DueAction>> {
        auto query = db.use("desk.action_follow_ups");
        query.bind("limit", limit);
        return due_in(query);
    });
}

Result<void> ActionRows::follow_up_settled(const model::ActionId& id) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("desk.action_follow_up_to").bind("follow_up_to", "").bind("id", id).run();
        return {};
    });
}

Result<std::optional<base::Instant>> ActionRows::next_action_due() {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<base::Instant>> {
        auto query = db.use("desk.action_next_due");
        if (!query.step()) return std::nullopt;
        return query.row().maybe_at();
    });
}

Result<std::vector<model::EmployeeId>> ActionRows::leads(const model::BrandId& brand,
                                                         const model::DepartmentId& department) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<model::EmployeeId>> {
        auto query = db.use("desk.action_leads");
        query.bind("brand", brand);
        std::vector<model::EmployeeId> here;
        std::vector<model::EmployeeId> all;
        while (query.step()) {
            auto row = query.row();
            all.push_back(row.id<model::EmployeeId>());
            if (row.id<model::DepartmentId>() == department) here.push_back(all.back());
        }
        return here.empty() ? all : here;
    });
}

}  // namespace manyhands::storage
