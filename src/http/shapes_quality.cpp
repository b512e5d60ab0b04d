// The shapes of the quality audit (web/src/api/quality.ts).
#include "http/shapes.hpp"
#include "quality/audit.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

constexpr std::int64_t kLine = 400;
constexpr std::int64_t kText = 8000;
constexpr std::int64_t kStratumName = 400;

SchemaPtr count() {
    return integer(0, std::int64_t{1} << 53U);
}
SchemaPtr words(std::int64_t least = 0) {
    return object("AuditWords", {req("ko", line(least, kText)), req("en", line(least, kText))});
}
SchemaPtr kind() {
    return one_of({"sample", "calibration"});
}
SchemaPtr person() {
    return object("AuditPerson",
                  {req("id", id()), req("initials", text(0, kLine)), req("name", text(0, kLine))});
}
SchemaPtr criteria() {
    return array(
        object("AuditCriterion", {req("id", line(1, 40)), req("name", words()), req("hint", words()),
                                  req("weight", integer(0, 100)), req("scale", one_of({"five", "yes_no"}))}),
        50);
}
SchemaPtr strata() {
    return array(object("AuditStratum", {req("name", text(0, kStratumName)), req("population", count()),
                                         req("drawn", count())}));
}
SchemaPtr columns() {
    return array(one_of({"language", "network", "newcomer", "kind", "risk"}), 5);
}
SchemaPtr marks() {
    return map(integer(0, 5));
}
SchemaPtr thread() {
    return array(
        object("AuditPost", {req("ours", boolean()), req("judged", boolean()), req("author", text(0, kText)),
                             req("text", text(0, 100'000)), req("lang", text(0, 80)), req("at", instant()),
                             req("edited", boolean()), req("deleted", boolean())}));
}
SchemaPtr mark() {
    return object("AuditMark",
                  {req("by", nullable(person())), req("marks", marks()), req("critical", boolean()),
                   req("score", number()), req("note", text(0, kText)), req("at", instant())});
}
SchemaPtr audited() {
    return object(
        "AuditJudged",
        {req("round_id", id()), req("answer_id", id()), req("conversation_id", nullable(id())),
         req("author", nullable(person())), req("network", text(0, kLine)), req("sent_at", instant()),
         req("stratum", text(0, kStratumName)), req("weight", number()), req("score", nullable(number())),
         req("critical", boolean()), req("gone", boolean()), req("marks", array(mark())),
         req("appeal", nullable(object("AuditAppeal", {req("reason", text(0, kText)), req("at", instant()),
                                                       req("state", one_of({"open", "stands", "changed"})),
                                                       req("decision", text(0, kText)),
                                                       req("decided_at", nullable(instant())),
                                                       req("mark", nullable(mark()))})))});
}
SchemaPtr agreement() {
    return array(object(
        "AuditAgreement",
        {req("criterion", text(0, kLine)), req("scale", one_of({"five", "yes_no"})), req("pairs", count()),
         req("equal", count()), req("kappa", nullable(number())), req("matrix", array(array(count())))}));
}
SchemaPtr standing() {
    return object(
        "AuditStanding",
        {req("key", text(0, kLine)), req("label", text(0, kLine)), req("answers", count()),
         req("effective", number()), req("mean", number()), req("low", number()), req("high", number()),
         req("critical", count()), req("band", one_of({"in", "below", "unsure"}))});
}

}  // namespace

const SchemaPtr& audit_card() {
    static const SchemaPtr s =
        object("AuditCard", {req("version", count()), req("criteria", criteria()), req("critical", words()),
                             req("by", nullable(person())), req("at", nullable(instant()))});
    return s;
}

const SchemaPtr& audit_cards() {
    static const SchemaPtr s = object(
        "AuditCards",
        {req("current", audit_card()), req("versions", array(audit_card())), req("may_manage", boolean())});
    return s;
}

const SchemaPtr& audit_card_request() {
    static const SchemaPtr s = object(
        "AuditCardWrite", {req("criteria", criteria()), req("critical", words()), req("version", count())});
    return s;
}

const SchemaPtr& audit_round_request() {
    static const SchemaPtr s =
        object("AuditRoundWish",
               {req("kind", kind()), req("from", instant()), req("to", instant()), req("columns", columns()),
                req("confidence", integer_of({90, 95, 99})), req("margin", integer(1, 20)),
                req("expected", integer(50, 99)), req("twice_percent", integer(0, 100)),
                opt("size", integer(1, quality::kRoundAtMost)),
                opt("seed", line(1, static_cast<std::int64_t>(quality::kSeedAtMost)))});
    return s;
}

const SchemaPtr& audit_preview() {
    static const SchemaPtr s =
        object("AuditPreview", {req("population", count()), req("size", count()), req("strata", strata())});
    return s;
}

const SchemaPtr& audit_round() {
    static const SchemaPtr s = object("AuditRound", {req("id", id()),
                                                     req("kind", kind()),
                                                     req("state", one_of({"open", "closed"})),
                                                     req("from", instant()),
                                                     req("to", instant()),
                                                     req("columns", columns()),
                                                     req("seed", text(0, kLine)),
                                                     req("confidence", count()),
                                                     req("margin", count()),
                                                     req("expected", count()),
                                                     req("twice_percent", count()),
                                                     req("size", nullable(count())),
                                                     req("newcomer_days", count()),
                                                     req("population", count()),
                                                     req("strata", strata()),
                                                     req("card", count()),
                                                     req("created_by", nullable(person())),
                                                     req("created_at", instant()),
                                                     req("closed_at", nullable(instant())),
                                                     req("items", count()),
                                                     req("gone", count()),
                                                     req("marked", count()),
                                                     req("wanted", count()),
                                                     req("by_me", count())});
    return s;
}

const SchemaPtr& audit_rounds() {
    static const SchemaPtr s = object(
        "AuditRounds",
        {req("items", array(audit_round())), req("may_mark", boolean()), req("may_manage", boolean())});
    return s;
}

const SchemaPtr& audit_next() {
    static const SchemaPtr s = object(
        "AuditNext",
        {req("round", audit_round()), req("card", audit_card()),
         req("item", nullable(object("AuditItem", {req("answer_id", id()), req("position", count()),
                                                   req("network", text(0, kLine)), req("sent_at", instant()),
                                                   req("stratum", text(0, kStratumName)),
                                                   req("stratum_population", count()),
                                                   req("twice", boolean()), req("thread", thread())})))});
    return s;
}

const SchemaPtr& audit_mark_request() {
    static const SchemaPtr s = object(
        "AuditMarkWrite", {req("marks", marks()), req("critical", boolean()), req("note", text(0, kText))});
    return s;
}

const SchemaPtr& audit_reason_request() {
    static const SchemaPtr s = object("AuditReason", {req("reason", text(1, kText))});
    return s;
}

const SchemaPtr& audit_decision_request() {
    static const SchemaPtr s =
        object("AuditDecision", {req("decision", text(1, kText)), opt("mark", audit_mark_request())});
    return s;
}

const SchemaPtr& audit_record() {
    static const SchemaPtr s =
        object("AuditRecord", {req("round", audit_round()), req("card", audit_card()),
                               req("items", array(audited())), req("agreement", agreement())});
    return s;
}

const SchemaPtr& audit_shown() {
    static const SchemaPtr s = object(
        "AuditShownList",
        {req("items",
             array(object("AuditShown", {req("card", audit_card()), req("judged", audited()),
                                         req("thread", thread()), req("appeal_until", nullable(instant())),
                                         req("may_appeal", boolean()), req("may_decide", boolean())}))),
         req("appeal_days", count())});
    return s;
}

const SchemaPtr& audit_results() {
    static const SchemaPtr s =
        object("AuditResults",
               {req("from", instant()), req("to", instant()),
                req("by", one_of({"person", "department", "network"})), req("all", nullable(standing())),
                req("groups", array(standing())), req("agreement", agreement()), req("card", audit_card())});
    return s;
}

}  // namespace manyhands::http::shapes
