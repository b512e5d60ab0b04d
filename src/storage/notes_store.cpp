#include "storage/notes_store.hpp"

#include "base/text/unicode.hpp"
#include "base/text/utf8.hpp"
#include "storage/audit_store.hpp"
#include "storage/journal.hpp"

namespace manyhands::storage {
namespace {

constexpr std::size_t kExcerptBytes = 280;
constexpr int kUnreadAtMost = 1000;

desk::Notice read_notice(sqlite::Row& row) {
    desk::Notice notice;
    notice.id = row.id<model::NoticeId>();
    notice.kind = row.text();
    notice.conversation = row.id<model::ConversationId>();
    notice.by = row.id<model::EmployeeId>();
    notice.by_initials = row.text();
    notice.by_name = row.text();
    notice.at = row.at();
    const std::string body = base::clean_line(row.text());
    notice.excerpt = base::clamp_bytes(body, kExcerptBytes);
    notice.read = row.maybe_at().has_value();
    return notice;
}

// Within one transaction: whoever asks first has the name.
base::Result<void> name_is_free(sqlite::Connection& db, const model::BrandId& brand, const desk::Tag& tag) {
    auto query = db.use("desk.tag_named");
    query.bind("brand", brand).bind("folded", base::fold_for_search(tag.name));
    if (query.step() && query.row().text() != tag.id.value)
        return base::fail(base::ErrorCode::conflict, "desk.tag.name_taken");
    return {};
}

std::unexpected<base::Error> no_tag() {
    return base::fail(base::ErrorCode::not_found, "desk.tag.not_found");
}

}  // namespace

model::Note read_note(sqlite::Row& row) {
    model::Note note;
    note.id = row.id<model::NoteId>();
    note.brand = row.id<model::BrandId>();
    note.conversation = row.id<model::ConversationId>();
    note.kind = model::note_kind(row.text()).value_or(model::NoteKind::note);
    note.author = row.id<model::EmployeeId>();
    note.text = row.text();
    note.at = row.at();
    note.edited_at = row.maybe_at();
    note.deleted = row.truth();
    note.mentions = ids_from<model::EmployeeId>(row.text());
    note.asked = row.maybe_id<model::EmployeeId>();
    note.answers = row.maybe_id<model::NoteId>();
    return note;
}

desk::Tag read_tag(sqlite::Row& row) {
    desk::Tag tag;
    tag.id = row.id<model::TagId>();
    tag.name = row.text();
    tag.colour = row.text();
    tag.conversations = row.number();
    return tag;
}

base::Result<model::ConversationState> NotesStore::transact_note(const model::BrandId& brand,
                                                                 const model::NoteId& id,
                                                                 const DecideNote& decide) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<model::ConversationState> {
        model::Note note;
        {
            auto query = db.use("desk.note_by_id");
            query.bind("id", id).bind("brand", brand);
            if (!query.step()) return base::fail(base::ErrorCode::not_found, "desk.note.not_found");
            auto row = query.row();
            note = read_note(row);
        }
        Journal journal(db, brand);
        auto loaded = journal.load(note.conversation);
        if (!loaded) return base::fail(base::ErrorCode::not_found, "route.conversation.not_found");
        MH_LET(events, decide(loaded->state, note));
        journal.apply(*loaded, events);
        journal.flush();
        return std::move(loaded->state);
    });
}

base::Result<desk::Notices> NotesStore::notices(const model::EmployeeId& employee, int limit) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<desk::Notices> {
        desk::Notices notices;
        {
            auto query = db.use("desk.notice_newest");
            query.bind("employee", employee).bind("limit", limit);
            while (query.step()) {
                auto row = query.row();
                notices.items.push_back(read_notice(row));
            }
        }
        auto query = db.use("desk.notice_unread");
        query.bind("employee", employee).bind("limit", kUnreadAtMost);
        query.step();
        notices.unread = query.row().number();
        return notices;
    });
}

base::Result<std::optional<desk::Notice>> NotesStore::notice(const model::EmployeeId& employee,
                                                             const model::NoticeId& id) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::optional<desk::Notice>> {
        auto query = db.use("desk.notice_one");
        query.bind("employee", employee).bind("id", id);
        if (!query.step()) return std::nullopt;
        auto row = query.row();
        return read_notice(row);
    });
}

base::Result<void> NotesStore::read_notices(const model::EmployeeId& employee, const model::NoticeId& up_to,
                                            base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        db.use("desk.notice_read").bind("at", now).bind("employee", employee).bind("up_to", up_to).run();
        return {};
    });
}

base::Result<std::vector<desk::Tag>> NotesStore::tags(const model::BrandId& brand) {
    return engine_.read([&](sqlite::Connection& db) -> base::Result<std::vector<desk::Tag>> {
        auto query = db.use("desk.tag_all");
        query.bind("brand", brand);
        std::vector<desk::Tag> tags;
        while (query.step()) {
            auto row = query.row();
            tags.push_back(read_tag(row));
        }
        return tags;
    });
}

base::Result<void> NotesStore::add_tag(const model::BrandId& brand, const desk::Tag& tag, base::Instant now) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        MH_TRY(name_is_free(db, brand, tag));
        db.use("desk.tag_add")
            .bind("id", tag.id)
            .bind("brand", brand)
            .bind("name", tag.name)
            .bind("folded", base::fold_for_search(tag.name))
            .bind("colour", tag.colour)
            .bind("at", now)
            .run();
        audit_add(db, brand, now, {"tag.added", "tag", tag.id.value});
        return {};
    });
}

base::Result<void> NotesStore::change_tag(const model::BrandId& brand, const desk::Tag& tag) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        MH_TRY(name_is_free(db, brand, tag));
        auto query = db.use("desk.tag_change");
        query.bind("name", tag.name)
            .bind("folded", base::fold_for_search(tag.name))
            .bind("colour", tag.colour)
            .bind("brand", brand)
            .bind("id", tag.id);
        if (!query.step()) return no_tag();
        query.run();
        audit_add(db, brand, engine_.clock().now(), {"tag.changed", "tag", tag.id.value});
        return {};
    });
}

base::Result<void> NotesStore::delete_tag(const model::BrandId& brand, const model::TagId& id) {
    return engine_.write([&](sqlite::Connection& db) -> base::Result<void> {
        auto query = db.use("desk.tag_delete");
        query.bind("brand", brand).bind("id", id);
        if (!query.step()) return no_tag();
        query.run();
        audit_add(db, brand, engine_.clock().now(), {"tag.removed", "tag", id.value});
        return {};
    });
}

}  // namespace manyhands::storage
