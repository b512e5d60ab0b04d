#include "storage/hint_store.hpp"

#include <tuple>

#include "storage/rows.hpp"

namespace manyhands::storage {

using base::Result;

namespace {

void tell(sqlite::Connection& db, const model::BrandId& brand, const model::ConversationId& conversation,
          const model::NoteId& note, const model::EmployeeId& author, const model::EmployeeId& by,
          const model::NoticeId& id, std::string_view kind, base::Instant at) {
    db.use("desk.notice_add")
        .bind("brand", brand)
        .bind("employee", author)
        .bind("id", id)
        .bind("kind", kind)
        .bind("conversation", conversation)
        .bind("note", std::optional(note))
        .bind("by", by)
        .bind("body", "")
        .bind("at", at)
        .run();
}

}  // namespace

Result<std::vector<desk::HintMark>> HintRows::hint_marks(const model::BrandId& brand,
                                                         const model::ConversationId& id) {
    return engine_.read([&](sqlite::Connection& db) -> Result<std::vector<desk::HintMark>> {
        {
            auto known = db.use("knowledge.conversation");
            known.bind("conversation", id).bind("brand", brand);
            if (!known.step()) return base::fail(base::ErrorCode::not_found, "route.conversation.not_found");
        }
        auto query = db.use("desk.hint_marks");
        query.bind("brand", brand).bind("conversation", id);
        std::vector<desk::HintMark> all;
        while (query.step()) {
            auto row = query.row();
            desk::HintMark one;
            one.note = row.id<model::NoteId>();
            one.used = row.truth();
            one.thanked = row.truth();
            all.push_back(std::move(one));
        }
        return all;
    });
}

Result<bool> HintRows::thank_hint(const model::Note& note, const model::EmployeeId& by,
                                  const model::NoticeId& notice, base::Instant at) {
    return engine_.write([&](sqlite::Connection& db) -> Result<bool> {
        {
            auto query = db.use("desk.hint_thank");
            query.bind("note", note.id)
                .bind("brand", note.brand)
                .bind("conversation", note.conversation)
                .bind("author", note.author)
                .bind("by", by)
                .bind("at", at);
            if (!query.step()) return false;
        }
        tell(db, note.brand, note.conversation, note.id, note.author, by, notice, "hint_thanked", at);
        return true;
    });
}

Result<void> HintRows::use_hints(const model::BrandId& brand, const model::ConversationId& id,
                                 const model::EmployeeId& by, const std::vector<model::NoteId>& notes,
                                 base::Instant at) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        for (const model::NoteId& note : notes)
            db.use("desk.hint_use")
                .bind("by", by)
                .bind("at", at)
                .bind("note", note)
                .bind("brand", brand)
                .bind("conversation", id)
                .run();
        return {};
    });
}

Result<void> HintRows::unuse_hints(const model::BrandId& brand, const model::ConversationId& id,
                                   const model::EmployeeId& by) {
    return engine_.write([&](sqlite::Connection& db) -> Result<void> {
        db.use("desk.hint_unuse").bind("brand", brand).bind("conversation", id).bind("by", by).run();
        return {};
    });
}

void hints_went_out(sqlite::Connection& db, const model::Conversation& conversation,
                    const model::AnswerId& answer, base::Instant at) {
    std::vector<std::tuple<model::NoteId, model::EmployeeId, model::EmployeeId>> counted;
    {
        auto query = db.use("desk.hint_count");
        query.bind("at", at).bind("answer", answer).bind("conversation", conversation.id);
        while (query.step()) {
            auto row = query.row();
            auto note = row.id<model::NoteId>();
            auto author = row.id<model::EmployeeId>();
            counted.emplace_back(std::move(note), std::move(author), row.id<model::EmployeeId>());
        }
    }
    // The notice has the hint's id: one to its author, however many parts the answer has.
    for (const auto& [note, author, by] : counted)
        tell(db, conversation.brand, conversation.id, note, author, by, model::NoticeId(note.value),
             "hint_used", at);
}

void hints_came_back(sqlite::Connection& db, const model::Conversation& conversation,
                     const model::AnswerId& answer) {
    db.use("desk.hint_uncount").bind("answer", answer).bind("conversation", conversation.id).run();
}

}  // namespace manyhands::storage
