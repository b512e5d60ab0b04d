// The shapes of guidelines (web/src/api/guidelines.ts).
#include "answer/guide.hpp"
#include "http/shapes.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

SchemaPtr count() {
    return integer(0, std::int64_t{1} << 53U);
}
SchemaPtr severity() {
    return one_of({"hint", "warning", "block"});
}
SchemaPtr both(std::int64_t most) {
    return object("", {opt("ko", text(0, most)), opt("en", text(0, most))});
}
SchemaPtr terms() {
    return array(text(0, 1024), 1000);
}

// What a rule means is checked by the room, all of it at once.
SchemaPtr rule() {
    static const SchemaPtr s =
        object("GuidelineRule",
               {req("id", text(0, 200)),
                req("check", one_of({"banned", "preferred", "required", "embargo", "competitor", "spelling",
                                     "speech", "orders", "apology", "marks", "greeting", "one_step",
                                     "asks_private", "shows_private", "promise", "repetition", "holding"})),
                req("severity", severity()), req("on", boolean()),
                opt("languages", array(one_of({"ko", "en"}), 2)), opt("networks", array(line(1, 64), 64)),
                opt("terms", terms()), opt("when", terms()), opt("instead", text(0, 4096)),
                opt("until", instant()), opt("level", one_of({"consistent", "formal", "polite"})),
                opt("at_most", integer(-1000, 100'000)), opt("hours", integer(-1000, 100'000)),
                opt("roles", array(one_of({"employee", "desk", "lead", "auditor", "analyst", "admin"}), 6)),
                req("reason", both(4096)), req("wrong", both(4096)), req("right", both(4096))});
    return s;
}
// One more than may be saved, so that the room says how many it may be.
SchemaPtr rules() {
    return array(rule(), 20'000);
}

}  // namespace

const SchemaPtr& guidelines() {
    static const SchemaPtr s =
        object("Guidelines", {req("version", count()), req("saved_at", nullable(instant())),
                              req("saved_by", nullable(id())), req("note", text(0, 4096)),
                              req("may_edit", boolean()), req("rules", rules())});
    return s;
}

const SchemaPtr& save_guidelines_request() {
    static const SchemaPtr s = object("SaveGuidelines", {req("version", count()), opt("note", line(0, 400)),
                                                         opt("confirm", line(0, 64)), req("rules", rules())});
    return s;
}

const SchemaPtr& guideline_versions() {
    static const SchemaPtr s =
        object("GuidelineVersions",
               {req("items",
                    array(object("GuidelineVersion", {req("version", count()), req("saved_at", instant()),
                                                      req("saved_by", id()), req("note", text(0, 4096))})))});
    return s;
}

const SchemaPtr& guideline_exceptions() {
    static const SchemaPtr s = object(
        "GuidelineExceptions",
        {req("items",
             array(object("GuidelineException",
                          {req("at", instant()), req("conversation_id", id()), req("employee_id", id()),
                           req("version", count()), req("rules", array(line(1, 64))),
                           req("reason", text(0, 4096)), req("answer_id", nullable(id()))})))});
    return s;
}

const SchemaPtr& guideline_dry_run_request() {
    static const SchemaPtr s = object("TryGuidelines", {req("rules", rules())});
    return s;
}

const SchemaPtr& guideline_dry_run() {
    static const SchemaPtr s = object(
        "GuidelineDryRun",
        {req("answers", count()),
         req("problems",
             array(object("GuidelineProblem", {req("pointer", text(0, 200)), req("detail", text(1, 4096))}))),
         req("wide", array(object("GuidelineWide", {req("id", line(1, 200)), req("answers", count()),
                                                    req("refuses", boolean())}))),
         req("confirm", nullable(line(1, 64))),
         req("rules",
             array(object(
                 "GuidelineHits",
                 {req("id", line(1, 200)), req("answers", count()),
                  req("samples", array(object("GuidelineSample",
                                              {req("conversation_id", id()), req("text", text(0, 65536)),
                                               req("from", count()), req("to", count())})))})))});
    return s;
}

const SchemaPtr& check_answer_request() {
    static const SchemaPtr s = object(
        "CheckAnswer", {req("text", text(0, 64 * 1024)), opt("parent_post_id", id()),
                        opt("parts", array(text(0, 64 * 1024), 10)), opt("alts", array(text(0, 16384), 10)),
                        opt("holding_until", instant()), opt("zone", line(0, 64))});
    return s;
}

const SchemaPtr& answer_findings() {
    static const SchemaPtr s = object(
        "AnswerFindings",
        {req("version", count()),
         req("findings",
             array(object(
                 "AnswerFinding",
                 {req("rule", line(1, 64)), req("severity", severity()), req("pointer", line(1, 64)),
                  req("from", count()), req("to", count()), req("replacement", nullable(text(0, 8192))),
                  req("reason", text(0, 4096)), req("wrong", nullable(text(0, 4096))),
                  req("right", nullable(text(0, 4096))),
                  req("holding", nullable(object("FindingHolding", {req("until", nullable(instant())),
                                                                    req("differs", boolean())})))})))});
    return s;
}

}  // namespace manyhands::http::shapes
