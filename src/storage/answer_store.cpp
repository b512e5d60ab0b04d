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

base::Result<model::Conversation> AnswerRows::conversation_now(const model::BrandId& brand,
                                                               const model::ConversationId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<model::Conversation> {
        auto query = db.use("route.load_conversation");
        query.bind("id", id).bind("brand", brand);
        if (!query.step()) return base::fail(base::ErrorCode::not_found, "route.conversation.not_found");
        auto row = query.row();
        return read_conversation(row).conversation;
    });
}

void write_draft(sqlite::Connection& db, const model::BrandId& brand,
                 const model::ConversationId& conversation, const model::EmployeeId& employee,
                 const answer::Draft& draft) {
    const auto whose = [&](sqlite::Query&& query) -> sqlite::Query& {
        return query.bind("brand", brand).bind("conversation", conversation).bind("employee", employee);
    };
    whose(db.use("answer.remove_draft_images")).run();
    if (draft.empty()) {
        whose(db.use("answer.remove_draft")).run();
        return;
    }
    whose(db.use("answer.save_draft")).bind("body", draft.text).bind("saved_at", draft.saved_at).run();
    std::int64_t position = 0;
    for (const model::Image& image : draft.images)
        whose(db.use("answer.add_draft_image"))
            .bind("position", position++)
            .bind("media", image.id)
            .bind("alt", image.alt)
            .run();
}

base::Result<void> AnswerRows::save_draft(const model::BrandId& brand,
                                          const model::ConversationId& conversation,
                                          const model::EmployeeId& employee, const answer::Draft& draft) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        write_draft(db, brand, conversation, employee, draft);
        return {};
    });
}

base::Result<std::optional<answer::Draft>> AnswerRows::draft(const model::BrandId& brand,
                                                             const model::ConversationId& conversation,
                                                             const model::EmployeeId& employee) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::optional<answer::Draft>> {
        answer::Draft draft;
        {
            auto query = db.use("answer.draft");
            query.bind("brand", brand).bind("conversation", conversation).bind("employee", employee);
            if (!query.step()) return std::nullopt;
            auto row = query.row();
            draft.text = row.text();
            draft.saved_at = row.at();
        }
        auto query = db.use("answer.draft_images");
        query.bind("brand", brand).bind("conversation", conversation).bind("employee", employee);
        while (query.step()) {
            auto row = query.row();
            auto id = row.id<model::MediaId>();
            draft.images.push_back({std::move(id), row.text()});
        }
        return draft;
    });
}

}  // namespace manyhands::storage
