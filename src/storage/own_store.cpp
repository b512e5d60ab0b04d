#include "storage/own_store.hpp"

#include "base/acting.hpp"
#include "storage/audit_store.hpp"
#include "storage/binding_store.hpp"
#include "storage/journal.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

using answer::OwnPost;
using answer::OwnState;
using base::ErrorCode;
using base::fail;
using base::Result;

// {own_columns}
OwnPost own_in(sqlite::Row& row) {
    OwnPost o;
    o.brand = row.id<model::BrandId>();
    o.network = row.text();
    o.remote_id = row.text();
    o.account = row.id<model::AccountId>();
    o.employee = row.id<model::EmployeeId>();
    o.author_remote_id = row.text();
    o.handle = row.text();
    o.url = row.text();
    o.text = row.text();
    o.parent_remote_id = row.text();
    o.posted_at = row.at();
    o.seen_at = row.at();
    o.state = answer::own_state(row.text()).value_or(OwnState::refused);
    o.reason = row.text();
    o.answer = row.maybe_id<model::AnswerId>();
    o.conversation = row.maybe_id<model::ConversationId>();
    return o;
}

std::vector<OwnPost> all_own(sqlite::Query& query) {
    std::vector<OwnPost> list;
    while (query.step()) {
        auto row = query.row();
        list.push_back(own_in(row));
    }
    return list;
}

std::optional<OwnPost> known(sqlite::Connection& db, const OwnPost& post) {
    auto query = db.use("own.known");
    query.bind("brand", post.brand).bind("network", post.network).bind("remote_id", post.remote_id);
    if (!query.step()) return std::nullopt;
    auto row = query.row();
    return own_in(row);
}

struct Outcome {
    OwnState state = OwnState::refused;
    std::string reason = {};
    std::optional<model::AnswerId> answer = {};
    std::optional<model::ConversationId> conversation = {};
};

// True: it was still to be decided.
bool decided(sqlite::Connection& db, const OwnPost& post, const Outcome& outcome, base::Instant now) {
    auto query = db.use("own.decided");
    query.bind("state", answer::to_string(outcome.state))
        .bind("reason", outcome.reason)
        .bind("answer", outcome.answer)
        .bind("conversation", outcome.conversation)
        .bind("now", now)
        .bind("brand", post.brand)
        .bind("network", post.network)
        .bind("remote_id", post.remote_id);
    const bool was_open = query.step();
    query.run();
    return was_open;
}

Outcome outcome_of(const model::Events& events, const model::ConversationId& id) {
    Outcome outcome{OwnState::taken, {}, {}, id};
    for (const model::Event& event : events) {
        if (const auto* submitted = std::get_if<model::AnswerSubmitted>(&event.body)) {
            outcome.answer = submitted->answer.id;
            if (submitted->answer.state == model::AnswerState::awaiting_approval) outcome.reason = "waits";
        }
        if (std::holds_alternative<model::NoteAdded>(event.body)) outcome.state = OwnState::noted;
    }
    return outcome;
}

}  // namespace

Result<bool> OwnRows::keep_own(const OwnPost& post) {
    return engine_.write([&](sqlite::Connection& db) -> Result<bool> {
        const auto former = known(db, post);
        if (former && (former->state != OwnState::seen || former->text == post.text)) return false;
        db.use("own.keep")
            .bind("brand", post.brand)
            .bind("network", post.network)
            .bind("remote_id", post.remote_id)
            .bind("account", post.account)
            .bind("employee", post.employee)
            .bind("author_remote_id", post.author_remote_id)
            .bind("handle", post.handle)
            .bind("url", post.url)
            .bind("body", post.text)
            .bind("parent_remote_id", post.parent_remote_id)
            .bind("posted_at", post.posted_at)
            .bind("seen_at", post.seen_at)
            .run();
        db.use("own.new_handle")
            .bind("handle", post.handle)
            .bind("brand", post.brand)
            .bind("network", post.network)
            .bind("remote_id", post.author_remote_id)
            .run();
        return !former;
    });
}

Result<std::vector<OwnPost>> OwnRows::own_to_decide(const model::BrandId& brand, const std::string& network,
                                                    int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<OwnPost>> {
        auto query = db.use("own.to_decide");
        query.bind("brand", brand).bind("network", network).bind("limit", limit);
        return all_own(query);
    });
}

Result<std::vector<OwnPost>> OwnRows::own_posts_of(const model::EmployeeId& employee, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<OwnPost>> {
        auto query = db.use("own.posts_of");
        query.bind("employee", employee).bind("limit", limit);
        return all_own(query);
    });
}

Result<std::optional<answer::OwnTarget>> OwnRows::own_target(const model::BrandId& brand,
                                                             const std::string& network,
                                                             const std::string& parent_remote_id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<answer::OwnTarget>> {
        auto query = db.use("own.target");
        query.bind("brand", brand).bind("network", network).bind("remote_id", parent_remote_id);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        answer::OwnTarget target;
        target.conversation = row.id<model::ConversationId>();
        target.post = row.id<model::PostId>();
        return target;
    });
}

