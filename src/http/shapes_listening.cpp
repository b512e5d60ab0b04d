// The shapes of listening (web/src/api/listening.ts).
#include "http/shapes.hpp"
#include "listen/queries.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

constexpr std::int64_t kQuery = 16 * 1024;  // longer than a query may be: the parser says by how much
constexpr std::int64_t kName = 320;

SchemaPtr count() {
    return integer(0, std::int64_t{1} << 53U);
}
SchemaPtr state() {
    return one_of({"draft", "on", "muted", "off"});
}
SchemaPtr purpose() {
    return one_of({"service", "brand", "product", "competitor", "campaign", "risk"});
}
SchemaPtr colour() {
    return one_of({"blue", "green", "amber", "red", "violet", "teal", "pink", "grey"});
}
SchemaPtr alert() {
    return object("AlertRule", {req("at_least", integer(1, listen::kAlertAtMost)),
                                req("minutes", integer(1, listen::kAlertMinutesAtMost))});
}
SchemaPtr source_name() {
    return one_of({"stored", "ring", "archive"});
}

}  // namespace

const SchemaPtr& found_by() {
    static const SchemaPtr s =
        object("FoundBy", {req("query", object("FoundByQuery", {req("id", id()), req("name", text(0, kName)),
                                                                req("colour", colour())})),
                           req("ranges", array(array(count(), 2)))});
    return s;
}

const SchemaPtr& listening_ring() {
    static const SchemaPtr s =
        object("RingInfo", {req("posts", count()), req("bytes", count()), req("limit_bytes", count()),
                            req("from", nullable(instant())), req("to", nullable(instant()))});
    return s;
}

const SchemaPtr& judged() {
    static const SchemaPtr s =
        object("Judged", {req("ours", count()), req("noise", count()), req("precision", nullable(number())),
                          req("low", nullable(number())), req("high", nullable(number()))});
    return s;
}

const SchemaPtr& dry_run_summary() {
    static const SchemaPtr s = object("DryRunSummary", {req("at", instant()), req("source", source_name()),
                                                        req("posts", count()), req("found", count())});
    return s;
}

const SchemaPtr& listening_query() {
    static const SchemaPtr s = object(
        "ListeningQuery",
        {req("id", id()), req("name", text(0, kName)), req("query", text(0, kQuery)),
         req("canonical", text(0, kQuery)), req("purpose", purpose()), req("colour", colour()),
         req("owner", object("QueryOwner", {req("id", id()), req("initials", text(0, kName)),
                                            req("name", text(0, kName))})),
         req("state", state()), req("alert", nullable(alert())), req("alerted_at", nullable(instant())),
         req("dry_run", nullable(dry_run_summary())), req("judged", nullable(judged())),
         req("found_24h", count()), req("found_total", count()), req("created_at", instant()),
         req("updated_at", instant()), req("version", integer(1, std::int64_t{1} << 53U))});
    return s;
}

const SchemaPtr& listening_queries() {
    static const SchemaPtr s = object(
        "ListeningQueryList",
        {req("items", array(listening_query())), req("may_manage", boolean()),
         req("set",
             object("ListeningSet", {req("queries", count()), req("literals", count()), req("bytes", count()),
                                     req("live_since", nullable(instant()))}))});
    return s;
}

const SchemaPtr& listening_query_request() {
    static const SchemaPtr s =
        object("ListeningQueryWrite",
               {opt("name", line(1, kName)), opt("query", text(0, kQuery)), opt("purpose", purpose()),
                opt("colour", colour()), opt("alert", nullable(alert())), opt("owner_id", id()),
                opt("version", integer(1, std::int64_t{1} << 53U))});
    return s;
}

const SchemaPtr& listening_state_request() {
    static const SchemaPtr s = object("ListeningStateWrite", {req("state", state())});
    return s;
}

}  // namespace manyhands::http::shapes
