#include "storage/journal_desk.hpp"

#include <stdexcept>

#include "storage/forms_store.hpp"
#include "storage/hint_store.hpp"
#include "storage/rows.hpp"

namespace manyhands::storage {
namespace {

class Projection {
  public:
    Projection(sqlite::Connection& db, const model::Conversation& c, const model::Event& event)
        : db_(db), c_(c), event_(event) {}

    void operator()(const model::Tagged& e) { put_tag("desk.tag_put_on", e.tag, 1); }
    void operator()(const model::Untagged& e) { put_tag("desk.tag_take_off", e.tag, -1); }

    void operator()(const model::NoteAdded& e) {
        const model::Note& note = e.note;
        db_.use("desk.note_add")
            .bind("id", note.id)
            .bind("brand", c_.brand)
            .bind("conversation", c_.id)
            .bind("kind", model::to_string(note.kind))
            .bind("author", note.author)
            .bind("body", note.text)
            .bind("at", note.at)
            .bind("mentions", joined(note.mentions))
            .bind("asked", note.asked)
            .bind("answers", note.answers)
            .run();
        for (const model::EmployeeId& employee : e.notify) {
            const bool is_asked = note.asked == employee;
            std::string_view kind = "mention";
            if (note.kind == model::NoteKind::question && is_asked) kind = "question";
            if (note.kind == model::NoteKind::opinion) kind = note.answers ? "opinion" : "hint";
            // Its id is the note's: one notice of a note to a person.
            notify(employee, model::NoticeId(note.id.value), kind, note.id, "");
        }
    }
    void operator()(const model::NoteEdited& e) {
        db_.use("desk.note_edit").bind("body", e.text).bind("at", event_.at).bind("id", e.note).run();
    }
    void operator()(const model::NoteDeleted& e) { db_.use("desk.note_delete").bind("id", e.note).run(); }

    void operator()(const model::HandedOff& e) {
        if (e.employee) notify(*e.employee, e.notice, "hand_off", std::nullopt, e.reason);
    }

    void operator()(const model::DetailsAsked& e) {
        const model::PrivateForm& form = e.form;
        db_.use("desk.form_add")
            .bind("id", form.id)
            .bind("brand", c_.brand)
            .bind("conversation", c_.id)
            .bind("asked_by", form.asked_by)
            .bind("fields", fields_text(form.fields))
            .bind("lang", form.lang)
            .bind("digest", form.digest)
            .bind("asked_at", form.asked_at)
            .bind("expires_at", form.expires_at)
            .run();
    }
    void operator()(const model::DetailsGiven& e) {
        db_.use("desk.form_give")
            .bind("sealed", e.sealed)
            .bind("at", event_.at)
            .bind("erase_at", e.erase_at)
            .bind("id", e.form)
            .run();
        notify(e.asked_by, e.asked_by, e.notice, "details", std::nullopt, "");
    }
    void operator()(const model::DetailsWithdrawn& e) {
        db_.use("desk.form_withdraw").bind("at", event_.at).bind("id", e.form).run();
    }

    // One notice of an answer to a person, whichever lanes ask them; its id is the answer's.
    void operator()(const model::ApprovalAsked& e) {
        for (const model::ApprovalWait& wait : e.approval.waits)
            for (const auto& whom : wait.whom[static_cast<std::size_t>(wait.step)])
                notify(whom, model::NoticeId(e.answer.value), "approval", std::nullopt, "");
    }
    void operator()(const model::AnswerSent& e) { hints_went_out(db_, c_, e.answer, event_.at); }
    void operator()(const model::AnswerCancelled& e) { hints_came_back(db_, c_, e.answer); }
    void operator()(const model::ApprovalEscalated& e) {
        for (const model::EmployeeId& whom : e.notify)
            notify(e.author, whom, model::NoticeId(e.answer.value), "approval", std::nullopt, "");
    }
    void operator()(const model::AnswerApproved& e) {
        if (e.goes_out) notify(e.author, e.notice, "approved", std::nullopt, "");
    }
    void operator()(const model::AnswerReturned& e) {
        notify(e.author, e.notice, "returned", std::nullopt, e.reason);
    }

    void operator()(const model::ActionPromised& e) {
        const model::PromisedAction& action = e.action;
        db_.use("desk.action_add")
            .bind("id", action.id)
            .bind("brand", c_.brand)
            .bind("conversation", c_.id)
            .bind("kind", model::to_string(action.kind))
            .bind("what", action.what)
            .bind("promised_by", action.promised_by)
            .bind("owner", action.owner)
            .bind("department", action.department)
            .bind("promised_at", action.promised_at)
            .bind("due_at", action.due_at)
            .bind("asked_at", asked_at())
            .run();
        for (const model::EmployeeId& one : e.notify)
            notify(one, e.notice, "action_given", std::nullopt, action.what);
    }
    void operator()(const model::ActionChanged& e) {
        db_.use("desk.action_change")
            .bind("owner", e.owner)
            .bind("department", e.department)
            .bind("due_at", e.due_at)
            .bind("id", e.action)
            .run();
        const std::string what = what_of(e.action);
        for (const model::EmployeeId& one : e.notify)
            notify(one, e.notice, "action_given", std::nullopt, what);
    }
    void operator()(const model::ActionDone& e) {
        end(e.action, model::ActionState::done);
        draft(e.drafts, e.draft);
        db_.use("desk.action_follow_up_to").bind("follow_up_to", e.drafts).bind("id", e.action).run();
        const std::string what = what_of(e.action);
        for (const model::EmployeeId& one : e.notify)
            notify(one, e.notice, "action_done", std::nullopt, what);
    }
    void operator()(const model::FollowUpOffered& e) {
        db_.use("desk.action_follow_up_offered")
            .bind("conversation", c_.id)
            .bind("follow_up_to", e.offer.employee)
            .run();
    }
    void operator()(const model::ActionCancelled& e) { end(e.action, model::ActionState::cancelled); }
    void operator()(const model::ActionOverdue& e) {
        db_.use("desk.action_overdue").bind("at", event_.at).bind("id", e.action).run();
        const std::string what = what_of(e.action);
        for (const model::EmployeeId& one : e.notify)
            notify(e.promised_by, one, e.notice, "action_overdue", std::nullopt, what);
    }

