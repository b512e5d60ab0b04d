// The shapes of approvals (web/src/api/approvals.ts).
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

constexpr std::int64_t kText = 1 << 20;

SchemaPtr count() {
    return integer(0, std::int64_t{1} << 53U);
}
SchemaPtr risk() {
    return one_of({"goodwill", "safety", "legal", "press", "personal_data", "embargo", "newcomer", "incident",
                   "exception"});
}
SchemaPtr step() {
    return one_of({"approvers", "deputies", "leads"});
}
SchemaPtr people() {
    return object(
        "LanePeople",
        {opt("roles", array(one_of({"employee", "desk", "lead", "auditor", "analyst", "admin"}), 6)),
         opt("departments", array(id(), 1000)), opt("people", array(id(), 1000))});
}
// Of the lane of exceptions alone.
SchemaPtr asked() {
    return nullable(
        object("AskedException", {req("reason", text(0, 4096)), req("rules", array(line(1, 64)))}));
}
SchemaPtr terms() {
    return array(text(0, 1024), 1000);
}
SchemaPtr limit() {
    return object("GoodwillLimit", {req("krw", nullable(count())), req("usd", nullable(count())),
                                    req("percent", nullable(count()))});
}

// What it means is checked by the room.
SchemaPtr document() {
    static const SchemaPtr s = object(
        "LanesDocument",
        {req("lanes",
             array(object("Lane", {req("risk", risk()), req("on", boolean()),
                                   req("minutes", integer(-1, 100'000)), req("approvers", people()),
                                   req("deputies", people()), opt("terms", terms()), opt("beyond", terms()),
                                   opt("answers", integer(-1, 100'000)), opt("tags", array(id(), 1000))}),
                   64)),
         req("limits", object("GoodwillLimits", {req("employee", limit()), req("desk", limit()),
                                                 req("lead", limit()), req("admin", limit())}))});
    return s;
}

}  // namespace

const SchemaPtr& answer_approval() {
    static const SchemaPtr s = object(
        "AnswerApproval",
        {req("asked_at", instant()), req("due_at", nullable(instant())),
         req("lanes",
             array(object("AnswerLane",
                          {req("risk", risk()), req("step", step()), req("due_at", nullable(instant())),
                           req("words", array(text(0, 1024))), req("approved_by", nullable(named())),
                           req("whom", array(named())), req("exception", asked())})))});
    return s;
}

const SchemaPtr& approvals() {
    static const SchemaPtr s = object(
        "Approvals",
        {req("items",
             array(object(
                 "ApprovalItem",
                 {req("answer_id", id()), req("conversation_id", id()), req("network", line(1, 64)),
                  req("customer", text(0, 4096)), req("excerpt", text(0, 4096)), req("author", named()),
                  req("text", text(0, kText)), req("parts", count()), req("asked_at", instant()),
                  req("due_at", nullable(instant())),
                  req("lanes",
                      array(object("ApprovalLane",
                                   {req("risk", risk()), req("step", step()),
                                    req("due_at", nullable(instant())), req("words", array(text(0, 1024))),
                                    req("approved_by", nullable(named())), req("deciders", array(named())),
                                    req("mine", boolean()), req("exception", asked())})))}))),
         req("total", count()), req("next", nullable(line(1, 64)))});
    return s;
}

const SchemaPtr& approve_request() {
    static const SchemaPtr s =
        object("ApproveAnswer", {opt("text", text(0, 64 * 1024)), opt("exception", text(0, 4096))});
    return s;
}

const SchemaPtr& return_request() {
    static const SchemaPtr s = object("ReturnAnswer", {req("reason", text(0, 4096))});
    return s;
}

const SchemaPtr& lanes() {
    static const SchemaPtr s = object("Lanes", {req("version", count()), req("saved_at", nullable(instant())),
                                                req("saved_by", nullable(id())), req("note", text(0, 4096)),
                                                req("document", document()), req("people", array(named()))});
    return s;
}

const SchemaPtr& save_lanes_request() {
    static const SchemaPtr s =
        object("SaveLanes", {req("version", count()), opt("note", line(0, 400)), opt("confirm", line(0, 64)),
                             req("document", document())});
    return s;
}

const SchemaPtr& try_lanes_request() {
    static const SchemaPtr s = object("TryLanes", {req("document", document())});
    return s;
}

const SchemaPtr& lane_dry_run() {
    static const SchemaPtr s = object(
        "LaneDryRun",
        {req("answers", count()), req("waiting", count()), req("wide", array(risk())),
         req("confirm", nullable(line(1, 64))),
         req("lanes",
             array(object(
                 "LaneHits",
                 {req("risk", risk()), req("answers", count()),
                  req("samples",
                      array(object("LaneSample", {req("conversation_id", id()), req("text", text(0, 65536)),
                                                  req("words", array(text(0, 1024)))})))})))});
    return s;
}

}  // namespace manyhands::http::shapes
