#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

constexpr std::int64_t kLine = 4096;
constexpr std::int64_t kText = 256 * 1024;
constexpr std::int64_t kBig = std::int64_t{1} << 53U;

SchemaPtr str() {
    return text(0, kText);
}
SchemaPtr whole() {
    return integer(0, kBig);
}
SchemaPtr role_schema() {
    return one_of({"employee", "desk", "lead", "auditor", "analyst", "admin"});
}
SchemaPtr answer_state() {
    return one_of({"awaiting_approval", "queued", "paused", "sending", "sent", "failed", "unknown", "held",
                   "cancelled"});
}
SchemaPtr items_of(std::string name, SchemaPtr item) {
    return object(std::move(name), {req("items", array(std::move(item)))});
}

std::vector<Property> settings_fields(Need need) {
    return {{"lang", nullable(one_of({"ko", "en"})), need},
            {"theme", one_of({"system", "light", "dark"}), need},
            {"undo_seconds", integer_of({0, 5, 10, 20}), need},
            {"single_key_shortcuts", boolean(), need},
            {"enter_sends", boolean(), need},
            {"zone", nullable(line(1, 64)), need}};
}

const SchemaPtr& claim() {
    static const SchemaPtr s =
        object("Claim", {req("holder", employee()), req("fence", whole()), req("until", instant())});
    return s;
}

const SchemaPtr& post() {
    static const SchemaPtr s =
        object("Post", {req("id", id()), req("side", one_of({"customer", "brand", "other"})),
                        req("author", customer()), req("text", str()), req("lang", str()),
                        req("created_at", instant()), req("seen_at", instant()), req("edited", boolean()),
                        req("deleted", boolean()), req("found_late", boolean()), req("url", nullable(str())),
                        req("answer_id", nullable(id())), req("parent_post_id", nullable(id())),
                        req("media", array(object("Media", {req("url", str()), req("alt", str())}))),
                        opt("found_by", array(found_by()))});
    return s;
}

const SchemaPtr& answer() {
    static const SchemaPtr s = object(
        "Answer",
        {req("id", id()), req("state", answer_state()),
         req("author", object("AnswerAuthor", {req("id", id()), req("initials", str()), req("name", str())})),
         req("text", str()), req("published_text", str()), req("parent_post_id", id()),
         req("submitted_at", instant()), req("goes_out_at", instant()), req("sent_at", nullable(instant())),
         req("problem", nullable(str())), req("attempts", whole()), req("url", nullable(str())),
         req("part", whole()), req("parts", whole()), req("rest", array(str())),
         req("media", array(object("AnswerMedia", {req("id", id()), req("alt", str())}))),
         req("approval", nullable(answer_approval())), req("holding_until", nullable(instant())),
         req("via", nullable(str()))});
    return s;
}

const SchemaPtr& timeline_entry() {
    static const SchemaPtr s =
        object("TimelineEntry", {req("seq", whole()), req("at", instant()), req("type", str()),
                                 req("initials", nullable(str())), req("args", map(str()))});
    return s;
}

const SchemaPtr& present() {
    static const SchemaPtr s = object("Present", {req("employee_id", id()), req("initials", str()),
                                                  req("name", str()), req("typing", boolean())});
    return s;
}

// A sentence in both languages; empty: the brand has none of its own.
SchemaPtr both() {
    static const SchemaPtr s = object("BothLanguages", {req("ko", str()), req("en", str())});
    return s;
}

}  // namespace

const SchemaPtr& customer() {
    static const SchemaPtr s =
        object("Customer", {req("handle", str()), req("display_name", str()),
                            req("followers", nullable(integer(-kBig, kBig))), req("url", nullable(str()))});
    return s;
}

const SchemaPtr& employee() {
    static const SchemaPtr s = object(
        "Employee", {req("id", id()), req("name", str()), req("email", str()), req("initials", str()),
                     req("role", role_schema()), req("department_id", id()), req("active", boolean())});
    return s;
}

const SchemaPtr& problem() {
    static const SchemaPtr s = object(
        "Problem", {req("type", str()), req("title", str()), req("status", integer(400, 599)),
                    opt("detail", str()), req("request_id", str()), opt("args", map(str())),
                    opt("errors", array(object("FieldProblem", {req("pointer", str()), req("detail", str()),
                                                                opt("from", whole()), opt("to", whole()),
                                                                opt("suggestion", str())}))),
                    opt("current", conversation_detail())});
    return s;
}

