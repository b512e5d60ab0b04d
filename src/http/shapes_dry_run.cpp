// The shapes of dry runs (web/src/api/listening.ts).
#include "http/shapes.hpp"
#include "listen/dry_run.hpp"

namespace manyhands::http::shapes {
namespace {

using namespace shape;  // NOLINT(google-build-using-namespace): this file is nothing but shapes

constexpr std::int64_t kText = 64 * 1024;
constexpr std::int64_t kQuery = 16 * 1024;

SchemaPtr count() {
    return integer(0, std::int64_t{1} << 53U);
}
SchemaPtr name() {
    return text(0, 1024);
}
SchemaPtr verdict() {
    return nullable(one_of({"ours", "noise"}));
}
SchemaPtr span() {
    return object("DrySpan", {req("from", instant()), req("to", instant())});
}
SchemaPtr hit() {
    return object("DryHit", {req("key", line(1, 64)), req("network", name()), req("author", name()),
                             req("followers", nullable(count())), req("lang", name()),
                             req("text", text(0, kText)), req("highlights", array(array(count(), 2))),
                             req("posted_at", nullable(instant())), req("url", text(0, kText)),
                             req("conversation_id", nullable(id())), req("verdict", verdict())});
}
SchemaPtr cost() {
    return object("DryCost",
                  {req("network", name()), req("label", name()), req("price_per_1000", nullable(number())),
                   req("month_usd", nullable(number()))});
}
SchemaPtr coverage() {
    return object("DryCoverage", {req("network", name()), req("label", name()), req("accounts", count()),
                                  req("sees", text(0, kText)), req("poll_seconds", nullable(count())),
                                  req("searched", array(name())), req("not_searched", array(name()))});
}
SchemaPtr overlap() {
    return object("DryOverlap", {req("query", object("DryOverlapQuery", {req("id", id()), req("name", name()),
                                                                         req("colour", name())})),
                                 req("both", count()), req("only_new", count()), req("only_other", count())});
}
SchemaPtr suggestion() {
    return object("DrySuggestion",
                  {req("kind", one_of({"misspelling", "near_word", "noise_word"})), req("word", name()),
                   req("seen", count()), req("of", nullable(name())), req("query", text(0, kQuery))});
}

}  // namespace

const SchemaPtr& dry_run() {
    static const SchemaPtr s = object(
        "DryRun",
        {req("id", id()), req("summary", dry_run_summary()), req("span", nullable(span())),
         req("complete", boolean()), req("hit_rate", number()), req("per_day", nullable(number())),
         req("sample", array(hit(), listen::kSampleAtMost)), req("judged", nullable(judged())),
         req("cost", array(cost())), req("coverage", array(coverage())), req("overlap", array(overlap())),
         req("by_lang", array(object("DryLang", {req("lang", name()), req("found", count())}))),
         req("suggestions", array(suggestion())), req("took_ms", count())});
    return s;
}

const SchemaPtr& dry_run_request() {
    static const SchemaPtr s = object(
        "DryRunAsk", {req("query", text(0, kQuery)), opt("query_id", id()),
                      req("source", object("DrySource", {req("kind", one_of({"stored", "ring", "archive"})),
                                                         opt("id", id())}))});
    return s;
}

const SchemaPtr& dry_mark_request() {
    static const SchemaPtr s = object("DryMark", {req("key", line(1, 64)), req("verdict", verdict())});
    return s;
}

const SchemaPtr& listening_archive() {
    static const SchemaPtr s = object(
        "ListeningArchive",
        {req("id", id()), req("name", name()), req("posts", count()), req("skipped", count()),
         req("problems",
             array(object("ArchiveProblem", {req("line", count()), req("problem", text(0, kText))}))),
         req("from", nullable(instant())), req("to", nullable(instant())), req("expires_at", instant())});
    return s;
}

}  // namespace manyhands::http::shapes