Result<std::optional<answer::OwnTarget>> OwnRows::code_target(const model::BrandId& brand,
                                                              const std::string& code, base::Instant now) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<answer::OwnTarget>> {
        auto query = db.use("own.by_code");
        query.bind("brand", brand).bind("code", code);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        answer::OwnTarget target;
        target.conversation = row.id<model::ConversationId>();
        const base::Instant expires_at = row.at();
        const std::int64_t meant = row.number();
        const auto open = row.maybe_number();
        target.over = expires_at <= now || open != meant;
        return target;
    });
}

Result<answer::ShortCode> OwnRows::short_code(const model::BrandId& brand, const model::ConversationId& id,
                                              const answer::ShortCode& made, base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<answer::ShortCode> {
        std::int64_t episode = 0;
        {
            auto query = db.use("own.open_episode");
            query.bind("brand", brand).bind("id", id);
            if (!query.step()) return fail(ErrorCode::conflict, "own.code.nothing_open");
            episode = query.row().number();
        }
        {
            auto query = db.use("own.code_of");
            query.bind("conversation", id).bind("episode", episode).bind("brand", brand).bind("now", now);
            if (query.step()) {
                auto row = query.row();
                answer::ShortCode code;
                code.code = row.text();
                code.expires_at = row.at();
                return code;
            }
        }
        auto query = db.use("own.add_code");
        query.bind("brand", brand)
            .bind("code", made.code)
            .bind("conversation", id)
            .bind("episode", episode)
            .bind("now", now)
            .bind("expires_at", made.expires_at);
        if (!query.step()) return fail(ErrorCode::conflict, "own.code.taken");
        query.run();
        return made;
    });
}

Result<std::optional<model::Employee>> OwnRows::own_author(const OwnPost& post) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::optional<model::Employee>> {
        const auto binding = bound_now(db, post.brand, post.network, post.author_remote_id);
        if (!binding || binding->employee != post.employee) return std::nullopt;
        auto query = db.use("identity.employee");
        query.bind("id", binding->employee);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        return read_employee(row);
    });
}

Result<model::ConversationState> OwnRows::transact_own(const OwnPost& post, const model::ConversationId& id,
                                                       const model::Decide& decide) {
    const base::ActAs as({post.employee.value, "person", {}});
    return engine_.write([&](sqlite::Connection& db) -> Result<model::ConversationState> {
        const auto now_known = known(db, post);
        if (!now_known || now_known->state != OwnState::seen) return fail(ErrorCode::conflict, "own.decided");
        const auto binding = bound_now(db, post.brand, post.network, post.author_remote_id);
        if (!binding || binding->employee != post.employee)
            return fail(ErrorCode::forbidden, "own.not_bound");
        Journal journal(db, post.brand);
        auto found = journal.load(id);
        if (!found) return fail(ErrorCode::not_found, "route.conversation.not_found");
        MH_LET(events, decide(&found->state));
        journal.apply(*found, events);
        journal.flush();
        decided(db, post, outcome_of(events, id), engine_.clock().now());
        return std::move(found->state);
    });
}

Result<void> OwnRows::refuse_own(const OwnPost& post, const std::string& reason,
                                 const std::optional<model::ConversationId>& conversation,
                                 base::Instant now) {
    const base::ActAs as({post.employee.value, "person", {}});
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        if (!decided(db, post, {OwnState::refused, reason, {}, conversation}, now)) return {};
        audit_add(db, post.brand, now,
                  {"own_post.refused", "conversation", conversation ? conversation->value : std::string(),
                   "{\"why\":\"" + reason + "\"}", post.employee.value});
        return {};
    });
}

Result<void> OwnRows::add_notice(const model::BrandId& brand, const answer::OwnNotice& notice,
                                 base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        for (const model::EmployeeId& employee : notice.to)
            db.use("own.tell")
                .bind("brand", brand)
                .bind("employee", employee)
                .bind("id", notice.id)
                .bind("kind", notice.kind)
                .bind("conversation", notice.conversation ? notice.conversation->value : std::string())
                .bind("by", notice.by)
                .bind("body", notice.word)
                .bind("at", now)
                .run();
        return {};
    });
}

Result<std::vector<model::EmployeeId>> OwnRows::leads(const model::BrandId& brand,
                                                      const model::DepartmentId& department) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<model::EmployeeId>> {
        std::vector<model::EmployeeId> near, all, admins;
        auto query = db.use("own.leads");
        query.bind("brand", brand);
        while (query.step()) {
            auto row = query.row();
            auto id = row.id<model::EmployeeId>();
            const bool lead = row.text() == "lead";
            if (lead && row.id<model::DepartmentId>() == department) near.push_back(id);
            (lead ? all : admins).push_back(std::move(id));
        }
        if (!near.empty()) return near;
        return all.empty() ? admins : all;
    });
}

Result<void> OwnRows::forget_own(base::Instant before) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("own.forget").bind("before", before).run();
        db.use("own.forget_codes").bind("before", before).run();
        return {};
    });
}

}  // namespace manyhands::storage