const SchemaPtr& me() {
    static const SchemaPtr s = object(
        "Me",
        {req("employee", employee()),
         req("brand", object("BrandName", {req("id", id()), req("name", str())})),
         req("brands", array(brand())), req("csrf_token", str()), req("must_set_password", boolean()),
         req("practice", boolean()), req("settings", object("MySettings", settings_fields(Need::required))),
         req("promise_minutes", whole()), req("bands_minutes", array(whole())), req("sign_parts", boolean()),
         req("word", object("Word", {req("promise", both()), req("scope", both()), req("hold", both())})),
         req("goals", object("Goals", {req("within_promise", nullable(whole())),
                                       req("real_answer_minutes", nullable(whole()))})),
         req("may", object("May", {req("claim", boolean()),           req("take_over", boolean()),
                                   req("manage_accounts", boolean()), req("manage_employees", boolean()),
                                   req("read_reports", boolean()),    req("resolve_held", boolean()),
                                   req("hand_off", boolean()),        req("close", boolean()),
                                   req("snooze", boolean()),          req("tag", boolean()),
                                   req("ask_opinion", boolean()),     req("write_notes", boolean()),
                                   req("merge", boolean()),           req("bulk", boolean()),
                                   req("manage_tags", boolean()),     req("export", boolean()),
                                   req("see_audit", boolean()),       req("erase_customer", boolean()),
                                   req("see_listening", boolean()),   req("ask_details", boolean()),
                                   req("see_quality", boolean()),     req("mark_answers", boolean()),
                                   req("manage_quality", boolean()),  req("manage_joining", boolean()),
                                   req("propose_tip", boolean()),     req("publish_tip", boolean())})),
         req("server_time", instant())});
    return s;
}

const SchemaPtr& audit_page() {
    static const SchemaPtr s = object(
        "AuditPage",
        {req("items",
             array(object("AuditEntry",
                          {req("seq", whole()), req("at", instant()),
                           req("by", nullable(object("AuditPerson", {req("id", str()), req("initials", str()),
                                                                     req("name", str())}))),
                           req("kind", one_of({"person", "token", "console", "system"})),
                           req("from", nullable(str())), req("action", str()), req("object_kind", str()),
                           req("object", str()), req("detail", map(str())), req("digest", str())}))),
         req("next", nullable(str()))});
    return s;
}

const SchemaPtr& conversation_row() {
    static const SchemaPtr s = object(
        "ConversationRow",
        {req("id", id()),
         req("account_id", id()),
         req("network", str()),
         req("account_handle", str()),
         req("customer", customer()),
         req("lang", str()),
         req("state", one_of({"waiting", "claimed", "awaiting_approval", "going_out", "answered", "snoozed",
                              "closed"})),
         req("department_id", id()),
         req("claim", nullable(claim())),
         req("last_answer", nullable(object("LastAnswer", {req("initials", str()), req("at", instant())}))),
         req("excerpt", str()),
         req("posts", whole()),
         req("found_late", boolean()),
         req("waiting_since", nullable(instant())),
         req("owed", nullable(object("Owed", {req("since", instant()), req("promised_at", instant()),
                                              req("until", instant()), req("alarm_at", instant()),
                                              req("holding_answers", whole()), req("employee_id", id())}))),
         req("answered_in_seconds", nullable(integer(-kBig, kBig))),
         req("offered_to", nullable(object("Offer", {req("employee_id", id()), req("initials", str()),
                                                     req("until", instant())}))),
         req("going_out",
             nullable(object("GoingOut",
                             {req("answer_id", id()), req("initials", str()), req("goes_out_at", instant()),
                              req("holding_until", nullable(instant())), req("state", answer_state())}))),
         req("attention", nullable(one_of({"held", "failed", "paused"}))),
         req("last_post_at", instant()),
         req("public_version", whole()),
         req("version", whole()),
         req("tags", array(tag_mark())),
         req("snooze", nullable(snooze())),
         req("merged_into", nullable(id())),
         req("notes", whole())});
    return s;
}

const SchemaPtr& conversation_page() {
    static const SchemaPtr s = object(
        "ConversationPage",
        {req("items", array(conversation_row())), req("next", nullable(str())), req("seq", whole()),
         opt("looked", object("Looked", {req("conversations", whole()), req("to", nullable(instant()))}))});
    return s;
}

const SchemaPtr& conversation_detail() {
    static const SchemaPtr s = object(
        "ConversationDetail",
        {req("conversation", conversation_row()), req("notes", array(note())), req("posts", array(post())),
         req("answers", array(answer())), req("timeline", array(timeline_entry())),
         req("draft",
             nullable(object("Draft", {req("text", str()), req("saved_at", instant()),
                                       req("media", array(object("DraftMedia",
                                                                 {req("id", id()), req("alt", str())})))}))),
         req("present", array(present())), req("text_rule", str()), req("signature", str()),
         req("forms", array(private_form())), req("actions", array(promised_action())),
         req("hand_back", nullable(object("HandBack", {req("department_id", id()), req("at", instant())})))});
    return s;
}

