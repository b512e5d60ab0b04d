#include "http/json_desk.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/owed.hpp"

namespace manyhands::http {
namespace {

void write_customer(JsonWriter& out, const model::Person& person) {
    out.begin_object();
    out.member("handle", person.handle);
    out.member("display_name", person.display_name);
    out.member("followers", person.followers);
    out.member_or_null("url", person.url);
    out.end_object();
}

std::string_view side_name(model::Side side) {
    switch (side) {
        case model::Side::customer:
            return "customer";
        case model::Side::brand:
            return "brand";
        case model::Side::other:
            return "other";
    }
    return "other";
}

void write_found(JsonWriter& out, const std::vector<desk::FoundMark>& found) {
    out.key("found_by").begin_array();
    for (const desk::FoundMark& mark : found) {
        out.begin_object().key("query").begin_object().member("id", mark.by.query.value);
        out.member("name", mark.name).member("colour", mark.colour).end_object().key("ranges").begin_array();
        for (const auto& [from, to] : mark.by.ranges)
            out.begin_array().integer(from).integer(to).end_array();
        out.end_array().end_object();
    }
    out.end_array();
}

void write_post(JsonWriter& out, const model::Post& post, const std::vector<model::Post>& thread,
                const std::vector<desk::FoundMark>& found) {
    out.begin_object();
    out.member("id", post.id.value);
    out.member("side", side_name(post.side));
    out.key("author");
    write_customer(out, post.remote.author);
    out.member("text", post.deleted ? std::string_view{} : std::string_view(post.remote.text));
    out.member("lang", post.lang);
    out.member("created_at", post.posted_at);
    out.member("seen_at", post.seen_at);
    out.member("edited", post.edited);
    out.member("deleted", post.deleted);
    out.member("found_late", post.found_late);
    out.member_or_null("url", post.remote.url);
    out.member_or_null("answer_id", post.answer ? std::string_view(post.answer->value) : std::string_view{});
    std::string_view parent;
    for (const model::Post& other : thread)
        if (!post.remote.parent_remote_id.empty() && other.remote.remote_id == post.remote.parent_remote_id)
            parent = other.id.value;
    out.member_or_null("parent_post_id", parent);
    out.key("media").begin_array();
    if (!post.deleted) {
        for (const model::Media& media : post.remote.media)
            out.begin_object().member("url", media.url).member("alt", media.alt).end_object();
    }
    out.end_array();
    write_found(out, found);
    out.end_object();
}

std::optional<std::string_view> attention_of(const desk::Row& row) {
    if (!row.answer) return std::nullopt;
    switch (row.answer->state) {
        case model::AnswerState::held:
            return "held";
        case model::AnswerState::failed:
            return "failed";
        case model::AnswerState::paused:
            return "paused";
        case model::AnswerState::awaiting_approval:
        case model::AnswerState::queued:
        case model::AnswerState::sending:
        case model::AnswerState::sent:
        case model::AnswerState::unknown:
        case model::AnswerState::cancelled:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

void write_employee(JsonWriter& out, const model::Employee& employee) {
    out.begin_object();
    out.member("id", employee.id.value);
    out.member("name", employee.name);
    out.member("email", employee.email);
    out.member("initials", employee.initials);
    out.member("role", model::to_string(employee.role));
    out.member("department_id", employee.department.value);
    out.member("active", employee.active);
    out.end_object();
}

void write_row(JsonWriter& out, const desk::Row& row) {
    const model::Conversation& c = row.conversation;
    out.begin_object();
    out.member("id", c.id.value);
    out.member("account_id", c.account.value);
    out.member("network", c.network);
    out.member("account_handle", row.account_handle);
    out.key("customer");
    write_customer(out, c.customer);
    out.member("lang", c.lang);
    out.member("state", model::to_string(c.state));
    out.member("department_id", c.department.value);
    out.key("claim");
    if (c.claim && row.holder) {
        out.begin_object().key("holder");
        write_employee(out, *row.holder);
        out.member("fence", c.claim->fence).member("until", c.claim->until).end_object();
    } else {
        out.null();
    }
    out.key("last_answer");
    if (c.last_answered_at && !row.last_initials.empty()) {
        out.begin_object();
        out.member("initials", row.last_initials).member("at", *c.last_answered_at);
        out.end_object();
    } else {
        out.null();
    }
    out.member("excerpt", c.excerpt);
    out.member("posts", c.posts);
    out.member("found_late", c.found_late);
    out.key("waiting_since");
    if (c.episode) {
        out.instant(c.episode->opened_at);
    } else {
        out.null();
    }
    out.key("owed");
    if (c.owed) {
        out.begin_object().member("since", c.owed->since).member("promised_at", c.owed->promised_at);
        out.member("until", c.owed->until)
            .member("alarm_at", model::alarm_at(*c.owed, model::OwedAlarm::author));
        out.member("holding_answers", c.owed->holdings).member("employee_id", c.owed->by.value).end_object();
    } else {
        out.null();
    }
    out.member("answered_in_seconds", c.last_answer_seconds);
    out.key("offered_to");
    if (c.offer) {
        out.begin_object().member("employee_id", c.offer->employee.value);
        out.member("initials", row.offered_initials).member("until", c.offer->until).end_object();
    } else {
        out.null();
    }
    out.key("going_out");
    if (row.answer && model::is_open(row.answer->state)) {
        out.begin_object().member("answer_id", row.answer->id.value);
        out.member("initials", row.answer->initials).member("goes_out_at", row.answer->due_at);
        out.member("holding_until", row.answer->holding_until);
        out.member("state", model::to_string(row.answer->state)).end_object();
    } else {
        out.null();
    }
    out.member("attention", attention_of(row));
    out.member("last_post_at", c.last_post_at);
    out.member("public_version", c.public_version);
    out.member("version", c.version);
    out.key("tags").begin_array();
    for (const desk::Tag& tag : row.tags) {
        out.begin_object().member("id", tag.id.value).member("name", tag.name);
        out.member("colour", tag.colour).end_object();
    }
    out.end_array().key("snooze");
    if (c.snooze && row.snoozed_by) {
        out.begin_object().member("until", c.snooze->until).key("by");
        write_employee(out, *row.snoozed_by);
        out.end_object();
    } else {
        out.null();
    }
    out.member_or_null("merged_into", c.merged_into ? std::string_view(c.merged_into->value) : "");
    out.member("notes", c.notes);
    out.end_object();
}

void write_customer_conversations(JsonWriter& out, const model::Person& customer,
                                  const desk::InboxStore::Others& others) {
    out.begin_object().key("customer");
    write_customer(out, customer);
    out.key("items").begin_array();
    for (const desk::Row& row : others.rows)
        write_row(out, row);
    out.end_array().member("total", others.total).end_object();
}

void write_notice(JsonWriter& out, const desk::Notice& notice) {
    out.begin_object().member("id", notice.id.value).member("kind", notice.kind);
    out.member_or_null("conversation_id", notice.conversation.value).key("by");
    if (notice.by.empty())
        out.null();  // the server itself
    else
        out.begin_object()
            .member("id", notice.by.value)
            .member("initials", notice.by_initials)
            .member("name", notice.by_name)
            .end_object();
    out.member("at", notice.at).member("excerpt", notice.excerpt);
    out.member("read", notice.read).end_object();
}

void write_job(JsonWriter& out, const desk::Job& job, base::Instant now, base::Lang lang,
               const std::string& zone, const std::function<model::Employee(const model::EmployeeId&)>& who) {
    out.begin_object().member("id", job.id).member("kind", desk::to_string(job.action.kind));
    out.member("state", desk::to_string(job.state)).member("total", job.total).member("done", job.done);
    out.member("failed", job.failed).key("results").begin_array();
    for (const desk::JobResult& result : job.results) {
        out.begin_object().member("conversation_id", result.conversation.value).member("ok", result.ok);
        out.key("problem");
        if (result.ok) {
            out.null();
        } else {
            out.text(base::tr(lang, readable(result.problem, zone, who)));
        }
        out.end_object();
    }
    out.end_array().member("undo_until", desk::undo_until(job, now)).end_object();
}

void write_tag(JsonWriter& out, const desk::Tag& tag) {
    out.begin_object().member("id", tag.id.value).member("name", tag.name).member("colour", tag.colour);
    out.member("conversations", tag.conversations).end_object();
}

namespace {

void write_named(JsonWriter& out, const model::EmployeeId& id, const DetailParts& parts) {
    const model::Employee person = parts.who(id);
    out.begin_object().member("id", id.value).member("initials", person.initials);
    out.member("name", person.name).end_object();
}

void write_note(JsonWriter& out, const model::Note& note, const DetailParts& parts) {
    out.begin_object().member("id", note.id.value).member("kind", model::to_string(note.kind)).key("author");
    write_named(out, note.author, parts);
    out.member("text", note.text).member("at", note.at).member("edited_at", note.edited_at);
    out.member("deleted", note.deleted).key("mentions").begin_array();
    for (const model::EmployeeId& id : note.mentions)
        out.text(id.value);
    out.end_array().key("asked");
    if (note.asked) {
        write_named(out, *note.asked, parts);
    } else {
        out.null();
    }
    out.member_or_null("answers", note.answers ? std::string_view(note.answers->value) : "");
    out.end_object();
}

constexpr std::size_t kWhomShown = 5;

void write_approval(JsonWriter& out, const model::Answer& answer, const DetailParts& parts) {
    if (!answer.approval) {
        out.null();
        return;
    }
    out.begin_object().member("asked_at", answer.approval->asked_at);
    out.member("due_at", answer.approval->next_due()).key("lanes").begin_array();
    for (const model::ApprovalWait& wait : answer.approval->waits) {
        out.begin_object().member("risk", model::to_string(wait.risk));
        out.member("step", model::to_string(wait.step)).member("due_at", wait.due_at);
        out.key("words").begin_array();
        for (const std::string& word : wait.words)
            out.text(word);
        out.end_array().key("approved_by");
        if (wait.approved_by)
            write_named(out, *wait.approved_by, parts);
        else
            out.null();
        out.key("whom").begin_array();
        const auto& whom = wait.whom[static_cast<std::size_t>(wait.step)];
        for (std::size_t i = 0; i < std::min(whom.size(), kWhomShown); ++i)
            write_named(out, whom[i], parts);
        out.end_array();
        write_asked_exception(out, *answer.approval, wait.risk);
        out.end_object();
    }
    out.end_array().end_object();
}

void write_form(JsonWriter& out, const model::PrivateForm& form, const DetailParts& parts) {
    out.begin_object().member("id", form.id.value).key("asked_by");
    write_named(out, form.asked_by, parts);
    out.key("fields").begin_array();
    for (const model::FormField field : form.fields)
        out.text(model::to_string(field));
    out.end_array().member("state", model::to_string(model::state_of(form, parts.now)));
    out.member("asked_at", form.asked_at).member("expires_at", form.expires_at);
    out.member("given_at", form.given_at).member("erase_at", form.erase_at);
    out.member("may_read", parts.may_read(form)).end_object();
}

}  // namespace

void write_action(JsonWriter& out, const desk::ListedAction& listed,
                  const std::function<model::Employee(const model::EmployeeId&)>& who, bool may_change) {
    const model::PromisedAction& action = listed.action;
    const auto person = [&](std::string_view name, const model::EmployeeId& id) {
        out.key(name);
        if (id.empty()) {
            out.null();
            return;
        }
        const model::Employee found = who(id);
        out.begin_object().member("id", id.value).member("initials", found.initials);
        out.member("name", found.name).end_object();
    };
    out.begin_object().member("id", action.id.value).member("conversation_id", action.conversation.value);
    out.key("customer").begin_object().member("handle", listed.customer_handle);
    out.member("name", listed.customer_name).end_object().member("network", listed.network);
    out.member("kind", model::to_string(action.kind)).member("what", action.what);
    person("promised_by", action.promised_by);
    person("owner", action.owner);
    out.member("owner_gone", !who(action.owner).active);
    out.member("department_id", action.department.value).member("promised_at", action.promised_at);
    out.member("due_at", action.due_at).member("state", model::to_string(action.state));
    out.member("overdue", action.state == model::ActionState::open && action.overdue_at.has_value());
    out.member("ended_at", action.ended_at);
    person("ended_by", action.ended_by);
    out.member("may_change", may_change).end_object();
}

void write_counts(JsonWriter& out, const desk::Counts& counts) {
    out.begin_object();
    out.member("mine", counts.mine).member("queue", counts.queue).member("going_out", counts.going_out);
    out.member("attention", counts.attention).member("answered", counts.answered).member("all", counts.all);
    out.member("snoozed", counts.snoozed);
    out.end_object();
}

void write_present(JsonWriter& out, const std::vector<desk::Presence::Person>& present) {
    out.begin_array();
    for (const auto& person : present) {
        out.begin_object();
        out.member("employee_id", person.employee.value).member("initials", person.initials);
        out.member("name", person.name).member("typing", person.typing);
        out.end_object();
    }
    out.end_array();
}

void write_account(JsonWriter& out, const model::Account& account, AccountsPort& accounts, base::Lang lang) {
    std::string label = account.network;
    for (const auto& network : accounts.networks())
        if (network.id == account.network) label = network.label;
    out.begin_object();
    out.member("id", account.id.value);
    out.member("network", account.network);
    out.member("network_label", label);
    out.member("handle", account.handle);
    out.member("display_name", account.display_name);
    out.member("status", model::to_string(account.status));
    out.key("problem");
    if (account.problem.key.empty()) {
        out.null();
    } else {
        out.text(base::tr(lang, account.problem));
    }
    out.member("text_rule", accounts.text_rule(account.id));
    out.member("last_listened_at", account.last_listened_at);
    out.key("budget").begin_object();
    out.member("remaining", account.budget_remaining).member("resets_at", account.budget_resets_at);
    out.end_object();
    const auto milliseconds = [](base::Micros time) { return std::int64_t{time.count() / 1000}; };
    out.key("sight").begin_object();
    out.member("lag_ms", account.lag.transform(milliseconds));
    out.member("settle_ms", milliseconds(accounts.settle_time(account)));
    out.end_object().key("gap");
    if (account.gap) {
        out.begin_object().member("from", account.gap->from).member("to", account.gap->to).end_object();
    } else {
        out.null();
    }
    out.end_object();
}

void write_asked_exception(JsonWriter& out, const model::Approval& approval, model::RiskClass lane) {
    out.key("exception");
    if (lane != model::RiskClass::exception || !approval.exception) {
        out.null();
        return;
    }
    out.begin_object().member("reason", approval.exception->reason).key("rules").begin_array();
    for (const std::string& rule : approval.exception->rules)
        out.text(rule);
    out.end_array().end_object();
}

void write_detail(JsonWriter& out, const DetailParts& parts) {
    const desk::Detail& detail = parts.detail;
    out.begin_object().key("conversation");
    write_row(out, detail.row);
    out.key("notes").begin_array();
    for (const model::Note& note : detail.notes)
        write_note(out, note, parts);
    out.end_array().key("forms").begin_array();
    for (const model::PrivateForm& form : detail.forms)
        write_form(out, form, parts);
    out.end_array().key("actions").begin_array();
    const model::Conversation& of = detail.row.conversation;
    for (const model::PromisedAction& action : detail.actions)
        write_action(out, {action, of.customer.handle, of.customer.display_name, of.network}, parts.who,
                     parts.may_change && parts.may_change(action));
    out.end_array().key("posts").begin_array();
    static const std::vector<desk::FoundMark> kNone;
    for (const model::Post& post : detail.posts) {
        const auto found = detail.found.find(post.id);
        write_post(out, post, detail.posts, found == detail.found.end() ? kNone : found->second);
    }
    out.end_array().key("answers").begin_array();
    for (const model::Answer& answer : detail.answers) {
        const model::Employee author = parts.who(answer.author);
        out.begin_object().member("id", answer.id.value).member("state", model::to_string(answer.state));
        out.key("author").begin_object();
        out.member("id", answer.author.value).member("initials", answer.initials).member("name", author.name);
        out.end_object();
        out.member("text", answer.text).member("published_text", answer.published_text);
        out.member("parent_post_id", answer.parent.value).member("submitted_at", answer.submitted_at);
        out.member("goes_out_at", answer.due_at).member("sent_at", answer.sent_at);
        out.key("problem");
        if (answer.problem.key.empty()) {
            out.null();
        } else {
            out.text(base::tr(parts.lang, readable(answer.problem, parts.zone, parts.who)));
        }
        out.member("attempts", answer.attempts).member_or_null("url", answer.url);
        out.member("part", answer.part).member("parts", answer.parts).key("rest").begin_array();
        for (const model::Part& part : answer.rest)
            out.text(part.published_text);
        out.end_array().key("media").begin_array();
        for (const model::Image& image : answer.images)
            out.begin_object().member("id", image.id.value).member("alt", image.alt).end_object();
        out.end_array().member("holding_until", answer.holding_until).key("approval");
        write_approval(out, answer, parts);
        out.member_or_null("via", answer.via).end_object();
    }
    out.end_array().key("timeline").begin_array();
    for (const desk::LoggedEvent& event : detail.timeline) {
        out.begin_object().member("seq", event.seq).member("at", event.at).member("type", event.type);
        out.member_or_null("initials", event.initials).key("args").begin_object();
        for (const auto& [name, value] : event.args)
            out.member(name, value);
        out.end_object().end_object();
    }
    out.end_array().key("hand_back");
    if (const auto& back = detail.row.conversation.hand_back) {
        out.begin_object().member("department_id", back->to.value).member("at", back->at).end_object();
    } else {
        out.null();
    }
    out.key("draft");
    if (parts.draft && !parts.draft->empty()) {
        out.begin_object();
        out.member("text", parts.draft->text).member("saved_at", parts.draft->saved_at);
        out.key("media").begin_array();
        for (const model::Image& image : parts.draft->images)
            out.begin_object().member("id", image.id.value).member("alt", image.alt).end_object();
        out.end_array().end_object();
    } else {
        out.null();
    }
    out.key("present");
    write_present(out, parts.present);
    out.member("text_rule", parts.text_rule).member("signature", parts.signature);
    out.end_object();
}

base::Error readable(const base::Error& error, const std::string& zone,
                     const std::function<model::Employee(const model::EmployeeId&)>& who) {
    base::Error out = error;
    for (auto& [name, value] : out.args) {
        if (base::is_ulid(value)) {
            const model::Employee employee = who(model::EmployeeId(value));
            if (!employee.initials.empty()) value = employee.initials;
        } else if (value.size() >= 20 && value[10] == 'T') {
            const auto instant = base::parse_rfc3339(value);
            const auto local = instant ? base::to_local(*instant, zone.empty() ? "UTC" : zone)
                                       : base::Result<base::LocalTime>(std::unexpected(instant.error()));
            if (local)
                value = fmt::format("{:02}:{:02}{}", local->hour, local->minute, zone.empty() ? " UTC" : "");
        }
    }
    return out;
}

}  // namespace manyhands::http
