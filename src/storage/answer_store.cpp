#include "storage/answer_store.hpp"

#include "storage/rows.hpp"

namespace manyhands::storage {

base::Result<model::Answer> AnswerRows::answer(const model::BrandId& brand, const model::AnswerId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<model::Answer> {
        auto query = db.use("answer.by_id");
        query.bind("id", id).bind("brand", brand);
        if (!query.step()) return base::fail(base::ErrorCode::not_found, "storage.answer_not_found");
        auto row = query.row();
        return read_answer(row);
    });
}

base::Result<std::optional<model::Answer>> AnswerRows::answer_by_key(const model::BrandId& brand,
                                                                     const model::EmployeeId& employee,
                                                                     const std::string& idempotency_key) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::optional<model::Answer>> {
        auto query = db.use("answer.by_idempotency_key");
        query.bind("brand", brand).bind("author", employee).bind("key", idempotency_key);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        return read_answer(row);
    });
}

base::Result<model::Post> AnswerRows::post(const model::BrandId& brand, const model::PostId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<model::Post> {
        auto query = db.use("answer.post");
        query.bind("id", id).bind("brand", brand);
        if (!query.step()) return base::fail(base::ErrorCode::not_found, "storage.post_not_found");
        auto row = query.row();
        return read_post(row);
    });
}

base::Result<void> AnswerRows::save_draft(const model::BrandId& brand,
                                          const model::ConversationId& conversation,
                                          const model::EmployeeId& employee, const answer::Draft& draft) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        auto query = db.use(draft.text.empty() ? "answer.remove_draft" : "answer.save_draft");
        query.bind("brand", brand).bind("conversation", conversation).bind("employee", employee);
        if (!draft.text.empty()) query.bind("body", draft.text).bind("saved_at", draft.saved_at);
        query.run();
        return {};
    });
}

base::Result<std::optional<answer::Draft>> AnswerRows::draft(const model::BrandId& brand,
                                                             const model::ConversationId& conversation,
                                                             const model::EmployeeId& employee) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::optional<answer::Draft>> {
        auto query = db.use("answer.draft");
        query.bind("brand", brand).bind("conversation", conversation).bind("employee", employee);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        answer::Draft draft;
        draft.text = row.text();
        draft.saved_at = row.at();
        return draft;
    });
}

}  // namespace manyhands::storage