const SchemaPtr& counts() {
    static const SchemaPtr s =
        object("Counts", {req("mine", whole()), req("queue", whole()), req("going_out", whole()),
                          req("attention", whole()), req("answered", whole()), req("all", whole()),
                          req("snoozed", whole())});
    return s;
}

const SchemaPtr& draft_saved() {
    static const SchemaPtr s = object("DraftSaved", {req("saved_at", instant())});
    return s;
}

const SchemaPtr& networks() {
    static const SchemaPtr s = items_of(
        "Networks",
        object("Network", {req("id", str()), req("label", str()), req("text_rule", str()),
                           req("settings_form",
                               array(object("SettingField", {req("name", str()), req("label", str()),
                                                             req("kind", one_of({"text", "secret", "url"})),
                                                             req("required", boolean()), req("hint", str()),
                                                             req("placeholder", str())}))),
                           req("media", object("MediaRules",
                                               {req("max", whole()), req("max_bytes", whole()),
                                                req("max_side", whole()), req("types", array(str())),
                                                req("max_alt", whole()), req("alt_required", boolean())}))}));
    return s;
}

const SchemaPtr& account() {
    static const SchemaPtr s = object(
        "Account",
        {req("id", id()), req("network", str()), req("network_label", str()), req("handle", str()),
         req("display_name", str()), req("status", one_of({"listening", "paused", "failing", "signed_out"})),
         req("problem", nullable(str())), req("text_rule", str()),
         req("last_listened_at", nullable(instant())),
         req("budget", object("Budget", {req("remaining", nullable(integer(-kBig, kBig))),
                                         req("resets_at", nullable(instant()))})),
         req("sight", object("AccountSight", {req("lag_ms", nullable(whole())), req("settle_ms", whole())})),
         req("gap", nullable(object("ListeningGap", {req("from", instant()), req("to", instant())})))});
    return s;
}

const SchemaPtr& left_out() {
    static const SchemaPtr s =
        object("LeftOut", {req("id", str()), req("account_id", id()), req("remote_id", nullable(str())),
                           req("url", nullable(str())), req("told", str()), req("cause", nullable(str())),
                           req("at", instant())});
    return s;
}

const SchemaPtr& left_out_list() {
    static const SchemaPtr s = items_of("LeftOutList", left_out());
    return s;
}

const SchemaPtr& accounts() {
    static const SchemaPtr s = items_of("Accounts", account());
    return s;
}

const SchemaPtr& account_test() {
    static const SchemaPtr s =
        object("AccountTest",
               {req("ok", boolean()),
                req("checks", array(object("AccountCheck", {req("key", str()), req("ok", boolean()),
                                                            req("label", str()), req("detail", str())}))),
                opt("handle", str()), opt("display_name", str())});
    return s;
}

const SchemaPtr& departments() {
    static const SchemaPtr s = items_of("Departments", department());
    return s;
}

const SchemaPtr& new_employee() {
    static const SchemaPtr s = object("NewEmployee", {req("employee", employee()), req("link", str())});
    return s;
}

const SchemaPtr& tokens() {
    static const SchemaPtr s = items_of(
        "Tokens", object("Token", {req("id", id()), req("name", str()), req("scopes", array(str())),
                                   req("created_at", instant()), req("revoked_at", nullable(instant()))}));
    return s;
}

const SchemaPtr& new_token() {
    static const SchemaPtr s = object(
        "NewToken", {req("id", id()), req("token", str()), req("name", str()), req("scopes", array(str()))});
    return s;
}

const SchemaPtr& health() {
    static const SchemaPtr s = object("Health", {req("status", str())});
    return s;
}

// Any object: the description of everything else is not described itself.
const SchemaPtr& openapi() {
    static const SchemaPtr s = object("OpenApi", {});
    return s;
}

const SchemaPtr& presence_event() {
    static const SchemaPtr s =
        object("PresenceEvent", {req("conversation_id", id()), req("present", array(present()))});
    return s;
}

const SchemaPtr& server_event() {
    static const SchemaPtr s = object("ServerEvent", {req("read_only", boolean())});
    return s;
}

const SchemaPtr& phrase() {
    static const SchemaPtr s =
        object("Phrase", {req("id", id()), req("shortcut", str()), req("title", str()),
                          req("texts", object("PhraseTexts", {opt("ko", str()), opt("en", str())})),
                          req("shared", one_of({"me", "department", "brand"})), req("uses", whole()),
                          req("owner", id()), req("may_edit", boolean())});
    return s;
}

const SchemaPtr& media() {
    static const SchemaPtr s =
        object("MediaAdded", {req("id", id()), req("type", str()), req("width", whole()),
                              req("height", whole()), req("bytes", whole())});
    return s;
}

