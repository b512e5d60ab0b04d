// What customers say of our answers: a link for one, what was said in a conversation, the report and its
// file.
#include "http/api.hpp"
#include "http/crowd_deps.hpp"
#include "http/json_desk.hpp"
#include "http/json_writer.hpp"
#include "http/schema.hpp"
#include "model/policy.hpp"

namespace manyhands::http {
namespace {

using base::Result;
using model::Action;
using reports::Share;
using reports::ThanksRow;
using reports::TurnaroundRow;
using namespace shape;  // NOLINT(google-build-using-namespace): the shapes of this file

SchemaPtr share_shape() {
    return object("Share", {req("good", integer(0, INT64_MAX)), req("all", integer(0, INT64_MAX)),
                            req("share", nullable(number())), req("low", nullable(number())),
                            req("high", nullable(number()))});
}
SchemaPtr source_shape() {
    return one_of({"tap", "reaction", "tone"});
}
SchemaPtr turnaround_shape() {
    return object(
        "Turnaround",
        {req("conversation_id", id()), req("customer", text(0, 512)), req("complaint_id", id()),
         req("answer_id", id()), req("at", instant()), req("counted", boolean()),
         req("reach", integer(0, INT64_MAX)),
         req("praises", array(object("Praise", {req("post_id", id()), req("conversation_id", id()),
                                                req("followers", integer(0, INT64_MAX)),
                                                req("by_customer", boolean()), req("at", instant())})))});
}
SchemaPtr signal_shape() {
    return object("Signal", {req("conversation_id", id()), req("answer_id", id()),
                             req("initials", text(0, 64)), req("source", source_shape()),
                             req("good", boolean()), req("counted", boolean()), req("at", instant())});
}
SchemaPtr report_shape() {
    return object("SatisfactionReport",
                  {req("from", instant()), req("to", instant()), req("answers", share_shape()),
                   req("by_source",
                       array(object("BySource", {req("source", source_shape()), req("share", share_shape()),
                                                 req("not_counted", integer(0, INT64_MAX))}))),
                   req("not_counted", integer(0, INT64_MAX)), req("recovered", integer(0, INT64_MAX)),
                   req("praised_by_others", integer(0, INT64_MAX)), req("reach", integer(0, INT64_MAX))});
}

void write(JsonWriter& out, const Share& share) {
    out.begin_object().member("good", share.good).member("all", share.all);
    out.member("share", share.share).member("low", share.low).member("high", share.high).end_object();
}

void write(JsonWriter& out, const ThanksRow& row) {
    out.begin_object().member("conversation_id", row.signal.conversation.value);
    out.member("answer_id", row.signal.answer.value).member("initials", row.initials);
    out.member("source", reports::to_string(row.signal.source)).member("good", row.signal.good);
    out.member("counted", row.signal.counted).member("at", row.signal.at).end_object();
}

void write(JsonWriter& out, const TurnaroundRow& row) {
    const reports::Turnaround& t = row.turned;
    out.begin_object().member("conversation_id", t.conversation.value);
    out.member("customer", row.customer_handle).member("complaint_id", t.complaint.value);
    out.member("answer_id", t.answer.value).member("at", t.at).member("counted", t.counted);
    out.member("reach", reports::reach_of(t.praises)).key("praises").begin_array();
    for (const auto& praise : t.praises) {
        out.begin_object().member("post_id", praise.post.value);
        out.member("conversation_id", praise.conversation.value).member("followers", praise.followers);
        out.member("by_customer", praise.by_customer).member("at", praise.at).end_object();
    }
    out.end_array().end_object();
}

struct Period {
    base::Instant from, to;
};
Result<Period> period_of(const Deps& deps, const Call& call) {
    Period period;
    period.to = deps.clock.now();
    if (const auto text = call.request.query_value("to"); text && !text->empty()) {
        MH_LET(parsed, base::parse_rfc3339(*text));
        period.to = parsed;
    }
    period.from = period.to - std::chrono::hours(24 * 30);
    if (const auto text = call.request.query_value("from"); text && !text->empty()) {
        MH_LET(parsed, base::parse_rfc3339(*text));
        period.from = parsed;
    }
    return period;
}

Result<model::ConversationId> conversation_id(const Call& call) {
    if (!base::is_ulid(call.args.at(0)))
        return base::fail(base::ErrorCode::not_found, "route.conversation.not_found");
    return model::ConversationId(call.args.at(0));
}

Outcome make_link(const Wiring& w, const Call& call) {
    MH_LET(conversation, conversation_id(call));
    MH_LET(token, w.deps.crowd->satisfaction.make_link(call.actor(), conversation));
    JsonWriter out;
    out.begin_object().member("url", url_to(w, call, "r/" + token)).end_object();
    return json_response(out.take(), 201);
}

Outcome of_conversation(const Deps& deps, const Call& call) {
    MH_LET(conversation, conversation_id(call));
    // Of another brand there is none.
    MH_LET(seen, deps.answer_store.conversation_now(call.actor().brand, conversation));
    MH_TRY(model::check(call.actor(), Action::see_conversation,
                        model::scope_of(call.actor(), seen.brand, seen.department, {})));
    MH_LET(said, deps.crowd->satisfaction.of(call.actor().brand, conversation));
    JsonWriter out;
    out.begin_object().member("link",
                              deps.crowd->satisfaction.rule(call.actor().brand) != reports::LinkRule::off);
    out.key("signals").begin_array();
    for (const ThanksRow& row : said.signals)
        write(out, row);
    out.end_array().key("turned");
    if (said.turned)
        write(out, *said.turned);
    else
        out.null();
    out.end_object();
    return json_response(out.take());
}

Outcome report(const Deps& deps, const Call& call) {
    MH_LET(period, period_of(deps, call));
    MH_LET(r, deps.crowd->satisfaction.report(call.actor(), period.from, period.to));
    JsonWriter out;
    out.begin_object().member("from", r.from).member("to", r.to).key("answers");
    write(out, r.answers);
    out.key("by_source").begin_array();
    for (const auto& one : r.by_source) {
        out.begin_object().member("source", reports::to_string(one.source)).key("share");
        write(out, one.share);
        out.member("not_counted", one.not_counted).end_object();
    }
    out.end_array().member("not_counted", r.not_counted).member("recovered", r.recovered);
    out.member("praised_by_others", r.praised_by_others).member("reach", r.reach).end_object();
    return json_response(out.take());
}

Outcome file(const Deps& deps, const Call& call) {
    MH_LET(period, period_of(deps, call));
    MH_LET(r, deps.crowd->satisfaction.report(call.actor(), period.from, period.to));
    const auto asked = call.request.query_value("lang").value_or("");
    const base::Lang lang = asked == "ko" ? base::Lang::ko : asked == "en" ? base::Lang::en : call.lang;
    MH_TRY(deps.audit.note(call.actor().brand, {"report.exported", "report", "satisfaction.csv"}));
    Response response;
    response.body = reports::to_csv(reports::to_sheet(r, lang));
    response.set("Content-Type", "text/csv; charset=utf-8");
    response.set("Content-Disposition", "attachment; filename=\"satisfaction.csv\"");
    return response;
}

// What stands behind a figure: the same rows that it was counted from.
Outcome behind(const Deps& deps, const Call& call) {
    MH_TRY(model::check(call.actor(), Action::see_conversation, model::Scope::brand));
    MH_LET(period, period_of(deps, call));
    const auto source = call.request.query_value("source").value_or("");
    const auto said = call.request.query_value("said").value_or("");
    constexpr std::size_t kAtMost = 500;
    JsonWriter out;
    out.begin_object().key("signals").begin_array();
    std::size_t left = 0;
    if (said != "recovered") {
        MH_LET(rows, deps.crowd->satisfaction.signals(call.actor(), period.from, period.to));
        std::size_t shown = 0;
        for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
            if (!source.empty() && reports::to_string(row->signal.source) != source) continue;
            if ((said == "good" && !row->signal.good) || (said == "not_good" && row->signal.good)) continue;
            if ((said == "not_counted") == row->signal.counted) continue;
            if (shown++ < kAtMost)
                write(out, *row);
            else
                ++left;
        }
    }
    out.end_array().key("turned").begin_array();
    if (said == "recovered") {
        MH_LET(rows, deps.crowd->satisfaction.turnarounds(call.actor(), period.from, period.to));
        for (auto row = rows.rbegin(); row != rows.rend(); ++row)
            if (row->turned.counted) write(out, *row);
    }
    out.end_array().member("left_out", static_cast<std::int64_t>(left)).end_object();
    return json_response(out.take());
}

}  // namespace

