// The shapes of what the desk does with conversations.
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

constexpr std::int64_t kBig = std::int64_t{1} << 53U;
constexpr std::int64_t kNote = 16 * 1024;  // the room says what is too long

SchemaPtr str() {
    return text(0, kNote);
}
SchemaPtr whole() {
    return integer(0, kBig);
}
SchemaPtr colour() {
    return one_of({"grey", "red", "orange", "yellow", "green", "teal", "blue", "purple", "pink"});
}
SchemaPtr bulk_kind() {
    return one_of({"close", "reopen", "snooze", "wake", "tag", "untag", "hand_off", "release", "claim"});
}
SchemaPtr ids(std::int64_t max) {
    return array(id(), max);
}

}  // namespace

const SchemaPtr& tag_mark() {
    static const SchemaPtr s =
        object("TagMark", {req("id", id()), req("name", str()), req("colour", colour())});
    return s;
}

const SchemaPtr& snooze() {
    static const SchemaPtr s = object("Snooze", {req("until", nullable(instant())), req("by", employee())});
    return s;
}

const SchemaPtr& named() {
    static const SchemaPtr s = object("Named", {req("id", id()), req("initials", str()), req("name", str())});
    return s;
}

const SchemaPtr& note() {
    static const SchemaPtr s =
        object("Note",
               {req("id", id()), req("kind", one_of({"note", "question", "opinion"})), req("author", named()),
                req("text", str()), req("at", instant()), req("edited_at", nullable(instant())),
                req("deleted", boolean()), req("mentions", array(id())), req("asked", nullable(named())),
                req("answers", nullable(id()))});
    return s;
}

namespace {
SchemaPtr form_field() {
    return one_of({"name", "order_number", "phone", "email", "address", "message"});
}
}  // namespace

const SchemaPtr& private_form() {
    static const SchemaPtr s =
        object("PrivateForm", {req("id", id()), req("asked_by", named()), req("fields", array(form_field())),
                               req("state", one_of({"open", "given", "expired", "withdrawn", "erased"})),
                               req("asked_at", instant()), req("expires_at", instant()),
                               req("given_at", nullable(instant())), req("erase_at", nullable(instant())),
                               req("may_read", boolean())});
    return s;
}

const SchemaPtr& private_form_request() {
    static const SchemaPtr s =
        object("PrivateFormToAsk", {req("fields", array(form_field(), 6)), req("hours", integer(1, 336))});
    return s;
}

const SchemaPtr& private_form_link() {
    static const SchemaPtr s =
        object("PrivateFormLink", {req("id", id()), req("url", str()), req("expires_at", instant())});
    return s;
}

const SchemaPtr& private_details() {
    static const SchemaPtr s = object(
        "PrivateDetails",
        {req("items", array(object("PrivateDetail", {req("field", form_field()), req("text", str())})))});
    return s;
}

namespace {
SchemaPtr action_kind() {
    return one_of({"exchange", "repair", "call_back", "other"});
}
}  // namespace

const SchemaPtr& promised_action() {
    static const SchemaPtr s = object(
        "PromisedAction",
        {req("id", id()), req("conversation_id", id()),
         req("customer", object("", {req("handle", str()), req("name", str())})), req("network", str()),
         req("kind", action_kind()), req("what", str()), req("promised_by", nullable(named())),
         req("owner", nullable(named())), req("department_id", id()), req("promised_at", instant()),
         req("due_at", instant()), req("state", one_of({"open", "done", "cancelled"})),
         req("owner_gone", boolean()), req("overdue", boolean()), req("ended_at", nullable(instant())),
         req("ended_by", nullable(named())), req("may_change", boolean())});
    return s;
}

const SchemaPtr& promised_actions() {
    static const SchemaPtr s = object("PromisedActions", {req("items", array(promised_action()))});
    return s;
}

const SchemaPtr& promise_request() {
    static const SchemaPtr s = object(
        "PromiseAction", {req("kind", action_kind()), req("what", text(0, 2000)), req("due_at", instant()),
                          opt("owner_id", id()), opt("department_id", id())});
    return s;
}

