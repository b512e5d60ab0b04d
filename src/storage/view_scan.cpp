#include "storage/view_scan.hpp"

#include <algorithm>

#include "storage/rows.hpp"
#include "storage/shelf.hpp"

namespace manyhands::storage {
namespace {

using model::query::Field;
using model::query::Kind;
using model::query::Node;

constexpr int kPosts = 200;  // of a conversation, the newest

// Who is meant by holder:me or holder:@KG.
std::optional<model::EmployeeId> holder(const desk::Filter& filter, const Node& field) {
    if (field.text == "none") return std::nullopt;
    if (field.text == "me") return filter.asking().viewer;
    const auto id = only_meaning(filter, field);
    return id ? std::optional(model::EmployeeId(*id)) : std::nullopt;
}

Choice choose_for(const desk::PageQuery& plan, const desk::Filter& filter) {
    if (plan.view == desk::View::all && !plan.account && !plan.department)
        for (const Node* leaf : required(filter.root()))
            if (leaf->kind == Kind::field && leaf->field == Field::state && leaf->text == "closed")
                return {"views.page_closed", "", true};
    return choose(plan);
}

}  // namespace

// The leaves that must hold for the whole to hold.
std::vector<const Node*> required(const Node& root) {
    std::vector<const Node*> leaves;
    if (root.kind == Kind::all)
        for (const Node& child : root.children)
            leaves.push_back(&child);
    else
        leaves.push_back(&root);
    return leaves;
}

std::optional<std::string> only_meaning(const desk::Filter& filter, const Node& field) {
    const auto found = filter.names().find(model::query::print(field));
    if (found == filter.names().end() || found->second.size() != 1) return std::nullopt;
    return found->second.front();
}

bool in_list(const desk::Row& row, const desk::PageQuery& plan) {
    const model::Conversation& c = row.conversation;
    if (plan.account && c.account != *plan.account) return false;
    if (plan.department && c.department != *plan.department) return false;
    switch (plan.view) {
        case desk::View::all:
            return true;
        case desk::View::queue:
            return urgency_of(c).has_value();
        case desk::View::going_out:
            return c.state == model::State::going_out;
        case desk::View::snoozed:
            return c.state == model::State::snoozed;
        case desk::View::answered:
            return c.state == model::State::answered;
        case desk::View::attention: {
            if (!row.answer) return false;
            using model::AnswerState;
            const AnswerState state = row.answer->state;
            return state == AnswerState::held || state == AnswerState::paused || state == AnswerState::failed;
        }
        case desk::View::mine:
            return (c.claim && c.claim->holder == plan.viewer) ||
                   (c.offer && c.offer->employee == plan.viewer) ||
                   (row.answer && model::is_open(row.answer->state) && row.answer->author == plan.viewer);
    }
    return false;
}

std::vector<model::Post> posts_of(sqlite::Connection& db, const model::ConversationId& id) {
    std::vector<model::Post> posts;
    auto query = db.use("desk.posts");
    query.bind("conversation", id).bind("limit", kPosts);
    while (query.step()) {
        auto post = query.row();
        posts.push_back(read_post(post));
    }
    return posts;
}

desk::Facts facts_of(const desk::Row& row) {
    return {row.conversation, row.account_handle};
}

bool holds(sqlite::Connection& db, const desk::Filter& filter, const desk::Row& row) {
    return filter.holds(facts_of(row), [&] { return posts_of(db, row.conversation.id); });
}

std::string parent_handle(sqlite::Connection& db, const model::Post& post) {
    if (post.remote.parent_remote_id.empty()) return {};
    auto query = db.use("views.author_of");
    query.bind("brand", post.brand)
        .bind("network", post.remote.network)
        .bind("remote_id", post.remote.parent_remote_id);
    return query.step() ? query.row().text() : std::string();
}

desk::PageQuery narrowed(const desk::PageQuery& query, const desk::Filter& filter) {
    desk::PageQuery plan = query;
    plan.viewer = query.viewer;
    for (const Node* leaf : required(filter.root())) {
        if (leaf->kind != Kind::field) continue;
        if (leaf->field == Field::account && !plan.account) {
            if (const auto id = only_meaning(filter, *leaf)) plan.account = model::AccountId(*id);
        } else if (leaf->field == Field::department && !plan.department) {
            if (const auto id = only_meaning(filter, *leaf)) plan.department = model::DepartmentId(*id);
        } else if (plan.view == desk::View::all && leaf->field == Field::holder) {
            if (const auto who = holder(filter, *leaf)) {
                plan.view = desk::View::mine;
                plan.viewer = *who;
            }
        } else if (plan.view == desk::View::all && leaf->field == Field::state) {
            if (leaf->text == "waiting" || leaf->text == "claimed") plan.view = desk::View::queue;
            if (leaf->text == "going_out") plan.view = desk::View::going_out;
            if (leaf->text == "snoozed") plan.view = desk::View::snoozed;
            if (leaf->text == "answered") plan.view = desk::View::answered;
        }
    }
    return plan;
}

Scanned scan(sqlite::Connection& db, const desk::PageQuery& plan, const desk::Filter& filter,
             const Place& place, int budget, const std::function<bool(desk::Row)>& each) {
    Scanned scanned;
    scanned.last = place;
    const Choice choice = choose_for(plan, filter);
    auto statement = db.use(choice.statement);
    desk::PageQuery all = plan;
    // A shelf's statement may pass over any number of rows of other accounts: here they count as looked at.
    if (choice.filtered) all.account.reset();
    if (choice.filtered) all.department.reset();
    bind_page(statement, choice, all, place);
    statement.bind("limit", budget + 1);
    int cost = 0;
    while (statement.step()) {
        if (cost >= budget) return scanned;
        auto found = statement.row();
        desk::Row row = read_row(db, found);
        const model::Conversation& c = row.conversation;
        scanned.last = {found.number(), c.id.value};
        scanned.looked_to =
            plan.view == desk::View::queue && c.episode ? c.episode->opened_at : c.last_post_at;
        ++scanned.looked_at;
        ++cost;
        if (plan.account && c.account != *plan.account) continue;
        if (plan.department && c.department != *plan.department) continue;
        const bool found_it = filter.holds(facts_of(row), [&] {
            cost += kPostsCost;
            return posts_of(db, c.id);
        });
        if (found_it && !each(std::move(row))) return scanned;
    }
    scanned.to_the_end = true;
    return scanned;
}

}  // namespace manyhands::storage