std::vector<Route> satisfaction_routes(const Wiring& w) {
    const Deps& deps = w.deps;
    std::vector<Route> routes;
    {
        Route r = make_route("POST", "/api/v1/conversations/{id}/thanks-link", "make_thanks_link");
        r.actions = {Action::submit_answer};
        r.request = object("ThanksLinkRequest", {});
        r.response = object("ThanksLink", {req("url", text(0, 4096))});
        r.status = 201;
        r.handle = [w](Call& call) { return make_link(w, call); };
        routes.push_back(std::move(r));
    }
    {
        Route r = make_route("GET", "/api/v1/conversations/{id}/satisfaction", "conversation_satisfaction");
        r.actions = {Action::see_conversation};
        r.response =
            object("ConversationSatisfaction", {req("link", boolean()), req("signals", array(signal_shape())),
                                                req("turned", nullable(turnaround_shape()))});
        r.handle = [&deps](Call& call) { return of_conversation(deps, call); };
        routes.push_back(std::move(r));
    }
    const auto add = [&](const char* path, const char* operation, Action action) -> Route& {
        Route r = make_route("GET", std::string("/api/v1/reports/satisfaction") + path, operation);
        r.actions = {action};
        r.query = {{"from", instant()}, {"to", instant()}};
        r.speed = Speed::slow;
        routes.push_back(std::move(r));
        return routes.back();
    };
    {
        Route& r = add("", "satisfaction_report", Action::see_report);
        r.response = report_shape();
        r.handle = [&deps](Call& call) { return report(deps, call); };
    }
    {
        Route& r = add(".csv", "satisfaction_file", Action::export_report);
        r.query.push_back({"lang", one_of({"ko", "en"})});
        r.media = "text/csv";
        r.handle = [&deps](Call& call) { return file(deps, call); };
    }
    {
        Route& r = add("/conversations", "satisfaction_conversations", Action::see_report);
        r.query.push_back({"source", source_shape()});
        r.query.push_back({"said", one_of({"good", "not_good", "not_counted", "recovered"})});
        r.response = object("SatisfactionBehind",
                            {req("signals", array(signal_shape())), req("turned", array(turnaround_shape())),
                             req("left_out", integer(0, INT64_MAX))});
        r.handle = [&deps](Call& call) { return behind(deps, call); };
    }
    return routes;
}

}  // namespace manyhands::http