const SchemaPtr& change_promise_request() {
    static const SchemaPtr s =
        object("ChangeAction", {opt("due_at", instant()), opt("owner_id", id()), opt("department_id", id())});
    return s;
}

const SchemaPtr& notice() {
    static const SchemaPtr s = object(
        "Notice",
        {req("id", id()),
         req("kind", one_of({"mention",       "question",  "opinion",      "hand_off",     "webhook_failing",
                             "webhook_ended", "listening", "details",      "approval",     "approved",
                             "returned",      "promise",   "action_given", "action_done",  "action_overdue",
                             "own_refused",   "own_waits", "own_risky",    "audit_closed", "audit_decided",
                             "hint",          "hint_used", "hint_thanked"})),
         req("conversation_id", nullable(id())), req("by", nullable(named())), req("at", instant()),
         req("excerpt", str()), req("read", boolean())});
    return s;
}

const SchemaPtr& notices() {
    static const SchemaPtr s = object("Notices", {req("items", array(notice())), req("unread", whole())});
    return s;
}

const SchemaPtr& tag() {
    static const SchemaPtr s = object("Tag", {req("id", id()), req("name", str()), req("colour", colour()),
                                              req("conversations", integer(-kBig, kBig))});
    return s;
}

const SchemaPtr& tags() {
    static const SchemaPtr s = object("Tags", {req("items", array(tag()))});
    return s;
}

const SchemaPtr& customer_conversations() {
    static const SchemaPtr s =
        object("CustomerConversations",
               {req("customer", customer()), req("items", array(conversation_row())), req("total", whole())});
    return s;
}

const SchemaPtr& snooze_request() {
    static const SchemaPtr s = object("PutAway", {req("until", nullable(instant()))});
    return s;
}

const SchemaPtr& tags_request() {
    static const SchemaPtr s = object("TagsChange", {req("add", ids(20)), req("remove", ids(20))});
    return s;
}

const SchemaPtr& note_request() {
    static const SchemaPtr s = object("NoteToAdd", {req("text", text(1, kNote)), req("mentions", ids(50))});
    return s;
}

const SchemaPtr& note_change_request() {
    static const SchemaPtr s = object("NoteText", {req("text", text(1, kNote))});
    return s;
}

const SchemaPtr& opinion_request() {
    static const SchemaPtr s =
        object("SecondOpinion", {req("employee_id", id()), req("question", text(1, kNote))});
    return s;
}

const SchemaPtr& merge_request() {
    static const SchemaPtr s = object("Merge", {req("into", id())});
    return s;
}

const SchemaPtr& split_request() {
    static const SchemaPtr s = object("Split", {req("post_ids", ids(200))});
    return s;
}

const SchemaPtr& read_notices_request() {
    static const SchemaPtr s = object("ReadNotices", {req("up_to", id())});
    return s;
}

const SchemaPtr& tag_request() {
    static const SchemaPtr s = object("TagToMake", {req("name", line(1, 256)), req("colour", colour())});
    return s;
}

const SchemaPtr& tag_change_request() {
    static const SchemaPtr s = object("TagChange", {opt("name", line(1, 256)), opt("colour", colour())});
    return s;
}

const SchemaPtr& job() {
    static const SchemaPtr s = object(
        "Job", {req("id", id()), req("kind", bulk_kind()),
                req("state", one_of({"running", "done", "undoing", "undone"})), req("total", whole()),
                req("done", whole()), req("failed", whole()),
                req("results", array(object("JobResult", {req("conversation_id", id()), req("ok", boolean()),
                                                          req("problem", nullable(str()))}))),
                req("undo_until", nullable(instant()))});
    return s;
}

const SchemaPtr& bulk_request() {
    static const SchemaPtr s = object(
        "Bulk",
        {req("ids", ids(500)),
         req("action", object("BulkAction", {req("kind", bulk_kind()), opt("until", nullable(instant())),
                                             opt("tags", ids(20)), opt("department_id", id()),
                                             opt("employee_id", id()), opt("reason", line(0, 500))}))});
    return s;
}

}  // namespace manyhands::http::shapes