const SchemaPtr& phrases() {
    static const SchemaPtr s = items_of("Phrases", phrase());
    return s;
}

const SchemaPtr& link_request() {
    static const SchemaPtr s = object("LinkSignIn", {req("token", line(1, 256))});
    return s;
}

const SchemaPtr& sign_in_request() {
    static const SchemaPtr s =
        object("PasswordSignIn",
               {req("email", line(1, 254)), req("password", text(1, 1024)), opt("code", line(0, 32))});
    return s;
}

const SchemaPtr& settings_request() {
    static const SchemaPtr s = object("SettingsChange", settings_fields(Need::optional));
    return s;
}

const SchemaPtr& password_request() {
    static const SchemaPtr s = object("NewPassword", {req("password", text(1, 1024))});
    return s;
}

const SchemaPtr& nothing() {
    static const SchemaPtr s = object("Nothing", {});
    return s;
}

const SchemaPtr& take_over_request() {
    static const SchemaPtr s = object("TakeOver", {req("reason", line(0, 500))});
    return s;
}

const SchemaPtr& hand_off_request() {
    static const SchemaPtr s = object("HandOff", {opt("department_id", id()), opt("employee_id", id()),
                                                  req("reason", line(0, 500)), opt("rule_id", id())});
    return s;
}

const SchemaPtr& draft_request() {
    static const SchemaPtr s = object(
        "DraftText",
        {req("text", text(0, 64 * 1024)),
         opt("media", array(object("MediaOfDraft", {req("id", id()), req("alt", text(0, 16384))}), 10))});
    return s;
}

const SchemaPtr& submit_request() {
    static const SchemaPtr s = object(
        "SubmitAnswer",
        {req("text", text(0, 64 * 1024)), opt("parent_post_id", id()),
         opt("undo_seconds", integer_of({0, 5, 10, 20})), opt("phrases", array(id(), 10)),
         opt("tips", array(id(), 10)), opt("parts", array(text(0, 64 * 1024), 10)),
         opt("number_parts", boolean()), opt("exception", text(0, 4096)), opt("withdraw", id()),
         opt("holding_until", nullable(instant())),
         opt("media", array(object("MediaToSend", {req("id", id()), req("alt", text(0, 16384))}), 10))});
    return s;
}

const SchemaPtr& resolve_request() {
    static const SchemaPtr s =
        object("ResolveHeld", {req("was_posted", boolean()), opt("remote_id", line(0, 512))});
    return s;
}

const SchemaPtr& presence_request() {
    static const SchemaPtr s =
        object("PresenceBeat", {req("conversation_id", nullable(id())), req("typing", boolean())});
    return s;
}

const SchemaPtr& account_request() {
    static const SchemaPtr s =
        object("AccountSettings", {req("network", line(1, 64)), req("settings", map(line(0, kLine)))});
    return s;
}

const SchemaPtr& account_status_request() {
    static const SchemaPtr s = object("AccountChange", {req("status", one_of({"listening", "paused"}))});
    return s;
}

const SchemaPtr& employee_request() {
    static const SchemaPtr s = object(
        "EmployeeToAdd", {req("name", line(1, 320)), req("email", line(3, 254)), req("role", role_schema()),
                          req("department_id", id()), opt("initials", line(0, 16))});
    return s;
}

const SchemaPtr& token_request() {
    static const SchemaPtr s =
        object("TokenToMake",
               {req("name", line(1, 320)), req("scopes", array(one_of({"read", "answer", "manage"}), 3))});
    return s;
}

namespace {
std::vector<Property> phrase_fields(Need need) {
    return {
        {"shortcut", line(1, 128), need},
        {"title", line(1, 512), need},
        {"texts", object("PhraseTextsToKeep", {opt("ko", text(0, 16384)), opt("en", text(0, 16384))}), need},
        {"shared", one_of({"me", "department", "brand"}), need}};
}
}  // namespace

const SchemaPtr& new_phrase_request() {
    static const SchemaPtr s = object("PhraseToAdd", phrase_fields(Need::required));
    return s;
}

const SchemaPtr& phrase_change_request() {
    static const SchemaPtr s = object("PhraseChange", phrase_fields(Need::optional));
    return s;
}

const SchemaPtr& quick_card() {
    static const SchemaPtr s =
        object("QuickCard",
               {req("first", boolean()), req("conversation", nullable(conversation_detail())),
                req("why", array(one_of({"held", "offered", "answered_before", "knows", "topic", "department",
                                         "language"}))),
                req("waiting", whole()),
                req("today", object("AnsweredToday", {req("answered", whole()), req("within", whole())}))});
    return s;
}

const SchemaPtr& pass_request() {
    static const SchemaPtr s = object("PassQuestion", {req("conversation_id", id())});
    return s;
}

}  // namespace manyhands::http::shapes