    void operator()(const model::MergedFrom& e) {
        for (const auto* const statement :
             {"route.move_posts", "desk.note_move", "desk.form_move", "desk.action_move"})
            db_.use(statement).bind("to_conversation", c_.id).bind("from_conversation", e.from).run();
    }
    void operator()(const model::SplitFrom& e) {
        for (const model::PostId& post : e.moved.posts)
            db_.use("route.move_post").bind("to_conversation", c_.id).bind("id", post).run();
    }
    void operator()(const model::EpisodeWithdrawn& e) {
        db_.use("route.withdraw_episode").bind("conversation", c_.id).bind("number", e.number).run();
    }
    void operator()(const model::Unmerged& e) {
        for (const model::PostId& post : e.posts)
            db_.use("route.move_post").bind("to_conversation", c_.id).bind("id", post).run();
        for (const model::NoteId& note : e.notes)
            db_.use("desk.note_move_one").bind("to_conversation", c_.id).bind("id", note).run();
        for (const auto* const statement : {"desk.form_move_back", "desk.action_move_back"})
            db_.use(statement).bind("conversation", c_.id).bind("from_conversation", e.from).run();
    }
    void operator()(const model::EpisodeRestored& e) {
        const std::int64_t before = db_.changes();
        db_.use("route.restore_episode").bind("conversation", c_.id).bind("number", e.episode.number).run();
        if (db_.changes() != before) return;
        // It was withdrawn, not dropped: its row is gone.
        db_.use("route.open_episode")
            .bind("conversation", c_.id)
            .bind("number", e.episode.number)
            .bind("brand", c_.brand)
            .bind("account", c_.account)
            .bind("department", c_.department)
            .bind("post", e.episode.post)
            .bind("opened_at", e.episode.opened_at)
            .bind("found_late", e.episode.found_late)
            .bind("held", 0)  // project_owed says
            .run();
    }
    void operator()(const auto&) {}

  private:
    void put_tag(std::string_view statement, const model::TagId& tag, int by) {
        db_.use(statement).bind("brand", c_.brand).bind("tag", tag).bind("conversation", c_.id).run();
        db_.use("desk.tag_count").bind("n", by).bind("id", tag).run();
    }

    void end(const model::ActionId& id, model::ActionState state) {
        if (!event_.by) throw std::logic_error("journal: an action that nobody ended");
        db_.use("desk.action_end")
            .bind("state", model::to_string(state))
            .bind("at", event_.at)
            .bind("by", *event_.by)
            .bind("id", id)
            .run();
    }
    // The question of the concern, also when it is answered by now.
    base::Instant asked_at() {
        if (c_.owed) return c_.owed->since;
        auto question = db_.use("desk.action_question");
        question.bind("conversation", c_.id);
        return question.step() ? question.row().at() : c_.opened_at;
    }
    std::string what_of(const model::ActionId& id) {
        auto query = db_.use("desk.action_what");
        query.bind("id", id);
        return query.step() ? query.row().text() : std::string();
    }
    // Behind what they have begun to write there.
    void draft(const model::EmployeeId& employee, const std::string& text) {
        std::string body;
        {
            auto before = db_.use("answer.draft");
            before.bind("brand", c_.brand).bind("conversation", c_.id).bind("employee", employee);
            if (before.step()) body = before.row().text() + "\n\n";
        }
        body += text;
        db_.use("answer.save_draft")
            .bind("brand", c_.brand)
            .bind("conversation", c_.id)
            .bind("employee", employee)
            .bind("body", body)
            .bind("saved_at", event_.at)
            .run();
    }

    void notify(const model::EmployeeId& employee, const model::NoticeId& id, std::string_view kind,
                const std::optional<model::NoteId>& note, std::string_view body) {
        if (!event_.by) throw std::logic_error("journal: a notice from nobody");
        notify(*event_.by, employee, id, kind, note, body);
    }
    void notify(const model::EmployeeId& by, const model::EmployeeId& employee, const model::NoticeId& id,
                std::string_view kind, const std::optional<model::NoteId>& note, std::string_view body) {
        db_.use("desk.notice_add")
            .bind("brand", c_.brand)
            .bind("employee", employee)
            .bind("id", id)
            .bind("kind", kind)
            .bind("conversation", c_.id)
            .bind("note", note)
            .bind("by", by)
            .bind("body", body)
            .bind("at", event_.at)
            .run();
    }

    sqlite::Connection& db_;
    const model::Conversation& c_;
    const model::Event& event_;
};

}  // namespace

void project_desk(sqlite::Connection& db, const model::Conversation& conversation,
                  const model::Event& event) {
    std::visit(Projection(db, conversation, event), event.body);
}

}  // namespace manyhands::storage
